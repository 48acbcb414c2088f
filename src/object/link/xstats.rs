//! `ip link xstats`: statistics that only one kind of link has.

use super::afstats::request;
use super::kind;
use crate::args::{Args, Word, encode};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::output::Out;
use crate::session::Session;
use crate::uapi::header::IfStatsMsg;
use crate::uapi::rtnetlink::RTM_NEWSTATS;
use crate::uapi::stats::*;

/// A kind that has statistics of its own.
struct Kind {
    name: &'static str,
    help: &'static str,
    /// `IFLA_STATS_LINK_XSTATS*`.
    stats: u16,
    /// `LINK_XSTATS_TYPE_*`.
    nest: u16,
    /// Words that choose among its statistics.
    words: &'static [(&'static str, u16)],
    show: fn(Attr, &mut Out),
}

const BRIDGE: Kind = Kind {
    name: "bridge",
    help: "Usage: ... bridge [ { igmp | mcast | stp } ] [ dev DEVICE ]\n",
    stats: IFLA_STATS_LINK_XSTATS,
    nest: LINK_XSTATS_TYPE_BRIDGE,
    words: &[
        ("igmp", BRIDGE_XSTATS_MCAST),
        ("mcast", BRIDGE_XSTATS_MCAST),
        ("stp", BRIDGE_XSTATS_STP),
    ],
    show: bridge,
};

const BOND: Kind = Kind {
    name: "bond",
    help: "Usage: ... bond [ { 802.3ad | lacp } ] [ dev DEVICE ]\n",
    stats: IFLA_STATS_LINK_XSTATS,
    nest: LINK_XSTATS_TYPE_BOND,
    words: &[("lacp", BOND_XSTATS_3AD), ("802.3ad", BOND_XSTATS_3AD)],
    show: bond,
};

const KINDS: [Kind; 4] = [
    BRIDGE,
    Kind {
        name: "bridge_slave",
        help: "Usage: ... bridge_slave [ { igmp | mcast | stp } ] [ dev DEVICE ]\n",
        stats: IFLA_STATS_LINK_XSTATS_SLAVE,
        ..BRIDGE
    },
    BOND,
    Kind {
        name: "bond_slave",
        help: "Usage: ... bond_slave [ { 802.3ad | lacp } ] [ dev DEVICE ]\n",
        stats: IFLA_STATS_LINK_XSTATS_SLAVE,
        ..BOND
    },
];

const HELP: &str =
    "Usage: ... xstats type { bond | bond_slave | bridge | bridge_slave } [ ARGS ]\n";

/// Shows the statistics.
///
/// # Errors
/// A wrong word, a kind without such statistics, the kernel's.
pub fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let Some(word) = args.next() else {
        return Err(Error::command("xstats: missing argument"));
    };
    if Word::Short("type").fits(word) {
        let name = args.value()?;
        return match KINDS.iter().find(|kind| kind.name == name) {
            Some(kind) => kind.run(session, args),
            None if kind::find(name).is_some() => Err(Error::command(format!(
                "xstats: link type {name} doesn't support xstats"
            ))),
            None => Err(Error::invalid(name, "invalid type")),
        };
    }
    if Word::Short("help").fits(word) {
        session.out.raw(HELP.as_bytes());
        return Ok(());
    }
    Err(Error::invalid(word, "unknown argument"))
}

impl Kind {
    fn run(&self, session: &mut Session, mut args: Args) -> Result<()> {
        let (mut wanted, mut device) = (None, None);
        while let Some(word) = args.next() {
            let choice = self.words.iter().find(|(known, _)| *known == word);
            if let Some((_, attr)) = choice {
                wanted = Some(*attr);
            } else if word == "dev" {
                let name = args.value()?;
                let index = session.names.links.index(name);
                device = Some(index.ok_or_else(|| Error::no_device(name))?);
            } else if word == "help" {
                session.out.raw(self.help.as_bytes());
                return Ok(());
            } else {
                return Err(Error::invalid(word, "unknown attribute"));
            }
        }
        let dump = session.kernel.collect(request(self.stats))?;
        let Session { out, names, .. } = session;
        out.records(|out| {
            for message in dump.iter().filter(|message| message.kind == RTM_NEWSTATS) {
                let index = IfStatsMsg::parse(message.body).map_or(0, |header| header.index);
                let stats = message.attrs(IfStatsMsg::SIZE).get(self.stats);
                let stats = stats.and_then(|stats| stats.nest().get(self.nest));
                let Some(stats) = stats.filter(|_| device.is_none_or(|device| device == index))
                else {
                    continue;
                };
                let name = encode(&names.links.name(index)).into_owned();
                out.object(None, |out| self.one(&name, stats.nest(), wanted, out));
            }
        });
        Ok(())
    }

    fn one(&self, name: &[u8], stats: Attrs, wanted: Option<u16>, out: &mut Out) {
        out.put("ifname", "{}", name);
        for _ in name.len()..16 {
            out.word(" ");
        }
        out.word("\n");
        for attr in stats.iter() {
            if wanted.is_none_or(|wanted| wanted == attr.kind) {
                (self.show)(attr, out);
            }
        }
    }
}

/// Begins a line under the name.
fn line(out: &mut Out, title: &str) {
    out.word("                    ");
    out.word(title);
}

/// Numbers of a line, each with its key and its text.
fn numbers(out: &mut Out, row: &[(&str, &str, u64)]) {
    for (key, text, n) in row {
        out.put(key, text, *n);
    }
    out.word("\n");
}

/// Shows one of a bridge's statistics.
pub fn bridge(attr: Attr, out: &mut Out) {
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

/// `BOND_3AD_STAT_*`, from 0.
const LACP: [(&str, &str); 9] = [
    ("lacpdu_rx", "LACPDU Rx {}\n"),
    ("lacpdu_tx", "LACPDU Tx {}\n"),
    ("lacpdu_unknown_rx", "LACPDU Unknown type Rx {}\n"),
    ("lacpdu_illegal_rx", "LACPDU Illegal Rx {}\n"),
    ("marker_rx", "Marker Rx {}\n"),
    ("marker_tx", "Marker Tx {}\n"),
    ("marker_response_rx", "Marker response Rx {}\n"),
    ("marker_response_tx", "Marker response Tx {}\n"),
    ("marker_unknown_rx", "Marker unknown type Rx {}\n"),
];

/// Shows one of a bond's statistics.
pub fn bond(attr: Attr, out: &mut Out) {
    if attr.kind != BOND_XSTATS_3AD {
        return;
    }
    out.object(Some("802.3ad"), |out| {
        for ((key, text), kind) in LACP.iter().zip(0_u16..) {
            if let Some(n) = attr.nest().get(kind).and_then(Attr::u64) {
                line(out, "");
                out.put(key, text, n);
            }
        }
    });
}
