//! `ip netns add`, `attach` and `delete`.

use super::{file_name, name, warn};
use crate::args::Args;
use crate::ensure;
use crate::error::{Error, Result};
use crate::names::nsids;
use crate::session::Session;
use crate::sys::netns;
use crate::value::number;
use std::ffi::OsString;
use std::io;
use std::path::Path;

/// `ip netns add NAME`: creates a namespace.
pub(super) fn add(session: &mut Session, mut args: Args) -> Result<()> {
    let name = file_name(name(&mut args)?);
    let _locked = ensure::lock(session);
    match add_unless_present(session, &name, &|| netns::add(&name, &mut warn))? {
        Added::New => Ok(()),
        Added::Present if is_namespace(session, &name) => Ok(()),
        Added::Present => Err(ensure::conflict(
            "file",
            &format!("{}/{}", netns::RUN_DIR, Path::new(&name).display()),
        )),
    }
}

/// The result of adding a name under `-ensure`.
enum Added {
    New,
    Present,
}

/// Adds a name. Under `-ensure`, waits for another process that adds the same one; if that fails, tries again.
fn add_unless_present(
    session: &Session,
    name: &OsString,
    add: &dyn Fn() -> std::result::Result<(), netns::Error>,
) -> Result<Added> {
    let exists =
        |error: &netns::Error| session.ensure && error.cause.kind() == io::ErrorKind::AlreadyExists;
    let Err(error) = add() else {
        return Ok(Added::New);
    };
    if !exists(&error) {
        return Err(error.into());
    }
    netns::wait_for_mount(name);
    if netns::open(name).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        match add() {
            Err(error) if exists(&error) => {}
            added => return Ok(added.map(|()| Added::New)?),
        }
    }
    Ok(Added::Present)
}

/// Whether a network namespace has this name.
fn is_namespace(session: &mut Session, name: &OsString) -> bool {
    let (Ok(file), Ok(netlink)) = (netns::open(name), session.kernel.netlink()) else {
        return false;
    };
    nsids::of_fd(netlink, file).is_ok()
}

/// `ip netns attach NAME PID`: names the namespace of a process.
pub(super) fn attach(session: &mut Session, args: Args) -> Result<()> {
    let [name, pid, ..] = args.rest() else {
        return Err(Error::command("No netns name and PID specified"));
    };
    let number = number::signed(pid, i32::MIN.into(), i32::MAX.into())
        .and_then(|number| i32::try_from(number).ok())
        .filter(|number| *number != 0)
        .ok_or_else(|| Error::command(format!("Invalid PID: {pid}")))?;
    let file = file_name(name);
    let _locked = ensure::lock(session);
    let added = add_unless_present(session, &file, &|| netns::attach(&file, number, &mut warn))?;
    if matches!(added, Added::New) {
        return Ok(());
    }
    let named = netns::open(&file).and_then(netns::identity);
    let requested = netns::open_of_pid(number).and_then(netns::identity);
    match (named, requested) {
        (Ok(named), Ok(requested)) if named == requested => Ok(()),
        _ => Err(ensure::conflict("namespace", name)),
    }
}

/// `ip netns delete NAME`; with `-all`, every name up to the first that cannot be deleted.
pub(super) fn delete(session: &mut Session, mut args: Args) -> Result<()> {
    if session.all {
        return delete_all();
    }
    let name = file_name(name(&mut args)?);
    match netns::delete(name) {
        Err(error) if session.ensure && error.is_missing() => Ok(()),
        deleted => Ok(deleted?),
    }
}

fn delete_all() -> Result<()> {
    for name in names()? {
        if let Err(error) = netns::delete(name) {
            // A warning without a status, as in iproute2.
            warn(error);
            break;
        }
    }
    Ok(())
}

/// All names; empty until the first namespace is named.
pub(super) fn names() -> Result<Vec<OsString>> {
    match netns::list() {
        Err(error) if error.is_missing() => Ok(Vec::new()),
        names => Ok(names?),
    }
}
