//! `ip netns add`, `attach` and `delete`: names come and go.

use super::{file_name, name, warn};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::sys::netns;
use crate::value::number;
use std::ffi::OsString;

/// `ip netns add NAME`: a new namespace.
pub(super) fn add(_session: &mut Session, mut args: Args) -> Result<()> {
    let name = file_name(name(&mut args)?);
    Ok(netns::add(name, &mut warn)?)
}

/// `ip netns attach NAME PID`: a name for the namespace of a process.
pub(super) fn attach(_session: &mut Session, args: Args) -> Result<()> {
    let [name, pid, ..] = args.rest() else {
        return Err(Error::command("No netns name and PID specified"));
    };
    let number = number::signed(pid, i32::MIN.into(), i32::MAX.into())
        .and_then(|number| i32::try_from(number).ok())
        .filter(|number| *number != 0)
        .ok_or_else(|| Error::command(format!("Invalid PID: {pid}")))?;
    Ok(netns::attach(file_name(name), number, &mut warn)?)
}

/// `ip netns delete NAME`, or with `-all` every name, up to the first that cannot be deleted.
pub(super) fn delete(session: &mut Session, mut args: Args) -> Result<()> {
    if session.all {
        return delete_all();
    }
    let name = file_name(name(&mut args)?);
    Ok(netns::delete(name)?)
}

fn delete_all() -> Result<()> {
    for name in names()? {
        if let Err(error) = netns::delete(name) {
            // Said, but no failure: so it is in iproute2.
            warn(error);
            break;
        }
    }
    Ok(())
}

/// All names; none as long as no namespace was ever named.
pub(super) fn names() -> Result<Vec<OsString>> {
    match netns::list() {
        Err(error) if error.is_missing() => Ok(Vec::new()),
        names => Ok(names?),
    }
}
