//! Kinds that take no options and show none: `dummy`, `ifb`, `nlmon` …

use super::{Kind, PLAIN};

const fn plain(names: &'static [&'static str], config: &'static str, help: &'static str) -> Kind {
    Kind {
        names,
        config,
        help,
        ..PLAIN
    }
}

/// `dummy`: takes packets and forgets them.
pub const DUMMY: Kind = plain(&["dummy"], "DUMMY", "Usage: ... dummy\n");
/// `ifb`: an intermediate functional block, to shape what comes in.
pub const IFB: Kind = plain(&["ifb"], "IFB", "Usage: ... ifb\n");
/// `netdevsim`: a simulated device for tests.
pub const NETDEVSIM: Kind = plain(&["netdevsim"], "NETDEVSIM", "Usage: ... netdevsim\n");
/// `nlmon`: shows netlink messages to packet sniffers.
pub const NLMON: Kind = plain(&["nlmon"], "NLMON", "Usage: ... nlmon\n");
/// `team`: ports as one, run by a daemon.
pub const TEAM: Kind = plain(&["team"], "NET_TEAM", "Usage: ... team\n");
/// A port of a team.
pub const TEAM_SLAVE: Kind = plain(&["team_slave"], "", "Usage: ... team_slave\n");
/// `vcan`: a CAN bus without a wire.
pub const VCAN: Kind = plain(&["vcan"], "CAN_VCAN", "Usage: ... vcan\n");
/// `virt_wifi`: a wireless device over a wired one.
pub const VIRT_WIFI: Kind = plain(&["virt_wifi"], "", "Usage: ... virt_wifi\n");
