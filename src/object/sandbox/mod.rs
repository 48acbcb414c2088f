//! `ip sandbox`: a command or a shell that is root in a private network, without traces.

mod own_path;
mod shell;

use crate::args::{Args, encode};
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::output::eprint_line;
use crate::session::Session;
use crate::sys::process::{self, Ended};
use crate::sys::sandbox::{self, Outside, Refusal};
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::IFF_UP;
use crate::uapi::rtnetlink::RTM_NEWLINK;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

const HELP: &str = "\
Usage: ip sandbox [ COMMAND [ARGUMENT]... ]

Runs COMMAND, or your shell, as root of its own user, network, mount, pid and
uts namespaces, with an empty /run, its own /sys and /proc and lo up; `ip` is
this program. Everything created in it is gone when it ends; its exit status is
passed on. No privileges are needed.
";

/// Directory for the sandbox's own files; its /run vanishes with it.
const FILES: &str = "/run/sandbox";

/// The sandbox could not be created, or the command could not be executed in it.
const FAILED: u8 = 255;

/// Runs `ip sandbox`.
///
/// # Errors
/// The kernel refuses a sandbox. A command that fails returns its status.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    if args.rest() == ["help"] {
        return Err(Error::usage(HELP));
    }
    let words = args.rest().to_vec();
    let report = session.report;
    let fail = move |error: &Error| fail(error, report, &words);
    let words: Vec<_> = args.rest().iter().map(|word| os_string(word)).collect();
    session.entered_namespace();
    let terminal = words.is_empty() && sandbox::in_foreground();
    let ended = sandbox::run(|made, outside| {
        let command = || command(&words, terminal).unwrap_or_else(|error| fail(&error));
        init(session, made, outside, &command).unwrap_or_else(|error| fail(&error))
    });
    session.entered_namespace();
    match ended.map_err(refused)? {
        Ended::Exited(0) => Ok(()),
        ended => Err(Error::printed(ended.status())),
    }
}

fn os_string(word: &str) -> OsString {
    OsString::from_vec(encode(word).into_owned())
}

fn refused(refusal: Refusal) -> Error {
    Error::with_status(refusal.to_string(), FAILED)
}

/// The first process inside.
fn init(
    session: &mut Session,
    made: std::result::Result<(), Refusal>,
    mut outside: Outside,
    command: &dyn Fn() -> u8,
) -> Result<u8> {
    made.map_err(refused)?;
    sandbox::set_up(&mut |warning| eprint_line(&warning))
        .map_err(|line| Error::with_status(line, FAILED))?;
    lo_up(session)?;
    let ended = process::as_init(command, &mut || outside.stop());
    ended.map(Ended::status).map_err(failed)
}

/// Reports an error inside, where no caller can, and returns the status.
fn fail(error: &Error, report: Option<fn(&Error, &[String])>, words: &[String]) -> u8 {
    let words: Vec<String> = [&["sandbox".to_owned()], words].concat();
    match report {
        Some(report) => report(error, &words),
        None => eprint_line(&error.to_string()),
    }
    error.status()
}

fn failed(error: process::Error) -> Error {
    Error::with_status(error.to_string(), FAILED).because(&error)
}

/// Brings up the only device of a new namespace, whose index is always 1.
fn lo_up(session: &mut Session) -> Result<()> {
    let lo = IfInfoMsg {
        index: 1,
        flags: IFF_UP,
        change: IFF_UP,
        ..IfInfoMsg::default()
    };
    session.kernel.ack(Request::new(RTM_NEWLINK, 0, &lo))?;
    session.kernel.close();
    Ok(())
}

/// Executes the command, or a shell without one.
fn command(words: &[OsString], terminal: bool) -> Result<u8> {
    if terminal {
        sandbox::take_terminal();
    }
    process::set_variable("OXIP_SANDBOX", "1");
    own_path::set();
    let result = if words.is_empty() {
        shell::become_one()
    } else {
        process::exec(words)
    };
    match result.map_err(failed)? {}
}
