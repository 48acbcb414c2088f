//! Attributes to output.

use super::{Row, When};
use crate::netlink::{Attr, Attrs};
use crate::session::Display;

/// Shows attributes in the order of the rows.
pub fn show(rows: &[&[Row]], nest: Attrs, display: &mut Display) {
    for row in rows.iter().flat_map(|rows| rows.iter()) {
        show_row(row, nest, display);
    }
}

/// Shows a row if it applies ([`When`]).
pub fn show_row(row: &Row, nest: Attrs, display: &mut Display) {
    if row.when == When::Never {
        return;
    }
    let absent = (row.when == When::Always).then_some(Attr {
        kind: row.attr,
        bytes: &[],
    });
    let Some(attr) = nest.get(row.attr).or(absent) else {
        return;
    };
    if row.when == When::NonZero && attr.bytes.iter().all(|byte| *byte == 0) {
        return;
    }
    row.codec.show(row, attr, nest, display);
}
