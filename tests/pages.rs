//! Completions and manual pages: what build/pages writes, asked as a shell asks it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr
)] // the input is our own texts

#[path = "../build/pages/complete.rs"]
mod complete;
#[path = "../build/pages/grammar.rs"]
mod grammar;
#[path = "../build/pages/help.rs"]
mod help;
#[path = "../build/pages/man.rs"]
mod man;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ip");

/// What is written, once for all tests.
fn written() -> &'static Path {
    static WRITTEN: OnceLock<PathBuf> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
        let texts = help::ask(Path::new(PROGRAM)).expect("usage texts");
        complete::write(&texts, &directory.join("completions")).expect("completions");
        man::write(&texts, &directory.join("man")).expect("manual pages");
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
}

#[test]
fn what_there_is() {
    among("ip link set dev l", "lo", "");
    among("ip link show ", "lo", "");
    among("ip addr add 10.0.0.1/8 dev ", "lo", "");
    only("ip netns exec red ", "@cmd");
    only("ip sandbox ", "@cmd");
}

#[test]
fn bash_offers_them() {
    let directory = written().join("completions");
    let script = "source $DATA/ip.bash; export OXIP_COMPLETIONS=$DATA; COMP_WORDBREAKS=$' :='
        for COMP_LINE in 'ip netns l' 'ip route add default via fe80::1 d' 'ip '; do
            COMP_POINT=${#COMP_LINE}; _oxip; echo \"${COMPREPLY[*]:0:3}\"
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
        "list list-id\ndev\naddress addrlabel maddress\ncomplete -F _oxip ip\n"
    );
}

#[test]
fn fish_offers_them() {
    let directory = written().join("completions");
    let script = "source $DATA/ip.fish; complete -C 'ip netns l'; complete -C 'ip link set lo mt'";
    match Command::new("fish")
        .args(["--no-config", "-c", script])
        .env("DATA", &directory)
        .env("OXIP_COMPLETIONS", &directory)
        .output()
    {
        Err(_) => eprintln!("skipped: there is no fish"),
        Ok(output) => assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "list\nlist-id\nmtu\n",
            "{output:?}"
        ),
    }
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
    let link = std::fs::read_to_string(directory.join("ip-link.8")).expect("ip-link.8");
    assert!(link.contains(".SS vxlan\n") && link.contains(".SS ipip, sit\n"));
}
