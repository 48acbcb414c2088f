//! Errors of network namespaces, with the lines that `ip` prints.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::RUN_DIR;
use crate::args::decode;
use crate::error::describe;

/// The step that failed, with the names in its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Creating [`RUN_DIR`].
    MakeDir,
    /// Opening [`RUN_DIR`] to lock it.
    OpenDir,
    /// Locking [`RUN_DIR`]; only a warning.
    LockDir,
    /// Reading the names in [`RUN_DIR`].
    ReadDir,
    /// Searching [`RUN_DIR`] for the name of a namespace.
    SearchDir,
    /// Bind mounting [`RUN_DIR`] on itself.
    BindDir,
    /// Removing that mount from its parent's peer group.
    MakePrivate,
    /// Sharing mounts in [`RUN_DIR`] with other mount namespaces.
    MakeShared,
    /// Creating the file on which the namespace is mounted.
    CreateFile(PathBuf),
    /// Opening the current namespace, to return to it.
    OpenHome,
    /// Creating the namespace of this name.
    Create(OsString),
    /// A bind mount.
    Bind {
        /// Source.
        from: PathBuf,
        /// Target.
        to: PathBuf,
    },
    /// Returning from the new namespace.
    Return,
    /// Removing the file of a namespace.
    RemoveFile(PathBuf),
    /// Opening the namespace of this name.
    Open(OsString),
    /// Opening a namespace; the message has no name.
    OpenUnnamed,
    /// Switching to the namespace of this name.
    Enter(OsString),
    /// Creating a mount namespace.
    Unshare,
    /// Making its mounts slaves of those outside.
    MakeSlave,
    /// Mounting the namespace's own `/sys`.
    MountSys,
    /// Reading the list of processes.
    ReadProc,
}

/// A failed step and its cause.
///
/// Its `Display` is iproute2's line, without the newline.
#[derive(Debug)]
pub struct Error {
    pub step: Step,
    pub cause: io::Error,
}

impl Error {
    /// For `map_err`: the error of this step.
    pub(crate) fn at<E: Into<io::Error>>(step: Step) -> impl FnOnce(E) -> Self {
        |cause| Self {
            step,
            cause: cause.into(),
        }
    }

    /// For `map_err`: the error of binding `from` on `to`.
    pub(crate) fn binding<E: Into<io::Error>>(from: &Path, to: &Path) -> impl FnOnce(E) -> Self {
        Self::at(Step::Bind {
            from: from.into(),
            to: to.into(),
        })
    }

    /// The exit status of a command that ends with this error: 255 for entering a namespace (`exec`, `-n`), else 1.
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        match self.step {
            Step::Open(_) | Step::Enter(_) | Step::Unshare | Step::MakeSlave | Step::MountSys => {
                255
            }
            _ => 1,
        }
    }

    /// Whether the cause is `ENOENT`.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.cause.kind() == io::ErrorKind::NotFound
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.step.fmt(f)?;
        // iproute2 omits the space in this message only.
        let gap = if self.step == Step::SearchDir {
            ""
        } else {
            " "
        };
        write!(f, ":{gap}{}", describe(&self.cause))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MakeDir => write!(f, "mkdir {RUN_DIR} failed"),
            Self::OpenDir => write!(f, "Cannot open netns runtime directory \"{RUN_DIR}\""),
            Self::LockDir => write!(
                f,
                "Warning: could not flock netns runtime directory \"{RUN_DIR}\""
            ),
            Self::ReadDir | Self::SearchDir => write!(f, "Failed to open directory {RUN_DIR}"),
            Self::BindDir => write!(f, "mount --bind {RUN_DIR} {RUN_DIR} failed"),
            Self::MakePrivate => write!(f, "mount --make-private {RUN_DIR} failed"),
            Self::MakeShared => write!(f, "mount --make-shared {RUN_DIR} failed"),
            Self::CreateFile(path) => {
                write!(f, "Cannot create namespace file \"{}\"", text(path))
            }
            Self::OpenHome => f.write_str("Cannot open init namespace"),
            Self::Create(name) => write!(
                f,
                "Failed to create a new network namespace \"{}\"",
                text(name)
            ),
            Self::Bind { from, to } => {
                write!(f, "Bind {} -> {} failed", text(from), text(to))
            }
            Self::Return => f.write_str("setns"),
            Self::RemoveFile(path) => {
                write!(f, "Cannot remove namespace file \"{}\"", text(path))
            }
            Self::Open(name) => write!(f, "Cannot open network namespace \"{}\"", text(name)),
            Self::OpenUnnamed => f.write_str("Cannot open network namespace"),
            Self::Enter(name) => {
                write!(f, "setting the network namespace \"{}\" failed", text(name))
            }
            Self::Unshare => f.write_str("unshare failed"),
            Self::MakeSlave => f.write_str("\"mount --make-rslave /\" failed"),
            Self::MountSys => f.write_str("mount of /sys failed"),
            Self::ReadProc => f.write_str("Open of /proc failed"),
        }
    }
}

/// A name as errors carry it: its bytes are printed unchanged.
fn text(name: impl AsRef<OsStr>) -> String {
    decode(name.as_ref().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(step: Step, errno: i32) -> String {
        let cause = io::Error::from_raw_os_error(errno);
        Error { step, cause }.to_string()
    }

    #[test]
    fn lines_are_iproute2_s() {
        assert_eq!(
            line(Step::MakeShared, libc::EPERM),
            "mount --make-shared /run/netns failed: Operation not permitted"
        );
        assert_eq!(
            line(Step::CreateFile("/run/netns/a".into()), libc::EEXIST),
            "Cannot create namespace file \"/run/netns/a\": File exists"
        );
        assert_eq!(
            line(
                Step::Bind {
                    from: "/proc/self/ns/net".into(),
                    to: "/run/netns/a".into()
                },
                libc::ENOENT
            ),
            "Bind /proc/self/ns/net -> /run/netns/a failed: No such file or directory"
        );
        assert_eq!(
            line(Step::MakeSlave, libc::EPERM),
            "\"mount --make-rslave /\" failed: Operation not permitted"
        );
    }

    #[test]
    fn one_line_has_no_space() {
        assert_eq!(
            line(Step::SearchDir, libc::EACCES),
            "Failed to open directory /run/netns:Permission denied"
        );
    }

    #[test]
    fn entering_is_255_and_the_rest_1() {
        let status = |step| {
            Error {
                step,
                cause: io::Error::from_raw_os_error(libc::EPERM),
            }
            .exit_status()
        };
        assert_eq!(status(Step::Open("a".into())), 255);
        assert_eq!(status(Step::MountSys), 255);
        assert_eq!(status(Step::MakeShared), 1);
        assert_eq!(status(Step::RemoveFile("a".into())), 1);
    }
}
