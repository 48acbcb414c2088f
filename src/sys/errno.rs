//! Error numbers in the words of glibc, which is what `ip` prints and scripts look for.
//!
//! Neither std ("File exists (os error 17)") nor nix (its `Errno::desc` differs from glibc for
//! 19 of 133 numbers) says what `strerror` says.
//!
//! # Safety
//!
//! One call of `strerror_r` with a buffer of ours and its length.

use std::ffi::CStr;
use std::io;

/// The text of an error number: `strerror(17)` is `File exists`.
///
/// A number glibc does not know is `Unknown error N`, as in C.
#[must_use]
pub fn strerror(errno: i32) -> String {
    let mut text = [0_u8; 256];
    // SAFETY: `text` is writable for the length given, and glibc ends what it writes with a NUL.
    // The result only repeats that the number is unknown, which the text says too.
    unsafe { libc::strerror_r(errno, text.as_mut_ptr().cast(), text.len()) };
    CStr::from_bytes_until_nul(&text).map_or_else(
        |_| format!("Unknown error {errno}"),
        |text| text.to_string_lossy().into_owned(),
    )
}

/// The text of an I/O error: glibc's words for the kernel's, std's own for an error of std's making.
#[must_use]
pub fn describe(error: &io::Error) -> String {
    error
        .raw_os_error()
        .map_or_else(|| error.to_string(), strerror)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_glibc_s() {
        assert_eq!(strerror(libc::EEXIST), "File exists");
        assert_eq!(strerror(libc::EOPNOTSUPP), "Operation not supported");
        assert_eq!(strerror(libc::ENOMEM), "Cannot allocate memory");
        assert_eq!(strerror(libc::EAGAIN), "Resource temporarily unavailable");
    }

    #[test]
    fn unknown_numbers_are_named() {
        assert_eq!(strerror(0), "Success");
        assert_eq!(strerror(-5), "Unknown error -5");
        assert_eq!(strerror(i32::MAX), "Unknown error 2147483647");
    }

    #[test]
    fn io_errors_lose_std_s_suffix() {
        let error = io::Error::from_raw_os_error(libc::ENOENT);
        assert_eq!(describe(&error), "No such file or directory");
        assert_eq!(describe(&io::Error::other("mine")), "mine");
    }
}
