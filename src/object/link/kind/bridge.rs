//! `bridge`: linux/if_bridge.h, linux/if_link.h.

use super::{Kind, PLAIN, Unknown};

const HELP: &str = "Usage: ... bridge
";

/// The kind.
pub const KIND: Kind = Kind {
    names: &["bridge"],
    rows: &[],
    shows: true,
    unknown: Unknown::Command,
    help: HELP,
    ..PLAIN
};
