//! `ip vrf identify` and `pids`: the VRF of a process, the processes of a VRF.

use crate::args::Args;
use crate::args::encode;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::sys::vrf_cgroup;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// `identify [PID]`: prints the name of the VRF, or nothing.
pub(super) fn identify(session: &mut Session, mut args: Args) -> Result<()> {
    let pid = match args.next() {
        None => std::process::id(),
        Some(word) => {
            if let Some(extra) = args.next() {
                return Err(Error::invalid(extra, "Extra arguments specified\n"));
            }
            crate::args::FromWord::from_word(word)
                .ok_or_else(|| Error::invalid(word, "Invalid pid\n"))?
        }
    };
    let name = vrf_cgroup::of_process(pid)
        .map_err(|error| Error::system("Failed to lookup vrf association", &error))?;
    if let Some(name) = name {
        session.out.raw(&name);
        session.out.raw(b"\n");
    }
    Ok(())
}

/// `pids NAME`: prints numbers and names of processes.
pub(super) fn pids(session: &mut Session, mut args: Args) -> Result<()> {
    let name = args.next().filter(|_| args.is_empty());
    let name = name.ok_or_else(|| Error::command("Invalid arguments"))?;
    if session.vrf_index(name).is_none() {
        return Err(Error::command("Invalid VRF name"));
    }
    let members = vrf_cgroup::members(OsStr::from_bytes(&encode(name)))
        .map_err(|error| Error::command(error.to_string()))?;
    for pid in members {
        // The process has ended, or is in another pid namespace.
        let comm = std::fs::read(format!("/proc/{pid}/comm"));
        let comm = comm.unwrap_or_else(|_| b"<terminated?>".to_vec());
        session.out.raw(format!("{pid:>5}  ").as_bytes());
        session.out.raw(comm.strip_suffix(b"\n").unwrap_or(&comm));
        session.out.raw(b"\n");
    }
    Ok(())
}
