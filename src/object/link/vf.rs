//! Virtual functions of a link (`IFLA_VFINFO_LIST`).

use super::hardware;
use super::model::Link;
use crate::args::decode;
use crate::netlink::{Attr, Attrs};
use crate::output::{Colour, Out, eprint_line};
use crate::session::Display;
use crate::session::View;
use crate::uapi::arp::ARPHRD_ETHER;
use crate::uapi::link::*;
use crate::uapi::vf::*;
use crate::value::{lladdr, size};

pub(super) fn show(link: &Link, display: &mut Display) {
    let (Some(list), Some(count)) = (link.attrs.get(IFLA_VFINFO_LIST), link.u32(IFLA_NUM_VF))
    else {
        return;
    };
    let mut seen = 0;
    let functions = list.nest().iter().filter(|attr| attr.kind == IFLA_VF_INFO);
    let view = display.view;
    let numeric = display.names.tables.numeric;
    display.out.array(Some("vfinfo_list"), |out| {
        for function in functions {
            seen += 1;
            out.line();
            out.object(None, |out| {
                one(link, function.nest(), numeric, out);
                if view.statistics > 0 {
                    stats(function.nest(), view, out);
                }
            });
        }
    });
    if seen != count {
        let name = link.name().map(decode).unwrap_or_default();
        eprint_line(&format!("Truncated VF list: {name}"));
    }
}

/// A number after the function's own (`struct ifla_vf_*` begin with it); all bits set stand for "not known".
fn number(function: Attrs, attr: u16) -> Option<u32> {
    let bytes = function.get(attr)?.bytes.get(4..)?;
    Some(u32::from_ne_bytes(*bytes.first_chunk()?))
}

fn known(function: Attrs, attr: u16) -> Option<u32> {
    number(function, attr).filter(|n| *n != u32::MAX)
}

fn one(link: &Link, function: Attrs, numeric: bool, out: &mut Out) {
    let Some(mac) = function.get(IFLA_VF_MAC) else {
        return;
    };
    out.put("vf", "    vf {} ", mac.u32().unwrap_or(0));
    let length = if link.hardware == ARPHRD_ETHER { 6 } else { 20 };
    let address = |bytes: &[u8]| lladdr::show(bytes.get(..length).unwrap_or(bytes), link.hardware);
    out.put(
        "link_type",
        "    link/{} ",
        hardware::name(link.hardware, numeric),
    );
    out.paint(
        Colour::Mac,
        "address",
        "{}",
        address(mac.bytes.get(4..).unwrap_or_default()),
    );
    if let Some(broadcast) = function.get(IFLA_VF_BROADCAST) {
        out.word(" brd ");
        out.paint(Colour::Mac, "broadcast", "{}", address(broadcast.bytes));
    }
    match function.get(IFLA_VF_VLAN_LIST) {
        Some(list) => vlans(list.nest(), numeric, out),
        None => {
            if let Some(vlan) = function.get(IFLA_VF_VLAN) {
                self::vlan(vlan, numeric, out);
            }
        }
    }
    rates(function, out);
    if let Some(on) = known(function, IFLA_VF_SPOOFCHK) {
        switch("spoofchk", ", spoof checking {}", on, out);
    }
    guid(
        function,
        IFLA_VF_IB_NODE_GUID,
        "node guid",
        ", NODE_GUID {}",
        out,
    );
    guid(
        function,
        IFLA_VF_IB_PORT_GUID,
        "port guid",
        ", PORT_GUID {}",
        out,
    );
    if let Some(state) = number(function, IFLA_VF_LINK_STATE) {
        out.put("link_state", ", link-state {}", link_state(state));
    }
    if let Some(on) = known(function, IFLA_VF_TRUST) {
        switch("trust", ", trust {}", on, out);
    }
    if let Some(on) = known(function, IFLA_VF_RSS_QUERY_EN) {
        switch("query_rss_en", ", query_rss {}", on, out);
    }
}

fn switch(key: &str, text: &str, on: u32, out: &mut Out) {
    out.split(key, text, if on == 0 { "off" } else { "on" }, on != 0);
}

/// `IFLA_VF_LINK_STATE_*`.
fn link_state(state: u32) -> &'static str {
    match state {
        0 => "auto",
        1 => "enable",
        _ => "disable",
    }
}

