//! Dropping capabilities of a set-uid or file-capability `ip`.
//!
//! Such an `ip` would pass its capabilities to commands of `ip netns exec`. It therefore drops them for every user but
//! root, unless `CAP_NET_ADMIN` is inheritable: the administrator then wants to pass it on. `ip vrf exec` needs them
//! first and drops them later.
//!
//! # Safety
//!
//! `capget(2)` and `capset(2)` have no wrapper in glibc. The pointers are to structures of this module, laid out as in
//! `linux/capability.h` for version 3.

use std::io;

use nix::unistd::{geteuid, getuid};

/// 64 capabilities, in two words each.
const VERSION: u32 = 0x2008_0522;

/// `CAP_NET_ADMIN`, in the first word.
const NET_ADMIN: u32 = 1 << 12;

/// `struct __user_cap_header_struct`.
#[repr(C)]
struct Header {
    version: u32,
    pid: libc::c_int,
}

/// `struct __user_cap_data_struct`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Words {
    effective: u32,
    permitted: u32,
    inheritable: u32,
}

/// The capabilities of a thread, low word first.
type Capabilities = [Words; 2];

/// Drops all capabilities of a caller other than root, unless `CAP_NET_ADMIN` is inheritable.
///
/// # Errors
///
/// `capget(2)`'s and `capset(2)`'s; neither fails for a thread that reads and reduces its own. iproute2 ends silently
/// with status 1 then.
pub fn drop_unless_inheritable() -> io::Result<()> {
    if getuid().is_root() || geteuid().is_root() {
        return Ok(());
    }
    let [low, _] = get()?;
    if low.inheritable & NET_ADMIN == 0 {
        set(&Capabilities::default())?;
    }
    Ok(())
}

const fn header() -> Header {
    Header {
        version: VERSION,
        pid: 0,
    }
}

fn get() -> io::Result<Capabilities> {
    let (mut header, mut words) = (header(), Capabilities::default());
    // SAFETY: the kernel reads and may write one header, and writes the two `Words` that version 3 has.
    let result = unsafe { libc::syscall(libc::SYS_capget, &raw mut header, words.as_mut_ptr()) };
    check(result).map(|()| words)
}

fn set(words: &Capabilities) -> io::Result<()> {
    let mut header = header();
    // SAFETY: the kernel reads and may write one header, and reads the two `Words` that version 3 has.
    check(unsafe { libc::syscall(libc::SYS_capset, &raw mut header, words.as_ptr()) })
}

fn check(result: libc::c_long) -> io::Result<()> {
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_can_be_read_and_given_up() {
        // Capabilities belong to a thread.
        std::thread::spawn(|| {
            let before = get().unwrap();
            assert_eq!(getuid().is_root(), before != Capabilities::default());
            set(&Capabilities::default()).unwrap();
            assert_eq!(get().unwrap(), Capabilities::default());
        })
        .join()
        .unwrap();
    }

    #[test]
    fn root_keeps_them() {
        let before = get().unwrap();
        drop_unless_inheritable().unwrap();
        if getuid().is_root() {
            assert_eq!(get().unwrap(), before);
        }
    }
}
