//! What a worker may ask the kernel for: memory, time, to read files. The rest is refused, so that no input can run a
//! program, make a namespace, mount or write anything.

use std::os::fd::{AsRawFd, OwnedFd};

/// Where a worker's standard output and error are kept while 1 and 2 lead nowhere.
pub const STDOUT: i32 = 100;
pub const STDERR: i32 = 101;
/// A file in memory, the input of what reads files.
pub const MEMORY_FILE: i32 = 102;

/// System calls that are let through as they are.
const ALLOWED: &[libc::c_long] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_pread64,
    libc::SYS_pwrite64,
    libc::SYS_close,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_statfs,
    libc::SYS_fstatfs,
    libc::SYS_getdents64,
    libc::SYS_readlinkat,
    libc::SYS_ftruncate,
    libc::SYS_fcntl,
    libc::SYS_dup,
    libc::SYS_dup3,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_dup2,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_readlink,
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_clock_gettime,
    libc::SYS_getrandom,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_tgkill,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// System calls that say they have slept.
const SLEEPS: &[libc::c_long] = &[libc::SYS_nanosleep, libc::SYS_clock_nanosleep];

/// Puts the standard files away: what the program says leads nowhere.
pub fn silence() {
    let null = std::fs::File::options()
        .read(true)
        .write(true)
        .open("/dev/null")
        .expect("/dev/null");
    // SAFETY: descriptors of ours; the numbers are free this early.
    unsafe {
        libc::dup2(1, STDOUT);
        libc::dup2(2, STDERR);
        for standard in 0..3 {
            libc::dup2(null.as_raw_fd(), standard);
        }
        let memory = libc::memfd_create(c"input".as_ptr(), 0);
        libc::dup2(memory, MEMORY_FILE);
        libc::close(memory);
    }
}

/// Says something on the worker's old standard output or error.
pub fn say(to: i32, words: &str) {
    // SAFETY: our own bytes and their length.
    unsafe { libc::write(to, words.as_ptr().cast(), words.len()) };
}

/// Fills the file in memory and puts it at its start.
pub fn fill(bytes: &[u8]) {
    // SAFETY: our own descriptor and bytes.
    unsafe {
        libc::ftruncate(MEMORY_FILE, 0);
        libc::pwrite(MEMORY_FILE, bytes.as_ptr().cast(), bytes.len(), 0);
        libc::lseek(MEMORY_FILE, 0, libc::SEEK_SET);
    }
}

/// Makes the file in memory standard input.
pub fn feed(bytes: &[u8]) {
    fill(bytes);
    // SAFETY: two numbers.
    unsafe { libc::dup2(MEMORY_FILE, 0) };
}

/// A descriptor that stands for a socket.
pub fn stand_in() -> Option<OwnedFd> {
    std::fs::File::open("/dev/null").ok().map(OwnedFd::from)
}

fn statement(code: u32, k: u32, jt: u8, jf: u8) -> libc::sock_filter {
    libc::sock_filter {
        code: code as u16,
        jt,
        jf,
        k,
    }
}

/// Closes the door, for this thread.
pub fn close() {
    const LOAD: u32 = libc::BPF_LD | libc::BPF_W | libc::BPF_ABS;
    const EQUAL: u32 = libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K;
    const ANY: u32 = libc::BPF_JMP | libc::BPF_JSET | libc::BPF_K;
    const RETURN: u32 = libc::BPF_RET | libc::BPF_K;
    const ARGUMENT_2: u32 = 32;
    let refuse = |errno: i32| libc::SECCOMP_RET_ERRNO | errno as u32;
    let writing = (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC) as u32;
    let mut program = vec![statement(LOAD, 0, 0, 0)];
    for call in ALLOWED {
        program.push(statement(EQUAL, *call as u32, 0, 1));
        program.push(statement(RETURN, libc::SECCOMP_RET_ALLOW, 0, 0));
    }
    for call in SLEEPS {
        program.push(statement(EQUAL, *call as u32, 0, 1));
        program.push(statement(RETURN, refuse(0), 0, 0));
    }
    program.push(statement(EQUAL, libc::SYS_openat as u32, 0, 3));
    program.push(statement(LOAD, ARGUMENT_2, 0, 0));
    program.push(statement(ANY, writing, 1, 0));
    program.push(statement(RETURN, libc::SECCOMP_RET_ALLOW, 0, 0));
    program.push(statement(RETURN, refuse(libc::EPERM), 0, 0));
    let filter = libc::sock_fprog {
        len: program.len() as u16,
        filter: program.as_mut_ptr(),
    };
    // SAFETY: the program is as long as told and alive; the kernel copies it.
    unsafe {
        assert_eq!(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
        let mode = libc::SECCOMP_MODE_FILTER;
        let done = libc::prctl(libc::PR_SET_SECCOMP, mode, &raw const filter);
        assert_eq!(done, 0, "{}", std::io::Error::last_os_error());
    }
}
