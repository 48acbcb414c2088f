//! Manual pages in roff: the usage texts with what is to be said about them.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::grammar::NEXT_TEXT;
use super::help::{OBJECTS, Texts};
use super::manual::{self, Section};

/// Writes ip.8 and a page for each object.
///
/// # Errors
/// Those of writing, and an object without a description.
pub fn write(texts: &Texts, directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    fs::write(directory.join("ip.8"), main_page(texts))?;
    for (name, page, about) in OBJECTS.iter().filter(|(.., about)| !about.is_empty()) {
        let text = texts.objects.iter().find(|(known, _)| known == name);
        let (_, text) = text.ok_or_else(|| io::Error::other(format!("{name}: no usage text")))?;
        let (_, described) = DESCRIPTIONS
            .iter()
            .find(|(known, _)| known == page)
            .ok_or_else(|| io::Error::other(format!("{page}: nothing is said about it")))?;
        fs::write(
            directory.join(format!("ip-{page}.8")),
            page_of(texts, page, about, text, described),
        )?;
    }
    Ok(())
}

fn head(texts: &Texts, name: &str, about: &str) -> String {
    format!(
        ".TH {} 8 2026 \"oxip {}\" \"Network administration\"\n.SH NAME\n{name} \\- {}\n",
        name.to_uppercase(),
        texts.version,
        escaped(about)
    )
}

/// Text as it stands, in lines of its own.
fn verbatim(page: &mut String, text: &str) {
    let text = text.replacen("Usage:", "      ", 1).replace(NEXT_TEXT, "");
    let lines: Vec<String> = text.trim_end().lines().map(expanded).collect();
    page.push_str(".nf\n.ft CW\n");
    // Usages are further in, after `Usage:`, than what follows them.
    let blanks = |line: &String| line.len() - line.trim_start().len();
    let filled = |line: &&String| !line.trim().is_empty();
    let usages = lines
        .iter()
        .take_while(|line| !filled(line) || blanks(line) > 0);
    let (count, margin) = (
        usages.clone().count(),
        usages.filter(filled).map(blanks).min(),
    );
    for (place, line) in lines.iter().enumerate() {
        let margin = margin.filter(|_| place < count).unwrap_or(0);
        page.push_str(&escaped(line.get(margin..).unwrap_or_default()));
        page.push('\n');
    }
    page.push_str(".ft\n.fi\n");
}

/// With blanks for tabs.
fn expanded(line: &str) -> String {
    let mut text = String::new();
    for part in line.split_inclusive('\t') {
        text.push_str(part.trim_end_matches('\t'));
        if part.ends_with('\t') {
            text.push_str(&" ".repeat(8 - text.len() % 8));
        }
    }
    text
}

/// Paragraphs, which empty lines separate.
fn prose(page: &mut String, text: &str) {
    for (place, paragraph) in text.trim().split("\n\n").enumerate() {
        if place > 0 {
            page.push_str(".PP\n");
        }
        for line in wrapped(paragraph) {
            let _ = writeln!(page, "{}", escaped(&line));
        }
    }
}

/// Paragraphs and entries of a section.
fn describe(page: &mut String, section: &Section) {
    for paragraph in &section.about {
        page.push_str(".PP\n");
        prose(page, paragraph);
    }
    for entry in &section.entries {
        let _ = writeln!(page, ".TP\n{}", head_line(entry.head));
        prose(page, entry.text);
    }
}

