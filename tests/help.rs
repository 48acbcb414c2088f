//! The usage texts are our own words, and name every word of the grammar that the reference's name: scripts look for them.

use std::collections::BTreeSet;

use libtest_mimic::{Failed, Trial};
use oxip::object::link::kind::KINDS;

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

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    vec![Trial::test(
        "help::every word of the grammar is named",
        move || stage.map_or(Ok(()), compare),
    )]
}

fn compare(stage: &'static Stage) -> Result<(), Failed> {
    let world = World::new(stage)?;
    let kinds = KINDS.iter().flat_map(|kind| kind.names);
    let mut commands: Vec<String> = OBJECTS
        .iter()
        .map(|object| format!("{object} help"))
        .collect();
    commands.extend(kinds.map(|kind| format!("link help {kind}")));
    commands.push("-help".to_owned());
    let mut missing = String::new();
    let mut compared = 0;
    for command in commands {
        let said = |program| {
            let outcome = world.run(program, &format!("ip {command} 2>&1"), "");
            words(&outcome.stdout)
        };
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
