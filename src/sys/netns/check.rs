//! Checks names of namespaces, and finds namespaces without a name.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::errno::Errno;

use crate::sys::flock::{self, Wait};
use crate::sys::ioctl::namespace_type;

use super::{Error, Identity, RUN_DIR, current, identity, list, path_of, processes};

/// What a name refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A namespace.
    Alive,
    /// A namespace in the mount namespace of this process, but not in ours.
    Elsewhere(u32),
    /// An empty file without a mount.
    Dead,
    /// Something else; the text says what.
    Other(&'static str),
}

/// An empty file younger than this may be a name in creation: the file precedes its mount.
const IN_THE_MAKING: Duration = Duration::from_secs(2);

/// How long to wait for a locked file: creating a namespace waits for the removal of others.
const LONGEST_MAKING: Duration = Duration::from_secs(60);

/// The names and what each refers to, without those in creation.
///
/// # Errors
///
/// Those of [`list`] and [`processes`]; without [`RUN_DIR`] there are no names.
pub fn states() -> Result<Vec<(OsString, State)>, Error> {
    let names = match list() {
        Err(error) if error.is_missing() => return Ok(Vec::new()),
        names => names?,
    };
    let mut elsewhere = None;
    let mut states = Vec::new();
    for name in names {
        let state = match here(&name) {
            Some(State::Alive) => State::Alive,
            Some(other) => {
                let mounts = match &elsewhere {
                    Some(mounts) => mounts,
                    None => elsewhere.insert(mounts_of_others()?),
                };
                let pid = mounts.get(&escaped(&name)).copied();
                pid.map_or(other, State::Elsewhere)
            }
            None => continue,
        };
        states.push((name, state));
    }
    Ok(states)
}

/// What a name refers to in this mount namespace; `None` if it vanished, or may still become a namespace.
fn here(name: &OsStr) -> Option<State> {
    let path = path_of(name);
    let entry = fs::symlink_metadata(&path).ok()?;
    // A link to the namespace of a process is a name, too.
    let file = match fs::metadata(&path) {
        Ok(file) => file,
        Err(error) if entry.is_symlink() => {
            return Some(State::Other(match error.kind() {
                io::ErrorKind::PermissionDenied => "a symbolic link that may not be followed",
                _ => "a dangling symbolic link",
            }));
        }
        Err(_) => return None,
    };
    // All namespaces are files of one file system, which is not mounted.
    let ours = current().and_then(identity).ok()?;
    if file.dev() == ours.dev {
        return Some(namespace(&path));
    }
    let kind = file.file_type();
    let what = if entry.is_symlink() {
        "a symbolic link to another file"
    } else if kind.is_dir() {
        "a directory"
    } else if kind.is_fifo() {
        "a FIFO"
    } else if kind.is_socket() {
        "a socket"
    } else if !kind.is_file() {
        "a device"
    } else if file.len() > 0 {
        "a file with content"
    } else if is_mounted_on(name) {
        "a mount point of another file"
    } else {
        let age = file.modified().ok()?.elapsed().unwrap_or_default();
        return (age >= IN_THE_MAKING && !is_locked(&path)).then_some(State::Dead);
    };
    Some(State::Other(what))
}

/// Types of namespaces other than network.
const TYPES: [(i32, &str); 7] = [
    (libc::CLONE_NEWCGROUP, "a cgroup namespace"),
    (libc::CLONE_NEWIPC, "an IPC namespace"),
    (libc::CLONE_NEWNS, "a mount namespace"),
    (libc::CLONE_NEWPID, "a PID namespace"),
    (CLONE_NEWTIME, "a time namespace"),
    (libc::CLONE_NEWUSER, "a user namespace"),
    (libc::CLONE_NEWUTS, "a UTS namespace"),
];

/// linux/sched.h.
const CLONE_NEWTIME: i32 = 0x80;

/// The state of a name that is a namespace: a network namespace unless the kernel reports another type.
fn namespace(path: &Path) -> State {
    let kind = File::open(path).and_then(namespace_type).ok();
    let known = TYPES.iter().find(|(known, _)| Some(*known) == kind);
    known.map_or(State::Alive, |(_, what)| State::Other(what))
}

/// Whether the name has a mount here.
fn is_mounted_on(name: &OsStr) -> bool {
    let info = fs::read("/proc/thread-self/mountinfo").unwrap_or_default();
    let name = escaped(name);
    info.split(|byte| *byte == b'\n')
        .filter_map(point)
        .any(|(_, inside)| inside == name)
}

/// What a name refers to that is not a namespace here.
///
/// # Errors
///
/// That of reading the list of processes.
pub fn state_of(name: impl AsRef<OsStr>) -> Result<Option<State>, Error> {
    let name = name.as_ref();
    let elsewhere = mounts_of_others()?.get(&escaped(name)).copied();
    Ok(elsewhere.map_or_else(|| here(name), |pid| Some(State::Elsewhere(pid))))
}