/// The head of an entry: what is typed in bold, placeholders in italics.
fn head_line(head: &str) -> String {
    let words = head.split(' ').map(|word| {
        let font = match word {
            "{" | "}" | "|" => 'R',
            _ if manual::is_typed(word) => 'B',
            _ => 'I',
        };
        format!("\\f{font}{}\\fR", escaped(word))
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Lines of no more than 72 characters.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < 72 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// What roff would take for a request, an escape or a hyphen.
fn escaped(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let line = line
                .replace('\\', "\\e")
                .replace('-', "\\-")
                .replace('\'', "\\(aq");
            if line.starts_with('.') {
                format!("\\&{line}")
            } else {
                line
            }
        })
        .collect();
    lines.join("\n")
}

fn page_of(texts: &Texts, page: &str, about: &str, usage: &str, described: &str) -> String {
    let mut text = head(texts, &format!("ip-{page}"), about);
    // What follows the grammar in a usage text describes it.
    let (usage, more) = match usage.split_once("\n\n") {
        Some((usage, more)) if !more.contains(['[', '{', '|']) => (usage, more),
        _ => (usage, ""),
    };
    text.push_str(".SH SYNOPSIS\n");
    verbatim(&mut text, usage);
    text.push_str(".SH DESCRIPTION\n");
    for part in [more, described].iter().filter(|part| !part.is_empty()) {
        text.push_str(".PP\n");
        prose(&mut text, part);
    }
    for section in manual::object(page) {
        let _ = writeln!(text, ".SH {}", escaped(&section.title.to_uppercase()));
        describe(&mut text, &section);
    }
    if page == "link" {
        text.push_str(".SH KINDS\n");
        prose(
            &mut text,
            "After type KIND, these are the options of each kind. Kinds that are not named here have none.",
        );
        let mut shown: Vec<&str> = Vec::new();
        for (_, help) in texts.kinds.iter().filter(|(_, help)| !help.is_empty()) {
            if shown.contains(&help.as_str()) {
                continue;
            }
            shown.push(help);
            let names: Vec<&str> = texts
                .kinds
                .iter()
                .filter(|(_, other)| other == help)
                .map(|(name, _)| *name)
                .collect();
            let _ = writeln!(text, ".SS {}", escaped(&names.join(", ")));
            verbatim(&mut text, help);
            for section in names
                .first()
                .map_or_else(Vec::new, |name| manual::kind(name))
            {
                describe(&mut text, &section);
            }
        }
    }
    text.push_str(".SH EXIT STATUS\n");
    let own = OWN_STATUS.iter().find(|(known, _)| *known == page);
    prose(&mut text, own.map_or(EXIT_STATUS, |(_, status)| status));
    text.push_str(".SH SEE ALSO\n.BR ip (8)\n");
    text
}

fn main_page(texts: &Texts) -> String {
    let mut text = head(
        texts,
        "ip",
        "show and change devices, addresses, routes, namespaces and more",
    );
    text.push_str(".SH SYNOPSIS\n");
    verbatim(&mut text, &texts.main);
    text.push_str(".SH DESCRIPTION\n");
    prose(&mut text, MAIN);
    text.push_str(".SH OPTIONS\n");
    for (option, about) in OPTIONS {
        let _ = writeln!(text, ".TP\n.B {}\n{}", escaped(option), escaped(about));
    }
    text.push_str(".SH OBJECTS\n");
    for (_, page, about) in OBJECTS.iter().filter(|(.., about)| !about.is_empty()) {
        let _ = writeln!(
            text,
            ".TP\n.BR ip\\-{} (8)\n{}",
            escaped(page),
            escaped(about)
        );
    }
    text.push_str(".SH EXIT STATUS\n");
    prose(&mut text, EXIT_STATUS);
    text.push_str(".SH ENVIRONMENT\n");
    for (name, about) in ENVIRONMENT {
        let _ = writeln!(text, ".TP\n.B {name}\n{}", escaped(about));
    }
    text.push_str(".SH FILES\n");
    for (name, about) in FILES {
        let _ = writeln!(text, ".TP\n.I {}\n{}", escaped(name), escaped(about));
    }
    text
}

const EXIT_STATUS: &str = "\
0 if all went well, 1 if the command line is wrong or a name is unknown, 2 if the kernel refused, 255 where iproute2 has \
it so for a value that cannot be read. Commands that run another one end as that one does.";

/// Where something else is to be said.
const OWN_STATUS: &[(&str, &str)] = &[
    (
        "sandbox",
        "\
That of COMMAND; 128 and the number of the signal if a signal ended it; 255 if there could be no sandbox, or COMMAND could not \
be run.",
    ),
    (
        "netns",
        "\
0 if all went well, 1 if the command line is wrong or something failed, 255 where iproute2 has it so: for a value that cannot be \
read, for a name that cannot be opened. exec ends as its command does. check ends with 1 if something is wrong, also after \
repair.",
    ),
    (
        "path",
        "\
0 if packets pass both ways, 1 if not, 2 if that cannot be told; 255 if the command line is wrong.",
    ),
    (
        "topology",
        "\
0 if a picture was drawn, also if part of it could not be seen; 255 if the command line is wrong or a namespace that was named \
is not there; 1 if the kernel does not answer.",
    ),
];

const MAIN: &str = "\
The first word says what it is about, the second what is to be done with it. Both can be cut short: ip a is ip address \
show, ip l s eth0 up is ip link set eth0 up. Where several words begin alike, the first in a fixed order is meant, as in \
iproute2. What iproute2 does not have is typed in full.

Options come before the object. With -json a record is an object of an array; -brief and -oneline write one line a record; \
-details and -statistics, which can be given twice, show more.

With -netns NAME a command is done in the namespace of that name, without leaving the mount namespace: it is ip netns exec \
NAME ip ... without a second program.

With -batch, the lines of a file are commands without ip; # begins a comment, quotes keep blanks, a backslash at the end \
goes on in the next line. The first that fails ends it, unless -force is given.

With -ensure, add, set and delete make it so: what is there already is no error, and what differs is said.";

/// Options in the order in which the usage text lists them.
pub const OPTIONS: &[(&str, &str)] = &[
    ("-V[ersion]", "Show the version."),
    ("-d[etails]", "Show more of each record."),
    ("-s[tatistics]", "Show statistics; twice, all of them."),
    ("-h[uman-readable]", "Show rounded numbers with a suffix."),
    ("-iec", "Round to powers of 1024."),
    ("-br[ief]", "Write one line of columns for each record."),
    ("-o[neline]", "Write each record on one line."),
    ("-j[son]", "Write JSON."),
    ("-p[retty]", "With -json: indent it."),
    ("-c[olor][={ always | auto | never }]", "Use colours."),
    ("-r[esolve]", "Show names of hosts instead of addresses."),
    ("-N[umeric]", "Show numbers instead of names."),
    (
        "-t[imestamp]",
        "With monitor: show when each event arrives.",
    ),
    ("-ts[hort]", "With monitor: the same in a shorter form."),
    (
        "-f[amily] { inet | inet6 | mpls | bridge | link }",
        "Select the address family.",
    ),
    ("-4, -6, -M, -B, -0", "The same families, in that order."),
    ("-n[etns] NAME", "Run the command in the namespace NAME."),
    ("-a[ll]", "With netns: use every named namespace."),
    (
        "-b[atch] { FILE | - }",
        "Read commands from FILE or standard input.",
    ),
    ("-force", "With -batch: go on after an error."),
    ("-l[oops] COUNT", "Rounds of a flush before it gives up."),
    ("-rc[vbuf] SIZE", "Size of the receive buffer in bytes."),
    ("-echo", "Show what a command changed."),
    (
        "-ensure",
        "An existing object that matches the request is no error.",
    ),
];

const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "OXIP_HINTS",
        "0 for no hints after an error, 1 for hints even if stderr is no terminal.",
    ),
    (
        "OXIP_ERRORS",
        "json: errors are objects of JSON, one a line.",
    ),
    ("NO_COLOR", "Not empty: -color=auto uses none."),
    (
        "COLORFGBG",
        "Whether the terminal is dark, which chooses the colours.",
    ),
];

