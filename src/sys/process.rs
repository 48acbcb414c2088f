//! Running other programs: in place of this one, or in a child process.
//!
//! # Safety
//!
//! `clone` without shared memory and without a stack is a `fork`, but without the C library's fork, which would link
//! its standard I/O in order to lock it. It copies only the calling thread. The `ip` program has one; in a program that
//! has more, a lock held by another thread stays locked in the child. Only this module changes the environment, and
//! only in a program of one thread.

use std::convert::Infallible;
use std::ffi::{CString, OsStr, OsString};
use std::fmt;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use nix::errno::Errno;
use nix::sched::CloneFlags;
use nix::sys::signal::{Signal, kill, killpg};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{Pid, execv, execvp, getpgid};

use crate::args::decode;
use crate::error::describe;

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With this status.
    Exited(i32),
    /// By this signal.
    Killed(i32),
}

/// A failed step. Its `Display` is the line iproute2 prints; the exit status is 1.
#[derive(Debug)]
pub enum Error {
    /// The program of this name could not be executed.
    Exec(OsString, io::Error),
    /// No child could be created.
    Fork(io::Error),
    /// The child's status could not be read.
    Wait(io::Error),
}

impl Ended {
    /// The exit status as shells report it.
    #[must_use]
    pub fn status(self) -> u8 {
        let (base, n) = match self {
            Self::Exited(status) => (0, status),
            Self::Killed(signal) => (128, signal),
        };
        u8::try_from(base + n).unwrap_or(u8::MAX)
    }
}

impl Error {
    /// The exit status of a command that ends with this error.
    #[must_use]
    pub const fn exit_status(&self) -> u8 {
        1
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exec(program, cause) => write!(
                f,
                "exec of \"{}\" failed: {}",
                decode(program.as_bytes()),
                describe(cause)
            ),
            Self::Fork(cause) => write!(f, "fork: {}", describe(cause)),
            Self::Wait(cause) => write!(f, "waitpid: {}", describe(cause)),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Exec(_, cause) | Self::Fork(cause) | Self::Wait(cause) => Some(cause),
        }
    }
}

/// Executes the program that the first word names, found in `PATH`, with all words as arguments. Environment,
/// directory, standard files and signals stay as they are.
///
/// # Errors
///
/// [`Error::Exec`], the only way this returns: `execvp(3)`'s, `EINVAL` for a NUL in a word, `ENOENT` without words.
pub fn exec<W: AsRef<OsStr>>(words: &[W]) -> Result<Infallible, Error> {
    exec_by(words, |words| {
        execvp(words.first().ok_or(Errno::ENOENT)?, words)
    })
}

/// Executes this program again with other arguments.
///
/// # Errors
///
/// [`Error::Exec`], as of [`exec`].
pub fn exec_own<W: AsRef<OsStr>>(words: &[W]) -> Result<Infallible, Error> {
    exec_by(words, |words| execv(c"/proc/self/exe", words))
}

fn exec_by<W: AsRef<OsStr>>(
    words: &[W],
    by: fn(&[CString]) -> nix::Result<Infallible>,
) -> Result<Infallible, Error> {
    let Some(program) = words.first() else {
        return Err(cannot_exec(OsStr::new(""), Errno::ENOENT));
    };
    let words: Result<Vec<_>, _> = words.iter().map(c_word).collect();
    words
        .and_then(|words| by(&words))
        .map_err(|errno| cannot_exec(program.as_ref(), errno))
}

fn c_word(word: impl AsRef<OsStr>) -> nix::Result<CString> {
    CString::new(word.as_ref().as_bytes()).map_err(|_| Errno::EINVAL)
}

fn cannot_exec(program: &OsStr, errno: Errno) -> Error {
    Error::Exec(program.into(), errno.into())
}

/// Runs `child` in a process of its own, which ends with the returned status, and waits for it. Flush buffers of the
/// standard files first.
///
/// # Errors
///
/// [`Error::Fork`], [`Error::Wait`]
pub fn in_child(child: impl FnOnce() -> u8) -> Result<Ended, Error> {
    let child = clone(CloneFlags::empty(), child).map_err(|errno| Error::Fork(errno.into()))?;
    wait(child)
}

/// Stop a panic here: the frames above belong to the parent.
fn run(child: impl FnOnce() -> u8) -> u8 {
    catch_unwind(AssertUnwindSafe(child)).unwrap_or(u8::MAX)
}

/// Ends the child without the parent's exit handlers and buffers.
fn end(status: u8) -> ! {
    // SAFETY: `_exit` takes any status and runs nothing of ours.
    unsafe { libc::_exit(status.into()) }
}

