//! Receives from a netlink socket with ancillary data: truncation, sender, and source namespace (`ip monitor
//! all-nsid`).
//!
//! # Safety
//!
//! `recvmsg` gets a header that points to three buffers of this module, each with its length. The control messages are
//! walked with libc's `CMSG_*`, which stay inside the length that the kernel set. Their payload is read without
//! assuming alignment.

use super::signals;
use std::io;
use std::mem::{size_of, zeroed};
use std::os::fd::{AsFd, AsRawFd};
use std::ptr;

/// The result of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// Number of bytes received; with `MSG_TRUNC`, the length of the datagram, which may exceed the buffer.
    pub len: usize,
    /// Whether the datagram was longer than the buffer.
    pub truncated: bool,
    /// Port id of the sender; 0 is the kernel.
    pub sender: u32,
    /// Id of the namespace that sent the message, relative to the socket's. `None` is the socket's own namespace, or a
    /// socket without `NETLINK_LISTEN_ALL_NSID`.
    pub nsid: Option<i32>,
}

/// Buffer for control messages, aligned for their headers.
#[repr(align(8))]
struct Control([u8; 128]);

/// Receives one datagram. `flags` are `recvmsg(2)`'s, such as `MSG_PEEK | MSG_TRUNC`. A signal ends the wait only if it
/// requests a stop ([`signals::stop_requested`]).
///
/// # Errors
///
/// `recvmsg(2)`'s: `EAGAIN` if there is no message and the call does not wait, `ENOBUFS` if the kernel dropped messages
/// because the receive buffer was full.
pub fn receive(socket: impl AsFd, buffer: &mut [u8], flags: i32) -> io::Result<Received> {
    let socket = socket.as_fd().as_raw_fd();
    let mut control = Control([0; 128]);
    // SAFETY: zeroes are a valid value of both structures.
    let (mut sender, mut header): (libc::sockaddr_nl, libc::msghdr) = unsafe { zeroed() };
    let mut bytes = libc::iovec {
        iov_base: buffer.as_mut_ptr().cast(),
        iov_len: buffer.len(),
    };
    header.msg_iov = &raw mut bytes;
    header.msg_iovlen = 1;
    header.msg_name = (&raw mut sender).cast();
    header.msg_control = control.0.as_mut_ptr().cast();
    let len = loop {
        // The kernel overwrites both lengths.
        header.msg_namelen = size_of::<libc::sockaddr_nl>() as libc::socklen_t;
        header.msg_controllen = control.0.len() as _;
        // SAFETY: all pointers in `header` are to locals that live on, with their true lengths.
        let len = unsafe { libc::recvmsg(socket, &raw mut header, flags) };
        match usize::try_from(len) {
            Ok(len) => break len,
            Err(_) => retry_if_interrupted(io::Error::last_os_error())?,
        }
    };
    Ok(Received {
        len,
        truncated: header.msg_flags & libc::MSG_TRUNC != 0,
        sender: sender.nl_pid,
        nsid: nsid(&header),
    })
}

fn retry_if_interrupted(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::Interrupted && !signals::stop_requested() {
        return Ok(());
    }
    Err(error)
}

/// The namespace id in the control messages of a header that `recvmsg` filled in.
fn nsid(header: &libc::msghdr) -> Option<i32> {
    // SAFETY: `msg_control` and `msg_controllen` are a buffer that is still alive, and the kernel's
    // count of what it put there; the walk ends where that does.
    let mut next = unsafe { libc::CMSG_FIRSTHDR(header) };
    while !next.is_null() {
        // SAFETY: not null, so a whole header of a control message, in an aligned buffer.
        let message = unsafe { &*next };
        let is_nsid = message.cmsg_level == libc::SOL_NETLINK
            && message.cmsg_type == libc::NETLINK_LISTEN_ALL_NSID;
        // SAFETY: only arithmetic.
        let whole = unsafe { libc::CMSG_LEN(size_of::<i32>() as u32) };
        if is_nsid && message.cmsg_len as usize >= whole as usize {
            // SAFETY: the message is long enough for the number after its header.
            return Some(unsafe { ptr::read_unaligned(libc::CMSG_DATA(next).cast()) });
        }
        // SAFETY: as for the first.
        next = unsafe { libc::CMSG_NXTHDR(header, next) };
    }
    None
}

