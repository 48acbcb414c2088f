//! The objects, in the order in which their names are tried.

use super::{run_object, usage};
use crate::args::{Args, short};
use crate::command::Run;
use crate::error::{Error, Result};
use crate::object::{
    addr, addrlabel, export, fou, link, macsec, maddress, monitor, mptcp, mroute, neigh, netconf,
    netns, nexthop, ntable, route, rule, sandbox, stats, tcp_metrics, token, topology, tunnel,
    tuntap, vrf, xfrm,
};
use crate::session::Session;

/// An object: one that is built, or one that says that it is not.
enum Object {
    Built(Run),
    Missing,
    Help,
}
use Object::{Built, Help, Missing};

const OBJECTS: &[(&str, Object)] = &[
    ("address", Built(addr::run)),
    ("addrlabel", Built(addrlabel::run)),
    ("maddress", Built(maddress::run)),
    ("route", Built(route::run)),
    ("rule", Built(rule::run)),
    ("neighbor", Built(neigh::run)),
    ("neighbour", Built(neigh::run)),
    ("ntable", Built(ntable::run)),
    ("ntbl", Built(ntable::run)),
    ("link", Built(link::run)),
    ("l2tp", Missing),
    ("fou", Built(fou::run)),
    ("ila", Missing),
    ("macsec", Built(macsec::run)),
    ("tunnel", Built(tunnel::run)),
    ("tunl", Built(tunnel::run)),
    ("tuntap", Built(tuntap::run)),
    ("tap", Built(tuntap::run)),
    ("token", Built(token::run)),
    ("tcpmetrics", Built(tcp_metrics::run)),
    ("tcp_metrics", Built(tcp_metrics::run)),
    ("monitor", Built(monitor::run)),
    ("xfrm", Built(xfrm::run)),
    ("mroute", Built(mroute::run)),
    ("mrule", Built(rule::run_multicast)),
    ("netns", Built(netns::run)),
    ("netconf", Built(netconf::run)),
    ("vrf", Built(vrf::run)),
    ("sr", Missing),
    ("nexthop", Built(nexthop::run)),
    ("mptcp", Built(mptcp::run)),
    ("ioam", Missing),
    ("help", Help),
    ("stats", Built(stats::run)),
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

/// What an object's word runs, if it is one that knows `help`.
pub(super) fn with_help(word: &str) -> Option<Run> {
    match OBJECTS.iter().find(|(name, _)| short(word, name)) {
        Some((_, Built(run))) => Some(*run),
        _ => None,
    }
}

/// What an object's word runs.
///
/// # Errors
/// An unknown object, or one that is not built yet.
pub(super) fn find(word: &str) -> Result<Run> {
    match OBJECTS.iter().find(|(name, _)| short(word, name)) {
        Some((_, Built(run))) => Ok(*run),
        Some((_, Help)) => Ok(|_, _| Err(Error::usage(usage::MAIN))),
        Some((name, Missing)) => Err(Error::not_built(&format!("object \"{name}\""))),
        None => match OWN.iter().find(|(name, _)| *name == word) {
            Some((_, run)) => Ok(*run),
            None => Err(Error::command(format!(
                "Object \"{word}\" is unknown, try \"ip help\"."
            ))),
        },
    }
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