/// Starts `child` in a process of its own, in new namespaces of the given types.
///
/// # Errors
///
/// `clone(2)`'s.
pub(super) fn clone(spaces: CloneFlags, child: impl FnOnce() -> u8) -> nix::Result<Pid> {
    let flags = libc::c_long::from(spaces.bits()) | libc::c_long::from(libc::SIGCHLD);
    let none: libc::c_long = 0;
    // SAFETY: see the head of this file. The child leaves only by `_exit` or by exec. On s390 the stack comes first.
    let pid = unsafe {
        #[cfg(target_arch = "s390x")]
        let pid = libc::syscall(libc::SYS_clone, none, flags, none, none, none);
        #[cfg(not(target_arch = "s390x"))]
        let pid = libc::syscall(libc::SYS_clone, flags, none, none, none, none);
        pid
    };
    match libc::pid_t::try_from(pid) {
        Ok(0) => end(run(child)),
        Ok(pid) if pid > 0 => Ok(Pid::from_raw(pid)),
        _ => Err(Errno::last()),
    }
}

/// Waits for a child and reaps all others meanwhile: init inherits orphans. Calls `stopped` when the child stops, then
/// continues it.
fn wait_as_init(child: Pid, stopped: &mut dyn FnMut()) -> Result<Ended, Error> {
    loop {
        match waitpid(None, Some(WaitPidFlag::WUNTRACED)) {
            Ok(WaitStatus::Stopped(pid, _)) if pid == child => {
                stopped();
                // Its job as well, if it still exists.
                let job = getpgid(Some(child)).and_then(|job| killpg(job, Signal::SIGCONT));
                let _ = job.or_else(|_| kill(child, Signal::SIGCONT));
            }
            Ok(status) => {
                if let Some(ended) = end_of(child, status) {
                    return Ok(ended);
                }
            }
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(Error::Wait(errno.into())),
        }
    }
}

/// How a child ended, if the status says so.
fn end_of(child: Pid, status: WaitStatus) -> Option<Ended> {
    match status {
        WaitStatus::Exited(pid, status) if pid == child => Some(Ended::Exited(status)),
        WaitStatus::Signaled(pid, signal, _) if pid == child => Some(Ended::Killed(signal as i32)),
        _ => None,
    }
}

/// Waits for a child.
pub(super) fn wait(child: Pid) -> Result<Ended, Error> {
    loop {
        match waitpid(child, None) {
            Ok(status) => {
                if let Some(ended) = end_of(child, status) {
                    return Ok(ended);
                }
            }
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(Error::Wait(errno.into())),
        }
    }
}

/// As [`in_child`], for a process that is init of its pid namespace. Calls `stopped` when the child stops, then
/// continues it.
///
/// # Errors
/// [`Error::Fork`], [`Error::Wait`]
pub fn as_init(child: impl FnOnce() -> u8, stopped: &mut dyn FnMut()) -> Result<Ended, Error> {
    let child = clone(CloneFlags::empty(), child).map_err(|errno| Error::Fork(errno.into()))?;
    wait_as_init(child, stopped)
}

/// Sets an environment variable for executed commands.
pub fn set_variable(name: &str, value: impl AsRef<OsStr>) {
    // SAFETY: see the head of this file.
    unsafe { std::env::set_var(name, value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail_to_exec(words: &[&str]) -> String {
        exec(words).unwrap_err().to_string()
    }

    fn run_in_child(words: &[&str]) -> Ended {
        in_child(|| match exec(words) {
            Ok(never) => match never {},
            Err(_) => 99,
        })
        .unwrap()
    }

    #[test]
    fn a_program_that_is_not_there_says_so() {
        assert_eq!(
            fail_to_exec(&["/no/such/program", "x"]),
            "exec of \"/no/such/program\" failed: No such file or directory"
        );
        assert_eq!(
            fail_to_exec(&["/"]),
            "exec of \"/\" failed: Permission denied"
        );
        assert_eq!(
            fail_to_exec(&[]),
            "exec of \"\" failed: No such file or directory"
        );
        assert_eq!(
            fail_to_exec(&["true", "a\0b"]),
            "exec of \"true\" failed: Invalid argument"
        );
    }

    #[test]
    fn a_child_s_status_is_told() {
        assert_eq!(in_child(|| 7).unwrap(), Ended::Exited(7));
        assert_eq!(run_in_child(&["true"]), Ended::Exited(0));
        assert_eq!(run_in_child(&["sh", "-c", "exit 3"]), Ended::Exited(3));
        assert_eq!(run_in_child(&["/no/such/program"]), Ended::Exited(99));
    }

    #[test]
    fn a_child_s_signal_is_told() {
        let ended = run_in_child(&["sh", "-c", "kill -9 $$"]);
        assert_eq!(ended, Ended::Killed(libc::SIGKILL));
    }

    #[test]
    fn a_panicking_child_comes_to_an_end() {
        let panicked = in_child(|| std::panic::resume_unwind(Box::new(())));
        assert_eq!(panicked.unwrap(), Ended::Exited(255));
    }
}
