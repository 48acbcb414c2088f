//! Options of a tunnel's own header: parts between colons, each an attribute.

use crate::args::FromWord;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::output::{Value, eprint_line};
use crate::schema::{Codec, Reading, Row};
use crate::session::Display;
use crate::uapi::lwtunnel::{LWTUNNEL_IP_OPTS_ERSPAN, LWTUNNEL_IP_OPTS_VXLAN};
use netlink_packet_core::NLA_F_NESTED;

/// How a part is written.
#[derive(Clone, Copy)]
pub(super) enum Sort {
    U8,
    Be16,
    Be32,
    U32,
    /// Pairs of hexadecimal digits.
    Hex,
}

/// One sort of header: its attribute, whether commas may stand between several, and the parts.
pub(super) struct Options {
    pub kind: u16,
    pub list: bool,
    pub parts: &'static [(u16, &'static str, Sort)],
}

impl Codec for Options {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        if reading.draft.has(row.attr | NLA_F_NESTED) {
            return Err(Error::duplicate_or_garbage("opts", reading.typed));
        }
        let word = reading.value()?;
        let mut nest = Request::with_body(0, 0, &[]);
        for one in word.split(|c| c == ',' && self.list) {
            let read = nest.nest(self.kind, |nest| self.one(one, nest));
            if read.is_none() {
                // The word is cut where it was taken apart.
                let cut = if self.kind == LWTUNNEL_IP_OPTS_VXLAN {
                    word
                } else {
                    word.split(|c| c == ':' || c == ',' && self.list)
                        .next()
                        .unwrap_or(word)
                };
                return Err(reading.wrong(row, cut));
            }
        }
        reading.draft.push(row.attr | NLA_F_NESTED, nest.body());
        Ok(())
    }

    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let Some(options) = attr.nest().iter().find(|attr| attr.kind == self.kind) else {
            return;
        };
        // The first sort that came is shown, in the order of the attributes.
        if attr.nest().iter().any(|attr| attr.kind < self.kind) {
            return;
        }
        let attrs = options.nest();
        let version = attrs.get(1).and_then(|attr| attr.u8());
        let out = &mut *display.out;
        out.line();
        out.word("\t");
        out.word(row.name());
        out.array(Some(row.key), |out| {
            out.object(None, |out| {
                for (place, (kind, key, sort)) in self.parts.iter().enumerate() {
                    // A header of version 1 has an index, the others have the rest.
                    let foreign = self.kind == LWTUNNEL_IP_OPTS_ERSPAN
                        && place > 0
                        && (place == 1) != (version == Some(1));
                    out.word(if place == 0 { " " } else { ":" });
                    out.put(key, "{}", sort.value(attrs, *kind, foreign));
                }
            });
        });
        out.word(" ");
    }
}

impl Options {
    fn one(&self, word: &str, nest: &mut Request) -> Option<()> {
        let mut parts = self.parts.iter();
        if self.kind == LWTUNNEL_IP_OPTS_VXLAN {
            let (kind, _, sort) = parts.next()?;
            nest.put(*kind, &sort.bytes(word)?);
            return Some(());
        }
        let words = word.split(':');
        let last = words.clone().count().checked_sub(1)?;
        for (place, part) in words.enumerate() {
            match parts.next() {
                Some((kind, _, sort)) if !part.is_empty() => {
                    nest.put(*kind, &sort.bytes(part)?);
                }
                Some(_) => {}
                None if part.is_empty() && place == last => {}
                None => {
                    eprint_line("Unknown \"geneve_opts\" type");
                    return None;
                }
            }
        }
        Some(())
    }
}

impl Sort {
    fn bytes(self, word: &str) -> Option<Vec<u8>> {
        Some(match self {
            Sort::U8 => vec![u8::from_word(word)?],
            Sort::Be16 => u16::from_word(word)?.to_be_bytes().to_vec(),
            Sort::Be32 => u32::from_word(word)?.to_be_bytes().to_vec(),
            Sort::U32 => u32::from_word(word)?.to_ne_bytes().to_vec(),
            // A last odd digit is left out.
            Sort::Hex => word
                .as_bytes()
                .chunks_exact(2)
                .map(|pair| {
                    let digit = |byte: &u8| char::from(*byte).to_digit(16);
                    let [high, low] = pair else { return None };
                    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
                })
                .collect::<Option<_>>()?,
        })
    }

    fn value(self, attrs: Attrs, kind: u16, foreign: bool) -> Value<'static> {
        let attr = attrs.get(kind).filter(|_| !foreign);
        let n = match self {
            Sort::Hex => {
                let bytes = attr.map_or(&[][..], |attr| attr.bytes);
                let digit = |n: u8| char::from_digit(n.into(), 16).unwrap_or('0');
                let text: String = bytes
                    .iter()
                    .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
                    .collect();
                return text.into();
            }
            Sort::U8 => attr.and_then(|attr| attr.u8()).map(u32::from),
            Sort::Be16 => attr.and_then(|attr| attr.be16()).map(u32::from),
            Sort::Be32 => attr.and_then(|attr| attr.be32()),
            Sort::U32 => attr.and_then(|attr| attr.u32()),
        };
        n.unwrap_or(0).into()
    }
}
