//! What of the program an execution reached, if it was compiled with counters (`make fuzz` does):
//! `-Cpasses=sancov-module`, one byte for each edge between basic blocks.

use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

static START: AtomicPtr<u8> = AtomicPtr::new(null_mut());
static LENGTH: AtomicUsize = AtomicUsize::new(0);

/// Called by constructors that the compiler made, with the same section each time.
#[unsafe(no_mangle)]
extern "C" fn __sanitizer_cov_8bit_counters_init(start: *mut u8, stop: *mut u8) {
    let length = (stop as usize).saturating_sub(start as usize);
    if length > LENGTH.load(Ordering::Relaxed) {
        START.store(start, Ordering::Relaxed);
        LENGTH.store(length, Ordering::Relaxed);
    }
}

/// The program's counters.
fn counters() -> &'static mut [u8] {
    let start = START.load(Ordering::Relaxed);
    if start.is_null() {
        return &mut [];
    }
    // SAFETY: the section is as long as was told, is writable, and the only other writers are increments in this
    // thread, none of which runs while this is borrowed.
    unsafe { std::slice::from_raw_parts_mut(start, LENGTH.load(Ordering::Relaxed)) }
}

/// What was reached so far, in all executions.
pub struct Coverage {
    /// For each edge the counts seen, in classes of a bit each.
    seen: Vec<u8>,
    pub edges: usize,
}

impl Coverage {
    pub fn new() -> Self {
        Self {
            seen: vec![0; counters().len()],
            edges: 0,
        }
    }

    pub fn total(&self) -> usize {
        self.seen.len()
    }

    /// Before an execution.
    #[inline(never)]
    pub fn reset() {
        counters().fill(0);
    }

    /// After an execution: whether it reached something new.
    #[inline(never)]
    pub fn is_new(&mut self) -> bool {
        let mut new = false;
        let counted = counters();
        for (at, word) in counted.chunks_exact(8).enumerate() {
            if word.iter().all(|count| *count == 0) {
                continue;
            }
            for (i, count) in word.iter().enumerate() {
                let class = class(*count);
                let seen = &mut self.seen[at * 8 + i];
                if *seen & class != class {
                    self.edges += usize::from(*seen == 0);
                    *seen |= class;
                    new = true;
                }
            }
        }
        new
    }
}

/// Once, a few times, often.
fn class(count: u8) -> u8 {
    match count {
        0 => 0,
        1 => 1,
        2..=3 => 2,
        4..=15 => 4,
        16..=127 => 8,
        128.. => 16,
    }
}
