//! The formatter of state and policy records: always text, each line with the prefix of its record.

use crate::args::encode;
use crate::output::{Value, alternate_hex};
use crate::session::{Display, Session};
use crate::value::family;
use crate::value::inet::Inet;

/// Writes the parts of a record.
pub(super) struct Formatter<'a, 's> {
    pub(super) display: &'a mut Display<'s>,
    /// Omit keys (`nokeys`).
    pub(super) hide_keys: bool,
    /// Text before each line of the record.
    pub(super) prefix: &'static str,
}

/// Writes a record as text.
pub(super) fn format_record<R>(
    session: &mut Session,
    hide_keys: bool,
    write: impl FnOnce(&mut Formatter) -> R,
) -> R {
    session.display().as_text(|display| {
        write(&mut Formatter {
            display,
            hide_keys,
            prefix: "\t",
        })
    })
}

impl Formatter<'_, '_> {
    /// Whether statistics are shown (`-statistics`).
    pub(super) fn shows_statistics(&self) -> bool {
        self.display.view.statistics > 0
    }

    /// Writes text as it is.
    pub(super) fn word(&mut self, word: &str) {
        self.display.out.word(word);
    }

    /// Writes a value in the placeholder of a text.
    pub(super) fn put<'v>(&mut self, text: &str, value: impl Into<Value<'v>>) {
        self.display.out.text(text, value);
    }

    /// Ends a line within the record.
    pub(super) fn line(&mut self) {
        self.display.out.line();
    }

    /// Begins a line with the prefix.
    pub(super) fn begin(&mut self, word: &str) {
        self.display.out.word(self.prefix);
        self.display.out.word(word);
    }

    /// Ends a record; `-oneline` needs a newline there.
    pub(super) fn end(&mut self) {
        if self.display.out.is_oneline() {
            self.display.out.word("\n");
        }
    }

    /// Writes an address in the placeholder of a text.
    pub(super) fn address(&mut self, text: &str, family: u16, bytes: &[u8]) {
        let inet = inet(family, bytes);
        let shown = inet.plain();
        self.display.out.text(text, shown);
    }

    /// Writes the name of a device, `*` for index 0.
    pub(super) fn device(&mut self, text: &str, index: u32) {
        let name = match index {
            0 => "*".into(),
            _ => self.display.names.links.name(index),
        };
        self.display.out.text(text, encode(&name));
    }

    /// Writes eight hexadecimal digits.
    pub(super) fn hex(&mut self, text: &str, n: u32) {
        self.display.out.text(text, format!("{n:08x}"));
    }

    /// Writes a hexadecimal number without padding or prefix.
    pub(super) fn plain_hex(&mut self, text: &str, n: u32) {
        self.display.out.text(text, format!("{n:x}"));
    }

    /// Writes a number as C's `%#x` does.
    pub(super) fn short_hex(&mut self, text: &str, n: u32) {
        self.display.out.text(text, alternate_hex(n));
    }

    /// Writes a sequence number. iproute2 prints decimal digits behind the `0x`.
    pub(super) fn seq(&mut self, n: u32) {
        self.display.out.text("seq 0x{} ", format!("{n:08}"));
    }

    /// Writes a byte as eight binary digits.
    pub(super) fn bits(&mut self, text: &str, n: u8) {
        self.display.out.text(text, format!("{n:08b}"));
    }
}

/// The address in `bytes`, which always have the length of an IPv6 address.
pub(super) fn inet(family: u16, bytes: &[u8]) -> Inet {
    let family = u8::try_from(family).unwrap_or(family::UNSPEC);
    Inet::new(family, bytes)
}

/// A structure of the kernel, read by offsets. Fields beyond its end are zero.
#[derive(Clone, Copy)]
pub(super) struct Fixed<'a>(pub(super) &'a [u8]);

impl<'a> Fixed<'a> {
    fn chunk<const N: usize>(self, offset: usize) -> [u8; N] {
        let bytes = self.0.get(offset..).and_then(<[u8]>::first_chunk);
        bytes.copied().unwrap_or([0; N])
    }

    pub(super) fn u8(self, offset: usize) -> u8 {
        self.0.get(offset).copied().unwrap_or(0)
    }

    pub(super) fn u16(self, offset: usize) -> u16 {
        u16::from_ne_bytes(self.chunk(offset))
    }

    pub(super) fn be16(self, offset: usize) -> u16 {
        u16::from_be_bytes(self.chunk(offset))
    }

    pub(super) fn u32(self, offset: usize) -> u32 {
        u32::from_ne_bytes(self.chunk(offset))
    }

    pub(super) fn be32(self, offset: usize) -> u32 {
        u32::from_be_bytes(self.chunk(offset))
    }

    pub(super) fn u64(self, offset: usize) -> u64 {
        u64::from_ne_bytes(self.chunk(offset))
    }

    /// The rest from `offset`.
    pub(super) fn from(self, offset: usize) -> Fixed<'a> {
        Fixed(self.0.get(offset..).unwrap_or_default())
    }

    /// The 16 bytes of an `xfrm_address_t`.
    pub(super) fn address(self, offset: usize) -> &'a [u8] {
        let room = self.0.get(offset..offset.saturating_add(16));
        room.unwrap_or_default()
    }
}
