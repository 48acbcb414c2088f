//! Which setting forbids a sandbox.

use std::fmt;
use std::fs;

use nix::errno::Errno;

use crate::error::strerror;

/// A refusal to create namespaces, or to map the caller to root.
#[derive(Debug)]
pub struct Refusal {
    errno: Errno,
    /// The cause, and how to allow it.
    reason: String,
}

/// A setting that forbids a sandbox at this value: its name, its file, the value, how to allow it.
struct Setting(&'static str, &'static str, &'static str, &'static str);

const SETTINGS: &[Setting] = &[
    Setting(
        "kernel.unprivileged_userns_clone",
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "as root, run: sysctl -w kernel.unprivileged_userns_clone=1",
    ),
    Setting(
        "kernel.apparmor_restrict_unprivileged_userns",
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "as root, run: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, \
         or a profile for this program that has \"userns,\"",
    ),
];

/// Each type of namespace has a limit under /proc/sys/user.
const COUNTED: &[&str] = &["user", "net", "mnt", "pid", "uts"];

impl Refusal {
    /// The refusal with this errno; looks for the reason.
    pub fn of(errno: Errno) -> Refusal {
        Refusal {
            errno,
            reason: reason(errno, &|path| fs::read_to_string(path).ok()),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errno = strerror(self.errno as i32);
        write!(f, "Cannot create a sandbox: {errno}: {}", self.reason)
    }
}

/// The cause, judged by the files that `read` reads.
fn reason(errno: Errno, read: &dyn Fn(&str) -> Option<String>) -> String {
    let is = |path: &str, value: &str| read(path).is_some_and(|text| text.trim() == value);
    for kind in COUNTED {
        if is(&format!("/proc/sys/user/max_{kind}_namespaces"), "0") {
            return format!(
                "user.max_{kind}_namespaces is 0; root allows it with: \
                 sysctl -w user.max_{kind}_namespaces=10000"
            );
        }
    }
    if matches!(errno, Errno::ENOSPC | Errno::EUSERS) {
        return "a limit under user.max_*_namespaces, or the limit of 32 nested namespaces, \
                is reached"
            .into();
    }
    if errno == Errno::EINVAL {
        return "the kernel was built without CONFIG_USER_NS, CONFIG_NET_NS, CONFIG_PID_NS or CONFIG_UTS_NS".into();
    }
    for Setting(name, path, value, cure) in SETTINGS {
        if is(path, value) {
            return format!("{name} is {value}; {cure}");
        }
    }
    let filtered = read("/proc/self/status").is_some_and(|status| {
        status
            .lines()
            .any(|line| line.split_whitespace().eq(["Seccomp:", "2"]))
    });
    if filtered {
        "a seccomp filter forbids it, as in containers: allow unshare and clone \
         (docker run --security-opt seccomp=unconfined, or --privileged)"
            .into()
    } else {
        "a security module (SELinux: user_namespace { create }) or a chroot forbids it".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reason on a machine with these files.
    fn on(errno: Errno, files: &[(&str, &str)]) -> String {
        reason(errno, &|path| {
            let (_, text) = files.iter().find(|(name, _)| path.ends_with(name))?;
            Some((*text).to_owned())
        })
    }

    #[test]
    fn the_setting_is_named() {
        let eperm = |files: &[(&str, &str)]| on(Errno::EPERM, files);
        assert!(
            eperm(&[("unprivileged_userns_clone", "0\n")])
                .starts_with("kernel.unprivileged_userns_clone is 0; ")
        );
        assert!(
            eperm(&[
                ("unprivileged_userns_clone", "1\n"),
                ("apparmor_restrict_unprivileged_userns", "1\n")
            ])
            .starts_with("kernel.apparmor_restrict_unprivileged_userns is 1; ")
        );
        assert!(eperm(&[("status", "Name:\tip\nSeccomp:\t2\n")]).contains("seccomp filter"));
        assert!(eperm(&[("status", "Seccomp:\t0\n")]).contains("security module"));
        let full = [
            ("max_net_namespaces", "0\n"),
            ("max_user_namespaces", "9\n"),
        ];
        assert!(on(Errno::ENOSPC, &full).starts_with("user.max_net_namespaces is 0; "));
        assert!(on(Errno::ENOSPC, &[]).contains("32"));
        assert!(on(Errno::EINVAL, &[]).contains("CONFIG_USER_NS"));
    }

    #[test]
    fn the_line_has_errno_and_reason() {
        let line = Refusal::of(Errno::EINVAL).to_string();
        assert!(line.starts_with("Cannot create a sandbox: Invalid argument: the kernel"));
    }
}
