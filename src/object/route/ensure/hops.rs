//! Compares the hops of a requested and an existing route.

use crate::ensure::is_blank;
use crate::netlink::{Attr, Attrs};
use crate::uapi::header::{RtMsg, RtNextHop};
use crate::uapi::route::*;

/// A hop of `RTA_MULTIPATH`, or the only one of a route.
struct Hop<'m> {
    onlink: bool,
    weight: u8,
    device: u32,
    attrs: Attrs<'m>,
}

/// Attribute, keyword, and whether an existing hop must not have an attribute that was not requested.
const KEYWORDS: &[(u16, &str, bool)] = &[
    (RTA_GATEWAY, "via", true),
    (RTA_VIA, "via", true),
    (RTA_ENCAP_TYPE, "encap", true),
    (RTA_ENCAP, "encap", false),
    (RTA_NEWDST, "as", false),
    (RTA_FLOW, "realms", false),
];

/// The first keyword in which the hops differ.
///
/// In IPv6 each hop is a route of its own. The kernel reports hops that were added one by one together, so an existing
/// route may have more.
pub(super) fn differ(
    [ours, theirs]: [RtMsg; 2],
    [requested, existing]: [Attrs; 2],
    is_v6: bool,
) -> Option<&'static str> {
    let many = |attrs: Attrs| attrs.get(RTA_MULTIPATH).is_some();
    let (one, all) = (hops(ours, requested), hops(theirs, existing));
    if !many(requested) && !many(existing) {
        let mut pairs = one.iter().zip(&all);
        return pairs.find_map(|(hop, other)| hop.differs(other, is_v6));
    }
    let is_there = |hop: &Hop| all.iter().any(|other| hop.differs(other, is_v6).is_none());
    let same = one.len() == all.len() || is_v6;
    (!same || !one.iter().all(is_there)).then_some("nexthop")
}

impl Hop<'_> {
    fn differs(&self, existing: &Hop, is_v6: bool) -> Option<&'static str> {
        let word = |(kind, word, only_if_asked): &(u16, &'static str, bool)| {
            let same = match (self.attrs.get(*kind), existing.attrs.get(*kind)) {
                (Some(ours), Some(theirs)) => ours.is_within(theirs),
                // The kernel ignores realms of IPv6 routes.
                (Some(ours), None) => is_blank(ours) || is_v6 && *kind == RTA_FLOW,
                (None, Some(_)) => !only_if_asked,
                (None, None) => true,
            };
            (!same).then_some(*word)
        };
        if let Some(word) = KEYWORDS.iter().find_map(word) {
            return Some(word);
        }
        if self.device != 0 && self.device != existing.device {
            return Some("dev");
        }
        if self.weight != existing.weight {
            return Some("weight");
        }
        (self.onlink && !existing.onlink).then_some("onlink")
    }
}

/// The hops of a route.
fn hops<'m>(header: RtMsg, attrs: Attrs<'m>) -> Vec<Hop<'m>> {
    match attrs.get(RTA_MULTIPATH) {
        Some(many) => of_many(many.bytes),
        None => vec![Hop {
            onlink: header.flags & u32::from(RTNH_F_ONLINK) != 0,
            weight: 0,
            device: attrs.get(RTA_OIF).and_then(Attr::u32).unwrap_or(0),
            attrs,
        }],
    }
}

/// The hops in `RTA_MULTIPATH`.
fn of_many(mut left: &[u8]) -> Vec<Hop<'_>> {
    let mut hops = Vec::new();
    while let Some(header) = RtNextHop::parse(left) {
        let length = usize::from(header.len).max(RtNextHop::SIZE);
        hops.push(Hop {
            onlink: header.flags & RTNH_F_ONLINK != 0,
            weight: header.hops,
            device: header.index,
            attrs: Attrs::new(left.get(RtNextHop::SIZE..length).unwrap_or_default()),
        });
        left = left.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    hops
}
