//! `fields`: links of a kind with random attributes, in all formats.

use oxip::testing::Kind;

use super::dice::Dice;
use super::ring::{Line, Ring};
use super::{TALLY, Tally, rolls};

/// Nested attributes.
const NESTS: &[(&str, &[u16])] = &[
    ("bond", &[8, 23, 31]),
    ("bridge", &[47]),
    ("can", &[16, 17, 21, 22]),
    ("macvlan", &[5]),
    ("macvtap", &[5]),
    ("vlan", &[3, 4]),
];

/// Lengths of the attributes of tunnels, from type 1: their readers require the exact length of addresses.
#[rustfmt::skip]
const WIDTHS: &[(&[&str], &[usize])] = &[
    (&["can"], &[32, 48, 4, 4, 8, 4, 4, 4, 32, 48, 2, 8, 8, 8, 4, 0, 4, 32, 48, 8, 0, 0]),
    (&["gre", "gretap", "erspan"], &[4, 2, 2, 4, 4, 4, 4, 1, 1, 1, 1, 4, 4, 2, 2, 2, 2, 0, 1, 4, 4, 1, 1, 2]),
    (&["ip6gre", "ip6gretap", "ip6erspan"], &[4, 2, 2, 4, 4, 16, 16, 1, 1, 1, 1, 4, 4, 2, 2, 2, 2, 0, 1, 4, 4, 1, 1, 2]),
    (&["ipip", "sit"], &[4, 4, 4, 1, 1, 1, 4, 2, 1, 1, 16, 4, 2, 2, 2, 2, 2, 2, 0, 4]),
    (&["ip6tnl"], &[4, 16, 16, 1, 1, 1, 4, 4, 1, 1, 16, 4, 2, 2, 2, 2, 2, 2, 0, 4]),
    (&["vti"], &[4, 4, 4, 4, 4, 4]),
    (&["vti6"], &[4, 4, 4, 16, 16, 4]),
];

/// Upper bounds of attributes. Kernels report no greater values, and the reference would read behind its name table, or
/// convert them when it sends them back.
const BOUNDS: &[(&str, u16, u32)] = &[
    ("amt", 1, 2),
    ("gre", 19, 2),
    ("gretap", 19, 2),
    ("erspan", 19, 2),
    ("gre", 22, 3),
    ("gretap", 22, 3),
    ("erspan", 22, 3),
    ("ip6gre", 22, 3),
    ("ip6gretap", 22, 3),
    ("ip6erspan", 22, 3),
    ("vti", 1, 256),
    ("vti6", 1, 256),
];

/// Attributes that start with text of less than 16 bytes: the reference would read behind it.
const NAMED: &[(&str, u16)] = &[("can", 2), ("can", 10), ("can", 19)];

/// Each record is shown in each of these formats.
const FORMS: [&str; 14] = [
    "",
    "-d",
    "-d -d",
    "-o",
    "-o -d",
    "-br",
    "-br -j",
    "-j",
    "-d -j",
    "-d -d -j -p",
    "-s -d",
    "-s -s -d",
    "-s -s -d -j",
    "-N -d",
];

/// Records per kind and round.
pub const LINKS: usize = 48;
const ATTRIBUTES: u16 = 60;

const IFLA_IFNAME: u16 = 3;
const IFLA_LINKINFO: u16 = 18;
const IFLA_STATS64: u16 = 23;
const IFLA_INFO_KIND: u16 = 1;
const IFLA_INFO_DATA: u16 = 2;
const IFLA_INFO_XSTATS: u16 = 3;
const IFLA_INFO_SLAVE_KIND: u16 = 4;
const IFLA_INFO_SLAVE_DATA: u16 = 5;

pub fn compare(_: &'static Kind, name: &str, ring: &Ring) -> Result<(), String> {
    for round in 0..rolls() {
        let mut dice = Dice::new(&format!("{name} fields {round}"));
        let feed = messages(name, &mut dice);
        let shows: Vec<Line> = (1..=LINKS)
            .flat_map(|message| {
                FORMS.map(|form| Line {
                    message,
                    words: format!("{form} link show").trim_start().to_owned(),
                })
            })
            .collect();
        ring.compare(&shows, &feed)
            .map_err(|why| format!("round {round}\n{why}"))?;
        Tally::add(&TALLY.records, LINKS);
        Tally::add(&TALLY.shows, shows.len());
    }
    Ok(())
}

