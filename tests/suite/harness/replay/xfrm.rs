//! `ip xfrm` with the kernel of files, because few machines have IPsec: the requests of command lines, and the output
//! of random states, policies and events.

use super::dice::Dice;
use super::feed::attr;
use super::ring::{Line, Ring};
use super::{TALLY, Tally, rolls};

type Compare = fn(&Ring, &mut Dice) -> Result<(), String>;

/// The comparisons.
pub const COMPARISONS: [(&str, Compare); 4] = [
    ("words", words),
    ("states", |ring, dice| {
        shown(ring, dice, &STATE_FORMS, |dice| {
            message(0x10, &[state(dice), attributes(dice)])
        })
    }),
    ("policies", |ring, dice| {
        shown(ring, dice, &POLICY_FORMS, |dice| {
            message(0x13, &[policy(dice), attributes(dice)])
        })
    }),
    ("events", |ring, dice| {
        shown(ring, dice, &EVENT_FORMS, event)
    }),
];

/// Runs the requested number of rounds.
pub fn compare(what: &str, ring: &Ring, compare: Compare) -> Result<(), String> {
    (0..rolls()).try_for_each(|round| {
        let mut dice = Dice::new(&format!("ip xfrm {what} {round}"));
        compare(ring, &mut dice).map_err(|why| format!("round {round}\n{why}"))
    })
}

const STATE_FORMS: [&str; 6] = [
    "xfrm state",
    "-s xfrm state",
    "-o xfrm state",
    "-o -s xfrm state list nokeys",
    "-s -6 xfrm state list mode tunnel",
    "-s xfrm state get proto esp",
];
const POLICY_FORMS: [&str; 5] = [
    "xfrm policy",
    "-s xfrm policy",
    "-o -s xfrm policy",
    "xfrm policy list nosock proto tcp",
    "-s xfrm policy get dir in index 8",
];
const EVENT_FORMS: [&str; 4] = [
    "xfrm monitor",
    "-s xfrm monitor",
    "-o -s xfrm monitor all-nsid",
    "-o xfrm monitor",
];

/// Messages per type and round.
const MESSAGES: usize = 120;

fn shown(
    ring: &Ring,
    dice: &mut Dice,
    forms: &[&str],
    one: fn(&mut Dice) -> Vec<u8>,
) -> Result<(), String> {
    let feed: Vec<u8> = (0..MESSAGES).flat_map(|_| one(dice)).collect();
    let lines: Vec<Line> = (1..=MESSAGES)
        .flat_map(|message| {
            forms.iter().map(move |form| Line {
                message,
                words: (*form).to_owned(),
            })
        })
        .collect();
    ring.compare(&lines, &feed)?;
    Tally::add(&TALLY.records, MESSAGES);
    Tally::add(&TALLY.shows, lines.len());
    Ok(())
}

