//! Address records: `RTM_NEWADDR` and `RTM_DELADDR`, as `ip addr` and `ip monitor` show them.

use super::flags::FLAGS;
use crate::args::encode;
use crate::names::{NameTable, NameTables};
use crate::netlink::{Attr, AttrTable, Message};
use crate::output::{Out, Value};
use crate::session::Display;
use crate::uapi::addr::*;
use crate::uapi::header::IfAddrMsg;
use crate::uapi::rtnetlink::*;
use crate::value::{family, inet::Inet};
use std::borrow::Cow;

/// Size of the attribute table.
const ATTRS: usize = IFA_PROTO as usize + 1;

/// An address, borrowed from its message.
pub struct Address<'m> {
    pub header: IfAddrMsg,
    /// `IFA_F_*`, from the attribute, or else from the header.
    pub flags: u32,
    /// `IFA_*`.
    pub attrs: AttrTable<'m, ATTRS>,
    /// From `RTM_DELADDR`.
    pub deleted: bool,
}

/// The first half of `struct ifa_cacheinfo`.
struct Lifetimes {
    preferred: u32,
    valid: u32,
}

impl<'m> Address<'m> {
    /// Reads a message, also one of an anycast or multicast address; `None` if it has another type or is too short.
    pub fn read(message: &Message<'m>) -> Option<Address<'m>> {
        let deleted = match message.kind {
            RTM_NEWADDR | RTM_NEWMULTICAST | RTM_NEWANYCAST => false,
            RTM_DELADDR | RTM_DELMULTICAST | RTM_DELANYCAST => true,
            _ => return None,
        };
        let header = IfAddrMsg::parse(message.body)?;
        let attrs: AttrTable<ATTRS> = message.attrs(IfAddrMsg::SIZE).table();
        let flags = attrs.get(IFA_FLAGS).and_then(Attr::u32);
        Some(Address {
            header,
            flags: flags.unwrap_or(header.flags.into()),
            attrs,
            deleted,
        })
    }

    fn inet(&self, kind: u16) -> Option<Inet> {
        let attr = self.attrs.get(kind)?;
        Some(Inet::new(self.header.family, attr.bytes))
    }

    /// The address itself: `IFA_LOCAL`, or else `IFA_ADDRESS`.
    pub fn local(&self) -> Option<Inet> {
        self.inet(IFA_LOCAL).or_else(|| self.inet(IFA_ADDRESS))
    }

    /// The peer's address, if it differs.
    pub fn peer(&self) -> Option<Inet> {
        self.inet(IFA_ADDRESS)
            .filter(|address| Some(address) != self.local().as_ref())
    }

    /// Whether all of these flags (`IFA_F_*`) are set.
    pub fn has(&self, flags: u32) -> bool {
        self.flags & flags == flags
    }

    pub fn proto(&self) -> Option<u8> {
        self.attrs.get(IFA_PROTO).and_then(Attr::u8)
    }

    pub fn label(&self) -> Option<&'m [u8]> {
        self.attrs.get(IFA_LABEL).map(Attr::text)
    }

    fn lifetimes(&self) -> Option<Lifetimes> {
        let info = self.attrs.get(IFA_CACHEINFO)?;
        let word = |at: usize| info.bytes.get(at..)?.first_chunk().copied();
        Some(Lifetimes {
            preferred: u32::from_ne_bytes(word(0)?),
            valid: u32::from_ne_bytes(word(4)?),
        })
    }
}

/// Shows an address. `heading` precedes it with its device, where no link record does.
pub fn show(address: &Address, heading: bool, display: &mut Display) {
    let Display { out, names, view } = display;
    if address.deleted {
        out.put("deleted", "Deleted ", true);
    }
    if !view.brief {
        if heading || view.echo {
            out.put("index", "{}: ", address.header.index);
            let name = names.links.name(address.header.index);
            out.put("dev", "{}", encode(&name));
        }
        show_family(address, out);
    }
    show_addresses(address, out);
    if !view.brief {
        show_rest(address, out, &names.tables);
    }
}