/// Waits while another process may still mount a namespace on the name's empty file: the file is young, or locked by
/// [`super::add`].
pub fn wait_for_mount(name: impl AsRef<OsStr>) {
    let (name, start) = (name.as_ref(), Instant::now());
    let path = path_of(name);
    let is_empty = || here(name).is_none() && fs::symlink_metadata(&path).is_ok();
    let patience = || match is_locked(&path) {
        true => LONGEST_MAKING,
        // After a clock was set back, a file stays young for longer.
        false => IN_THE_MAKING,
    };
    while is_empty() && start.elapsed() < patience() {
        sleep(Duration::from_millis(5));
    }
}

/// Whether another process holds a lock on a file that only root can open.
fn is_locked(path: &Path) -> bool {
    let mut options = File::options();
    let file = options.read(true).custom_flags(libc::O_NONBLOCK).open(path);
    file.is_ok_and(|file| flock::lock(&file, Wait::Never) == Err(Errno::EWOULDBLOCK))
}

/// Removes the file of a name if it is still dead.
///
/// # Errors
///
/// unlink(2)'s.
pub fn remove_dead(name: &OsStr) -> io::Result<()> {
    match here(name) {
        Some(State::Dead) => fs::remove_file(path_of(name)),
        _ => Ok(()),
    }
}

/// Names mounted in other mount namespaces, as mountinfo writes them, each with a process there.
fn mounts_of_others() -> Result<BTreeMap<Vec<u8>, u32>, Error> {
    let ours = fs::read_link("/proc/self/ns/mnt").ok();
    let mut seen = Vec::from_iter(ours);
    let mut mounts = BTreeMap::new();
    for pid in processes()? {
        let Ok(namespace) = fs::read_link(format!("/proc/{pid}/ns/mnt")) else {
            continue;
        };
        if seen.contains(&namespace) {
            continue;
        }
        seen.push(namespace);
        let info = fs::read(format!("/proc/{pid}/mountinfo")).unwrap_or_default();
        for name in info.split(|byte| *byte == b'\n').filter_map(named) {
            mounts.entry(name.to_vec()).or_insert(pid);
        }
    }
    Ok(mounts)
}

/// The name on which a line of mountinfo (proc(5)) mounts a network namespace.
fn named(line: &[u8]) -> Option<&[u8]> {
    let (root, inside) = point(line)?;
    root.starts_with(b"net:[").then_some(inside)
}

/// The source and the name in a line of mountinfo that mounts on a name.
fn point(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut fields = line.split(|byte| *byte == b' ').skip(3);
    let (root, point) = (fields.next()?, fields.next()?);
    let inside = point.strip_prefix(RUN_DIR.as_bytes())?.strip_prefix(b"/")?;
    Some((root, inside))
}

/// A name as mountinfo writes it: blanks and backslashes in octal.
fn escaped(name: &OsStr) -> Vec<u8> {
    let mut text = Vec::new();
    for byte in name.as_bytes() {
        match byte {
            b' ' | b'\t' | b'\n' | b'\\' | b'#' => text.extend(format!("\\{byte:03o}").as_bytes()),
            other => text.push(*other),
        }
    }
    text
}

/// Whether mounts in [`RUN_DIR`] propagate to other mount namespaces; `None` without such a directory.
pub fn is_shared() -> Option<bool> {
    fs::metadata(RUN_DIR).ok()?;
    let info = fs::read("/proc/self/mountinfo").ok()?;
    let mut on_it = info.split(|byte| *byte == b'\n').filter(|line| {
        let point = line.split(|byte| *byte == b' ').nth(4);
        point == Some(RUN_DIR.as_bytes())
    });
    // The last mount covers the others.
    let shared = |line: &[u8]| line.windows(8).any(|part| part == b" shared:");
    Some(on_it.next_back().is_some_and(shared))
}

/// Namespaces of processes that have no name, except the current one and that of process 1: inode numbers with their
/// processes.
///
/// # Errors
///
/// Those of [`list`] and [`processes`].
pub fn unnamed() -> Result<BTreeMap<u64, Vec<u32>>, Error> {
    let names = match list() {
        Err(error) if error.is_missing() => Vec::new(),
        names => names?,
    };
    let file = |path| {
        let file = fs::metadata(path).ok()?;
        Some(Identity {
            dev: file.dev(),
            ino: file.ino(),
        })
    };
    let mut known: Vec<Identity> = names
        .iter()
        .filter_map(|name| file(path_of(name)))
        .collect();
    known.extend(current().and_then(identity));
    // The initial namespace needs no name.
    known.extend(file("/proc/1/ns/net".into()));
    let mut unnamed: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    for pid in processes()? {
        let namespace = file(format!("/proc/{pid}/ns/net").into());
        if let Some(namespace) = namespace.filter(|namespace| !known.contains(namespace)) {
            unnamed.entry(namespace.ino).or_default().push(pid);
        }
    }
    Ok(unnamed)
}
