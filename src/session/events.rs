//! Multicast events: receive until an error or a signal.

use crate::error::Result;
use crate::netlink::{Socket, receive_error};
use crate::output::complain;
use std::io::ErrorKind;

/// Handles a datagram; the first argument is the nsid of its origin, `None` for the current namespace.
pub type Each<'a> = &'a mut dyn FnMut(Option<i32>, &[u8]) -> Result<()>;

/// Passes each datagram of the joined groups to `each`, until one fails or a signal requests a stop
/// ([`crate::sys::signals::note_the_end`]). An overrun (ENOBUFS) prints a line and continues.
///
/// # Errors
/// recvmsg(2) failed (status 2), or `each` did.
pub fn listen(socket: &mut Socket, each: Each) -> Result<()> {
    let mut bytes = Vec::new();
    loop {
        match socket.receive_event(&mut bytes) {
            Ok(nsid) => each(nsid, &bytes)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) if error.raw_os_error() == Some(libc::ENOBUFS) => {
                complain(&receive_error(&error).to_string());
            }
            Err(error) => return Err(receive_error(&error).status_as(2)),
        }
    }
}
