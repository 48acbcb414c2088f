//! A value on its way to the screen.

use std::borrow::Cow;
use std::io::Write;
use std::net::Ipv4Addr;

/// What a pen can write. Text from the kernel is bytes: names and aliases need not be UTF-8.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// A number.
    Unsigned(u64),
    /// A number that may be negative.
    Signed(i64),
    /// Words.
    Text(Cow<'a, [u8]>),
    /// True or false; in text `true`, `false`.
    Bool(bool),
    /// No value; nothing in text.
    Null,
    /// An IPv4 address.
    Ipv4(Ipv4Addr),
    /// Bytes in hexadecimal, with colons: an address of the link layer.
    Hex(&'a [u8]),
    /// A JSON number that is already written out (`0.00`).
    Raw(Cow<'a, str>),
}

impl Value<'_> {
    /// Writes the value as text.
    pub fn write_text(&self, buf: &mut Vec<u8>) {
        match self {
            Value::Text(text) => buf.extend_from_slice(text),
            Value::Null => {}
            other => other.write_plain(buf),
        }
    }

    /// Writes numbers and constants, which read the same in text and JSON.
    pub(super) fn write_plain(&self, buf: &mut Vec<u8>) {
        // Writing to a Vec cannot fail.
        let _ = match self {
            Value::Unsigned(n) => {
                decimal(buf, *n);
                Ok(())
            }
            Value::Signed(n) => {
                if *n < 0 {
                    buf.push(b'-');
                }
                decimal(buf, n.unsigned_abs());
                Ok(())
            }
            Value::Bool(b) => write!(buf, "{b}"),
            Value::Null => buf.write_all(b"null"),
            Value::Raw(text) => buf.write_all(text.as_bytes()),
            Value::Ipv4(address) => {
                dots(buf, *address);
                Ok(())
            }
            Value::Hex(bytes) => {
                hex(buf, bytes);
                Ok(())
            }
            Value::Text(text) => buf.write_all(text),
        };
    }
}

/// Writes a number; most of a listing is numbers, and most of them are zero.
pub fn decimal(buf: &mut Vec<u8>, mut n: u64) {
    if n < 10 {
        buf.push(b'0' + n as u8);
        return;
    }
    let mut digits = [0; 20];
    let mut used = 0;
    for digit in digits.iter_mut().rev() {
        // A remainder of ten fits a byte.
        *digit = b'0' + (n % 10) as u8;
        n /= 10;
        used += 1;
        if n == 0 {
            break;
        }
    }
    buf.extend_from_slice(digits.get(20 - used..).unwrap_or_default());
}

/// Writes an IPv4 address, digit by digit: of a table of routes, addresses are most of the work.
pub fn dots(buf: &mut Vec<u8>, address: Ipv4Addr) {
    for (place, byte) in address.octets().into_iter().enumerate() {
        if place > 0 {
            buf.push(b'.');
        }
        if byte >= 100 {
            buf.push(b'0' + byte / 100);
        }
        if byte >= 10 {
            buf.push(b'0' + byte / 10 % 10);
        }
        buf.push(b'0' + byte % 10);
    }
}

/// Writes bytes in hexadecimal, with colons.
pub fn hex(buf: &mut Vec<u8>, bytes: &[u8]) {
    for (place, byte) in bytes.iter().enumerate() {
        let [high, low] = [byte >> 4, byte & 15].map(hex_digit);
        match place {
            0 => buf.extend_from_slice(&[high, low]),
            _ => buf.extend_from_slice(&[b':', high, low]),
        }
    }
}

/// A number as printf(3) writes it for `%#x`: zero is `0`, without a prefix.
pub fn alternate_hex(n: impl Into<u64>) -> String {
    match n.into() {
        0 => "0".to_owned(),
        n => format!("{n:#x}"),
    }
}

fn hex_digit(n: u8) -> u8 {
    n + if n < 10 { b'0' } else { b'a' - 10 }
}

macro_rules! from_number {
    ($($kind:ty => $variant:ident),*) => {$(
        impl From<$kind> for Value<'_> {
            fn from(n: $kind) -> Self { Value::$variant(n.into()) }
        }
    )*};
}
from_number!(u8 => Unsigned, u16 => Unsigned, u32 => Unsigned, u64 => Unsigned, i32 => Signed, i64 => Signed, bool => Bool);

impl From<()> for Value<'_> {
    fn from((): ()) -> Self {
        Value::Null
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text.as_bytes()))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(Cow::Borrowed(text.as_bytes()))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text.into_bytes()))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(text: &'a [u8]) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<Vec<u8>> for Value<'_> {
    fn from(text: Vec<u8>) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, [u8]>> for Value<'a> {
    fn from(text: Cow<'a, [u8]>) -> Self {
        Value::Text(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_written_as_std_writes_it() {
        for n in 0..=255_u8 {
            let number = u64::from(n) << (n % 57);
            let mut shown = Vec::new();
            decimal(&mut shown, number);
            assert_eq!(shown, number.to_string().into_bytes());
            let address = Ipv4Addr::from([n, 0, 255, n]);
            let mut shown = Vec::new();
            dots(&mut shown, address);
            assert_eq!(shown, address.to_string().into_bytes());
            shown.clear();
            hex(&mut shown, &[n, 0]);
            assert_eq!(shown, format!("{n:02x}:00").into_bytes());
        }
    }
}
