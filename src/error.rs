//! What can go wrong, and exactly what the user sees of it.
//!
//! [`Error`]'s `Display` is the text for stderr, without the newline that ends it; [`Error::status`] is the exit
//! status. Neither can be guessed from the class of an error (a bad number ends with 255, a bad on/off with 1), so the
//! value carries both.

use std::borrow::Cow;
use std::fmt;

/// The C library's words for an errno.
pub fn strerror(errno: i32) -> String {
    // The standard library asks strerror_r(3) and adds the number.
    let text = std::io::Error::from_raw_os_error(errno).to_string();
    let end = text.rfind(" (os error").unwrap_or(text.len());
    text.get(..end).unwrap_or_default().to_owned()
}

/// The result of everything that can fail with a line for the user.
pub type Result<T> = std::result::Result<T, Error>;

/// The kernel's extended acknowledgement (`NLMSGERR_ATTR_*` in linux/netlink.h).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ExtAck {
    /// `NLMSGERR_ATTR_MSG`.
    pub message: Option<String>,
    /// `NLMSGERR_ATTR_OFFS`: bytes from the start of the request to the attribute at fault.
    pub offset: Option<u32>,
    /// `NLMSGERR_ATTR_MISS_TYPE`: the attribute that the kernel missed.
    pub missing_type: Option<u32>,
    /// `NLMSGERR_ATTR_MISS_NEST`: offset in bytes of the nest in which it was missed.
    pub missing_nest: Option<u32>,
}

/// Why a command line failed.
#[derive(Debug)]
pub enum Error {
    /// A line of our own.
    Line {
        /// What to print; empty for nothing.
        text: Cow<'static, str>,
        /// Exit status.
        status: u8,
        /// Whether a batch ends here even under `-force`.
        ends: bool,
        /// That of the system call that failed, if one did.
        errno: Option<i32>,
    },
    /// The kernel refused a request.
    Kernel {
        /// Positive errno.
        errno: i32,
        /// What it said besides.
        ext: ExtAck,
        /// Exit status: 2 for most commands.
        status: u8,
        /// Whether a batch ends here even under `-force`.
        ends: bool,
    },
    /// The kernel ended a dump with an error.
    Dump {
        /// Positive errno.
        errno: i32,
        /// What it said besides.
        ext: ExtAck,
        /// Exit status.
        status: u8,
        /// Whether a batch ends here even under `-force`.
        ends: bool,
    },
    /// A batch line failed; its error has been printed. The outer caller adds `Command failed FILE:LINE`.
    Printed {
        /// Exit status.
        status: u8,
        /// Whether a batch ends here even under `-force`.
        ends: bool,
    },
    /// Output could not be written.
    Output(std::io::Error),
}

impl Error {
    /// A command that fails with `text` and status 1 (a handler's failure: a batch can go on under `-force`).
    pub fn command(text: impl Into<Cow<'static, str>>) -> Error {
        Error::Line {
            text: text.into(),
            status: 1,
            ends: false,
            errno: None,
        }
    }

    /// A command that fails with `text` and `status`; a batch can go on under `-force`.
    pub fn with_status(text: impl Into<Cow<'static, str>>, status: u8) -> Error {
        Error::Line {
            text: text.into(),
            status,
            ends: false,
            errno: None,
        }
    }

    /// The whole process fails with `text` and `status`, a batch too.
    pub fn fatal(text: impl Into<Cow<'static, str>>, status: u8) -> Error {
        Error::Line {
            text: text.into(),
            status,
            ends: true,
            errno: None,
        }
    }

    /// Usage text of an object or a kind: stderr, status 255.
    pub fn usage(text: &'static str) -> Error {
        Error::fatal(text.trim_end_matches('\n'), 255)
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
        let why = strerror(error.raw_os_error().unwrap_or(0));
        Error::command(format!("{doing}: {why}")).because(error)
    }

