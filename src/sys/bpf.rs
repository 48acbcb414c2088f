//! BPF programs (`bpf(2)`): loaded ones by pinned file or by id, and the one that binds sockets to a VRF.
//!
//! # Safety
//!
//! The commands used here read as many bytes of the attributes as the call states. Some return a new descriptor; one
//! fills a buffer of the given length. What attributes point to outlives the call.

use std::ffi::CString;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

// linux/bpf.h
const BPF_PROG_LOAD: libc::c_long = 5;
const BPF_OBJ_GET: libc::c_long = 7;
const BPF_PROG_ATTACH: libc::c_long = 8;
const BPF_PROG_GET_FD_BY_ID: libc::c_long = 13;
const BPF_OBJ_GET_INFO_BY_FD: libc::c_long = 15;
const BPF_PROG_TYPE_CGROUP_SOCK: u32 = 9;
const BPF_CGROUP_INET_SOCK_CREATE: u32 = 2;

/// The start of `union bpf_attr` as `BPF_OBJ_GET` reads it.
#[repr(C)]
struct ObjectGet {
    pathname: u64,
    bpf_fd: u32,
    file_flags: u32,
}

/// Opens the program pinned at `path`.
///
/// # Errors
///
/// `bpf(2)`'s: `ENOENT` if there is no such file, `EACCES` for a file that is not a pinned program; `EINVAL` for a path
/// with a NUL.
pub fn pinned_program(path: &[u8]) -> io::Result<OwnedFd> {
    let path = CString::new(path)?;
    let mut attr = ObjectGet {
        pathname: path.as_ptr() as u64,
        bpf_fd: 0,
        file_flags: 0,
    };
    // SAFETY: the path ends with NUL and outlives the call.
    unsafe { descriptor(BPF_OBJ_GET, &mut attr) }
}

/// Properties of a program (`struct bpf_prog_info`).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Program {
    /// May be empty.
    pub name: Vec<u8>,
    /// Digest of the instructions.
    pub tag: [u8; 8],
    /// Whether it is compiled to machine code.
    pub jited: bool,
    /// In nanoseconds since boot.
    pub load_time: u64,
    /// User id of the loader.
    pub user: u32,
    /// Id of the type information; 0 for none.
    pub btf: u32,
}

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

/// Length of `struct bpf_prog_info` up to and including `btf_id`.
const INFO: usize = 132;

