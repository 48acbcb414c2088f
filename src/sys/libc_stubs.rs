//! Stubs for functions of the C library and of libgcc that are referenced and never called in the static program.
//!
//! A linker includes a library function if any object references it, with everything that it references in turn. A
//! program that aborts on panic, has one locale and one thread does not need
//!
//! - an unwinder, and the reader of debugging symbols for its backtraces;
//! - translated messages, and their locales, character sets and the loader of shared objects;
//! - the reports of `malloc`, and errors with numbers, with their printf, floating point, wide characters and standard
//!   I/O.
//!
//! These short definitions replace them and halve the program (docs/performance.md). build.rs makes the same symbols weak in
//! copies of the C library's archives and of libgcc's, so the linker takes these. A symbol that is defined twice and is not
//! here is an error of the linker. Only x86-64 with glibc has them, as only there it was measured which functions are never
//! called; without the feature `libc-stubs` the program is linked with the library's own.
//!
//! # Safety
//!
//! The signatures are those of the functions they replace. Variadic functions that print omit the arguments after the
//! last named one, which the caller removes. `__xpg_strerror_r` writes to its caller's buffer.

use std::ffi::{CStr, c_char, c_int, c_long, c_uint, c_void};

/// Reports the end of the stack at once.
#[unsafe(no_mangle)]
extern "C" fn _Unwind_Backtrace(_: *const c_void, _: *mut c_void) -> c_int {
    5
}

/// Functions that only an unwinder calls.
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

/// The C library calls this in an impossible state.
#[unsafe(no_mangle)]
extern "C" fn __assert_fail(_: *const c_char, _: *const c_char, _: c_uint, _: *const c_char) -> ! {
    std::process::abort()
}

/// Returns the message unchanged.
#[unsafe(no_mangle)]
extern "C" fn __dcgettext(_: *const c_char, message: *const c_char, _: c_int) -> *const c_char {
    message
}

/// Returns the message unchanged.
#[unsafe(no_mangle)]
extern "C" fn dcgettext(_: *const c_char, message: *const c_char, _: c_int) -> *const c_char {
    message
}

/// Character class tables of a locale; no linked code reads them.
#[unsafe(no_mangle)]
extern "C" fn __ctype_init() {}

/// One processor is enough for one thread. `malloc` would read /sys and parse numbers of the locale.
#[unsafe(no_mangle)]
extern "C" fn __get_nprocs() -> c_int {
    1
}

/// Another name of the same function.
#[unsafe(no_mangle)]
extern "C" fn __get_nprocs_sched() -> c_int {
    1
}

/// The C library asks only for page size and processors; the rest would need the files of a locale.
#[unsafe(no_mangle)]
extern "C" fn __sysconf(what: c_int) -> c_long {
    match what {
        // SAFETY: takes any number.
        libc::_SC_PAGESIZE => (unsafe { libc::getauxval(libc::AT_PAGESZ) }) as libc::c_long,
        libc::_SC_NPROCESSORS_CONF | libc::_SC_NPROCESSORS_ONLN => 1,
        _ => -1,
    }
}

/// The counterpart for other callers.
#[unsafe(no_mangle)]
extern "C" fn sysconf(what: c_int) -> c_long {
    __sysconf(what)
}

/// `malloc_stats` prints with this.
#[unsafe(no_mangle)]
extern "C" fn fprintf(_: *mut c_void, _: *const c_char) -> c_int {
    -1
}

/// Or with this, if the C library was built with checks of printf.
#[unsafe(no_mangle)]
extern "C" fn __fprintf_chk(_: *mut c_void, _: c_int, _: *const c_char) -> c_int {
    -1
}

/// `malloc_info` prints with these.
#[unsafe(no_mangle)]
extern "C" fn _IO_fputs(_: *const c_char, _: *mut c_void) -> c_int {
    -1
}

/// See `_IO_fputs`.
#[unsafe(no_mangle)]
extern "C" fn fwrite(_: *const c_void, _: usize, _: usize, _: *mut c_void) -> usize {
    0
}

/// A stream that does not exist.
#[allow(non_upper_case_globals)]
#[unsafe(no_mangle)]
static stderr: usize = 0;

/// The error text of the loader of shared objects.
#[unsafe(no_mangle)]
extern "C" fn __strerror_r(_: c_int, _: *mut c_char, _: usize) -> *const c_char {
    c"".as_ptr()
}

/// The text of an error, for std.
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
