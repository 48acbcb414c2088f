//! The statistics suites and their selection.

use super::EINVAL;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::uapi::stats::*;

/// The content of a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// `mpls_link_stats`.
    Mpls,
    /// `rtnl_link_stats64`, of the link or of packets that its hardware passed to the processor.
    Counts,
    /// `rtnl_hw_stats64`.
    Layer3,
    /// Which statistics the hardware collects.
    Info,
    Bond,
    Vlans,
    /// `BRIDGE_XSTATS_*`.
    Bridge(u16),
}

/// A suite: group, subgroup and suite (empty where there are none).
pub(super) struct Leaf {
    pub(super) names: [&'static str; 3],
    /// `IFLA_STATS_*`.
    pub(super) attr: u16,
    /// `IFLA_OFFLOAD_XSTATS_*` or `LINK_XSTATS_TYPE_*`.
    pub(super) nest: u16,
    pub(super) content: Content,
}

const fn leaf(names: [&'static str; 3], attr: u16, nest: u16, content: Content) -> Leaf {
    Leaf {
        names,
        attr,
        nest,
        content,
    }
}

const fn extra(names: [&'static str; 3], nest: u16, content: Content) -> Leaf {
    leaf(names, IFLA_STATS_LINK_XSTATS, nest, content)
}

const fn port(names: [&'static str; 3], nest: u16, content: Content) -> Leaf {
    leaf(names, IFLA_STATS_LINK_XSTATS_SLAVE, nest, content)
}

const fn offload(subgroup: &'static str, nest: u16, content: Content) -> Leaf {
    let attr = IFLA_STATS_LINK_OFFLOAD_XSTATS;
    leaf(["offload", subgroup, ""], attr, nest, content)
}

const BRIDGE: u16 = LINK_XSTATS_TYPE_BRIDGE;
const BOND: u16 = LINK_XSTATS_TYPE_BOND;
const MULTICAST: Content = Content::Bridge(BRIDGE_XSTATS_MCAST);
const STP: Content = Content::Bridge(BRIDGE_XSTATS_STP);

/// In display order.
pub(super) const LEAVES: [Leaf; 13] = [
    leaf(
        ["afstats", "mpls", ""],
        IFLA_STATS_AF_SPEC,
        28,
        Content::Mpls,
    ),
    leaf(["link", "", ""], IFLA_STATS_LINK_64, 0, Content::Counts),
    offload("l3_stats", IFLA_OFFLOAD_XSTATS_L3_STATS, Content::Layer3),
    offload(
        "hw_stats_info",
        IFLA_OFFLOAD_XSTATS_HW_S_INFO,
        Content::Info,
    ),
    offload("cpu_hit", IFLA_OFFLOAD_XSTATS_CPU_HIT, Content::Counts),
    port(["xstats_slave", "bond", "802.3ad"], BOND, Content::Bond),
    extra(["xstats", "bond", "802.3ad"], BOND, Content::Bond),
    port(["xstats_slave", "bridge", "vlan"], BRIDGE, Content::Vlans),
    port(["xstats_slave", "bridge", "mcast"], BRIDGE, MULTICAST),
    port(["xstats_slave", "bridge", "stp"], BRIDGE, STP),
    extra(["xstats", "bridge", "vlan"], BRIDGE, Content::Vlans),
    extra(["xstats", "bridge", "mcast"], BRIDGE, MULTICAST),
    extra(["xstats", "bridge", "stp"], BRIDGE, STP),
];

/// Names of the levels.
const LEVELS: [&str; 3] = ["group", "subgroup", "suite"];

/// The selected suites.
#[derive(Default)]
pub(super) struct Selection<'a> {
    chosen: [bool; LEAVES.len()],
    /// The last names given; the next argument decides whether the path is complete.
    path: Vec<&'a str>,
}

impl<'a> Selection<'a> {
    /// The level that a keyword names.
    pub(super) fn level(word: &str) -> Option<usize> {
        LEVELS.iter().position(|level| *level == word)
    }

    /// Reads a name of a level. A name that is also the keyword of a deeper level counts as that keyword, as in
    /// iproute2.
    pub(super) fn parse(&mut self, level: usize, args: &mut Args<'a>) -> Result<()> {
        let name = args.value()?;
        self.add(level, name)?;
        match Self::level(name).filter(|deeper| *deeper > level) {
            Some(deeper) => self.parse(deeper, args),
            None => Ok(()),
        }
    }

    /// Adds a name of a level. It is looked up when its path is complete.
    fn add(&mut self, level: usize, name: &'a str) -> Result<()> {
        if let Some(first) = LEVELS
            .get(self.path.len())
            .filter(|_| self.path.len() < level)
        {
            let what = LEVELS.get(level).copied().unwrap_or_default();
            return wrong(format!(
                "{what} {name} requested without selecting a {first} first"
            ));
        }
        if self.path.len() > level {
            self.commit()?;
            self.path.truncate(level);
        }
        self.path.push(name);
        Ok(())
    }

    /// Selects the suites of the current path.
    fn commit(&mut self) -> Result<()> {
        for level in 0..self.path.len() {
            self.check(level)?;
        }
        for (chosen, leaf) in self.chosen.iter_mut().zip(&LEAVES) {
            let mut pairs = leaf.names.iter().zip(&self.path);
            *chosen |= pairs.all(|(known, given)| known == given);
        }
        Ok(())
    }

    /// Looks a name up on its level, below the names before it.
    fn check(&self, level: usize) -> Result<()> {
        let above = self.path.get(..level).unwrap_or_default();
        let name = self.path.get(level).copied().unwrap_or_default();
        let what = LEVELS.get(level).copied().unwrap_or_default();
        let within = |leaf: &&Leaf| {
            let mut pairs = leaf.names.iter().zip(above);
            pairs.all(|(known, given)| known == given)
        };
        let mut known = LEAVES
            .iter()
            .filter(within)
            .filter_map(|leaf| leaf.names.get(level));
        let parent = above.last().copied().unwrap_or("top-level");
        if known.clone().all(|known| known.is_empty()) {
            let kind = LEVELS.get(level.saturating_sub(1)).copied();
            let kind = kind.unwrap_or_default();
            return wrong(format!(
                "{what} {name} requested inside leaf {kind} {parent}"
            ));
        }
        if name.is_empty() || !known.any(|known| *known == name) {
            return wrong(format!("no {what} named {name} found inside {parent}"));
        }
        Ok(())
    }

    /// The suites to show; all by default.
    ///
    /// # Errors
    /// The last path does not exist.
    pub(super) fn leaves(mut self) -> Result<Vec<&'static Leaf>> {
        self.commit()?;
        let chosen = LEAVES.iter().zip(self.chosen);
        Ok(chosen
            .filter_map(|(leaf, chosen)| chosen.then_some(leaf))
            .collect())
    }
}

fn wrong<T>(line: String) -> Result<T> {
    Err(Error::with_status(format!("Error: {line}"), EINVAL))
}
