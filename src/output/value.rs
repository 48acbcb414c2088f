//! Values to show.

use crate::args::encode;
use std::borrow::Cow;
use std::io::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

/// A value that every format can write. Text from the kernel is bytes: names and aliases need not be UTF-8.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// A number.
    Unsigned(u64),
    /// A number that may be negative.
    Signed(i64),
    /// Words.
    Text(Cow<'a, [u8]>),
    /// A boolean; `true` or `false` in text.
    Bool(bool),
    /// No value; nothing in text.
    Null,
    /// An IPv4 address.
    Ipv4(Ipv4Addr),
    /// An IPv6 address.
    Ipv6(Ipv6Addr),
    /// A link-layer address: bytes in hexadecimal, with colons.
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

    /// Writes numbers and constants, which are the same in text and JSON.
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
            Value::Ipv6(address) => {
                colons(buf, *address);
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

/// Text in a column: filled up with blanks to `width` bytes.
pub fn padded<'a>(text: impl Into<Cow<'a, [u8]>>, width: usize) -> Vec<u8> {
    let mut text = text.into().into_owned();
    text.resize(text.len().max(width), b' ');
    text
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

/// The decimal digits of every byte, then a dot.
static DIGITS: [[u8; 4]; 256] = {
    let mut table = [[0; 4]; 256];
    let mut n = 0;
    while n < 256 {
        let byte = n as u8;
        let [hundreds, tens, ones] = [b'0' + byte / 100, b'0' + byte / 10 % 10, b'0' + byte % 10];
        #[allow(clippy::indexing_slicing)] // n < 256, while the program is compiled
        {
            table[n] = match byte {
                0..10 => [ones, b'.', 0, 0],
                10..100 => [tens, ones, b'.', 0],
                100.. => [hundreds, tens, ones, b'.'],
            };
        }
        n += 1;
    }
    table
};

/// Writes an IPv4 address: addresses are most of the text of a list of routes.
pub fn dots(buf: &mut Vec<u8>, address: Ipv4Addr) {
    let mut text = [0; 20];
    let mut used = 0;
    for byte in address.octets() {
        let digits = DIGITS.get(usize::from(byte)).copied().unwrap_or_default();
        if let Some(room) = text.get_mut(used..).and_then(|room| room.first_chunk_mut()) {
            *room = digits;
        }
        used += 2 + usize::from(byte >= 10) + usize::from(byte >= 100);
    }
    buf.extend_from_slice(text.get(..used - 1).unwrap_or_default());
}

/// Writes an IPv6 address as inet_ntop(3) does: RFC 5952, the last four bytes with dots in IPv4-mapped (`::ffff:1.2.3.4`)
/// and IPv4-compatible addresses (`::1.2.3.4`).
pub fn colons(buf: &mut Vec<u8>, address: Ipv6Addr) {
    let groups = address.segments();
    let [.., a, b, c, d] = address.octets();
    match groups {
        [0, 0, 0, 0, 0, 0, high, _] if high != 0 => buf.extend_from_slice(b"::"),
        [0, 0, 0, 0, 0, 0xffff, _, _] => buf.extend_from_slice(b"::ffff:"),
        _ => return colon_groups(buf, groups),
    }
    dots(buf, Ipv4Addr::new(a, b, c, d));
}

/// Writes eight groups; `::` stands for the first longest run of two or more zeros.
fn colon_groups(buf: &mut Vec<u8>, groups: [u16; 8]) {
    let (mut start, mut length) = (0, 1);
    let mut run = 0;
    for (place, group) in groups.into_iter().enumerate() {
        run = if group == 0 { run + 1 } else { 0 };
        if run > length {
            (start, length) = (place + 1 - run, run);
        }
    }
    let zeros = if length > 1 {
        start..start + length
    } else {
        8..8
    };
    let mut text = Digits::default();
    for (place, group) in groups.into_iter().enumerate() {
        if place == zeros.start {
            text.push(b':');
        }
        if zeros.contains(&place) {
            continue;
        }
        if place > 0 {
            text.push(b':');
        }
        text.group(group);
    }
    if zeros.end == 8 && zeros.start < 8 {
        text.push(b':');
    }
    buf.extend_from_slice(text.written());
}

/// Text of at most 48 bytes: an address is gathered here and copied once.
struct Digits {
    text: [u8; 48],
    used: usize,
}

impl Default for Digits {
    fn default() -> Digits {
        Digits {
            text: [0; 48],
            used: 0,
        }
    }
}

impl Digits {
    #[inline]
    fn push(&mut self, byte: u8) {
        if let Some(room) = self.text.get_mut(self.used) {
            *room = byte;
            self.used += 1;
        }
    }

    /// A number in hexadecimal, without leading zeros.
    #[inline]
    fn group(&mut self, group: u16) {
        for shift in [12, 8, 4] {
            if group >> shift != 0 {
                self.push(hex_digit(group >> shift));
            }
        }
        self.push(hex_digit(group));
    }

    fn written(&self) -> &[u8] {
        self.text.get(..self.used).unwrap_or_default()
    }
}

/// Writes bytes in hexadecimal, with colons.
pub fn hex(buf: &mut Vec<u8>, bytes: &[u8]) {
    for (place, part) in bytes.chunks(16).enumerate() {
        let mut text = [[0; 3]; 16];
        for (room, byte) in text.iter_mut().zip(part) {
            let byte = u16::from(*byte);
            *room = [b':', hex_digit(byte >> 4), hex_digit(byte)];
        }
        let written = text.as_flattened().get(..3 * part.len());
        let skipped = usize::from(place == 0);
        buf.extend_from_slice(
            written
                .and_then(|text| text.get(skipped..))
                .unwrap_or_default(),
        );
    }
}

/// A number as printf(3) writes it for `%#x`: zero is `0`, without a prefix.
pub fn alternate_hex(n: impl Into<u64>) -> String {
    match n.into() {
        0 => "0".to_owned(),
        n => format!("{n:#x}"),
    }
}

/// The digit of the last four bits.
#[inline]
fn hex_digit(n: u16) -> u8 {
    let digit = (n & 15) as u8;
    digit + if digit < 10 { b'0' } else { b'a' - 10 }
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

// Text inside the program may carry bytes that are not UTF-8 ([`crate::args::decode`]).
impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(encode(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(match encode(&text) {
            Cow::Borrowed(_) => Cow::Owned(text.into_bytes()),
            Cow::Owned(bytes) => Cow::Owned(bytes),
        })
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
        let mut shown = Vec::new();
        hex(&mut shown, &[0xab; 20]);
        assert_eq!(shown, ["ab"; 20].join(":").into_bytes());
    }

    #[test]
    fn ipv6_is_written_as_std_writes_it() {
        for zeros in 0..=255_u8 {
            for group in [1, 0x12, 0x345, 0xffff] {
                let groups =
                    std::array::from_fn(|i| if zeros >> i & 1 == 0 { group } else { 0_u16 });
                let address = Ipv6Addr::from(groups);
                let mut shown = Vec::new();
                colons(&mut shown, address);
                let std = match groups {
                    // std writes an IPv4-compatible address in hexadecimal.
                    [0, 0, 0, 0, 0, 0, high, low] if high != 0 => {
                        let [a, b, c, d] = [high >> 8, high & 0xff, low >> 8, low & 0xff];
                        format!("::{a}.{b}.{c}.{d}")
                    }
                    _ => address.to_string(),
                };
                assert_eq!(String::from_utf8(shown).as_deref(), Ok(std.as_str()));
            }
        }
    }
}
