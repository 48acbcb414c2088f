//! `ip link`.

mod address;
mod details;
pub mod filter;
mod first_line;
mod flags;
mod hardware;
pub mod kind;
pub mod record;
mod show;
mod stats;
mod vf;
mod xdp;

use crate::args::{Args, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::session::Session;

/// In the order in which they are tried.
const VERBS: Verbs = Verbs {
    object: "ip link",
    default: show::run,
    table: &[
        (Short("add"), |_, _| Err(Error::not_built("link add"))),
        (Short("set"), |_, _| Err(Error::not_built("link set"))),
        (Short("change"), |_, _| Err(Error::not_built("link set"))),
        (Short("replace"), |_, _| {
            Err(Error::not_built("link replace"))
        }),
        (Short("delete"), |_, _| Err(Error::not_built("link delete"))),
        (Short("show"), show::run),
        (Short("lst"), show::run),
        (Short("list"), show::run),
        (Short("xstats"), |_, _| Err(Error::not_built("link xstats"))),
        (Short("afstats"), |_, _| {
            Err(Error::not_built("link afstats"))
        }),
        (Short("property"), |_, _| {
            Err(Error::not_built("link property"))
        }),
        (Short("help"), |_, _| Err(usage())),
    ],
};

/// The usage text of `ip link`.
fn usage() -> Error {
    Error::not_built("link help")
}

/// Runs `ip link`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}