    /// The same error of our own, with the errno of the system call behind it.
    pub fn because(mut self, cause: &(dyn std::error::Error + 'static)) -> Error {
        let mut causes = std::iter::successors(Some(cause), |cause| cause.source());
        if let Error::Line { errno, .. } = &mut self {
            *errno = causes.find_map(|it| it.downcast_ref::<std::io::Error>()?.raw_os_error());
        }
        self
    }

    /// The exit status that goes with it.
    pub fn status(&self) -> u8 {
        match self {
            Error::Line { status, .. }
            | Error::Kernel { status, .. }
            | Error::Dump { status, .. }
            | Error::Printed { status, .. } => *status,
            Error::Output(_) => 1,
        }
    }

    /// The same error with another exit status, unless it ends the whole process.
    pub fn status_as(mut self, new: u8) -> Error {
        match &mut self {
            Error::Line { ends: true, .. } => {}
            Error::Line { status, .. }
            | Error::Kernel { status, .. }
            | Error::Dump { status, .. }
            | Error::Printed { status, .. } => *status = new,
            Error::Output(_) => {}
        }
        self
    }

    /// The same error of a dump with another last line, and another exit status.
    pub fn dump_ended_as(self, line: &str, status: u8) -> Error {
        let text = self.to_string();
        match text.strip_suffix("Dump terminated") {
            Some(before) => Error::with_status([before, line].concat(), status),
            None => self,
        }
    }

    /// The same error, ending a batch even under `-force`.
    pub fn ending(mut self) -> Error {
        match &mut self {
            Error::Line { ends, .. }
            | Error::Kernel { ends, .. }
            | Error::Dump { ends, .. }
            | Error::Printed { ends, .. } => *ends = true,
            Error::Output(_) => {}
        }
        self
    }

    /// Whether a batch ends here even under `-force`.
    pub fn ends_batch(&self) -> bool {
        match self {
            Error::Line { ends, .. }
            | Error::Kernel { ends, .. }
            | Error::Dump { ends, .. }
            | Error::Printed { ends, .. } => *ends,
            Error::Output(_) => true,
        }
    }

    /// The errno behind it, whichever call failed.
    pub fn cause(&self) -> Option<i32> {
        match self {
            Error::Line { errno, .. } => *errno,
            Error::Output(error) => error.raw_os_error(),
            Error::Kernel { .. } | Error::Dump { .. } | Error::Printed { .. } => self.errno(),
        }
    }

    /// The kernel's errno, if the kernel refused a request.
    pub fn errno(&self) -> Option<i32> {
        match self {
            Error::Kernel { errno, .. } | Error::Dump { errno, .. } => Some(*errno),
            Error::Line { .. } | Error::Printed { .. } | Error::Output(_) => None,
        }
    }
}

/// Writes what the kernel says: its own message if it sent one, else the errno's text.
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

/// The kernel's message with a full stop, unless it has one (or ends its own line).
pub fn sentence(message: &str) -> Cow<'_, str> {
    if message.ends_with(['.', '\n']) {
        message.into()
    } else {
        format!("{message}.").into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Line { text, .. } => f.write_str(text),
            Error::Kernel { errno, ext, .. } => kernel_answer(f, *errno, ext),
            Error::Dump { errno, ext, .. } => {
                kernel_answer(f, *errno, ext)?;
                f.write_str("\nDump terminated")
            }
            Error::Printed { .. } => Ok(()),
            Error::Output(error) => {
                write!(f, "write: {}", strerror(error.raw_os_error().unwrap_or(0)))
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error::Output(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_failed_can_end_a_batch() {
        let ext = ExtAck::default;
        let (errno, status, ends) = (libc::EPERM, 1, false);
        let kernel = Error::Kernel {
            errno,
            ext: ext(),
            status,
            ends,
        };
        let dump = Error::Dump {
            errno,
            ext: ext(),
            status,
            ends,
        };
        let printed = Error::Printed { status, ends };
        for error in [Error::command("x"), kernel, dump, printed] {
            assert!(!error.ends_batch(), "{error:?}");
            assert!(error.ending().ends_batch());
        }
    }
}
