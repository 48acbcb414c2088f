//! The tutorial this program was made for, command by command: two namespaces
//! joined by a pair of links, then joined by a bridge the host is on as well.
//!
//! Its prose forgets a few commands (the ends of the first pair are never moved
//! into the namespaces) and repeats others; what is added here says so.

use std::thread::sleep;
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};

use crate::harness::stage::Stage;
use crate::harness::world::{Outcome, Program, World};

/// What a command has to do. `*` in a line stands for anything, `%` for a
/// hardware address.
enum Want {
    /// Succeed and say nothing.
    Quiet,
    /// Succeed and say these lines, no other.
    Says(&'static [&'static str]),
    /// Succeed and have these lines, in this order, among others.
    Has(&'static [&'static str]),
    /// Succeed without a line like this.
    Lacks(&'static str),
    /// Fail with this status and this line on stderr.
    Fails(i32, &'static str),
}
use Want::{Fails, Has, Lacks, Quiet, Says};

/// Links come up and addresses settle a moment after they are told to.
const PATIENCE: Duration = Duration::from_secs(4);

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let chapter = |name: &str, steps: fn() -> Vec<(&'static str, Want)>| {
        Trial::test(format!("tutorial::{name}"), move || {
            stage.map_or(Ok(()), |stage| follow(stage, &steps()))
        })
    };
    vec![
        chapter("two namespaces, one pair", first),
        chapter("namespaces on a bridge", second),
    ]
}

const LO: &[&str] = &[
    "1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN mode DEFAULT group default qlen 1000",
    "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00",
];
const ANSWERED: &[&str] = &[
    "PING 192.168.15.*",
    "64 bytes from 192.168.15.*: icmp_seq=1 ttl=64 time=*",
    "64 bytes from 192.168.15.*: icmp_seq=3 ttl=64 time=*",
    "3 packets transmitted, 3 received, 0* packet loss, time *",
];
const GONE: &[(&str, &str)] = &[
    ("ip link", "*veth*"),
    ("ip link", "*v-net-0*"),
    ("ip addr", "*192.168.15*"),
    ("ip route", "*192.168.15*"),
    ("ip neigh", "*192.168.15*"),
    ("cat /proc/self/mountinfo", "* /run/netns/*"),
];

fn first() -> Vec<(&'static str, Want)> {
    let mut steps = vec![
        ("ip netns add red", Quiet),
        ("ip netns add blue", Quiet),
        // The newest is first in the directory.
        ("ip netns", Says(&["blue", "red"])),
        ("ip netns list", Says(&["blue", "red"])),
        ("ip netns exec red ip link list", Has(LO)),
        ("ip netns exec red ifconfig", Quiet),
        (
            "ip netns exec red ping",
            Fails(1, "ping: usage error: Destination address required"),
        ),
        ("ip -n red link", Has(LO)),
        ("ip netns exec red ip link", Has(LO)),
        // As it stands there; what is meant follows.
        (
            "ip -n red ip add",
            Fails(1, "Object \"ip\" is unknown, try \"ip help\"."),
        ),
        (
            "ip -n red add",
            Has(&["1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN group default qlen 1000"]),
        ),
        ("ip link add veth-red type veth peer name veth-blue", Quiet),
        (
            "ip link",
            Has(&[
                "*: veth-blue@veth-red: <BROADCAST,MULTICAST,M-DOWN> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000",
                "    link/ether % brd ff:ff:ff:ff:ff:ff",
                "*: veth-red@veth-blue: <BROADCAST,MULTICAST,M-DOWN> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000",
                "    link/ether % brd ff:ff:ff:ff:ff:ff",
            ]),
        ),
        // Left out there: the ends go into the namespaces.
        ("ip link set veth-red netns red", Quiet),
        ("ip link set veth-blue netns blue", Quiet),
        ("ip link", Lacks("*veth*")),
        (
            "ip netns exec red ip link",
            Has(&[
                "*: veth-red@if*: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000",
                "    link/ether % brd ff:ff:ff:ff:ff:ff link-netns blue",
            ]),
        ),
        (
            "ip netns exec blue ip link",
            Has(&[
                "*: veth-blue@if*: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000",
                "    link/ether % brd ff:ff:ff:ff:ff:ff link-netns red",
            ]),
        ),
        ("ip -n red addr add 192.168.15.1/24 dev veth-red", Quiet),
        ("ip -n blue addr add 192.168.15.2/24 dev veth-blue", Quiet),
        ("ip -n red link set veth-red up", Quiet),
        ("ip -n blue link set veth-blue up", Quiet),
        (
            "ip -n red link",
            Has(&[
                "*: veth-red@if*: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000",
                "    link/ether % brd ff:ff:ff:ff:ff:ff link-netns blue",
            ]),
        ),
        (
            "ip -n blue link",
            Has(&[
                "*: veth-blue@if*: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000",
            ]),
        ),
        (
            "ip -n red addr",
            Has(&["    inet 192.168.15.1/24 scope global veth-red"]),
        ),
        (
            "ip netns exec red ping -c 3 -i 0.2 192.168.15.2",
            Has(ANSWERED),
        ),
        (
            "ip netns exec blue ping -c 3 -i 0.2 192.168.15.1",
            Has(ANSWERED),
        ),
        (
            "ip netns exec red arp",
            Says(&[
                "Address *HWtype *HWaddress *",
                "192.168.15.2 * ether   %   C *veth-red",
            ]),
        ),
        (
            "ip netns exec blue arp",
            Says(&[
                "Address *HWtype *HWaddress *",
                "192.168.15.1 * ether   %   C *veth-blue",
            ]),
        ),
        (
            "ip netns exec red ifconfig",
            Has(&[
                "veth-red: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500",
                "        inet 192.168.15.1  netmask 255.255.255.0 *",
                "        ether %  txqueuelen 1000  (Ethernet)",
            ]),
        ),
        ("ip netns delete red", Quiet),
        ("ip netns delete blue", Quiet),
    ];
    steps.extend(nothing_left());
    steps
}

