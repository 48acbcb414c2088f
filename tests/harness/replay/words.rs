//! Words to bytes: every word of a kind, every prefix of it, values good and bad, and lines of several options.

use std::collections::BTreeSet;

use oxip::object::link::kind::Kind;

use super::{Dice, Ring};

/// Values for any option.
const VALUES: &[&str] = &[
    "0",
    "1",
    "5",
    "255",
    "256",
    "65536",
    "4294967295",
    "-1",
    "0x10",
    "x",
    "on",
    "off",
    "dev7",
    "nosuch",
    "10.0.0.1",
    "::1",
    "1:2:3:4:5:6",
    "inherit",
    "none",
    "any",
];

/// Lines in one run of the world, which has to end within the world's patience.
const RUN: usize = 150;

/// For each line of standard input: the line, its status, what was said, and what was sent.
const SCRIPT: &str = r#"
while read -r line; do
    rm -f /run/sent
    LD_PRELOAD=$KERNEL REPLAY_SENT=/run/sent $IP link $line >/run/out 2>/run/err
    echo "> ip link $line: $?"
    sed '/^Usage:/,$d' /run/out /run/err
    if [ -e /run/sent ]; then od -An -v -tx1 /run/sent; fi
done
"#;

/// Options of which the reference sends memory of its own if their value is wrong.
const UNDEFINED: &[(&str, &str)] = &[("ip6tnl", "encaplimit")];

pub fn compare(kind: &'static Kind, name: &str, ring: &Ring) -> Result<(), String> {
    let mut words = vocabulary(kind);
    words.retain(|word| !UNDEFINED.contains(&(name, word.as_str())));
    let lines = lines(name, &words.iter().map(String::as_str).collect::<Vec<_>>());
    for some in lines.chunks(RUN) {
        let [reference, ours] = ring.run(SCRIPT, &(some.join("\n") + "\n"));
        super::feed::same(&reference, &ours)?;
    }
    Ok(())
}

/// The words of the rows and of the help.
fn vocabulary(kind: &Kind) -> BTreeSet<String> {
    let rows = kind.rows.iter().flat_map(|rows| rows.iter());
    let typed = rows.flat_map(|row| row.words.iter().map(|word| word.name().to_owned()));
    let separate = |c: char| !(c.is_ascii_alphanumeric() || "-_+.".contains(c));
    let told = kind.help.lines().flat_map(|line| line.split(separate));
    typed
        .chain(told.map(str::to_owned))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect()
}

fn lines(name: &str, words: &[&str]) -> Vec<String> {
    let mut lines = BTreeSet::from([String::new(), " help".to_owned(), " x".to_owned()]);
    for word in words {
        for end in 1..=word.len() {
            lines.insert(format!(" {} 1", &word[..end]));
        }
        lines.insert(format!(" {word}"));
        lines.extend(VALUES.iter().map(|value| format!(" {word} {value}")));
    }
    let mut lines: Vec<String> = lines
        .into_iter()
        .map(|line| format!("add dev dev5 type {name}{line}"))
        .collect();
    let mut dice = Dice::new(name);
    for verb in ["add", "set"] {
        for _ in 0..if words.is_empty() { 0 } else { 60 } {
            let mut line = format!("{verb} dev dev5 type {name}");
            for _ in 0..=dice.below(4) {
                line += &format!(" {} {}", dice.pick(words), dice.pick(VALUES));
            }
            lines.push(line);
        }
    }
    lines
}