/// A message of `NETLINK_XFRM`.
fn message(kind: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let mut body = parts.concat();
    body.resize(body.len().next_multiple_of(4), 0);
    let length = u32::try_from(body.len() + 16).expect("a short message");
    let mut message = length.to_ne_bytes().to_vec();
    message.extend([kind, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    message.extend(body);
    message
}

fn bytes(length: usize, dice: &mut Dice) -> Vec<u8> {
    let mut byte = || match dice.below(5) {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 0xff,
        _ => dice.below(256) as u8,
    };
    (0..length).map(|_| byte()).collect()
}

/// Unknown, IPv4 or IPv6.
fn family(dice: &mut Dice) -> u8 {
    *dice.pick(&[0, 2, 2, 10, 10])
}

fn selector(dice: &mut Dice) -> Vec<u8> {
    let mut selector = bytes(56, dice);
    for at in [34, 38] {
        let mask = *dice.pick(&[0, 0xff]);
        selector[at..at + 2].fill(mask);
    }
    selector[40..42].copy_from_slice(&[family(dice), 0]);
    selector[44] = *dice.pick(&[0, 1, 6, 17, 33, 47, 50, 58, 132, 135, 200]);
    selector[48..52].copy_from_slice(&[*dice.pick(&[0, 0, 5, 7]), 0, 0, 0]);
    selector
}

/// Limits and their use; years have four digits.
fn lifetime(dice: &mut Dice) -> Vec<u8> {
    let limit = |dice: &mut Dice| match dice.below(4) {
        0 => 0,
        1 => 1,
        2 => u64::MAX,
        _ => dice.below(1 << 40) as u64,
    };
    let mut numbers: Vec<u64> = (0..10).map(|_| limit(dice)).collect();
    for _ in 0..2 {
        numbers.push(match dice.below(3) {
            0 => 0,
            1 => 1 << 62,
            _ => 1_500_000_000 + dice.below(1 << 30) as u64,
        });
    }
    numbers.into_iter().flat_map(u64::to_ne_bytes).collect()
}

fn state(dice: &mut Dice) -> Vec<u8> {
    let mut state = [selector(dice), bytes(40, dice), lifetime(dice)].concat();
    state[76] = *dice.pick(&[7, 43, 50, 51, 60, 108, 255]);
    if dice.happens(1, 4) {
        state[72..76].fill(0);
    }
    state.extend(bytes(20, dice));
    let modes = 7;
    state.extend([family(dice), 0, dice.below(modes) as u8]);
    state.extend(bytes(2, dice));
    state.resize(224, 0);
    state
}

fn policy(dice: &mut Dice) -> Vec<u8> {
    let mut policy = [selector(dice), lifetime(dice), bytes(8, dice)].concat();
    policy.extend([dice.below(9) as u8, dice.below(4) as u8]);
    policy.extend(bytes(1, dice));
    policy.push(dice.below(6) as u8);
    policy.resize(168, 0);
    policy
}

fn template(dice: &mut Dice) -> Vec<u8> {
    let mut template = bytes(64, dice);
    template[20] = *dice.pick(&[7, 50, 51, 108]);
    template[24..26].copy_from_slice(&[family(dice), 0]);
    for (at, below) in [(48, 7), (49, 6), (50, 3)] {
        template[at] = dice.below(below) as u8;
    }
    template
}

/// A name, the length of a key in bits, another length for some kinds, the key.
fn algorithm(with_length: bool, dice: &mut Dice) -> Vec<u8> {
    let mut algorithm = dice
        .pick(&["", "x", "cbc(aes)", "hmac(sha1)"])
        .as_bytes()
        .to_vec();
    algorithm.resize(64, 0);
    let length = *dice.pick(&[0_usize, 1, 16, 33]);
    let bits = u32::try_from(length * 8 + dice.below(8)).expect("a short key");
    algorithm.extend(bits.to_ne_bytes());
    if with_length {
        algorithm.extend(bytes(4, dice));
    }
    algorithm.extend(bytes(length, dice));
    algorithm
}

/// Attributes in any order; any may be absent. The kernel has more than the reference shows.
fn attributes(dice: &mut Dice) -> Vec<u8> {
    let mut attributes = Vec::new();
    for kind in 1..60 {
        if !dice.happens(1, 3) {
            continue;
        }
        let payload = match kind {
            1..=3 => algorithm(false, dice),
            18 | 20 => algorithm(true, dice),
            4 => {
                let kind = *dice.pick(&[1, 2, 7, 9]);
                [vec![kind, 0], bytes(22, dice)].concat()
            }
            5 => (0..=dice.below(3)).flat_map(|_| template(dice)).collect(),
            6 | 7 => continue,
            8 => {
                let text = *dice.pick(&["", "ctx", "ctx\0", "a\0b\0"]);
                let length = text.len() as u8;
                let head = vec![8 + length, 0, 8, 0, 1, 1, length, 0];
                [head, text.as_bytes().to_vec()].concat()
            }
            10 => bytes(12, dice),
            15 => dice.pick(&[0_u64, 1_650_000_000]).to_ne_bytes().to_vec(),
            16 => vec![dice.below(4) as u8, 0, 0, 0, 0, 0],
            23 => {
                let words = dice.below(20);
                let head = (words as u32).to_ne_bytes().to_vec();
                [head, bytes(20 + 4 * words, dice)].concat()
            }
            28 => vec![
                *dice.pick(&[0, 5, 9]),
                0,
                0,
                0,
                dice.below(8) as u8,
                0,
                0,
                0,
            ],
            33 => vec![dice.below(4) as u8],
            _ => bytes(16, dice),
        };
        attributes.push(attr(kind, &payload));
    }
    let turn = dice.below(attributes.len().max(1));
    attributes.rotate_left(turn);
    attributes.concat()
}

/// `struct xfrm_usersa_id`.
fn id(dice: &mut Dice) -> Vec<u8> {
    let mut id = bytes(20, dice);
    id.extend([family(dice), 0, *dice.pick(&[0, 50, 51, 200]), 0]);
    id
}

fn event(dice: &mut Dice) -> Vec<u8> {
    let hard = |dice: &mut Dice| vec![dice.below(2) as u8, 0, 0, 0, 0, 0, 0, 0];
    let protocol = |dice: &mut Dice| vec![*dice.pick(&[9, 50, 60, 255]), 0, 0, 0];
    let kind = *dice.pick(&[
        0x10, 0x11, 0x13, 0x14, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x20, 0x21, 0x26,
        0x50,
    ]);
    let mut parts = match kind {
        0x10 | 0x1a => vec![state(dice)],
        0x11 => vec![id(dice), attr(6, &state(dice))],
        0x13 | 0x19 => vec![policy(dice)],
        0x14 => vec![selector(dice), bytes(8, dice), attr(7, &policy(dice))],
        0x17 => {
            let spi = vec![0, 0, 0, *dice.pick(&[0, 77])];
            let ids = [bytes(16, dice), spi, protocol(dice), bytes(16, dice)];
            vec![ids.concat(), selector(dice), policy(dice), bytes(16, dice)]
        }
        0x18 => vec![state(dice), hard(dice)],
        0x1b => vec![policy(dice), hard(dice)],
        0x1c => vec![protocol(dice)],
        0x1e => vec![id(dice), bytes(24, dice)],
        0x20 => vec![protocol(dice), selector(dice)],
        0x26 => vec![id(dice), bytes(40, dice)],
        _ => Vec::new(),
    };
    parts.push(attributes(dice));
    message(kind, &parts)
}

/// Text before the options.
const VERBS: &[&str] = &[
    "xfrm state add",
    "xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 5 enc aes abc",
    "xfrm state update src fd00::1 dst fd00::2 proto ah auth sha1 0x0102",
    "xfrm state add proto comp comp deflate",
    "-6 xfrm state add proto route2 mode ro coa fd00::3",
    "xfrm state allocspi src 10.0.0.1 proto esp",
    "xfrm state delete",
    "-4 xfrm state get",
    "xfrm state list",
    "xfrm state flush",
    "xfrm policy add",
    "xfrm policy add dir in",
    "-6 xfrm policy update dir out",
    "xfrm policy delete dir fwd",
    "xfrm policy get",
    "xfrm policy list",
    "xfrm policy flush",
    "xfrm policy set",
    "xfrm policy setdefault",
];

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "src", "dst", "proto", "spi", "mode", "mark", "mask", "reqid", "seq", "dir", "replay-window", "replay-seq",
    "replay-oseq", "replay-seq-hi", "replay-oseq-hi", "flag", "extra-flag", "sel", "limit", "encap", "coa", "ctx", "offload",
    "dev", "output-mark", "if_id", "tfcpad", "pcpu-num", "min", "max", "nokeys", "enc", "auth", "auth-trunc", "aead", "comp",
    "sport", "dport", "type", "code", "key", "index", "ptype", "action", "priority", "tmpl", "level", "nosock",
    "hthresh4", "hthresh6", "in", "out", "fwd", "help", "share", "user",
];

#[rustfmt::skip]
const VALUES: &[&str] = &[
    "0", "1", "5", "32", "33", "128", "129", "255", "256", "4096", "4097", "65535", "65536", "4294967295", "4294967296", "-1",
    "0x10", "0x", "0xabc", "0xzz", "010", "x", "''", "10.0.0.1", "10.0.0.1/24", "fd00::1", "fd00::1/64", "any", "default",
    "1.2.3", "esp", "ah", "comp", "route2", "hao", "ipsec-any", "tcp", "udp", "icmp", "gre", "mobility-header", "transport",
    "tunnel", "beet", "ro", "in_trigger", "t", "in", "out", "fwd", "main", "sub", "allow", "accept", "block", "noecn", "esn",
    "icmp noecn", "localok", "dont-encap-dscp", "oseq-may-wrap reqid 7", "required", "use", "dev dev5 dir in",
    "packet dev dev5 dir out", "packet dev dev5", "crypto dev nosuch dir in", "espinudp 1 2 10.0.0.1", "espintcp 1 x any",
    "aes 0x0102", "sha1 abc 96", "deflate", "time-soft 5", "byte-hard 0x10", "packet-soft x", "dev5", "nosuch", "1 mask 3",
    "5 5", "proto tcp sport 5", "proto esp mode tunnel reqid 4 level use", "src 10.0.0.1 dst 10.0.0.2 proto esp",
    "src fd00::/16 dst fd01::/16 proto icmp type 3",
];

/// Random lines per verb and round.
const LINES: usize = 200;

fn words(ring: &Ring, dice: &mut Dice) -> Result<(), String> {
    let mut lines = Vec::new();
    for verb in VERBS {
        lines.push((*verb).to_owned());
        for word in WORDS {
            lines.push(format!("{verb} {word}"));
            lines.push(format!("{verb} {}", &word[..word.len().div_ceil(2)]));
        }
        for _ in 0..LINES {
            let pairs = (0..=dice.below(5)).map(|_| [*dice.pick(WORDS), *dice.pick(VALUES)]);
            let pairs: Vec<_> = pairs.collect();
            lines.push(format!("{verb} {}", pairs.concat().join(" ")));
        }
    }
    let lines: Vec<Line> = lines
        .into_iter()
        .map(|words| Line { message: 0, words })
        .collect();
    ring.compare(&lines, &[])?;
    Tally::add(&TALLY.lines, lines.len());
    Ok(())
}