fn second() -> Vec<(&'static str, Want)> {
    let mut steps = vec![
        // What the first chapter left behind, in its prose at least.
        ("ip netns add red", Quiet),
        ("ip netns add blue", Quiet),
        ("ip link add veth-red type veth peer name veth-blue", Quiet),
        ("ip link set veth-red netns red", Quiet),
        ("ip link set veth-blue netns blue", Quiet),
        ("ip link add v-net-0 type bridge", Quiet),
        (
            "ip link",
            Has(&[
                "*: v-net-0: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000",
                "    link/ether % brd ff:ff:ff:ff:ff:ff",
            ]),
        ),
        ("ip link set dev v-net-0 up", Quiet),
        (
            "ip link",
            Has(&[
                "*: v-net-0: <*BROADCAST,MULTICAST,UP*> mtu 1500 qdisc noqueue state * mode DEFAULT group default qlen 1000",
            ]),
        ),
        ("ip -n red link del veth-red", Quiet),
        // The other end went with it.
        (
            "ip -n blue link del veth-blue",
            Fails(1, "Cannot find device \"veth-blue\""),
        ),
        ("ip -n red link", Lacks("*veth-red*")),
        (
            "ip link add veth-red type veth peer name veth-red-br",
            Quiet,
        ),
        (
            "ip link add veth-blue type veth peer name veth-blue-br",
            Quiet,
        ),
        ("ip link set veth-red netns red", Quiet),
        ("ip link set veth-red-br master v-net-0", Quiet),
        ("ip link set veth-blue netns blue", Quiet),
        ("ip link set veth-blue-br master v-net-0", Quiet),
        ("ip -n red addr add 192.168.15.1/24 dev veth-red", Quiet),
        ("ip -n blue addr add 192.168.15.2/24 dev veth-blue", Quiet),
        ("ip -n red link set veth-red up", Quiet),
        ("ip -n blue link set veth-blue up", Quiet),
        ("ip link set veth-red-br up", Quiet),
        ("ip link set veth-blue-br up", Quiet),
        (
            "ip link",
            Has(&[
                "*: v-net-0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000",
                "*: veth-red-br@if*: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master v-net-0 state UP mode DEFAULT group default qlen 1000",
                "    link/ether % brd ff:ff:ff:ff:ff:ff link-netns red",
                "*: veth-blue-br@if*: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master v-net-0 state UP mode DEFAULT group default qlen 1000",
                "    link/ether % brd ff:ff:ff:ff:ff:ff link-netns blue",
            ]),
        ),
        (
            "ip netns exec red ping -c 3 -i 0.2 192.168.15.2",
            Has(ANSWERED),
        ),
        (
            "ip netns exec blue ping -c 3 -i 0.2 192.168.15.1",
            Has(ANSWERED),
        ),
        (
            "ip netns exec red arp",
            Says(&[
                "Address *HWtype *HWaddress *",
                "192.168.15.2 * ether   %   C *veth-red",
            ]),
        ),
        (
            "ip netns exec red ifconfig",
            Has(&[
                "veth-red: flags=4163<*",
                "        inet 192.168.15.1  netmask 255.255.255.0 *",
            ]),
        ),
        // Not before the host has an address there.
        (
            "ping -c 1 192.168.15.1",
            Fails(2, "ping: connect: Network is unreachable"),
        ),
        ("ip addr add 192.168.15.5/24 dev v-net-0", Quiet),
        (
            "ip addr show v-net-0",
            Has(&[
                "    inet 192.168.15.5/24 scope global v-net-0",
                "       valid_lft forever preferred_lft forever",
            ]),
        ),
        ("ping -c 3 -i 0.2 192.168.15.1", Has(ANSWERED)),
        ("ping -c 3 -i 0.2 192.168.15.2", Has(ANSWERED)),
        (
            "ip netns exec red ping -c 3 -i 0.2 192.168.15.5",
            Has(ANSWERED),
        ),
        // All of it is taken away again.
        ("ip netns delete red", Quiet),
        ("ip netns delete blue", Quiet),
        ("ip link del v-net-0", Quiet),
    ];
    steps.extend(nothing_left());
    steps
}

