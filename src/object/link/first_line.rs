//! The first line of a link: name, flags, and what everybody wants to know.

use super::flags;
use super::record::{For, Link, Page};
use super::xdp;
use crate::names::NameTable;
use crate::output::{Colour, eprint_line, padded};
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

pub(super) fn show(link: &Link, page: &mut Page) {
    deleted(link, page);
    page.out.put("ifindex", "{}: ", link.index);
    name(link, page, None);
    flags::show(link, page);
    if let Some(mtu) = link.u32(IFLA_MTU) {
        page.out.put("mtu", "mtu {} ", mtu);
    }
    xdp::show(link, page);
    if let Some(qdisc) = link.text(IFLA_QDISC) {
        page.out.put("qdisc", "qdisc {} ", qdisc);
    }
    if let Some(master) = link.u32(IFLA_MASTER) {
        let master = page.device(master);
        page.out.put("master", "master {} ", master);
    }
    operstate(link, page);
    if page.of == For::Link {
        link_mode(link, page);
    }
    if let Some(group) = link.u32(IFLA_GROUP) {
        let group = page.names.tables.name(NameTable::Group, group);
        page.out.put("group", "group {} ", group);
    }
    if page.of != For::Monitor
        && let Some(length) = link.u32(IFLA_TXQLEN)
    {
        page.out.put("txqlen", "qlen {}", length);
    }
    event(link, page);
}

pub(super) fn show_brief(link: &Link, page: &mut Page) {
    deleted(link, page);
    name(link, page, Some(16));
    if let Some(state) = link.u8(IFLA_OPERSTATE) {
        brief_operstate(state, page);
    }
}

fn deleted(link: &Link, page: &mut Page) {
    if link.deleted {
        page.out.put("deleted", "Deleted ", true);
    }
}

/// The name and the link below it, `name@below`; in a column of `width` or followed by a colon.
fn name(link: &Link, page: &mut Page, width: Option<usize>) {
    let below = below(link, page);
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
    if page.out.is_json() {
        page.out.json("ifname", name);
        return;
    }
    let name = match below {
        Some(below) => [name.as_ref(), b"@", &below].concat().into(),
        None => name,
    };
    match width {
        Some(width) => {
            let name = padded(name, width);
            page.out.text_painted(Colour::Ifname, "{} ", name);
        }
        None => page.out.text_painted(Colour::Ifname, "{}: ", name),
    }
}

/// The device that this one stands on or is paired with: JSON members of their own, and the name that text shows.
/// One in another namespace has only a number.
fn below(link: &Link, page: &mut Page) -> Option<Vec<u8>> {
    let index = link.u32(IFLA_LINK)?;
    if index == 0 {
        page.out.json("link", crate::output::Value::Null);
        return Some(b"NONE".to_vec());
    }
    if link.attrs.get(IFLA_LINK_NETNSID).is_some() {
        page.out.json("link_index", index);
        return Some(format!("if{index}").into_bytes());
    }
    let name = page.device(index);
    page.out.json("link", name.as_slice());
    Some(name)
}

fn state_colour(state: u8) -> Option<Colour> {
    match state {
        2 => Some(Colour::Down),
        6 => Some(Colour::Up),
        _ => None,
    }
}

fn operstate(link: &Link, page: &mut Page) {
    let Some(state) = link.u8(IFLA_OPERSTATE) else {
        return;
    };
    match OPERSTATES.get(usize::from(state)) {
        Some(name) => {
            page.out.word("state ");
            match state_colour(state) {
                Some(colour) => page.out.paint(colour, "operstate", "{} ", *name),
                None => page.out.put("operstate", "{} ", *name),
            }
        }
        None => unknown_operstate(state, page),
    }
}

fn unknown_operstate(state: u8, page: &mut Page) {
    let hex = format!("{state:#x}");
    page.out.split("operstate_index", "state {}", hex, state);
}

fn brief_operstate(state: u8, page: &mut Page) {
    let Some(name) = OPERSTATES.get(usize::from(state)) else {
        return unknown_operstate(state, page);
    };
    if page.out.is_json() {
        page.out.json("operstate", *name);
        return;
    }
    let shown = padded(name.as_bytes(), 14);
    match state_colour(state) {
        Some(colour) => page.out.text_painted(colour, "{} ", shown),
        None => page.out.text("{} ", shown),
    }
}

fn link_mode(link: &Link, page: &mut Page) {
    let Some(mode) = link.u8(IFLA_LINKMODE) else {
        return;
    };
    match LINK_MODES.get(usize::from(mode)) {
        Some(name) => page.out.put("linkmode", "mode {} ", *name),
        None => page.out.put("linkmode_index", "mode {} ", mode),
    }
}

fn event(link: &Link, page: &mut Page) {
    let Some(event) = link.u32(IFLA_EVENT).filter(|event| *event > 0) else {
        return;
    };
    let name = usize::try_from(event).ok().and_then(|n| EVENTS.get(n));
    match name {
        Some(name) => page.out.put("event", "event {} ", *name),
        None => page.out.put("event", "event {} ", event),
    }
}