const FILES: &[(&str, &str)] = &[
    (
        "/run/netns",
        "Named network namespaces: a file for each, on which it is mounted.",
    ),
    (
        "/etc/netns/NAME",
        "Files that ip netns exec NAME mounts over those of the same name in /etc.",
    ),
    (
        "/etc/iproute2, /usr/share/iproute2",
        "Names of routing tables, protocols, scopes, groups and the like.",
    ),
];

const DESCRIPTIONS: &[(&str, &str)] = &[
    ("address", "\
add gives a device an address with its prefix length; change and replace change its flags and lifetimes; del takes it away. \
Times are in seconds. flush removes all that a selection fits, and refuses without one. save writes a selection for restore, \
in binary; showdump prints such a stream.

show lists devices with their addresses. Words that begin with - exclude: -tentative."),
    ("addrlabel", "An address of the prefix, on the device if one is named, gets the label; source and destination with the same label go together."),
    ("maddress", "show lists link-layer and network-layer groups with the number of their users; add and del change link-layer groups only."),
    ("route", "\
add, change, replace, append, prepend and delete change one route of one table; test says whether there is one. get asks the \
kernel which route a packet would take. list shows a table (main unless another is named), flush deletes what fits, save and \
restore keep a selection in a file.

Times of metrics are in the kernel's unit, or with s or ms."),
    ("rule", "Rules are asked in the order of their preference, the lowest first; each has a selector and an action. ip mrule is the same for multicast routing."),
    ("neighbour", "Link-layer addresses of neighbours, with the state of each. proxy entries are addresses that are answered for."),
    ("ntable", "Times are in milliseconds. Thresholds belong to a whole table, the other parameters to a device as well."),
    ("link", "\
add makes a device of a kind, set changes one (or all of a group), delete removes it. Several changes in one command are sent \
as one, and are made together or not at all where the kernel can. A device can go by alternative names (property add altname), \
which may be up to 127 characters long.

show lists devices. Filters on kind and master are left to the kernel."),
    ("l2tp", "A tunnel joins two addresses, over UDP or IP; each session in it is an Ethernet device at both ends. Without a control protocol, both ends are told the same ids, ports and cookies, each with the other's as its peer's."),
    ("ila", "A packet to an address that begins with the locator of loc_match goes on to the one of loc. csum-mode says how its checksum stays right, ident-type what is behind the locator."),
    ("sr", "hmac keeps the keys that sign segment routing headers, by number; their secrets are asked for at the terminal, and an empty one takes the key away. tunsrc is the source address of packets that encapsulate others."),
    ("ioam", "Packets with an IOAM trace are told the data of the namespace of that number; a schema is more data, which a namespace can refer to. monitor prints traces that have arrived."),
    ("fou", "Packets that a port receives are handed to an IP protocol (fou) or read as generic UDP encapsulation (gue)."),
    ("macsec", "Secure channels (rx, tx) of a device of kind macsec and the associations in each, with their keys."),
    ("tunnel", "Tunnels made with ioctl(2), as scripts from before ip link add type do. -6 chooses those over IPv6."),
    ("tuntap", "The device stays when the command ends. user and group say who may attach to it."),
    ("token", "The lower 64 bits of addresses that the device gets from router advertisements."),
    ("tcp_metrics", "show lists, delete removes one, flush what fits."),
    ("monitor", "Prints objects as ip OBJECT show does when they change, until it is interrupted. With file, a record of rtmon(8) is printed instead."),
    ("xfrm", "\
States say how packets between two addresses are transformed, with which algorithms and keys; policies say which packets have to \
be. monitor prints what happens to both, and which packets want a state that is not there. ip xfrm state help and ip xfrm policy \
help have all words."),
    ("mroute", "Shows the entries that a multicast routing daemon has made."),
    ("netns", "\
A name is a file in /run/netns on which a namespace is mounted, so that it stays without a process. exec runs a command in it, \
with a /sys of its own and what /etc/netns/NAME has for /etc. With -all, exec and delete take every name.

Ids are how one namespace calls another in netlink messages; set gives one, list-id shows them.

check says which names are no network namespaces: dead ones, empty files on which nothing is mounted any more; those that are \
mounted in another mount namespace only; directories, links that lead nowhere, other files. It says if /run/netns is not shared \
with other mount namespaces, and which namespaces have no name but processes that keep them. With repair, dead names are \
removed, and nothing else. A file younger than two seconds may be a name in the making and is left alone."),
    ("netconf", "Settings that /proc/sys/net has as well, as the kernel tells of them in messages."),
    ("vrf", "exec binds the sockets of a command and its children to a VRF, by a control group; identify and pids say who is bound."),
    ("nexthop", "Routes that name an object by its id share it, and it can be changed for all of them at once. A group spreads traffic over several by weight; a resilient group moves as little as possible when one goes."),
    ("mptcp", "Endpoints are the addresses that connections may use besides their first; limits say how many."),
    ("stats", "Groups of statistics that ip -s link does not show: of hardware, of protocols, of masters and ports."),
    ("export", "Writes commands for ip -batch that make namespaces, devices with their options, addresses, routes, rules and neighbours again, here or elsewhere: those of this namespace; with all, of the named ones too; with netns NAME, of these. What \
they cannot express is a comment."),
    ("path", "\
Follows a packet to ADDRESS and its answer back, and sends none: rules, route, source address, device, neighbour, the devices \
that the frame passes (pairs, bridges with their VLANs, macvlan, ipvlan, vxlan, bonds), the next namespace with its forwarding \
and rp_filter, and so on to the namespace that has the address. Every namespace that has a name is looked into; where they do \
not suffice, those of processes too.

It lists the way, then the first obstacle and a command that removes it. from sets the source address; with iif the packet \
comes in by that device. proto and port matter where rules select by them; without proto it is a ping.

Filters (nftables, iptables, tc, XDP), IPsec policies, hardware and namespaces that cannot be entered are named and not judged."),
    ("sandbox", "\
/run is empty, so that names of network namespaces are nobody else's; entries of it that PATH, SHELL or this program go through \
are kept. The host's name and the prompt say sandbox, and OXIP_SANDBOX is 1. The rest of the file system is the one outside: it \
is a place to play with networks, no wall.

Where the kernel forbids it, the setting that does is named."),
    ("topology", "\
Draws network namespaces and what is plugged into what: bridges, bonds and VRFs with their ports below them, what is stacked on a \
device below that device, pairs (veth, netkit, vxcan) as wires, across namespaces too; addresses, states, default routes.

Without a word it draws this namespace and all that have a name; with netns NAME, these only; with all, those too that only \
processes keep alive. text is a tree, mermaid a flowchart of Mermaid, dot a graph for Graphviz, json an array of namespaces, as \
with -json. What could not be looked into comes last, with the reason."),
];
