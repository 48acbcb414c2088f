//! Blocking signals temporarily, and stopping cleanly on request.
//!
//! # Safety
//!
//! The handler only stores a flag.

use std::sync::atomic::{AtomicBool, Ordering};

use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, SigmaskHow, Signal, sigaction};

static STOP_REQUESTED: AtomicBool = AtomicBool::new(false);

extern "C" fn end(_signal: i32) {
    STOP_REQUESTED.store(true, Ordering::Relaxed);
}

/// From now on `SIGINT` and `SIGTERM` only interrupt a wait for events and set [`stop_requested`].
pub fn install_stop_handler() {
    let action = SigAction::new(SigHandler::Handler(end), SaFlags::empty(), SigSet::empty());
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        // SAFETY: the handler does nothing that a signal must not. The call cannot fail for these signals.
        let _ = unsafe { sigaction(signal, &action) };
    }
}

/// Whether a stop was requested since [`install_stop_handler`].
pub fn stop_requested() -> bool {
    STOP_REQUESTED.load(Ordering::Relaxed)
}

/// Blocks signals until dropped; pending ones are delivered then.
#[must_use = "signals are let through as soon as this is dropped"]
pub struct Held(Option<SigSet>);

/// Blocks every signal that can be blocked, for the calling thread.
pub fn hold() -> Held {
    hold_these(&SigSet::all())
}

/// Blocks these signals for the calling thread.
pub fn hold_these(signals: &SigSet) -> Held {
    Held(signals.thread_swap_mask(SigmaskHow::SIG_BLOCK).ok())
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            // Restoring an earlier mask cannot fail.
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
