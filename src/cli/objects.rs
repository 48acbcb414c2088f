//! The objects, in the order of abbreviation.

use super::usage;
use crate::args::short;
use crate::command::Run;
use crate::error::{Error, Result};
use crate::object::{
    addr, addrlabel, export, fou, ila, ioam, l2tp, link, macsec, maddress, monitor, mptcp, mroute,
    neigh, netconf, netns, nexthop, ntable, path, route, rule, sandbox, sr, stats, tcp_metrics,
    token, topology, tunnel, tuntap, vrf, xfrm,
};

const OBJECTS: &[(&str, Run)] = &[
    ("address", addr::run),
    ("addrlabel", addrlabel::run),
    ("maddress", maddress::run),
    ("route", route::run),
    ("rule", rule::run),
    ("neighbor", neigh::run),
    ("neighbour", neigh::run),
    ("ntable", ntable::run),
    ("ntbl", ntable::run),
    ("link", link::run),
    ("l2tp", l2tp::run),
    ("fou", fou::run),
    ("ila", ila::run),
    ("macsec", macsec::run),
    ("tunnel", tunnel::run),
    ("tunl", tunnel::run),
    ("tuntap", tuntap::run),
    ("tap", tuntap::run),
    ("token", token::run),
    ("tcpmetrics", tcp_metrics::run),
    ("tcp_metrics", tcp_metrics::run),
    ("monitor", monitor::run),
    ("xfrm", xfrm::run),
    ("mroute", mroute::run),
    ("mrule", rule::run_multicast),
    ("netns", netns::run),
    ("netconf", netconf::run),
    ("vrf", vrf::run),
    ("sr", sr::run),
    ("nexthop", nexthop::run),
    ("mptcp", mptcp::run),
    ("ioam", ioam::run),
    ("help", |_, _| Err(Error::usage(usage::MAIN))),
    ("stats", stats::run),
];

/// Objects that iproute2 does not have. They come last and cannot be abbreviated, so every word keeps its meaning in
/// iproute2.
const OWN: &[(&str, Run)] = &[
    ("export", export::run),
    ("path", path::run),
    ("sandbox", sandbox::run),
    ("topology", topology::run),
];

/// The names of all objects.
pub(super) fn names() -> Vec<String> {
    let own = OWN.iter().map(|(name, _)| *name);
    let names = OBJECTS.iter().map(|(name, _)| *name).chain(own);
    names.map(str::to_owned).collect()
}

/// The function of an object of iproute2; `word` may abbreviate its name.
pub(super) fn with_help(word: &str) -> Option<Run> {
    let found = OBJECTS.iter().find(|(name, _)| short(word, name));
    found.map(|(_, run)| *run)
}

/// The function of an object.
///
/// # Errors
/// An unknown object.
pub(super) fn find(word: &str) -> Result<Run> {
    let own = || OWN.iter().find(|(name, _)| *name == word);
    let found = with_help(word).or_else(|| own().map(|(_, run)| *run));
    found.ok_or_else(|| Error::command(format!("Object \"{word}\" is unknown, try \"ip help\".")))
}
