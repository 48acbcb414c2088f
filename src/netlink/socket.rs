//! The way to the kernel: a raw netlink socket, or whatever a test puts in its place.

use crate::sys::cmsg;
use std::io::{self, ErrorKind};
use std::os::fd::AsRawFd;

/// Carries bytes to and from the kernel.
pub trait Transport {
    /// Sends one datagram.
    ///
    /// # Errors
    /// That of send(2).
    fn send(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Receives one datagram whole into `buf`, in place of what is there.
    ///
    /// # Errors
    /// That of recv(2); `UnexpectedEof` if the other side is gone.
    fn receive(&mut self, buf: &mut Vec<u8>) -> io::Result<()>;
}

/// The netlink families that `ip` speaks (linux/netlink.h).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// `NETLINK_ROUTE`.
    Route,
    /// `NETLINK_XFRM`.
    Xfrm,
    /// `NETLINK_GENERIC`.
    Genl,
}

/// A raw netlink socket.
#[derive(Debug)]
pub struct Socket(netlink_sys::Socket);

impl Socket {
    /// A socket of `protocol`, with extended acknowledgements. `strict` asks the kernel to check dump requests and
    /// to filter by them (`NETLINK_GET_STRICT_CHK`).
    ///
    /// # Errors
    /// That of socket(2). A kernel without one of the two options does without.
    pub fn open(protocol: Protocol, strict: bool) -> io::Result<Socket> {
        let number = match protocol {
            Protocol::Route => libc::NETLINK_ROUTE,
            Protocol::Xfrm => libc::NETLINK_XFRM,
            Protocol::Genl => libc::NETLINK_GENERIC,
        };
        let socket = netlink_sys::Socket::new(number as isize)?;
        let _ = socket.set_ext_ack(true);
        if strict {
            let _ = socket.set_netlink_get_strict_chk(true);
        }
        Ok(Socket(socket))
    }

    /// Takes an address; without one a socket is told of nothing.
    ///
    /// # Errors
    /// That of bind(2).
    pub fn bind(&mut self) -> io::Result<()> {
        self.0.bind_auto().map(drop)
    }

    /// Joins a multicast group (`RTNLGRP_*`).
    ///
    /// # Errors
    /// That of setsockopt(2).
    pub fn join(&mut self, group: u32) -> io::Result<()> {
        self.0.add_membership(group)
    }

    /// Asks for notifications from all namespaces that have an id here.
    ///
    /// # Errors
    /// That of setsockopt(2).
    pub fn listen_all_namespaces(&mut self) -> io::Result<()> {
        self.0.set_listen_all_namespaces(true)
    }

    /// Receives one datagram of the groups joined into `buf`, in place of what is there, and returns the id of the
    /// namespace that it came from, if that is another one.
    ///
    /// # Errors
    /// That of recvmsg(2); `UnexpectedEof` if the other side is gone.
    pub fn receive_event(&mut self, buf: &mut Vec<u8>) -> io::Result<Option<i32>> {
        let whole = cmsg::receive(&self.0, &mut [], libc::MSG_PEEK | libc::MSG_TRUNC)?;
        if whole.len == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        buf.resize(whole.len, 0);
        let received = cmsg::receive(&self.0, buf, 0)?;
        buf.truncate(received.len);
        Ok(received.nsid)
    }

    /// Sets the size of the receive buffer, in bytes.
    ///
    /// # Errors
    /// That of setsockopt(2).
    pub fn set_receive_buffer(&mut self, bytes: i32) -> io::Result<()> {
        self.0.set_rx_buf_sz(bytes)
    }
}

impl AsRawFd for Socket {
    fn as_raw_fd(&self) -> std::os::fd::RawFd {
        self.0.as_raw_fd()
    }
}

/// Calls again as long as a signal interrupts, or nothing came though it was waited for.
fn retry<R>(mut call: impl FnMut() -> io::Result<R>) -> io::Result<R> {
    loop {
        match call() {
            Err(error)
                if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
            result => return result,
        }
    }
}

/// Longer than any message: a dump comes in pieces of 32 KiB, or of one device if that is longer, whose virtual
/// functions are 64 KiB at most. What is not used of it is not touched either.
const LONGEST: usize = 120 << 10;

impl Transport for Socket {
    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        retry(|| self.0.send(bytes, 0)).map(drop)
    }

    fn receive(&mut self, buf: &mut Vec<u8>) -> io::Result<()> {
        loop {
            buf.clear();
            buf.reserve(LONGEST);
            let (received, sender) = retry(|| self.0.recv_from(buf, libc::MSG_TRUNC))?;
            if received == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            // Other processes with the privilege can write to our socket too; only the kernel is port 0.
            if sender.port_number() != 0 {
                continue;
            }
            if received > buf.len() {
                return Err(ErrorKind::InvalidData.into());
            }
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::testing::privately;
    use netlink_sys::SocketAddr;

    /// Another socket writes to ours, and what it says is passed over for what the kernel says.
    #[test]
    fn only_the_kernel_is_listened_to() {
        privately(|| {
            let mut socket = Socket::open(Protocol::Route, true).unwrap();
            let address = socket.0.bind_auto().unwrap();
            let mut stranger = netlink_sys::Socket::new(libc::NETLINK_ROUTE as isize).unwrap();
            stranger.bind_auto().unwrap();
            let lie = [
                20_u8, 0, 0, 0, 3, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            ];
            let to = SocketAddr::new(address.port_number(), 0);
            stranger.send_to(&lie, &to, 0).unwrap();
            // RTM_GETLINK, a dump, number 7
            let mut ask = [0_u8; 32];
            ask[..12].copy_from_slice(&[32, 0, 0, 0, 18, 0, 1, 3, 7, 0, 0, 0]);
            socket.send(&ask).unwrap();
            let mut buf = Vec::new();
            socket.receive(&mut buf).unwrap();
            assert_eq!(buf[8..12], [7, 0, 0, 0], "the answer to our own number");
        });
    }
}
