//! `ip link`.

mod address;
pub mod afstats;
mod change;
mod details;
mod ensure;
pub mod filter;
mod first_line;
mod flags;
mod hardware;
pub mod kind;
pub mod listing;
mod model;
mod parse;
mod property;
pub mod record;
mod show;
pub mod stats;
mod usage;
mod vf;
mod xdp;
pub mod xstats;

use crate::args::{Args, Word::Short};
use crate::command::Verbs;
use crate::error::Result;
use crate::session::Session;

/// In the order in which they are tried.
const VERBS: Verbs = Verbs {
    object: "ip link",
    default: show::run,
    table: &[
        (Short("add"), change::add),
        (Short("set"), change::set),
        (Short("change"), change::set),
        (Short("replace"), change::replace),
        (Short("delete"), change::delete),
        (Short("show"), show::run),
        (Short("lst"), show::run),
        (Short("list"), show::run),
        (Short("xstats"), xstats::run),
        (Short("afstats"), afstats::run),
        (Short("property"), property::run),
        (Short("help"), usage::help),
    ],
};

/// Runs `ip link`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}
