//! What is wrong with names, and which namespaces have none.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::time::Duration;

use super::{Error, Identity, RUN_DIR, current, identity, list, path_of, processes};

/// What a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A namespace.
    Alive,
    /// A namespace for this process and others of its mount namespace, but not for us.
    Elsewhere(u32),
    /// A file on which nothing is mounted.
    Dead,
}

/// A name younger than this may be one that is being made: the file comes before its mount.
const IN_THE_MAKING: Duration = Duration::from_secs(2);

/// The names and what each is. One that is being made is left out.
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
        let state = match is_namespace(&name) {
            Some(true) => State::Alive,
            Some(false) => {
                let mounts = match &elsewhere {
                    Some(mounts) => mounts,
                    None => elsewhere.insert(mounts_of_others()?),
                };
                match mounts.get(&escaped(&name)) {
                    Some(pid) => State::Elsewhere(*pid),
                    None => State::Dead,
                }
            }
            None => continue,
        };
        states.push((name, state));
    }
    Ok(states)
}

/// Whether a namespace is mounted on the file; `None` if it went away or is so young that one may yet be.
fn is_namespace(name: &OsStr) -> Option<bool> {
    let file = fs::metadata(path_of(name)).ok()?;
    // All namespaces are files of one file system, which is mounted nowhere.
    let ours = current().and_then(identity).ok()?;
    if file.dev() == ours.dev {
        return Some(true);
    }
    let age = file.modified().ok()?.elapsed().unwrap_or_default();
    (age >= IN_THE_MAKING).then_some(false)
}

/// A process in whose mount namespace a name that is no namespace here is one.
///
/// # Errors
///
/// That of reading the list of processes.
pub fn elsewhere(name: impl AsRef<OsStr>) -> Result<Option<u32>, Error> {
    Ok(mounts_of_others()?.get(&escaped(name.as_ref())).copied())
}

/// Removes the file of a name, if it still is dead.
///
/// # Errors
///
/// unlink(2)'s.
pub fn remove_dead(name: &OsStr) -> io::Result<()> {
    match is_namespace(name) {
        Some(false) => fs::remove_file(path_of(name)),
        Some(true) | None => Ok(()),
    }
}

/// Names that are mounted in other mount namespaces, as mountinfo writes them, with a process of each.
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

/// The name that a line of mountinfo (proc(5)) mounts a network namespace on.
fn named(line: &[u8]) -> Option<&[u8]> {
    let mut fields = line.split(|byte| *byte == b' ').skip(3);
    let (root, point) = (fields.next()?, fields.next()?);
    let inside = point.strip_prefix(RUN_DIR.as_bytes())?.strip_prefix(b"/")?;
    root.starts_with(b"net:[").then_some(inside)
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

/// Whether mounts in [`RUN_DIR`] are seen in other mount namespaces; `None` without such a directory.
pub fn is_shared() -> Option<bool> {
    fs::metadata(RUN_DIR).ok()?;
    let info = fs::read("/proc/self/mountinfo").ok()?;
    let mut on_it = info.split(|byte| *byte == b'\n').filter(|line| {
        let point = line.split(|byte| *byte == b' ').nth(4);
        point == Some(RUN_DIR.as_bytes())
    });
    // The last one covers the others.
    let shared = |line: &[u8]| line.windows(8).any(|part| part == b" shared:");
    Some(on_it.next_back().is_some_and(shared))
}

/// Namespaces that processes are in and that have no name, but our own and that of process 1, by inode number; with the
/// processes of each.
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
    // The machine's own needs none.
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
