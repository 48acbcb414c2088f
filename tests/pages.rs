//! Completions and manual pages: what xtask/src/pages writes, asked as a shell asks it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr
)] // the input is our own texts

#[path = "../xtask/src/pages/mod.rs"]
mod pages;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use pages::manual::{self, Section};
use pages::{help, man};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ip");

/// What is written, once for all tests.
fn written() -> &'static Path {
    static WRITTEN: OnceLock<PathBuf> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
        pages::write(Path::new(PROGRAM), &directory).expect("completions and manual pages");
        directory
    })
}

/// The words that may come where the line ends.
fn candidates(line: &str) -> Vec<String> {
    let data = written().join("completions");
    let mut words: Vec<&str> = line.split(' ').skip(1).collect();
    let current = words.pop().unwrap_or_default();
    let before: String = words.iter().map(|word| format!("{word}\x1f")).collect();
    let output = Command::new("awk")
        .arg("-f")
        .args([data.join("complete.awk"), data.join("words")])
        .env(
            "OXIP_WORDS",
            if before.is_empty() {
                "\x1f".to_owned()
            } else {
                before
            },
        )
        .env("OXIP_CURRENT", current)
        .env("OXIP_IP", PROGRAM)
        .output()
        .expect("awk");
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{line}: {output:?}"
    );
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().map(str::to_owned).collect()
}

/// All that may come.
#[track_caller]
fn only(line: &str, wanted: &str) {
    let mut found = candidates(line);
    found.sort();
    assert_eq!(found.join(" "), wanted, "{line}");
}

/// Some of what may come, and what may not.
#[track_caller]
fn among(line: &str, wanted: &str, unwanted: &str) {
    let found = candidates(line);
    let has = |word: &str| found.iter().any(|known| known == word);
    for word in wanted.split_whitespace() {
        assert!(has(word), "{line}: no {word} in {found:?}");
    }
    for word in unwanted.split_whitespace() {
        assert!(!has(word), "{line}: {word} in {found:?}");
    }
}

#[test]
fn objects_and_verbs() {
    only("ip a", "address addrlabel");
    only("ip -br -c a", "address addrlabel");
    only("ip -f ", "bridge inet inet6 link mpls");
    among("ip -", "-json -brief -netns -details -ensure", "- address");
    among(
        "ip ",
        "address link route netns sandbox topology export",
        "-json",
    );
    among("ip netns ", "add delete exec list", "red");
    among("ip r ", "list show get add", "");
    only("ip nosuch ", "");
}

#[test]
fn keywords() {
    only(
        "ip l s dev lo m",
        "mac master max_tx_rate min_tx_rate mode mtu multicast",
    );
    among("ip link set lo up ", "down mtu master", "up");
    among("ip addr show ", "dev scope dynamic -dynamic up lo", "FLAG");
    among(
        "ip route add default via 10.0.0.1 ",
        "dev metric mtu table",
        "via",
    );
    only(
        "ip -o neigh add 10.0.0.2 nud ",
        "delay failed incomplete noarp none permanent probe reachable stale",
    );
    only("ip route show table ", "all default local main");
    only("ip route add 10.0.0.0/8 metric ", "");
    only("ip tuntap add mode ", "tap tun");
    only("ip l2tp add session seq ", "both none recv send");
}

#[test]
fn kinds_and_their_options() {
    among(
        "ip link add x type ",
        "veth bridge vxlan wireguard macvlan",
        "id",
    );
    only("ip link add x type vxlan df ", "inherit set unset");
    among(
        "ip link add x type vxlan id 5 ",
        "dstport nolearning learning group remote",
        "id mtu",
    );
    only(
        "ip link add x type macvlan mode ",
        "bridge passthru private source vepa",
    );
    only(
        "ip link add x type bond mode b",
        "balance-alb balance-rr balance-tlb balance-xor broadcast",
    );
    among(
        "ip link add x type gre ",
        "key ikey okey noikey ttl erspan",
        "",
    );
    among("ip link show type ", "bridge_slave bond", "");
    only("ip xfrm policy add src 10.0.0.0/8 dir ", "fwd in out");
    among(
        "ip xfrm state add src 10.0.0.1 ",
        "dst proto spi mode auth enc aead reqid limit",
        "options as",
    );
}

