//! Network-layer addresses and prefixes.

use super::{family, number};
use crate::error::{Error, Result};
use crate::output::{Colour, Out, Value};
use std::fmt;
use std::net::Ipv6Addr;

/// An IPv4 or IPv6 address or an MPLS label stack, in network byte order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Inet {
    /// `AF_*`.
    pub family: u8,
    bytes: [u8; 16],
    length: u8,
}

/// An address and a prefix length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefix {
    /// The address; all zero for `default`.
    pub inet: Inet,
    /// In bits.
    pub length: u8,
    /// Whether the argument had a length.
    pub explicit: bool,
}

impl Inet {
    /// Reads an address of a message. An unknown family keeps the bytes as they are.
    pub fn new(family: u8, from: &[u8]) -> Inet {
        let size = match family {
            family::INET => 4,
            family::INET6 => 16,
            _ => from.len().min(16),
        };
        let mut bytes = [0; 16];
        let present = from.len().min(size);
        if let (Some(to), Some(from)) = (bytes.get_mut(..present), from.get(..present)) {
            to.copy_from_slice(from);
        }
        Inet {
            family,
            bytes,
            length: u8::try_from(size).unwrap_or(16),
        }
    }

    /// All zero; empty without a family.
    pub fn unspecified(family: u8) -> Inet {
        Inet {
            family,
            bytes: [0; 16],
            length: family::bits(family) / 8,
        }
    }

    /// The address in network byte order.
    pub fn bytes(&self) -> &[u8] {
        self.bytes
            .get(..usize::from(self.length))
            .unwrap_or_default()
    }

    /// Whether an address of the same family has the same first `length` bits.
    pub fn contains(&self, length: u8, address: Inet) -> bool {
        let mut left = u32::from(length);
        self.family == address.family
            && self
                .bytes()
                .iter()
                .zip(address.bytes())
                .all(|(one, other)| {
                    let compared = left.min(8);
                    left -= compared;
                    (one ^ other).leading_zeros() >= compared
                })
    }

    /// Whether all bits are zero.
    pub fn is_unspecified(&self) -> bool {
        self.bytes == [0; 16]
    }

    /// The address as output shows it; `-resolve` replaces it with a host name.
    pub fn shown(&self, out: &Out) -> Value<'static> {
        if !out.knows_hosts() {
            return self.plain();
        }
        let host = match *self.bytes() {
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ref v4 @ ..] => out.host(v4),
            // The unspecified address never has a host name.
            ref bytes if bytes.len() == 16 && self.is_unspecified() => None,
            ref bytes => out.host(bytes),
        };
        match host {
            Some(host) => host.to_owned().into(),
            None => self.plain(),
        }
    }

    /// The address in text form.
    pub fn plain(&self) -> Value<'static> {
        match (self.family, self.v4()) {
            (_, Some(number)) => Value::Ipv4(number.into()),
            (family::INET6, None) => Value::Ipv6(self.bytes.into()),
            _ => self.to_string().into(),
        }
    }

    /// Shows the address or its host name in the colour of its family.
    pub fn show(&self, out: &mut Out, key: &str, text: &str) {
        self.paint(out, key, text, self.shown(out));
    }

    /// Shows `address`, which is the text of this one, in the colour of its family.
    pub fn paint<'v>(&self, out: &mut Out, key: &str, text: &str, address: impl Into<Value<'v>>) {
        match Colour::of_family(self.family) {
            Some(colour) => out.paint(colour, key, text, address),
            None => out.put(key, text, address),
        }
    }

    /// Appends the address in text form.
    pub fn write(&self, buf: &mut Vec<u8>) {
        self.plain().write_text(buf);
    }

    /// IPv4 as a number.
    pub fn v4(&self) -> Option<u32> {
        let [a, b, c, d, ..] = self.bytes;
        (self.family == family::INET).then(|| u32::from_be_bytes([a, b, c, d]))
    }

    /// IPv4 from a number.
    pub fn from_v4(n: u32) -> Inet {
        Inet::new(family::INET, &n.to_be_bytes())
    }

    /// Whether this is a multicast address (224.0.0.0/4, ff00::/8).
    pub fn is_multicast(&self) -> bool {
        match (self.family, self.bytes) {
            (family::INET, [first, ..]) => first & 0xf0 == 0xe0,
            (family::INET6, [first, ..]) => first == 0xff,
            _ => false,
        }
    }

    /// Whether the first `length` bits equal those of `other`.
    pub fn matches(&self, other: &Inet, length: u8) -> bool {
        let differing = u128::from_be_bytes(self.bytes) ^ u128::from_be_bytes(other.bytes);
        differing.leading_zeros() >= length.min(128).into()
    }

    /// The payload of a request for `word`, which was read as this address: empty for `any` and `all`, zeros for
    /// `default`.
    pub fn payload(&self, word: &str) -> &[u8] {
        match word {
            "any" | "all" => &[],
            _ => self.bytes(),
        }
    }

    /// Reads an address of the family `required`, or of any. A colon means IPv6, else IPv4 in one to four parts; missing
    /// parts are zero. `any`, `all` and `default` are the unspecified address, without a family if none is required.
    pub fn from_word(word: &str, required: u8) -> Option<Inet> {
        if let "default" | "all" | "any" = word {
            return (required != family::MPLS).then(|| Inet::unspecified(required));
        }
        if required == family::MPLS {
            // An address holds at most four labels.
            return label_stack(word)
                .filter(|stack| stack.len() <= 16)
                .map(|stack| Inet::new(family::MPLS, &stack));
        }
        if word.contains(':') {
            let address: Ipv6Addr = word.parse().ok()?;
            let fits = matches!(required, family::UNSPEC | family::INET6);
            return fits.then(|| Inet::new(family::INET6, &address.octets()));
        }
        let fits = matches!(required, family::UNSPEC | family::INET);
        if !fits {
            return None;
        }
        dotted(word).map(|bytes| Inet::new(family::INET, &bytes))
    }

    /// Reads a required address.
    ///
    /// # Errors
    /// iproute2's line, status 1.
    pub fn parse(word: &str, required: u8) -> Result<Inet> {
        Inet::from_word(word, required).ok_or_else(|| expected("address", required, word))
    }
}

