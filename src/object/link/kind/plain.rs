//! Kinds without options and fields, among them ports of teams.

use super::{Kind, PLAIN};

/// The kinds.
pub const KIND: Kind = Kind {
    names: &[
        "dummy",
        "ifb",
        "nlmon",
        "team",
        "team_slave",
        "vcan",
        "netdevsim",
        "virt_wifi",
    ],
    ..PLAIN
};
