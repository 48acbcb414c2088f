//! The record of an address: `RTM_NEWADDR` and `RTM_DELADDR`, as `ip addr` and `ip monitor` show it.

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

/// Room for the attributes that are known.
const ATTRS: usize = IFA_PROTO as usize + 1;

/// An address that the kernel told of.
pub struct Address<'m> {
    pub header: IfAddrMsg,
    /// `IFA_F_*`, from the attribute, or else from the header.
    pub flags: u32,
    /// `IFA_*`.
    pub attrs: AttrTable<'m, ATTRS>,
    /// The address is gone.
    pub deleted: bool,
}

/// `struct ifa_cacheinfo`, its first half.
struct Lifetimes {
    preferred: u32,
    valid: u32,
}

impl<'m> Address<'m> {
    /// Reads a message (of an anycast or multicast address too); `None` if it tells of no address, or is too short to.
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

    /// The address itself: `IFA_LOCAL`, or for want of it `IFA_ADDRESS`.
    pub fn local(&self) -> Option<Inet> {
        self.inet(IFA_LOCAL).or_else(|| self.inet(IFA_ADDRESS))
    }

    /// The other end's address, if it is another.
    pub fn peer(&self) -> Option<Inet> {
        self.inet(IFA_ADDRESS)
            .filter(|address| Some(address) != self.local().as_ref())
    }

    /// Whether all of these flags (`IFA_F_*`) are set.
    pub fn has(&self, flags: u32) -> bool {
        self.flags & flags == flags
    }

    /// `IFA_PROTO`.
    pub fn proto(&self) -> Option<u8> {
        self.attrs.get(IFA_PROTO).and_then(Attr::u8)
    }

    /// `IFA_LABEL`.
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

/// Describes an address. `heading` names its device first, for where no link's record does; `-echo` wants it everywhere.
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

/// The address, its peer, the length and the metric: all that a brief record shows.
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

/// The flags that are set, and `dynamic` for one that is not.
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

/// The protocol by name, or in hexadecimal. Text does not show the unspecified one.
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

/// Seconds. What was to be preferred until some time ago is told as a negative number.
fn lifetime(seconds: u32, signed: bool) -> Value<'static> {
    match seconds {
        u32::MAX => "forever".into(),
        seconds if signed => format!("{}sec", seconds as i32).into(),
        seconds => format!("{seconds}sec").into(),
    }
}
