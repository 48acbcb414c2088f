//! Naming namespaces and removing names.
//!
//! A namespace exists while something refers to it. A name refers to it by a bind mount of `/proc/PID/ns/net` on a file
//! in [`super::RUN_DIR`].
//!
//! # Concurrency
//!
//! - `O_EXCL` decides which of two adds of one name succeeds; the other one ends before it mounts.
//!
//! - A delete between the two steps of an add removes the empty file. The add mounts on the file that it opened, not on
//!   the current file of that name, so the mount fails and covers nothing. A delete whose two steps enclose that mount
//!   gets `EBUSY`, and the name stays. In both cases no name is left without a namespace, and none has two.
//!
//! - Undoing a failed add unlinks and never unmounts. If the name belongs to another process by then, it is a mount
//!   point and `unlink` refuses it.
//!
//! - An empty file between the two steps would make every later add of the name fail. Signals are blocked there, so
//!   Ctrl-C or a timeout cannot leave one behind.

use std::ffi::OsStr;
use std::fs;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

use nix::fcntl::{OFlag, open};
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::sched::{CloneFlags, unshare};
use nix::sys::stat::Mode;

use super::{Error, HERE, Step, Warn, current, enter, path_of, run_dir};
use crate::sys::flock::{self, Wait};
use crate::sys::signals;

/// The path in messages about [`HERE`].
const SELF: &str = "/proc/self/ns/net";

/// Creates a namespace with this name. The calling thread stays in its own.
///
/// # Errors
///
/// The first step that fails. The name is then removed, unless only the return failed ([`Step::Return`]): the namespace
/// exists, and the thread is in it.
pub fn add(name: impl AsRef<OsStr>, warn: Warn<'_>) -> Result<(), Error> {
    let name = name.as_ref();
    run_dir::share(warn)?;
    let _held = signals::hold();
    let file = Placeholder::create(name)?;
    let home = Home::remember()?;
    unshare(CloneFlags::CLONE_NEWNET).map_err(Error::at(Step::Create(name.into())))?;
    file.carry(Path::new(HERE), Path::new(SELF))?;
    home.go_back()
}

/// Names the namespace of process `pid`. As in iproute2, a number without a process fails at the mount.
///
/// # Errors
///
/// The first step that fails. The name is then removed.
pub fn attach(name: impl AsRef<OsStr>, pid: i32, warn: Warn<'_>) -> Result<(), Error> {
    run_dir::share(warn)?;
    let _held = signals::hold();
    let file = Placeholder::create(name.as_ref())?;
    let namespace = PathBuf::from(format!("/proc/{pid}/ns/net"));
    file.carry(&namespace, &namespace)
}

/// Removes a name. The namespace ends with its last reference.
///
/// # Errors
///
/// [`Step::RemoveFile`] if the file cannot be removed: it does not exist, permission is denied, or it has more than one
/// mount.
pub fn delete(name: impl AsRef<OsStr>) -> Result<(), Error> {
    let path = path_of(name.as_ref());
    // A name need not be mounted; without permission to unmount, unlink reports the error.
    let _ = umount2(&path, MntFlags::MNT_DETACH);
    fs::remove_file(&path).map_err(Error::at(Step::RemoveFile(path)))
}

/// The empty file on which a namespace is mounted. Dropped without a mount, it is removed.
struct Placeholder {
    path: PathBuf,
    file: OwnedFd,
    empty: bool,
}

impl Placeholder {
    fn create(name: &OsStr) -> Result<Self, Error> {
        let path = path_of(name);
        let flags = OFlag::O_RDONLY | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_CLOEXEC;
        let file =
            open(&path, flags, Mode::empty()).map_err(Error::at(Step::CreateFile(path.clone())))?;
        // Shows other processes that the mount follows. A failure only costs them time.
        let _ = flock::lock(&file, Wait::Never);
        let empty = true;
        Ok(Self { path, file, empty })
    }

    /// Mounts the namespace at `from` on this file; messages call it `shown`.
    fn carry(mut self, from: &Path, shown: &Path) -> Result<(), Error> {
        let file = format!("/proc/thread-self/fd/{}", self.file.as_raw_fd());
        let (none, nothing) = (Some("none"), None::<&str>);
        mount(Some(from), file.as_str(), none, MsFlags::MS_BIND, nothing)
            .map_err(Error::binding(shown, &self.path))?;
        self.empty = false;
        Ok(())
    }
}