fn vlans(list: Attrs, numeric: bool, out: &mut Out) {
    out.array(Some("vlan_list"), |out| {
        for info in list.iter().filter(|attr| attr.kind == IFLA_VF_VLAN_INFO) {
            out.object(None, |out| vlan(info, numeric, out));
        }
    });
}

/// `struct ifla_vf_vlan`, or `ifla_vf_vlan_info`, which has a protocol besides.
fn vlan(info: Attr, numeric: bool, out: &mut Out) {
    let at = |offset| Attr {
        kind: info.kind,
        bytes: info.bytes.get(offset..).unwrap_or_default(),
    };
    let nonzero = |n: &u32| *n != 0;
    if let Some(id) = at(4).u32().filter(nonzero) {
        out.put("vlan", ", vlan {}", id);
    }
    if let Some(qos) = at(8).u32().filter(nonzero) {
        out.put("qos", ", qos {}", qos);
    }
    if at(12).be16() == Some(ETH_P_8021AD) {
        let name = if numeric { "[34984]" } else { "802.1ad" };
        out.put("protocol", ", vlan protocol {}", name);
    }
}

fn rates(function: Attrs, out: &mut Out) {
    if let Some(rate) = number(function, IFLA_VF_TX_RATE).filter(|rate| *rate != 0) {
        out.put("tx_rate", ", tx rate {} (Mbps)", rate);
    }
    let Some(rate) = function.get(IFLA_VF_RATE) else {
        return;
    };
    let at = |offset| {
        let bytes = rate.bytes.get(offset..)?;
        Some(u32::from_ne_bytes(*bytes.first_chunk()?))
    };
    let (min, max) = (at(4).unwrap_or(0), at(8).unwrap_or(0));
    out.object(Some("rate"), |out| {
        if out.is_json() || max != 0 {
            out.put("max_tx", ", max_tx_rate {}Mbps", max);
        }
        if out.is_json() || min != 0 {
            out.put("min_tx", ", min_tx_rate {}Mbps", min);
        }
    });
}

fn guid(function: Attrs, attr: u16, key: &str, text: &str, out: &mut Out) {
    let bytes = function.get(attr).and_then(|attr| attr.bytes.get(8..));
    if let Some(guid) = bytes.and_then(|bytes| bytes.first_chunk()) {
        let guid = u64::from_ne_bytes(*guid).to_be_bytes();
        out.put(key, text, lladdr::hex(&guid));
    }
}

/// A row of statistics: key, title, the numbers with their keys and widths, the number that is not always told.
type Row = (
    &'static str,
    &'static str,
    &'static [(u16, &'static str, usize)],
    u16,
);

const STATS: [Row; 2] = [
    (
        "rx",
        "    RX: bytes  packets  mcast   bcast ",
        &[
            (IFLA_VF_STATS_RX_BYTES, "bytes", 10),
            (IFLA_VF_STATS_RX_PACKETS, "packets", 8),
            (IFLA_VF_STATS_MULTICAST, "multicast", 7),
            (IFLA_VF_STATS_BROADCAST, "broadcast", 7),
        ],
        IFLA_VF_STATS_RX_DROPPED,
    ),
    (
        "tx",
        "    TX: bytes  packets ",
        &[
            (IFLA_VF_STATS_TX_BYTES, "tx_bytes", 10),
            (IFLA_VF_STATS_TX_PACKETS, "tx_packets", 8),
        ],
        IFLA_VF_STATS_TX_DROPPED,
    ),
];

fn stats(function: Attrs, view: &View, out: &mut Out) {
    let Some(stats) = function.get(IFLA_VF_STATS).map(Attr::nest) else {
        return;
    };
    let number = |attr| stats.get(attr).and_then(Attr::u64);
    out.object(Some("stats"), |out| {
        for (key, title, columns, dropped) in STATS {
            let dropped = number(dropped);
            out.line();
            out.word(title);
            if dropped.is_some() {
                out.word("  dropped ");
            }
            out.line();
            out.word("    ");
            out.object(Some(key), |out| {
                for (attr, key, width) in columns {
                    count(key, *width, number(*attr).unwrap_or(0), view, out);
                }
                if let Some(dropped) = dropped {
                    count("dropped", 8, dropped, view, out);
                }
            });
        }
    });
}

fn count(key: &str, width: usize, n: u64, view: &View, out: &mut Out) {
    if out.is_json() {
        return out.json(key, n);
    }
    let text = if view.human {
        size::human(n, view.iec)
    } else {
        n.to_string()
    };
    out.text("{} ", format!("{text:>width$}"));
}
