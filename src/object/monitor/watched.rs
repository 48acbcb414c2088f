//! The objects that can be watched, and their multicast groups.

use crate::args::Word::{self, Short, Whole};
use crate::uapi::rtnetlink::*;
use crate::value::family;

/// A keyword, and its groups with their families (0 for any).
struct Row(Word, &'static [(u8, u32)]);

const ANY: u8 = family::UNSPEC;
const V4: u8 = family::INET;
const V6: u8 = family::INET6;

/// In the order of comparison.
const ROWS: &[Row] = &[
    Row(Short("link"), &[(ANY, RTNLGRP_LINK)]),
    Row(
        Short("address"),
        &[(V4, RTNLGRP_IPV4_IFADDR), (V6, RTNLGRP_IPV6_IFADDR)],
    ),
    Row(Whole("acaddress"), &[(V6, RTNLGRP_IPV6_ACADDR)]),
    Row(
        Short("maddress"),
        &[(V4, RTNLGRP_IPV4_MCADDR), (V6, RTNLGRP_IPV6_MCADDR)],
    ),
    Row(
        Short("route"),
        &[
            (V4, RTNLGRP_IPV4_ROUTE),
            (V6, RTNLGRP_IPV6_ROUTE),
            (family::MPLS, RTNLGRP_MPLS_ROUTE),
        ],
    ),
    Row(
        Short("mroute"),
        &[(V4, RTNLGRP_IPV4_MROUTE), (V6, RTNLGRP_IPV6_MROUTE)],
    ),
    Row(Short("prefix"), &[(V6, RTNLGRP_IPV6_PREFIX)]),
    Row(Short("neigh"), &[(ANY, RTNLGRP_NEIGH)]),
    Row(
        Short("netconf"),
        &[
            (V4, RTNLGRP_IPV4_NETCONF),
            (V6, RTNLGRP_IPV6_NETCONF),
            (family::MPLS, RTNLGRP_MPLS_NETCONF),
        ],
    ),
    Row(
        Short("rule"),
        &[(V4, RTNLGRP_IPV4_RULE), (V6, RTNLGRP_IPV6_RULE)],
    ),
    Row(Short("nsid"), &[(ANY, RTNLGRP_NSID)]),
    Row(Short("nexthop"), &[(ANY, RTNLGRP_NEXTHOP)]),
    Row(Whole("stats"), &[(ANY, RTNLGRP_STATS)]),
    Row(Whole("all"), &[]),
];

/// A set of objects, as a bit mask of rows; empty for all.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Watched(u32);

impl Watched {
    /// Adds the object that `word` names; returns whether there is one.
    pub(super) fn add(&mut self, word: &str) -> bool {
        let Some(place) = ROWS.iter().position(|Row(known, _)| known.fits(word)) else {
            return false;
        };
        // `all` has no bit: the other objects decide.
        if place + 1 < ROWS.len() {
            self.0 |= 1 << place;
        }
        true
    }

    /// The groups of these objects in a family (0 for all).
    pub(super) fn groups(self, family: u8) -> impl Iterator<Item = u32> {
        let set = if self.0 == 0 { u32::MAX } else { self.0 };
        let rows = ROWS.iter().enumerate();
        rows.filter(move |(place, _)| set & (1 << place) != 0)
            .flat_map(|(_, Row(_, groups))| groups.iter())
            .filter(move |(of, _)| family == ANY || *of == ANY || *of == family)
            .map(|(_, group)| *group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(words: &str, family: u8) -> Vec<u32> {
        let mut watched = Watched::default();
        assert!(words.split_whitespace().all(|word| watched.add(word)));
        let mut groups: Vec<u32> = watched.groups(family).collect();
        groups.sort_unstable();
        groups
    }

    #[test]
    fn groups_are_iproute2_s() {
        let all = [
            1, 3, 5, 6, 7, 8, 9, 10, 11, 18, 19, 24, 25, 27, 28, 29, 32, 36, 37, 38, 39,
        ];
        assert_eq!(groups("", 0), all);
        assert_eq!(groups("all", 0), all);
        assert_eq!(groups("link all", 0), [1]);
        let of_4 = [1, 3, 5, 6, 7, 8, 24, 28, 32, 36, 37];
        assert_eq!(groups("", family::INET), of_4);
        let of_6 = [1, 3, 9, 10, 11, 18, 19, 25, 28, 32, 36, 38, 39];
        assert_eq!(groups("all", family::INET6), of_6);
        assert_eq!(groups("", family::MPLS), [1, 3, 27, 28, 29, 32, 36]);
        assert_eq!(groups("", family::PACKET), [1, 3, 28, 32, 36]);
        assert_eq!(groups("m mr r", family::INET), [6, 7, 37]);
        assert_eq!(groups("a acaddress p", family::INET), [5]);
        assert!(!Watched::default().add("stat") && !Watched::default().add("ac"));
    }
}
