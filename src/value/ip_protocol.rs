//! IP protocols, by the names of /etc/protocols.

use super::number;
use std::fs;

/// Names used without the file.
const COMMON: &[(u8, &str)] = &[
    (1, "icmp"),
    (6, "tcp"),
    (17, "udp"),
    (58, "ipv6-icmp"),
    (132, "sctp"),
];

fn lookup<T>(fits: impl Fn(u8, &[&str]) -> Option<T>) -> Option<T> {
    let file = fs::read_to_string("/etc/protocols").unwrap_or_default();
    file.lines().find_map(|line| {
        let mut words = line
            .split('#')
            .next()
            .unwrap_or_default()
            .split_ascii_whitespace();
        let name = words.next()?;
        let number = words.next()?.parse().ok()?;
        let mut names = vec![name];
        names.extend(words);
        fits(number, &names)
    })
}

/// The protocol of a name in /etc/protocols.
pub fn of_name(word: &str) -> Option<u8> {
    lookup(|number, names| names.contains(&word).then_some(number))
}

/// Reads a name, or a number as strtoul(3) with base 0.
pub fn parse(word: &str) -> Option<u8> {
    let number = number::unsigned(word, 255).and_then(|n| u8::try_from(n).ok());
    number.or_else(|| of_known_name(word))
}

/// Reads a name, or a decimal number; leading zeros do not make it octal.
pub fn parse_decimal(word: &str) -> Option<u8> {
    let number = number::decimal(word, 255).and_then(|n| u8::try_from(n).ok());
    number.or_else(|| of_known_name(word))
}

fn of_known_name(word: &str) -> Option<u8> {
    of_name(word).or_else(|| {
        COMMON
            .iter()
            .find(|(_, name)| *name == word)
            .map(|(number, _)| *number)
    })
}

/// The name of a protocol, if it has one.
pub fn of_number(protocol: u8) -> Option<String> {
    lookup(|number, names| {
        (number == protocol).then(|| names.first().map(|name| (*name).to_owned()))?
    })
    .or_else(|| {
        COMMON
            .iter()
            .find(|(number, _)| *number == protocol)
            .map(|(_, name)| (*name).to_owned())
    })
}

/// The name of a protocol, or `ipproto-N`.
pub fn name(protocol: u8, numeric: bool) -> String {
    Some(())
        .filter(|()| !numeric)
        .and_then(|()| of_number(protocol))
        .unwrap_or_else(|| format!("ipproto-{protocol}"))
}
