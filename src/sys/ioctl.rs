//! Properties of a device that only ioctls report (`netdevice(7)`).
//!
//! # Safety
//!
//! Every request here but one takes a pointer to a `struct ifreq`, which the kernel copies in and, for some, out again.
//! It holds plain bytes, without pointers that the kernel would follow. The other one takes no argument.

use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use nix::sys::socket::{AddressFamily, SockFlag, SockType, socket};

/// A failed request.
#[derive(Debug)]
pub enum Error {
    /// No socket: `EAFNOSUPPORT` in a kernel without IPv6.
    Socket(io::Error),
    /// The ioctl failed.
    Call(io::Error),
}

// linux/sockios.h. The constants of libc have another type than its ioctl(2) where the C library is musl.
const SIOCGIFNAME: libc::Ioctl = 0x8910;
const SIOCADDMULTI: libc::Ioctl = 0x8931;
const SIOCDELMULTI: libc::Ioctl = 0x8932;
const SIOCGIFINDEX: libc::Ioctl = 0x8933;

/// An empty request for a device; an empty name lets the kernel choose one.
///
/// # Errors
///
/// `ENODEV` for a name that is too long.
pub(super) fn request(name: &[u8]) -> io::Result<libc::ifreq> {
    // SAFETY: zeroes are a valid value of every field and of every member of the union.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    // The last byte stays zero and ends the name.
    if name.len() >= request.ifr_name.len() {
        return Err(io::Error::from_raw_os_error(libc::ENODEV));
    }
    for (to, &from) in request.ifr_name.iter_mut().zip(name) {
        *to = from as libc::c_char;
    }
    Ok(request)
}

/// Makes an ioctl that takes an `ifreq`.
pub(super) fn call(
    file: impl AsFd,
    code: libc::Ioctl,
    request: &mut libc::ifreq,
) -> io::Result<()> {
    // SAFETY: `request` is a whole `ifreq`; only codes that take one are passed in this module and `tun`.
    match unsafe { libc::ioctl(file.as_fd().as_raw_fd(), code, std::ptr::from_mut(request)) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// The type of an open namespace, as `CLONE_NEW*`.
///
/// # Errors
///
/// `ENOTTY` for a file that is not a namespace.
pub(super) fn namespace_type(file: impl AsFd) -> io::Result<i32> {
    // SAFETY: it takes no argument.
    match unsafe { libc::ioctl(file.as_fd().as_raw_fd(), libc::NS_GET_NSTYPE) } {
        -1 => Err(io::Error::last_os_error()),
        kind => Ok(kind),
    }
}

/// A socket for requests.
///
/// # Errors
///
/// [`Error::Socket`]
pub(super) fn open(family: AddressFamily) -> Result<OwnedFd, Error> {
    socket(family, SockType::Datagram, SockFlag::SOCK_CLOEXEC, None)
        .map_err(|errno| Error::Socket(errno.into()))
}

fn any_socket() -> Result<OwnedFd, Error> {
    open(AddressFamily::Inet)
}

/// The name of the device with this index, for callers without a netlink socket.
///
/// # Errors
///
/// `ENODEV` if there is no such device.
pub fn device_name(index: u32) -> Result<Vec<u8>, Error> {
    let mut request = request(b"").map_err(Error::Call)?;
    request.ifr_ifru.ifru_ifindex = i32::try_from(index).map_err(|_| no_device())?;
    call(any_socket()?, SIOCGIFNAME, &mut request).map_err(Error::Call)?;
    let name = request.ifr_name.iter().map(|byte| byte.to_ne_bytes()[0]);
    Ok(name.take_while(|byte| *byte != 0).collect())
}

/// The index of a device, for callers without a netlink socket.
///
/// # Errors
///
/// `ENODEV` if there is no such device.
pub fn device_index(name: impl AsRef<[u8]>) -> Result<u32, Error> {
    let mut request = request(name.as_ref()).map_err(Error::Call)?;
    call(any_socket()?, SIOCGIFINDEX, &mut request).map_err(Error::Call)?;
    // SAFETY: the kernel filled in `ifr_ifindex`.
    let index = unsafe { request.ifr_ifru.ifru_ifindex };
    u32::try_from(index).map_err(|_| no_device())
}

fn no_device() -> Error {
    Error::Call(io::Error::from_raw_os_error(libc::ENODEV))
}

/// Adds a link-layer multicast address to a device (`ip maddress add`).
///
/// # Errors
///
/// `ENODEV` if there is no such device; `EINVAL` for a device without such a list, an address it cannot hold, or one of
/// more than 14 bytes.
pub fn add_multicast(name: impl AsRef<[u8]>, address: &[u8]) -> Result<(), Error> {
    multicast(SIOCADDMULTI, name.as_ref(), address)
}

/// Removes an address that [`add_multicast`] added.
///
/// # Errors
///
/// As [`add_multicast`]; `ENOENT` for an address that was not added.
pub fn delete_multicast(name: impl AsRef<[u8]>, address: &[u8]) -> Result<(), Error> {
    multicast(SIOCDELMULTI, name.as_ref(), address)
}

fn multicast(code: libc::Ioctl, name: &[u8], address: &[u8]) -> Result<(), Error> {
    let mut request = request(name).map_err(Error::Call)?;
    let mut hardware = libc::sockaddr {
        sa_family: 0,
        sa_data: [0; 14],
    };
    if address.len() > hardware.sa_data.len() {
        let error = io::Error::from_raw_os_error(libc::EINVAL);
        return Err(Error::Call(error));
    }
    for (to, &from) in hardware.sa_data.iter_mut().zip(address) {
        *to = from as libc::c_char;
    }
    request.ifr_ifru.ifru_hwaddr = hardware;
    call(any_socket()?, code, &mut request).map_err(Error::Call)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::testing::privately;

    fn errno<T: std::fmt::Debug>(result: Result<T, Error>) -> Option<i32> {
        match result.unwrap_err() {
            Error::Socket(error) | Error::Call(error) => error.raw_os_error(),
        }
    }

    #[test]
    fn names_and_indices_match() {
        privately(|| {
            let index = device_index("lo").unwrap();
            assert_eq!(device_name(index).unwrap(), b"lo");
            assert_eq!(errno(device_index("nosuch")), Some(libc::ENODEV));
            assert_eq!(errno(device_name(999)), Some(libc::ENODEV));
        });
    }

    #[test]
    fn no_name_is_too_long_to_ask_for() {
        assert_eq!(errno(device_index("nosuch")), Some(libc::ENODEV));
        assert_eq!(errno(device_index("fifteen-letters")), Some(libc::ENODEV));
        assert_eq!(errno(device_index("sixteen-letters!")), Some(libc::ENODEV));
        assert_eq!(errno(device_index("x".repeat(99))), Some(libc::ENODEV));
    }

    #[test]
    fn multicast_addresses_are_checked() {
        privately(|| {
            let address = [0x33, 0x33, 0, 0, 0, 5];
            // The loopback device has no such list.
            assert_eq!(errno(add_multicast("lo", &address)), Some(libc::EINVAL));
            assert_eq!(errno(delete_multicast("no", &address)), Some(libc::ENODEV));
            assert_eq!(errno(add_multicast("lo", &[0; 15])), Some(libc::EINVAL));
        });
    }
}
