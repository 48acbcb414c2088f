//! Addresses in words.

use super::device::Device;
use super::dump::{dump, of_family};
use super::line::ExportLine;
use super::namespace::ByIndex;
use super::route::RouteTable;
use crate::args::decode;
use crate::error::Result;
use crate::netlink::{Attr, Attrs, Message};
use crate::session::Session;
use crate::uapi::addr::*;
use crate::uapi::header::IfAddrMsg;
use crate::uapi::rtnetlink::{RT_SCOPE_LINK, RTM_GETADDR};
use crate::value::{family, inet::Inet};
use std::collections::BTreeSet;

/// `IFAPROT_KERNEL_LO` to `IFAPROT_KERNEL_LL`: the kernel gave the address by itself.
const BY_KERNEL: std::ops::RangeInclusive<u8> = 1..=3;

/// Flags that can be asked for, and their words.
const ADDRESS_FLAGS: [(u32, &str); 6] = [
    (IFA_F_NODAD, "nodad"),
    (IFA_F_OPTIMISTIC, "optimistic"),
    (IFA_F_HOMEADDRESS, "home"),
    (IFA_F_MANAGETEMPADDR, "mngtmpaddr"),
    (IFA_F_NOPREFIXROUTE, "noprefixroute"),
    (IFA_F_MCAUTOJOIN, "autojoin"),
];

/// The addresses that somebody gave, in the order in which they are to be added: those that go before their device is up,
/// and those that go after it.
pub(super) fn addresses(session: &mut Session, devices: &[Device]) -> Result<[Vec<ExportLine>; 2]> {
    let told = dump(session, of_family(RTM_GETADDR, 0, IfAddrMsg::SIZE))?;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut by_index = ByIndex::new();
    for (place, device) in devices.iter().enumerate() {
        by_index.insert((0, device.index), place);
    }
    let mut inet6: Vec<Vec<Message>> = devices.iter().map(|_| Vec::new()).collect();
    for message in told.iter() {
        let index = IfAddrMsg::parse(message.body).map_or(0, |header| header.index);
        let Some(place) = by_index.get(&(0, index)).copied() else {
            continue;
        };
        if message.family() != family::INET6 {
            let device = devices.get(place);
            let device = device.filter(|device| !by_itself(&message, device));
            before.extend(device.and_then(|device| address(&message, device)));
        } else if let Some(list) = inet6.get_mut(place) {
            list.push(message);
        }
    }
    before.sort_by_key(|line: &ExportLine| by_index.get(&(0, line.device)).copied());
    for (device, told) in devices.iter().zip(inet6) {
        let (of_link, others): (Vec<Message>, Vec<Message>) =
            told.into_iter().partition(|message| {
                let header = IfAddrMsg::parse(message.body);
                header.is_some_and(|header| header.scope == RT_SCOPE_LINK)
            });
        for (told, of_link) in [(of_link, true), (others, false)] {
            let (line, late) = inet6_of(device, &told, of_link);
            let to = if late { &mut after } else { &mut before };
            to.extend(line);
        }
    }
    Ok([before, after])
}

/// The IPv6 addresses of a device that are for its link, or the others; and whether they have to be said after it is up,
/// as the route to the other end of one is lost when it comes up.
fn inet6_of(device: &Device, told: &[Message], of_link: bool) -> (Vec<ExportLine>, bool) {
    let has_peer = |message: &Message| message.attrs(IfAddrMsg::SIZE).get(IFA_LOCAL).is_some();
    let late = device.up && told.iter().any(has_peer);
    let mut line = Vec::new();
    for message in told {
        let own = by_itself(message, device);
        // The kernel gives its own when it likes, so where that one came first, it is said.
        let came_first = of_link && !late && !line.is_empty();
        if !own || came_first {
            line.extend(address(message, device));
        }
    }
    // The newest is told first, and is the first choice for a source.
    line.reverse();
    (line, late)
}

