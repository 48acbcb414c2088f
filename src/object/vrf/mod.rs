//! `ip vrf`: virtual routing and forwarding domains, and processes bound to them. ip-vrf(8).

mod exec;
mod pids;
mod show;

use crate::args::{Args, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::session::Session;

const HELP: &str = "\
Usage:	ip vrf show [NAME]
	ip vrf exec NAME COMMAND [ARGUMENT]...
	ip vrf identify [PID]
	ip vrf pids NAME
";

const VERBS: Verbs = Verbs {
    object: "ip vrf",
    default: show::run,
    table: &[
        (Short("identify"), pids::identify),
        (Short("pids"), pids::pids),
        (Short("exec"), exec::run),
        (Short("show"), show::run),
        (Short("lst"), show::run),
        (Short("list"), show::run),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip vrf`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}
