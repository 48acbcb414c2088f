//! `ip tuntap`: persistent tun and tap devices. linux/if_tun.h.

mod change;
mod device;
mod ensure;
mod options;
mod processes;
mod show;

use crate::args::{Args, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::session::Session;

const HELP: &str = "\
Usage: ip tuntap { add | del | show | list | lst | help } [ [ dev ] PHYS_DEV ]
                 [ mode { tun | tap } ] [ user USER ] [ group GROUP ]
                 [ one_queue ] [ pi ] [ vnet_hdr ] [ multi_queue ] [ name NAME ]
USER  := { STRING | NUMBER }
GROUP := { STRING | NUMBER }
";

const VERBS: Verbs = Verbs {
    object: "ip tuntap",
    default: show::run,
    table: &[
        (Short("add"), |session, args| {
            change::run(session, args, true)
        }),
        (Short("delete"), |session, args| {
            change::run(session, args, false)
        }),
        (Short("show"), show::run),
        (Short("lst"), show::run),
        (Short("list"), show::run),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip tuntap`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}
