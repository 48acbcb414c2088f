//! Signals: what was inherited before Rust's start-up code ran, and holding them back for a moment.
//!
//! Before `main`, std sets `SIGPIPE` to be ignored, and a command we exec would inherit that: its
//! pipelines would see `EPIPE` instead of ending. Whether it was ignored before us (`trap '' PIPE`)
//! can only be known by looking first.
//!
//! # Safety
//!
//! `capture` runs as a constructor, before std is ready: it only calls `sigaction` and stores into an
//! atomic. Resetting a disposition to the default runs no code of ours in a handler.

use std::mem::MaybeUninit;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

use nix::sys::signal::{SigHandler, SigSet, SigmaskHow, Signal, signal};

static PIPE_WAS_IGNORED: AtomicBool = AtomicBool::new(false);

// SAFETY: the section holds pointers to functions that the C library calls once each before main;
// `capture` is one, and takes none of the arguments it is offered.
#[used]
#[unsafe(link_section = ".init_array")]
static CAPTURE: extern "C" fn() = capture;

extern "C" fn capture() {
    let mut action = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: a null second argument changes nothing; `action` is writable, and zeroes are a valid
    // value of it should the call fail.
    let action = unsafe {
        libc::sigaction(libc::SIGPIPE, ptr::null(), action.as_mut_ptr());
        action.assume_init()
    };
    let ignored = action.sa_sigaction == libc::SIG_IGN;
    PIPE_WAS_IGNORED.store(ignored, Ordering::Relaxed);
}

/// Undoes what std's start-up did to `SIGPIPE`: the default again, unless it was inherited ignored.
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
