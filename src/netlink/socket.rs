//! The transport: a raw netlink socket, or a closure in tests.

use crate::sys::cmsg;
use std::io::{self, ErrorKind};
use std::os::fd::AsRawFd;

/// Carries bytes to and from the kernel.
pub trait Transport {
    /// Sends one datagram.
    ///
    /// # Errors
    /// send(2) failed.
    fn send(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Receives one whole datagram; replaces the content of `buf`.
    ///
    /// # Errors
    /// recv(2) failed; `UnexpectedEof` at end of file.
    fn receive(&mut self, buf: &mut Vec<u8>) -> io::Result<()>;
}

/// The netlink protocols that `ip` uses (linux/netlink.h).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// `NETLINK_ROUTE`.
    Route,
    /// `NETLINK_XFRM`.
    Xfrm,
    /// `NETLINK_GENERIC`.
    Genl,
    /// `NETLINK_NETFILTER`.
    Netfilter,
}

/// A raw netlink socket.
#[derive(Debug)]
pub struct Socket(netlink_sys::Socket);

impl Socket {
    /// A socket of `protocol`, with extended acknowledgements. `strict` asks the kernel to check dump requests and
    /// to filter by them (`NETLINK_GET_STRICT_CHK`).
    ///
    /// # Errors
    /// socket(2) failed. A kernel may lack either option.
    pub fn open(protocol: Protocol, strict: bool) -> io::Result<Socket> {
        let number = match protocol {
            Protocol::Route => libc::NETLINK_ROUTE,
            Protocol::Xfrm => libc::NETLINK_XFRM,
            Protocol::Genl => libc::NETLINK_GENERIC,
            Protocol::Netfilter => libc::NETLINK_NETFILTER,
        };
        let socket = netlink_sys::Socket::new(number as isize)?;
        let _ = socket.set_ext_ack(true);
        if strict {
            let _ = socket.set_netlink_get_strict_chk(true);
        }
        Ok(Socket(socket))
    }

    /// Binds the socket, which it needs to receive notifications.
    ///
    /// # Errors
    /// bind(2) failed.
    pub fn bind(&mut self) -> io::Result<()> {
        self.0.bind_auto().map(drop)
    }

    /// Joins a multicast group (`RTNLGRP_*`).
    ///
    /// # Errors
    /// setsockopt(2) failed.
    pub fn join(&mut self, group: u32) -> io::Result<()> {
        self.0.add_membership(group)
    }

    /// Subscribes to notifications of all namespaces that have an id here (`NETLINK_LISTEN_ALL_NSID`).
    ///
    /// # Errors
    /// setsockopt(2) failed.
    pub fn listen_all_namespaces(&mut self) -> io::Result<()> {
        self.0.set_listen_all_namespaces(true)
    }

    /// Receives one datagram of the joined groups into `buf`, which [`event_buffer`] allocates. Returns the nsid of its
    /// origin, `None` for the current namespace, and its bytes.
    ///
    /// # Errors
    /// recvmsg(2) failed; `UnexpectedEof` at end of file; `InvalidData` if the datagram is longer than `buf`.
    pub fn receive_event<'b>(&mut self, buf: &'b mut [u8]) -> io::Result<(Option<i32>, &'b [u8])> {
        let received = cmsg::receive(&self.0, buf, libc::MSG_TRUNC)?;
        match buf.get(..received.len) {
            Some([]) => Err(ErrorKind::UnexpectedEof.into()),
            Some(bytes) => Ok((received.nsid, bytes)),
            None => Err(ErrorKind::InvalidData.into()),
        }
    }

    /// Sets the size of the receive buffer, in bytes.
    ///
    /// # Errors
    /// setsockopt(2) failed.
    pub fn set_receive_buffer(&mut self, bytes: i32) -> io::Result<()> {
        self.0.set_rx_buf_sz(bytes)
    }
}

impl AsRawFd for Socket {
    fn as_raw_fd(&self) -> std::os::fd::RawFd {
        self.0.as_raw_fd()
    }
}

/// Repeats a call after EINTR and EAGAIN.
fn retry<R>(mut call: impl FnMut() -> io::Result<R>) -> io::Result<R> {
    loop {
        match call() {
            Err(error)
                if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
            result => return result,
        }
    }
}

/// Longer than any datagram: a dump comes in datagrams of 32 KiB, or of one device if its virtual functions (at most 64 KiB)
/// need more. Unused pages are never touched.
const LONGEST: usize = 120 << 10;

/// A buffer for [`Socket::receive_event`]. Zeroed memory comes from the kernel, so unused pages are never touched.
pub fn event_buffer() -> Vec<u8> {
    vec![0; LONGEST]
}

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
            // Privileged processes can write to the socket, too; only the kernel has port 0.
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

    /// Datagrams of another socket are skipped.
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
