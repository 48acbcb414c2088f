//! The files that belong to a namespace: its own `/sys`, and its files in `/etc`.
//!
//! `/sys/class/net` shows the devices of the namespace that mounted it, hence the new mount. A command in namespace `a`
//! that opens `/etc/resolv.conf` gets `/etc/netns/a/resolv.conf` if that exists (`ip-netns(8)`).
//!
//! Two cases that end iproute2's `exec`, or leave its command without the file, work here: a `/sys` that may not be
//! mounted (a container masks parts of it), and a file in `/etc` that is a dangling link, as `resolv.conf` is without
//! its resolver.

use std::ffi::OsStr;
use std::os::fd::AsRawFd;
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::{OFlag, open};
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::sched::{CloneFlags, unshare};
use nix::sys::stat::Mode;
use nix::sys::statvfs::{FsFlags, statvfs};

use super::{ETC_DIR, Error, Step, Warn, under};
use crate::sys::directory;

/// Valid names of at least this length have no files in `/etc`.
const LONGEST_IN_ETC: usize = 255;

/// Gives the calling thread a mount namespace with the files of namespace `name`. Passes failures to mount `/sys` or a
/// file to `warn` and continues.
///
/// # Errors
///
/// The first step that fails.
pub fn private_mounts(name: impl AsRef<OsStr>, warn: Warn<'_>) -> Result<(), Error> {
    unshare(CloneFlags::CLONE_NEWNS).map_err(Error::at(Step::Unshare))?;
    make_slave().map_err(Error::at(Step::MakeSlave))?;
    mount_own("sysfs", name.as_ref(), "/sys")
        .map_err(Error::at(Step::MountSys))
        .unwrap_or_else(&mut *warn);
    bind_etc(name.as_ref(), warn);
    Ok(())
}

/// Later mounts outside appear here, but not the reverse.
pub(in crate::sys) fn make_slave() -> nix::Result<()> {
    let flags = MsFlags::MS_SLAVE | MsFlags::MS_REC;
    mount(Some(""), "/", Some("none"), flags, None::<&str>)
}

/// Mounts a file system that shows the caller's namespaces in place of the outside one, or over it if that one stays.
pub(in crate::sys) fn mount_own(kind: &str, source: &OsStr, at: &str) -> nix::Result<()> {
    let flags = match umount2(at, MntFlags::MNT_DETACH) {
        Ok(()) => MsFlags::empty(),
        Err(_) => read_only_like(at),
    };
    mount(Some(source), at, Some(kind), flags, None::<&str>)
}

/// A container's read-only `/sys` is a protection: its cover has to be read-only, too.
fn read_only_like(at: &str) -> MsFlags {
    match statvfs(at) {
        Ok(fs) if fs.flags().contains(FsFlags::ST_RDONLY) => MsFlags::MS_RDONLY,
        _ => MsFlags::empty(),
    }
}

/// Mounts each file in `/etc/netns/NAME` over its namesake in `/etc`.
fn bind_etc(name: &OsStr, warn: Warn<'_>) {
    if name.len() >= LONGEST_IN_ETC {
        return;
    }
    let etc = under(ETC_DIR, name);
    let Ok(names) = directory::names(&etc) else {
        return;
    };
    for name in names {
        let (from, to) = (etc.join(&name), under("/etc", &name));
        bind(&from, &to)
            .map_err(Error::binding(&from, &to))
            .unwrap_or_else(&mut *warn);
    }
}

