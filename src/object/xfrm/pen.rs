//! How the parts of a record are written: text, whatever the form, whose lines begin as the record wants them.

use crate::args::encode;
use crate::names::Names;
use crate::output::{Out, Value, alternate_hex};
use crate::session::Session;
use crate::value::family;
use crate::value::inet::Inet;

/// Where a record is written.
pub(super) struct Pen<'a> {
    pub(super) out: &'a mut Out,
    pub(super) names: &'a mut Names,
    /// Whether statistics are shown.
    pub(super) stats: bool,
    /// Whether keys are not.
    pub(super) hide_keys: bool,
    /// What the lines of the record begin with.
    pub(super) prefix: &'static str,
}

/// Writes text with the session's names and view.
pub(super) fn written<R>(
    session: &mut Session,
    hide_keys: bool,
    write: impl FnOnce(&mut Pen) -> R,
) -> R {
    let Session {
        out, names, view, ..
    } = session;
    let stats = view.statistics > 0;
    out.as_text(|out| {
        write(&mut Pen {
            out,
            names,
            stats,
            hide_keys,
            prefix: "\t",
        })
    })
}

impl Pen<'_> {
    /// Words as they are.
    pub(super) fn word(&mut self, word: &str) {
        self.out.word(word);
    }

    /// A value in the hole of a text.
    pub(super) fn put<'v>(&mut self, text: &str, value: impl Into<Value<'v>>) {
        self.out.text(text, value);
    }

    /// The end of a line within the record.
    pub(super) fn line(&mut self) {
        self.out.line();
    }

    /// The beginning of a line.
    pub(super) fn begin(&mut self, word: &str) {
        self.out.word(self.prefix);
        self.out.word(word);
    }

    /// What ends a record: where it is kept on one line, that line.
    pub(super) fn end(&mut self) {
        if self.out.is_oneline() {
            self.out.word("\n");
        }
    }

    /// An address in the hole of a text.
    pub(super) fn address(&mut self, text: &str, family: u16, bytes: &[u8]) {
        let inet = inet(family, bytes);
        let shown = inet.plain();
        self.out.text(text, shown);
    }

    /// The name of a device in the hole of a text.
    pub(super) fn device(&mut self, text: &str, index: u32) {
        let name = match index {
            0 => "*".into(),
            _ => self.names.links.name(index),
        };
        self.out.text(text, encode(&name));
    }

    /// Eight hexadecimal digits in the hole of a text.
    pub(super) fn hex(&mut self, text: &str, n: u32) {
        self.out.text(text, format!("{n:08x}"));
    }

    /// As many hexadecimal digits as it takes, in the hole of a text.
    pub(super) fn plain_hex(&mut self, text: &str, n: u32) {
        self.out.text(text, format!("{n:x}"));
    }

    /// A number as C's `%#x` has it, in the hole of a text.
    pub(super) fn short_hex(&mut self, text: &str, n: u32) {
        self.out.text(text, alternate_hex(n));
    }

    /// A number of which everybody says that it is hexadecimal.
    pub(super) fn seq(&mut self, n: u32) {
        self.out.text("seq 0x{} ", format!("{n:08}"));
    }

    /// The eight bits of a byte.
    pub(super) fn bits(&mut self, text: &str, n: u8) {
        self.out.text(text, format!("{n:08b}"));
    }
}

/// The address in these bytes, which are as many as the longest needs.
pub(super) fn inet(family: u16, bytes: &[u8]) -> Inet {
    let family = u8::try_from(family).unwrap_or(family::UNSPEC);
    Inet::new(family, bytes)
}

/// A structure of the kernel's, read by offsets; what it is too short for is zero.
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

    /// What lies from here on.
    pub(super) fn from(self, offset: usize) -> Fixed<'a> {
        Fixed(self.0.get(offset..).unwrap_or_default())
    }

    /// The sixteen bytes of an address.
    pub(super) fn address(self, offset: usize) -> &'a [u8] {
        let room = self.0.get(offset..offset.saturating_add(16));
        room.unwrap_or_default()
    }
}