/// Whether the kernel gave the address, and will do so elsewhere.
fn by_itself(message: &Message, device: &Device) -> bool {
    let attrs = message.attrs(IfAddrMsg::SIZE);
    let family = message.family();
    let inet = |kind| attrs.get(kind).map(|attr| Inet::new(family, attr.bytes));
    let Some(local) = inet(IFA_LOCAL).or_else(|| inet(IFA_ADDRESS)) else {
        return true;
    };
    let flags = attrs.get(IFA_FLAGS).and_then(Attr::u32).unwrap_or(0);
    let proto = attrs.get(IFA_PROTO).and_then(Attr::u8).unwrap_or(0);
    let temporary = family == family::INET6 && flags & IFA_F_SECONDARY != 0;
    let loopback = matches!(local.to_string().as_str(), "127.0.0.1" | "::1") && device.name == "lo";
    BY_KERNEL.contains(&proto) || temporary || loopback || device.gives_itself(&local)
}

fn address(message: &Message, device: &Device) -> Option<ExportLine> {
    let IfAddrMsg {
        family,
        prefix_len: length,
        scope,
        index,
        ..
    } = IfAddrMsg::parse(message.body)?;
    let attrs = message.attrs(IfAddrMsg::SIZE);
    let inet = |kind| attrs.get(kind).map(|attr| Inet::new(family, attr.bytes));
    let of_prefix = inet(IFA_ADDRESS)?;
    let local = inet(IFA_LOCAL).unwrap_or(of_prefix);
    let flags = attrs.get(IFA_FLAGS).and_then(Attr::u32).unwrap_or(0);
    let proto = attrs.get(IFA_PROTO).and_then(Attr::u8).unwrap_or(0);
    let mut line = ExportLine::new(index, &["addr", "add"]);
    line.reaches = Some((of_prefix, length));
    line.source = Some(local).filter(|_| family == family::INET6);
    if local == of_prefix {
        line.push(&[&format!("{local}/{length}")]);
    } else {
        line.push(&[&local.to_string(), "peer", &format!("{of_prefix}/{length}")]);
    }
    if let Some(broadcast) = inet(IFA_BROADCAST) {
        line.push(&["brd", &broadcast.to_string()]);
    }
    let usual = local
        .v4()
        .map(|first| if first >> 24 == 127 { 254 } else { 0 });
    if usual.is_some_and(|usual| usual != scope) {
        line.push(&["scope", &scope.to_string()]);
    }
    let label = attrs.get(IFA_LABEL).map(|label| decode(label.text()));
    if let Some(label) = label.filter(|label| *label != device.name) {
        line.push(&["label", &label]);
    }
    for (flag, word) in ADDRESS_FLAGS {
        if flags & flag != 0 {
            line.push(&[word]);
        }
    }
    if let Some(metric) = attrs.get(IFA_RT_PRIORITY).and_then(Attr::u32) {
        line.push(&["metric", &metric.to_string()]);
    }
    if proto != 0 {
        line.push(&["proto", &proto.to_string()]);
    }
    lifetimes(&mut line, attrs);
    line.push(&["dev", &device.name]);
    Some(line)
}

/// The kernel refuses a route whose IPv6 source address is still tentative. Such addresses are added with `nodad`; the
/// returned lines, written after the routes, restore their flags.
pub(super) fn sources<'s>(
    addresses: impl Iterator<Item = &'s mut ExportLine>,
    routes: &RouteTable,
) -> Vec<ExportLine> {
    let sources: BTreeSet<Vec<u8>> = routes.sources().map(|inet| inet.bytes().to_vec()).collect();
    let mut settled = Vec::new();
    for line in addresses {
        let is_source = line
            .source
            .is_some_and(|source| sources.contains(source.bytes()));
        if is_source && !line.words.iter().any(|word| word == "nodad") {
            let mut change = line.clone();
            change.set_verb("change");
            settled.push(change);
            // Before the last two, which name the device.
            let at = line.words.len().saturating_sub(2);
            line.words.insert(at, "nodad".to_owned());
        }
    }
    settled
}

fn lifetimes(line: &mut ExportLine, attrs: Attrs) {
    let Some(info) = attrs.get(IFA_CACHEINFO) else {
        return;
    };
    let valid = info.bytes.get(4..).and_then(|bytes| bytes.first_chunk());
    let valid = valid.map(|bytes| u32::from_ne_bytes(*bytes));
    for (word, seconds) in [("valid_lft", valid), ("preferred_lft", info.u32())] {
        if let Some(seconds) = seconds.filter(|seconds| *seconds != u32::MAX) {
            line.push(&[word, &seconds.to_string()]);
        }
    }
}
