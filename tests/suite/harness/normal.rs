//! Masks values that may differ; no other file does.
//!
//! Two worlds draw other random numbers, so between them a random hardware
//! address is known by the order in which addresses appear, also where it is
//! part of a bridge's id or of an IPv6 address. Two moments in one world differ
//! by what runs: the timers of bridges; and the kernel says when a state of IPsec
//! was made. Nothing else may differ.

use std::collections::BTreeSet;
use std::net::Ipv6Addr;

use libtest_mimic::Trial;

type Mac = [u8; 6];

/// Replaces random values by names, in order of appearance.
pub struct Names {
    /// Addresses that the case sets.
    chosen: BTreeSet<Mac>,
    macs: Vec<Mac>,
    namespaces: Vec<String>,
}

impl Names {
    pub fn new(case_text: &str) -> Self {
        let chosen = tokens(case_text)
            .filter_map(|(token, ..)| mac(token))
            .collect();
        Self {
            chosen,
            macs: Vec::new(),
            namespaces: Vec::new(),
        }
    }

    pub fn apply(&mut self, text: &str) -> String {
        let mut named = String::with_capacity(text.len());
        let mut end = 0;
        for (token, start) in tokens(text) {
            named.push_str(&text[end..start]);
            let name = if text[..start]
                .trim_end_matches([' ', '"', ':'])
                .ends_with("permaddr")
            {
                self.permanent(token)
            } else {
                self.name(token)
            };
            named.push_str(&name.unwrap_or_else(|| token.to_owned()));
            end = start + token.len();
        }
        named.push_str(&text[end..]);
        self.name_namespaces(&named)
    }

    fn name(&mut self, token: &str) -> Option<String> {
        if let Some(mac) = mac(token) {
            return self.number(mac).map(|n| format!("MAC#{n}"));
        }
        if let Some((priority, id)) = token.split_once('.') {
            return self.number(mac(id)?).map(|n| format!("{priority}.MAC#{n}"));
        }
        let address: Ipv6Addr = token.parse().ok()?;
        let bytes = address.octets();
        if bytes[11..13] == [0xff, 0xfe] {
            let made_from = [
                bytes[8] ^ 2,
                bytes[9],
                bytes[10],
                bytes[13],
                bytes[14],
                bytes[15],
            ];
            let prefix = Ipv6Addr::from_bits(address.to_bits() >> 64 << 64);
            return self.number(made_from).map(|n| format!("{prefix}EUI#{n}"));
        }
        // The solicited-node group of an address derived from a known one.
        if token.starts_with("ff02::1:ff") {
            let n = self.macs.iter().position(|mac| mac[3..] == bytes[13..])?;
            return Some(format!("ff02::1:ff:MAC#{n}"));
        }
        None
    }

    /// A tunnel over IPv6 has a random address, too, shown as the start of an IPv6 address.
    fn permanent(&mut self, token: &str) -> Option<String> {
        let Ok(address) = token.parse::<Ipv6Addr>() else {
            return self.name(token);
        };
        let bytes = address.octets();
        let mac = *bytes.first_chunk()?;
        if bytes[mac.len()..] != [0; 10] {
            return None;
        }
        self.number(mac).map(|n| format!("MAC#{n}::"))
    }

    /// `None` for an address that is not random: set by the case, a group, or all zero.
    fn number(&mut self, mac: Mac) -> Option<usize> {
        if self.chosen.contains(&mac) || mac[0] & 1 == 1 || mac == [0; 6] {
            return None;
        }
        Some(place(&mut self.macs, mac))
    }

    /// `net:[4026532281]`: inode numbers of namespaces.
    fn name_namespaces(&mut self, text: &str) -> String {
        let mut parts = text.split("net:[");
        let mut named = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (number, rest) = part.split_once(']').unwrap_or((part, ""));
            let n = place(&mut self.namespaces, number.to_owned());
            named.push_str(&format!("net:[{n}]{rest}"));
        }
        named
    }
}

fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    let known = list.iter().position(|other| *other == item);
    known.unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

/// The parts of a text that may be addresses, and their positions.
fn tokens(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.split(|c: char| !(c.is_ascii_hexdigit() || c == ':' || c == '.'))
        .map(move |token| (token, token.as_ptr().addr() - text.as_ptr().addr()))
        .filter(|(token, _)| token.contains(':'))
}

/// Six groups of one or two hexadecimal digits.
fn mac(token: &str) -> Option<Mac> {
    let mut bytes = [0; 6];
    let mut groups = token.split(':');
    for byte in &mut bytes {
        let group = groups
            .next()
            .filter(|group| (1..=2).contains(&group.len()))?;
        *byte = u8::from_str_radix(group, 16).ok()?;
    }
    groups.next().is_none().then_some(bytes)
}

/// Counters that run; compared with a tolerance of one second.
const TIMERS: &[&str] = &[
    "forward_delay_timer",
    "gc_timer",
    "hello_timer",
    "hold_timer",
    "message_age_timer",
    "tcn_timer",
    "topology_change_timer",
];
const TOLERANCE: f64 = 1.0;

/// Whether two outputs of one world, a moment apart, are equivalent.
pub fn same_moment(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (one, mut timers) = without_timers(one);
    let (other, mut others) = without_timers(other);
    let (one, ages) = without_ages(&one);
    let (other, other_ages) = without_ages(&other);
    timers.extend(ages);
    others.extend(other_ages);
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= TOLERANCE;
    one == other && timers.iter().zip(&others).all(near)
}

