//! `ip stats show`.

use super::groups::{Content, Leaf, Selection};
use super::{device, index, unknown};
use crate::args::{Args, encode};
use crate::error::Result;
use crate::netlink::{Attr, Message, Request};
use crate::object::link::kind::{bond_xstats, bridge_xstats};
use crate::object::link::{afstats, stats};
use crate::output::{Colour, Out};
use crate::session::{Display, Session, View};
use crate::uapi::bridge::{BRIDGE_VLAN_INFO_PVID, BRIDGE_VLAN_INFO_UNTAGGED};
use crate::uapi::header::IfStatsMsg;
use crate::uapi::rtnetlink::{RTM_GETSTATS, RTM_NEWSTATS};
use crate::uapi::stats::*;

/// `ip stats` without a verb; shows errors only with `-s -s`.
pub(super) fn all(session: &mut Session, args: Args) -> Result<()> {
    let errors = session.view.statistics > 1;
    show(session, args, errors)
}

/// `show`.
pub(super) fn run(session: &mut Session, args: Args) -> Result<()> {
    let errors = session.view.statistics > 0 || session.view.details > 0;
    show(session, args, errors)
}

fn show(session: &mut Session, mut args: Args, errors: bool) -> Result<()> {
    let mut name = None;
    let mut selection = Selection::default();
    while let Some(word) = args.next() {
        match Selection::level(word) {
            Some(level) => selection.parse(level, &mut args)?,
            None if word == "dev" => device(&mut name, &mut args)?,
            None => return Err(unknown(word)),
        }
    }
    let leaves = selection.leaves()?;
    let index = match name {
        Some(name) => Some(index(session, name)?),
        None => None,
    };
    let request = request(index.unwrap_or(0), &leaves);
    let (kernel, mut display) = session.kernel_and_display();
    if index.is_some() {
        let reply = kernel.get(request)?;
        display.records(|display| show_record(&reply.message(), &leaves, errors, display));
        return Ok(());
    }
    display
        .records(|display| {
            kernel.dump(request, &mut |message| {
                if message.kind == RTM_NEWSTATS {
                    show_record(&message, &leaves, errors, display);
                    display.out.line();
                }
                Ok(())
            })
        })
        .map_err(|error| error.status_as(2))
}

/// The request for one device, or for all (0).
fn request(index: u32, leaves: &[&Leaf]) -> Request {
    let bit = |attr: u16| 1_u32 << (attr - 1);
    let header = IfStatsMsg {
        index,
        filter_mask: leaves.iter().fold(0, |mask, leaf| mask | bit(leaf.attr)),
        ..IfStatsMsg::default()
    };
    let mut request = Request::new(RTM_GETSTATS, 0, &header);
    // Subsets of the hardware statistics can be requested.
    let offloaded = leaves
        .iter()
        .filter(|leaf| leaf.attr == IFLA_STATS_LINK_OFFLOAD_XSTATS);
    let requested = offloaded.fold(0, |mask, leaf| match leaf.content {
        // Shown together with whether they are collected.
        Content::Layer3 => mask | bit(leaf.nest) | bit(IFLA_OFFLOAD_XSTATS_HW_S_INFO),
        _ => mask | bit(leaf.nest),
    });
    if !matches!(requested, 0 | 7) {
        request.nest(IFLA_STATS_GET_FILTERS, |request| {
            request.put_u32(IFLA_STATS_LINK_OFFLOAD_XSTATS, requested);
        });
    }
    request
}

/// Shows a message; links' error counters only with `errors`.
fn show_record(message: &Message, leaves: &[&Leaf], errors: bool, display: &mut Display) {
    let Display { out, names, view } = display;
    let index = IfStatsMsg::parse(message.body).map_or(0, |header| header.index);
    let name = encode(&names.links.name(index)).into_owned();
    for leaf in leaves {
        out.object(None, |out| {
            out.put("ifindex", "{}:", index);
            out.paint(Colour::Ifname, "ifname", " {}:", name.as_slice());
            let keys = [
                ("group", " group {}"),
                ("subgroup", " subgroup {}"),
                ("suite", " suite {}"),
            ];
            for ((key, text), name) in keys.into_iter().zip(leaf.names) {
                if !name.is_empty() {
                    out.put(key, text, name);
                }
            }
            content(message, leaf, errors, out, view);
        });
    }
}

