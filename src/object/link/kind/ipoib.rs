//! `ipoib`: IP over InfiniBand. linux/if_link.h.

use super::{Kind, PLAIN, Unknown};
use crate::args::Word::Short;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::schema::{self, By, Codec, Reading, Row, U16, put, row};
use crate::session::Display;
use crate::uapi::link_kinds::{IFLA_IPOIB_MODE, IFLA_IPOIB_PKEY, IFLA_IPOIB_UMCAST};

const HELP: &str = "Usage: ... ipoib [ pkey PKEY ] [ mode { datagram | connected } ]
                 [ umcast { 0 | 1 } ]

PKEY := 0x8001..0xffff
";

/// Two bytes, shown as four hexadecimal digits (a string in JSON).
struct Digits {
    /// Before the digits of what is not zero.
    prefix: &'static str,
}
impl Codec for Digits {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        U16.read(row, reading)
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(n) = attr.u16() {
            let prefix = if n == 0 { "" } else { self.prefix };
            put(row, display, format!("{prefix}{n:04x}"));
        }
    }
}

const MODES: [&str; 2] = ["datagram", "connected"];

const ROWS: &[Row] = &[
    row(&[Short("pkey")], IFLA_IPOIB_PKEY, &Digits { prefix: "0x" })
        .key("key")
        .wrong("pkey is invalid"),
    row(
        &[Short("mode")],
        IFLA_IPOIB_MODE,
        &By {
            read: read_mode,
            show: show_mode,
        },
    ),
    row(
        &[Short("umcast")],
        IFLA_IPOIB_UMCAST,
        &Digits { prefix: "" },
    )
    .wrong("umcast is invalid"),
];

fn read_mode(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let mode = MODES.iter().position(|known| *known == word);
    let mode = mode
        .and_then(|mode| u16::try_from(mode).ok())
        .ok_or_else(|| {
            Error::command("Error: argument of \"mode\" must be \"datagram\"or \"connected\"")
        })?;
    reading.draft.push(row.attr, &mode.to_ne_bytes());
    Ok(())
}

fn show_mode(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let mode = attr.u16().map_or("unknown", |mode| {
        MODES.get(usize::from(mode)).copied().unwrap_or("unknown")
    });
    put(row, display, mode);
}

/// Each field is shown only beside the one before it.
fn show(nest: Attrs, display: &mut Display) {
    for row in ROWS {
        if nest.get(row.attr).is_none() {
            return;
        }
        schema::show_row(row, nest, display);
    }
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["ipoib"],
    rows: &[ROWS],
    shows: true,
    unknown: Unknown::Option,
    help: HELP,
    show: Some(show),
    ..PLAIN
};
