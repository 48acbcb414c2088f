//! The usage texts are our own words, and name every word of the grammar that the reference's name: scripts look for them.
//! They define the same lists of keywords under the same names, and no line is wider than a terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use oxip::testing::KINDS;

use crate::harness::stage::Stage;
use crate::harness::world::{Program, World};

const OBJECTS: &[&str] = &[
    "address",
    "addrlabel",
    "fou",
    "l2tp",
    "ila",
    "ioam",
    "link",
    "macsec",
    "maddress",
    "monitor",
    "mptcp",
    "mroute",
    "mrule",
    "neighbour",
    "netconf",
    "netns",
    "nexthop",
    "ntable",
    "route",
    "rule",
    "sr",
    "stats",
    "tcp_metrics",
    "token",
    "tunnel",
    "tuntap",
    "vrf",
    "xfrm",
    "xfrm monitor",
    "xfrm policy",
    "xfrm state",
];

/// What the reference's texts say to people there: no words of a command.
const PROSE: &[(&str, &[&str])] = &[
    (
        "-help",
        &[
            "filename",
            "maximum-addr-flush-attempts",
            "name",
            "size",
            "where",
        ],
    ),
    ("fou help", &["addr", "ipproto-name"]),
    ("l2tp help", &["bytes", "digits", "hex", "or"]),
    ("sr help", &["where"]),
    ("macsec help", &["hex", "string", "where"]),
    ("netns help", &["cmd"]),
    ("tcp_metrics help", &["help", "tcpmetrics"]),
    ("vrf help", &["cmd"]),
    ("xfrm help", &["where"]),
    ("link help bareudp", &["as", "be", "can", "etc", "given"]),
    (
        "link help can",
        &[
            "bit",
            "bps",
            "in",
            "millisecond",
            "minimum",
            "ms",
            "mtq",
            "nanosecond",
            "ns",
            "quanta",
            "time",
        ],
    ),
    ("link help erspan", &["hwid", "version"]),
    ("link help hsr", HSR),
    ("link help ip6erspan", &["default", "hwid", "version"]),
    ("link help ip6gre", &["default", "hwid", "version"]),
    ("link help ip6gretap", &["default", "hwid", "version"]),
    ("link help ip6tnl", &["default"]),
    (
        "link help ipvlan",
        &["are", "defaults", "if", "nothing", "specified", "values"],
    ),
    (
        "link help ipvtap",
        &["are", "defaults", "if", "nothing", "specified", "values"],
    ),
    ("link help macsec", &["lladdr", "u64"]),
    ("link help macvlan", MACVLAN),
    ("link help macvtap", MACVLAN),
    (
        "link help netkit",
        &[
            "are",
            "defaults",
            "first",
            "get",
            "help",
            "if",
            "is",
            "nothing",
            "specified",
            "type",
            "values",
        ],
    ),
    (
        "link help ovpn",
        &["default", "if", "is", "not", "specified", "the"],
    ),
    ("link help veth", &["get", "help"]),
    ("link help vxcan", &["get", "help"]),
];

const HSR: &[&str] = &[
    "hsr0", "add", "be", "bound", "connect", "default", "device", "devices", "ip", "link", "name",
    "network", "new", "protocol", "slave", "to", "two", "type", "used",
];
const MACVLAN: &[&str] = &[
    "broadcast",
    "for",
    "integer",
    "multicast",
    "of",
    "queue",
    "queueing",
    "rx",
    "the",
];

/// A word of its texts that it does not take itself: it is `encap-udp6-csum`.
const WRONG: &str = "encap-csum6";

/// Columns of a terminal.
const WIDTH: usize = 80;

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let trial = |name: &str, test: fn(&'static Stage) -> Result<(), Failed>| {
        Trial::test(format!("help::{name}"), move || stage.map_or(Ok(()), test))
    };
    vec![
        trial("every word of the grammar is named", compare),
        trial("the same lists have the same names", compare_lists),
        Trial::test("help::no line is wider than a terminal", narrow),
    ]
}

/// The command lines after `ip` that print a usage text.
fn commands() -> Vec<String> {
    let kinds = KINDS.iter().flat_map(|kind| kind.names);
    let mut commands: Vec<String> = OBJECTS
        .iter()
        .map(|object| format!("{object} help"))
        .collect();
    commands.extend(kinds.map(|kind| format!("link help {kind}")));
    commands.push("-help".to_owned());
    commands
}

/// What `ip` prints with these words, on either stream.
fn text(world: &World, program: Program, command: &str) -> String {
    world.run(program, &format!("ip {command} 2>&1"), "").stdout
}

