//! What bridges and their ports have in common.

use super::{Shown, put, put_split};
use crate::netlink::{Attr, Attrs};
use crate::output::Value;
use crate::schema::Row;
use crate::session::Display;
use std::fmt::Write;

/// `struct ifla_bridge_id`: priority and address, whose bytes are written without leading zeros.
pub static BRIDGE_ID: Shown = Shown(bridge_id);
/// A time in hundredths of a second, eight bytes.
pub static CENTISECONDS: Shown = Shown(centiseconds);

fn bridge_id(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let Some([high, low, address @ ..]) = attr.bytes.first_chunk::<8>() else {
        return;
    };
    let mut text = format!("{high:02x}{low:02x}.");
    for (i, byte) in address.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{}{byte:x}", if i == 0 { "" } else { ":" });
    }
    put(row, display, text);
}

fn centiseconds(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let Some(n) = attr.u64() else { return };
    // iproute2 goes by way of microseconds and keeps seconds in an int.
    let micros = n.wrapping_mul(10_000);
    let (seconds, rest) = (super::wrapped(micros / 1_000_000), micros / 10_000 % 100);
    put_split(
        row,
        display,
        format!("{seconds:4}.{rest:02}"),
        Value::Raw(format!("{seconds}.{rest:02}").into()),
    );
}
