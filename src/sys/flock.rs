//! File locks (`flock(2)`); closing the file releases them.
//!
//! nix's lock panics when unlocking fails.
//!
//! # Safety
//!
//! The call takes a descriptor and a number.

use nix::errno::Errno;
use std::os::fd::{AsFd, AsRawFd};

/// Whether to wait for a lock that another process holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// Until the lock is free.
    Forever,
    /// Not at all: `EWOULDBLOCK`.
    Never,
}

/// Locks a file exclusively.
///
/// # Errors
///
/// `flock(2)`'s.
pub(super) fn lock(file: impl AsFd, wait: Wait) -> nix::Result<()> {
    let operation = match wait {
        Wait::Forever => libc::LOCK_EX,
        Wait::Never => libc::LOCK_EX | libc::LOCK_NB,
    };
    // SAFETY: the descriptor is open for the length of the call.
    let answer = unsafe { libc::flock(file.as_fd().as_raw_fd(), operation) };
    Errno::result(answer).map(drop)
}
