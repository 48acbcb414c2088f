//! Multicast events: open a socket for them, receive until an error or a signal.

use super::Session;
use crate::error::{Error, Result};
use crate::netlink::{Protocol, Socket, event_buffer, receive_error};
use crate::output::eprint_line;
use std::io::ErrorKind;

/// Handles a datagram; the first argument is the nsid of its origin, `None` for the current namespace.
pub type Each<'a> = &'a mut dyn FnMut(Option<i32>, &[u8]) -> Result<()>;

/// Passes each datagram of the joined groups to `each`, until one fails or a signal requests a stop
/// ([`crate::sys::signals::install_stop_handler`]). An overrun (ENOBUFS) prints a line and continues.
///
/// # Errors
/// recvmsg(2) failed (status 2), or `each` did.
pub fn listen(socket: &mut Socket, each: Each) -> Result<()> {
    let mut buf = event_buffer();
    loop {
        match socket.receive_event(&mut buf) {
            Ok((nsid, bytes)) => each(nsid, bytes)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) if error.raw_os_error() == Some(libc::ENOBUFS) => {
                eprint_line(&receive_error(&error).to_string());
            }
            Err(error) => return Err(receive_error(&error).status_as(2)),
        }
    }
}

/// Receive buffer of a socket for events without `-rcvbuf`, in bytes.
const RECEIVE_BUFFER: i32 = 1 << 20;

impl Session {
    /// Opens and binds a socket for [`listen`], with the receive buffer that `-rcvbuf` requests. It has joined no group.
    ///
    /// # Errors
    /// That of socket(2), setsockopt(2) or bind(2).
    pub fn open_listener(&self, protocol: Protocol) -> Result<Socket> {
        let failed = |what: &'static str| move |error| Error::system(what, &error);
        let mut socket =
            Socket::open(protocol, false).map_err(failed("Cannot open netlink socket"))?;
        let size = self.receive_buffer.unwrap_or(RECEIVE_BUFFER);
        socket
            .set_receive_buffer(size)
            .map_err(failed("SO_RCVBUF"))?;
        socket
            .bind()
            .map_err(failed("Cannot bind netlink socket"))?;
        Ok(socket)
    }
}
