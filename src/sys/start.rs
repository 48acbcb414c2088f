//! The start of the program, and what the C library's start would bring along.
//!
//! Rust's own start-up prepares for threads and stack overflows: it reads /proc/self/maps and maps a stack for signal
//! handlers, a quarter of the time of a short command. The binary names its own entry point instead, and does here
//! what is left of it. A static program, that aborts on panic and speaks one language, has no use for these either:
//!
//! - an unwinder, and behind it the reader of debugging symbols for backtraces;
//! - translated messages, and behind them locales, character sets and the loader of shared objects.
//!
//! Both are linked because something names their functions, so the functions are named here, as short as they can be:
//! the program is a third smaller.
//!
//! # Safety
//!
//! `prepare` asks poll(2) about three descriptors. `arguments` reads what the C library hands to `main`. The exported functions take the place of functions of the C
//! library and of libgcc, with the same signatures where they return.

use std::ffi::{CStr, OsStr, OsString, c_char, c_int};
use std::os::unix::ffi::OsStrExt;

/// What Rust's start-up would have done and we need: a standard file that is closed is /dev/null, so that no socket of
/// ours takes its place. Signals stay as they were inherited: a reader that leaves ends us by SIGPIPE, as it ends any
/// command of a pipeline.
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

/// The words of the command line.
///
/// # Safety
/// `argv` has to point to `argc` strings, as in C's `main`.
pub unsafe fn arguments(argc: c_int, argv: *const *const c_char) -> impl Iterator<Item = OsString> {
    (0..usize::try_from(argc).unwrap_or(0)).map(move |at| {
        // SAFETY: there are `argc` pointers to strings that end with NUL and live as long as the program.
        let word = unsafe { CStr::from_ptr(*argv.add(at)) };
        OsStr::from_bytes(word.to_bytes()).to_owned()
    })
}

#[cfg(all(panic = "abort", target_env = "gnu", target_feature = "crt-static"))]
mod unlinked {
    use std::ffi::{c_char, c_int, c_void};

    /// The end of the stack, at once.
    #[unsafe(no_mangle)]
    extern "C" fn _Unwind_Backtrace(_: *const c_void, _: *mut c_void) -> c_int {
        5
    }

    /// Functions that only an unwinder calls, and there is none.
    macro_rules! never {
        ($($name:ident)*) => {$(
            #[unsafe(no_mangle)]
            extern "C" fn $name() -> ! {
                std::process::abort()
            }
        )*};
    }
    never!(
        _Unwind_DeleteException _Unwind_FindEnclosingFunction _Unwind_ForcedUnwind _Unwind_GetCFA
        _Unwind_GetDataRelBase _Unwind_GetGR _Unwind_GetIP _Unwind_GetIPInfo
        _Unwind_GetLanguageSpecificData _Unwind_GetRegionStart _Unwind_GetTextRelBase
        _Unwind_RaiseException _Unwind_Resume _Unwind_SetGR _Unwind_SetIP __gcc_personality_v0
    );

    /// A message as it is.
    #[unsafe(no_mangle)]
    extern "C" fn __dcgettext(_: *const c_char, message: *const c_char, _: c_int) -> *const c_char {
        message
    }

    /// A message as it is.
    #[unsafe(no_mangle)]
    extern "C" fn dcgettext(_: *const c_char, message: *const c_char, _: c_int) -> *const c_char {
        message
    }
}
