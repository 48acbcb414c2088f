//! Namespaces that options name, and their ids.

use crate::args::encode;
use crate::error::{Error, Result};
use crate::names::nsids::of_fd;
use crate::netlink::{Netlink, Protocol, Request};
use crate::output::eprint_line;
use crate::sys::netns;
use crate::uapi::header::RtGenMsg;
use crate::uapi::rtnetlink::{NETNSA_FD, NETNSA_NSID, RTM_NEWNSID};
use std::ffi::OsStr;
use std::fs::File;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;

/// Opens a namespace by its name, its path or the id of a process in it.
pub(super) fn open(word: &str) -> Option<Arc<OwnedFd>> {
    let bytes = encode(word);
    let path = OsStr::from_bytes(&bytes);
    let named = if word.contains('/') {
        File::open(path).map(OwnedFd::from)
    } else {
        netns::open(path)
    };
    // A process as /proc names it: in decimal, without a zero before.
    let digits = word.bytes().all(|digit| digit.is_ascii_digit());
    let process = || {
        let path = Path::new("/proc").join(word).join("ns/net");
        digits.then(|| File::open(path).map(OwnedFd::from).ok())?
    };
    named.ok().or_else(process).map(Arc::new)
}

/// A socket for questions about links: in `namespace`, or here.
pub(in crate::object::link) fn socket(namespace: Option<&Arc<OwnedFd>>) -> Result<Netlink> {
    let Some(namespace) = namespace else {
        return Netlink::open(Protocol::Route, false);
    };
    let failed = |error: std::io::Error| {
        let error = Error::system("Cannot set namespace", &error);
        error.status_as(255).ending()
    };
    let here = netns::current().map_err(failed)?;
    netns::enter(namespace.as_ref()).map_err(failed)?;
    let socket = Netlink::open(Protocol::Route, false);
    netns::enter(here).map_err(failed)?;
    socket
}

/// The id that the namespace of `netlink` has for `namespace`; assigns one if it has none. Prints each error, as
/// iproute2 does, since the caller's line does not name the cause.
pub(super) fn id(netlink: &mut Netlink, namespace: &Arc<OwnedFd>) -> Option<i32> {
    known_id(netlink, namespace).or_else(|| {
        let mut request = Request::new(RTM_NEWNSID, 0, &RtGenMsg::default());
        request.put_fd(NETNSA_FD, namespace.clone());
        request.put(NETNSA_NSID, &(-1_i32).to_ne_bytes());
        if let Err(error) = netlink.ack(request) {
            eprint_line(&error.to_string());
        }
        known_id(netlink, namespace)
    })
}

fn known_id(netlink: &mut Netlink, namespace: &Arc<OwnedFd>) -> Option<i32> {
    let id = of_fd(netlink, namespace.as_ref());
    id.unwrap_or_else(|error| {
        eprint_line(&error.to_string());
        None
    })
}
