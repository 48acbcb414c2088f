//! From attributes back to the words that would have set them.
//!
//! There is no second list of options: a row is asked to show its attribute, what it shows (and the plain ways to write
//! the bytes) is given to the rows to read, and what reads back to the same bytes is the answer. So nothing is said that
//! would mean something else.

use super::{Draft, Reading, Row, Showing, When};
use crate::args::Args;
use crate::netlink::{Attr, Attrs};
use crate::output::{Form, Out};
use crate::session::Session;
use crate::value::{family, inet::Inet, lladdr};
use netlink_packet_core::NLA_TYPE_MASK;

/// What was found.
#[derive(Debug, Default)]
pub struct Inverse {
    /// The words.
    pub words: Vec<String>,
    /// Options that no words were found for.
    pub missing: Vec<&'static str>,
}

/// The words that would set what came, as far as it is not `ordinary` (what the kernel makes of a device without
/// options, if that is known).
pub fn inverse(
    rows: &[&[Row]],
    session: &mut Session,
    came: Attrs,
    ordinary: Option<Attrs>,
) -> Inverse {
    let mut finding = Finding {
        rows,
        came,
        ordinary,
        draft: Draft::default(),
        found: Inverse::default(),
    };
    for row in finding.all() {
        finding.row(row, session);
    }
    finding.finish()
}

/// The name of the first option whose attribute was asked for and is not there so. Of bits that share an attribute with a
/// mask, those count that were asked for. Where the kernel `rounds`, one less is the same.
pub fn first_differing(
    rows: &[&[Row]],
    asked: Attrs,
    there: Attrs,
    rounds: bool,
) -> Option<&'static str> {
    let all = || rows.iter().flat_map(|rows| rows.iter());
    let number = |bytes: &[u8]| {
        let attr = Attr { kind: 0, bytes };
        attr.u64().or_else(|| attr.u32().map(u64::from))
    };
    let differs = |attr: Attr| {
        let theirs = there.get(attr.kind).map_or(&[][..], |attr| attr.bytes);
        let pair = attr.bytes.len() == 8 && all().filter(|row| row.attr == attr.kind).count() > 1;
        let [value, mask] = halves(attr.bytes);
        let same = match theirs {
            [] => attr.bytes.iter().all(|byte| *byte == 0),
            _ if pair => (value ^ halves(theirs)[0]) & mask == 0,
            theirs => {
                let more = number(attr.bytes).zip(number(theirs));
                let rounded = more.is_some_and(|(ours, theirs)| ours == theirs.wrapping_add(1));
                attr.bytes == theirs || rounds && rounded
            }
        };
        !same
    };
    all()
        // What is an action and no state is never told.
        .filter(|row| row.when != When::Never || there.get(row.attr).is_some())
        .filter(|row| asked.get(row.attr).is_some_and(differs))
        .map(Row::name)
        .next()
}

struct Finding<'f, 'm> {
    rows: &'f [&'f [Row]],
    came: Attrs<'m>,
    ordinary: Option<Attrs<'m>>,
    draft: Draft,
    found: Inverse,
}

