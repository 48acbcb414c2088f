//! `ovpn`: the data channel of OpenVPN. linux/if_link.h.

use super::{Kind, PLAIN, Unknown};
use crate::args::Word::Whole;
use crate::schema::{OneOf8, Row, row};
use crate::uapi::link_kinds::IFLA_OVPN_MODE;

const HELP: &str = "\
Usage: ... ovpn [ mode MODE ]
MODE := { p2p | mp } (p2p unless given)
";

const ROWS: &[Row] = &[row(
    &[Whole("mode")],
    IFLA_OVPN_MODE,
    &OneOf8(&["p2p", "mp"]),
)];

/// The kind.
pub const KIND: Kind = Kind {
    names: &["ovpn"],
    rows: &[ROWS],
    shows: true,
    unknown: Unknown::Option,
    help_word: Some(Whole("help")),
    help: HELP,
    config: "OVPN",
    not_reported: "its peers and keys",
    ..PLAIN
};
