//! Programs that were loaded into the kernel before (`bpf(2)`): by the file they are pinned to, by their number.
//!
//! # Safety
//!
//! The commands used here read as many bytes of their attributes as they are told; two return a new descriptor, one
//! fills a buffer of the length that it is told.

use std::ffi::CString;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

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
    // SAFETY: the path ends with NUL and outlives the call.
    unsafe { descriptor(BPF_OBJ_GET, &attr) }
}

/// What the kernel tells of a program (`struct bpf_prog_info`).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Program {
    /// The name that its author gave it; may be empty.
    pub name: Vec<u8>,
    /// A digest of its instructions.
    pub tag: [u8; 8],
    /// It was compiled for this processor.
    pub jited: bool,
    /// When it was loaded, in nanoseconds since boot.
    pub load_time: u64,
    /// The user who loaded it.
    pub user: u32,
    /// Its type information; 0 for none.
    pub btf: u32,
}

/// `BPF_PROG_GET_FD_BY_ID`.
const BPF_PROG_GET_FD_BY_ID: libc::c_long = 13;
/// `BPF_OBJ_GET_INFO_BY_FD`.
const BPF_OBJ_GET_INFO_BY_FD: libc::c_long = 15;

/// The start of `union bpf_attr` as `BPF_PROG_GET_FD_BY_ID` reads it.
#[repr(C)]
struct ById {
    id: u32,
    next_id: u32,
    open_flags: u32,
}

/// The start of `union bpf_attr` as `BPF_OBJ_GET_INFO_BY_FD` reads it.
#[repr(C)]
struct InfoByFd {
    bpf_fd: u32,
    info_len: u32,
    info: u64,
}

/// Length of `struct bpf_prog_info` up to and with `btf_id`.
const INFO: usize = 132;

/// Asks about the program with this number.
///
/// # Errors
///
/// That of `bpf(2)`: `EPERM` for those who may not ask.
pub fn program(id: u32) -> io::Result<Program> {
    let attr = ById {
        id,
        next_id: 0,
        open_flags: 0,
    };
    // SAFETY: there is no pointer in it.
    let fd = unsafe { descriptor(BPF_PROG_GET_FD_BY_ID, &attr)? };
    let mut info = [0_u64; INFO.div_ceil(8)];
    let mut attr = InfoByFd {
        bpf_fd: fd.as_raw_fd().cast_unsigned(),
        info_len: INFO as u32,
        info: info.as_mut_ptr() as u64,
    };
    // SAFETY: the kernel writes at most `info_len` bytes to `info`, which is longer, and the length back to `attr`.
    let result = unsafe {
        libc::syscall(
            libc::SYS_bpf,
            BPF_OBJ_GET_INFO_BY_FD,
            std::ptr::from_mut(&mut attr),
            size_of::<InfoByFd>(),
        )
    };
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    let bytes: Vec<u8> = info.iter().flat_map(|word| word.to_ne_bytes()).collect();
    Ok(Program::read(&bytes))
}

impl Program {
    fn read(bytes: &[u8]) -> Program {
        let u32_at = |offset: usize| {
            let bytes = bytes.get(offset..).and_then(|bytes| bytes.first_chunk());
            bytes.copied().map_or(0, u32::from_ne_bytes)
        };
        let u64_at = |offset: usize| {
            let bytes = bytes.get(offset..).and_then(|bytes| bytes.first_chunk());
            bytes.copied().map_or(0, u64::from_ne_bytes)
        };
        let name = bytes.get(64..80).unwrap_or_default();
        let end = name.iter().position(|byte| *byte == 0);
        Program {
            name: name
                .get(..end.unwrap_or(name.len()))
                .unwrap_or_default()
                .to_vec(),
            tag: u64_at(8).to_ne_bytes(),
            jited: u32_at(16) != 0,
            load_time: u64_at(40),
            user: u32_at(48),
            btf: u32_at(128),
        }
    }
}

/// Runs a command that returns a new descriptor.
///
/// # Safety
///
/// Pointers within `attr` must be what the command takes for them.
unsafe fn descriptor<A>(command: libc::c_long, attr: &A) -> io::Result<OwnedFd> {
    // SAFETY: the kernel reads as many bytes of `attr` as it is told; the caller vouches for pointers in it.
    let fd = unsafe {
        libc::syscall(
            libc::SYS_bpf,
            command,
            std::ptr::from_ref(attr),
            size_of::<A>(),
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
    use super::{pinned_program, program};

    #[test]
    fn a_path_without_a_program_is_an_error() {
        assert!(pinned_program(b"/nosuch").is_err());
        assert!(pinned_program(b"a\0b").is_err());
        assert!(program(0).is_err());
    }
}
