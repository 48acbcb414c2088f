//! Link kinds: what `type KIND` takes and `-d` shows, one file each.
//!
//! A kind is data: names, rows, help. [`Kind::read`] and [`Kind::show`] stand in for rows where data ends.

use crate::error::Error;
use crate::netlink::Attrs;

mod amt;
mod bareudp;
mod batadv;
mod bond;
mod bond_slave;
pub mod bond_xstats;
mod bridge;
mod bridge_slave;
pub mod bridge_xstats;
mod can;
mod can_show;
mod can_timing;
mod definition;
mod dsa;
mod erspan;
mod foreign;
mod geneve;
mod gre;
mod gtp;
mod hsr;
mod ip6gre;
mod ip6tnl;
mod ipip;
mod ipoib;
mod ipvlan;
pub mod macsec;
mod macvlan;
mod netkit;
mod overlay;
mod ovpn;
pub mod peer;
mod plain;
mod rmnet;
mod tun;
mod tunnel;
mod tunnel6;
mod veth;
mod vlan;
mod vrf;
mod vti;
mod vxcan;
mod vxlan;
mod wwan;
mod xfrm;
mod xstats;

pub use definition::{Kind, KindContext, Lower, PLAIN, PairOptions, Unknown};
pub use xstats::Xstats;

/// All kinds.
pub const KINDS: &[&Kind] = &[
    &amt::KIND,
    &bareudp::KIND,
    &batadv::KIND,
    &bond::KIND,
    &bond_slave::KIND,
    &bridge::KIND,
    &bridge_slave::KIND,
    &can::KIND,
    &dsa::KIND,
    &geneve::KIND,
    &erspan::KIND,
    &gre::KIND,
    &gtp::KIND,
    &hsr::KIND,
    &ip6gre::KIND,
    &ip6tnl::KIND,
    &ipip::KIND,
    &ipip::SIT,
    &ipoib::KIND,
    &ipvlan::KIND,
    &ipvlan::IPVTAP,
    &macsec::KIND,
    &macvlan::KIND,
    &macvlan::MACVTAP,
    &netkit::KIND,
    &ovpn::KIND,
    &plain::DUMMY,
    &plain::IFB,
    &plain::NETDEVSIM,
    &plain::NLMON,
    &plain::TEAM,
    &plain::TEAM_SLAVE,
    &plain::VCAN,
    &plain::VIRT_WIFI,
    &rmnet::KIND,
    &tun::KIND,
    &veth::KIND,
    &vlan::KIND,
    &vrf::KIND,
    &vrf::PORT,
    &vti::KIND,
    &vti::KIND6,
    &vxcan::KIND,
    &vxlan::KIND,
    &wwan::KIND,
    &xfrm::KIND,
];

/// Kinds that iproute2 does not know: other programs set their options. [`find`] does not return them.
const FOREIGN: &[&Kind] = &[&foreign::PFCP, &foreign::WIREGUARD];

/// The kind of this name.
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS
        .iter()
        .copied()
        .find(|kind| kind.names.contains(&name))
}

/// As [`find`], with kinds that iproute2 does not know: for what the options do not matter to.
pub fn find_any(name: &str) -> Option<&'static Kind> {
    let mut foreign = FOREIGN.iter().copied();
    find(name).or_else(|| foreign.find(|kind| kind.names.contains(&name)))
}

/// The kind of the ports of a master: `bond` gives `bond_slave`.
pub fn find_port(master: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| {
        let mut names = kind.names.iter();
        names.any(|name| name.strip_suffix("_slave") == Some(master))
    })
}

/// The names that `ip link help` lists, sorted.
pub fn listed_names() -> Vec<&'static str> {
    let kinds = KINDS.iter().chain(FOREIGN).filter(|kind| kind.listed);
    let mut names: Vec<&str> = kinds.flat_map(|kind| kind.names).copied().collect();
    names.sort_unstable();
    names
}

/// Whether links of this kind come in pairs.
pub fn is_pair(name: &str) -> bool {
    find_any(name).is_some_and(|kind| kind.lower == Lower::Peer)
}

/// Whether a module creates a device of this name in every namespace.
pub fn is_fallback_device(name: &str) -> bool {
    let mut names = KINDS.iter().flat_map(|kind| kind.fallback_devices);
    names.any(|fallback| *fallback == name)
}

/// Words after a kind that takes none.
pub fn garbage(word: &str) -> Error {
    Error::command(format!(
        "Garbage instead of arguments \"{word} ...\". Try \"ip link help\"."
    ))
}

/// A field that depends on nothing but attributes: for kinds written as functions.
pub fn nested(attrs: Attrs, kind: u16) -> Attrs {
    attrs.get(kind).map(|attr| attr.nest()).unwrap_or_default()
}
