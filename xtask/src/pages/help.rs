//! The usage texts, as the program prints them.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use oxip::testing::KINDS;

use super::grammar::NEXT_TEXT;

/// Objects in the order in which a shortened name finds them, with what their manual page is called and says. An object
/// that comes twice goes by two names.
pub const OBJECTS: &[(&str, &str, &str)] = &[
    ("address", "address", "addresses of devices"),
    (
        "addrlabel",
        "addrlabel",
        "labels by which IPv6 chooses source addresses (RFC 6724)",
    ),
    (
        "maddress",
        "maddress",
        "multicast addresses that devices listen to",
    ),
    ("route", "route", "the routing tables"),
    (
        "rule",
        "rule",
        "the rules that say which routing table is asked",
    ),
    ("neighbor", "neighbour", ""),
    (
        "neighbour",
        "neighbour",
        "the tables of neighbours (ARP and NDP)",
    ),
    ("ntable", "ntable", "parameters of the tables of neighbours"),
    ("link", "link", "network devices"),
    ("l2tp", "l2tp", "tunnels and sessions of L2TPv3"),
    (
        "ila",
        "ila",
        "addresses in which locators take each other's place",
    ),
    (
        "fou",
        "fou",
        "ports that receive packets encapsulated in UDP",
    ),
    (
        "macsec",
        "macsec",
        "MACsec channels and associations (IEEE 802.1AE)",
    ),
    ("tunnel", "tunnel", "tunnels over IP, by the old interface"),
    (
        "tuntap",
        "tuntap",
        "devices whose packets a process reads and writes",
    ),
    (
        "token",
        "token",
        "interface identifiers of automatic IPv6 addresses",
    ),
    (
        "tcp_metrics",
        "tcp_metrics",
        "what TCP has learned of its peers",
    ),
    ("monitor", "monitor", "what changes, as it changes"),
    ("xfrm", "xfrm", "states and policies of IPsec"),
    ("sr", "sr", "segment routing over IPv6"),
    (
        "ioam",
        "ioam",
        "what packets are told on their way (in situ OAM, IPv6)",
    ),
    ("mroute", "mroute", "the multicast routing cache"),
    ("mrule", "rule", ""),
    ("netns", "netns", "named network namespaces"),
    ("netconf", "netconf", "settings of devices"),
    ("vrf", "vrf", "virtual routing and forwarding domains"),
    (
        "nexthop",
        "nexthop",
        "next hop objects, which routes can share",
    ),
    ("mptcp", "mptcp", "addresses and limits of Multipath TCP"),
    ("stats", "stats", "statistics of devices by group"),
    (
        "export",
        "export",
        "the live state as a batch that creates it again",
    ),
    (
        "path",
        "path",
        "follows a packet through namespaces: why it does not ping",
    ),
    (
        "sandbox",
        "sandbox",
        "a place of one's own to try things in",
    ),
    (
        "topology",
        "topology",
        "namespaces, devices and what connects them, as a picture",
    ),
];

/// Parts of objects that have usage texts of their own.
const PARTS: [(&str, &str); 2] = [("xfrm", "state"), ("xfrm", "policy")];

/// All usage texts.
pub struct Texts {
    /// `ip help`.
    pub main: String,
    /// Of each object.
    pub objects: Vec<(&'static str, String)>,
    /// Of each kind of link that has one, by name.
    pub kinds: Vec<(&'static str, String)>,
    /// The version.
    pub version: String,
}

/// Asks the program.
///
/// # Errors
/// It cannot be run, or does not know one of the objects.
pub fn ask(program: &Path) -> io::Result<Texts> {
    let say = |words: &[&str]| {
        let output = Command::new(program)
            .args(words)
            .stdin(Stdio::null())
            .output()?;
        let text = [output.stdout, output.stderr].concat();
        String::from_utf8(text).map_err(io::Error::other)
    };
    let mut objects = Vec::new();
    for (name, ..) in OBJECTS {
        let text = say(&[name, "help"])?;
        if !text.starts_with("Usage:") {
            return Err(io::Error::other(format!("{name}: no usage text: {text}")));
        }
        let mut texts = vec![text];
        for (_, part) in PARTS.iter().filter(|(object, _)| object == name) {
            let text = say(&[name, part, "help"])?;
            texts.push(text.replace("Usage: ", "").replace("\n       ip ", "\nip "));
        }
        objects.push((*name, texts.join(&NEXT_TEXT.to_string())));
    }
    let mut kinds = Vec::new();
    for name in KINDS.iter().flat_map(|kind| kind.names) {
        let text = say(&["link", "help", name])?;
        kinds.push((
            *name,
            if text.contains("ip link show") {
                String::new()
            } else {
                text
            },
        ));
    }
    kinds.sort();
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Ok(Texts {
        main: say(&["help"])?,
        objects,
        kinds,
        version,
    })
}