fn content(message: &Message, leaf: &Leaf, errors: bool, out: &mut Out, view: &View) {
    let top = message.attrs(IfStatsMsg::SIZE).get(leaf.attr);
    let nested = top.and_then(|attr| attr.nest().get(leaf.nest));
    match leaf.content {
        Content::Mpls => {
            let stats = nested.and_then(|attr| attr.nest().get(MPLS_STATS_LINK));
            rows(stats, "mpls_stats", ("noroute", "noroute"), out, view);
        }
        Content::Counts => {
            out.line();
            let stats = if leaf.nest == 0 { top } else { nested };
            if let Some(stats) = stats {
                stats::show_alone(stats, errors, out, view);
            }
            out.line();
        }
        Content::Layer3 => {
            let info = top.and_then(|attr| attr.nest().get(IFLA_OFFLOAD_XSTATS_HW_S_INFO));
            let info = info.and_then(|attr| attr.nest().get(leaf.nest));
            if let Some(info) = info {
                out.object(Some("info"), |out| state(info, out));
            }
            let stats = nested.filter(|_| info.is_some());
            rows(stats, "stats64", ("multicast", "mcast"), out, view);
        }
        Content::Info => {
            out.line();
            if let Some(info) = nested {
                out.object(Some("info"), |out| {
                    if let Some(attr) = info.nest().get(IFLA_OFFLOAD_XSTATS_L3_STATS) {
                        out.word("    l3_stats");
                        out.object(Some("l3_stats"), |out| state(attr, out));
                        out.line();
                    }
                });
            }
        }
        Content::Vlans => {
            out.line();
            out.array(Some("vlans"), |out| {
                each(nested, BRIDGE_XSTATS_VLAN, out, vlan);
            });
        }
        Content::Bridge(kind) => {
            out.line();
            each(nested, kind, out, bridge_xstats::show);
        }
        Content::Bond => {
            out.line();
            each(nested, BOND_XSTATS_3AD, out, bond_xstats::show);
        }
    }
}

/// Shows received and sent counters if present, then the end of the line.
fn rows(
    stats: Option<Attr>,
    key: &str,
    last: (&'static str, &'static str),
    out: &mut Out,
    view: &View,
) {
    if let Some(stats) = stats {
        out.object(Some(key), |out| {
            afstats::two_rows(stats, last, "    ", out, view);
        });
    }
    out.line();
}

/// Shows whether statistics are enabled, and whether hardware collects them.
fn state(info: Attr, out: &mut Out) {
    for (kind, key, text) in [
        (IFLA_OFFLOAD_XSTATS_HW_S_INFO_REQUEST, "request", " {}"),
        (IFLA_OFFLOAD_XSTATS_HW_S_INFO_USED, "used", " used {}"),
    ] {
        if let Some(on) = info.nest().get(kind).and_then(Attr::u8) {
            let on = on != 0;
            out.split(key, text, if on { "on" } else { "off" }, on);
        }
    }
}

/// Shows the attributes of one type, each on a line.
fn each(nest: Option<Attr>, kind: u16, out: &mut Out, show: fn(Attr, &mut Out)) {
    let Some(nest) = nest else {
        return;
    };
    for attr in nest.nest().iter().filter(|attr| attr.kind == kind) {
        show(attr, out);
        out.line();
    }
}

/// `struct bridge_vlan_xstats`.
fn vlan(attr: Attr, out: &mut Out) {
    let at = |n: usize| attr.u64s().nth(n).unwrap_or(0);
    let half = |n: usize| attr.u16s().nth(n).unwrap_or(0);
    let (vid, flags) = (half(16), half(17));
    out.object(None, |out| {
        out.put("vid", "                  {}", vid);
        let words: Vec<&str> = [
            (BRIDGE_VLAN_INFO_PVID, "PVID"),
            (BRIDGE_VLAN_INFO_UNTAGGED, "Egress Untagged"),
        ]
        .into_iter()
        .filter_map(|(flag, word)| (flags & flag != 0).then_some(word))
        .collect();
        if flags != 0 {
            let open = if words.is_empty() { "" } else { " " };
            out.list("flags", [open, " ", ""], &words);
        }
        out.line();
        out.put("rx_bytes", "                    RX: {} bytes", at(0));
        out.put("rx_packets", " {} packets\n", at(1));
        out.put("tx_bytes", "                    TX: {} bytes", at(2));
        out.put("tx_packets", " {} packets\n", at(3));
    });
}