/// Reads the properties of the program with this id.
///
/// # Errors
///
/// `bpf(2)`'s: `EPERM` without the required capabilities.
pub fn program(id: u32) -> io::Result<Program> {
    let mut attr = ById {
        id,
        next_id: 0,
        open_flags: 0,
    };
    // SAFETY: there is no pointer in it.
    let fd = unsafe { descriptor(BPF_PROG_GET_FD_BY_ID, &mut attr)? };
    let mut info = [0_u64; INFO.div_ceil(8)];
    let mut attr = InfoByFd {
        bpf_fd: fd.as_raw_fd() as u32,
        info_len: INFO as u32,
        info: info.as_mut_ptr() as u64,
    };
    // SAFETY: the kernel writes at most `info_len` bytes to `info`, which is longer, and the length back to `attr`.
    unsafe { call(BPF_OBJ_GET_INFO_BY_FD, &mut attr)? };
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

/// Runs a command. Returns its result: 0, or a new descriptor.
///
/// # Safety
///
/// Pointers in `attr` must be what the command expects.
unsafe fn call<A>(command: libc::c_long, attr: &mut A) -> io::Result<libc::c_long> {
    // SAFETY: the kernel reads and writes at most as many bytes of `attr` as the call states; the caller vouches for
    // pointers in it.
    let result = unsafe {
        libc::syscall(
            libc::SYS_bpf,
            command,
            std::ptr::from_mut(attr),
            size_of::<A>(),
        )
    };
    match result {
        ..0 => Err(io::Error::last_os_error()),
        _ => Ok(result),
    }
}

/// Runs a command that returns a new descriptor.
///
/// # Safety
///
/// Pointers in `attr` must be what the command expects.
unsafe fn descriptor<A>(command: libc::c_long, attr: &mut A) -> io::Result<OwnedFd> {
    // SAFETY: the caller vouches for pointers in `attr`.
    let fd = unsafe { call(command, attr)? };
    let fd = i32::try_from(fd).map_err(|_| io::Error::from_raw_os_error(libc::EBADF))?;
    // SAFETY: the kernel has just made this descriptor for us.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// The start of `union bpf_attr` as `BPF_PROG_LOAD` reads it.
#[repr(C)]
struct Load {
    prog_type: u32,
    insn_cnt: u32,
    insns: u64,
    license: u64,
    log_level: u32,
    log_size: u32,
    log_buf: u64,
    kern_version: u32,
    prog_flags: u32,
}

/// The start of `union bpf_attr` as `BPF_PROG_ATTACH` reads it.
#[repr(C)]
struct Attach {
    target_fd: u32,
    attach_bpf_fd: u32,
    attach_type: u32,
    attach_flags: u32,
    replace_bpf_fd: u32,
}

/// `BPF_ALU64 | BPF_MOV | BPF_K`.
const BPF_MOV_IMMEDIATE: u8 = 0xb7;
/// `BPF_STX | BPF_MEM | BPF_W`.
const BPF_STORE_U32: u8 = 0x63;
/// `BPF_JMP | BPF_EXIT`.
const BPF_EXIT: u8 = 0x95;

/// `struct bpf_insn` with an offset of 0. The order of its two registers of four bits depends on the byte order.
fn instruction(code: u8, destination: u8, source: u8, immediate: u32) -> [u8; 8] {
    let registers = match cfg!(target_endian = "big") {
        true => destination << 4 | source,
        false => source << 4 | destination,
    };
    let [i0, i1, i2, i3] = immediate.to_ne_bytes();
    [code, registers, 0, 0, i0, i1, i2, i3]
}

/// Loads the program that sets `bound_dev_if` of each new socket in a cgroup.
///
/// # Errors
///
/// `bpf(2)`'s.
pub fn load_socket_binder(device: u32) -> io::Result<OwnedFd> {
    let program = [
        instruction(BPF_MOV_IMMEDIATE, 2, 0, device),
        instruction(BPF_STORE_U32, 1, 2, 0), // *(u32 *)(r1 + 0) = r2: `bound_dev_if`
        instruction(BPF_MOV_IMMEDIATE, 0, 0, 1),
        instruction(BPF_EXIT, 0, 0, 0),
    ];
    let mut attr = Load {
        prog_type: BPF_PROG_TYPE_CGROUP_SOCK,
        insn_cnt: program.len() as u32,
        insns: program.as_ptr().expose_provenance() as u64,
        license: c"GPL".as_ptr().expose_provenance() as u64,
        log_level: 0,
        log_size: 0,
        log_buf: 0,
        kern_version: 0,
        prog_flags: 0,
    };
    // SAFETY: the instructions and the license outlive the call.
    unsafe { descriptor(BPF_PROG_LOAD, &mut attr) }
}

/// Attaches a program of [`load_socket_binder`] to a cgroup.
///
/// # Errors
///
/// `bpf(2)`'s.
pub fn attach_socket_binder(cgroup: impl AsFd, program: impl AsFd) -> io::Result<()> {
    let number = |fd: BorrowedFd| fd.as_raw_fd() as u32;
    let mut attr = Attach {
        target_fd: number(cgroup.as_fd()),
        attach_bpf_fd: number(program.as_fd()),
        attach_type: BPF_CGROUP_INET_SOCK_CREATE,
        attach_flags: 0,
        replace_bpf_fd: 0,
    };
    // SAFETY: there is no pointer in it.
    unsafe { call(BPF_PROG_ATTACH, &mut attr) }.map(drop)
}

#[cfg(test)]
mod tests {
    use super::{BPF_STORE_U32, instruction, pinned_program, program};

    #[test]
    fn instructions_have_the_byte_order_of_the_machine() {
        let expected = match cfg!(target_endian = "big") {
            true => [0x63, 0x12, 0, 0, 0, 0, 1, 2],
            false => [0x63, 0x21, 0, 0, 2, 1, 0, 0],
        };
        assert_eq!(instruction(BPF_STORE_U32, 1, 2, 0x102), expected);
    }

    #[test]
    fn a_path_without_a_program_is_an_error() {
        assert!(pinned_program(b"/nosuch").is_err());
        assert!(pinned_program(b"a\0b").is_err());
        assert!(program(0).is_err());
    }
}
