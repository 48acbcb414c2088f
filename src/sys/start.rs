//! Program start.
//!
//! Rust's own start-up prepares for threads and stack overflows: it reads /proc/self/maps and maps a stack for signal
//! handlers, a quarter of the time of a short command. The binary has its own entry point, and this module does the
//! rest of the start-up.
//!
//! # Safety
//!
//! `prepare` passes three descriptors to poll(2). `arguments` reads what the C library passes to `main`.

use std::ffi::{CStr, OsStr, OsString, c_char, c_int};
use std::os::unix::ffi::OsStrExt;

/// Opens /dev/null for closed standard files, so that no socket takes their place. Signals stay as inherited: SIGPIPE
/// ends the program, as it ends any command of a pipeline.
pub fn prepare() {
    let mut files = [0, 1, 2].map(|fd| libc::pollfd {
        fd,
        events: 0,
        revents: 0,
    });
    // SAFETY: an array of three, and its length.
    unsafe { libc::poll(files.as_mut_ptr(), 3, 0) };
    for _ in files
        .iter()
        .filter(|file| file.revents & libc::POLLNVAL != 0)
    {
        // The lowest free descriptor is the closed one. It stays open as long as the program.
        // SAFETY: a constant string that ends with NUL.
        unsafe { libc::open(c"/dev/null".as_ptr(), libc::O_RDWR) };
    }
}

/// The arguments of the program.
///
/// # Safety
/// `argv` must point to `argc` strings, as in C's `main`.
pub unsafe fn arguments(argc: c_int, argv: *const *const c_char) -> impl Iterator<Item = OsString> {
    (0..usize::try_from(argc).unwrap_or(0)).map(move |at| {
        // SAFETY: there are `argc` pointers to strings that end with NUL and live as long as the program.
        let word = unsafe { CStr::from_ptr(*argv.add(at)) };
        OsStr::from_bytes(word.to_bytes()).to_owned()
    })
}
