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

use super::{Draft, Reading, Row, When};
use crate::args::Args;
use crate::netlink::{Attr, Attrs};
use crate::output::{Form, Out};
use crate::session::{Display, Session};
use crate::value::{family, inet::Inet, lladdr};
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
    silent: Implied,
) -> Inverse {
    let mut finding = Finding {
        rows,
        reported,
        current: silent.current,
        kernel_bits: silent.kernel_bits,
        draft: Draft::from_attrs(silent.defaults),
        found: Inverse::default(),
    };
    for row in finding.all() {
        finding.row(row, session);
    }
    finding.finish()
}

/// The name of the first option whose requested attribute differs from the current one. Of a {value, mask} pair the requested
/// bits count. For `rounded` attributes the kernel may report one less.
pub fn first_differing(
    rows: &[&[Row]],
    silent: Implied,
    [asked, current]: [Attrs; 2],
    lossy_attrs: &[u16],
) -> Option<&'static str> {
    let all = || rows.iter().flat_map(|rows| rows.iter());
    let number = |bytes: &[u8]| {
        let attr = Attr { kind: 0, bytes };
        attr.u64().or_else(|| attr.u32().map(u64::from))
    };
    let differs = |attr: Attr| {
        let theirs = current.get(attr.kind).map(|attr| attr.bytes);
        let typed = |row: &&Row| row.attr == attr.kind && !row.words.is_empty();
        let pair = attr.bytes.len() == 8 && all().filter(typed).count() > 1;
        let [value, mask] = halves(attr.bytes);
        let same = match theirs {
            None if pair => value & mask == 0,
            None => {
                let defaults = silent
                    .defaults
                    .get(attr.kind)
                    .map(|defaults| defaults.bytes);
                defaults == Some(attr.bytes) || is_zero(attr.bytes)
            }
            Some(theirs) if pair => (value ^ halves(theirs)[0]) & mask == 0,
            Some(theirs) => {
                let more = number(attr.bytes).zip(number(theirs));
                let one_less = more.is_some_and(|(ours, theirs)| ours == theirs.wrapping_add(1));
                let theirs = Attr {
                    bytes: theirs,
                    ..attr
                };
                is_right(theirs.bytes, attr.bytes)
                    || one_less && lossy_attrs.contains(&attr.kind)
                    || differ_by_own_bits(silent.kernel_bits, attr, theirs)
            }
        };
        !same
    };
    all()
        // Actions are no state; the kernel does not report them.
        .filter(|row| row.when != When::Never || current.get(row.attr).is_some())
        .filter(|row| asked.get(row.attr).is_some_and(differs))
        // Prefer a keyword to a key.
        .min_by_key(|row| row.words.is_empty())
        .map(Row::name)
}

/// Whether two values of an attribute differ only in bits that the kernel sets by itself.
fn differ_by_own_bits(kernel_bits: &[(u16, u32)], some: Attr, other: Attr) -> bool {
    let kernel_bits = kernel_bits.iter().find(|(kind, _)| *kind == some.kind);
    match (kernel_bits, some.u32(), other.u32()) {
        (Some((_, kernel_bits)), Some(some), Some(other)) => (some ^ other) & !kernel_bits == 0,
        (None, ..) | (_, None, _) | (.., None) => false,
    }
}

struct Finding<'f, 'm> {
    rows: &'f [&'f [Row]],
    reported: Attrs<'m>,
    current: Option<Attrs<'m>>,
    kernel_bits: &'m [(u16, u32)],
    draft: Draft,
    found: Inverse,
}

/// {value, mask}: every bit is known, and none is set.
const NO_BITS: &[u8] = &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff];

