//! Codecs: for each type of value, arguments to an attribute, and an attribute to text and JSON.

use super::{Reading, Row, Text};
use crate::error::Result;
use crate::netlink::{Attr, Attrs};
use crate::output::{Value, alternate_hex};
use crate::session::Display;
use crate::value::{family, inet::Inet, lladdr, switch};

mod bridge;
mod once;
mod words;

pub use bridge::*;
pub use once::*;
pub use words::*;

/// Reads and shows one type of value.
pub trait Codec: Sync {
    /// Reads the arguments behind the keyword and stages attributes.
    ///
    /// # Errors
    /// The value is wrong: the row's error message.
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()>;

    /// Shows an attribute.
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display);
}

/// Writes a value with the key and the text of its row.
pub fn put<'v>(row: &Row, display: &mut Display, value: impl Into<Value<'v>>) {
    let value = value.into();
    match row.text {
        Text::Named => display.out.labelled(row.key, row.name(), value),
        Text::Template(text) => display.out.put(row.key, text, value),
        Text::Hidden => display.out.json(row.key, value),
    }
}

/// Writes a value that differs between text and JSON.
pub fn put_split<'t, 'j>(
    row: &Row,
    display: &mut Display,
    text: impl Into<Value<'t>>,
    json: impl Into<Value<'j>>,
) {
    if display.out.is_json() {
        put(row, display, json)
    } else {
        put(row, display, text)
    }
}

/// A number as C's `int` takes it: the low 32 bits, signed.
pub fn wrapped(n: u64) -> i32 {
    let [a, b, c, d, ..] = n.to_le_bytes();
    i32::from_le_bytes([a, b, c, d])
}

macro_rules! number_codec {
    ($($(#[$doc:meta])* $name:ident: $kind:ident, $front:ident, $bytes:ident;)*) => {$(
        $(#[$doc])*
        pub struct $name;
        impl Codec for $name {
            fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
                let n: $kind = reading.parse(row)?;
                reading.draft.push(row.attr, &n.$bytes());
                Ok(())
            }
            fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
                if let Some(n) = attr.$front() {
                    put(row, display, n);
                }
            }
        }
    )*};
}
number_codec! {
    /// A number of one byte.
    U8: u8, u8, to_ne_bytes;
    /// A number of two bytes.
    U16: u16, u16, to_ne_bytes;
    /// A number of two bytes in network order.
    Be16: u16, be16, to_be_bytes;
    /// A number of four bytes.
    U32: u32, u32, to_ne_bytes;
    /// A number of eight bytes.
    U64: u64, u64, to_ne_bytes;
    /// A number of eight bytes in network order.
    Be64: u64, be64, to_be_bytes;
    /// A number of four bytes that may be negative.
    I32: i32, i32, to_ne_bytes;
}

/// A number of two bytes shown in hexadecimal (a string in JSON); zero is `0`.
pub struct Hex16;
impl Codec for Hex16 {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        U16.read(row, reading)
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(n) = attr.u16() {
            put(row, display, alternate_hex(n));
        }
    }
}

/// `on` or `off`: one byte, a boolean in JSON.
pub struct OnOff;
impl Codec for OnOff {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let on = switch::off_on(reading.args, row.name(), 1)?;
        reading.draft.push(row.attr, &[u8::from(on)]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(n) = attr.u8() {
            put_split(row, display, if n == 0 { "off" } else { "on" }, n != 0);
        }
    }
}

/// Longest link-layer address (`MAX_ADDR_LEN`).
const LLADDR_MAX: usize = 32;

/// A link-layer address of any length; the kernel refuses a wrong one.
pub struct Mac;
impl Codec for Mac {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let address = lladdr::parse(word)?;
        if address.len() > LLADDR_MAX {
            return Err(lladdr::invalid(word));
        }
        reading.draft.push(row.attr, &address);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        put(row, display, lladdr::hex(attr.bytes));
    }
}

/// A device by name, sent as its ifindex.
pub struct Device;
impl Codec for Device {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let index = reading
            .session
            .names
            .links
            .index(word)
            .ok_or_else(|| crate::error::Error::no_device(word))?;
        reading.draft.push(row.attr, &index.to_ne_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(index) = attr.u32().filter(|index| *index != 0) {
            let name = display.names.links.name(index).into_owned();
            put(row, display, name);
        }
    }
}

/// An IPv4 address.
pub struct V4;
impl Codec for V4 {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let inet = Inet::parse(reading.value()?, family::INET)?;
        reading.draft.push(row.attr, inet.bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        put(
            row,
            display,
            Inet::new(family::INET, attr.bytes).to_string(),
        );
    }
}

/// A keyword that sends an attribute without payload.
pub struct Flag;
impl Codec for Flag {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        reading.draft.push(row.attr, &[]);
        Ok(())
    }
    fn show(&self, row: &Row, _attr: Attr, _: Attrs, display: &mut Display) {
        put(row, display, true);
    }
}

/// One bit of a pair {value, mask} like `br_boolopt_multi`; such rows share one attribute. Shown if the mask has the bit.
pub struct MaskedBit(pub u32);
impl Codec for MaskedBit {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let n: u8 = reading.parse(row)?;
        let before = reading.draft.get(row.attr).map(|bytes| Attr {
            kind: row.attr,
            bytes,
        });
        let (value, mask) = before.and_then(pair).unwrap_or_default();
        let bit = 1_u32 << self.0;
        let value = if n == 0 { value & !bit } else { value | bit };
        let bytes = [value.to_ne_bytes(), (mask | bit).to_ne_bytes()].concat();
        reading.draft.set(row.attr, &bytes);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let Some((value, mask)) = pair(attr) else {
            return;
        };
        if mask >> self.0 & 1 != 0 {
            put(row, display, value >> self.0 & 1);
        }
    }
}

fn pair(attr: Attr) -> Option<(u32, u32)> {
    let (value, mask) = attr.bytes.split_first_chunk()?;
    Some((
        u32::from_ne_bytes(*value),
        u32::from_ne_bytes(*mask.first_chunk()?),
    ))
}

/// Two functions, for what no codec describes.
pub struct By {
    /// Reads the arguments behind the keyword.
    pub read: fn(&Row, &mut Reading) -> Result<()>,
    /// Shows an attribute.
    pub show: fn(&Row, Attr, Attrs, &mut Display),
}
impl Codec for By {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        (self.read)(row, reading)
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        (self.show)(row, attr, nest, display);
    }
}

/// A value that is only shown.
pub struct Shown(pub fn(&Row, Attr, Attrs, &mut Display));
impl Codec for Shown {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        // Rows with this codec have no keywords.
        Err(reading.wrong(row, reading.typed))
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        (self.0)(row, attr, nest, display);
    }
}
