//! Named network namespaces: files in [`RUN_DIR`] on which a namespace is mounted.
//!
//! `ip-netns(8)` describes the layout, `setns(2)` and `namespaces(7)` the kernel's part. Nothing here needs `unsafe`.

mod check;
mod error;
mod lock;
mod members;
mod named;
mod run_dir;
mod view;

use crate::sys::directory;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use nix::sched::{CloneFlags, setns, unshare};
use nix::sys::stat::fstat;

pub use check::{State, is_shared, remove_dead, state_of, states, unnamed, wait_for_mount};
pub use error::{Error, Step};
pub use lock::{Lock, lock};
pub use members::{name_of, pids, processes};
pub use named::{add, attach, delete};
pub use run_dir::make_dir;
pub use view::private_mounts;
pub(in crate::sys) use view::{make_slave, mount_own};

/// The directory of names.
pub const RUN_DIR: &str = "/run/netns";

/// Each subdirectory holds the files of a namespace that replace files in `/etc`.
pub const ETC_DIR: &str = "/etc/netns";

/// The calling thread's namespace; `/proc/self` would be the main thread's.
const HERE: &str = "/proc/thread-self/ns/net";

/// Receives errors that do not stop the work, in order.
pub type Warn<'a> = &'a mut dyn FnMut(Error);

/// Identity of a namespace: files of the same namespace compare equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    dev: u64,
    ino: u64,
}

/// Whether `name` can be the name of a namespace: one path component of at most 255 bytes.
#[must_use]
pub fn valid_name(name: impl AsRef<OsStr>) -> bool {
    let name = name.as_ref().as_bytes();
    !matches!(name, b"" | b"." | b"..") && name.len() <= 255 && !name.contains(&b'/')
}

/// The file of the namespace `name`.
fn path_of(name: &OsStr) -> PathBuf {
    under(RUN_DIR, name)
}

/// `dir/name` for any name: `Path::join` would leave the directory for a name such as `/x`.
fn under(dir: &str, name: &OsStr) -> PathBuf {
    let mut path = OsString::from(dir);
    path.push("/");
    path.push(name);
    path.into()
}

/// Opens the namespace `name`.
///
/// # Errors
///
/// `open(2)`'s, among them `ENOENT` for a name that does not exist or leads elsewhere. The file need not be a
/// namespace: [`enter`] then returns `EINVAL`. `O_NONBLOCK` keeps a FIFO from waiting for a writer.
pub fn open(name: impl AsRef<OsStr>) -> io::Result<OwnedFd> {
    if name.as_ref().as_bytes().contains(&b'/') {
        return Err(io::Error::from_raw_os_error(libc::ENOENT));
    }
    open_path(path_of(name.as_ref()))
}

fn open_path(path: PathBuf) -> io::Result<OwnedFd> {
    File::options()
        .read(true)
        .custom_flags(libc::O_NONBLOCK)
        .open(path)
        .map(OwnedFd::from)
}

/// Opens the namespace of process `pid`: a number of any size, or `self`.
///
/// # Errors
///
/// `open(2)`'s: `ENOENT` if there is no such process, `EACCES` if it may not be inspected.
pub fn open_of_pid(pid: impl fmt::Display) -> io::Result<OwnedFd> {
    File::open(format!("/proc/{pid}/ns/net")).map(OwnedFd::from)
}

/// Opens a namespace given as a path (with a `/`), as a name, or, if there is no such name, as a process number.
///
/// # Errors
///
/// `open(2)`'s for the last attempt.
pub fn find(word: impl AsRef<OsStr>) -> io::Result<OwnedFd> {
    let word = word.as_ref();
    if word.as_bytes().contains(&b'/') {
        return File::open(word).map(OwnedFd::from);
    }
    open(word).or_else(|missing| {
        if word.as_bytes().iter().all(u8::is_ascii_digit) {
            open_of_pid(Path::new(word).display())
        } else {
            Err(missing)
        }
    })
}

/// Opens the calling thread's namespace, to return to it or to compare it.
///
/// # Errors
///
/// `open(2)`'s, among them `ENOENT` if `/proc` is not mounted.
pub fn current() -> io::Result<OwnedFd> {
    File::open(HERE).map(OwnedFd::from)
}

/// Moves the calling thread to a namespace.
///
/// # Errors
///
/// `setns(2)`'s: `EPERM` without `CAP_SYS_ADMIN`, `EINVAL` for a file that is not a network namespace.
pub fn enter(namespace: impl AsFd) -> io::Result<()> {
    Ok(setns(namespace, CloneFlags::CLONE_NEWNET)?)
}

