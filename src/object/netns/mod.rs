//! `ip netns`: named network namespaces. ip-netns(8).

mod check;
mod exec;
mod ids;
mod list;
mod names;
pub mod record;
mod watch;
mod who;

use crate::args::{Args, Word, encode, short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::output::eprint_line;
use crate::session::Session;
use crate::sys::netns;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

const HELP: &str = "\
Usage:	ip netns list
	ip netns add NAME
	ip netns attach NAME PID
	ip netns set NAME NETNSID
	ip [-all] netns delete [NAME]
	ip netns identify [PID]
	ip netns pids NAME
	ip [-all] netns exec [NAME] COMMAND [ARGUMENT]...
	ip netns monitor
	ip netns list-id [target-nsid NSID] [nsid NSID]
	ip netns check [repair]
NETNSID := { auto | NUMBER }
";

const VERBS: Verbs = Verbs {
    object: "ip netns",
    default: list::list,
    table: &[
        (Word::Short("list"), list::list),
        (Word::Short("show"), list::list),
        (Word::Short("lst"), list::list),
        (Word::Short("list-id"), ids::list),
        (Word::Short("help"), |_, _| Err(Error::usage(HELP))),
        (Word::Short("add"), names::add),
        (Word::Short("set"), ids::set),
        (Word::Short("delete"), names::delete),
        (Word::Short("identify"), who::identify),
        (Word::Short("pids"), who::pids),
        (Word::Short("exec"), exec::exec),
        (Word::Short("monitor"), watch::monitor),
        (Word::Short("attach"), names::attach),
        // Not in iproute2: last and never abbreviated, so every word keeps its meaning.
        (Word::Whole("check"), check::check),
    ],
};

/// Runs `ip netns`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    check_name(session, args)?;
    VERBS.run(session, args)
}

/// The argument after the verb must be a valid name, whatever the verb uses it for. With `-all` it may be a command's;
/// a name to be added may leave the directory, as in iproute2.
fn check_name(session: &Session, args: Args) -> Result<()> {
    match args.rest() {
        [verb, word, ..]
            if (!session.all || gives_name(verb)) && !netns::valid_name(file_name(word)) =>
        {
            Err(Error::fatal(format!("Invalid netns name \"{word}\""), 255))
        }
        _ => Ok(()),
    }
}

fn gives_name(verb: &str) -> bool {
    ["add", "attach"].iter().any(|whole| short(verb, whole))
}

/// Reads the name after a verb.
fn name<'a>(args: &mut Args<'a>) -> Result<&'a str> {
    args.next()
        .ok_or_else(|| Error::command("No netns name specified"))
}

/// An argument as the bytes of a file name.
fn file_name(word: &str) -> OsString {
    OsString::from_vec(encode(word).into_owned())
}

/// Prints an error that does not stop the work.
fn warn(warning: netns::Error) {
    eprint_line(&warning.to_string());
}
