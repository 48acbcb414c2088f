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
    Generic,
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
            Protocol::Generic => libc::NETLINK_GENERIC,
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

/// Calls again as long as a signal interrupts.
fn retry<R>(mut call: impl FnMut() -> io::Result<R>) -> io::Result<R> {
    loop {
        match call() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
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
        buf.clear();
        buf.reserve(LONGEST);
        let received = retry(|| self.0.recv(buf, libc::MSG_TRUNC))?;
        if received == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if received > buf.len() {
            return Err(ErrorKind::InvalidData.into());
        }
        Ok(())
    }
}
