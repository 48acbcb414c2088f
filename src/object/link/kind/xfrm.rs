//! `xfrm`: an interface to IPsec. linux/if_link.h.

use super::{Kind, KindContext, Lower, PLAIN, Unknown};
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::output::alternate_hex;
use crate::schema::tunnel::{Is, NonZero, Underlay};
use crate::schema::{Draft, Row, Shown, put, row, shown, typed};
use crate::session::Display;
use crate::uapi::tunnel::{IFLA_XFRM_COLLECT_METADATA, IFLA_XFRM_IF_ID, IFLA_XFRM_LINK};

const HELP: &str = "Usage: ... xfrm { [ dev DEVICE ] if_id ID | external }

ID := 0x1..0xffffffff
";

const ROWS: &[Row] = &[
    typed(&[Short("dev")], IFLA_XFRM_LINK, &Underlay),
    row(&[Whole("external")], IFLA_XFRM_COLLECT_METADATA, &Is(&[])).text("external "),
    typed(&[Short("if_id")], IFLA_XFRM_IF_ID, &NonZero).wrong("if_id value is invalid"),
    shown("if_id", IFLA_XFRM_IF_ID, &Shown(show_id)),
];

/// An interface for all policies has no id of its own.
fn show_id(row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
    if nest.get(IFLA_XFRM_COLLECT_METADATA).is_none() {
        if let Some(id) = attr.u32() {
            put(row, display, alternate_hex(id));
        }
    }
}

fn check(draft: &mut Draft, _making: &KindContext) -> Result<()> {
    if draft.has(IFLA_XFRM_COLLECT_METADATA) {
        if draft.has(IFLA_XFRM_IF_ID) || draft.has(IFLA_XFRM_LINK) {
            return Err(Error::command(
                "xfrmi: both 'external' and if_id/link cannot be specified",
            ));
        }
    } else if !draft.has(IFLA_XFRM_IF_ID) && !draft.is_empty() {
        return Err(Error::missing("IF_ID"));
    }
    draft.arrange(&[IFLA_XFRM_COLLECT_METADATA, IFLA_XFRM_IF_ID, IFLA_XFRM_LINK]);
    Ok(())
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["xfrm"],
    rows: &[ROWS],
    shows: true,
    unknown: Unknown::Help,
    help: HELP,
    finish: Some(check),
    config: "XFRM_INTERFACE",
    lower: Lower::Anywhere,
    ..PLAIN
};
