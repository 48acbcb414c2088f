//! Signals: `SIGPIPE`, and holding signals back for a moment.
//!
//! `SIGPIPE` is ignored, and a command we exec would inherit that: its pipelines would see `EPIPE`
//! instead of ending. Whether it was ignored before us (`trap '' PIPE`) can only be known by looking
//! first.
//!
//! # Safety
//!
//! Ignoring a signal, or resetting it to the default, runs no code of ours in a handler.

use std::sync::atomic::{AtomicBool, Ordering};

use nix::sys::signal::{SigHandler, SigSet, SigmaskHow, Signal, signal};

static PIPE_WAS_IGNORED: AtomicBool = AtomicBool::new(false);

/// Makes writing to a closed pipe an error instead of the end.
pub fn ignore_broken_pipe() {
    // SAFETY: no handler is installed, so no code can run in signal context.
    let before = unsafe { signal(Signal::SIGPIPE, SigHandler::SigIgn) };
    PIPE_WAS_IGNORED.store(matches!(before, Ok(SigHandler::SigIgn)), Ordering::Relaxed);
}

/// Undoes [`ignore_broken_pipe`]: the default again, unless it was inherited ignored.
///
/// For a command to be executed; or for a whole program that is to end quietly when its reader does.
pub fn restore_inherited() {
    if PIPE_WAS_IGNORED.load(Ordering::Relaxed) {
        return;
    }
    // SAFETY: no handler is installed, so no code can run in signal context. The call cannot fail
    // for this signal.
    let _ = unsafe { signal(Signal::SIGPIPE, SigHandler::SigDfl) };
}

/// Signals are held back as long as this lives; what came meanwhile is delivered after.
#[must_use = "signals are let through as soon as this is dropped"]
pub struct Held(Option<SigSet>);

/// Holds back every signal that can be, for the calling thread.
pub fn hold() -> Held {
    let all = SigSet::all();
    Held(all.thread_swap_mask(SigmaskHow::SIG_BLOCK).ok())
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            // Setting back a mask that was set before cannot fail.
            let _ = before.thread_set_mask();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn held_signals_come_after() {
        let before = SigSet::thread_get_mask().unwrap();
        {
            let _held = hold();
            let mask = SigSet::thread_get_mask().unwrap();
            assert!(mask.contains(Signal::SIGINT) && mask.contains(Signal::SIGTERM));
        }
        assert_eq!(SigSet::thread_get_mask().unwrap(), before);
    }
}
