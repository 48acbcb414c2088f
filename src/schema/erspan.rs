//! Codecs of erspan, the mirroring of packets over GRE.

use super::{Codec, Reading, Row, U8, U32, put};
use crate::args::short;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::output::alternate_hex;
use crate::session::Display;

/// The index of a session: 1 to 2^20 - 1.
pub struct ErspanIndex;
impl Codec for ErspanIndex {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.args.peek().unwrap_or_default();
        let index: u32 = reading.parse(row)?;
        if !(1..1 << 20).contains(&index) {
            return Err(Error::invalid(
                word,
                "erspan index must be > 0 and <= 20-bit\n",
            ));
        }
        reading.draft.set(row.attr, &index.to_ne_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        U32.show(row, attr, nest, display);
    }
}

/// The version of the header: 0, 1 or 2.
pub struct ErspanVersion;
impl Codec for ErspanVersion {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.args.peek().unwrap_or_default();
        let version: u8 = reading.parse(row)?;
        if version > 2 {
            return Err(Error::invalid(word, "erspan version must be 0/1/2\n"));
        }
        reading.draft.set(row.attr, &[version]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        U8.show(row, attr, nest, display);
    }
}

/// `ingress` or `egress`.
pub struct ErspanDirection;
impl Codec for ErspanDirection {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let direction = if short(word, "ingress") {
            0
        } else if short(word, "egress") {
            1
        } else {
            return Err(reading.wrong(row, word));
        };
        reading.draft.set(row.attr, &[direction]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(n) = attr.u8() {
            put(row, display, if n == 0 { "ingress" } else { "egress" });
        }
    }
}

/// The id of the hardware that mirrors.
pub struct ErspanHardware;
impl Codec for ErspanHardware {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let id: u16 = reading.parse(row)?;
        reading.draft.set(row.attr, &id.to_ne_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(id) = attr.u16() {
            put(row, display, alternate_hex(id));
        }
    }
}
