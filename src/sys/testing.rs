//! Private namespaces for tests; nothing in them changes this machine.

#[path = "../../tests/suite/harness/private_root.rs"]
mod private_root;

use std::fs;
use std::io::{Write, stderr};
use std::panic::resume_unwind;
use std::thread;

use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};

use super::netns;
use private_root::unshare_mounts;

/// Runs a test in a thread with its own network and mount namespaces and an empty `/run`. Skips it without the
/// privilege and reports that past the test runner's capture.
pub(crate) fn privately(test: impl FnOnce() + Send) {
    let result = thread::scope(|scope| {
        let body = || {
            if isolate() {
                test();
            }
        };
        scope.spawn(body).join()
    });
    result.unwrap_or_else(|panic| resume_unwind(panic));
}

fn isolate() -> bool {
    if let Err(errno) = unshare(CloneFlags::CLONE_NEWNET) {
        let _ = writeln!(stderr(), "skipped, it needs namespaces: {errno}");
        return false;
    }
    unshare_mounts().unwrap();
    mount_tmpfs("/run");
    true
}

/// Mounts an empty directory over this one. Only for [`privately`].
pub(crate) fn mount_tmpfs(path: &str) {
    let (flags, data) = (MsFlags::empty(), None::<&str>);
    mount(Some("none"), path, Some("tmpfs"), flags, data).unwrap();
}

/// For calls that should not warn.
pub(crate) fn quiet(warning: netns::Error) {
    panic!("unexpected warning: {warning}");
}

/// Number of shared mounts at this path.
pub(crate) fn shared_mounts(path: &str) -> usize {
    let mounts = fs::read_to_string("/proc/thread-self/mountinfo").unwrap();
    mounts
        .lines()
        .filter(|line| line.split(' ').nth(4) == Some(path) && line.contains(" shared:"))
        .count()
}