fn nothing_left() -> Vec<(&'static str, Want)> {
    let gone = GONE.iter().map(|&(command, line)| (command, Lacks(line)));
    let empty = [("ip netns", Quiet), ("ls -A /run/netns", Quiet)];
    gone.chain(empty).collect()
}

fn follow(stage: &'static Stage, steps: &[(&str, Want)]) -> Result<(), Failed> {
    let world = World::new(stage)?;
    for (number, (command, want)) in steps.iter().enumerate() {
        let start = Instant::now();
        loop {
            let outcome = world.run(Program::Ours, command, "");
            let Some(why) = complaint(want, &outcome) else {
                break;
            };
            let waits = matches!(want, Has(_) | Lacks(_)) && outcome.succeeded();
            if !waits || start.elapsed() > PATIENCE {
                return Err(format!("step {}: {command}\n{why}\n{outcome}", number + 1).into());
            }
            sleep(Duration::from_millis(100));
        }
    }
    Ok(())
}

fn complaint(want: &Want, outcome: &Outcome) -> Option<String> {
    let status = if let Fails(status, _) = want {
        *status
    } else {
        0
    };
    if outcome.status != status {
        return Some(format!("the status has to be {status}"));
    }
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    match want {
        Fails(_, line) => {
            let said = outcome.stderr.lines().any(|said| like(line, said));
            (!said).then(|| format!("stderr has to say: {line}"))
        }
        _ if !outcome.stderr.is_empty() => Some("stderr has to be empty".to_owned()),
        Quiet => (!lines.is_empty()).then(|| "nothing is to be said".to_owned()),
        Says(wanted) => {
            let same = wanted.len() == lines.len();
            let all = wanted
                .iter()
                .zip(&lines)
                .all(|(want, line)| like(want, line));
            (!same || !all).then(|| format!("stdout has to be:\n{}", wanted.join("\n")))
        }
        Has(wanted) => {
            let mut left = lines.iter();
            let missing = wanted
                .iter()
                .find(|want| !left.any(|line| like(want, line)))?;
            Some(format!("stdout has to have (in this order): {missing}"))
        }
        Lacks(line) => {
            let found = lines.iter().find(|said| like(line, said))?;
            Some(format!("there must be no line like {line}: {found}"))
        }
    }
}

/// Whether a line is as a pattern says.
fn like(pattern: &str, line: &str) -> bool {
    match pattern.split_once(['*', '%']) {
        None => pattern == line,
        Some((head, tail)) => {
            let Some(rest) = line.strip_prefix(head) else {
                return false;
            };
            if pattern[head.len()..].starts_with('%') {
                let is_mac = rest.len() >= 17 && rest.is_char_boundary(17) && mac(&rest[..17]);
                return is_mac && like(tail, &rest[17..]);
            }
            rest.char_indices().any(|(at, _)| like(tail, &rest[at..])) || like(tail, "")
        }
    }
}

fn mac(text: &str) -> bool {
    let groups: Vec<&str> = text.split(':').collect();
    let hex = |group: &&str| group.len() == 2 && u8::from_str_radix(group, 16).is_ok();
    groups.len() == 6 && groups.iter().all(hex)
}
