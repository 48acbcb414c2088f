//! The `ip` binary.
#![no_main]

use oxip::start;
use std::ffi::{c_char, c_int};

/// The entry point; [`start`] describes why it is not Rust's own.
///
/// # Safety
/// The C library calls it with the arguments of the command line.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn main(argc: c_int, argv: *const *const c_char) -> c_int {
    start::prepare();
    // SAFETY: these are the arguments of C's `main`.
    let words = unsafe { start::arguments(argc, argv) };
    oxip::run(words).into()
}
