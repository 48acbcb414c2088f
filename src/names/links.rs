//! Devices by index and by name: a cache of those seen.

use crate::args::decode;
use crate::error::{Error, Result};
use crate::netlink::{Message, Netlink, Protocol, Reply, Request};
use crate::sys::ioctl;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_GETLINK, RTM_NEWLINK};
use netlink_packet_route::link::LinkHeader;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The cached data of a device.
#[derive(Debug, Clone)]
pub struct Known {
    /// `IFLA_IFNAME`.
    pub name: String,
    /// `IFF_*`.
    pub flags: u32,
    /// `ARPHRD_*`.
    pub hardware: u16,
}

/// The cache, and a socket for look-ups: a dump may be in progress on the main one.
#[derive(Default)]
pub struct Links {
    /// Sorted by index, which is nearly the order of a dump.
    by_index: Vec<(u32, Known)>,
    /// Indices by name; an entry is valid if `by_index` agrees.
    by_name: BTreeMap<String, u32>,
    /// Whether `by_index` holds devices that `by_name` lacks: a listing adds none, as it looks up no name.
    names_stale: bool,
    asker: Option<Netlink>,
    /// Devices have placeholder names ([`disguised`]).
    placeholder_names: bool,
    /// The kernel denied a request: names and indices come from ioctls (as on Android, which denies RTM_GETLINK).
    is_denied: bool,
    /// Why a look-up could not be sent: a device that was not found may exist.
    pub failure: Option<Error>,
}

/// Longest name of an interface, without its NUL (`IFNAMSIZ` - 1).
pub const NAME_MAX: usize = 15;

/// Whether a device can have this name: 1 to 15 bytes, no `/`, no white space; not `.` nor `..`.
pub fn valid_name(name: &str) -> bool {
    let bytes = crate::args::encode(name);
    (1..=NAME_MAX).contains(&bytes.len())
        && !matches!(name, "." | "..")
        && !bytes
            .iter()
            .any(|byte| *byte == b'/' || byte.is_ascii_whitespace() || *byte == 0x0b)
}

/// The word as the name of a device.
///
/// # Errors
/// `Error: argument "WORD" is wrong: WHY` if it is none.
pub fn checked_name<'a>(word: &'a str, why: &str) -> Result<&'a str> {
    match valid_name(word) {
        true => Ok(word),
        false => Err(Error::invalid(word, why)),
    }
}

/// Longest alternative name, without its NUL (`ALTIFNAMSIZ` - 1).
const ALTERNATIVE_NAME_MAX: usize = 127;

/// The word as an alternative name of a device, by its length; the kernel checks the rest.
///
/// # Errors
/// As [`checked_name`].
pub fn checked_alternative_name<'a>(word: &'a str, why: &str) -> Result<&'a str> {
    match (1..=ALTERNATIVE_NAME_MAX).contains(&crate::args::encode(word).len()) {
        true => Ok(word),
        false => Err(Error::invalid(word, why)),
    }
}

/// The first character of placeholder names.
const DISGUISE: char = '\u{f8d1}';

/// The placeholder name of the device with this index.
pub fn disguised(index: u32) -> String {
    format!("{DISGUISE}{index}")
}

/// The index that a placeholder name stands for.
pub fn undisguised(word: &str) -> Option<u32> {
    word.strip_prefix(DISGUISE)?.parse().ok()
}

impl Links {
    /// Switches placeholder names, for text that is parsed again: names of devices may be keywords and hold any character.
    pub fn placeholder_names(&mut self, on: bool) {
        self.placeholder_names = on;
    }

    /// Caches the device of an `RTM_NEWLINK` message.
    pub fn remember(&mut self, message: &Message) {
        let Some(header) = IfInfoMsg::parse(message.body) else {
            return;
        };
        if let Some(name) = message.attrs(IfInfoMsg::SIZE).get(IFLA_IFNAME) {
            let known = Known {
                name: decode(name.text()),
                flags: header.flags,
                hardware: header.hardware,
            };
            self.remember_as(header.index, known);
        }
    }

    /// Caches a device.
    pub fn remember_as(&mut self, index: u32, known: Known) {
        self.names_stale = true;
        match self.find(index) {
            Ok(place) => self
                .by_index
                .splice(place..=place, [(index, known)])
                .for_each(drop),
            Err(place) => self.by_index.insert(place, (index, known)),
        }
    }

    /// Whether the device is cached.
    pub fn knows(&self, index: u32) -> bool {
        self.find(index).is_ok()
    }

    /// The position of the device, or where to insert it.
    fn find(&self, index: u32) -> std::result::Result<usize, usize> {
        match self.by_index.last() {
            Some((last, _)) if *last < index => Err(self.by_index.len()),
            _ => self
                .by_index
                .binary_search_by_key(&index, |(index, _)| *index),
        }
    }

    /// The cached data of a device.
    fn known(&self, index: u32) -> Option<&Known> {
        let place = self.find(index).ok()?;
        self.by_index.get(place).map(|(_, known)| known)
    }

    /// Drops a device that may have been renamed, moved or deleted.
    pub fn forget(&mut self, index: u32) {
        if let Ok(place) = self.find(index) {
            self.by_index.remove(place);
        }
    }

