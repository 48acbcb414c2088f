//! What `-details` adds to a link: limits, its kind's options, queues, ports.

use super::kind;
use super::model::{For, Link};
use crate::args::decode;
use crate::netlink::{Attr, Attrs};
use crate::session::Display;
use crate::uapi::link::*;
use crate::value::family;
use std::fmt::Write;

pub(super) fn show(link: &Link, of: For, display: &mut Display) {
    numbers(link, display, BEFORE_KIND);
    if link.u8(IFLA_NETNS_IMMUTABLE).is_some_and(|on| on != 0) {
        display.out.put("netns-immutable", "netns-immutable ", true);
    }
    if let Some(info) = link.attrs.get(IFLA_LINKINFO) {
        kind(info.nest(), display);
    }
    if of == For::Link {
        address_generation(link, display);
    }
    numbers(link, display, AFTER_KIND);
    ports(link, display);
}

/// Numbers of four bytes: attribute, JSON key, text.
type Numbers = &'static [(u16, &'static str, &'static str)];

const BEFORE_KIND: Numbers = &[
    (IFLA_PROMISCUITY, "promiscuity", " promiscuity {} "),
    (IFLA_ALLMULTI, "allmulti", "allmulti {} "),
    (IFLA_MIN_MTU, "min_mtu", "minmtu {} "),
    (IFLA_MAX_MTU, "max_mtu", "maxmtu {} "),
];

const AFTER_KIND: Numbers = &[
    (IFLA_NUM_TX_QUEUES, "num_tx_queues", "numtxqueues {} "),
    (IFLA_NUM_RX_QUEUES, "num_rx_queues", "numrxqueues {} "),
    (IFLA_GSO_MAX_SIZE, "gso_max_size", "gso_max_size {} "),
    (IFLA_GSO_MAX_SEGS, "gso_max_segs", "gso_max_segs {} "),
    (IFLA_TSO_MAX_SIZE, "tso_max_size", "tso_max_size {} "),
    (IFLA_TSO_MAX_SEGS, "tso_max_segs", "tso_max_segs {} "),
    (IFLA_GRO_MAX_SIZE, "gro_max_size", "gro_max_size {} "),
    (
        IFLA_GSO_IPV4_MAX_SIZE,
        "gso_ipv4_max_size",
        "gso_ipv4_max_size {} ",
    ),
    (
        IFLA_GRO_IPV4_MAX_SIZE,
        "gro_ipv4_max_size",
        "gro_ipv4_max_size {} ",
    ),
];

fn numbers(link: &Link, display: &mut Display, rows: Numbers) {
    for (attr, key, text) in rows {
        if let Some(n) = link.u32(*attr) {
            display.out.put(key, text, n);
        }
    }
}

/// What kind of link it is and what kind of port, each on a line with its options.
fn kind(info: Attrs, display: &mut Display) {
    display.object(Some("linkinfo"), |display| {
        for part in [LINK, PORT] {
            let Some(name) = info.get(part.name).map(Attr::text) else {
                continue;
            };
            display.out.line();
            display.out.put(part.name_key, part.text, name);
            let name = decode(name) + part.suffix;
            let Some(kind) = kind::find(&name).filter(|kind| kind.shows) else {
                continue;
            };
            display.object(Some(part.data_key), |display| {
                if let Some(data) = info.get(part.data) {
                    kind.show(data.nest(), display);
                }
            });
            let counters = info
                .get(IFLA_INFO_XSTATS)
                .filter(|_| display.view.statistics > 0);
            if let (Some(counters), Some(show)) = (counters, kind.show_counters) {
                display
                    .out
                    .object(Some("info_xstats"), |out| show(out, counters));
            }
        }
    });
}

/// The link itself, or its being the port of another.
struct Part {
    name: u16,
    data: u16,
    name_key: &'static str,
    data_key: &'static str,
    text: &'static str,
    suffix: &'static str,
}

const LINK: Part = Part {
    name: IFLA_INFO_KIND,
    data: IFLA_INFO_DATA,
    name_key: "info_kind",
    data_key: "info_data",
    text: "    {} ",
    suffix: "",
};

const PORT: Part = Part {
    name: IFLA_INFO_SLAVE_KIND,
    data: IFLA_INFO_SLAVE_DATA,
    name_key: "info_slave_kind",
    data_key: "info_slave_data",
    text: "    {}_slave ",
    suffix: "_slave",
};

/// How interface identifiers are made (`IN6_ADDR_GEN_MODE_*`).
pub const ADDRESS_GENERATION: [&str; 4] = ["eui64", "none", "stable_secret", "random"];

fn address_generation(link: &Link, display: &mut Display) {
    let mode = link
        .attrs
        .get(IFLA_AF_SPEC)
        .and_then(|spec| spec.nest().get(family::INET6.into()))
        .and_then(|inet6| inet6.nest().get(IFLA_INET6_ADDR_GEN_MODE))
        .and_then(Attr::u8);
    let Some(mode) = mode else { return };
    let (key, text) = ("inet6_addr_gen_mode", "addrgenmode {} ");
    match ADDRESS_GENERATION.get(usize::from(mode)) {
        Some(name) => display.out.put(key, text, *name),
        None => display.out.put(key, text, format!("{mode:#04x}")),
    }
}

fn ports(link: &Link, display: &mut Display) {
    let out = &mut *display.out;
    if let Some(name) = link.text(IFLA_PHYS_PORT_NAME) {
        out.put("phys_port_name", "portname {} ", name);
    }
    if let Some(id) = link.attrs.get(IFLA_PHYS_PORT_ID) {
        out.put("phys_port_id", "portid {} ", hex(id.bytes));
    }
    if let Some(id) = link.attrs.get(IFLA_PHYS_SWITCH_ID) {
        out.put("phys_switch_id", "switchid {} ", hex(id.bytes));
    }
    if let Some(bus) = link.text(IFLA_PARENT_DEV_BUS_NAME) {
        out.put("parentbus", "parentbus {} ", bus);
    }
    if let Some(device) = link.text(IFLA_PARENT_DEV_NAME) {
        out.put("parentdev", "parentdev {} ", device);
    }
    let pin = link.attrs.get(IFLA_DPLL_PIN);
    if let Some(id) = pin.and_then(|pin| pin.nest().get(DPLL_A_PIN_ID)?.u32()) {
        out.put("dpll_pin", "dpll-pin {} ", id);
    }
}

/// Bytes in hexadecimal, without colons.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
