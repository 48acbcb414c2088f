//! Attributes to the screen.

use super::{Row, When};
use crate::names::Names;
use crate::netlink::{Attr, Attrs};
use crate::output::Out;
use crate::session::View;

/// What a codec may use while it shows.
pub struct Showing<'s, 'm> {
    /// Where to.
    pub out: &'s mut Out,
    /// Names of devices and numbers.
    pub names: &'s mut Names,
    /// How.
    pub view: &'s View,
    /// All attributes of the nest, for what depends on more than one.
    pub attrs: Attrs<'m>,
}

/// Shows what came, in the order of the rows.
pub fn show(rows: &[&[Row]], showing: &mut Showing) {
    for row in rows.iter().flat_map(|rows| rows.iter()) {
        show_row(row, showing);
    }
}

/// Shows one row, if its attribute came or need not.
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
