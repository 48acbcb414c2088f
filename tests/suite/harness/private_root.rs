//! A private mount namespace, also in a plain chroot. The library's tests include this file too.

use nix::errno::Errno;
use nix::fcntl::{OFlag, open};
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::sched::{CloneFlags, setns, unshare};
use nix::sys::stat::Mode;
use nix::unistd::{chdir, chroot, fchdir, getcwd, pivot_root};

/// Moves the calling thread into a mount namespace from which mounts reach no other one. Its `/` is a mount point, as
/// `ip netns exec` and the tests require, even if that of the caller is not.
///
/// # Errors
///
/// Those of the calls: `EPERM` without privileges, `EINVAL` in a chroot if other threads share the file system context.
pub fn unshare_mounts() -> nix::Result<()> {
    unshare(CloneFlags::CLONE_NEWNS)?;
    match make_private() {
        Err(Errno::EINVAL) => {}
        result => return result,
    }
    let directory = getcwd()?;
    let path = OFlag::O_PATH | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC;
    let root = open("/", path, Mode::empty())?;
    // The mounts above the chroot may be shared: setns(2) leads to the root of the namespace, where they can be changed.
    let mounts = open("/proc/thread-self/ns/mnt", OFlag::O_CLOEXEC, Mode::empty())?;
    setns(mounts, CloneFlags::CLONE_NEWNS)?;
    make_private()?;
    fchdir(root)?;
    // Through another directory, as a mount on the one where lookups begin stays out of sight.
    let recursive = MsFlags::MS_BIND | MsFlags::MS_REC;
    mount(Some("."), "tmp", None::<&str>, recursive, None::<&str>)?;
    chdir("tmp")?;
    match pivot_root(".", ".") {
        Ok(()) => umount2(".", MntFlags::MNT_DETACH)?,
        // The root of an initramfs stays. In a chroot there are no user namespaces.
        Err(Errno::EINVAL) => chroot(".")?,
        Err(errno) => return Err(errno),
    }
    chdir(&directory)
}

fn make_private() -> nix::Result<()> {
    let flags = MsFlags::MS_PRIVATE | MsFlags::MS_REC;
    mount(Some("none"), "/", None::<&str>, flags, None::<&str>)
}
