//! The second line of a link: hardware, addresses, other namespaces, protodown.

use super::hardware;
use super::model::Link;
use crate::args::encode;
use crate::names::NameTable;
use crate::output::Colour;
use crate::session::Display;
use crate::uapi::link::*;
use crate::value::lladdr;

pub(super) fn show(link: &Link, display: &mut Display) {
    display.out.line();
    let hardware = hardware::name(link.hardware, display.names.tables.numeric);
    display.out.put("link_type", "    link/{} ", hardware);
    let address = link.attrs.get(IFLA_ADDRESS).map(|attr| attr.bytes);
    if let Some(address) = address {
        paint(link, display, "address", address);
    }
    if let Some(broadcast) = link.attrs.get(IFLA_BROADCAST) {
        if link.has(IFF_POINTOPOINT) {
            display.out.word(" peer ");
            display.out.json("link_pointtopoint", true);
        } else {
            display.out.word(" brd ");
        }
        paint(link, display, "broadcast", broadcast.bytes);
    }
    if let Some(permanent) = link.attrs.get(IFLA_PERM_ADDRESS) {
        if address != Some(permanent.bytes) {
            display.out.word(" permaddr ");
            paint(link, display, "permaddr", permanent.bytes);
        }
    }
}

/// Other namespaces and protodown, which are shown even where the addresses are not.
pub(super) fn show_rest(link: &Link, display: &mut Display) {
    other_namespace(link, display);
    new_namespace(link, display);
    protodown(link, display);
}

/// The address alone, for the brief form.
pub(super) fn show_brief(link: &Link, display: &mut Display) {
    if let Some(address) = link.attrs.get(IFLA_ADDRESS) {
        let address = lladdr::value(address.bytes, link.hardware);
        display.out.paint(Colour::Mac, "address", "{} ", address);
    }
}

fn paint(link: &Link, display: &mut Display, key: &str, address: &[u8]) {
    let address = lladdr::value(address, link.hardware);
    display.out.paint(Colour::Mac, key, "{}", address);
}

/// Where the device below, or the other end, lives.
fn other_namespace(link: &Link, display: &mut Display) {
    let id = link.attrs.get(IFLA_LINK_NETNSID).and_then(|id| id.i32());
    let Some(id) = id else { return };
    if display.out.is_json() {
        display.out.json("link_netnsid", id);
    } else if id < 0 {
        display.out.word(" link-netnsid unknown");
    } else if let Some(name) = display.names.nsids.name(id) {
        display.out.text(" link-netns {}", encode(name));
    } else {
        display.out.text(" link-netnsid {}", id);
    }
}

/// Where a device that is gone from here went to.
fn new_namespace(link: &Link, display: &mut Display) {
    let id = link.attrs.get(IFLA_NEW_NETNSID).and_then(|id| id.i32());
    if let Some(id) = id {
        if !display.out.is_json() {
            match display.names.nsids.name(id) {
                Some(name) => display.out.text(" new-netns {}", encode(name)),
                None => display.out.text(" new-netnsid {}", id),
            }
        }
    }
    if let Some(index) = link.u32(IFLA_NEW_IFINDEX) {
        display.out.text(" new-ifindex {}", index);
    }
}

fn protodown(link: &Link, display: &mut Display) {
    if link.u8(IFLA_PROTO_DOWN).is_some_and(|down| down != 0) {
        display.out.put("proto_down", " protodown on ", true);
    }
    // iproute2 looks for attribute 2 of the message where it means attribute 2 of the nest, and so shows reasons only
    // of a device with a broadcast address.
    if link.attrs.get(IFLA_BROADCAST).is_none() {
        return;
    }
    let reasons = link.attrs.get(IFLA_PROTO_DOWN_REASON);
    let reasons = reasons
        .and_then(|nest| nest.nest().get(IFLA_PROTO_DOWN_REASON_VALUE))
        .and_then(|bits| bits.u8())
        .filter(|bits| *bits != 0);
    if let Some(bits) = reasons {
        protodown_reasons(bits, display);
    }
}

/// iproute2 looks at the first byte of the bits only.
fn protodown_reasons(bits: u8, display: &mut Display) {
    let tables = &display.names.tables;
    let mut first = true;
    display.out.word("protodown_reason <");
    display.out.array(Some("proto_down_reason"), |out| {
        for bit in (0..u8::BITS).filter(|bit| bits >> bit & 1 != 0) {
            if !std::mem::take(&mut first) {
                out.word(",");
            }
            out.element("{}", tables.name(NameTable::ProtodownReason, bit));
        }
    });
    display.out.word(">");
}
