//! Kinds that iproute2 does not know. `ip link` creates them without options; other programs set these.

use super::{Kind, PLAIN};

/// `pfcp`: the packet forwarding control protocol of mobile networks.
pub const PFCP: Kind = Kind {
    names: &["pfcp"],
    config: "PFCP",
    ..PLAIN
};

/// `wireguard`: encrypted tunnels.
pub const WIREGUARD: Kind = Kind {
    names: &["wireguard"],
    listed: false,
    config: "WIREGUARD",
    not_reported: "its keys and peers, which wg(8) sets",
    ..PLAIN
};
