//! Locks of network namespaces.
//!
//! flock(2) on the file of a namespace locks its inode, which all mount namespaces share. Other programs do not use
//! this lock, and any process of the namespace may hold it.

use std::os::fd::OwnedFd;
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::errno::Errno;

use super::current;
use crate::sys::flock::{self, Wait};

/// Pause between two attempts.
const PAUSE: Duration = Duration::from_millis(5);

/// Unlocks when dropped.
pub struct Lock(#[allow(dead_code)] OwnedFd);

/// Locks the calling thread's namespace. `None` if it cannot be opened, or if another process holds the lock for longer
/// than `patience`.
#[must_use]
pub fn lock(patience: Duration) -> Option<Lock> {
    let start = Instant::now();
    let file = current().ok()?;
    loop {
        match flock::lock(&file, Wait::Never) {
            Ok(()) => return Some(Lock(file)),
            Err(Errno::EWOULDBLOCK) if start.elapsed() < patience => sleep(PAUSE),
            Err(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::testing::privately;

    #[test]
    fn a_namespace_is_locked_once() {
        privately(|| {
            let held = lock(Duration::ZERO);
            assert!(held.is_some());
            assert!(lock(Duration::ZERO).is_none());
            super::super::enter_new().unwrap();
            assert!(lock(Duration::ZERO).is_some(), "of another namespace");
        });
    }

    #[test]
    fn a_lock_is_waited_for() {
        privately(|| {
            let held = lock(Duration::ZERO);
            std::thread::scope(|scope| {
                let waiting = scope.spawn(|| lock(Duration::from_secs(60)).is_some());
                sleep(PAUSE * 4);
                drop(held);
                assert!(waiting.join().unwrap());
            });
        });
    }
}
