//! The objects, in the order in which their names are tried.

use super::{run_object, usage};
use crate::args::{Args, short};
use crate::command::Run;
use crate::error::{Error, Result};
use crate::object::{
    addr, addrlabel, export, fou, ila, ioam, l2tp, link, macsec, maddress, monitor, mptcp, mroute,
    neigh, netconf, netns, nexthop, ntable, route, rule, sandbox, sr, stats, tcp_metrics, token,
    topology, tunnel, tuntap, vrf, xfrm,
};
use crate::session::Session;

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

/// Objects that iproute2 does not have. They come last and are typed whole, so that every word means what it means there.
const OWN: &[(&str, Run)] = &[
    ("export", export::run),
    ("sandbox", sandbox::run),
    ("topology", topology::run),
];

/// The names of all objects.
pub(super) fn names() -> Vec<String> {
    let own = OWN.iter().map(|(name, _)| *name);
    let names = OBJECTS.iter().map(|(name, _)| *name).chain(own);
    names.map(str::to_owned).collect()
}

/// What a word of iproute2's runs, which may be cut short.
pub(super) fn with_help(word: &str) -> Option<Run> {
    let found = OBJECTS.iter().find(|(name, _)| short(word, name));
    found.map(|(_, run)| *run)
}

/// What an object's word runs.
///
/// # Errors
/// An unknown object.
pub(super) fn find(word: &str) -> Result<Run> {
    let own = || OWN.iter().find(|(name, _)| *name == word);
    let found = with_help(word).or_else(|| own().map(|(_, run)| *run));
    found.ok_or_else(|| Error::command(format!("Object \"{word}\" is unknown, try \"ip help\".")))
}

/// Runs the object that the program's own name or the first word names.
pub(super) fn run(session: &mut Session, program: &str, words: &[String]) -> Result<()> {
    let base = program.rsplit('/').next().unwrap_or(program);
    // `ipaddr` is `ip addr`. A command that fails so is tried again by its first word, as iproute2 does.
    if let Some(object) = base.get(2..).filter(|object| !object.is_empty())
        && let Ok(run) = find(object)
    {
        match run(session, Args::new(words)) {
            Err(error) if error.status() == 1 && !error.ends_batch() => {
                super::report::print(&error, words, None)
            }
            result => return result,
        }
    }
    run_object(session, words)
}
