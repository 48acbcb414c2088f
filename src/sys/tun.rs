//! Creates and removes tun and tap devices by ioctl on `/dev/net/tun` (`linux/if_tun.h`).
//!
//! # Safety
//!
//! `TUNSETIFF` takes a `struct ifreq`; the other requests take a number in place of a pointer, or nothing.
//! `pidfd_open(2)` and `pidfd_getfd(2)` take numbers and return a new descriptor.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use super::ioctl;
use super::netns::{self, Identity};
use crate::error::describe;

/// A failed call. Its `Display` is iproute2's line; the status is 1.
#[derive(Debug)]
pub struct Error {
    call: &'static str,
    cause: io::Error,
}

impl Error {
    fn at(call: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self { call, cause }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.call, describe(&self.cause))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// An open tun or tap device. The device vanishes with it unless it is persistent.
#[derive(Debug)]
pub struct Tun(File);

impl Tun {
    /// Creates the device of this name, or attaches to an existing one of the same type. With an empty name the kernel
    /// chooses one; `%d` in a name is the first free number.
    ///
    /// `flags` are `IFF_TUN` or `IFF_TAP` with `IFF_NO_PI`, `IFF_ONE_QUEUE`, `IFF_VNET_HDR`, `IFF_MULTI_QUEUE` (in
    /// libc).
    ///
    /// # Errors
    ///
    /// `open: …`, or `ioctl(TUNSETIFF): …`: `EBUSY` for a device in use or of another type, `EPERM` without
    /// `CAP_NET_ADMIN`, `EINVAL` for a name that is not a tun or tap device.
    pub fn attach(name: impl AsRef<[u8]>, flags: i32) -> Result<Self, Error> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).open("/dev/net/tun");
        let file = file.map_err(Error::at("open"))?;
        set_interface(&file, name.as_ref(), flags).map_err(Error::at("ioctl(TUNSETIFF)"))?;
        Ok(Self(file))
    }

    /// Allows this user to open the device.
    ///
    /// # Errors
    ///
    /// `ioctl(TUNSETOWNER): …`, `EINVAL` for no user.
    pub fn set_owner(&self, user: u32) -> Result<(), Error> {
        self.set(libc::TUNSETOWNER, user)
            .map_err(Error::at("ioctl(TUNSETOWNER)"))
    }

    /// Allows members of this group to open the device.
    ///
    /// # Errors
    ///
    /// `ioctl(TUNSETGROUP): …`, `EINVAL` for no group.
    pub fn set_group(&self, group: u32) -> Result<(), Error> {
        self.set(libc::TUNSETGROUP, group)
            .map_err(Error::at("ioctl(TUNSETGROUP)"))
    }

    /// Sets whether the device persists after this is dropped.
    ///
    /// # Errors
    ///
    /// `ioctl(TUNSETPERSIST): …`
    pub fn set_persistent(&self, persistent: bool) -> Result<(), Error> {
        self.set(libc::TUNSETPERSIST, persistent.into())
            .map_err(Error::at("ioctl(TUNSETPERSIST)"))
    }

    fn set(&self, code: libc::Ioctl, value: u32) -> io::Result<()> {
        // SAFETY: the requests above take the number itself where others take a pointer.
        let result = unsafe { libc::ioctl(self.0.as_raw_fd(), code, libc::c_ulong::from(value)) };
        if result < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(())
    }
}

fn set_interface(file: &File, name: &[u8], flags: i32) -> io::Result<()> {
    let flags = u16::try_from(flags).map_err(|_| io::Error::from_raw_os_error(libc::EINVAL))?;
    let mut request = ioctl::request(name)?;
    request.ifr_ifru.ifru_flags = flags as libc::c_short;
    ioctl::call(file, libc::TUNSETIFF, &mut request)
}

/// The network namespace of the device behind descriptor `file` of process `pid`.
///
/// # Errors
///
/// `pidfd_open(2)`'s, `pidfd_getfd(2)`'s (`EPERM` for a process that the caller may not trace) and the ioctl's: `EPERM`
/// without `CAP_NET_ADMIN` over that namespace, `EBADFD` for a descriptor without a device.
pub fn namespace_of(pid: u32, file: i32) -> io::Result<Identity> {
    let number = |number: i32| libc::c_long::from(number);
    let pid = i32::try_from(pid).map_err(|_| io::Error::from_raw_os_error(libc::ESRCH))?;
    // SAFETY: two numbers.
    let process = unsafe { libc::syscall(libc::SYS_pidfd_open, number(pid), number(0)) };
    let process = owned(process)?;
    let process = number(process.as_raw_fd());
    // SAFETY: three numbers.
    let file = unsafe { libc::syscall(libc::SYS_pidfd_getfd, process, number(file), number(0)) };
    let file = owned(file)?;
    // SAFETY: it takes no argument.
    let namespace = unsafe { libc::ioctl(file.as_raw_fd(), libc::TUNGETDEVNETNS) };
    netns::identity(owned(namespace.into())?)
}

/// The descriptor that a call returned, or its error.
fn owned(result: libc::c_long) -> io::Result<OwnedFd> {
    match i32::try_from(result) {
        Ok(file @ 0..) => {
            // SAFETY: the kernel has just opened it for this call.
            Ok(unsafe { OwnedFd::from_raw_fd(file) })
        }
        Ok(_) | Err(_) => Err(io::Error::last_os_error()),
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::sys::testing::privately;

    const TAP: i32 = libc::IFF_TAP | libc::IFF_NO_PI;

    fn index(name: &str) -> bool {
        nix::net::if_::if_nametoindex(name).is_ok()
    }

    /// Whether this holds within a second.
    fn eventually(mut holds: impl FnMut() -> bool) -> bool {
        (0..100).any(|_| {
            let held = holds();
            if !held {
                thread::sleep(Duration::from_millis(10));
            }
            held
        })
    }

    #[test]
    fn a_device_stays_only_when_told_to() {
        privately(|| {
            let Ok(tap) = Tun::attach("t0", TAP) else {
                // Nothing to test in a kernel without tun devices.
                return;
            };
            assert!(index("t0"));
            tap.set_owner(1000).unwrap();
            tap.set_group(1000).unwrap();
            tap.set_persistent(true).unwrap();
            drop(tap);
            assert!(index("t0"));
            // A program that another test starts holds our descriptors until its exec.
            let mut again = Err(Error::at("")(io::Error::from_raw_os_error(libc::EBUSY)));
            eventually(|| {
                again = Tun::attach("t0", TAP);
                again.is_ok()
            });
            again.unwrap().set_persistent(false).unwrap();
            assert!(eventually(|| !index("t0")));
        });
    }

    #[test]
    fn errors_name_the_call() {
        privately(|| {
            let error = Tun::attach("lo", TAP).unwrap_err();
            assert_eq!(error.to_string(), "ioctl(TUNSETIFF): Invalid argument");
            let error = Tun::attach("much-too-long-a-name", TAP).unwrap_err();
            assert_eq!(error.to_string(), "ioctl(TUNSETIFF): No such device");
            let error = Tun::attach("t1", 1 << 20).unwrap_err();
            assert_eq!(error.to_string(), "ioctl(TUNSETIFF): Invalid argument");
        });
    }
}
