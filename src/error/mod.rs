//! Errors: the exact text for stderr, the exit status, and whether a batch ends.
//!
//! [`Error`]'s `Display` is the text for stderr without its final newline; [`Error::status`] is the exit status. Neither
//! follows from the class of an error (iproute2 exits with 255 for a bad number and with 1 for a bad on/off), so the value
//! carries both.

mod texts;

pub use texts::{describe, strerror};

use std::borrow::Cow;
use std::fmt;

/// The result of everything that can fail with a line for the user.
pub type Result<T> = std::result::Result<T, Error>;

/// The kernel's extended acknowledgement (`NLMSGERR_ATTR_*` in linux/netlink.h).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ExtAck {
    /// `NLMSGERR_ATTR_MSG`.
    pub message: Option<String>,
    /// `NLMSGERR_ATTR_OFFS`: bytes from the start of the request to the attribute at fault.
    pub offset: Option<u32>,
    /// `NLMSGERR_ATTR_MISS_TYPE`: type of the missing attribute.
    pub missing_type: Option<u32>,
    /// `NLMSGERR_ATTR_MISS_NEST`: offset in bytes of the nest that lacks it.
    pub missing_nest: Option<u32>,
}

/// The class of an error.
#[derive(Debug)]
pub enum ErrorKind {
    /// An error line of this program.
    Line {
        /// Printed to stderr; empty prints nothing.
        text: Cow<'static, str>,
        /// Errno of the failed system call, if one failed.
        errno: Option<i32>,
    },
    /// The kernel refused a request.
    Kernel {
        /// Positive errno.
        errno: i32,
        /// The extended acknowledgement.
        ext: ExtAck,
    },
    /// The kernel ended a dump with an error.
    Dump {
        /// Positive errno.
        errno: i32,
        /// The extended acknowledgement.
        ext: ExtAck,
        /// Whether it came in NLMSG_ERROR, before the first record, and not in NLMSG_DONE.
        refused: bool,
    },
    /// The error line has been printed already. In a batch the caller adds `Command failed FILE:LINE`.
    Printed,
    /// A write to stdout failed.
    Output(std::io::Error),
}

/// Why a command line failed.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    status: u8,
    ends_batch: bool,
}

impl Error {
    const fn new(kind: ErrorKind, status: u8) -> Error {
        Error {
            kind,
            status,
            ends_batch: false,
        }
    }

    /// A command that fails with `text` and status 1; a batch continues under `-force`.
    pub fn command(text: impl Into<Cow<'static, str>>) -> Error {
        Error::with_status(text, 1)
    }

    /// A command that fails with `text` and `status`; a batch continues under `-force`.
    pub fn with_status(text: impl Into<Cow<'static, str>>, status: u8) -> Error {
        let text = text.into();
        Error::new(ErrorKind::Line { text, errno: None }, status)
    }

    /// The process fails with `text` and `status`; a batch ends even under `-force`.
    pub fn fatal(text: impl Into<Cow<'static, str>>, status: u8) -> Error {
        Error::with_status(text, status).ending()
    }

    /// The kernel refused a request: status 2.
    pub fn kernel(errno: i32, ext: ExtAck) -> Error {
        Error::new(ErrorKind::Kernel { errno, ext }, 2)
    }

    /// The kernel ended a dump with an error in NLMSG_DONE: status 1.
    pub fn dump(errno: i32, ext: ExtAck) -> Error {
        let refused = false;
        Error::new(
            ErrorKind::Dump {
                errno,
                ext,
                refused,
            },
            1,
        )
    }

    /// The kernel refused a dump with NLMSG_ERROR: status 1.
    pub fn dump_refused(errno: i32, ext: ExtAck) -> Error {
        let refused = true;
        Error::new(
            ErrorKind::Dump {
                errno,
                ext,
                refused,
            },
            1,
        )
    }

    /// A failure whose error line has been printed already.
    pub fn printed(status: u8) -> Error {
        Error::new(ErrorKind::Printed, status)
    }

    /// Usage text of an object or a kind: stderr, status 255.
    pub fn usage(text: &str) -> Error {
        Error::fatal(text.trim_end_matches('\n').to_owned(), 255)
    }

