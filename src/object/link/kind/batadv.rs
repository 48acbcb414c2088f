//! `batadv`, a mesh of B.A.T.M.A.N. advanced: linux/batman_adv.h.

use super::{Kind, PLAIN, Unknown};
use crate::args::{Word::Short, encode};
use crate::schema::*;
use crate::uapi::link_kinds::IFLA_BATADV_ALGO_NAME;

const ROWS: &[Row] = &[typed(
    &[Short("ra")],
    IFLA_BATADV_ALGO_NAME,
    &By {
        read: |row, reading| {
            let mut name = encode(reading.value()?).into_owned();
            name.push(0);
            reading.draft.push(row.attr, &name);
            Ok(())
        },
        show: |_, _, _, _| (),
    },
)];

/// The kind.
pub const KIND: Kind = Kind {
    names: &["batadv"],
    listed: false,
    rows: &[ROWS],
    unknown: Unknown::Command,
    help: "Usage: ... batadv [ ra { BATMAN_IV | BATMAN_V } ]\n",
    config: "BATMAN_ADV",
    ..PLAIN
};
