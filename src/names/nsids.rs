//! The ids by which this namespace knows others, and the names that those have under /run/netns.

use crate::args::decode;
use crate::error::Result;
use crate::netlink::{Netlink, Protocol, Request};
use crate::sys::netns;
use crate::uapi::rtnetlink::{NETNSA_FD, NETNSA_NSID, RTM_GETNSID};
use std::collections::HashMap;
use std::os::fd::{AsFd, AsRawFd};

/// The names of namespace ids, read when the first is asked for.
#[derive(Default)]
pub struct Nsids {
    names: Option<HashMap<i32, String>>,
}

/// `rtgenmsg` with its padding: a family and three bytes.
pub const GENERIC_HEADER: [u8; 4] = [0; 4];

/// The id that this namespace has for the one behind `fd`; `None` if it has none.
///
/// # Errors
/// [`crate::error::Error::Kernel`] if `fd` is no network namespace.
pub fn of_fd(netlink: &mut Netlink, fd: impl AsFd) -> Result<Option<i32>> {
    let mut request = Request::with_body(RTM_GETNSID, 0, &GENERIC_HEADER);
    request.put_u32(NETNSA_FD, fd.as_fd().as_raw_fd().cast_unsigned());
    let reply = netlink.get(request)?;
    let id = reply
        .message()
        .attrs(4)
        .get(NETNSA_NSID)
        .and_then(|attr| attr.i32());
    Ok(id.filter(|id| *id >= 0))
}

impl Nsids {
    /// The name of the namespace that this one knows as `id`.
    pub fn name(&mut self, id: i32) -> Option<&str> {
        self.names
            .get_or_insert_with(|| read().unwrap_or_default())
            .get(&id)
            .map(String::as_str)
    }

    /// Forgets all names (namespaces came or went).
    pub fn clear(&mut self) {
        self.names = None;
    }
}

fn read() -> Result<HashMap<i32, String>> {
    let mut names = HashMap::new();
    let Ok(entries) = netns::list() else {
        return Ok(names);
    };
    let mut netlink: Option<Netlink> = None;
    for name in entries {
        let Ok(fd) = netns::open(&name) else { continue };
        let netlink = match &mut netlink {
            Some(netlink) => netlink,
            none => none.insert(Netlink::open(Protocol::Route, false)?),
        };
        if let Ok(Some(id)) = of_fd(netlink, &fd) {
            names.insert(id, decode(name.as_encoded_bytes()));
        }
    }
    Ok(names)
}
