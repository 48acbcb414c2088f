//! `dsa`: ports of a switch chip behind a network device. linux/if_link.h.

use super::{Kind, PLAIN, Unknown};
use crate::args::Word::Whole;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::schema::{By, Reading, Row, put, row};
use crate::session::Display;
use crate::uapi::link_kinds::IFLA_DSA_CONDUIT;

const HELP: &str = "Usage: ... dsa [ { conduit | master } DEVICE ]
";

const ROWS: &[Row] = &[row(
    &[Whole("conduit"), Whole("master")],
    IFLA_DSA_CONDUIT,
    &By {
        read: read_device,
        show: show_device,
    },
)];

fn read_device(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let index = reading.session.names.links.index(word);
    let index = index.ok_or_else(|| Error::invalid(word, "Device does not exist\n"))?;
    reading.draft.push(row.attr, &index.to_ne_bytes());
    Ok(())
}

fn show_device(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    if let Some(index) = attr.u32() {
        let name = display.names.links.name(index).into_owned();
        put(row, display, name);
    }
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["dsa"],
    rows: &[ROWS],
    shows: true,
    unknown: Unknown::Command,
    help_word: Some(Whole("help")),
    help: HELP,
    ..PLAIN
};