fn show_family(address: &Address, out: &mut Out) {
    match address.header.family {
        family::INET | family::INET6 | family::PACKET | family::MPLS | family::BRIDGE => {
            out.put("family", "    {} ", family::name(address.header.family));
        }
        number => out.put("family_index", "    family {} ", number),
    }
}

/// Shows the address, its peer, the length and the metric: everything in a brief record.
fn show_addresses(address: &Address, out: &mut Out) {
    if let Some(local) = address.local() {
        local.show(out, "local", "{}");
        if let Some(peer) = address.peer() {
            out.word(" peer ");
            peer.show(out, "address", "{}");
        }
        out.put("prefixlen", "/{} ", address.header.prefix_len);
        if let Some(metric) = address.attrs.get(IFA_RT_PRIORITY).and_then(Attr::u32) {
            out.put("metric", "metric {} ", metric);
        }
    }
}

fn show_rest(address: &Address, out: &mut Out, tables: &NameTables) {
    for (kind, key, word) in [
        (IFA_BROADCAST, "broadcast", "brd "),
        (IFA_ANYCAST, "anycast", "any "),
        (IFA_MULTICAST, "multicast", "mcast "),
    ] {
        if let Some(inet) = address.inet(kind) {
            out.word(word);
            inet.show(out, key, "{} ");
        }
    }
    let scope = tables.name(NameTable::Scope, address.header.scope.into());
    out.put("scope", "scope {} ", scope);
    show_flags(address, out);
    if let Some(proto) = address.proto() {
        show_proto(proto, out, tables);
    }
    if let Some(label) = address.label() {
        out.put("label", "{}", label);
    }
    if let Some(lifetimes) = address.lifetimes() {
        show_lifetimes(&lifetimes, address.has(IFA_F_DEPRECATED), out);
    }
    out.end_record();
}

/// Shows the flags that are set, and `dynamic` for one that is not.
fn show_flags(address: &Address, out: &mut Out) {
    let mut left = address.flags;
    for flag in FLAGS {
        let name = match (flag.name, address.header.family) {
            ("secondary", family::INET6) | ("temporary", family::INET) => continue,
            ("permanent", _) => "dynamic",
            (name, _) => name,
        };
        left &= !flag.mask;
        let shown = address.has(flag.mask) != (flag.mask == IFA_F_PERMANENT);
        if shown {
            out.split(name, "{} ", name, true);
        }
    }
    if left != 0 {
        let hex = format!("{left:02x}");
        out.put("ifa_flags", "flags {} ", hex);
    }
}

/// Shows the protocol by name or in hexadecimal; text omits the unspecified one.
fn show_proto(proto: u8, out: &mut Out, tables: &NameTables) {
    let known = tables
        .known(NameTable::AddressProtocol, proto.into())
        .filter(|_| !tables.numeric);
    let name = match known {
        Some(name) => Cow::Borrowed(name),
        None if proto == 0 => Cow::Borrowed("0"),
        None => Cow::Owned(format!("{proto:#x}")),
    };
    if proto == 0 {
        out.json("protocol", name);
    } else {
        out.put("protocol", "proto {} ", name);
    }
}

fn show_lifetimes(lifetimes: &Lifetimes, deprecated: bool, out: &mut Out) {
    out.line();
    let valid = lifetime(lifetimes.valid, false);
    out.split(
        "valid_life_time",
        "       valid_lft {}",
        valid,
        lifetimes.valid,
    );
    let preferred = lifetime(lifetimes.preferred, deprecated);
    let text = " preferred_lft {}";
    out.split("preferred_life_time", text, preferred, lifetimes.preferred);
}

/// Formats seconds. A preferred lifetime that has ended is negative.
fn lifetime(seconds: u32, signed: bool) -> Value<'static> {
    match seconds {
        u32::MAX => "forever".into(),
        seconds if signed => format!("{}sec", seconds as i32).into(),
        seconds => format!("{seconds}sec").into(),
    }
}