/// What the table offers: the object or kind, the word that comes before (empty for none), the word.
fn offers() -> Vec<(String, String, String)> {
    let table = std::fs::read_to_string(written().join("completions/words")).expect("words");
    let mut offers = Vec::new();
    for line in table.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let (owner, word, values) = match fields.as_slice() {
            ["word", owner, _, word, values] | ["of", owner, word, values] => {
                (*owner, *word, *values)
            }
            ["verb", owner, word] | ["further", owner, _, word] => (*owner, *word, "-"),
            _ => continue,
        };
        offers.push((owner.to_owned(), String::new(), word.to_owned()));
        let values = values
            .split(' ')
            .filter(|word| !matches!(*word, "-" | "=") && !word.starts_with('@'));
        offers.extend(values.map(|value| (owner.to_owned(), word.to_owned(), value.to_owned())));
    }
    offers
}

/// Words that make sentences. (`ip route get … as ADDRESS` is grammar.)
const SENTENCES: &str = "a an and are be by each first given has have if in is it its nanoseconds of options or others \
    takes than that the their them then there they unless well what when which with without";

#[test]
fn nothing_is_prose() {
    let texts = help::ask(Path::new(PROGRAM)).expect("usage texts");
    let offers = offers();
    assert!(offers.len() > 2000, "{}", offers.len());
    for (owner, before, word) in &offers {
        let shaped = word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.+".contains(c));
        let direction = owner == "xfrm" && word == "in";
        let prose = SENTENCES.split_whitespace().any(|known| known == word) && !direction;
        assert!(shaped && !prose, "{owner} {before}: {word}");
        // Where there are neither brackets nor alternatives nor a command, there is prose.
        let mut all = texts.objects.iter().chain(&texts.kinds);
        let stem = word
            .trim_start_matches("no")
            .trim_start_matches(['i', 'o', '-']);
        let is_named = all.any(|(name, text)| {
            name == owner
                && text.lines().any(|line| {
                    let grammar = line.contains(['[', '{', '|', ']', '}']);
                    let line = line.trim().trim_start_matches("Usage:").trim();
                    (grammar || line.starts_with("ip ") || line.starts_with("... "))
                        && line.contains(stem)
                })
        });
        let by_another_name = matches!(word.as_str(), "help" | "show");
        assert!(is_named || by_another_name, "{owner} {before}: {word}");
    }
}

/// What a kind refuses though its text names it: options of the option before, and what other kinds of the same text take.
const REFUSED: [&str; 12] = [
    "macvlan add",
    "macvlan del",
    "macvlan set",
    "macvlan flush",
    "macvtap add",
    "macvtap del",
    "macvtap set",
    "macvtap flush",
    "ipip mode ip6ip",
    "vxlan group any",
    "vxlan local any",
    "vxlan remote any",
];