    /// A keyword without its value.
    pub fn incomplete() -> Error {
        Error::fatal("Command line is not complete. Try option \"help\"", 255)
    }

    /// `Error: argument "WORD" is wrong: WHY`. A `why` that ends in a newline prints an empty line, as iproute2 does
    /// in places.
    pub fn invalid(word: &str, why: &str) -> Error {
        Error::fatal(format!("Error: argument \"{word}\" is wrong: {why}"), 255)
    }

    /// `Error: argument "WHAT" is required`.
    pub fn missing(what: &str) -> Error {
        Error::fatal(format!("Error: argument \"{what}\" is required"), 255)
    }

    /// A keyword given twice.
    pub fn duplicate(key: &str, word: &str) -> Error {
        Error::fatal(
            format!("Error: duplicate \"{key}\": \"{word}\" is the second value."),
            255,
        )
    }

    /// A second word where one is allowed.
    pub fn duplicate_or_garbage(key: &str, word: &str) -> Error {
        Error::fatal(
            format!("Error: either \"{key}\" is duplicate, or \"{word}\" is garbage."),
            255,
        )
    }

    /// A device that does not exist, where it is to be changed.
    pub fn no_device(name: &str) -> Error {
        Error::command(format!("Cannot find device \"{name}\""))
    }

    /// A device that does not exist, where it is to be shown.
    pub fn no_such_device(name: &str) -> Error {
        Error::command(format!("Device \"{name}\" does not exist."))
    }

    /// A part of the command that oxip does not have yet (docs/compatibility.md lists them).
    pub fn not_built(what: &str) -> Error {
        Error::command(format!("oxip: {what} is not supported yet"))
    }

    /// A system call failed: `DOING: strerror`, status 1.
    pub fn system(doing: &str, error: &std::io::Error) -> Error {
        let why = describe(error);
        Error::command(format!("{doing}: {why}")).because(error)
    }