impl<'f, 'm> Finding<'f, 'm> {
    fn all(&self) -> impl Iterator<Item = &'f Row> + use<'f, 'm> {
        self.rows.iter().flat_map(|rows| rows.iter())
    }

    /// Several options that share eight bytes are bits of {value, mask}.
    fn is_pair(&self, attr: Attr) -> bool {
        attr.bytes.len() == 8 && self.all().filter(|row| row.attr == attr.kind).count() > 1
    }

    fn is_ordinary(&self, attr: Attr) -> bool {
        self.ordinary
            .and_then(|ordinary| ordinary.get(attr.kind))
            .is_some_and(|usual| usual.bytes == attr.bytes)
    }

    fn row(&mut self, row: &'f Row, session: &mut Session) {
        let Some(attr) = self.came.get(row.attr) else {
            return;
        };
        if self.is_ordinary(attr) || self.draft.get(row.attr) == Some(attr.bytes) {
            return;
        }
        let shown = self.shown(row.attr, session);
        if !row.words.is_empty() {
            self.option(row, attr, &shown, session);
            return;
        }
        // What is shown of another attribute may be typed under the same word: addresses of two families.
        let word = shown.first().and_then(|words| words.first().cloned());
        for typed in self.all() {
            if typed
                .words
                .iter()
                .any(|known| Some(known.name()) == word.as_deref())
            {
                self.option(typed, attr, &shown, session);
            }
        }
    }

    /// What the rows of an attribute show of it.
    fn shown(&self, attr: u16, session: &mut Session) -> Vec<Vec<String>> {
        let mut texts = Vec::new();
        for row in self
            .all()
            .filter(|row| row.attr == attr && row.when != When::Never)
        {
            let mut out = Out::new(Form::Oneline, None);
            super::show_row(
                row,
                &mut Showing {
                    out: &mut out,
                    names: &mut session.names,
                    view: &session.view,
                    attrs: self.came,
                },
            );
            let words = words_of(&out.take());
            if !words.is_empty() {
                texts.push(words);
            }
        }
        texts
    }

    /// Tries the words of a row until one reads back.
    fn option(&mut self, row: &Row, attr: Attr, shown: &[Vec<String>], session: &mut Session) {
        for word in row.words {
            if self.attempt(row, attr, vec![word.name().to_owned()], true, session) {
                return;
            }
        }
        let mut values: Vec<Vec<String>> = Vec::new();
        for text in shown {
            values.extend(text.get(1..).map(<[String]>::to_vec));
            values.extend(text.get(1..2).map(<[String]>::to_vec));
            values.push(text.clone());
        }
        values.extend(plain(attr.bytes).into_iter().map(|word| vec![word]));
        for value in values.into_iter().filter(|value| !value.is_empty()) {
            let mut words = vec![row.name().to_owned()];
            words.extend(value);
            if self.attempt(row, attr, words, false, session) {
                return;
            }
        }
    }

    fn attempt(
        &mut self,
        row: &Row,
        attr: Attr,
        words: Vec<String>,
        bare: bool,
        session: &mut Session,
    ) -> bool {
        let mut draft = self.draft.clone();
        let mut args = Args::new(&words);
        let Some(typed) = args.next() else {
            return false;
        };
        let read = row.codec.read(
            row,
            &mut Reading {
                session,
                args: &mut args,
                draft: &mut draft,
                typed,
                wrong: "",
                whole: typed,
            },
        );
        if read.is_err() || !args.is_empty() || !self.is_right(attr, &draft, bare) {
            return false;
        }
        self.draft = draft;
        self.found.words.extend(words);
        true
    }

    /// Whether a draft comes nearer to what came, and is nowhere beside it.
    fn is_right(&self, attr: Attr, draft: &Draft, bare: bool) -> bool {
        let Some(now) = draft.get(attr.kind) else {
            return false;
        };
        let before = self.draft.get(attr.kind).unwrap_or_default();
        let nearer = if self.is_pair(attr) {
            self.tells_bit(attr.bytes, before, now)
        } else {
            now == attr.bytes || bare && now != before && within(now, attr.bytes)
        };
        nearer
            && draft.attrs().all(|(kind, bytes)| {
                let kind = kind & NLA_TYPE_MASK;
                kind == attr.kind
                    || self.draft.get(kind) == Some(bytes)
                    || self
                        .came
                        .get(kind)
                        .is_none_or(|came| within(bytes, came.bytes))
            })
    }

    /// Whether {value, mask} tells one more bit, as it came, that is not ordinary.
    fn tells_bit(&self, came: &[u8], before: &[u8], now: &[u8]) -> bool {
        let [value, mask] = halves(now);
        let [right, _] = halves(came);
        let new = mask & !halves(before)[1];
        let usual = self.ordinary.and_then(|ordinary| {
            let kind = self.came.iter().find(|attr| attr.bytes == came)?.kind;
            Some(halves(ordinary.get(kind)?.bytes)[0])
        });
        (value ^ right) & mask == 0
            && new != 0
            && usual.is_none_or(|usual| (usual ^ right) & new != 0)
    }

    fn finish(mut self) -> Inverse {
        for row in self.all() {
            let Some(attr) = self.came.get(row.attr) else {
                continue;
            };
            let name = row.name();
            let told = row.words.is_empty()
                || self.is_ordinary(attr)
                || self.is_pair(attr)
                || self.draft.get(row.attr) == Some(attr.bytes)
                || attr.bytes.iter().all(|byte| *byte == 0)
                || self.found.missing.contains(&name);
            if !told {
                self.found.missing.push(name);
            }
        }
        self.found
    }
}

