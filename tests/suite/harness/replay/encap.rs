//! Routes whose encapsulation has tunnel options, without a real kernel.

use super::dice::Dice;
use super::failures::header;
use super::feed::attr;
use super::ring::{Line, Ring};
use super::{TALLY, Tally};

/// Names of the comparisons.
pub const COMPARISONS: [&str; 2] = ["words", "routes"];

/// Compares the requests of commands, or the output of routes.
pub fn compare(what: &str, ring: &Ring) -> Result<(), String> {
    match what {
        "words" => words(ring),
        _ => routes(ring),
    }
}

const OPTIONS: [&str; 3] = ["geneve_opts", "vxlan_opts", "erspan_opts"];

const VALUES: [&str; 27] = [
    "1:2:01020304",
    "0:0:00000000",
    "1:2:0102030405060708",
    "1:2:01020304,3:4:05060708",
    "1:2:01,",
    "1:2:0102030",
    "1:2:xx",
    "1:2",
    "1",
    "65536:0:00",
    "1:256:00",
    "1:2:01020304:5",
    ":",
    "::",
    "0",
    "7",
    "4294967295",
    "4294967296",
    "-1",
    "0x10",
    "x",
    "1:5:0:0",
    "2:0:1:3",
    "2:0:256:3",
    "3:5:1:1",
    "1:5",
    "''",
];

fn words(ring: &Ring) -> Result<(), String> {
    let encaps = [
        "encap ip id 5 dst 10.0.0.2",
        "encap ip6 id 5 dst fc00::2",
        "encap ip",
    ];
    let mut lines = Vec::new();
    let mut say = |words: String| lines.push(Line { message: 0, words });
    for encap in encaps {
        for option in OPTIONS {
            for value in VALUES {
                say(format!(
                    "route add 10.0.0.0/8 {encap} {option} {value} dev dev5"
                ));
                say(format!(
                    "route add 10.0.0.0/8 {encap} {option} {value} ttl 5 key dev dev5"
                ));
            }
            say(format!("route add 10.0.0.0/8 {encap} {option}"));
            for length in 1..option.len() {
                let short = &option[..length];
                say(format!("route add 10.0.0.0/8 {encap} {short} 1 dev dev5"));
            }
            for other in OPTIONS {
                say(format!(
                    "route add 10.0.0.0/8 {encap} {option} 1 {other} 1 dev dev5"
                ));
            }
        }
    }
    Tally::add(&TALLY.lines, lines.len());
    ring.compare(&lines, &[]).map(drop)
}

/// Number of routes shown.
const ROUTES: usize = 60;

const FORMS: [&str; 5] = ["", "-d", "-j", "-o", "-j -p"];

fn routes(ring: &Ring) -> Result<(), String> {
    let mut dice = Dice::new("routes with tunnel options");
    let feed: Vec<u8> = (0..ROUTES).flat_map(|_| route(&mut dice)).collect();
    let shows = (1..=ROUTES).flat_map(|message| {
        FORMS.map(|form| Line {
            message,
            words: format!("{form} route show").trim_start().to_owned(),
        })
    });
    let shows: Vec<Line> = shows.collect();
    Tally::add(&TALLY.records, ROUTES);
    Tally::add(&TALLY.shows, shows.len());
    ring.compare(&shows, &feed).map(drop)
}

/// An RTM_NEWROUTE to 10.0.0.0/8 over device 5.
fn route(dice: &mut Dice) -> Vec<u8> {
    let ip6 = dice.below(2) == 1;
    let encap = attr(22, &tunnel(dice, ip6));
    let kind: u16 = if ip6 { 4 } else { 2 };
    let attrs = [
        attr(1, &[10, 0, 0, 0]),
        attr(21, &kind.to_ne_bytes()),
        encap,
        attr(4, &5_u32.to_ne_bytes()),
    ]
    .concat();
    let body = [&[2, 8, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0], attrs.as_slice()].concat();
    let length = u32::try_from(16 + body.len()).unwrap();
    [header(length, 24, 2, 0), body].concat()
}

/// `LWTUNNEL_IP_*`: id, addresses, ttl, tos, flags and options.
fn tunnel(dice: &mut Dice, ip6: bool) -> Vec<u8> {
    let address = if ip6 { 16 } else { 4 };
    let mut attrs = Vec::new();
    for (kind, width) in [(1, 8), (2, address), (3, address), (4, 1), (5, 1), (6, 2)] {
        if dice.below(2) == 1 {
            attrs.extend(attr(kind, &bytes(dice, width)));
        }
    }
    let options: Vec<u8> = match dice.below(4) {
        0 => attr(1, &geneve(dice)),
        1 => attr(2, &attr(1, &bytes(dice, 4))),
        2 => attr(3, &erspan(dice)),
        _ => [attr(1, &geneve(dice)), attr(1, &geneve(dice))].concat(),
    };
    attrs.extend(attr(8, &options));
    attrs
}

fn geneve(dice: &mut Dice) -> Vec<u8> {
    let data = 4 * (1 + dice.below(4));
    let parts = [bytes(dice, 2), bytes(dice, 1), bytes(dice, data)];
    let parts = (1..).zip(parts).map(|(kind, part)| attr(kind, &part));
    parts.flatten().collect()
}

fn erspan(dice: &mut Dice) -> Vec<u8> {
    let version = u8::try_from(1 + dice.below(2)).unwrap();
    let mut attrs = attr(1, &[version]);
    match version {
        1 => attrs.extend(attr(2, &bytes(dice, 4))),
        _ => {
            attrs.extend(attr(3, &bytes(dice, 1)));
            attrs.extend(attr(4, &bytes(dice, 1)));
        }
    }
    attrs
}

fn bytes(dice: &mut Dice, count: usize) -> Vec<u8> {
    let byte = |_| u8::try_from(dice.below(256)).unwrap();
    (0..count).map(byte).collect()
}
