//! `wwan`: a data channel of a modem. linux/wwan.h.

use super::{Kind, PLAIN, Unknown};
use crate::args::Word::Short;
use crate::schema::{Row, U32, row};
use crate::uapi::link_kinds::IFLA_WWAN_LINK_ID;

const HELP: &str = "Usage: ... wwan linkid ID

ID := 0..4294967295
";

const ROWS: &[Row] = &[row(&[Short("linkid")], IFLA_WWAN_LINK_ID, &U32)];

/// The kind.
pub const KIND: Kind = Kind {
    names: &["wwan"],
    rows: &[ROWS],
    shows: true,
    wrong: "{}",
    unknown: Unknown::Command,
    help: HELP,
    ..PLAIN
};