/// The error for a word that is not an address or prefix of the required family.
fn expected(what: &str, required: u8, word: &str) -> Error {
    let line = match required {
        family::PACKET => {
            format!("Error: \"{word}\" may be inet {what}, but it is not allowed in this context.")
        }
        _ => format!(
            "Error: {} {what} is expected rather than \"{word}\".",
            family::name_in_error(required)
        ),
    };
    Error::fatal(line, 1)
}

/// IPv4 in one to four parts.
fn dotted(word: &str) -> Option<[u8; 4]> {
    let mut bytes = [0; 4];
    let mut room = bytes.iter_mut();
    for part in word.as_bytes().split(|byte| *byte == b'.') {
        *room.next()? = u8::try_from(number::unsigned_bytes(part, 255)?).ok()?;
    }
    Some(bytes)
}

/// Reads MPLS labels between slashes as a label stack; the last entry has the bottom-of-stack bit (RFC 3032).
pub fn label_stack(word: &str) -> Option<Vec<u8>> {
    let mut stack = Vec::new();
    for label in word.split('/') {
        let label = number::unsigned(label, 0xf_ffff)?;
        stack.extend_from_slice(&(u32::try_from(label).ok()? << 12).to_be_bytes());
    }
    // The bottom-of-stack bit is in the third byte of the last entry.
    let place = stack.len().checked_sub(2)?;
    *stack.get_mut(place)? |= 1;
    Some(stack)
}

/// Formats a stack up to its bottom.
pub fn labels(stack: &[u8]) -> String {
    let mut text = String::new();
    for entry in stack.chunks_exact(4) {
        let entry = entry
            .first_chunk()
            .map_or(0, |bytes| u32::from_be_bytes(*bytes));
        if !text.is_empty() {
            text.push('/');
        }
        text += &(entry >> 12).to_string();
        if entry & 0x100 != 0 {
            break;
        }
    }
    text
}

impl fmt::Display for Inet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.family, self.bytes()) {
            (family::INET | family::INET6, _) => {
                let mut text = Vec::with_capacity(46);
                self.write(&mut text);
                f.write_str(std::str::from_utf8(&text).unwrap_or_default())
            }
            (family::MPLS, stack) => f.write_str(&labels(stack)),
            _ => f.write_str("???"),
        }
    }
}

