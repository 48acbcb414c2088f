//! Changes to an input: bytes, words of a dictionary, and attributes with the lengths around them kept true.

use std::ops::Range;

/// Numbers that look random and are the same in every run (xorshift64).
pub struct Dice(u64);

impl Dice {
    pub fn new(name: &str) -> Self {
        let seed = name.bytes().fold(0x9e37_79b9_7f4a_7c15, |seed: u64, byte| {
            seed.rotate_left(7) ^ u64::from(byte)
        });
        Self(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `sides`, 0 for none.
    pub fn below(&mut self, sides: usize) -> usize {
        ((self.roll() >> 11) as usize)
            .checked_rem(sides)
            .unwrap_or(0)
    }

    fn byte(&mut self) -> u8 {
        self.roll() as u8
    }

    pub fn pick<'p, T>(&mut self, from: &'p [T]) -> Option<&'p T> {
        from.get(self.below(from.len()))
    }
}

const NUMBERS: &[u32] = &[
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    15,
    16,
    31,
    32,
    33,
    63,
    64,
    65,
    127,
    128,
    129,
    254,
    255,
    256,
    999,
    1000,
    0x7fff,
    0x8000,
    0xffff,
    0x1_0000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fffe,
    0xffff_ffff,
];

/// Changes `input` a few times.
pub fn mutate(
    input: &mut Vec<u8>,
    dice: &mut Dice,
    dictionary: &[Vec<u8>],
    other: &[u8],
    shape: Shape,
    longest: usize,
) {
    for _ in 0..1 << dice.below(4) {
        match shape {
            Shape::Netlink(start) if dice.below(3) > 0 => attribute(input, start, dice, dictionary),
            Shape::Words(between) if dice.below(4) > 0 => {
                words(input, between, dice, dictionary, other);
            }
            Shape::Netlink(_) | Shape::Words(_) => {
                bytes(input, dice, dictionary, other);
            }
        }
    }
    input.truncate(longest);
}

/// What an input is made of.
#[derive(Clone, Copy)]
pub enum Shape {
    /// Messages, from this byte on.
    Netlink(usize),
    /// Words with this byte between them.
    Words(u8),
}

/// Changes whole words.
fn words(input: &mut Vec<u8>, between: u8, dice: &mut Dice, dictionary: &[Vec<u8>], other: &[u8]) {
    let split = |bytes: &[u8]| -> Vec<Vec<u8>> {
        bytes
            .split(|byte| *byte == between)
            .map(<[u8]>::to_vec)
            .collect()
    };
    let mut list = split(input);
    let at = dice.below(list.len());
    let new = match dice.below(5) {
        0 => dice.pick(NUMBERS).map(|n| n.to_string().into_bytes()),
        1 => dice.pick(&split(other)).cloned(),
        2 => dice.pick(&list).cloned(),
        _ => dice.pick(dictionary).cloned(),
    };
    let new = new.unwrap_or_default();
    match dice.below(6) {
        0 => drop(list.remove(at)),
        1 | 2 => list[at] = new,
        3 => list[at].extend(new),
        4 => {
            let length = dice.below(list[at].len() + 1);
            list[at].truncate(length);
        }
        _ => list.insert(at, new),
    }
    *input = list.join(&between);
}

fn range(input: &[u8], dice: &mut Dice) -> Range<usize> {
    let start = dice.below(input.len());
    let most = (input.len() - start).min(match dice.below(3) {
        0 => 4,
        1 => 32,
        _ => usize::MAX,
    });
    start..start + dice.below(most + 1)
}

fn bytes(input: &mut Vec<u8>, dice: &mut Dice, dictionary: &[Vec<u8>], other: &[u8]) {
    let at = dice.below(input.len());
    match dice.below(12) {
        0 => edit(input, at, |byte| *byte ^= 1 << (at % 8)),
        1 => {
            let random = dice.byte();
            edit(input, at, |byte| *byte = random);
        }
        2 => {
            let by = dice.byte() % 9;
            edit(input, at, |byte| {
                *byte = byte.wrapping_add(by).wrapping_sub(4)
            });
        }
        3 => {
            let number = dice.pick(NUMBERS).copied().unwrap_or(0).to_ne_bytes();
            let width = 1 << dice.below(3);
            for (to, from) in input.iter_mut().skip(at).zip(&number[..width]) {
                *to = *from;
            }
        }
        4 => drop(input.drain(range(input, dice))),
        5 => {
            let copy = input[range(input, dice)].to_vec();
            insert(input, at, &copy);
        }
        6 | 7 => {
            let word = dice.pick(dictionary).cloned().unwrap_or_default();
            insert(input, at, &word);
        }
        8 => {
            let word = dice.pick(dictionary).cloned().unwrap_or_default();
            for (to, from) in input.iter_mut().skip(at).zip(word) {
                *to = from;
            }
        }
        9 => {
            let piece = &other[range(other, dice)];
            insert(input, at, piece);
        }
        10 => {
            input.truncate(at);
            let from = dice.below(other.len());
            input.extend_from_slice(&other[from..]);
        }
        _ => {
            let random = [dice.byte(), dice.byte(), dice.byte(), dice.byte()];
            let length = 1 + dice.below(4);
            insert(input, at, &random[..length]);
        }
    }
}

fn edit(input: &mut [u8], at: usize, change: impl FnOnce(&mut u8)) {
    if let Some(byte) = input.get_mut(at) {
        change(byte);
    }
}

fn insert(input: &mut Vec<u8>, at: usize, piece: &[u8]) {
    let at = at.min(input.len());
    input.splice(at..at, piece.iter().copied());
}

