//! `ip netns identify` and `pids`: the name of a process's namespace, the processes of a name.

use super::{file_name, name};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::sys::netns::{self, Identity, Step};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;

/// `ip netns identify [PID]`: the name of a process's namespace, or an empty line.
pub(super) fn identify(session: &mut Session, mut args: Args) -> Result<()> {
    let pid = args.next();
    no_more(args)?;
    if let Some(word) = pid.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(Error::command(format!(
            "Specified string '{word}' is not a pid"
        )));
    }
    let namespace = identity(netns::open_of_pid(pid.unwrap_or("self")))?;
    let name = netns::name_of(namespace)?.unwrap_or_default();
    session.out.raw(name.as_bytes());
    session.out.raw(b"\n");
    Ok(())
}

/// `ip netns pids NAME`: the processes in a namespace, one per line.
pub(super) fn pids(session: &mut Session, mut args: Args) -> Result<()> {
    let name = file_name(name(&mut args)?);
    no_more(args)?;
    for pid in netns::pids(identity(netns::open(name))?)? {
        session.out.raw(format!("{pid}\n").as_bytes());
    }
    Ok(())
}

fn no_more(args: Args) -> Result<()> {
    if args.is_empty() {
        return Ok(());
    }
    Err(Error::command("extra arguments specified"))
}

fn identity(namespace: io::Result<OwnedFd>) -> Result<Identity> {
    let identity = namespace.and_then(netns::identity);
    Ok(identity.map_err(netns::Error::at(Step::OpenUnnamed))?)
}