#[test]
fn no_kind_refuses_what_is_offered() {
    let texts = help::ask(Path::new(PROGRAM)).expect("usage texts");
    let mut asked = String::new();
    for (owner, before, word) in offers() {
        let is_kind = texts
            .kinds
            .iter()
            .any(|(kind, text)| *kind == owner && !text.is_empty());
        let is_object = texts.objects.iter().any(|(object, _)| *object == owner);
        if is_kind && !is_object {
            let _ = std::fmt::Write::write_fmt(
                &mut asked,
                format_args!(
                    "{}\n",
                    format!("{owner} {before} {word}").replace("  ", " ")
                ),
            );
        }
    }
    let directory = written();
    std::fs::write(directory.join("asked"), asked).expect("asked");
    // With more after it that is always wrong, nothing is made; and if it were, it would be in the sandbox.
    let script = "while read -r kind words; do
            said=$($IP link add xx type $kind $words nosuch nosuch 2>&1 | head -n 1)
            case $said in
                *unknown*\"\\\"${words##* }\\\"\"* | *\"\\\"${words##* }\\\" is wrong\"*) echo \"$kind $words\" ;;
            esac
        done <asked";
    let output = Command::new(PROGRAM)
        .args(["sandbox", "sh", "-c", script])
        .env("IP", PROGRAM)
        .current_dir(directory)
        .output()
        .expect("ip sandbox");
    if output.status.code() == Some(255) {
        return eprintln!("skipped: there can be no sandbox: {output:?}");
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let refused: Vec<&str> = text
        .lines()
        .filter(|line| !REFUSED.contains(line))
        .collect();
    assert_eq!(refused, [""; 0]);
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn what_was_wrong() {
    among(
        "ip link add x type bridge ",
        "stp_state",
        "a hundredths in is",
    );
    among(
        "ip link add veth0 type veth peer name x ",
        "netns mtu address",
        "'ip add' as of takes peer",
    );
    among("ip link add veth0 type veth peer ", "name", "peer");
    only("ip link property ", "add del");
    among("ip link property add dev ", "lo", "altname add del dev");
    only("ip link property add dev lo ", "altname");
    only("ip link property del lo ", "altname dev");
    only("ip netns list-id ", "nsid target-nsid");
    only("ip link add x type macvlan macaddr ", "add del flush set");
    only("ip link add x type can loopback ", "off on");
}

#[test]
fn what_there_is() {
    among("ip link set dev l", "lo", "");
    among("ip link show ", "lo", "");
    among("ip addr add 10.0.0.1/8 dev ", "lo", "");
    only("ip netns exec red ", "@cmd");
    only("ip sandbox ", "@cmd");
    only("ip -all netns exec ", "@cmd");
    for line in [
        "ip netns exec red ls /etc/h",
        "ip -all netns exec ls /etc/h",
        "ip vrf exec red ls ",
        "ip sandbox ls -l /etc/h",
    ] {
        only(line, "@file");
    }
}

#[test]
fn bash_offers_them() {
    let directory = written().join("completions");
    let script = "source $DATA/ip.bash; export OXIP_COMPLETIONS=$DATA; COMP_WORDBREAKS=$' :='
        for COMP_LINE in 'ip netns l' 'ip route add default via fe80::1 d' 'ip addrl' \"ip netns exec red ls $DATA/complete.a\" 'ip netns exec red type'; do
            COMP_POINT=${#COMP_LINE}; _oxip; echo \"${COMPREPLY[*]##*/}\"
        done; complete -p ip";
    let output = Command::new("bash")
        .args(["--norc", "-c", script])
        .env("DATA", &directory)
        .output()
        .expect("bash");
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        said,
        "list list-id\ndev\naddrlabel\ncomplete.awk\ntype typeset\ncomplete -F _oxip ip\n"
    );
}

#[test]
fn fish_offers_them() {
    let directory = written().join("completions");
    let script = "source $DATA/ip.fish; complete -C 'ip netns l'; complete -C 'ip link set lo mt'; complete -C \"ip netns exec red ls $DATA/complete.a\" | string replace -r '.*/' ''";
    match Command::new("fish")
        .args(["--no-config", "-c", script])
        .env("DATA", &directory)
        .env("OXIP_COMPLETIONS", &directory)
        .output()
    {
        Err(_) => eprintln!("skipped: there is no fish"),
        Ok(output) => assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "list\nlist-id\nmtu\ncomplete.awk\n",
            "{output:?}"
        ),
    }
}

/// zsh's own functions stand in: what they are asked for is what counts.
#[test]
fn zsh_offers_them() {
    let directory = written().join("completions");
    let script =
        "_files() { echo files }; _command_names() { echo commands }; compadd() { echo $*[2,-1] }
        offer() { words=(ip \"$@\"); CURRENT=$#words; source $DATA/_ip }
        offer netns l; offer netns exec red ''; offer netns exec red ls /etc/h";
    match Command::new("zsh")
        .args(["-f", "-c", script])
        .env("DATA", &directory)
        .env("OXIP_COMPLETIONS", &directory)
        .output()
    {
        Err(_) => eprintln!("skipped: there is no zsh"),
        Ok(output) => assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "list list-id\ncommands\nfiles\n",
            "{output:?}"
        ),
    }
}

/// The sections about an object or a kind of link. An object of two names has one page.
fn sections(owner: &str) -> Vec<Section> {
    let object = help::OBJECTS.iter().find(|(name, ..)| *name == owner);
    let mut sections = object.map_or_else(Vec::new, |(_, page, _)| manual::object(page));
    sections.extend(manual::kind(owner));
    sections
}

/// The words of a head that are typed as they stand.
fn typed(head: &'static str) -> impl Iterator<Item = &'static str> {
    manual::words(head).filter(|word| manual::is_typed(word))
}

/// Whether an entry describes a word: by its head, or as a value of the keyword in its head.
fn is_described(sections: &[Section], before: &str, word: &str) -> bool {
    let mut entries = sections.iter().flat_map(|section| &section.entries);
    entries.any(|entry| {
        let has = |wanted: &str| typed(entry.head).any(|known| known == wanted);
        if before.is_empty() {
            has(word)
        } else {
            has(before)
                && manual::words(entry.text)
                    .chain(typed(entry.head))
                    .any(|known| known == word)
        }
    })
}

/// Whether this is a kind of link; kinds have sections of their own.
fn is_kind(word: &str) -> bool {
    let mut names = oxip::testing::KINDS.iter().flat_map(|kind| kind.names);
    names.any(|name| *name == word) || !manual::kind(word).is_empty()
}

#[test]
fn every_word_has_its_text() {
    let offers = offers();
    let mut missing = Vec::new();
    for (owner, before, word) in &offers {
        let is_kind_name = owner == "link" && is_kind(word);
        if word != "help" && !is_kind_name && !is_described(&sections(owner), before, word) {
            missing.push((owner.as_str(), before.as_str(), word.as_str()));
        }
    }
    assert!(missing.is_empty(), "no text: {missing:#?}");
    for kind in oxip::testing::KINDS.iter().flat_map(|kind| kind.names) {
        let introduced = manual::kind(kind)
            .iter()
            .any(|section| !section.about.is_empty());
        assert!(introduced, "nothing about the kind {kind}");
    }
}

#[test]
fn every_text_has_its_word() {
    let offers = offers();
    let mut owners: Vec<&str> = offers.iter().map(|(owner, ..)| owner.as_str()).collect();
    owners.dedup();
    let mut unknown = Vec::new();
    // The usage text of mrule is that of rule.
    for owner in owners.into_iter().filter(|owner| *owner != "mrule") {
        for entry in sections(owner).iter().flat_map(|section| &section.entries) {
            let is_unknown = |word: &&str| {
                !offers
                    .iter()
                    .any(|(other, _, offered)| other == owner && offered == word)
            };
            unknown.extend(
                typed(entry.head)
                    .filter(is_unknown)
                    .map(|word| format!("{owner}: {word}")),
            );
        }
    }
    assert_eq!(unknown, [""; 0], "no words of the grammar");
}

/// Other names of objects.
const ALIASES: [&str; 3] = ["ntbl", "tap", "tcpmetrics"];

#[test]
fn no_object_is_forgotten() {
    let texts = help::ask(Path::new(PROGRAM)).expect("usage texts");
    let names = texts
        .main
        .split_once("OBJECT := {")
        .and_then(|(_, rest)| rest.split_once('}'))
        .map_or("", |(names, _)| names);
    let names = names.split_whitespace();
    let mut count = 0;
    for name in names.filter(|name| !["|", "help"].contains(name) && !ALIASES.contains(name)) {
        count += 1;
        let known = help::OBJECTS.iter().any(|(known, ..)| *known == name);
        assert!(known, "{name}");
    }
    assert!(count > 30, "{}", texts.main);
}

#[test]
fn every_object_has_a_page() {
    let directory = written().join("man");
    for (_, page, _) in help::OBJECTS {
        let text = std::fs::read_to_string(directory.join(format!("ip-{page}.8"))).expect(page);
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "SEE ALSO"] {
            assert!(
                text.contains(&format!(".SH {section}\n")),
                "{page}: {section}"
            );
        }
        let usage = text
            .lines()
            .any(|line| line.trim_start().starts_with("ip "));
        assert!(usage, "{page}: no usage");
        let odd = text.lines().find(|line| {
            let request =
                line.starts_with('.') && !line.starts_with(".S") && !line.starts_with(".B");
            request
                && ![".TH", ".PP", ".TP", ".nf", ".fi", ".ft"]
                    .iter()
                    .any(|known| line.starts_with(known))
        });
        assert_eq!(odd, None, "{page}");
    }
    let page = |name: &str| {
        let text = std::fs::read_to_string(directory.join(name)).expect(name);
        text.replace('\n', " ")
    };
    let sandbox = page("ip-sandbox.8");
    for part in [
        ".SH DESCRIPTION .PP Runs COMMAND",
        ".SH EXIT STATUS That of COMMAND; 128 and the number of the signal",
        "255 if there could be no sandbox",
    ] {
        assert!(sandbox.contains(part), "{part}: {sandbox}");
    }
    assert!(!sandbox.contains("See above"), "{sandbox}");
    let netns = page("ip-netns.8");
    assert!(
        netns.contains("check says which names are no network namespaces"),
        "{netns}"
    );
    assert!(
        netns.contains("check ends with 1 if something is wrong"),
        "{netns}"
    );
    let main = page("ip.8");
    assert!(main.contains("| export | path | sandbox"), "{main}");
    for option in candidates("ip -") {
        let described = man::OPTIONS.iter().any(|(name, _)| {
            let name = name.replace(['[', ']'], "");
            name.split([' ', ',', '=']).any(|word| word == option)
        });
        assert!(described, "ip.8: {option}");
    }
    let link = std::fs::read_to_string(directory.join("ip-link.8")).expect("ip-link.8");
    assert!(link.contains(".SS vxlan\n") && link.contains(".SS ipip, sit\n"));
}
