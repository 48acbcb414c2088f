//! `vrf`, virtual routing and forwarding, and `vrf_slave`, its port: linux/if_link.h.

use super::{Kind, PLAIN, Unknown};
use crate::args::Word::Short;
use crate::error::{Error, Result};
use crate::names::NameTable;
use crate::schema::*;
use crate::uapi::link_kinds::*;

const ROWS: &[Row] = &[row(
    &[Short("table")],
    IFLA_VRF_TABLE,
    &By {
        read: read_table,
        show: |row, attr, nest, display| U32.show(row, attr, nest, display),
    },
)];

const PORT_ROWS: &[Row] = &[shown("table", IFLA_VRF_PORT_TABLE, &U32)];

fn read_table(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let table = reading.session.names.tables.id(NameTable::Route, word);
    let table = table.ok_or_else(|| Error::invalid(word, "invalid table ID\n"))?;
    reading.draft.push(row.attr, &table.to_ne_bytes());
    Ok(())
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["vrf"],
    rows: &[ROWS],
    shows: true,
    unknown: Unknown::Option,
    help: "Usage: ... vrf table TABLE\n",
    config: "NET_VRF",
    ..PLAIN
};

/// The kind of its ports.
pub const PORT: Kind = Kind {
    names: &["vrf_slave"],
    rows: &[PORT_ROWS],
    shows: true,
    listed: false,
    ..PLAIN
};
