//! Statistics of bonds and their ports: 802.3ad.

use super::xstats::{Xstats, line};
use crate::netlink::Attr;
use crate::output::Out;
use crate::uapi::stats::*;

/// Statistics of a bond.
pub const BOND: Xstats = Xstats {
    help: "[ { 802.3ad | lacp } ]",
    stats: IFLA_STATS_LINK_XSTATS,
    nest: LINK_XSTATS_TYPE_BOND,
    groups: &[("lacp", BOND_XSTATS_3AD), ("802.3ad", BOND_XSTATS_3AD)],
    show,
};

/// Statistics of a port.
pub const PORT: Xstats = Xstats {
    stats: IFLA_STATS_LINK_XSTATS_SLAVE,
    ..BOND
};

/// `BOND_3AD_STAT_*`, from 0.
const LACP: [(&str, &str); 9] = [
    ("lacpdu_rx", "LACPDU Rx {}\n"),
    ("lacpdu_tx", "LACPDU Tx {}\n"),
    ("lacpdu_unknown_rx", "LACPDU Unknown type Rx {}\n"),
    ("lacpdu_illegal_rx", "LACPDU Illegal Rx {}\n"),
    ("marker_rx", "Marker Rx {}\n"),
    ("marker_tx", "Marker Tx {}\n"),
    ("marker_response_rx", "Marker response Rx {}\n"),
    ("marker_response_tx", "Marker response Tx {}\n"),
    ("marker_unknown_rx", "Marker unknown type Rx {}\n"),
];

/// Shows one group of a bond's statistics.
pub fn show(attr: Attr, out: &mut Out) {
    if attr.kind != BOND_XSTATS_3AD {
        return;
    }
    out.object(Some("802.3ad"), |out| {
        for ((key, text), kind) in LACP.iter().zip(0_u16..) {
            if let Some(n) = attr.nest().get(kind).and_then(Attr::u64) {
                line(out, "");
                out.put(key, text, n);
            }
        }
    });
}
