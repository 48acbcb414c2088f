//! Holding signals back for a moment.

use nix::sys::signal::{SigSet, SigmaskHow};

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
    use nix::sys::signal::Signal;

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
