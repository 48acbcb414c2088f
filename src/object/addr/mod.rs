//! `ip addr`: network-layer addresses of devices. ip-address(8).

mod change;
mod ensure;
mod filter;
mod flags;
mod flush;
mod help;
mod parse;
pub mod record;
mod save;
mod show;

use crate::args::{Args, Word};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::session::Session;

const VERBS: Verbs = Verbs {
    object: "ip address",
    default: show::run,
    table: &[
        (Word::Short("add"), change::add),
        (Word::Short("change"), change::change),
        (Word::Whole("chg"), change::change),
        (Word::Short("replace"), change::replace),
        (Word::Short("delete"), change::delete),
        (Word::Short("list"), show::run),
        (Word::Short("show"), show::run),
        (Word::Short("lst"), show::run),
        (Word::Short("flush"), flush::run),
        (Word::Short("save"), save::save),
        (Word::Short("showdump"), save::show),
        (Word::Short("restore"), save::restore),
        (Word::Short("help"), |_, _| Err(Error::usage(help::HELP))),
    ],
};

/// Runs `ip addr`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}
