//! `ip xfrm`: states and policies of IPsec. ip-xfrm(8).

mod algorithm;
mod attributes;
mod count;
mod delete_all;
mod event;
mod formatter;
mod id;
mod lifetime;
mod monitor;
mod policy;
mod replay;
mod selector;
mod state;
mod template;
mod words;

use crate::args::{Args, Word, Word::Short};
use crate::command::Run;
use crate::error::{Error, Result};
use crate::netlink::{Netlink, Protocol};
use crate::session::Session;

const HELP: &str = "\
Usage: ip xfrm state { add | update | allocspi | delete | get } ID [ OPTIONS ]
       ip xfrm state { deleteall | list | flush | count | help } [ OPTIONS ]
       ip xfrm policy { add | update | delete | get } SELECTOR dir DIR
               [ OPTIONS ]
       ip xfrm policy { deleteall | list | flush | count | help } [ OPTIONS ]
       ip xfrm policy { set | setdefault | getdefault } [ OPTIONS ]
       ip xfrm monitor [ nokeys ] [ all-nsid ] [ all | EVENTS | help ]
       ip xfrm XFRM-OBJECT help
XFRM-OBJECT := { state | policy | monitor }
OPTIONS as ip xfrm state help and ip xfrm policy help have them.
";

const OBJECTS: &[(Word, Run)] = &[
    (Short("state"), state::run),
    (Short("policy"), policy::run),
    (Short("monitor"), monitor::run),
];

/// Runs `ip xfrm`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let word = args.next().unwrap_or("help");
    match OBJECTS.iter().find(|(object, _)| object.fits(word)) {
        // Every error here ends a batch, even under `-force`.
        Some((_, run)) => run(session, args).map_err(Error::ending),
        None => Err(Error::usage(HELP)),
    }
}

fn open() -> Result<Netlink> {
    Netlink::open(Protocol::Xfrm, false)
}

/// The error for an unknown argument.
fn unknown(word: &str) -> Error {
    Error::invalid(word, "unknown")
}

/// The error for a missing or conflicting option.
fn wrong(line: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::fatal(line, 1)
}