/// Mounts a file over another. A dangling link is covered itself: opening it finds the file, and the link's target is
/// not created.
fn bind(from: &Path, to: &Path) -> nix::Result<()> {
    let mount_on = |place: &Path| {
        let none = Some("none");
        mount(Some(from), place, none, MsFlags::MS_BIND, None::<&str>)
    };
    match mount_on(to) {
        Err(Errno::ENOENT) => {
            let link = open(to, OFlag::O_PATH | OFlag::O_NOFOLLOW, Mode::empty())?;
            mount_on(Path::new(&format!("/proc/self/fd/{}", link.as_raw_fd())))
        }
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use std::os::unix::fs::symlink;
    use std::sync::Barrier;
    use std::thread;

    use super::super::{add, enter, open, switch};
    use super::*;
    use crate::sys::testing::{mount_tmpfs, privately, quiet};

    /// An /etc with the files `outside`, and /etc/netns/a with the files `inside`.
    fn etc(outside: &[&str], inside: &[&str]) {
        mount_tmpfs("/etc");
        let own = Path::new(ETC_DIR).join("a");
        fs::create_dir_all(&own).unwrap();
        for file in outside {
            fs::write(Path::new("/etc").join(file), "outside").unwrap();
        }
        for file in inside {
            fs::write(own.join(file), "inside").unwrap();
        }
    }

    #[test]
    fn etc_is_the_namespace_s() {
        privately(|| {
            etc(&["hosts", "motd"], &["hosts"]);
            private_mounts("a", &mut quiet).unwrap();
            assert_eq!(fs::read_to_string("/etc/hosts").unwrap(), "inside");
            assert_eq!(fs::read_to_string("/etc/motd").unwrap(), "outside");
        });
    }

    #[test]
    fn a_file_without_namesake_is_a_warning() {
        privately(|| {
            etc(&["hosts"], &["hosts", "nosuch"]);
            let mut warnings = Vec::new();
            private_mounts("a", &mut |warning| warnings.push(warning.to_string())).unwrap();
            assert_eq!(
                warnings,
                ["Bind /etc/netns/a/nosuch -> /etc/nosuch failed: No such file or directory"]
            );
            assert_eq!(fs::read_to_string("/etc/hosts").unwrap(), "inside");
        });
    }

    #[test]
    fn a_link_to_nothing_is_covered() {
        privately(|| {
            etc(&[], &["resolv.conf"]);
            symlink("../run/nosuch/resolv.conf", "/etc/resolv.conf").unwrap();
            let mut warnings = Vec::new();
            private_mounts("a", &mut |warning| warnings.push(warning.to_string())).unwrap();
            assert_eq!(warnings, [""; 0]);
            assert_eq!(fs::read_to_string("/etc/resolv.conf").unwrap(), "inside");
            assert!(!Path::new("/run/nosuch").exists());
        });
    }

    #[test]
    fn a_link_to_a_file_covers_the_file() {
        privately(|| {
            etc(&["real"], &["resolv.conf"]);
            symlink("real", "/etc/resolv.conf").unwrap();
            private_mounts("a", &mut quiet).unwrap();
            assert_eq!(fs::read_to_string("/etc/real").unwrap(), "inside");
        });
    }

    #[test]
    fn sys_shows_the_namespace_s_devices() {
        privately(|| {
            add("a", &mut quiet).unwrap();
            enter(open("a").unwrap()).unwrap();
            private_mounts("a", &mut quiet).unwrap();
            let devices = fs::read_dir("/sys/class/net").unwrap();
            let mut names: Vec<_> = devices.map(|d| d.unwrap().file_name()).collect();
            names.retain(|name| name != "lo");
            assert!(names.is_empty(), "{names:?}");
            let mounts = fs::read_to_string("/proc/thread-self/mounts").unwrap();
            assert!(
                mounts
                    .lines()
                    .any(|line| line.starts_with("a /sys sysfs rw"))
            );
        });
    }

    /// Runs `outside` here after `private_mounts` in another thread, then `inside` there.
    fn on_both_sides(outside: impl FnOnce(), inside: impl FnOnce() + Send) {
        let (entered, done) = (Barrier::new(2), Barrier::new(2));
        thread::scope(|scope| {
            scope.spawn(|| {
                private_mounts("a", &mut quiet).unwrap();
                entered.wait();
                done.wait();
                inside();
            });
            entered.wait();
            outside();
            done.wait();
        });
    }

    #[test]
    fn a_later_mount_outside_is_seen_inside() {
        privately(|| {
            let (flags, none) = (MsFlags::MS_SHARED, None::<&str>);
            mount(none, "/run", none, flags, none).unwrap();
            fs::create_dir("/run/disk").unwrap();
            let outside = || {
                mount_tmpfs("/run/disk");
                fs::write("/run/disk/file", "").unwrap();
            };
            on_both_sides(outside, || {
                assert!(Path::new("/run/disk/file").exists());
                mount_tmpfs("/run/disk");
            });
            assert!(Path::new("/run/disk/file").exists(), "but not the reverse");
        });
    }

    /// The flags of a cover over a directory of a tmpfs that is mounted with `flags`.
    fn flags_over(flags: MsFlags) -> FsFlags {
        fs::create_dir_all("/run/disk").unwrap();
        mount_tmpfs("/run/disk");
        fs::create_dir("/run/disk/sys").unwrap();
        let (none, remount) = (None::<&str>, flags | MsFlags::MS_REMOUNT);
        mount(none, "/run/disk", none, remount, none).unwrap();
        mount_own("sysfs", OsStr::new("a"), "/run/disk/sys").unwrap();
        assert!(Path::new("/run/disk/sys/class/net").exists());
        statvfs("/run/disk/sys").unwrap().flags()
    }

    #[test]
    fn what_covers_a_read_only_directory_is_read_only() {
        privately(|| {
            assert!(flags_over(MsFlags::MS_RDONLY).contains(FsFlags::ST_RDONLY));
        });
        privately(|| {
            assert!(!flags_over(MsFlags::empty()).contains(FsFlags::ST_RDONLY));
        });
    }

    #[test]
    fn mounts_stay_inside() {
        privately(|| {
            add("a", &mut quiet).unwrap();
            etc(&["hosts"], &["hosts"]);
            std::thread::scope(|scope| {
                scope.spawn(|| switch("a", &mut quiet).unwrap());
            });
            assert_eq!(fs::read_to_string("/etc/hosts").unwrap(), "outside");
        });
    }
}
