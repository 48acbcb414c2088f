//! `words`: every keyword of a kind, every prefix of it, values valid and invalid, and lines with several options.

use std::collections::{BTreeMap, BTreeSet};

use oxip::testing::Kind;

use super::dice::Dice;
use super::feed;
use super::ring::{Answer, Line, Ring};
use super::{TALLY, Tally, rolls};

/// Values for any option: numbers at and beyond their bounds, addresses, names, garbage.
#[rustfmt::skip]
const VALUES: &[&str] = &[
    "0", "1", "5", "9", "16", "128", "255", "256", "4095", "4096", "32767", "65535", "65536", "1048575", "1048576",
    "16777215", "16777216", "2147483648", "4294967295", "4294967296", "18446744073709551615", "18446744073709551616",
    "-1", "-0", "+7", "007", "0x10", "0x", "1x", "1.5", "0.75", "1:7", "7:1", "''", "x", "-", "on", "off",
    "dev7", "nosuch", "a-name-too-long-for-a-device",
    "10.0.0.1", "224.0.0.1", "0.0.0.0", "10.0.0.0/8", "1.2.3", "::1", "ff02::1", "::", "fe80::/64", "::ffff:1.2.3.4",
    "1:2:3:4:5:6", "01:00:5e:00:00:01", "1:2:3:4:5:6:7:8", "0102030405060708",
    "inherit", "none", "any", "default", "all", "auto", "set", "802.1ad", "ipv4",
];

/// Options whose wrong values make the reference send uninitialised memory.
const UNDEFINED: &[(&str, &str)] = &[("ip6tnl", "encaplimit")];

/// Random lines with several options, per verb and round.
const LINES: usize = 150;

/// Text before a kind's options.
const VERBS: [&str; 3] = [
    "link add dev dev5 type",
    "link add link dev6 name dev5 type",
    "link set dev dev5 type",
];

pub fn compare(kind: &'static Kind, name: &str, ring: &Ring) -> Result<(), String> {
    let mut words = vocabulary(kind);
    words
        .options
        .retain(|option| !UNDEFINED.contains(&(name, option.as_str())));
    let lines = single(name, &words);
    let answers = ring.compare(&lines, &[])?;
    Tally::add(&TALLY.lines, lines.len());
    let good = accepted(&lines, &answers);
    for round in 0..rolls() {
        let mut dice = Dice::new(&format!("{name} words {round}"));
        let lines = several(name, &words, &good, &mut dice);
        let feed = feed::messages(name, &mut dice);
        ring.compare(&lines, &feed)
            .map_err(|why| format!("round {round}\n{why}"))?;
        Tally::add(&TALLY.lines, lines.len());
    }
    Ok(())
}

/// A kind's keywords: those of the rows, and those of the help, which may be values.
struct Vocabulary {
    options: Vec<String>,
    values: Vec<String>,
}

fn vocabulary(kind: &Kind) -> Vocabulary {
    let rows = kind.rows.iter().flat_map(|rows| rows.iter());
    let typed = rows.flat_map(|row| row.words.iter().map(|word| word.name().to_owned()));
    let separate = |c: char| !(c.is_ascii_alphanumeric() || "-_+.".contains(c));
    let told = kind.help.lines().flat_map(|line| line.split(separate));
    let options: BTreeSet<String> = typed.collect();
    let values = told
        .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter(|word| !options.contains(*word) && *word != kind.names[0])
        .map(str::to_owned)
        .collect::<BTreeSet<_>>();
    // A kind with its own reader names its options in its help only.
    Vocabulary {
        options: match options.is_empty() {
            true => values.iter().cloned().collect(),
            false => options.into_iter().collect(),
        },
        values: values.into_iter().collect(),
    }
}

/// The words before a kind's options, in the verb that suits it first.
fn verbs(name: &str) -> Vec<String> {
    let mut verbs = VERBS.map(|verb| format!("{verb} {name}"));
    if name.ends_with("_slave") {
        verbs.reverse();
    }
    verbs.to_vec()
}

/// Lines of one option.
fn single(name: &str, words: &Vocabulary) -> Vec<Line> {
    let mut tails = BTreeSet::from(["", " help", " x", " ''"].map(str::to_owned));
    for word in words.options.iter().chain(&words.values) {
        for end in 1..=word.len() {
            tails.insert(format!(" {} 1", &word[..end]));
            tails.insert(format!(" {}", &word[..end]));
        }
    }
    for word in &words.options {
        let values = || {
            words
                .values
                .iter()
                .map(String::as_str)
                .chain(VALUES.iter().copied())
        };
        tails.extend(values().map(|value| format!(" {word} {value}")));
        for value in ["1", "10.0.0.1", "on"] {
            tails.insert(format!(" {word} {value} {word} {value}"));
        }
    }
    let verbs = verbs(name);
    let mut lines: Vec<String> = tails
        .iter()
        .map(|tail| [&verbs[0], tail.as_str()].concat())
        .collect();
    // Two values of one option, whose bytes tell their order. Some kinds need another option too, but not to be changed.
    for word in &words.options {
        for pair in ["1 258", "258 1", "10.0.0.1 10.0.0.2", "on off", "1:7 2:6"] {
            lines.extend(verbs.iter().map(|verb| format!("{verb} {word} {pair}")));
        }
    }
    let line = |words| Line { message: 0, words };
    lines.into_iter().map(line).collect()
}

/// The values that the reference took, by option: those that it did not complain of.
fn accepted(lines: &[Line], answers: &[Answer]) -> BTreeMap<String, Vec<String>> {
    let mut good: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (line, answer) in lines.iter().zip(answers) {
        let mut words = line.words.rsplitn(3, ' ');
        if let (Some(value), Some(option)) = (words.next(), words.next()) {
            if !answer.told.contains(&format!("\"{value}\"")) {
                let values = good.entry(option.to_owned()).or_default();
                values.push(value.to_owned());
            }
        }
    }
    good
}

/// Random lines of several options, whose values are mostly good ones. The device is one of the feed.
fn several(
    name: &str,
    words: &Vocabulary,
    good: &BTreeMap<String, Vec<String>>,
    dice: &mut Dice,
) -> Vec<Line> {
    let mut lines = Vec::new();
    if words.options.is_empty() {
        return lines;
    }
    for verb in verbs(name) {
        for _ in 0..LINES {
            let mut line = verb.clone();
            for _ in 0..=dice.below(6) {
                let option = dice.pick(&words.options);
                let value = match good.get(option) {
                    Some(values) if dice.happens(9, 10) => dice.pick(values).as_str(),
                    _ => dice.pick(VALUES),
                };
                line += &format!(" {option} {value}");
            }
            lines.push(Line {
                message: dice.below(feed::LINKS + 1),
                words: line,
            });
        }
    }
    lines
}
