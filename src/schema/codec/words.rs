//! Words for numbers.

use super::{Codec, put};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::output::eprint_line;
use crate::schema::{Reading, Row};
use crate::session::Display;
use crate::value::{ethertype, switch};

/// One of some words or (with iproute2's warning) a prefix of one; four bytes.
pub struct OneOf32(pub &'static [&'static str]);
impl Codec for OneOf32 {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let place = switch::one_of(reading.args, row.name(), self.0, 1, &mut |line| {
            eprint_line(line)
        })?;
        let n = u32::try_from(place).map_err(|_| Error::incomplete())?;
        reading.draft.push(row.attr, &n.to_ne_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let Some(n) = attr.u32() else { return };
        let word = usize::try_from(n).ok().and_then(|n| self.0.get(n));
        put(row, display, *word.unwrap_or(&"(unknown)"));
    }
}

/// A protocol of Ethernet frames; two bytes in network order.
pub struct EtherType;
impl Codec for EtherType {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let protocol = ethertype::from_word(word).ok_or_else(|| reading.wrong(row, word))?;
        reading.draft.push(row.attr, &protocol.to_be_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(protocol) = attr.be16() {
            let name = if display.names.tables.numeric {
                ethertype::number(protocol)
            } else {
                ethertype::name(protocol)
            };
            put(row, display, name);
        }
    }
}

/// One of some words or (with iproute2's warning) a prefix of one; one byte.
pub struct OneOf8(pub &'static [&'static str]);
impl Codec for OneOf8 {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let place = switch::one_of(reading.args, row.name(), self.0, 1, &mut |line| {
            eprint_line(line)
        })?;
        let n = u8::try_from(place).map_err(|_| Error::incomplete())?;
        reading.draft.push(row.attr, &[n]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let Some(n) = attr.u8() else { return };
        let word = self.0.get(usize::from(n));
        put(row, display, *word.unwrap_or(&"(unknown)"));
    }
}
