//! `ip vrf exec`: a command whose sockets are bound to a VRF.

use crate::args::{Args, encode};
use crate::error::{Error, Result};
use crate::session::Session;
use crate::sys::process::{self, Ended};
use crate::sys::vrf_cgroup;
use std::convert::Infallible;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

/// `exec NAME COMMAND...`: a batch waits for the command; otherwise it replaces this process.
pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let name = args
        .next()
        .ok_or_else(|| Error::command("No VRF name specified"))?;
    if args.is_empty() {
        return Err(Error::command("No command specified"));
    }
    let words: Vec<OsString> = args
        .rest()
        .iter()
        .map(|word| OsString::from_vec(encode(word).into_owned()))
        .collect();
    let index = match name {
        "default" => None,
        _ => Some(
            session
                .vrf_index(name)
                .ok_or_else(|| Error::with_status("Invalid VRF name", 255))?,
        ),
    };
    session.enter_mounts()?;
    let name = OsStr::from_bytes(name.as_bytes());
    if session.batch {
        return in_child(name, index, &words);
    }
    match become_command(name, index, &words)? {}
}

fn become_command(name: &OsStr, index: Option<u32>, words: &[OsString]) -> Result<Infallible> {
    vrf_cgroup::enter(name, index).map_err(|error| Error::with_status(error.to_string(), 255))?;
    process::exec(words).map_err(|error| failed(&error, false))
}

fn in_child(name: &OsStr, index: Option<u32>, words: &[OsString]) -> Result<()> {
    let child = || match become_command(name, index, words) {
        Ok(never) => match never {},
        Err(error) => {
            crate::output::eprint_line(&error.to_string());
            error.status()
        }
    };
    match process::in_child(child).map_err(|error| failed(&error, true))? {
        Ended::Exited(0) => Ok(()),
        Ended::Exited(_) => Err(Error::printed(1)),
        Ended::Killed(_) => Err(Error::printed(1).ending()),
    }
}

fn failed(error: &process::Error, ends: bool) -> Error {
    let failed = Error::with_status(error.to_string(), error.exit_status()).because(error);
    if ends { failed.ending() } else { failed }
}
