//! A kernel without IPv6 (without_ipv6.c): both programs' answers to commands that request IPv6, and oxip's own commands.

use super::HERE_REPLAY;
use crate::harness::stage::Stage;
use crate::harness::world::{Outcome, Program, World};

/// Names of the comparisons.
pub const COMPARISONS: [&str; 3] = ["commands", "export", "ensure"];

/// Runs one comparison.
pub fn compare(what: &str, stage: &'static Stage) -> Result<(), String> {
    let world = World::new(stage)?;
    let prepared = world.run(Program::Reference, PREPARE, "");
    if !prepared.succeeded() {
        return Err(format!("the set-up failed: {prepared}"));
    }
    match what {
        "commands" => commands(&world),
        "export" => follow(&world, EXPORT),
        _ => follow(&world, ENSURE),
    }
}

/// Removes IPv6 addresses, routes and rules, which such a kernel would not report.
const PREPARE: &str = "for f in all default lo; do echo 1 >/proc/sys/net/ipv6/conf/$f/disable_ipv6; done
    ip -6 rule flush; ip -6 rule del pref 0; ip -6 route flush table all 2>/dev/null
    ip link set lo up; ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up
    ip addr add 10.0.0.1/24 dev v0; ip route add default via 10.0.0.2; ip route add 10.9.0.0/16 via 10.0.0.2
    ip rule add from 10.9.0.0/16 table 7; ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev v0
    ip nexthop add id 3 via 10.0.0.2 dev v0; ip netns add red";

/// Each in text and JSON.
#[rustfmt::skip]
const COMMANDS: &[&str] = &[
    "addr", "-6 addr", "-6 addr show dev v0", "route", "-6 route", "-6 route show table all", "route show table all",
    "rule", "-6 rule", "neigh", "-6 neigh", "-6 netconf", "-6 mroute", "mroute", "-6 mrule", "mrule", "addrlabel",
    "-6 addrlabel", "token", "nexthop", "-6 tunnel", "-6 tunnel show t6", "-6 ntable", "-6 link",
    "-6 route get fd00::1", "route get fd00::1", "-6 addr flush dev v0", "-6 route flush table main", "-6 neigh flush all",
    "-6 route flush cache", "addr add fd00::1/64 dev v0", "addr del fd00::1/64 dev v0", "route add fd00::/16 dev v0",
    "route del fd00::/16", "-6 rule add from fd00::/16 table 7", "-6 rule del from fd00::/16 table 7",
    "neigh add fd00::9 lladdr 02:00:00:00:00:09 dev v0", "neigh del fd00::9 dev v0", "-6 neigh add proxy fd00::1 dev v0",
    "addrlabel add prefix fd00::/64 label 7", "-6 mrule add from fd00::/16 table 7", "token get dev v0",
    "-6 tunnel add t6 mode ip6ip6 local fd00::1 remote fd00::2", "-6 tunnel del t6",
    "-6 tunnel change t6 mode ip6ip6 local fd00::1",
];

fn commands(world: &World) -> Result<(), String> {
    let mut differing = String::new();
    for words in COMMANDS
        .iter()
        .flat_map(|words| [(*words).to_owned(), format!("-j {words}")])
    {
        let theirs = run(world, Program::Reference, &format!("ip {words}"));
        let ours = run(world, Program::Ours, &format!("ip {words}"));
        if theirs != ours {
            differing += &format!("> ip {words}\nreference: {theirs}ours: {ours}");
        }
    }
    match differing.is_empty() {
        true => Ok(()),
        false => Err(differing),
    }
}

/// Uses cargo's program, because a static one cannot be preloaded.
fn run(world: &World, program: Program, command: &str) -> Outcome {
    let path = match program {
        Program::Ours => format!("PATH={HERE_REPLAY}:$PATH"),
        Program::Reference => String::new(),
    };
    let line = format!("export LD_PRELOAD={HERE_REPLAY}/without_ipv6.so {path}; {command}");
    world.run(program, &line, "")
}

/// Command lines and their complete output on stdout and stderr.
type Steps = &'static [(&'static str, &'static str)];

const EXPORT: Steps = &[
    (
        "ip export | grep -c '^route add'; ip export | grep 'rule\\|default\\|-6'; ip export all >all && grep -c red all",
        "2\nroute add default via 10.0.0.2 dev v0\nrule add pref 32765 from 10.9.0.0/16 lookup 7\n1\n",
    ),
    (
        "ip topology | grep default",
        "`- default via 10.0.0.2 dev v0\n",
    ),
    (
        "ip -j topology | grep -o '\"default_routes\":[^]]*]' | head -1",
        "\"default_routes\":[{\"gateway\":\"10.0.0.2\",\"dev\":\"v0\"}]\n",
    ),
    ("ip netns check", ""),
    (
        "ip sandbox ip -4 -br addr",
        "lo               UNKNOWN        127.0.0.1/8 \n",
    ),
];

const ENSURE: Steps = &[
    ("ip -ensure addr del fd00::1/64 dev v0", ""),
    ("ip -ensure route del fd00::/16", ""),
    ("ip -ensure -6 rule del from fd00::/16 table 7", ""),
    ("ip -ensure neigh del fd00::9 dev v0", ""),
    ("ip -ensure addrlabel del prefix fd00::/64 label 7", ""),
    (
        "ip -ensure addr add fd00::1/64 dev v0",
        "RTNETLINK answers: Operation not supported\n",
    ),
    (
        "ip -ensure -6 rule add from fd00::/16 table 7 2>&1 | sed 's/.* not supported.*/none/'",
        "none\n",
    ),
    (
        "ip -ensure neigh add fd00::9 lladdr 02:00:00:00:00:09 dev v0",
        "RTNETLINK answers: Address family not supported by protocol\n",
    ),
    ("ip -ensure rule add from 10.9.0.0/16 table 7", ""),
    ("ip rule | grep -c 10.9.0.0", "1\n"),
    ("ip -ensure route add 10.9.0.0/16 via 10.0.0.2", ""),
];

fn follow(world: &World, steps: Steps) -> Result<(), String> {
    for (command, wanted) in steps {
        let outcome = run(world, Program::Ours, command);
        let told = outcome.stdout.clone() + &outcome.stderr;
        if told != *wanted {
            return Err(format!("> {command}\n{outcome}wanted:\n{wanted}"));
        }
    }
    Ok(())
}
