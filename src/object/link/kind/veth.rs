//! `veth`: a pair of Ethernet devices, each end of which may be in a namespace of its own.

use super::{Kind, PLAIN};

/// The kind.
pub const KIND: Kind = Kind {
    names: &["veth"],
    ..PLAIN
};
