//! Programs that were loaded into the kernel before and pinned to a file (`bpf(2)`).
//!
//! # Safety
//!
//! The one command used here reads a path and returns a new descriptor.

use std::ffi::CString;
use std::io;
use std::os::fd::{FromRawFd, OwnedFd};

/// `BPF_OBJ_GET` (linux/bpf.h).
const BPF_OBJ_GET: libc::c_long = 7;

/// The start of `union bpf_attr` as `BPF_OBJ_GET` reads it.
#[repr(C)]
struct ObjectGet {
    pathname: u64,
    bpf_fd: u32,
    file_flags: u32,
}

/// Opens the program that is pinned at `path`.
///
/// # Errors
///
/// That of `bpf(2)`: `ENOENT` where nothing is, `EACCES` for what is no such file; `EINVAL` for a
/// path with a NUL in it.
pub fn pinned_program(path: &[u8]) -> io::Result<OwnedFd> {
    let path = CString::new(path)?;
    let attr = ObjectGet {
        pathname: path.as_ptr() as u64,
        bpf_fd: 0,
        file_flags: 0,
    };
    // SAFETY: the kernel reads as many bytes of `attr` as it is told, and the path, which ends with NUL and outlives
    // the call.
    let fd = unsafe {
        libc::syscall(
            libc::SYS_bpf,
            BPF_OBJ_GET,
            std::ptr::from_ref(&attr),
            size_of::<ObjectGet>(),
        )
    };
    match i32::try_from(fd) {
        // SAFETY: the kernel has just made this descriptor for us.
        Ok(fd) if fd >= 0 => Ok(unsafe { OwnedFd::from_raw_fd(fd) }),
        _ => Err(io::Error::last_os_error()),
    }
}

#[cfg(test)]
mod tests {
    use super::pinned_program;

    #[test]
    fn a_path_without_a_program_is_an_error() {
        assert!(pinned_program(b"/nosuch").is_err());
        assert!(pinned_program(b"a\0b").is_err());
    }
}
