//! The ids by which this namespace knows others, and the names that those have under /run/netns.

use crate::args::decode;
use crate::error::Result;
use crate::netlink::{Netlink, Protocol, Request};
use crate::output::eprint_line;
use crate::sys::netns;
use crate::uapi::rtnetlink::{NETNSA_FD, NETNSA_NSID, RTM_GETNSID};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::fd::{AsFd, AsRawFd};

/// The names of namespace ids, read when the first is asked for.
#[derive(Default)]
pub struct Nsids {
    names: Option<BTreeMap<i32, String>>,
}

/// `rtgenmsg` with its padding: a family and three bytes.
pub const GENERIC_HEADER: [u8; 4] = [0; 4];

/// The id that this namespace has for the one behind `fd`; `None` if it has none.
///
/// # Errors
/// [`crate::error::ErrorKind::Kernel`] if `fd` is no network namespace.
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
        self.load();
        self.names.as_ref()?.get(&id).map(String::as_str)
    }

    /// Reads the names unless that has been done: where what the kernel complains of is to come first.
    pub fn load(&mut self) {
        if self.names.is_none() {
            // A socket of its own: a dump may be under way on the main one.
            let entries = Netlink::open(Protocol::Route, false)
                .and_then(|mut netlink| Ok(survey(&mut netlink)?.unwrap_or_default()));
            self.remember(&entries.unwrap_or_default());
        }
    }

    /// Takes the names from a survey, and tells whether they are the first.
    pub fn remember(&mut self, entries: &[Entry]) -> bool {
        let mut names = BTreeMap::new();
        for entry in entries {
            if let Some(id) = entry.id {
                // Of several names for one namespace the first counts.
                names
                    .entry(id)
                    .or_insert_with(|| decode(entry.name.as_encoded_bytes()));
            }
        }
        self.names.replace(names).is_none()
    }

    /// Looks for the name of an id that was just given. The names of others stay known: they may be gone before their
    /// end is told.
    pub fn look_for(&mut self, id: i32) {
        let mut known = self.names.take().unwrap_or_default();
        self.load();
        if let Some(names) = &mut self.names {
            known.remove(&id);
            known.retain(|id, _| !names.contains_key(id));
            names.extend(known);
        }
    }

    /// Forgets one name.
    pub fn forget(&mut self, id: i32) {
        if let Some(names) = &mut self.names {
            names.remove(&id);
        }
    }

    /// Forgets all names (namespaces came or went).
    pub fn clear(&mut self) {
        self.names = None;
    }
}

/// A file in the directory of names.
#[derive(Debug)]
pub struct Entry {
    /// What it is called.
    pub name: OsString,
    /// The id that this namespace has for it, if it is a namespace and has one.
    pub id: Option<i32>,
    /// What the kernel said of a file that is no namespace.
    pub complaint: Option<String>,
}

/// All names with their ids, in the order of the directory; `None` if it cannot be read. What the kernel complains of
/// goes to stderr.
///
/// # Errors
/// That of the socket.
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
