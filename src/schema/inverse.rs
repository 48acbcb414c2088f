//! From attributes back to the arguments that would set them, for `ip export` and `-ensure`.
//!
//! The rows are the only list of options, so the inverse is a search. For each row:
//!
//! 1. collect candidates: the keyword alone, the text that the row shows for the attribute, and plain notations of its bytes
//!    (decimal, hexadecimal, address);
//! 2. read each candidate with the rows, into a draft that holds the arguments found so far;
//! 3. keep the candidate whose draft matches the most bits of the reported attribute and contradicts none.
//!
//! Arguments are found only if they read back to the reported bytes, so none means something else. Options that share an
//! attribute as {value, mask} are matched bit by bit. An option whose value already holds without arguments ([`Implied`]) gets
//! none; an option that no candidate matches is reported as missing.

mod bits;
mod candidates;
mod compare;

pub use candidates::{displayed_words, words_of};
pub use compare::first_differing;

use super::{Draft, Reading, Row, When};
use crate::args::Args;
use crate::netlink::{Attr, Attrs};
use crate::session::Session;
use bits::{differ_only_in, differing_bits, halves, is_zero, matches};
use candidates::candidates;
use netlink_packet_core::NLA_TYPE_MASK;

/// The result of a search.
#[derive(Debug, Default)]
pub struct Inverse {
    /// The arguments.
    pub words: Vec<String>,
    /// Options without matching arguments.
    pub missing: Vec<&'static str>,
}

/// What holds without arguments.
#[derive(Debug, Default, Clone, Copy)]
pub struct Implied<'a> {
    /// Attributes that are sent even without arguments.
    pub defaults: Attrs<'a>,
    /// The attributes that the kernel then reports, if known.
    pub current: Option<Attrs<'a>>,
    /// Bits of four-byte attributes that the kernel sets by itself.
    pub kernel_bits: &'a [(u16, u32)],
}

/// The arguments that set the reported attributes, except where these hold without arguments.
pub fn inverse(
    rows: &[&[Row]],
    session: &mut Session,
    reported: Attrs,
    implied: Implied,
) -> Inverse {
    let mut search = Search {
        rows,
        reported,
        current: implied.current,
        kernel_bits: implied.kernel_bits,
        draft: Draft::from_attrs(implied.defaults),
        found: Inverse::default(),
    };
    for row in search.all() {
        search.search_row(row, session);
    }
    search.finish()
}

/// A search in progress.
struct Search<'f, 'm> {
    rows: &'f [&'f [Row]],
    reported: Attrs<'m>,
    current: Option<Attrs<'m>>,
    kernel_bits: &'m [(u16, u32)],
    draft: Draft,
    found: Inverse,
}

/// {value, mask}: every bit is known, and none is set.
const NO_BITS: &[u8] = &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff];