/// Whether all bits of one number are in another of the same length.
fn within(some: &[u8], all: &[u8]) -> bool {
    some == all
        || some.len() == all.len()
            && some.len() <= 4
            && some.iter().zip(all).all(|(a, b)| a & !b == 0)
}

fn halves(bytes: &[u8]) -> [u32; 2] {
    let half = |at: usize| {
        let bytes = bytes.get(at..).and_then(|bytes| bytes.first_chunk());
        bytes.map_or(0, |bytes| u32::from_ne_bytes(*bytes))
    };
    [half(0), half(4)]
}

/// The words of a text, without the braces and joints that only the eye needs.
pub fn words_of(text: &[u8]) -> Vec<String> {
    crate::args::decode(text)
        .split([' ', '\t', '\n', '\\'])
        .filter(|word| !matches!(*word, "" | "{" | "}"))
        .map(str::to_owned)
        .collect()
}

/// The plain ways to write bytes.
fn plain(bytes: &[u8]) -> Vec<String> {
    let attr = Attr { kind: 0, bytes };
    let mut words = Vec::new();
    let mut number = |n: Option<u64>| words.extend(n.map(|n| n.to_string()));
    match bytes.len() {
        1 => {
            number(attr.u8().map(u64::from));
            words.extend(["on", "off"].map(str::to_owned));
        }
        2 => {
            number(attr.u16().map(u64::from));
            number(attr.be16().map(u64::from));
        }
        4 => {
            number(attr.u32().map(u64::from));
            number(attr.be32().map(u64::from));
            words.extend(attr.i32().map(|n| n.to_string()));
            words.push(Inet::new(family::INET, bytes).to_string());
        }
        6 => words.push(lladdr::hex(bytes)),
        8 => {
            number(attr.u64());
            number(attr.be64());
            words.extend(["on", "off", "1", "0"].map(str::to_owned));
        }
        16 => words.push(Inet::new(family::INET6, bytes).to_string()),
        _ => {}
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Word::Short;
    use crate::netlink::Request;
    use crate::schema::*;

    const ROWS: &[Row] = &[
        row(&[Short("forward_delay")], 1, &U32),
        row(
            &[Short("learning"), Short("nolearning")],
            2,
            &Toggle {
                text: "learning",
                quiet: None,
            },
        ),
        row(&[Short("first")], 3, &MaskedBit(0)),
        row(&[Short("second")], 3, &MaskedBit(1)),
        row(&[Short("port")], 4, &Be16),
        row(&[Short("mode")], 5, &Choice8(&["a", "b"])),
        shown("only_shown", 6, &U8),
    ];

    fn words(came: &Request, ordinary: Option<&Request>) -> (String, Vec<&'static str>) {
        let came = Attrs::new(came.body());
        let ordinary = ordinary.map(|request| Attrs::new(request.body()));
        let found = inverse(&[ROWS], &mut Session::default(), came, ordinary);
        (found.words.join(" "), found.missing)
    }

    #[test]
    fn what_was_set_is_said() {
        let mut came = Request::with_body(0, 0, &[]);
        came.put_u32(1, 1500).put_u8(2, 0).put_u8(6, 7);
        came.put(3, &[2_u32.to_ne_bytes(), 3_u32.to_ne_bytes()].concat());
        came.put(4, &80_u16.to_be_bytes()).put_u8(5, 1);
        let all = "forward_delay 1500 nolearning first 0 second 1 port 80 mode b";
        assert_eq!(words(&came, None), (all.to_owned(), vec![]));
        let mut ordinary = Request::with_body(0, 0, &[]);
        ordinary.put_u32(1, 1500).put_u8(2, 1);
        ordinary.put(3, &[3_u32.to_ne_bytes(), 3_u32.to_ne_bytes()].concat());
        let some = "nolearning first 0 port 80 mode b";
        assert_eq!(words(&came, Some(&ordinary)), (some.to_owned(), vec![]));
    }

    #[test]
    fn what_has_no_words_is_named() {
        let mut came = Request::with_body(0, 0, &[]);
        came.put_u8(5, 9);
        assert_eq!(words(&came, None), (String::new(), vec!["mode"]));
    }
}
