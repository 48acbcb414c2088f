//! The directory of names: a shared mount, so that processes in other mount namespaces see names appear and vanish
//! (`mount_namespaces(7)`).
//!
//! Setting it up takes up to four calls. Two commands that do so at once would stack mounts and hide each other's
//! names; a `flock` on the directory serializes them.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::mount::{MsFlags, mount};

use super::{Error, RUN_DIR, Step, Warn};
use crate::sys::flock::{self, Wait};

/// Creates [`RUN_DIR`] if it does not exist.
///
/// # Errors
///
/// [`Step::MakeDir`]
pub fn make_dir() -> Result<(), Error> {
    match DirBuilder::new().mode(0o755).create(RUN_DIR) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(Error::at(Step::MakeDir)(error))
        }
        _ => Ok(()),
    }
}

/// Shares [`RUN_DIR`] with other mount namespaces, one process at a time.
pub(super) fn share(warn: Warn<'_>) -> Result<(), Error> {
    make_dir()?;
    let dir = OpenOptions::new()
        .read(true)
        .custom_flags(OFlag::O_DIRECTORY.bits())
        .open(RUN_DIR)
        .map_err(Error::at(Step::OpenDir))?;
    // Continue without a lock: the result is right unless another process does the same at this time.
    if let Err(errno) = flock::lock(&dir, Wait::Forever) {
        warn(Error::at(Step::LockDir)(errno));
    }
    match make_shared() {
        Err(Errno::EINVAL) => {
            mount_on_itself()?;
            make_shared().map_err(Error::at(Step::MakeShared))
        }
        other => other.map_err(Error::at(Step::MakeShared)),
    }
}

/// `EINVAL` if the directory is not a mount point yet.
fn make_shared() -> nix::Result<()> {
    remount_dir("", MsFlags::MS_SHARED)
}

/// Makes the directory a mount point. It is private first: a copy of a shared mount would be its parent's peer, and
/// names would appear twice.
fn mount_on_itself() -> Result<(), Error> {
    remount_dir(RUN_DIR, MsFlags::MS_BIND).map_err(Error::at(Step::BindDir))?;
    remount_dir(RUN_DIR, MsFlags::MS_PRIVATE).map_err(Error::at(Step::MakePrivate))
}

fn remount_dir(source: &str, how: MsFlags) -> nix::Result<()> {
    let flags = how | MsFlags::MS_REC;
    mount(Some(source), RUN_DIR, Some("none"), flags, None::<&str>)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::thread;
    use std::time::Duration;

    use super::super::{HERE, add, current, identity, open};
    use super::*;
    use crate::sys::testing::{privately, quiet, shared_mounts};

    #[test]
    fn the_directory_is_shared_once() {
        privately(|| {
            add("a", &mut quiet).unwrap();
            add("b", &mut quiet).unwrap();
            assert_eq!(shared_mounts(RUN_DIR), 1);
        });
    }

    #[test]
    fn a_lock_on_the_directory_is_waited_for() {
        privately(|| {
            make_dir().unwrap();
            let held = File::open(RUN_DIR).unwrap();
            flock::lock(&held, Wait::Forever).unwrap();
            thread::scope(|scope| {
                let sharing = scope.spawn(|| share(&mut quiet).unwrap());
                thread::sleep(Duration::from_millis(100));
                assert!(!sharing.is_finished());
                assert_eq!(shared_mounts(RUN_DIR), 0);
                drop(held);
                sharing.join().unwrap();
            });
            assert_eq!(shared_mounts(RUN_DIR), 1);
        });
    }

    #[test]
    fn names_of_before_the_directory_was_shared_stay() {
        privately(|| {
            make_dir().unwrap();
            File::create("/run/netns/before").unwrap();
            let (flags, none) = (MsFlags::MS_BIND, None::<&str>);
            mount(Some(HERE), "/run/netns/before", none, flags, none).unwrap();
            add("a", &mut quiet).unwrap();
            let before = identity(open("before").unwrap()).unwrap();
            assert_eq!(before, identity(current().unwrap()).unwrap());
        });
    }

    #[test]
    fn sharing_again_changes_nothing() {
        privately(|| {
            share(&mut quiet).unwrap();
            share(&mut quiet).unwrap();
            assert_eq!(shared_mounts(RUN_DIR), 1);
        });
    }
}
