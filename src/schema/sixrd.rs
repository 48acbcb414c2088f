//! Codecs of 6rd (RFC 5969): prefixes that are an address in one attribute and a length in another.

use super::{Codec, Reading, Row};
use crate::error::Result;
use crate::netlink::{Attr, Attrs};
use crate::session::Display;
use crate::value::family;
use crate::value::inet::{Inet, Prefix};

fn read(row: &Row, reading: &mut Reading, wanted: u8, length: u16) -> Result<()> {
    let word = reading.value()?;
    let prefix = Prefix::parse(word, wanted)?;
    // An IPv6 prefix of everything has no bytes.
    let bytes = match word {
        "any" | "all" if wanted == family::INET6 => &[],
        _ => prefix.inet.bytes(),
    };
    reading.draft.set(row.attr, bytes);
    let bits = u16::from(prefix.length);
    reading.draft.set(length, &bits.to_ne_bytes());
    Ok(())
}

/// An IPv6 prefix, with the attribute of its length.
pub struct Prefix6(pub u16);
impl Codec for Prefix6 {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        read(row, reading, family::INET6, self.0)
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

/// An IPv4 prefix, with the attribute of its length.
pub struct Prefix4(pub u16);
impl Codec for Prefix4 {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        read(row, reading, family::INET, self.0)
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

/// The word that goes back to 2002::/16 without a relay.
pub struct Reset6rd {
    /// The attribute of the prefix's length.
    pub prefix_length: u16,
    /// The attribute of the relay's prefix.
    pub relay: u16,
    /// The attribute of its length.
    pub relay_length: u16,
}
impl Codec for Reset6rd {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let prefix = 0x2002_u128 << 112;
        reading.draft.set(row.attr, &prefix.to_be_bytes());
        reading.draft.set(self.prefix_length, &16_u16.to_ne_bytes());
        reading.draft.set(self.relay, &[0; 4]);
        reading.draft.set(self.relay_length, &[0; 2]);
        Ok(())
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

/// A prefix as it is shown: not if its length is zero.
pub struct PrefixField {
    /// `AF_*`.
    pub family: u8,
    /// The attribute of its length.
    pub length: u16,
    /// The JSON key of its length.
    pub length_key: &'static str,
    /// Its name in text.
    pub label: &'static str,
    /// The attribute without whose number it is not shown: the length of the prefix that it goes with.
    pub with: u16,
}
impl Codec for PrefixField {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        Err(reading.wrong(row, reading.typed))
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        let length = nest.get(self.length).and_then(|attr| attr.u16());
        let address = Inet::new(self.family, attr.bytes);
        let with = nest.get(self.with).and_then(|attr| attr.u16());
        // A relay without an address is none.
        let none = self.family == family::INET && address.is_unspecified();
        let shown = with.is_some_and(|with| with != 0) && !none;
        let Some(length) = length.filter(|_| shown) else {
            return;
        };
        let prefix = address.to_string();
        if display.out.is_json() {
            display.out.json(row.key, prefix);
            display.out.json(self.length_key, length);
        } else {
            let text = format!("{prefix}/{length}");
            display.out.labelled(row.key, self.label, text);
        }
    }
}
