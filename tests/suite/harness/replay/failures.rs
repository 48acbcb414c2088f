//! Dumps that fail: each errno, refused (NLMSG_ERROR) or at the end (NLMSG_DONE), with and without an extended
//! acknowledgement, for every command that dumps a table.

use super::feed::attr;
use super::ring::{Line, Ring};
use super::{TALLY, Tally};

const NLMSG_ERROR: u16 = 2;
const NLMSG_DONE: u16 = 3;
const NLM_F_MULTI: u16 = 2;
const NLM_F_CAPPED: u16 = 0x100;
const NLM_F_ACK_TLVS: u16 = 0x200;

/// Names of the comparisons.
pub const COMPARISONS: [&str; 2] = ["errors", "denied"];

/// Compares both programs' answers to every failure, or checks ours where dumps of links are denied.
pub fn compare(what: &str, ring: &Ring) -> Result<(), String> {
    match what {
        "errors" => errors(ring),
        _ => denied(ring),
    }
}

/// RTM_GETLINK is denied and RTM_GETADDR is not, as on Android: addresses are shown, with names from ioctls.
fn denied(ring: &Ring) -> Result<(), String> {
    const RTM_NEWADDR: u16 = 20;
    const RTM_GETLINK: u32 = 18;
    let local = attr(2, &[127, 0, 0, 1]);
    let body = [&[2, 8, 0x80, 254], &1_u32.to_ne_bytes()[..], &local].concat();
    let length = u32::try_from(16 + body.len()).unwrap();
    let feed = [header(length, RTM_NEWADDR, NLM_F_MULTI, RTM_GETLINK), body].concat();
    let denial = "2 RTNETLINK answers: Permission denied\n2 Dump terminated\n";
    for (words, shown) in [
        ("-o addr", "1 1: lo    inet 127.0.0.1/8 scope host \n"),
        ("-br addr", "1 lo               127.0.0.1/8 \n"),
        (
            "-4 addr",
            "1 1: lo: <> \n1     inet 127.0.0.1/8 scope host \n",
        ),
        ("-6 addr", ""),
        ("link", ""),
    ] {
        let words = words.to_owned();
        let message = 1;
        let lines = [Line { message, words }];
        let answers = ring.ours(&lines, &feed)?;
        let told = answers.first().map_or("", |answer| &answer.told);
        let wanted = format!("{shown}{denial}");
        if told != wanted {
            return Err(format!("{lines:?}\n{told}\nwanted:\n{wanted}"));
        }
    }
    Ok(())
}

const ERRNOS: [i32; 11] = [
    libc::ENOENT,
    libc::EOPNOTSUPP,
    libc::EPERM,
    libc::EINVAL,
    libc::ENODEV,
    libc::EAFNOSUPPORT,
    libc::EBUSY,
    libc::ENOBUFS,
    libc::EINTR,
    libc::EMSGSIZE,
    libc::ENOMEM,
];

/// Request types, and commands that send them. Without `-json`: `neigh`, `ntable` and `netconf`, whose arrays iproute2
/// leaves open.
#[rustfmt::skip]
const DUMPS: &[(u16, &[&str])] = &[
    (18, &["link show", "-j link show", "-br link show", "link show type veth", "link show up", "vrf show", "tuntap show"]),
    (22, &["addr show", "-j addr", "-br addr", "addr show dev dev1", "addr save", "addr flush dev dev1", "addr flush to 10.0.0.0/8", "-4 addr"]),
    (26, &["route show", "-j route", "-6 route show", "route show table all", "route show table 7", "route save", "route flush table main",
        "route flush table 7", "-6 route flush table main", "route show cache", "route show dev dev1", "mroute show", "-6 mroute", "-M route"]),
    (30, &["neigh show", "neigh show proxy", "neigh flush all", "neigh flush dev dev1", "-6 neigh"]),
    (34, &["rule show", "-j rule", "-6 rule", "rule flush", "rule save", "mrule show", "-6 mrule"]),
    (66, &["ntable show"]),
    (74, &["addrlabel list", "addrlabel flush", "-j addrlabel"]),
    (82, &["netconf show", "-4 netconf", "-6 netconf", "-M netconf"]),
    (90, &["netns list-id", "-j netns list-id"]),
    (94, &["stats show", "-j stats show", "stats show group link", "link afstats", "link xstats type bridge"]),
    (106, &["nexthop show", "-j nexthop", "nexthop flush", "nexthop show groups", "nexthop show dev dev1"]),
    (118, &["nexthop bucket show", "nexthop bucket list id 9", "-j nexthop bucket list"]),
];

fn errors(ring: &Ring) -> Result<(), String> {
    let (mut feed, mut lines) = (Vec::new(), Vec::new());
    for (request, commands) in DUMPS {
        let failures = ERRNOS
            .iter()
            .flat_map(|errno| [NLMSG_ERROR, NLMSG_DONE].map(|kind| (*errno, kind)))
            .flat_map(|(errno, kind)| ["", "made up"].map(|text| (errno, kind, text)));
        for (errno, kind, text) in failures {
            feed.extend(failure(*request, errno, kind, text));
            let message = lines.last().map_or(0, |line: &Line| line.message) + 1;
            lines.extend(commands.iter().map(|words| Line {
                message,
                words: (*words).to_owned(),
            }));
        }
    }
    Tally::add(&TALLY.lines, lines.len());
    ring.compare(&lines, &feed).map(drop)
}

/// A message that ends a dump with an error. Its port id holds the type of the failing request.
fn failure(request: u16, errno: i32, kind: u16, text: &str) -> Vec<u8> {
    let mut body = (-errno).to_ne_bytes().to_vec();
    let mut flags = NLM_F_MULTI;
    if kind == NLMSG_ERROR {
        body.extend(header(16, request, 0x300, 0));
        flags = NLM_F_CAPPED;
    }
    if !text.is_empty() {
        flags |= NLM_F_ACK_TLVS;
        let length = u16::try_from(4 + text.len() + 1).unwrap();
        body.extend(length.to_ne_bytes());
        body.extend(1_u16.to_ne_bytes());
        body.extend(text.bytes());
        body.push(0);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    let length = u32::try_from(16 + body.len()).unwrap();
    [header(length, kind, flags, request.into()), body].concat()
}

pub(super) fn header(length: u32, kind: u16, flags: u16, port: u32) -> Vec<u8> {
    let mut bytes = length.to_ne_bytes().to_vec();
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(flags.to_ne_bytes());
    bytes.extend(1_u32.to_ne_bytes());
    bytes.extend(port.to_ne_bytes());
    bytes
}
