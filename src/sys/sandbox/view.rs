//! The file system inside: its own /run, /sys and /proc; and the host name.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::fd::AsRawFd;
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};

use nix::fcntl::{OFlag, open};
use nix::mount::{MsFlags, mount};
use nix::sys::stat::Mode;
use nix::unistd::sethostname;

use crate::error::strerror;
use crate::sys::netns;

/// Host name inside, which most prompts show.
pub const HOST: &str = "sandbox";

/// Sets up the file system of the first process of a sandbox. Passes warnings to `warn`.
///
/// # Errors
///
/// A line that says why there can be no /run: names of namespaces need one.
pub fn set_up(warn: &mut dyn FnMut(String)) -> Result<(), String> {
    let says = |what: &str, errno: nix::Error| format!("{what}: {}", strerror(errno as i32));
    netns::make_slave().map_err(|errno| says("\"mount --make-rslave /\" failed", errno))?;
    own_run().map_err(|errno| says("mount of /run failed", errno))?;
    if let Err(errno) = netns::mount_own("proc", OsStr::new("proc"), "/proc") {
        warn(says("Warning: mount of /proc failed", errno));
    }
    if let Err(errno) = netns::mount_own("sysfs", OsStr::new(HOST), "/sys") {
        warn(says("Warning: mount of /sys failed", errno));
    }
    come_in();
    sethostname(HOST).unwrap_or_else(|errno| warn(says("Warning: sethostname failed", errno)));
    Ok(())
}

/// Re-enters the current directory if a new mount covers it.
fn come_in() {
    let covered = ["/run", "/proc", "/sys"];
    let here = std::env::current_dir().unwrap_or_default();
    if covered.iter().any(|top| here.starts_with(top)) && std::env::set_current_dir(&here).is_err()
    {
        // The root directory always exists.
        let _ = std::env::set_current_dir("/");
    }
}

/// An empty /run with the entries that programs are found by: some systems keep those there.
fn own_run() -> nix::Result<()> {
    let flags = OFlag::O_PATH | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC;
    let before = open("/run", flags, Mode::empty())?;
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV;
    mount(Some(HOST), "/run", Some("tmpfs"), flags, Some("mode=755"))?;
    let before = PathBuf::from(format!("/proc/self/fd/{}", before.as_raw_fd()));
    for name in kept_entries() {
        // An entry that cannot be kept is reported by the program that needs it.
        let _ = keep(&before.join(&name), &Path::new("/run").join(&name));
    }
    Ok(())
}

/// The entries of /run that PATH, the shell and this program go through.
fn kept_entries() -> Vec<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let others = std::env::var_os("SHELL").map(PathBuf::from);
    let mut names: Vec<_> = std::env::split_paths(&path)
        .chain(others)
        .chain(std::env::current_exe().ok())
        .filter_map(
            |file| match file.strip_prefix("/run").ok()?.components().next()? {
                Component::Normal(name) if name != "netns" => Some(name.to_owned()),
                _ => None,
            },
        )
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Shows an entry of the old /run in the new one: a bind mount, or a copy of a link.
fn keep(from: &Path, to: &Path) -> std::io::Result<()> {
    let kind = fs::symlink_metadata(from)?.file_type();
    if kind.is_symlink() {
        return symlink(fs::read_link(from)?, to);
    }
    if kind.is_dir() {
        fs::create_dir(to)?;
    } else {
        fs::write(to, "")?;
    }
    let flags = MsFlags::MS_BIND | MsFlags::MS_REC;
    Ok(mount(Some(from), to, None::<&str>, flags, None::<&str>)?)
}