    /// The same error with the errno of its cause, if that is a system call.
    pub fn because(mut self, cause: &(dyn std::error::Error + 'static)) -> Error {
        let mut causes = std::iter::successors(Some(cause), |cause| cause.source());
        if let ErrorKind::Line { errno, .. } = &mut self.kind {
            *errno = causes.find_map(|it| it.downcast_ref::<std::io::Error>()?.raw_os_error());
        }
        self
    }

    /// The exit status.
    pub fn status(&self) -> u8 {
        self.status
    }

    /// Whether a batch ends here even under `-force`.
    pub fn ends_batch(&self) -> bool {
        self.ends_batch
    }

    /// The same error with another exit status. Fatal lines and output errors keep theirs.
    pub fn status_as(mut self, status: u8) -> Error {
        let keeps = match self.kind {
            ErrorKind::Line { .. } => self.ends_batch,
            ErrorKind::Kernel { .. } | ErrorKind::Dump { .. } | ErrorKind::Printed => false,
            ErrorKind::Output(_) => true,
        };
        if !keeps {
            self.status = status;
        }
        self
    }

    /// The same error of a dump with another last line and exit status.
    pub fn dump_ended_as(self, line: &str, status: u8) -> Error {
        let text = self.to_string();
        match text.strip_suffix("Dump terminated") {
            Some(before) => Error::with_status([before, line].concat(), status),
            None => self,
        }
    }

    /// The same error, ending a batch even under `-force`.
    pub fn ending(mut self) -> Error {
        self.ends_batch = true;
        self
    }

    /// The kernel's extended acknowledgement, if it refused a request or a dump.
    pub fn ext_ack(&self) -> Option<&ExtAck> {
        match &self.kind {
            ErrorKind::Kernel { ext, .. } | ErrorKind::Dump { ext, .. } => Some(ext),
            ErrorKind::Line { .. } | ErrorKind::Printed | ErrorKind::Output(_) => None,
        }
    }

    /// Whether the kernel denied a request for want of privileges.
    pub fn is_permission(&self) -> bool {
        matches!(self.errno(), Some(libc::EACCES | libc::EPERM))
    }

    /// Whether the kernel refused a request, or a dump, because it lacks the address family, as it lacks IPv6 with
    /// `ipv6.disable=1`.
    pub fn lacks_family(&self) -> bool {
        matches!(self.errno(), Some(libc::EAFNOSUPPORT | libc::EOPNOTSUPP))
    }

    /// Whether the kernel ended a dump with this error in NLMSG_DONE.
    pub fn ended_dump(&self) -> bool {
        matches!(self.kind, ErrorKind::Dump { refused: false, .. })
    }

    /// The errno of whichever system call or request failed.
    pub fn cause(&self) -> Option<i32> {
        match &self.kind {
            ErrorKind::Line { errno, .. } => *errno,
            ErrorKind::Output(error) => error.raw_os_error(),
            ErrorKind::Kernel { .. } | ErrorKind::Dump { .. } | ErrorKind::Printed => self.errno(),
        }
    }

    /// The kernel's errno, if it refused a request or a dump.
    pub fn errno(&self) -> Option<i32> {
        match self.kind {
            ErrorKind::Kernel { errno, .. } | ErrorKind::Dump { errno, .. } => Some(errno),
            ErrorKind::Line { .. } | ErrorKind::Printed | ErrorKind::Output(_) => None,
        }
    }
}

/// Writes the kernel's own message, or the errno's text if it sent none.
fn kernel_answer(f: &mut fmt::Formatter<'_>, errno: i32, ext: &ExtAck) -> fmt::Result {
    if let Some(kind) = ext.missing_type {
        write!(f, "Missing required attribute type {kind}")?;
        if let Some(nest) = ext.missing_nest {
            write!(f, " in nest at offset {nest}")?;
        }
        f.write_str("\n")?;
    }
    match &ext.message {
        Some(message) => write!(f, "Error: {}", sentence(message)),
        None => write!(f, "RTNETLINK answers: {}", strerror(errno)),
    }
}

/// Writes the lines about a failed dump. iproute2 ignores the message of a refused one, and has nothing to say of a table
/// that does not exist.
fn dump_answer(f: &mut fmt::Formatter<'_>, errno: i32, ext: &ExtAck, refused: bool) -> fmt::Result {
    match errno {
        _ if refused => kernel_answer(f, errno, &ExtAck::default())?,
        _ if ext.message.is_some() => kernel_answer(f, errno, ext)?,
        libc::ENOENT | libc::EOPNOTSUPP => return Ok(()),
        libc::EMSGSIZE => f.write_str("Error: Buffer too small for object.")?,
        _ => kernel_answer(f, errno, ext)?,
    }
    f.write_str("\n")
}

/// The kernel's message with a full stop, unless it already ends with one or with a newline.
pub fn sentence(message: &str) -> Cow<'_, str> {
    if message.ends_with(['.', '\n']) {
        message.into()
    } else {
        format!("{message}.").into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Line { text, .. } => f.write_str(text),
            ErrorKind::Kernel { errno, ext } => kernel_answer(f, *errno, ext),
            ErrorKind::Dump {
                errno,
                ext,
                refused,
            } => {
                dump_answer(f, *errno, ext, *refused)?;
                f.write_str("Dump terminated")
            }
            ErrorKind::Printed => Ok(()),
            ErrorKind::Output(error) => write!(f, "write: {}", describe(error)),
        }
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error::new(ErrorKind::Output(error), 1).ending()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_can_end_a_batch() {
        let kernel = Error::kernel(libc::EPERM, ExtAck::default());
        let dump = Error::dump(libc::EPERM, ExtAck::default());
        for error in [Error::command("x"), kernel, dump, Error::printed(1)] {
            assert!(!error.ends_batch(), "{error:?}");
            assert!(error.ending().ends_batch());
        }
    }

    #[test]
    fn fatal_lines_keep_their_status() {
        assert_eq!(Error::fatal("x", 255).status_as(1).status(), 255);
        assert_eq!(Error::command("x").status_as(2).status(), 2);
        assert_eq!(Error::printed(1).ending().status_as(2).status(), 2);
    }
}
