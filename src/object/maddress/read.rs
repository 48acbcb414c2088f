//! Reads multicast addresses from /proc/net: netlink reports only some.

use crate::args::decode;
use crate::value::family;
use std::fs;

/// A multicast address of a device.
pub(super) struct Entry {
    pub(super) index: u32,
    pub(super) name: String,
    pub(super) family: u8,
    pub(super) address: Vec<u8>,
    pub(super) users: u32,
    /// Added by a command.
    pub(super) fixed: bool,
}

/// The addresses of a family and a device, or of any, ordered by device.
pub(super) fn all(family: u8, device: Option<&str>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (of, read) in [
        (family::PACKET, link as fn(&str) -> Vec<Entry>),
        (family::INET, inet),
        (family::INET6, inet6),
    ] {
        if family == family::UNSPEC || family == of {
            entries.extend(read(&file(of)));
        }
    }
    entries.retain(|entry| device.is_none_or(|name| entry.name == name));
    // A stable sort keeps the order within a device.
    entries.sort_by_key(|entry| entry.index);
    entries
}

fn file(family: u8) -> String {
    let path = match family {
        family::INET => "/proc/net/igmp",
        family::INET6 => "/proc/net/igmp6",
        _ => "/proc/net/dev_mcast",
    };
    decode(&fs::read(path).unwrap_or_default())
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// Lines of index, name, users, static users, address.
fn link(text: &str) -> Vec<Entry> {
    let read = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        Some(Entry {
            index: words.next()?.parse().ok()?,
            name: words.next()?.to_owned(),
            family: family::PACKET,
            users: words.next()?.parse().ok()?,
            fixed: words.next()? != "0",
            address: hex(words.next()?)?,
        })
    };
    text.lines().filter_map(read).collect()
}

/// A line of index and name, then indented lines of its addresses (as a number in host order) and users.
fn inet(text: &str) -> Vec<Entry> {
    let mut device = None;
    let mut entries = Vec::new();
    for line in text.lines() {
        let mut words = line.split_ascii_whitespace();
        let (Some(first), Some(second)) = (words.next(), words.next()) else {
            continue;
        };
        if !line.starts_with([' ', '\t']) {
            device = first.parse().ok().map(|index| (index, second.to_owned()));
        } else if let (Some((index, name)), Ok(address), Ok(users)) =
            (&device, u32::from_str_radix(first, 16), second.parse())
        {
            entries.push(Entry {
                index: *index,
                name: name.clone(),
                family: family::INET,
                address: address.to_ne_bytes().to_vec(),
                users,
                fixed: false,
            });
        }
    }
    entries
}

/// Lines of index, name, address, users.
fn inet6(text: &str) -> Vec<Entry> {
    let read = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        Some(Entry {
            index: words.next()?.parse().ok()?,
            name: words.next()?.to_owned(),
            family: family::INET6,
            address: hex(words.next()?)?,
            users: words.next()?.parse().ok()?,
            fixed: false,
        })
    };
    text.lines().filter_map(read).collect()
}
