//! Statistics of bridges and their ports: `br_mcast_stats` and `bridge_stp_xstats` of linux/if_bridge.h.

use super::xstats::{Xstats, line};
use crate::netlink::Attr;
use crate::output::Out;
use crate::uapi::stats::*;

/// Statistics of a bridge.
pub const BRIDGE: Xstats = Xstats {
    help: "[ { igmp | mcast | stp } ]",
    stats: IFLA_STATS_LINK_XSTATS,
    nest: LINK_XSTATS_TYPE_BRIDGE,
    groups: &[
        ("igmp", BRIDGE_XSTATS_MCAST),
        ("mcast", BRIDGE_XSTATS_MCAST),
        ("stp", BRIDGE_XSTATS_STP),
    ],
    show,
};

/// Statistics of a port.
pub const PORT: Xstats = Xstats {
    stats: IFLA_STATS_LINK_XSTATS_SLAVE,
    ..BRIDGE
};

/// Numbers of a line, each with its key and its text.
fn numbers(out: &mut Out, row: &[(&str, &str, u64)]) {
    for (key, text, n) in row {
        out.put(key, text, *n);
    }
    out.word("\n");
}

/// Shows one group of a bridge's statistics.
pub fn show(attr: Attr, out: &mut Out) {
    let at = |n: usize| attr.u64s().nth(n).unwrap_or(0);
    match attr.kind {
        BRIDGE_XSTATS_MCAST => multicast(&at, out),
        BRIDGE_XSTATS_STP => stp(&at, out),
        // Statistics of VLANs come too, and are `bridge vlan`'s to show.
        _ => {}
    }
}

/// Looks a number up by its place in the struct.
type At<'a> = &'a dyn Fn(usize) -> u64;

/// `br_mcast_stats`: each pair is what was received and what was sent.
fn multicast(at: At, out: &mut Out) {
    out.object(Some("multicast"), |out| {
        versions("igmp_queries", "IGMP queries:", at, &[0, 2, 4], out);
        versions("igmp_reports", "IGMP reports:", at, &[8, 10, 12], out);
        leaves("igmp_leaves", "IGMP leaves: ", at, 6, out);
        line(out, "IGMP parse errors: ");
        numbers(out, &[("igmp_parse_errors", "{}", at(14))]);
        versions("mld_queries", "MLD queries:", at, &[15, 17], out);
        versions("mld_reports", "MLD reports:", at, &[21, 23], out);
        leaves("mld_leaves", "MLD leaves: ", at, 19, out);
        line(out, "MLD parse errors: ");
        numbers(out, &[("mld_parse_errors", "{}", at(25))]);
    });
}

/// How a version of a protocol is called: key of what was received, of what was sent, text.
const VERSIONS: [(&str, &str, &str); 3] = [
    ("rx_v1", "tx_v1", " v1 {}"),
    ("rx_v2", "tx_v2", " v2 {}"),
    ("rx_v3", "tx_v3", " v3 {}"),
];

fn versions(key: &str, title: &str, at: At, places: &[usize], out: &mut Out) {
    out.object(Some(key), |out| {
        line(out, title);
        out.word("\n");
        for (direction, title) in ["  RX:", "  TX:"].into_iter().enumerate() {
            line(out, title);
            for ((rx, tx, text), place) in VERSIONS.iter().zip(places) {
                let key = if direction == 0 { rx } else { tx };
                out.put(key, text, at(place + direction));
            }
            out.word("\n");
        }
    });
}

fn leaves(key: &str, title: &str, at: At, place: usize, out: &mut Out) {
    out.object(Some(key), |out| {
        line(out, title);
        numbers(
            out,
            &[
                ("rx", "RX: {}", at(place)),
                ("tx", " TX: {}", at(place + 1)),
            ],
        );
    });
}

/// `bridge_stp_xstats`.
fn stp(at: At, out: &mut Out) {
    out.object(Some("stp"), |out| {
        line(out, "STP BPDU:  ");
        numbers(
            out,
            &[("rx_bpdu", "RX: {}", at(2)), ("tx_bpdu", " TX: {}", at(3))],
        );
        line(out, "STP TCN:   ");
        numbers(
            out,
            &[("rx_tcn", "RX: {}", at(4)), ("tx_tcn", " TX: {}", at(5))],
        );
        line(out, "STP Transitions: ");
        numbers(
            out,
            &[
                ("transition_blk", "Blocked: {}", at(0)),
                ("transition_fwd", " Forwarding: {}", at(1)),
            ],
        );
    });
}