/// Moves the calling thread to a new namespace without a name.
///
/// # Errors
///
/// `unshare(2)`'s: `EPERM` without `CAP_SYS_ADMIN`.
pub fn enter_new() -> io::Result<()> {
    Ok(unshare(CloneFlags::CLONE_NEWNET)?)
}

/// Moves the calling thread to the namespace `name`, which may be a path below /run/netns (`-n ./red`), as in iproute2.
///
/// # Errors
///
/// [`Step::Open`] or [`Step::Enter`].
pub fn enter_named(name: impl AsRef<OsStr>) -> Result<(), Error> {
    let name = name.as_ref();
    let namespace = open_path(path_of(name)).map_err(Error::at(Step::Open(name.into())))?;
    enter(namespace).map_err(Error::at(Step::Enter(name.into())))
}

/// Moves the calling thread to the namespace `name`, with a new mount namespace that has its `/sys` and `/etc`: the
/// first step of `ip netns exec`.
///
/// # Errors
///
/// The first step that fails; the thread may then be between two namespaces and must not continue.
pub fn switch(name: impl AsRef<OsStr>, warn: Warn<'_>) -> Result<(), Error> {
    let name = name.as_ref();
    enter_named(name)?;
    private_mounts(name, warn)
}

/// The identity of an open namespace.
///
/// # Errors
///
/// `fstat(2)`'s; in practice none.
#[allow(clippy::useless_conversion)] // Both have other types on some 32-bit targets.
pub fn identity(namespace: impl AsFd) -> io::Result<Identity> {
    let stat = fstat(namespace)?;
    Ok(Identity {
        dev: stat.st_dev.into(),
        ino: stat.st_ino.into(),
    })
}

/// The names in [`RUN_DIR`], in directory order. A name need not be a namespace.
///
/// # Errors
///
/// [`Step::ReadDir`] if the directory cannot be read, [missing](Error::is_missing) until the first namespace is named.
pub fn list() -> Result<Vec<OsString>, Error> {
    directory::names(RUN_DIR).map_err(Error::at(Step::ReadDir))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::sys::testing::privately;

    #[test]
    fn a_name_is_one_path_component() {
        for bad in ["", ".", "..", "a/b", "/", "a/"] {
            assert!(!valid_name(bad), "{bad:?}");
        }
        for good in ["a", "...", ".a", "-", "a b", "é"] {
            assert!(valid_name(good), "{good:?}");
        }
        assert!(valid_name(OsStr::from_bytes(b"\xff")));
        assert!(valid_name("n".repeat(255)));
        assert!(!valid_name("n".repeat(256)));
    }

    #[test]
    fn a_missing_name_says_so() {
        let error = open("oxip-test-no-such-name").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn what_is_no_namespace_cannot_be_entered() {
        let error = enter(File::open("/").unwrap()).unwrap_err();
        assert_eq!(error.raw_os_error(), Some(libc::EINVAL));
    }

    #[test]
    fn identity_tells_namespaces_apart() {
        let here = identity(current().unwrap()).unwrap();
        assert_eq!(here, identity(current().unwrap()).unwrap());
        assert_ne!(here, identity(File::open("/").unwrap()).unwrap());
    }

    #[test]
    fn a_missing_directory_is_told_apart() {
        privately(|| {
            assert!(list().unwrap_err().is_missing());
            std::fs::write(RUN_DIR, "").unwrap();
            let error = list().unwrap_err();
            assert!(!error.is_missing());
            assert_eq!(
                error.to_string(),
                "Failed to open directory /run/netns: Not a directory"
            );
        });
    }

    #[test]
    fn no_name_leaves_the_directory() {
        let path = path_of(OsStr::new("/x"));
        assert_eq!(path, Path::new("/run/netns//x"));
    }

    #[test]
    fn switching_errors_name_the_namespace() {
        privately(|| {
            let error = switch("gone", &mut |_| ()).unwrap_err();
            assert_eq!(
                error.to_string(),
                "Cannot open network namespace \"gone\": No such file or directory"
            );
            std::fs::create_dir(RUN_DIR).unwrap();
            std::fs::write(path_of(OsStr::new("stray")), "").unwrap();
            let error = switch("stray", &mut |_| ()).unwrap_err();
            assert_eq!(
                error.to_string(),
                "setting the network namespace \"stray\" failed: Invalid argument"
            );
        });
    }
}