impl<'f, 'm> Search<'f, 'm> {
    fn all(&self) -> impl Iterator<Item = &'f Row> + use<'f, 'm> {
        self.rows.iter().flat_map(|rows| rows.iter())
    }

    /// Whether several options set this attribute.
    fn is_shared(&self, attr: u16) -> bool {
        let typed = |row: &&Row| row.attr == attr && !row.words.is_empty();
        self.all().filter(typed).count() > 1
    }

    /// Whether the attribute is a pair {value, mask}: several options share its eight bytes.
    fn is_pair(&self, attr: Attr) -> bool {
        attr.bytes.len() == 8 && self.is_shared(attr.kind)
    }

    /// The reported attribute; for an absent pair, one without bits if the pair holds bits without arguments.
    fn target(&self, kind: u16) -> Option<Attr<'m>> {
        let bytes = NO_BITS;
        self.reported.get(kind).or_else(|| {
            let current = self.current?.get(kind)?;
            self.is_pair(current).then_some(Attr { kind, bytes })
        })
    }

    /// The attribute that the arguments found so far produce; of a pair, its value.
    fn produced(&self, draft: &Draft, kind: u16) -> Option<Vec<u8>> {
        let current = self.current.and_then(|current| current.get(kind));
        let said = draft.get(kind);
        if current.is_some_and(|current| self.is_pair(current)) {
            let [usual, _] = halves(current.map_or(&[], |current| current.bytes));
            let [value, mask] = halves(said.unwrap_or_default());
            return Some(((usual & !mask) | (value & mask)).to_ne_bytes().to_vec());
        }
        said.or(current.map(|current| current.bytes))
            .map(<[u8]>::to_vec)
    }

    /// Whether the arguments found so far produce the attribute.
    fn is_produced(&self, attr: Attr) -> bool {
        match self.produced(&self.draft, attr.kind) {
            None => self.is_pair(attr) || is_zero(attr.bytes),
            Some(now) if self.is_pair(attr) => {
                attr.bytes.starts_with(&now) || self.current.is_none()
            }
            Some(now) => {
                matches(attr.bytes, &now)
                    || differ_only_in(
                        self.kernel_bits,
                        attr,
                        Attr {
                            bytes: &now,
                            ..attr
                        },
                    )
            }
        }
    }

    fn search_row(&mut self, row: &'f Row, session: &mut Session) {
        let Some(attr) = self.target(row.attr) else {
            return;
        };
        if !row.words.is_empty() {
            let shown = self.shown(row.attr, session);
            self.add_best_candidate(row, attr, &shown, session);
            return;
        }
        if self.is_produced(attr) {
            return;
        }
        let shown = self.shown(row.attr, session);
        // Another attribute may have the same keyword: addresses of two families.
        let word = shown.first().and_then(|words| words.first().cloned());
        for typed in self.all() {
            if typed
                .words
                .iter()
                .any(|known| Some(known.name()) == word.as_deref())
            {
                self.add_best_candidate(typed, attr, &shown, session);
            }
        }
    }

    /// The texts that the rows of an attribute show.
    fn shown(&self, attr: u16, session: &mut Session) -> Vec<Vec<String>> {
        let mut texts = Vec::new();
        for row in self
            .all()
            .filter(|row| row.attr == attr && row.when != When::Never)
        {
            let words = displayed_words(session, |display| {
                super::show_row(row, self.reported, display);
            });
            if !words.is_empty() {
                texts.push(words);
            }
        }
        texts
    }

    /// Adds the candidate of a row that matches the most bits.
    fn add_best_candidate(
        &mut self,
        row: &Row,
        attr: Attr,
        shown: &[Vec<String>],
        session: &mut Session,
    ) {
        let mut best: Option<(u32, Draft, Vec<String>)> = None;
        for words in candidates(row, attr, shown, session) {
            let Some(draft) = self.read(row, &words, session) else {
                continue;
            };
            let gain = self.gain(&draft);
            if gain > best.as_ref().map_or(0, |(gain, ..)| *gain) {
                let whole = draft
                    .get(attr.kind)
                    .is_some_and(|defaults| matches(attr.bytes, defaults));
                best = Some((gain, draft, words));
                if whole {
                    break;
                }
            }
        }
        if let Some((_, draft, words)) = best {
            self.draft = draft;
            self.found.words.extend(words);
        }
    }

    /// The draft of the arguments found so far and these.
    fn read(&self, row: &Row, words: &[String], session: &mut Session) -> Option<Draft> {
        let mut draft = self.draft.clone();
        let mut args = Args::new(words);
        let typed = args.next()?;
        let mut reading = Reading {
            session,
            args: &mut args,
            draft: &mut draft,
            typed,
            wrong: "",
            whole: typed,
        };
        row.codec.read(row, &mut reading).ok()?;
        args.is_empty().then_some(draft)
    }

    /// The number of bits that a draft corrects; 0 if it makes one wrong.
    fn gain(&self, draft: &Draft) -> u32 {
        let mut gain = 0;
        for (kind, bytes) in draft.attrs() {
            let kind = kind & NLA_TYPE_MASK;
            let Some(reported) = self.target(kind) else {
                continue;
            };
            let gained = if self.draft.get(kind) == Some(bytes) {
                Some(0)
            } else if self.is_pair(reported) {
                self.gain_of_pair(reported, bytes)
            } else {
                self.gain_of_value(reported, bytes)
            };
            match gained {
                Some(bits) => gain += bits,
                None => return 0,
            }
        }
        gain
    }

    /// A shared attribute may become right in some bits; any other must become right as a whole.
    fn gain_of_value(&self, reported: Attr, bytes: &[u8]) -> Option<u32> {
        let before = self.produced(&self.draft, reported.kind);
        if matches(reported.bytes, bytes) {
            let more = before
                .as_deref()
                .is_none_or(|before| !matches(reported.bytes, before));
            return Some(
                u32::from(more) + differing_bits(&before.unwrap_or_default(), reported.bytes),
            );
        }
        let before = before.unwrap_or_default();
        if !self.is_shared(reported.kind) || bytes.len() != reported.bytes.len() || bytes.len() > 4
        {
            return None;
        }
        let at = |bytes: &[u8], i: usize| bytes.get(i).copied().unwrap_or(0);
        let wrong = |i: usize| {
            let changed = at(&before, i) ^ at(bytes, i);
            changed & (at(bytes, i) ^ at(reported.bytes, i)) != 0
        };
        (!(0..bytes.len()).any(wrong)).then(|| differing_bits(&before, bytes))
    }

    /// The number of bits of a pair {value, mask} that become as reported and do not hold without arguments.
    fn gain_of_pair(&self, reported: Attr, now: &[u8]) -> Option<u32> {
        let [value, mask] = halves(now);
        let [right, _] = halves(reported.bytes);
        let new = mask & !halves(self.draft.get(reported.kind).unwrap_or_default())[1];
        let usual = self.current.and_then(|current| current.get(reported.kind));
        let of_use = usual.map_or(new, |usual| new & (halves(usual.bytes)[0] ^ right));
        ((value ^ right) & mask == 0).then_some(of_use.count_ones())
    }

    fn finish(mut self) -> Inverse {
        let mut seen = Vec::new();
        for row in self.all().filter(|row| !row.words.is_empty()) {
            if let Some(attr) = self.target(row.attr) {
                if !seen.contains(&row.attr) {
                    seen.push(row.attr);
                    if !self.is_produced(attr) {
                        self.found.missing.push(row.name());
                    }
                }
            }
        }
        self.found
    }
}

#[cfg(test)]
mod tests;
