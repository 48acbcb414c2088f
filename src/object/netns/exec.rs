//! `ip netns exec`: a command in a namespace.

use super::{file_name, name, names, warn};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::output::eprint_line;
use crate::session::Session;
use crate::sys::process::{self, Ended};
use crate::sys::{netns, vrf_cgroup};
use std::convert::Infallible;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

/// `ip netns exec NAME COMMAND...`; with `-all`, the command in each namespace in turn.
pub(super) fn exec(session: &mut Session, mut args: Args) -> Result<()> {
    if session.all {
        return exec_all(session, &command(session, args)?);
    }
    let name = file_name(name(&mut args)?);
    let command = command(session, args)?;
    if session.batch {
        return in_child(&name, &command).and_then(batch_result);
    }
    match become_command(&name, &command)? {}
}

struct Command {
    /// At least one.
    words: Vec<OsString>,
    /// Whether the command is this program, whatever `PATH` finds.
    own: bool,
}

/// Reads the command. Under `-ensure`, `ip` is this program with `-ensure`: another `ip` lacks the option.
fn command(session: &Session, args: Args) -> Result<Command> {
    if args.is_empty() {
        return Err(Error::command("No command specified"));
    }
    let mut words: Vec<OsString> = args.rest().iter().map(|word| file_name(word)).collect();
    let own = session.ensure && words.first().is_some_and(|word| word == "ip");
    if own {
        words.insert(1, "-ensure".into());
    }
    Ok(Command { words, own })
}

/// Only a signal ends the loop; failures of the command do not.
fn exec_all(session: &mut Session, command: &Command) -> Result<()> {
    for name in names::names()? {
        for part in [b"\nnetns: ", name.as_bytes(), b"\n"] {
            session.out.raw(part);
        }
        flush(session);
        if let Ended::Killed(_) = in_child(&name, command)? {
            return Err(killed());
        }
    }
    Ok(())
}

/// Writes pending output before the command's. A write error does not keep the command from running.
fn flush(session: &mut Session) {
    let _ = session.out.flush();
}

/// Executes the command in place of this program.
fn become_command(name: &OsStr, command: &Command) -> Result<Infallible> {
    if let Err(error) = vrf_cgroup::leave() {
        eprint_line(&error.to_string());
    }
    netns::switch(name, &mut warn)?;
    let executed = match command.own {
        true => process::exec_own(&command.words),
        false => process::exec(&command.words),
    };
    executed.map_err(|error| failed(&error, false))
}

fn in_child(name: &OsStr, command: &Command) -> Result<Ended> {
    let child = || match become_command(name, command) {
        Ok(never) => match never {},
        Err(error) => {
            eprint_line(&error.to_string());
            error.status()
        }
    };
    process::in_child(child).map_err(|error| failed(&error, true))
}

/// A batch continues after a command that fails, and ends with one that is killed.
fn batch_result(ended: Ended) -> Result<()> {
    match ended {
        Ended::Exited(0) => Ok(()),
        Ended::Exited(_) => Err(Error::printed(1)),
        Ended::Killed(_) => Err(killed()),
    }
}

fn killed() -> Error {
    Error::printed(1).ending()
}

fn failed(error: &process::Error, ends: bool) -> Error {
    let failed = Error::with_status(error.to_string(), error.exit_status()).because(error);
    if ends { failed.ending() } else { failed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_ends_with_a_command_that_is_killed() {
        let ends = |ended| batch_result(ended).map_err(|error| error.ends_batch());
        assert_eq!(ends(Ended::Exited(0)), Ok(()));
        assert_eq!(ends(Ended::Exited(3)), Err(false));
        assert_eq!(ends(Ended::Killed(9)), Err(true));
    }
}