fn compare(stage: &'static Stage) -> Result<(), Failed> {
    let world = World::new(stage)?;
    let mut missing = String::new();
    let mut compared = 0;
    for command in commands() {
        let said = |program| words(&text(&world, program, &command));
        let (reference, ours) = (said(Program::Reference), said(Program::Ours));
        compared += reference.len();
        let prose = PROSE.iter().find(|(of, _)| *of == command);
        let prose = prose.map_or(&[][..], |(_, words)| words);
        let left: Vec<&String> = reference
            .difference(&ours)
            .filter(|word| *word != WRONG && !prose.contains(&word.as_str()))
            .collect();
        if !left.is_empty() {
            missing += &format!("{command}: {left:?}\n");
        }
    }
    if compared < 1000 {
        return Err(format!("only {compared} words compared").into());
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(missing.into())
    }
}

fn compare_lists(stage: &'static Stage) -> Result<(), Failed> {
    let world = World::new(stage)?;
    let mut missing = String::new();
    let mut compared = 0;
    for command in commands() {
        let said = |program| lists(&text(&world, program, &command));
        let ours = said(Program::Ours);
        for (name, words) in said(Program::Reference) {
            compared += 1;
            let known = ours.get(&name).cloned().unwrap_or_default();
            let left: Vec<&String> = words.difference(&known).collect();
            if !left.is_empty() {
                missing += &format!("{command}: {name} lacks {left:?}\n");
            }
        }
    }
    if compared < 50 {
        return Err(format!("only {compared} lists compared").into());
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(missing.into())
    }
}

/// Lists of keywords by name: `NAME := { a | b }`, or in square brackets, or without any (`OBJECTS := a | b`).
fn lists(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut lists: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (place, _) in text.match_indices(":=") {
        let (Some(name), body) = (
            text[..place].split_whitespace().last(),
            text[place + 2..].trim_start(),
        ) else {
            continue;
        };
        let entries = match body.chars().next() {
            Some('{') => body[1..].split_once('}'),
            Some('[') => body[1..].split_once(" ]"),
            _ => None,
        };
        let open = || {
            let lines = body.split_inclusive('\n');
            let more = lines
                .clone()
                .take_while(|line| line.trim_end().ends_with('|'));
            &body[..lines.take(more.count() + 1).map(str::len).sum()]
        };
        let entries = entries.map_or_else(open, |(entries, _)| entries);
        let entries: Vec<&str> = entries.split('|').map(str::trim).collect();
        let single = |entry: &&str| !entry.is_empty() && !entry.contains([' ', '\t', '\n']);
        if entries.len() > 1 && entries.iter().all(single) {
            let keywords = entries.iter().map(|entry| entry.trim_start_matches("[-]"));
            let keywords =
                keywords.filter(|entry| entry.starts_with(|c: char| c.is_ascii_lowercase()));
            let list = lists.entry(name.to_owned()).or_default();
            list.extend(keywords.map(str::to_owned));
        }
    }
    lists
}

/// Looks at every usage text in the source: some are printed only with an error.
fn narrow() -> Result<(), Failed> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wide = String::new();
    let mut texts = 0;
    for file in files(&source) {
        let source = fs::read_to_string(&file)?;
        for (place, _) in source.match_indices("Usage:") {
            let before = source[..place].trim_end_matches(['\\', '\n']);
            let text = source[place..].split('"').next().unwrap_or_default();
            // Not a text, but code that looks for one.
            if !before.ends_with('"') || text.len() < 8 {
                continue;
            }
            texts += 1;
            for line in text.replace("\\n", "\n").lines() {
                let columns = line.chars().fold(0, |column, character| match character {
                    '\t' => (column / 8 + 1) * 8,
                    _ => column + 1,
                });
                if columns > WIDTH {
                    wide += &format!("{}: {columns} columns: {line}\n", file.display());
                }
            }
        }
    }
    if texts < 60 {
        return Err(format!("only {texts} texts").into());
    }
    if wide.is_empty() {
        Ok(())
    } else {
        Err(wide.into())
    }
}

/// The files below a directory.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => files(&path),
            path => vec![path],
        })
        .collect()
}

/// The words in small letters; capitals stand for something else.
fn words(text: &str) -> BTreeSet<String> {
    let apart = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let words = text.split(apart).filter(|word| {
        word.len() > 1
            && word.chars().all(|c| !c.is_ascii_uppercase())
            && word.starts_with(|c: char| c == '-' || c.is_ascii_lowercase())
    });
    words.map(str::to_owned).collect()
}
