//! Limits of an execution: memory, time; and what is left behind when it dies.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs::File;
use std::os::fd::AsRawFd;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Most memory that one execution may hold.
const MEMORY: usize = 64 << 20;
/// Most time of the processor that one execution may take.
const PROCESSOR: Duration = Duration::from_secs(5);
/// Most time on the clock, for what sleeps.
const CLOCK: Duration = Duration::from_secs(120);

/// Exit statuses of a worker that went too far.
const TOO_MUCH: i32 = 70;
const TOO_LONG: i32 = 71;

/// Longest input.
pub const INPUT: usize = 1 << 14;

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static CEILING: AtomicUsize = AtomicUsize::new(usize::MAX);

fn grow(by: usize) {
    if LIVE.fetch_add(by, Ordering::Relaxed).saturating_add(by) > CEILING.load(Ordering::Relaxed) {
        stop(TOO_MUCH, "an execution holds more than 64 MiB\n");
    }
}

// SAFETY: all is the system allocator's; only sums are kept beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        // SAFETY: passed on as it came.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: passed on as it came.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        grow(size);
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: passed on as it came.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Ends the worker in the middle of an execution.
fn stop(status: i32, why: &str) -> ! {
    let words = why.as_bytes();
    // SAFETY: a write of our own bytes to the worker's old stderr; `_exit` runs nothing of ours.
    unsafe {
        libc::write(super::jail::STDERR, words.as_ptr().cast(), words.len());
        libc::_exit(status)
    }
}

static INPUT_AT: AtomicPtr<u8> = AtomicPtr::new(ptr::null_mut());
static EXECUTIONS: AtomicU64 = AtomicU64::new(0);

/// Makes room for the current input in a file that outlives the worker.
pub fn prepare(name: &str) {
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(super::current(name, std::process::id()))
        .expect("a file for the input");
    file.set_len(INPUT as u64 + 8).expect("room for the input");
    // SAFETY: a new mapping of a file of this length, never unmapped.
    let at = unsafe {
        libc::mmap(
            ptr::null_mut(),
            INPUT + 8,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_SHARED,
            file.as_raw_fd(),
            0,
        )
    };
    assert_ne!(at, libc::MAP_FAILED);
    INPUT_AT.store(at.cast(), Ordering::Relaxed);
}

/// Notes the input of the execution that begins.
pub fn begin(input: &[u8]) {
    let at = INPUT_AT.load(Ordering::Relaxed);
    let length = input.len().min(INPUT);
    // SAFETY: the mapping has room for eight bytes and INPUT more.
    unsafe {
        ptr::copy_nonoverlapping((length as u64).to_ne_bytes().as_ptr(), at, 8);
        ptr::copy_nonoverlapping(input.as_ptr(), at.add(8), length);
    }
    EXECUTIONS.fetch_add(1, Ordering::Relaxed);
    CEILING.store(LIVE.load(Ordering::Relaxed) + MEMORY, Ordering::Relaxed);
}

/// The execution is over: what follows is the harness's own.
pub fn end() {
    CEILING.store(usize::MAX, Ordering::Relaxed);
}

/// Whether the program is at work, and not the harness.
pub fn executing() -> bool {
    CEILING.load(Ordering::Relaxed) != usize::MAX
}

/// The input that a dead worker was busy with.
pub fn last_input(name: &str, pid: u32) -> Vec<u8> {
    let bytes = std::fs::read(super::current(name, pid)).unwrap_or_default();
    let length = bytes
        .first_chunk()
        .map_or(0, |length| u64::from_ne_bytes(*length) as usize);
    bytes.get(8..8 + length).unwrap_or_default().to_vec()
}

/// Watches from a thread of its own for an execution that does not end.
pub fn watch() {
    std::thread::spawn(|| {
        let (mut number, mut since, mut used) = (0, Instant::now(), processor_time());
        loop {
            std::thread::sleep(Duration::from_millis(500));
            let now = EXECUTIONS.load(Ordering::Relaxed);
            if now != number || !executing() {
                (number, since, used) = (now, Instant::now(), processor_time());
            } else if processor_time().saturating_sub(used) > PROCESSOR || since.elapsed() > CLOCK {
                stop(TOO_LONG, "an execution does not end\n");
            }
        }
    });
}

fn processor_time() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: one structure of ours to write to.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