impl Drop for Placeholder {
    fn drop(&mut self) {
        if self.empty {
            // Report the first error only.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The previous namespace of the thread, entered again on drop: a batch continues after an error.
struct Home(Option<OwnedFd>);

impl Home {
    fn remember() -> Result<Self, Error> {
        Ok(Self(Some(current().map_err(Error::at(Step::OpenHome))?)))
    }

    fn go_back(mut self) -> Result<(), Error> {
        self.0
            .take()
            .map_or(Ok(()), enter)
            .map_err(Error::at(Step::Return))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Some(namespace) = self.0.take() {
            // Report the first error only.
            let _ = enter(namespace);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::super::{RUN_DIR, identity, list, make_dir, open, open_of_pid};
    use super::{Home, Placeholder, *};
    use crate::sys::testing::{privately, quiet, shared_mounts};

    #[test]
    fn an_added_name_is_another_namespace() {
        privately(|| {
            let here = identity(current().unwrap()).unwrap();
            add("a", &mut quiet).unwrap();
            assert_eq!(list().unwrap(), ["a"]);
            assert_ne!(identity(open("a").unwrap()).unwrap(), here);
            assert_eq!(identity(current().unwrap()).unwrap(), here, "we came back");
            delete("a").unwrap();
            assert!(list().unwrap().is_empty());
        });
    }

    #[test]
    fn a_name_is_given_once() {
        privately(|| {
            add("a", &mut quiet).unwrap();
            let first = identity(open("a").unwrap()).unwrap();
            let error = add("a", &mut quiet).unwrap_err();
            assert_eq!(
                error.to_string(),
                "Cannot create namespace file \"/run/netns/a\": File exists"
            );
            assert_eq!(identity(open("a").unwrap()).unwrap(), first);
        });
    }

    #[test]
    fn attaching_names_the_namespace_of_a_process() {
        privately(|| {
            let me = i32::try_from(std::process::id()).unwrap();
            attach("mine", me, &mut quiet).unwrap();
            let pinned = identity(open("mine").unwrap()).unwrap();
            let of_pid = open_of_pid(std::process::id()).unwrap();
            assert_eq!(pinned, identity(of_pid).unwrap());
        });
    }

    #[test]
    fn a_failing_step_leaves_nothing() {
        privately(|| {
            let error = attach("gone", i32::MAX, &mut quiet).unwrap_err();
            assert_eq!(
                error.to_string(),
                "Bind /proc/2147483647/ns/net -> /run/netns/gone failed: No such file or directory"
            );
            assert_eq!(error.exit_status(), 1);
            assert!(list().unwrap().is_empty());
        });
    }

    #[test]
    fn giving_up_half_way_goes_home_and_leaves_nothing() {
        privately(|| {
            let here = identity(current().unwrap()).unwrap();
            make_dir().unwrap();
            {
                let _file = Placeholder::create(OsStr::new("a")).unwrap();
                let _home = Home::remember().unwrap();
                unshare(CloneFlags::CLONE_NEWNET).unwrap();
                assert_eq!(list().unwrap(), ["a"]);
            }
            assert_eq!(identity(current().unwrap()).unwrap(), here);
            assert!(list().unwrap().is_empty());
        });
    }

    #[test]
    fn a_file_deleted_half_way_is_nobody_else_s() {
        privately(|| {
            make_dir().unwrap();
            let ours = Placeholder::create(OsStr::new("a")).unwrap();
            delete("a").unwrap();
            let _theirs = Placeholder::create(OsStr::new("a")).unwrap();
            let error = ours.carry(Path::new(HERE), Path::new(SELF)).unwrap_err();
            assert_eq!(
                error.to_string(),
                "Bind /proc/self/ns/net -> /run/netns/a failed: No such file or directory"
            );
        });
    }

    #[test]
    fn a_name_in_use_can_be_deleted() {
        privately(|| {
            add("a", &mut quiet).unwrap();
            let used = open("a").unwrap();
            delete("a").unwrap();
            assert!(list().unwrap().is_empty());
            enter(used).unwrap();
        });
    }

    #[test]
    fn deleting_what_is_not_there_says_so() {
        privately(|| {
            let error = delete("gone").unwrap_err();
            assert_eq!(
                error.to_string(),
                "Cannot remove namespace file \"/run/netns/gone\": No such file or directory"
            );
        });
    }

    #[test]
    fn a_stray_file_can_be_deleted() {
        privately(|| {
            make_dir().unwrap();
            fs::write(path_of(OsStr::new("stray")), "").unwrap();
            delete("stray").unwrap();
            assert!(list().unwrap().is_empty());
        });
    }

    #[test]
    fn two_hundred_adds_at_once_lose_none() {
        const ADDS: usize = 200;
        privately(|| {
            let start = Barrier::new(ADDS);
            thread::scope(|scope| {
                for n in 0..ADDS {
                    let start = &start;
                    scope.spawn(move || {
                        start.wait();
                        add(format!("n{n}"), &mut quiet).unwrap();
                    });
                }
            });
            assert_eq!(list().unwrap().len(), ADDS);
            assert_eq!(shared_mounts(RUN_DIR), 1);
            let here = identity(current().unwrap()).unwrap();
            for name in list().unwrap() {
                let made = identity(open(&name).unwrap()).unwrap();
                assert_ne!(made, here, "{} is mounted", Path::new(&name).display());
                delete(name).unwrap();
            }
        });
    }

    #[test]
    fn adds_and_deletes_of_one_name_leave_no_bare_file() {
        privately(|| {
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| {
                        for _ in 0..25 {
                            // Both fail now and then, by design.
                            let _ = add("a", &mut quiet);
                            let _ = delete("a");
                        }
                    });
                }
            });
            if let Ok(left) = open("a") {
                enter(left).expect("a name that is left is a namespace");
            }
        });
    }
}
