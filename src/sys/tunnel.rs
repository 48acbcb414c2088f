//! Tunnels over IP by ioctl, the interface older than netlink (linux/if_tunnel.h, linux/ip6_tunnel.h).
//!
//! # Safety
//!
//! The requests take a `struct ifreq` whose `ifr_data` points to a structure that the kernel reads and may write:
//! `ip_tunnel_parm` (52 bytes), `ip6_tnl_parm2` (76), `ip_tunnel_6rd` (24), `ip_tunnel_prl` (16, and as many bytes
//! after it as it states). [`Parameters`] has room for each; only [`routers`] states that more may follow, and has that
//! room.

use std::io;

use nix::sys::socket::AddressFamily;

use super::ioctl::{self, Error};

/// Large enough for the structure of any request.
pub type Parameters = [u8; 128];

/// A request. The value is the offset from `SIOCDEVPRIVATE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `SIOCGETTUNNEL`.
    Get = 0,
    /// `SIOCADDTUNNEL`.
    Add = 1,
    /// `SIOCDELTUNNEL`.
    Delete = 2,
    /// `SIOCCHGTUNNEL`.
    Change = 3,
    /// `SIOCADDPRL`.
    AddRouter = 5,
    /// `SIOCDELPRL`.
    DeleteRouter = 6,
    /// `SIOCGET6RD`.
    GetRapid = 8,
    /// `SIOCADD6RD`.
    AddRapid = 9,
    /// `SIOCDEL6RD`.
    DeleteRapid = 10,
}

/// `SIOCDEVPRIVATE`.
const PRIVATE: u32 = 0x89f0;
/// `SIOCGETPRL`.
const GET_ROUTERS: u32 = PRIVATE + 4;

impl Call {
    /// The request code.
    #[must_use]
    pub fn code(self) -> u32 {
        PRIVATE + self as u32
    }
}

/// Sends a request to the driver of a device.
///
/// # Errors
///
/// `ENODEV` if there is no such device, `EOPNOTSUPP` if it is not a tunnel, and the driver's own.
pub fn call(v6: bool, device: &[u8], call: Call, parameters: &mut Parameters) -> Result<(), Error> {
    // A router list of the caller must not claim more room than there is.
    if matches!(call, Call::AddRouter | Call::DeleteRouter) {
        parameters.iter_mut().skip(8).for_each(|byte| *byte = 0);
    }
    request(v6, device, call.code(), parameters)
}

/// Number of routers reported at once.
const ROUTERS: usize = 16;
/// Length of `struct ip_tunnel_prl`.
const ROUTER: usize = 16;

/// The potential routers of an ISATAP tunnel, each a `struct ip_tunnel_prl`.
///
/// # Errors
///
/// As [`call`].
pub fn routers(device: &[u8]) -> Result<Vec<[u8; ROUTER]>, Error> {
    let mut room = [0_u8; ROUTER * ROUTERS];
    let length = ROUTER * (ROUTERS - 1);
    set_u32(&mut room, u32::try_from(length).unwrap_or(0));
    request(false, device, GET_ROUTERS, &mut room)?;
    let written = room.get(8..).and_then(|tail| tail.first_chunk());
    let written = written.map_or(0, |bytes| u32::from_ne_bytes(*bytes));
    let written = usize::try_from(written).unwrap_or(0).min(length) / ROUTER;
    let entries = room.chunks_exact(ROUTER).skip(1).take(written);
    Ok(entries
        .filter_map(|entry| entry.first_chunk().copied())
        .collect())
}

/// `datalen`.
fn set_u32(room: &mut [u8], n: u32) {
    for (to, from) in room.iter_mut().skip(8).zip(n.to_ne_bytes()) {
        *to = from;
    }
}

fn request(v6: bool, device: &[u8], code: u32, parameters: &mut [u8]) -> Result<(), Error> {
    let family = if v6 {
        AddressFamily::Inet6
    } else {
        AddressFamily::Inet
    };
    let socket = ioctl::open(family)?;
    let mut request = ioctl::request(device).map_err(Error::Call)?;
    request.ifr_ifru.ifru_data = parameters.as_mut_ptr().cast();
    ioctl::call(socket, code as libc::Ioctl, &mut request).map_err(Error::Call)
}

/// Sends a request that no driver knows (`prl` without an action).
///
/// # Errors
///
/// Always: [`Error::Socket`], or [`Error::Call`] with `ENOTTY`.
pub fn call_none() -> Result<(), Error> {
    ioctl::open(AddressFamily::Inet)?;
    Err(Error::Call(io::Error::from_raw_os_error(libc::ENOTTY)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::testing::privately;

    fn of_call(error: &Error) -> Option<i32> {
        match error {
            Error::Call(error) => error.raw_os_error(),
            Error::Socket(_) => None,
        }
    }

    #[test]
    fn the_loopback_device_is_no_tunnel() {
        privately(|| {
            let mut room = [0xff; 128];
            for (device, errno) in [(&b"lo"[..], libc::EOPNOTSUPP), (b"nosuch", libc::ENODEV)] {
                for v6 in [false, true] {
                    let error = call(v6, device, Call::AddRouter, &mut room).unwrap_err();
                    assert_eq!(of_call(&error), Some(errno));
                }
                let error = routers(device).unwrap_err();
                assert_eq!(of_call(&error), Some(errno));
            }
        });
    }
}