impl Prefix {
    /// Reads an address with an optional length; `default`, `any` and `all` have length 0.
    pub fn from_word(word: &str, required: u8) -> Option<Prefix> {
        if required == family::PACKET {
            return None;
        }
        if required != family::MPLS {
            if let "default" | "any" | "all" = word {
                let inet = Inet::unspecified(required);
                return Some(Prefix {
                    inet,
                    length: 0,
                    explicit: false,
                });
            }
        }
        let (address, length) = match word.split_once('/') {
            Some(_) if required == family::MPLS => (word, None),
            Some((address, length)) => (address, Some(length)),
            None => (word, None),
        };
        let inet = Inet::from_word(address, required)?;
        // An MPLS prefix is one label.
        if required == family::MPLS && inet.length != 4 {
            return None;
        }
        let bits = family::bits(inet.family);
        let length_given = match length {
            Some(length) => mask_or_length(length, inet.family).filter(|length| *length <= bits)?,
            None => bits,
        };
        Some(Prefix {
            inet,
            length: length_given,
            explicit: length.is_some(),
        })
    }

    /// Reads a required prefix.
    ///
    /// # Errors
    /// iproute2's line, status 1.
    pub fn parse(word: &str, required: u8) -> Result<Prefix> {
        Prefix::from_word(word, required).ok_or_else(|| expected("prefix", required, word))
    }
}

/// A length, or a contiguous IPv4 mask.
fn mask_or_length(word: &str, family: u8) -> Option<u8> {
    if let Some(length) = number::unsigned(word, 255) {
        return u8::try_from(length).ok();
    }
    let mask = Inet::from_word(word, family::INET)
        .filter(|_| family == family::INET)?
        .v4()?;
    let length = mask.leading_ones();
    (mask.count_ones() == length).then_some(u8::try_from(length).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        for (word, shown) in [
            ("10.8", "10.8.0.0"),
            ("0x7f.1", "127.1.0.0"),
            ("::1", "::1"),
            ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
            ("::1.2.3.4", "::1.2.3.4"),
            ("2001:db8:0:0:1::", "2001:db8:0:0:1::"),
        ] {
            let inet = Inet::from_word(word, family::UNSPEC);
            assert_eq!(
                inet.map(|inet| inet.to_string()).as_deref(),
                Some(shown),
                "{word}"
            );
        }
        for word in ["", "1.2.3.4.5", "256.1", "1..2", "x", ":::"] {
            assert_eq!(Inet::from_word(word, family::UNSPEC), None, "{word}");
        }
        assert_eq!(
            Inet::from_word("100/200", family::MPLS)
                .map(|l| l.to_string())
                .as_deref(),
            Some("100/200")
        );
    }

    #[test]
    fn bits_are_compared_up_to_the_length() {
        let inet = |word| Inet::from_word(word, family::UNSPEC).unwrap();
        let known = inet("10.1.2.3");
        for (word, length, same) in [
            ("10.1.2.3", 32, true),
            ("10.1.2.2", 32, false),
            ("10.1.2.2", 31, true),
            ("10.1.3.0", 23, true),
            ("10.1.3.0", 24, false),
            ("11.1.2.3", 0, true),
            ("138.1.2.3", 1, false),
            ("10.1.2.3", 255, true),
        ] {
            assert_eq!(known.matches(&inet(word), length), same, "{word}/{length}");
        }
        assert!(inet("::1").matches(&inet("::2"), 126));
        assert!(!inet("::1").matches(&inet("::2"), 127));
    }

    #[test]
    fn prefixes() {
        let length = |word| Prefix::from_word(word, family::UNSPEC).map(|prefix| prefix.length);
        assert_eq!(length("10.0.0.1"), Some(32));
        assert_eq!(length("10.0.0.1/255.255.0.0"), Some(16));
        assert_eq!(length("10.0.0.1/255.0.255.0"), None);
        assert_eq!(length("10.0.0.1/33"), None);
        assert_eq!(length("default"), Some(0));
        assert_eq!(length("::1/64"), Some(64));
    }
}