/// An attribute: where it is, and where the lengths around it are.
struct Place {
    at: usize,
    length: usize,
    nests: Vec<usize>,
    message: usize,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let low = *bytes.get(at)?;
    let high = *bytes.get(at + 1)?;
    Some(usize::from(u16::from_ne_bytes([low, high])))
}

/// All attributes in a stream of messages that begins at `start`.
fn places(input: &[u8], start: usize) -> Vec<Place> {
    let mut found = Vec::new();
    let mut at = start;
    while let Some(length) = u16_at(input, at) {
        if length < 16 || at + length > input.len() {
            break;
        }
        let kind = u16_at(input, at + 4).unwrap_or(0);
        let body = at + 16 + fixed_header(kind);
        walk(input, body, at + length, &mut Vec::new(), at, &mut found);
        at += length.next_multiple_of(4);
    }
    found
}

/// How long the fixed header is that messages of this type have.
pub fn fixed_header(kind: usize) -> usize {
    match kind {
        16..=19 => 16,
        20..=23 | 58 | 62 | 72..=75 | 104..=107 => 8,
        24..=35 => 12,
        64..=67 | 88..=91 | 80..=83 => 4,
        92 | 94 => 12,
        _ => 4,
    }
}

fn walk(
    input: &[u8],
    mut at: usize,
    end: usize,
    nests: &mut Vec<usize>,
    message: usize,
    found: &mut Vec<Place>,
) {
    while at + 4 <= end {
        let Some(length) = u16_at(input, at).filter(|length| *length >= 4 && at + length <= end)
        else {
            return;
        };
        found.push(Place {
            at,
            length,
            nests: nests.clone(),
            message,
        });
        if looks_nested(input, at + 4, at + length) {
            nests.push(at);
            walk(input, at + 4, at + length, nests, message, found);
            nests.pop();
        }
        at += length.next_multiple_of(4);
    }
}

/// Whether these bytes are attributes to the last.
fn looks_nested(input: &[u8], mut at: usize, end: usize) -> bool {
    if end < at + 4 {
        return false;
    }
    while at + 4 <= end {
        match (u16_at(input, at), u16_at(input, at + 2)) {
            (Some(length), Some(kind))
                if length >= 4 && at + length <= end && kind & 0x3fff < 300 =>
            {
                at += length.next_multiple_of(4);
            }
            _ => return false,
        }
    }
    at >= end
}

fn attribute(input: &mut Vec<u8>, start: usize, dice: &mut Dice, dictionary: &[Vec<u8>]) {
    let places = places(input, start);
    let Some(place) = dice.pick(&places) else {
        let at = dice.below(input.len() + 1);
        insert(input, at, &[8, 0, 1, 0, 0, 0, 0, 0]);
        return;
    };
    let end = (place.at + place.length.next_multiple_of(4)).min(input.len());
    let whole = place.at..end;
    let kind = match dice.below(4) {
        0 => dice.below(80) as u16,
        1 => (u16_at(input, place.at + 2).unwrap_or(0) as u16).wrapping_add(1),
        _ => u16_at(input, place.at + 2).unwrap_or(0) as u16,
    };
    let new = match dice.below(8) {
        0 => Vec::new(),
        1 => [&input[whole.clone()], &input[whole.clone()]].concat(),
        2 => {
            let mut old = input[whole.clone()].to_vec();
            old[2..4].copy_from_slice(&kind.to_ne_bytes());
            old
        }
        3 => {
            let mut both = input[whole.clone()].to_vec();
            both.extend(packed(dice.below(80) as u16, &payload(dice, dictionary)));
            both
        }
        4 => {
            let other = dice.pick(&places).unwrap_or(place);
            packed(kind, &input[other.at + 4..other.at + other.length])
        }
        5 => {
            // Cut, with a length that says so.
            let keep = dice.below(place.length);
            packed(
                kind,
                &input[place.at..place.at + place.length][4.min(keep)..keep],
            )
        }
        _ => packed(kind, &payload(dice, dictionary)),
    };
    let grown = new.len() as isize - whole.len() as isize;
    input.splice(whole, new);
    for at in place.nests.iter().chain([&place.message]) {
        let length = u16_at(input, *at).unwrap_or(0) as isize + grown;
        if let Ok(length) = u16::try_from(length) {
            input[*at..*at + 2].copy_from_slice(&length.to_ne_bytes());
        }
    }
}

fn packed(kind: u16, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 4).unwrap_or(u16::MAX);
    let mut bytes = length.to_ne_bytes().to_vec();
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(payload);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn payload(dice: &mut Dice, dictionary: &[Vec<u8>]) -> Vec<u8> {
    const LENGTHS: &[usize] = &[
        0, 1, 2, 3, 4, 4, 4, 6, 8, 8, 12, 16, 16, 20, 24, 32, 64, 100, 200,
    ];
    match dice.below(4) {
        0 => {
            let mut word = dice.pick(dictionary).cloned().unwrap_or_default();
            if dice.below(4) > 0 {
                word.push(0);
            }
            word
        }
        1 => {
            let number = dice.pick(NUMBERS).copied().unwrap_or(0);
            let length = [1, 2, 4, 8][dice.below(4)];
            let number = match dice.below(2) {
                0 => u64::from(number).to_ne_bytes(),
                _ => u64::from(number.swap_bytes()).to_ne_bytes(),
            };
            number[..length].to_vec()
        }
        class => {
            let length = dice.pick(LENGTHS).copied().unwrap_or(4);
            let fill = dice.byte();
            (0..length)
                .map(|_| if class == 2 { dice.byte() } else { fill })
                .collect()
        }
    }
}
