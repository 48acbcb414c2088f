//! The hops of a route that is asked for and of one that is there.

use crate::ensure::is_blank;
use crate::netlink::{Attr, Attrs};
use crate::uapi::header::{RtMsg, RtNextHop};
use crate::uapi::route::*;

/// A hop: one of `RTA_MULTIPATH`, or that of a route which has but one.
struct Hop<'m> {
    onlink: bool,
    weight: u8,
    device: u32,
    attrs: Attrs<'m>,
}

/// What a hop has, and whether it must not have it if that was not asked for.
const WORDS: &[(u16, &str, bool)] = &[
    (RTA_GATEWAY, "via", true),
    (RTA_VIA, "via", true),
    (RTA_ENCAP_TYPE, "encap", true),
    (RTA_ENCAP, "encap", false),
    (RTA_NEWDST, "as", false),
    (RTA_FLOW, "realms", false),
];

/// The first word in which the hops differ, of headers and attributes asked for and there.
///
/// To IPv6 each hop is a route of its own, and the kernel tells those together that were made one by one: there may be
/// more of them.
pub(super) fn differ(
    [ours, theirs]: [RtMsg; 2],
    [asked, there]: [Attrs; 2],
    is_v6: bool,
) -> Option<&'static str> {
    let many = |attrs: Attrs| attrs.get(RTA_MULTIPATH).is_some();
    let (one, all) = (hops(ours, asked), hops(theirs, there));
    if !many(asked) && !many(there) {
        let mut pairs = one.iter().zip(&all);
        return pairs.find_map(|(hop, other)| hop.differs(other, is_v6));
    }
    let is_there = |hop: &Hop| all.iter().any(|other| hop.differs(other, is_v6).is_none());
    let same = one.len() == all.len() || is_v6;
    (!same || !one.iter().all(is_there)).then_some("nexthop")
}

impl Hop<'_> {
    fn differs(&self, there: &Hop, is_v6: bool) -> Option<&'static str> {
        let word = |(kind, word, only_if_asked): &(u16, &'static str, bool)| {
            let same = match (self.attrs.get(*kind), there.attrs.get(*kind)) {
                (Some(ours), Some(theirs)) => ours.is_within(theirs),
                // IPv6 knows no realms and does not say so.
                (Some(ours), None) => is_blank(ours) || is_v6 && *kind == RTA_FLOW,
                (None, Some(_)) => !only_if_asked,
                (None, None) => true,
            };
            (!same).then_some(*word)
        };
        if let Some(word) = WORDS.iter().find_map(word) {
            return Some(word);
        }
        if self.device != 0 && self.device != there.device {
            return Some("dev");
        }
        if self.weight != there.weight {
            return Some("weight");
        }
        (self.onlink && !there.onlink).then_some("onlink")
    }
}

/// The hops of a route with this header.
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

/// The `struct rtnexthop`s in `RTA_MULTIPATH`.
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
