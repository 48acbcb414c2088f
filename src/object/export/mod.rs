//! `ip export`: the live state as a file for `ip -batch` that creates it again elsewhere. iproute2 has no such command, but
//! reads such a file.
//!
//! [`namespace`] reads the state of each namespace; [`script`] orders and writes it. Each line is a command of another
//! object. Where possible, the command is parsed without sending its request, which is compared with what the kernel
//! reported ([`line::verified_line`]). What no command can set becomes a comment.

mod address;
mod creation;
mod defaults;
mod device;
mod dump;
mod line;
mod namespace;
mod neighbour;
mod nexthop;
mod quote;
mod route;
mod route_compare;
mod rule;
mod script;
mod words;

use crate::args::Args;
use crate::error::{Error, Result};
use crate::names::NameTables;
use crate::session::Session;
use namespace::{Namespaces, Selection};

const HELP: &str = "\
Usage: ip export [ all | netns NAME... ]
";

/// Runs `ip export`.
///
/// # Errors
/// An unknown word, a namespace that cannot be entered, errors of the kernel.
pub fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let selection = match args.next() {
        None => Selection::Current,
        Some("all") if args.is_empty() => Selection::All,
        Some("netns") => {
            let mut names = vec![args.value()?.to_owned()];
            names.extend(args.rest().iter().cloned());
            Selection::Named(names)
        }
        Some("help") => return Err(Error::usage(HELP)),
        Some("all") => {
            let word = args.value()?;
            return Err(Error::fatal(
                format!("\"{word}\" is unknown, try \"ip export help\"."),
                255,
            ));
        }
        Some(word) => {
            return Err(Error::fatal(
                format!("\"{word}\" is unknown, try \"ip export help\"."),
                255,
            ));
        }
    };
    // Names of tables and protocols in /etc are those of this host: the file must not depend on them.
    let tables = std::mem::replace(&mut session.names.tables, NameTables::everywhere());
    let comments = Namespaces::read(session, &selection)
        .and_then(|namespaces| script::write(session, &namespaces));
    session.names.tables = tables;
    let comments = comments?;
    if comments > 0 {
        session.hint = Some(format!(
            "comments in the file: {comments} (state that no command can set, each with the reason)"
        ));
    }
    Ok(())
}
