//! What the statistics of kinds (`ip link xstats`) have in common.

use crate::netlink::Attr;
use crate::output::Out;

/// Statistics that only one kind of link or port has.
pub struct Xstats {
    /// The keywords of groups, for the usage text.
    pub help: &'static str,
    /// `IFLA_STATS_LINK_XSTATS*`.
    pub stats: u16,
    /// `LINK_XSTATS_TYPE_*`.
    pub nest: u16,
    /// Groups of statistics: keywords and attributes.
    pub groups: &'static [(&'static str, u16)],
    /// Shows one group.
    pub show: fn(Attr, &mut Out),
}

/// Begins a line under the name.
pub fn line(out: &mut Out, title: &str) {
    out.word("                    ");
    out.word(title);
}
