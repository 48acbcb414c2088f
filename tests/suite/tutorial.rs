//! The tutorial this program was made for, command by command: two namespaces
//! joined by a pair of links, then joined by a bridge the host is on as well.
//!
//! Its prose forgets a few commands (the ends of the first pair are never moved
//! into the namespaces) and repeats others; what is added here says so.
//!
//! It is followed twice: as root, and without privileges in `ip sandbox`.

use libtest_mimic::{Failed, Trial};

use crate::harness::sandbox::Sandbox;
use crate::harness::stage::Stage;
use crate::harness::steps::Want::{self, Fails, Has, Lacks, Quiet, Says};
use crate::harness::steps::follow;
use crate::harness::world::{Program, World};

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let trial = |name: &str, steps: Chapter, place: Place| {
        Trial::test(format!("tutorial::{name}"), move || {
            stage.map_or(Ok(()), |stage| place(stage, &steps()))
        })
    };
    vec![
        trial("two namespaces, one pair", first, as_root),
        trial("namespaces on a bridge", second, as_root),
        trial(
            "two namespaces, one pair, nobody in a sandbox",
            first,
            in_sandbox,
        ),
        trial(
            "namespaces on a bridge, nobody in a sandbox",
            second,
            in_sandbox,
        ),
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
            // Its status is 1 or 2, by its age.
            "ip netns exec red ping 2>&1; set -- $?; ping 2>/dev/null; [ $1 = $? ]",
            Says(&["ping: usage error: Destination address required"]),
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

type Chapter = fn() -> Vec<(&'static str, Want)>;
type Place = fn(&'static Stage, &[(&str, Want)]) -> Result<(), Failed>;

fn as_root(stage: &'static Stage, steps: &[(&str, Want)]) -> Result<(), Failed> {
    let world = World::new(stage)?;
    follow(&|command| world.run(Program::Ours, command, ""), steps)
}

/// All of it typed into one shell of somebody who is not root, in `ip sandbox`.
fn in_sandbox(stage: &'static Stage, steps: &[(&str, Want)]) -> Result<(), Failed> {
    let sandbox = Sandbox::new(stage)?;
    follow(&|command| sandbox.run(command), steps)
}