#[cfg(test)]
mod tests {
    use std::os::fd::OwnedFd;
    use std::thread;

    use netlink_sys::{Socket, SocketAddr, protocols::NETLINK_ROUTE};

    use super::*;
    use crate::sys::netns;
    use crate::sys::testing::privately;

    const RTM_NEWNSID: u16 = 88;
    const GETLINK_DUMP: (u16, u16) = (18, 0x301);
    const LINK_GROUP: u32 = 1;

    fn route_socket() -> Socket {
        let mut socket = Socket::new(NETLINK_ROUTE).unwrap();
        socket.bind_auto().unwrap();
        socket
    }

    fn send(socket: &Socket, (kind, flags): (u16, u16), body: &[u32]) {
        let len = u32::try_from(16 + 4 * body.len()).unwrap();
        let head = [len, u32::from(kind) | u32::from(flags) << 16, 1, 0];
        let words = head.iter().chain(body);
        let bytes: Vec<u8> = words.flat_map(|word| word.to_ne_bytes()).collect();
        socket.send_to(&bytes, &SocketAddr::new(0, 0), 0).unwrap();
    }

    fn ack(socket: &Socket) {
        let mut answer = [0; 256];
        receive(socket, &mut answer, 0).unwrap();
        assert_eq!(&answer[16..20], &[0; 4], "the kernel agreed");
    }

    #[test]
    fn what_is_cut_is_told() {
        let socket = route_socket();
        send(&socket, GETLINK_DUMP, &[0; 4]);
        let whole = receive(&socket, &mut [], libc::MSG_PEEK | libc::MSG_TRUNC).unwrap();
        assert!(whole.truncated && whole.len > 16);
        let mut buffer = vec![0; whole.len];
        let all = receive(&socket, &mut buffer, 0).unwrap();
        assert_eq!(all.len, whole.len);
        assert_eq!((all.truncated, all.sender, all.nsid), (false, 0, None));
    }

    #[test]
    fn an_empty_socket_does_not_wait_when_told() {
        let error = receive(route_socket(), &mut [0; 8], libc::MSG_DONTWAIT).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
    }

    /// Runs `work` on a thread in a namespace that has an id here.
    fn in_namespace_with_id(id: u32, work: impl FnOnce() + Send) {
        let enter_new = || {
            nix::sched::unshare(nix::sched::CloneFlags::CLONE_NEWNET).unwrap();
            netns::current().unwrap()
        };
        let other: OwnedFd = thread::scope(|scope| scope.spawn(enter_new).join().unwrap());
        let socket = route_socket();
        let fd = u32::try_from(other.as_raw_fd()).unwrap();
        // rtgenmsg, NETNSA_FD (3), NETNSA_NSID (1)
        let body = [0, 8 | 3 << 16, fd, 8 | 1 << 16, id];
        send(&socket, (RTM_NEWNSID, 5), &body);
        ack(&socket);
        thread::scope(|scope| {
            scope.spawn(|| {
                netns::enter(&other).unwrap();
                work();
            });
        });
    }

    #[test]
    fn a_namespace_is_told_by_its_id() {
        privately(|| {
            let listener = route_socket();
            listener.set_listen_all_namespaces(true).unwrap();
            listener.add_membership(LINK_GROUP).unwrap();
            in_namespace_with_id(7, || {
                let socket = route_socket();
                // ifinfomsg: lo, IFF_UP
                send(&socket, (16, 5), &[0, 1, 1, 1]);
                ack(&socket);
            });
            let event = receive(&listener, &mut [0; 8192], 0).unwrap();
            assert_eq!((event.sender, event.nsid), (0, Some(7)));
        });
    }
}
