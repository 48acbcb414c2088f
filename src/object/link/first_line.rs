//! The first line of a link: name, flags, and what everybody wants to know.

use super::flags;
use super::model::{For, Link};
use super::xdp;
use crate::names::NameTable;
use crate::output::{Colour, eprint_line, padded};
use crate::session::Display;
use crate::uapi::link::*;
use std::borrow::Cow;

/// Operational states (`IF_OPER_*`, linux/if.h).
pub const OPERSTATES: [&str; 7] = [
    "UNKNOWN",
    "NOTPRESENT",
    "DOWN",
    "LOWERLAYERDOWN",
    "TESTING",
    "DORMANT",
    "UP",
];

/// Link modes (`IF_LINK_MODE_*`, linux/if.h).
pub const LINK_MODES: [&str; 2] = ["DEFAULT", "DORMANT"];

/// Causes of a notification (`IFLA_EVENT_*`).
const EVENTS: [&str; 7] = [
    "NONE",
    "REBOOT",
    "FEATURE CHANGE",
    "BONDING FAILOVER",
    "NOTIFY PEERS",
    "RESEND IGMP",
    "BONDING OPTION",
];

pub(super) fn show(link: &Link, of: For, display: &mut Display) {
    deleted(link, display);
    display.out.put("ifindex", "{}: ", link.index);
    name(link, display, None);
    flags::show(link, display);
    if let Some(mtu) = link.u32(IFLA_MTU) {
        display.out.put("mtu", "mtu {} ", mtu);
    }
    xdp::show(link, of, display);
    if let Some(qdisc) = link.text(IFLA_QDISC) {
        display.out.put("qdisc", "qdisc {} ", qdisc);
    }
    if let Some(master) = link.u32(IFLA_MASTER) {
        let master = display.device(master);
        display.out.put("master", "master {} ", master);
    }
    operstate(link, display);
    if of == For::Link {
        link_mode(link, display);
    }
    if let Some(group) = link.u32(IFLA_GROUP) {
        let group = display.names.tables.name(NameTable::Group, group);
        display.out.put("group", "group {} ", group);
    }
    if of != For::Monitor {
        if let Some(length) = link.u32(IFLA_TXQLEN) {
            display.out.put("txqlen", "qlen {}", length);
        }
    }
    event(link, display);
}

pub(super) fn show_brief(link: &Link, display: &mut Display) {
    deleted(link, display);
    name(link, display, Some(16));
    if let Some(state) = link.u8(IFLA_OPERSTATE) {
        brief_operstate(state, display);
    }
}

fn deleted(link: &Link, display: &mut Display) {
    if link.deleted {
        display.out.put("deleted", "Deleted ", true);
    }
}

/// The name and the link below it, `name@below`; in a column of `width` or followed by a colon.
fn name(link: &Link, display: &mut Display, width: Option<usize>) {
    let below = below(link, display);
    let name = match link.name() {
        Some(name) => Cow::Borrowed(name),
        None => {
            eprint_line(&format!(
                "BUG: device with ifindex {} has nil ifname",
                link.index
            ));
            format!("if{}", link.index).into_bytes().into()
        }
    };
    if display.out.is_json() {
        display.out.json("ifname", name);
        return;
    }
    let name = match below {
        Some(below) => [name.as_ref(), b"@", &below].concat().into(),
        None => name,
    };
    match width {
        Some(width) => {
            let name = padded(name, width);
            display.out.text_painted(Colour::Ifname, "{} ", name);
        }
        None => display.out.text_painted(Colour::Ifname, "{}: ", name),
    }
}

/// The device that this one stands on or is paired with: JSON members of their own, and the name that text shows.
/// One in another namespace has only a number.
fn below(link: &Link, display: &mut Display) -> Option<Vec<u8>> {
    let index = link.u32(IFLA_LINK)?;
    if index == 0 {
        display.out.json("link", crate::output::Value::Null);
        return Some(b"NONE".to_vec());
    }
    if link.attrs.get(IFLA_LINK_NETNSID).is_some() {
        display.out.json("link_index", index);
        return Some(format!("if{index}").into_bytes());
    }
    let name = display.device(index);
    display.out.json("link", name.as_slice());
    Some(name)
}

fn state_colour(state: u8) -> Option<Colour> {
    match state {
        2 => Some(Colour::Down),
        6 => Some(Colour::Up),
        _ => None,
    }
}

fn operstate(link: &Link, display: &mut Display) {
    let Some(state) = link.u8(IFLA_OPERSTATE) else {
        return;
    };
    match OPERSTATES.get(usize::from(state)) {
        Some(name) => {
            display.out.word("state ");
            match state_colour(state) {
                Some(colour) => display.out.paint(colour, "operstate", "{} ", *name),
                None => display.out.put("operstate", "{} ", *name),
            }
        }
        None => unknown_operstate(state, display),
    }
}

fn unknown_operstate(state: u8, display: &mut Display) {
    let hex = format!("{state:#x}");
    display.out.split("operstate_index", "state {}", hex, state);
}

fn brief_operstate(state: u8, display: &mut Display) {
    let Some(name) = OPERSTATES.get(usize::from(state)) else {
        return unknown_operstate(state, display);
    };
    if display.out.is_json() {
        display.out.json("operstate", *name);
        return;
    }
    let shown = padded(name.as_bytes(), 14);
    match state_colour(state) {
        Some(colour) => display.out.text_painted(colour, "{} ", shown),
        None => display.out.text("{} ", shown),
    }
}

fn link_mode(link: &Link, display: &mut Display) {
    let Some(mode) = link.u8(IFLA_LINKMODE) else {
        return;
    };
    match LINK_MODES.get(usize::from(mode)) {
        Some(name) => display.out.put("linkmode", "mode {} ", *name),
        None => display.out.put("linkmode_index", "mode {} ", mode),
    }
}

fn event(link: &Link, display: &mut Display) {
    let Some(event) = link.u32(IFLA_EVENT).filter(|event| *event > 0) else {
        return;
    };
    let name = usize::try_from(event).ok().and_then(|n| EVENTS.get(n));
    match name {
        Some(name) => display.out.put("event", "event {} ", *name),
        None => display.out.put("event", "event {} ", event),
    }
}
