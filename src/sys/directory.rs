//! Names of directory entries.
//!
//! The iterators of std and nix panic when closedir(3) fails. The list is complete by then, so the error is ignored
//! here.
//!
//! # Safety
//!
//! Only this function opens, reads and closes the stream. It copies an entry before the next call.

use nix::errno::Errno;
use std::ffi::{CStr, CString, OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

#[cfg(target_env = "musl")]
use libc::readdir as readdir64;
#[cfg(not(target_env = "musl"))]
use libc::readdir64;

/// The names in a directory except `.` and `..`, in directory order. An error after the first entry ends the list, as
/// in iproute2.
///
/// # Errors
///
/// `opendir(3)`'s; `EINVAL` for a path with a NUL.
pub fn names(path: impl AsRef<Path>) -> io::Result<Vec<OsString>> {
    let path = CString::new(path.as_ref().as_os_str().as_bytes())?;
    // SAFETY: the path ends with a NUL and outlives the call.
    let stream = unsafe { libc::opendir(path.as_ptr()) };
    if stream.is_null() {
        return Err(io::Error::last_os_error());
    }
    let mut names = Vec::new();
    loop {
        // SAFETY: the stream is open, and nothing else reads it.
        let entry = unsafe { readdir64(stream) };
        if entry.is_null() {
            break;
        }
        // SAFETY: the entry is valid until the next call, and its name ends with a NUL.
        let name = unsafe { CStr::from_ptr((*entry).d_name.as_ptr()) }.to_bytes();
        if !matches!(name, b"." | b"..") {
            names.push(OsStr::from_bytes(name).to_owned());
        }
    }
    // SAFETY: the stream is open and not used after this.
    let _ = Errno::result(unsafe { libc::closedir(stream) });
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_std() {
        let mut ours = names("/proc/self").unwrap();
        let entries = std::fs::read_dir("/proc/self").unwrap();
        let mut theirs: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs);
    }

    #[test]
    fn what_is_no_directory_is_an_error() {
        let errno = |path: &str| names(path).unwrap_err().raw_os_error();
        assert_eq!(errno("/nosuch"), Some(libc::ENOENT));
        assert_eq!(errno("/proc/self/stat"), Some(libc::ENOTDIR));
        assert!(names("a\0b").is_err());
    }
}