    /// Drops all devices (a change of namespace).
    pub fn clear(&mut self) {
        *self = Links::default();
    }

    /// Sends a request on the look-up socket; `None` if it fails.
    pub fn ask_beside(&mut self, request: Request) -> Option<Reply> {
        let asked = match &mut self.asker {
            Some(asker) => asker.get(request),
            none => Netlink::open(Protocol::Route, false)
                .and_then(|asker| none.insert(asker).get(request)),
        };
        match asked {
            Ok(reply) => Some(reply),
            Err(error) if error.errno().is_some() => {
                self.is_denied |= error.is_permission();
                None
            }
            Err(error) => {
                self.failure = Some(error);
                None
            }
        }
    }

    fn ask(&mut self, request: Request) -> Result<Option<u32>> {
        let Some(reply) = self.ask_beside(request) else {
            return Ok(None);
        };
        let message = reply.message();
        if message.kind != RTM_NEWLINK {
            return Ok(None);
        }
        // A looked-up device is indexed at once, so that a batch does not index all devices for each name.
        let stale = self.names_stale;
        self.remember(&message);
        self.names_stale = stale;
        let index = index_of(&message);
        if let Some((index, known)) = index.and_then(|index| Some((index, self.known(index)?))) {
            self.by_name.insert(known.name.clone(), index);
        }
        Ok(index)
    }

    /// The data of a device, from the cache or the kernel.
    pub fn get(&mut self, index: u32) -> Option<&Known> {
        let place = match self.find(index) {
            Ok(place) => place,
            Err(_) => {
                let header = LinkHeader {
                    index,
                    ..LinkHeader::default()
                };
                let mut request = Request::new(RTM_GETLINK, 0, &header);
                request.put_u32(IFLA_EXT_MASK, NAMES_ONLY);
                self.ask(request).ok()?;
                self.ask_by_ioctl(index);
                self.find(index).ok()?
            }
        };
        self.by_index.get(place).map(|(_, known)| known)
    }

    /// Caches the name of a device that netlink denies.
    fn ask_by_ioctl(&mut self, index: u32) {
        if self.is_denied {
            if let Ok(name) = ioctl::device_name(index) {
                let name = decode(&name);
                let (flags, hardware) = (0, 0);
                let known = Known {
                    name,
                    flags,
                    hardware,
                };
                self.remember_as(index, known);
            }
        }
    }

    /// The name of a device: `*` for index 0, `ifN` for a missing one.
    pub fn name(&mut self, index: u32) -> Cow<'_, str> {
        if index == 0 {
            return Cow::Borrowed("*");
        }
        if self.placeholder_names {
            return Cow::Owned(disguised(index));
        }
        match self.get(index) {
            Some(known) => Cow::Borrowed(&known.name),
            None => Cow::Owned(format!("if{index}")),
        }
    }

    /// Updates `by_name` after a listing.
    fn index_names(&mut self) {
        if std::mem::take(&mut self.names_stale) {
            let names = self.by_index.iter();
            self.by_name = names
                .map(|(index, known)| (known.name.clone(), *index))
                .collect();
        }
    }

    /// The index of a device by its name, an alternative name, or `ifN`.
    pub fn index(&mut self, name: &str) -> Option<u32> {
        if self.placeholder_names {
            if let Some(index) = undisguised(name) {
                return Some(index);
            }
        }
        self.index_names();
        if let Some(index) = self.by_name.get(name) {
            if self.known(*index).is_some_and(|known| known.name == name) {
                return Some(*index);
            }
        }
        let mut request = Request::new(RTM_GETLINK, 0, &LinkHeader::default());
        request.put_u32(IFLA_EXT_MASK, NAMES_ONLY);
        request.put_text(
            if valid_name(name) {
                IFLA_IFNAME
            } else {
                IFLA_ALT_IFNAME
            },
            name,
        );
        if let Ok(Some(index)) = self.ask(request) {
            self.by_name.insert(name.to_owned(), index);
            return Some(index);
        }
        if self.is_denied {
            if let Ok(index) = ioctl::device_index(crate::args::encode(name)) {
                return Some(index);
            }
        }
        // `eth0:1` is a label of `eth0`.
        if let Some((device, _)) = name.split_once(':').filter(|_| name.len() < 16) {
            return self.index(device);
        }
        name.strip_prefix("if")
            .and_then(|number| number.parse().ok())
            .filter(|index| *index != 0)
    }
}

/// The index of the device in an `RTM_NEWLINK` or `RTM_DELLINK` message.
pub fn index_of(message: &Message) -> Option<u32> {
    IfInfoMsg::parse(message.body).map(|header| header.index)
}

/// A dump of all devices, without details.
pub fn dump_request() -> Request {
    let mut request = Request::new(RTM_GETLINK, 0, &LinkHeader::default());
    request.put_u32(IFLA_EXT_MASK, NAMES_ONLY);
    request
}

/// Parts that a look-up of names does not need.
const NAMES_ONLY: u32 = RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS | RTEXT_FILTER_NAME_ONLY;
