//! The topology as JSON: an array of namespaces.

use super::model::{End, Link, Space, Topology};
use crate::args::encode;
use crate::output::Out;

/// Operational states (RFC 2863, `IF_OPER_*` in linux/if.h).
const STATES: [&str; 7] = [
    "UNKNOWN",
    "NOTPRESENT",
    "DOWN",
    "LOWERLAYERDOWN",
    "TESTING",
    "DORMANT",
    "UP",
];

pub(super) fn state(link: &Link) -> &'static str {
    STATES
        .get(usize::from(link.state))
        .copied()
        .unwrap_or("UNKNOWN")
}

/// Text as valid JSON: invalid UTF-8 becomes U+FFFD, as in readers of `ip -j link`.
fn valid(text: &str) -> String {
    String::from_utf8_lossy(&encode(text)).into_owned()
}

pub(super) fn show(out: &mut Out, topology: &Topology) {
    out.records(|out| {
        for (place, space) in topology.spaces.iter().enumerate() {
            out.object(None, |out| show_space(out, topology, place, space));
        }
        for (label, why) in &topology.unseen {
            out.object(None, |out| {
                out.json("netns", valid(label));
                out.json("unseen", why);
            });
        }
    });
}

fn show_space(out: &mut Out, topology: &Topology, place: usize, space: &Space) {
    out.json("netns", valid(&space.label));
    out.array(Some("links"), |out| {
        for link in &space.links {
            out.object(None, |out| {
                show_link(out, space, link);
                show_end(out, topology, place, link);
            });
        }
    });
    out.array(Some("default_routes"), |out| {
        for gateway in &space.gateways {
            out.object(None, |out| {
                if let Some(via) = &gateway.via {
                    out.json("gateway", via);
                }
                if let Some(index) = gateway.index {
                    out.json("dev", valid(&space.name(index)));
                }
                for (word, value) in gateway.details() {
                    out.json(word, value);
                }
            });
        }
    });
}

fn show_link(out: &mut Out, space: &Space, link: &Link) {
    out.json("ifindex", link.index);
    out.json("ifname", valid(&link.name));
    if let Some(kind) = &link.kind {
        out.json("kind", valid(kind));
    }
    out.json("operstate", state(link));
    out.json("mtu", link.mtu);
    if let Some(address) = &link.lladdr {
        out.json("address", address);
    }
    let addresses: Vec<&str> = link
        .addresses
        .iter()
        .map(|(_, text)| text.as_str())
        .collect();
    out.list("addresses", [""; 3], &addresses);
    if let Some(master) = link.master {
        out.json("master", valid(&space.name(master)));
    }
}

/// Shows `peer` for one end of a pair, else `lower`.
fn show_end(out: &mut Out, topology: &Topology, place: usize, link: &Link) {
    let Some(end) = topology.other_end(place, link) else {
        return;
    };
    let key = if link.is_of_pair() { "peer" } else { "lower" };
    out.object(Some(key), |out| match end {
        End::Known(place, position) => {
            if let Some(space) = topology.spaces.get(place) {
                out.json("netns", valid(&space.label));
                if let Some(link) = space.links.get(position) {
                    out.json("ifname", valid(&link.name));
                }
            }
        }
        End::Unseen(space, index) => {
            out.json("netns", valid(&space.label));
            out.json("ifindex", index);
        }
        End::Outside(id) => {
            out.json("netnsid", id);
            out.json("ifindex", link.link.unwrap_or(0));
        }
    });
}
