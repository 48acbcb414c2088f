//! Giving a namespace a name, and taking the name away.
//!
//! A namespace lives as long as something holds it; a name holds it by a bind mount of
//! `/proc/PID/ns/net` on a file of its own in [`super::RUN_DIR`].
//!
//! # What runs at the same time
//!
//! * `O_EXCL` decides which of two adds of one name wins; the other ends before it mounts anything.
//! * A delete between the two steps of an add removes the bare file. The add mounts on the file it
//!   opened, not on what has the name by then, so its mount fails instead of covering somebody else's.
//!   A delete whose two steps enclose that mount gets `EBUSY`, and the name stays. Either way no name
//!   is left without a namespace, and none has two.
//! * Undoing a failed add only unlinks, it never unmounts. Should the name be somebody else's by
//!   then, theirs is a mount point and `unlink` refuses it.
//! * Between the two steps there is a bare file, which would make every later add of this name fail.
//!   Signals are held back there, so that Ctrl-C or a timeout cannot leave one behind.

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

/// What messages call [`HERE`].
const SELF: &str = "/proc/self/ns/net";

/// Makes a new namespace of this name. The calling thread stays where it is.
///
/// # Errors
///
/// The first step that fails. The name is then gone again, except when only the way back failed
/// ([`Step::Return`]): the namespace is whole, but the thread is in it.
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

/// Names the namespace process `pid` is in. As in iproute2, a number that is no process is found
/// out only by the mount that fails.
///
/// # Errors
///
/// The first step that fails. The name is then gone again.
pub fn attach(name: impl AsRef<OsStr>, pid: i32, warn: Warn<'_>) -> Result<(), Error> {
    run_dir::share(warn)?;
    let _held = signals::hold();
    let file = Placeholder::create(name.as_ref())?;
    let namespace = PathBuf::from(format!("/proc/{pid}/ns/net"));
    file.carry(&namespace, &namespace)
}

/// Takes a name away. The namespace itself ends when nothing else holds it.
///
/// # Errors
///
/// [`Step::RemoveFile`] when the file cannot be removed: it is not there, we may not, or something
/// was mounted on it more than once.
pub fn delete(name: impl AsRef<OsStr>) -> Result<(), Error> {
    let path = path_of(name.as_ref());
    // A name need not be mounted, and who may not unmount is told so by unlink.
    let _ = umount2(&path, MntFlags::MNT_DETACH);
    fs::remove_file(&path).map_err(Error::at(Step::RemoveFile(path)))
}

/// The empty file a namespace is to be mounted on. Dropped without one, it is removed.
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
        // Shows other processes that the mount is still to come. A failure costs them nothing but time.
        let _ = flock::lock(&file, Wait::Never);
        let empty = true;
        Ok(Self { path, file, empty })
    }

    /// Mounts the namespace at `from`, which messages call `shown`, on this very file.
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
            // The error that brought us here is the one to report.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The namespace the thread was in. Dropped, it is entered again: a batch goes on after an error.
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
            // The error that brought us here is the one to report.
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
                assert_ne!(made, here, "{} is mounted", name.display());
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
