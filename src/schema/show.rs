//! Attributes to output.

use super::{Row, When};
use crate::names::Names;
use crate::netlink::{Attr, Attrs};
use crate::output::Out;
use crate::session::View;

/// The context of a codec that shows.
pub struct Showing<'s, 'm> {
    /// The output.
    pub out: &'s mut Out,
    /// Names of devices and numbers.
    pub names: &'s mut Names,
    /// View options.
    pub view: &'s View,
    /// All attributes of the nest, for values that depend on more than one.
    pub attrs: Attrs<'m>,
}

/// Shows attributes in the order of the rows.
pub fn show(rows: &[&[Row]], showing: &mut Showing) {
    for row in rows.iter().flat_map(|rows| rows.iter()) {
        show_row(row, showing);
    }
}

/// Shows a row if it applies ([`When`]).
pub fn show_row(row: &Row, showing: &mut Showing) {
    if row.when == When::Never {
        return;
    }
    let absent = (row.when == When::Always).then_some(Attr {
        kind: row.attr,
        bytes: &[],
    });
    let Some(attr) = showing.attrs.get(row.attr).or(absent) else {
        return;
    };
    if row.when == When::NonZero && attr.bytes.iter().all(|byte| *byte == 0) {
        return;
    }
    row.codec.show(row, attr, showing);
}