impl<'f, 'm> Finding<'f, 'm> {
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
    fn wanted(&self, kind: u16) -> Option<Attr<'m>> {
        let bytes = NO_BITS;
        self.reported.get(kind).or_else(|| {
            let current = self.current?.get(kind)?;
            self.is_pair(current).then_some(Attr { kind, bytes })
        })
    }

    /// The attribute that the arguments found so far produce; of a pair, its value.
    fn now(&self, draft: &Draft, kind: u16) -> Option<Vec<u8>> {
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
    fn is_told(&self, attr: Attr) -> bool {
        match self.now(&self.draft, attr.kind) {
            None => self.is_pair(attr) || is_zero(attr.bytes),
            Some(now) if self.is_pair(attr) => {
                attr.bytes.starts_with(&now) || self.current.is_none()
            }
            Some(now) => {
                is_right(attr.bytes, &now)
                    || differ_by_own_bits(
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

    fn row(&mut self, row: &'f Row, session: &mut Session) {
        let Some(attr) = self.wanted(row.attr) else {
            return;
        };
        if !row.words.is_empty() {
            let shown = self.shown(row.attr, session);
            self.option(row, attr, &shown, session);
            return;
        }
        if self.is_told(attr) {
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
                self.option(typed, attr, &shown, session);
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
    fn option(&mut self, row: &Row, attr: Attr, shown: &[Vec<String>], session: &mut Session) {
        let mut best: Option<(u32, Draft, Vec<String>)> = None;
        for words in candidates(row, attr, shown, session) {
            let Some(draft) = self.read(row, &words, session) else {
                continue;
            };
            let gain = self.gain(&draft);
            if gain > best.as_ref().map_or(0, |(gain, ..)| *gain) {
                let whole = draft
                    .get(attr.kind)
                    .is_some_and(|defaults| is_right(attr.bytes, defaults));
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
            let Some(reported) = self.wanted(kind) else {
                continue;
            };
            let gained = if self.draft.get(kind) == Some(bytes) {
                Some(0)
            } else if self.is_pair(reported) {
                self.gain_of_pair(reported, bytes)
            } else {
                self.gain_of_one(reported, bytes)
            };
            match gained {
                Some(bits) => gain += bits,
                None => return 0,
            }
        }
        gain
    }

    /// A shared attribute may become right in some bits; any other must become right as a whole.
    fn gain_of_one(&self, reported: Attr, bytes: &[u8]) -> Option<u32> {
        let before = self.now(&self.draft, reported.kind);
        if is_right(reported.bytes, bytes) {
            let more = before
                .as_deref()
                .is_none_or(|before| !is_right(reported.bytes, before));
            return Some(u32::from(more) + differing(&before.unwrap_or_default(), reported.bytes));
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
        (!(0..bytes.len()).any(wrong)).then(|| differing(&before, bytes))
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
            if let Some(attr) = self.wanted(row.attr) {
                if !seen.contains(&row.attr) {
                    seen.push(row.attr);
                    if !self.is_told(attr) {
                        self.found.missing.push(row.name());
                    }
                }
            }
        }
        self.found
    }
}

/// Candidates for an option: its keywords alone, its shown text, plain notations of the bytes.
fn candidates(
    row: &Row,
    attr: Attr,
    shown: &[Vec<String>],
    session: &mut Session,
) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    all.extend(row.words.iter().map(|word| vec![word.name().to_owned()]));
    let mut values: Vec<Vec<String>> = Vec::new();
    for text in shown {
        values.extend(text.get(1..).map(<[String]>::to_vec));
        values.extend(text.get(1..2).map(<[String]>::to_vec));
        values.push(text.clone());
    }
    values.extend(plain(attr.bytes).into_iter().map(|word| vec![word]));
    if let Some(index) = attr.u32().filter(|_| shown.is_empty()) {
        values.push(vec![session.names.links.name(index).into_owned()]);
    }
    for value in values.into_iter().filter(|value| !value.is_empty()) {
        let mut words = vec![row.name().to_owned()];
        words.extend(value);
        all.push(words);
    }
    all
}

/// Whether the payload is a zero number; a flag without payload is not.
fn is_zero(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0)
}

/// Whether the kernel reports these sent bytes as those. A flag that is sent without payload may be reported as 1.
fn is_right(told: &[u8], defaults: &[u8]) -> bool {
    told == defaults || told == [1] && defaults.is_empty()
}

/// The number of differing bits.
fn differing(some: &[u8], other: &[u8]) -> u32 {
    let longest = some.len().max(other.len());
    let at = |bytes: &[u8], i: usize| bytes.get(i).copied().unwrap_or(0);
    (0..longest)
        .map(|i| (at(some, i) ^ at(other, i)).count_ones())
        .sum()
}

fn halves(bytes: &[u8]) -> [u32; 2] {
    let half = |at: usize| {
        let bytes = bytes.get(at..).and_then(|bytes| bytes.first_chunk());
        bytes.map_or(0, |bytes| u32::from_ne_bytes(*bytes))
    };
    [half(0), half(4)]
}

/// The arguments in what `show` displays on one line of text.
pub fn displayed_words(session: &mut Session, show: impl FnOnce(&mut Display)) -> Vec<String> {
    let mut out = Out::new(Form::Oneline, None);
    show(&mut Display {
        out: &mut out,
        names: &mut session.names,
        view: &session.view,
    });
    words_of(&out.take())
}

/// The words of a shown text, without braces and line continuations.
pub fn words_of(text: &[u8]) -> Vec<String> {
    crate::args::decode(text)
        .split([' ', '\t', '\n', '\\'])
        .filter(|word| !matches!(*word, "" | "{" | "}"))
        .map(str::to_owned)
        .collect()
}

/// Plain notations of bytes.
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
    use crate::schema::tunnel::{Bit16, Is};
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
        row(&[Short("mode")], 5, &OneOf8(&["a", "b"])),
        shown("only_shown", 6, &U8),
    ];

    fn words(reported: &Request, ordinary: Option<&Request>) -> (String, Vec<&'static str>) {
        let reported = Attrs::new(reported.body());
        let silent = Implied {
            current: ordinary.map(|request| Attrs::new(request.body())),
            ..Implied::default()
        };
        let found = inverse(&[ROWS], &mut Session::default(), reported, silent);
        (found.words.join(" "), found.missing)
    }

    #[test]
    fn what_was_set_is_said() {
        let mut reported = Request::with_body(0, 0, &[]);
        reported.put_u32(1, 1500).put_u8(2, 0).put_u8(6, 7);
        reported.put(3, &[2_u32.to_ne_bytes(), 3_u32.to_ne_bytes()].concat());
        reported.put(4, &80_u16.to_be_bytes()).put_u8(5, 1);
        let all = "forward_delay 1500 nolearning first 0 second 1 port 80 mode b";
        assert_eq!(words(&reported, None), (all.to_owned(), vec![]));
        let mut ordinary = Request::with_body(0, 0, &[]);
        ordinary.put_u32(1, 1500).put_u8(2, 1);
        ordinary.put(3, &[3_u32.to_ne_bytes(), 3_u32.to_ne_bytes()].concat());
        let some = "nolearning first 0 port 80 mode b";
        assert_eq!(words(&reported, Some(&ordinary)), (some.to_owned(), vec![]));
    }

    #[test]
    fn bits_and_flags_are_said_where_they_differ() {
        let rows = &[
            typed(
                &[Short("seq")],
                1,
                &Bit16 {
                    also: &[2],
                    bit: 0x10,
                    on: true,
                },
            ),
            typed(
                &[Short("iseq")],
                1,
                &Bit16 {
                    also: &[],
                    bit: 0x10,
                    on: true,
                },
            ),
            typed(
                &[Short("icsum")],
                1,
                &Bit16 {
                    also: &[],
                    bit: 0x80,
                    on: true,
                },
            ),
            typed(
                &[Short("oseq")],
                2,
                &Bit16 {
                    also: &[],
                    bit: 0x10,
                    on: true,
                },
            ),
            row(&[Short("external")], 3, &Is(&[])),
        ];
        let words = |input: u16, output: u16, flag: bool| {
            let mut reported = Request::with_body(0, 0, &[]);
            reported
                .put(1, &input.to_ne_bytes())
                .put(2, &output.to_ne_bytes());
            if flag {
                reported.put(3, &[]);
            }
            let mut defaults = Request::with_body(0, 0, &[]);
            defaults.put(1, &[0; 2]).put(2, &[0; 2]);
            let silent = Implied {
                defaults: Attrs::new(defaults.body()),
                ..Implied::default()
            };
            let reported = Attrs::new(reported.body());
            let found = inverse(&[rows], &mut Session::default(), reported, silent);
            (found.words.join(" "), found.missing)
        };
        assert_eq!(words(0x10, 0x10, false), ("seq".to_owned(), vec![]));
        assert_eq!(
            words(0x90, 0, true),
            ("iseq icsum external".to_owned(), vec![])
        );
        assert_eq!(words(0x11, 0x10, false), ("seq".to_owned(), vec!["seq"]));
    }

    #[test]
    fn a_flag_that_is_not_there_differs() {
        let rows: &[&[Row]] = &[&[
            row(&[Short("gbp")], 1, &Is(&[])),
            row(&[Short("port")], 2, &Be16),
        ]];
        let (mut asked, mut current) =
            (Request::with_body(0, 0, &[]), Request::with_body(0, 0, &[]));
        asked.put(1, &[]).put(2, &[0; 2]);
        let differing = |current: &Request| {
            let both = [Attrs::new(asked.body()), Attrs::new(current.body())];
            first_differing(rows, Implied::default(), both, &[])
        };
        assert_eq!(differing(&current), Some("gbp"));
        current.put(1, &[1]);
        assert_eq!(differing(&current), None);
    }

    #[test]
    fn what_has_no_words_is_named() {
        let mut reported = Request::with_body(0, 0, &[]);
        reported.put_u8(5, 9);
        assert_eq!(words(&reported, None), (String::new(), vec!["mode"]));
    }
}
