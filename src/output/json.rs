//! JSON as iproute2 writes it: compact, or pretty in its own style (4 blanks a level, arrays on one line).

use super::Value;
use std::io::Write;

/// The nesting state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Json {
    pretty: bool,
    depth: usize,
    /// This level has a member, so the next one needs a comma.
    begun: bool,
}

impl Json {
    pub(super) fn new(pretty: bool) -> Json {
        Json {
            pretty,
            depth: 0,
            begun: false,
        }
    }

    /// Writes `"key": value`.
    pub(super) fn member(&mut self, buf: &mut Vec<u8>, key: &str, value: &Value) {
        self.key(buf, key);
        scalar(buf, value);
        self.begun = true;
    }

    /// Writes an element of an array.
    pub(super) fn element(&mut self, buf: &mut Vec<u8>, value: &Value) {
        self.comma(buf);
        scalar(buf, value);
        self.begun = true;
    }

    /// Opens an object or an array.
    pub(super) fn open(&mut self, buf: &mut Vec<u8>, key: Option<&str>, bracket: u8) {
        match key {
            Some(key) => self.key(buf, key),
            None => self.comma(buf),
        }
        buf.push(bracket);
        if bracket == b'[' && self.pretty {
            buf.push(b' ');
        }
        self.depth += 1;
        self.begun = false;
    }

    /// Closes the innermost object or array.
    pub(super) fn close(&mut self, buf: &mut Vec<u8>, bracket: u8) {
        self.depth = self.depth.saturating_sub(1);
        if self.begun && self.pretty {
            if bracket == b'}' {
                self.indent(buf);
            } else {
                buf.push(b' ');
            }
        }
        buf.push(bracket);
        self.begun = true;
    }

    /// Resets the state for the next array of the same process (a batch writes several).
    pub(super) fn finish(&mut self) {
        self.begun = false;
    }

    fn comma(&self, buf: &mut Vec<u8>) {
        if self.begun {
            buf.push(b',');
        }
    }

    /// Writes a key. Keys are constants that need no escapes.
    fn key(&self, buf: &mut Vec<u8>, key: &str) {
        debug_assert!(!key.bytes().any(is_escaped), "{key:?} as a key");
        self.comma(buf);
        if self.pretty {
            self.indent(buf);
        }
        buf.reserve(key.len() + 4);
        buf.push(b'"');
        buf.extend_from_slice(key.as_bytes());
        buf.push(b'"');
        buf.push(b':');
        if self.pretty {
            buf.push(b' ');
        }
    }

    fn indent(&self, buf: &mut Vec<u8>) {
        buf.push(b'\n');
        buf.resize(buf.len() + 4 * self.depth, b' ');
    }
}

fn scalar(buf: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Text(text) => quoted(buf, text),
        Value::Ipv4(_) | Value::Ipv6(_) | Value::Hex(_) => {
            buf.push(b'"');
            value.write_plain(buf);
            buf.push(b'"');
        }
        other => other.write_plain(buf),
    }
}

/// A string with iproute2's escapes; bytes of 0x80 and more stay as they are.
fn quoted(buf: &mut Vec<u8>, mut text: &[u8]) {
    buf.push(b'"');
    while let Some(plain) = first_escaped(text) {
        let (before, [byte, after @ ..]) = text.split_at(plain) else {
            break;
        };
        buf.extend_from_slice(before);
        escape(buf, *byte);
        text = after;
    }
    buf.extend_from_slice(text);
    buf.push(b'"');
}

/// Position of the first byte that needs an escape. Nearly no string has one, so eight bytes are tested at a time.
fn first_escaped(text: &[u8]) -> Option<usize> {
    let mut passed = 0;
    for eight in text.chunks_exact(8) {
        if eight
            .first_chunk()
            .is_some_and(|eight| any_escaped(u64::from_ne_bytes(*eight)))
        {
            break;
        }
        passed += 8;
    }
    let left = text.get(passed..)?.iter();
    let place = left.copied().position(is_escaped)?;
    Some(passed + place)
}

/// Whether one of eight bytes needs an escape: each comparison sets the highest bit of the bytes that satisfy it.
fn any_escaped(bytes: u64) -> bool {
    const ONES: u64 = u64::MAX / 255;
    let below = |bytes: u64, limit: u64| bytes.wrapping_sub(ONES * limit) & !bytes;
    let equal = |byte: u8| below(bytes ^ (ONES * u64::from(byte)), 1);
    (below(bytes, 0x20) | equal(0x7f) | equal(b'\\') | equal(b'"')) & (ONES * 0x80) != 0
}

fn is_escaped(byte: u8) -> bool {
    matches!(byte, 0..0x20 | 0x7f | b'\\' | b'"')
}

fn escape(buf: &mut Vec<u8>, byte: u8) {
    let letter = match byte {
        b'\t' => b't',
        b'\n' => b'n',
        b'\r' => b'r',
        0x0c => b'f',
        0x08 => b'b',
        b'\\' | b'"' => byte,
        _ => {
            // Writing to a Vec cannot fail.
            let _ = write!(buf, "\\u{byte:04x}");
            return;
        }
    };
    buf.extend_from_slice(&[b'\\', letter]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=255_u8 {
            for place in 0..19 {
                let mut text = [b'a'; 19];
                if let Some(room) = text.get_mut(place) {
                    *room = byte;
                }
                let expected = is_escaped(byte).then_some(place);
                assert_eq!(first_escaped(&text), expected, "{byte:#x} at {place}");
            }
        }
    }
}
