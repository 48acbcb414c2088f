//! `ip export`: the live state as a file for `ip -batch` that makes it again elsewhere. iproute2 has no such command, but
//! reads such a file.
//!
//! Every line is said in the words of the other objects and, where that can be asked without sending anything, read back
//! and compared with what the kernel told. What cannot be said is a comment.

mod address;
mod collect;
mod defaults;
mod device;
mod line;
mod neighbour;
mod route;
mod rule;
mod script;
mod words;

use crate::args::{Args, encode};
use crate::error::{Error, Result};
use crate::names::NameTables;
use crate::session::Session;

const HELP: &str = "\
Usage: ip export [ all | netns NAME... ]
";

/// Which namespaces.
enum Wanted {
    /// The one we are in.
    Here,
    /// Those of these names.
    Named(Vec<String>),
    /// The one we are in and all that have a name.
    All,
}

/// Runs `ip export`.
///
/// # Errors
/// An unknown word, a namespace that cannot be entered, the kernel's refusals.
pub fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let wanted = match args.next() {
        None => Wanted::Here,
        Some("all") if args.is_empty() => Wanted::All,
        Some("netns") => {
            let mut names = vec![args.value()?.to_owned()];
            names.extend(args.rest().iter().cloned());
            Wanted::Named(names)
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
    // Other names of tables, protocols and the like are this host's.
    let own = std::mem::replace(&mut session.names.tables, NameTables::everywhere());
    let spaces = collect::collect(session, &wanted);
    session.names.tables = own;
    let (text, comments) = script::write(&spaces?);
    session.out.raw(&encode(&text));
    if comments > 0 {
        session.hint = Some(format!(
            "comments in the file: {comments} (what cannot be said, each with its reason)"
        ));
    }
    Ok(())
}
