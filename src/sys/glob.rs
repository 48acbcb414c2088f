//! Shell patterns, as fnmatch(3) matches them.
//!
//! # Safety
//! fnmatch(3) reads two strings up to their NUL and keeps neither.

use std::ffi::CString;

/// Whether `text` matches the shell pattern `pattern`. Neither can hold a NUL, so with one nothing matches.
pub fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (Ok(pattern), Ok(text)) = (CString::new(pattern), CString::new(text)) else {
        return false;
    };
    // SAFETY: both pointers are to strings that end with NUL and outlive the call.
    unsafe { libc::fnmatch(pattern.as_ptr(), text.as_ptr(), 0) == 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("v*", "v0:1", true),
            ("v?", "v0", true),
            ("v[0-3]", "v4", false),
            ("", "", true),
            ("v0", "v0:1", false),
        ] {
            assert_eq!(
                matches(pattern.as_bytes(), text.as_bytes()),
                expected,
                "{pattern} {text}"
            );
        }
    }
}
