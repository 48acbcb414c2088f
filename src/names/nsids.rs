//! Ids of other namespaces in this one (nsid), and their names in /run/netns.

use crate::args::decode;
use crate::error::Result;
use crate::netlink::{Netlink, Protocol, Request};
use crate::output::eprint_line;
use crate::sys::netns;
use crate::uapi::header::RtGenMsg;
use crate::uapi::rtnetlink::{NETNSA_FD, NETNSA_NSID, RTM_GETNSID};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::fd::{AsFd, AsRawFd};

/// Names of nsids, read on first use.
#[derive(Default)]
pub struct Nsids {
    names: Option<BTreeMap<i32, String>>,
}

/// The nsid of the namespace behind `fd`; `None` if it has none.
///
/// # Errors
/// [`crate::error::ErrorKind::Kernel`] if `fd` is not a network namespace.
pub fn of_fd(netlink: &mut Netlink, fd: impl AsFd) -> Result<Option<i32>> {
    let mut request = Request::new(RTM_GETNSID, 0, &RtGenMsg::default());
    request.put_u32(NETNSA_FD, fd.as_fd().as_raw_fd() as u32);
    let reply = netlink.get(request)?;
    let id = reply
        .message()
        .attrs(RtGenMsg::SIZE)
        .get(NETNSA_NSID)
        .and_then(|attr| attr.i32());
    Ok(id.filter(|id| *id >= 0))
}

impl Nsids {
    /// The name of the namespace with this nsid.
    pub fn name(&mut self, id: i32) -> Option<&str> {
        self.load();
        self.names.as_ref()?.get(&id).map(String::as_str)
    }

    /// Reads the names now, so that the kernel's errors are printed first.
    pub fn load(&mut self) {
        if self.names.is_none() {
            // A separate socket: a dump may be in progress on the main one.
            let entries = Netlink::open(Protocol::Route, false)
                .and_then(|mut netlink| Ok(survey(&mut netlink)?.unwrap_or_default()));
            self.remember(&entries.unwrap_or_default());
        }
    }

    /// Stores the names of a survey; true if none were stored before.
    pub fn remember(&mut self, entries: &[Entry]) -> bool {
        let mut names = BTreeMap::new();
        for entry in entries {
            if let Some(id) = entry.id {
                // The first of several names of a namespace counts.
                names
                    .entry(id)
                    .or_insert_with(|| decode(entry.name.as_encoded_bytes()));
            }
        }
        self.names.replace(names).is_none()
    }

    /// Reads the name of a new nsid. Other names stay: a namespace may be gone before its end is reported.
    pub fn look_for(&mut self, id: i32) {
        let mut known = self.names.take().unwrap_or_default();
        self.load();
        if let Some(names) = &mut self.names {
            known.remove(&id);
            known.retain(|id, _| !names.contains_key(id));
            names.extend(known);
        }
    }

    /// Drops one name.
    pub fn forget(&mut self, id: i32) {
        if let Some(names) = &mut self.names {
            names.remove(&id);
        }
    }

    /// Drops all names.
    pub fn clear(&mut self) {
        self.names = None;
    }
}

/// A file in /run/netns.
#[derive(Debug)]
pub struct Entry {
    /// The file name.
    pub name: OsString,
    /// The nsid, if it is a namespace that has one.
    pub id: Option<i32>,
    /// The kernel's error for a file that is not a namespace.
    pub complaint: Option<String>,
}

/// All names with their nsids, in the order of the directory; `None` if it cannot be read. The kernel's errors go to stderr.
///
/// # Errors
/// The socket failed.
pub fn survey(netlink: &mut Netlink) -> Result<Option<Vec<Entry>>> {
    let Ok(names) = netns::list() else {
        return Ok(None);
    };
    let mut entries = Vec::with_capacity(names.len());
    for name in names {
        let (id, complaint) = match netns::open(&name).map(|file| of_fd(netlink, file)) {
            Err(_) => (None, None),
            Ok(Ok(id)) => (id, None),
            Ok(Err(error)) if error.errno().is_some() => (None, Some(error.to_string())),
            Ok(Err(error)) => return Err(error),
        };
        if let Some(complaint) = &complaint {
            eprint_line(complaint);
        }
        entries.push(Entry {
            name,
            id,
            complaint,
        });
    }
    Ok(Some(entries))
}
