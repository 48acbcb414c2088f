//! `ip addr`: the addresses of the network layer that devices have.

mod change;
mod flags;
mod help;
mod parse;
pub mod record;

use crate::args::{Args, Word};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::session::Session;

const VERBS: Verbs = Verbs {
    object: "ip address",
    default: unready,
    table: &[
        (Word::Short("add"), change::add),
        (Word::Short("change"), change::change),
        (Word::Whole("chg"), change::change),
        (Word::Short("replace"), change::replace),
        (Word::Short("delete"), change::delete),
        (Word::Short("list"), unready),
        (Word::Short("show"), unready),
        (Word::Whole("lst"), unready),
        (Word::Short("flush"), unready),
        (Word::Short("save"), unready),
        (Word::Short("showdump"), unready),
        (Word::Short("restore"), unready),
        (Word::Short("help"), |_, _| Err(Error::usage(help::HELP))),
    ],
};

fn unready(_session: &mut Session, _args: Args) -> Result<()> {
    Err(Error::not_built("this verb of ip address"))
}

/// Runs `ip addr`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}