/// Replaces the value of each timer by `T` of the same width, and returns the values.
pub fn without_timers(text: &str) -> (String, Vec<f64>) {
    let mut left = String::with_capacity(text.len());
    let mut values = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find("_timer").map(|at| at + "_timer".len()) {
        let (word, after) = rest.split_at(end);
        left.push_str(word);
        rest = after;
        let name = word
            .rsplit(|c: char| !(c.is_ascii_lowercase() || c == '_'))
            .next();
        let start = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        let (gap, number) = rest.split_at(start);
        let length = number
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(number.len());
        let value = number[..length].parse();
        let is_gap = !gap.is_empty() && gap.chars().all(|c| matches!(c, ' ' | '"' | ':'));
        if let (Ok(value), true, Some(true)) =
            (value, is_gap, name.map(|name| TIMERS.contains(&name)))
        {
            // In text, the gap and the number have a fixed width together.
            let gap = if gap.contains(':') {
                gap.to_owned()
            } else {
                format!("{}", gap.len() + length)
            };
            left.push_str(&format!("{gap}T"));
            values.push(value);
            rest = &number[length..];
        }
    }
    left.push_str(rest);
    (left, values)
}

/// Replaces each date of this century, to the second, by `DATE`.
pub fn without_dates(text: &str) -> String {
    const PATTERN: &[u8] = b"20dd-dd-dd dd:dd:dd";
    let is_date = |bytes: &[u8]| {
        let fits = |(byte, wanted): (&u8, &u8)| match wanted {
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        };
        bytes.len() == PATTERN.len() && bytes.iter().zip(PATTERN).all(fits)
    };
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match rest.get(..PATTERN.len()) {
            Some(date) if is_date(date.as_bytes()) => {
                left.push_str("DATE");
                rest = &rest[PATTERN.len()..];
            }
            _ => {
                left.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    left
}

/// Text before an age in seconds.
const AGES: &[&str] = &[" age ", ", Age ", "\"age\":", "\"expires\":"];

/// Replaces each age by `T`, and returns the ages.
fn without_ages(text: &str) -> (String, Vec<f64>) {
    let mut left = String::with_capacity(text.len());
    let mut values = Vec::new();
    let mut rest = text;
    while let Some(at) = AGES
        .iter()
        .filter_map(|word| rest.find(word).map(|at| at + word.len()))
        .min()
    {
        let (word, after) = rest.split_at(at);
        left.push_str(word);
        rest = after;
        let digits = after.trim_start();
        let length = digits
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(digits.len());
        if let Ok(value) = digits[..length].parse() {
            left.push('T');
            values.push(value);
            rest = &digits[length..];
        }
    }
    left.push_str(rest);
    (left, values)
}

pub fn self_tests() -> Vec<Trial> {
    vec![
        Trial::test("harness::random addresses are known by order", || {
            let mut names = Names::new("$ ip link add address 02:00:00:00:00:01");
            let text = "link/ether 5a:eb:04:0b:47:8f brd ff:ff:ff:ff:ff:ff 8000.5a:eb:4:b:47:8f 2: v0: \
                        02:00:00:00:00:01 aa:bb:cc:dd:ee:f0 fe80::58eb:4ff:fe0b:478f/64 ff02::1:ff0b:478f";
            assert_eq!(
                names.apply(text),
                "link/ether MAC#0 brd ff:ff:ff:ff:ff:ff 8000.MAC#0 2: v0: 02:00:00:00:00:01 MAC#1 \
                 fe80::EUI#0/64 ff02::1:ff:MAC#0"
            );
            assert_eq!(
                names.apply("permaddr 5aeb:40b:478f:: permaddr aa:bb:cc:dd:ee:f0 5aeb:40b:478f::"),
                "permaddr MAC#0:: permaddr MAC#1 5aeb:40b:478f::"
            );
            assert_eq!(
                names.apply("net:[42] net:[41] net:[42]"),
                "net:[0] net:[1] net:[0]"
            );
            Ok(())
        }),
        Trial::test("harness::timers may run, nothing else", || {
            assert!(same_moment("gc_timer  296.30 x", "gc_timer  296.02 x"));
            assert!(same_moment(
                "{\"hello_timer\":1.00,",
                "{\"hello_timer\":0.99,"
            ));
            assert!(!same_moment("gc_timer  296.30 x", "gc_timer   96.30 x"));
            assert!(!same_moment("gc_timer  296.30 x", "gc_timer 296.30 x"));
            assert!(!same_moment("any_timer 1.00 x", "any_timer 1.01 x"));
            assert!(!same_moment("hello_time 200", "hello_time 201"));
            assert!(same_moment(
                "1.1.1.1 age 0.104sec x",
                "1.1.1.1 age 1.004sec x"
            ));
            assert!(same_moment(
                "{\"age\":1.02,\"a\":1}",
                "{\"age\":0.9,\"a\":1}"
            ));
            assert!(!same_moment("1.1.1.1 age 0.104sec", "1.1.1.1 age 2.004sec"));
            assert!(!same_moment("0 bytes, Age 1.00 x", "0 bytes, Age 1.00 y"));
            Ok(())
        }),
        Trial::test("harness::dates are left out", || {
            assert_eq!(
                without_dates("add 2026-11-28 12:38:44 use - 2026-11-28"),
                "add DATE use - 2026-11-28"
            );
            Ok(())
        }),
    ]
}