/// Links of a kind, all with index 5.
pub fn messages(name: &str, dice: &mut Dice) -> Vec<u8> {
    (0..LINKS).flat_map(|_| link(5, name, dice)).collect()
}

/// An `RTM_NEWLINK` message.
fn link(index: u32, name: &str, dice: &mut Dice) -> Vec<u8> {
    let nests = NESTS.iter().find(|(kind, _)| *kind == name);
    let nests = nests.map_or(&[][..], |(_, nests)| nests);
    let often = 1 + dice.below(4);
    let mut data = Vec::new();
    for kind in 1..=last(name) {
        if dice.happens(often, 4) {
            data.extend(match nests.contains(&kind) {
                true => attr(kind, &nested(dice)),
                false => attr(kind, &datum(name, kind, dice)),
            });
        }
    }
    let info = match name.strip_suffix("_slave") {
        None => [
            attr(IFLA_INFO_KIND, &[name.as_bytes(), b"\0"].concat()),
            attr(IFLA_INFO_DATA, &data),
            attr(IFLA_INFO_XSTATS, &numbers(3 + dice.below(2), dice)),
        ],
        Some(master) => [
            attr(IFLA_INFO_SLAVE_KIND, &[master.as_bytes(), b"\0"].concat()),
            attr(IFLA_INFO_SLAVE_DATA, &data),
            Vec::new(),
        ],
    };
    let mut body = vec![0_u8; 16];
    body[2] = 1;
    body[4..8].copy_from_slice(&index.to_ne_bytes());
    body.extend(attr(IFLA_IFNAME, format!("dev{index}\0").as_bytes()));
    body.extend(attr(IFLA_STATS64, &numbers(25, dice)));
    body.extend(attr(IFLA_LINKINFO, &info.concat()));
    let length = u32::try_from(body.len() + 16).expect("a short message");
    let mut message = length.to_ne_bytes().to_vec();
    message.extend([16, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    message.extend(body);
    message
}

/// Attribute lengths of a kind, where they matter.
fn widths(name: &str) -> Option<&'static [usize]> {
    let known = WIDTHS.iter().find(|(names, _)| names.contains(&name));
    known.map(|(_, widths)| *widths)
}

/// A kind's last attribute, or one beyond all known ones.
fn last(name: &str) -> u16 {
    widths(name).map_or(ATTRIBUTES, |widths| widths.len() as u16)
}

/// A random payload.
fn datum(name: &str, kind: u16, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = payload(dice);
    let bound = BOUNDS
        .iter()
        .find(|bound| (bound.0, bound.1) == (name, kind));
    if let Some((_, _, bound)) = bound {
        bytes[..4].copy_from_slice(&(dice.below(*bound as usize) as u32).to_ne_bytes());
    }
    if NAMED.contains(&(name, kind)) {
        bytes[15] = 0;
    }
    let width = widths(name).and_then(|widths| widths.get(usize::from(kind) - 1));
    let width = *width.unwrap_or(&16);
    let mut bytes = bytes.to_vec();
    while bytes.len() < width {
        bytes.extend(payload(dice));
    }
    bytes.truncate(width);
    bytes
}

/// Attributes of a nest: a list whose first element is always present, or members of which any may be absent. No number
/// has its highest bit set.
fn nested(dice: &mut Dice) -> Vec<u8> {
    let mut bytes = Vec::new();
    for kind in 0..=16 {
        if kind == 0 || dice.happens(1, 2) {
            let mut payload = payload(dice);
            payload[7] &= 15;
            bytes.extend(attr(kind, &payload));
        }
    }
    bytes
}

/// Eight-byte numbers, small and great.
fn numbers(count: usize, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..count {
        let n = (dice.below(1 << 32) as u64) << dice.below(33) >> dice.below(33);
        bytes.extend(n.to_ne_bytes());
    }
    bytes
}

/// Sixteen bytes, so any number and any address can be read from the front.
fn payload(dice: &mut Dice) -> [u8; 16] {
    let mut bytes = [0; 16];
    match dice.below(6) {
        0 => {}
        1 => bytes[0] = 1,
        2 => bytes = [0xff; 16],
        3 => bytes.fill_with(|| dice.below(4) as u8),
        4 => bytes[0] = dice.below(20) as u8,
        _ => bytes.fill_with(|| dice.below(256) as u8),
    }
    bytes
}

pub(super) fn attr(kind: u16, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 4).expect("a short attribute");
    let mut bytes = length.to_ne_bytes().to_vec();
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(payload);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}
