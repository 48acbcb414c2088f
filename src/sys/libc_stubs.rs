//! What the static program does without: functions of the C library and of libgcc that something names and nothing calls.
//!
//! A linker takes a function of a library in when its name stands somewhere, and all that stands in it. A program that
//! aborts on panic, speaks one language and has one thread has no use for
//!
//! - an unwinder, and behind it the reader of debugging symbols for backtraces;
//! - translated messages, and behind them locales, character sets and the loader of shared objects;
//! - what `malloc` would print of itself, and errors with numbers in them, and behind these printf, with floating point and
//!   wide characters, and standard I/O.
//!
//! So these are named here, as short as they can be, and the program is half as large. Another C library may have them
//! in other company: `-z muldefs` takes ours then, and the program is larger (docs/performance.md).
//!
//! # Safety
//!
//! The functions have the signatures of those whose place they take; those of functions that print leave out the
//! arguments behind the last that they name, which the caller removes. `__xpg_strerror_r` writes to the buffer of its caller.

use std::ffi::{CStr, c_char, c_int, c_long, c_uint, c_void};

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

/// The C library is in a state that cannot be.
#[unsafe(no_mangle)]
extern "C" fn __assert_fail(_: *const c_char, _: *const c_char, _: c_uint, _: *const c_char) -> ! {
    std::process::abort()
}

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

/// Tables that tell letters from digits, of a locale that is not there: nothing that is linked asks.
#[unsafe(no_mangle)]
extern "C" fn __ctype_init() {}

/// As many processors as one thread uses. `malloc` would ask /sys, and read it as the locale writes numbers.
#[unsafe(no_mangle)]
extern "C" fn __get_nprocs() -> c_int {
    1
}

/// The same by another name.
#[unsafe(no_mangle)]
extern "C" fn __get_nprocs_sched() -> c_int {
    1
}

/// What the C library itself asks for, page size and processors; the rest it would look for in the files of a locale.
#[unsafe(no_mangle)]
extern "C" fn __sysconf(what: c_int) -> c_long {
    match what {
        // SAFETY: takes any number.
        libc::_SC_PAGESIZE => unsafe { libc::getauxval(libc::AT_PAGESZ) }.cast_signed(),
        libc::_SC_NPROCESSORS_CONF | libc::_SC_NPROCESSORS_ONLN => 1,
        _ => -1,
    }
}

/// The same for others.
#[unsafe(no_mangle)]
extern "C" fn sysconf(what: c_int) -> c_long {
    __sysconf(what)
}

/// `malloc_stats` prints with this.
#[unsafe(no_mangle)]
extern "C" fn fprintf(_: *mut c_void, _: *const c_char) -> c_int {
    -1
}

/// Or with this, where the C library was built to check what is printed.
#[unsafe(no_mangle)]
extern "C" fn __fprintf_chk(_: *mut c_void, _: c_int, _: *const c_char) -> c_int {
    -1
}

/// And `malloc_info` with these.
#[unsafe(no_mangle)]
extern "C" fn _IO_fputs(_: *const c_char, _: *mut c_void) -> c_int {
    -1
}

/// See `_IO_fputs`.
#[unsafe(no_mangle)]
extern "C" fn fwrite(_: *const c_void, _: usize, _: usize, _: *mut c_void) -> usize {
    0
}

/// A stream that is not there.
#[allow(non_upper_case_globals)]
#[unsafe(no_mangle)]
static stderr: usize = 0;

/// What the loader of shared objects would say.
#[unsafe(no_mangle)]
extern "C" fn __strerror_r(_: c_int, _: *mut c_char, _: usize) -> *const c_char {
    c"".as_ptr()
}

/// An error in the C library's words, as std and `super::errno` ask for it.
#[unsafe(no_mangle)]
extern "C" fn __xpg_strerror_r(number: c_int, buffer: *mut c_char, size: usize) -> c_int {
    unsafe extern "C" {
        fn strerrordesc_np(number: c_int) -> *const c_char;
    }
    // SAFETY: takes any number, and gives a string that lives as long as the program, or null.
    let known = unsafe {
        let text = strerrordesc_np(number);
        (!text.is_null()).then(|| CStr::from_ptr(text))
    };
    let unknown = || format!("Unknown error {number}").into_bytes();
    let text = known.map_or_else(unknown, |text| text.to_bytes().to_owned());
    let Some(room) = size.checked_sub(1) else {
        return libc::ERANGE;
    };
    let length = text.len().min(room);
    // SAFETY: the caller's buffer has `size` bytes, and `length` is less.
    unsafe {
        buffer.copy_from_nonoverlapping(text.as_ptr().cast(), length);
        buffer.add(length).write(0);
    }
    match (known, length == text.len()) {
        (_, false) => libc::ERANGE,
        (None, true) => libc::EINVAL,
        (Some(_), true) => 0,
    }
}
