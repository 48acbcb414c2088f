//! What only this program has: each command by itself, as no reference can be asked.

use libtest_mimic::{Failed, Trial};

use crate::harness::stage::Stage;
use crate::harness::steps::Want::{self, Fails, Has, Lacks, Quiet, Says};
use crate::harness::steps::follow;
use crate::harness::world::{Program, World};

type Steps = &'static [(&'static str, Want)];

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let trial = |&(name, steps): &(&str, Steps)| {
        Trial::test(format!("extensions::{name}"), move || {
            stage.map_or(Ok(()), |stage| alone(stage, steps))
        })
    };
    let own = SANDBOX
        .iter()
        .chain(ENSURE)
        .chain(HINTS)
        .chain(ERRORS)
        .chain(CHECK);
    own.map(trial).collect()
}

fn alone(stage: &'static Stage, steps: Steps) -> Result<(), Failed> {
    let world = World::new(stage)?;
    follow(&|command| world.run(Program::Ours, command, ""), steps)
}

const SANDBOX: &[(&str, Steps)] = &[
    (
        "sandbox: its status is the command's",
        &[
            ("as-nobody ip sandbox true", Quiet),
            ("as-nobody ip sandbox sh -c 'exit 7'; echo $?", Says(&["7"])),
            (
                "as-nobody ip sandbox sh -c 'kill -TERM $$'; echo $?",
                Says(&["143"]),
            ),
            (
                "as-nobody ip sandbox /no/such",
                Fails(
                    255,
                    "exec of \"/no/such\" failed: No such file or directory",
                ),
            ),
            ("ip sandbox sh -c 'exit 7'; echo $?", Says(&["7"])),
            ("ip sandbox help", Fails(255, "Usage: ip sandbox *")),
        ],
    ),
    (
        "sandbox: what is inside",
        &[
            (
                "as-nobody ip sandbox sh -c 'id -u; id -g; hostname; ls -A /run; echo *; cd /sys/class/net; echo */; echo $$'",
                Says(&["0", "0", "sandbox", "oxip", "**", "lo/", "2"]),
            ),
            (
                "mkdir bin; ln -s \"$(command -v ip)\" bin/other; printf '#!/bin/sh\\necho wrong\\n' >bin/ip; chmod 755 bin/ip; PATH=$PWD/bin:$PATH as-nobody other sandbox sh -c 'ip -V; readlink /run/sandbox/ip | wc -l'",
                Says(&["ip utility, iproute2-7.3.0, oxip *", "1"]),
            ),
            (
                "as-nobody ip sandbox ip link show lo",
                Has(&["1: lo: <LOOPBACK,UP,LOWER_UP> *"]),
            ),
            (
                "for as in '' as-nobody; do $as ip sandbox grep ' /run tmpfs' /proc/mounts; done",
                Has(&[
                    "sandbox /run tmpfs rw,nosuid,nodev,*mode=755*",
                    "sandbox /run tmpfs rw,nosuid,nodev,*mode=755*",
                ]),
            ),
            // A root has no need of a user namespace.
            (
                "readlink /proc/self/ns/user >u; ip sandbox readlink /proc/self/ns/user | cmp - u",
                Quiet,
            ),
            (
                "for s in net mnt pid uts; do readlink /proc/self/ns/$s; ip sandbox readlink /proc/self/ns/$s; done | sort -u | wc -l",
                Says(&["8"]),
            ),
            // One in another.
            (
                "as-nobody ip sandbox ip sandbox ip -br link",
                Has(&["lo *"]),
            ),
        ],
    ),
    (
        "sandbox: below a directory that is covered",
        &[
            (
                "mkdir -p /run/here; cd /run; as-nobody ip sandbox sh -c 'pwd; echo *'; cd here; as-nobody ip sandbox pwd",
                Says(&["/run", "oxip", "/"]),
            ),
            (
                "cd /proc/sys/net; as-nobody ip sandbox pwd",
                Says(&["/proc/sys/net"]),
            ),
        ],
    ),
    (
        "sandbox: a shell that stops",
        &[
            (
                "ip sandbox sh -c 'kill -STOP $$; echo on' >out & sleep 0.3; \
                 jobs=$(cut -d' ' -f3 /proc/$!/stat); kill -CONT $!; wait $!; echo $? $jobs; cat out",
                Says(&["0 T", "on"]),
            ),
            (
                "ip sandbox sh -c 'kill -STOP $$' & sleep 0.3; kill -9 $!; wait; sleep 0.3; ps -eo args | grep -c '^sh -c kill -STOP'; :",
                Says(&["0"]),
            ),
        ],
    ),
    (
        "sandbox: nothing is left",
        &[
            (
                "ip sandbox sh -c 'ip netns add red; ip link add v0 type veth peer name v1; hostname x; sleep 77 & '",
                Quiet,
            ),
            ("ls /run/netns", Fails(2, "ls: *")),
            ("ip -br link", Says(&["lo *"])),
            ("ps -eo args | grep -c '^sleep 77'; :", Says(&["0"])),
            // Whoever kills it kills all that is in it.
            (
                "ip sandbox sleep 78 & sleep 0.3; kill -9 $!; wait; sleep 0.3; ps -eo args | grep -c '^sleep 78'; :",
                Says(&["0"]),
            ),
        ],
    ),
    (
        "sandbox: a shell with a prompt",
        &[
            (
                "echo 'exit 3' | SHELL=/bin/sh as-nobody ip sandbox; echo $?",
                Says(&["3"]),
            ),
            (
                "echo 'exit 4' | SHELL=/no/such ip sandbox; echo $?",
                Says(&["4"]),
            ),
            (
                "{ sleep 0.5; echo 'exit 5'; } | SHELL=/bin/sh script -qec 'ip sandbox' /dev/null | cat; :",
                Has(&["(sandbox) # *"]),
            ),
            (
                "[ -x /bin/bash ] || { echo '(sandbox) #'; exit; }; { sleep 0.5; echo 'exit 5'; } | SHELL=/bin/bash script -qec 'ip sandbox' /dev/null | cat; :",
                Has(&["*(sandbox) *"]),
            ),
        ],
    ),
    (
        "sandbox: in a batch",
        &[
            (
                "printf 'sandbox ip link add v0 type veth\\nsandbox ip -br link\\n' | ip -batch -",
                Says(&["lo *"]),
            ),
            (
                "printf 'sandbox false\\n' | ip -batch -",
                Fails(1, "Command failed -:1"),
            ),
        ],
    ),
    (
        "sandbox: the setting that forbids it",
        &[(
            "as-nobody ip sandbox sh -c 'echo 0 >/proc/sys/user/max_net_namespaces; ip sandbox true'",
            Fails(
                255,
                "Cannot create a sandbox: No space left on device: user.max_net_namespaces is 0; *",
            ),
        )],
    ),
];

/// What is in the way of `-ensure`, and what is not.
const ENSURE: &[(&str, Steps)] = &[
    (
        "ensure: names of namespaces",
        &[
            (
                "ip -ensure netns add red && ip -ensure netns add red",
                Quiet,
            ),
            (
                "ip -ensure netns attach self $$; ip -ensure netns attach self $$",
                Quiet,
            ),
            (
                "ip -ensure netns attach red $$",
                Fails(2, "Error: existing \"namespace\" differs: red"),
            ),
            (
                "ip -ensure netns set red 5 && ip -ensure netns set red 5",
                Quiet,
            ),
            (
                "ip -ensure netns set red 6",
                Fails(2, "Error: existing \"nsid\" differs: 5"),
            ),
            (
                ": >/run/netns/dead; ip -ensure netns add dead",
                Fails(2, "Error: existing \"file\" differs: /run/netns/dead"),
            ),
            (
                "ip -ensure netns del red && ip -ensure netns del red",
                Quiet,
            ),
            (
                "ip netns del red",
                Fails(
                    1,
                    "Cannot remove namespace file \"/run/netns/red\": No such file or directory",
                ),
            ),
        ],
    ),
    (
        "ensure: in a named namespace",
        &[
            ("ip netns add red; ip netns add blue", Quiet),
            (
                "printf 'netns exec red ip link add br0 type bridge\nnetns exec red ip link add br0 type bridge\n' | ip -ensure -batch -",
                Quiet,
            ),
            (
                "ip -ensure netns exec red ip link add br0 mtu 1400 type bridge",
                Fails(2, "Error: existing \"mtu\" differs: br0 mtu 1500"),
            ),
            // No other `ip` knows the option.
            (
                "own=$(command -v ip); mkdir other; printf '#!/bin/sh\necho other\n' >other/ip; chmod +x other/ip; PATH=$PWD/other:$PATH; \
                 $own -ensure netns exec red ip link del nosuch && $own netns exec red ip link && $own -ensure netns exec red sh -c 'ip link'",
                Says(&["other", "other"]),
            ),
            (
                "ip -ensure -all netns exec ip -br link add br0 type bridge",
                Says(&["", "netns: *", "", "netns: *"]),
            ),
        ],
    ),
    (
        "ensure: links",
        &[
            (
                "ip -ensure link add br0 type bridge forward_delay 1234",
                Quiet,
            ),
            (
                "ip -ensure link add br0 up alias foo type bridge forward_delay 1234",
                Quiet,
            ),
            ("ip link show br0", Has(&["*,UP*> *", "    alias foo"])),
            (
                "ip -ensure link add br0 mtu 1400 type bridge",
                Fails(2, "Error: existing \"mtu\" differs: br0 mtu 1500"),
            ),
            (
                "ip -ensure link add br0 alias bar type bridge",
                Fails(2, "Error: existing \"alias\" differs: br0 alias foo"),
            ),
            (
                "ip -ensure link add br0 type bridge forward_delay 900",
                Fails(
                    2,
                    "Error: existing \"forward_delay\" differs: br0 forward_delay 1234",
                ),
            ),
            (
                "ip -ensure link add br0 type vxlan id 7 dstport 4789",
                Fails(2, "Error: existing \"type\" differs: br0 type bridge"),
            ),
            // Only times may come back rounded.
            (
                "ip -ensure link add br0 type bridge mcast_last_member_count 3",
                Fails(
                    2,
                    "Error: existing \"mcast_last_member_count\" differs: br0 mcast_last_member_count 2",
                ),
            ),
            (
                "for i in 1 2; do ip -ensure link add br2 type bridge mcast_hash_elasticity 7 forward_delay 501; done",
                Quiet,
            ),
            ("ip -ensure link add vx type vxlan id 7 dstport 4789", Quiet),
            (
                "ip -ensure link add vx type vxlan id 7 dstport 4789 gbp",
                Fails(2, "Error: existing \"gbp\" differs: vx without gbp"),
            ),
            (
                "ip -ensure link add vx type vxlan id 7 dstport 4789 nolearning",
                Fails(2, "Error: existing \"learning\" differs: vx learning"),
            ),
            (
                "ip -ensure link add mv link br0 type macvlan mode bridge",
                Quiet,
            ),
            (
                "for i in 1 2; do ip -ensure link add ms link br0 type macvlan mode source macaddr add 02:00:00:00:00:01; done",
                Quiet,
            ),
            (
                "ip -ensure link add ms link br0 type macvlan mode source macaddr set 02:00:00:00:00:01 02:00:00:00:00:02",
                Fails(2, "Error: existing \"macaddr\" differs: ms without macaddr"),
            ),
            (
                "ip -ensure link add mv link vx type macvlan mode bridge",
                Fails(2, "Error: existing \"link\" differs: mv link br0"),
            ),
            (
                "ip -ensure link add mv link br0 type macvlan mode bridge",
                Quiet,
            ),
            (
                "ip -ensure link property add dev br0 altname other && ip -ensure link property add dev br0 altname other",
                Quiet,
            ),
            (
                "ip -ensure link set br0 name br1 && ip -ensure link set br0 name br1",
                Quiet,
            ),
            ("ip -ensure link del br1 && ip -ensure link del br1", Quiet),
            ("ip link del br1", Fails(1, "Cannot find device \"br1\"")),
        ],
    ),
    (
        "ensure: pairs that were moved",
        &[
            (
                "ip netns add red && ip netns add blue && ip link add w0 type veth peer name w1",
                Quiet,
            ),
            (
                "ip -ensure link set w1 netns red && ip -ensure link set w1 netns red",
                Quiet,
            ),
            ("ip -ensure link add w0 type veth peer name w1", Quiet),
            ("ip -ensure link add w1 type veth peer name w0", Quiet),
            ("ip -ensure link set w0 netns blue", Quiet),
            ("ip -ensure link add w0 type veth peer name w1", Quiet),
            ("ip -br link", Says(&["lo *"])),
            (
                "ip -n blue -ensure link add w0 type veth peer name w2",
                Fails(2, "Error: existing \"peer\" differs: w0 peer w1"),
            ),
            (
                "ip -ensure link set nosuch netns red",
                Fails(1, "Cannot find device \"nosuch\""),
            ),
        ],
    ),
    (
        "ensure: the other end",
        &[
            (
                "ip link add br0 type bridge; ip netns add red; ip netns add blue; ip link add v0 type veth peer name v1",
                Quiet,
            ),
            (
                "ip -ensure link add v0 type veth peer name v1 mtu 1400",
                Fails(2, "Error: existing \"mtu\" differs: v1 mtu 1500"),
            ),
            (
                "ip -ensure link add v0 type veth peer mtu 1400",
                Fails(2, "Error: existing \"mtu\" differs: v1 mtu 1500"),
            ),
            (
                "ip -ensure link add v0 type veth peer name v1 address 02:00:00:00:00:01",
                Fails(2, "Error: existing \"address\" differs: v1 address %"),
            ),
            (
                "ip -ensure link add v0 type veth peer name v1 index 99",
                Fails(2, "Error: existing \"index\" differs: v1 index *"),
            ),
            (
                "ip -ensure link add v0 index 99 type veth peer name v1",
                Fails(2, "Error: existing \"index\" differs: v0 index *"),
            ),
            // The kernel makes neither of these when it makes the pair.
            (
                "for i in 1 2; do ip -ensure link add v2 alias some type veth peer name v3 alias other master br0; ip -ensure link add v0 type veth peer name v1 up alias some; done",
                Quiet,
            ),
            ("ip link show v2", Has(&["    alias some"])),
            ("ip link show v3", Has(&["*master br0*", "    alias other"])),
            ("ip link show v1", Has(&["*,UP*> *", "    alias some"])),
            (
                "ip -ensure link add v2 type veth peer name v3 alias third",
                Fails(2, "Error: existing \"alias\" differs: v3 alias other"),
            ),
            (
                "ip link set v1 netns red; ip -ensure link add v0 type veth peer name v1 netns red up; ip -n red link show v1",
                Has(&["*,UP*> *"]),
            ),
            (
                "ip -ensure link add v0 type veth peer name v1 netns red mtu 1400",
                Fails(2, "Error: existing \"mtu\" differs: v1 mtu 1500"),
            ),
            (
                "ip -ensure link add v0 type veth peer name v1 netns blue",
                Fails(2, "Error: existing \"netns\" differs: v1 netns red"),
            ),
            ("ip link set v0 netns blue", Quiet),
            (
                "ip -ensure link add v0 mtu 1400 type veth peer name v1",
                Fails(2, "Error: existing \"mtu\" differs: v0 mtu 1500"),
            ),
            // Who may change this namespace need not be allowed to enter another.
            (
                "for i in 1 2; do setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin ip -ensure link add f0 type veth peer name f1; done",
                Quiet,
            ),
            // The same names in two namespaces are two pairs.
            (
                "for i in 1 2; do for n in red blue; do ip -ensure link add e0 netns $n type veth peer name e1 netns $n; done; done; ip -n blue -br link show e0; ip -n red -br link show e0",
                Says(&["e0@e1 *", "e0@e1 *"]),
            ),
            (
                "ip -ensure link add z0 index 1 type veth peer name z1",
                Fails(2, "RTNETLINK answers: File exists"),
            ),
        ],
    ),
    (
        "ensure: where a link is, and its other names",
        &[
            (
                "ip link add br0 type bridge; ip link add br1 type bridge; ip netns add red; ip link add v0 type veth peer name v1",
                Quiet,
            ),
            (
                "ip -ensure link add lo type bridge",
                Fails(2, "Error: existing \"type\" differs: lo without type"),
            ),
            (
                "ip -ensure tuntap add lo mode tun",
                Fails(2, "Error: existing \"type\" differs: lo without type"),
            ),
            (
                "ip -ensure link add br0 inet forwarding on type bridge",
                Fails(2, "Error: existing \"inet\" differs: br0 inet forwarding 0"),
            ),
            (
                "ip -ensure link add br0 inet forwarding off type bridge",
                Quiet,
            ),
            (
                "for i in 1 2; do ip -ensure link add mv link br0 netns red type macvlan mode bridge; done",
                Quiet,
            ),
            (
                "ip -ensure link add mv link br1 netns red type macvlan mode bridge",
                Fails(2, "Error: existing \"link\" differs: mv link br0"),
            ),
            (
                "ip -n red -ensure link add mv link lo type macvlan mode bridge",
                Fails(
                    2,
                    "Error: existing \"link-netns\" differs: mv link-netnsid 0",
                ),
            ),
            // What else was asked for is done where it went.
            (
                "ip link set v1 netns red; ip -ensure link set v1 netns red mtu 1300 up; ip -n red link show v1",
                Has(&["*UP> mtu 1300 *"]),
            ),
            (
                "ip link set v0 name w0; ip -ensure link set v0 name w0 alias some; ip link show w0",
                Has(&["    alias some"]),
            ),
            (
                "ip -ensure link set v1 netns red index 99",
                Fails(2, "Error: existing \"index\" differs: v1 index *"),
            ),
            (
                "ip link property add dev w0 altname foo; for i in 1 2; do ip -ensure link property add dev w0 altname foo altname bar; done; ip link show w0",
                Has(&["    altname foo", "    altname bar"]),
            ),
            (
                "ip -ensure link property add dev br0 altname foo",
                Fails(2, "RTNETLINK answers: File exists"),
            ),
            (
                "for i in 1 2; do ip -ensure link property del dev w0 altname foo altname baz altname bar; ip -ensure link property del dev nosuch altname foo; done",
                Quiet,
            ),
            ("ip link show w0", Lacks("*altname*")),
            (
                "ip -ensure link property add dev nosuch altname foo",
                Fails(1, "Cannot find device \"nosuch\""),
            ),
            (
                "ip link set w0 group 77; ip -ensure link del group 77; ip -ensure link del group 77; ip link del group 77",
                Fails(2, "RTNETLINK answers: No such device"),
            ),
        ],
    ),
    (
        "ensure: addresses, routes, rules, neighbours",
        &[
            (
                "ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up; ip addr add 10.0.0.1/24 dev v0",
                Quiet,
            ),
            ("ip -ensure addr add 10.0.0.1/24 dev v0", Quiet),
            (
                "ip -ensure addr add 10.0.0.1/24 label v0:a dev v0",
                Fails(
                    2,
                    "Error: existing \"label\" differs: *10.0.0.1/24 scope global v0*",
                ),
            ),
            (
                "ip -ensure addr add 10.0.0.1/24 valid_lft 77 preferred_lft 55 dev v0",
                Quiet,
            ),
            (
                "ip addr show v0",
                Has(&["*valid_lft 7*sec preferred_lft 5*sec"]),
            ),
            (
                "ip -ensure addr del 10.9.9.9/32 dev v0 && ip -ensure addr del 10.9.9.9/32 dev nosuch",
                Quiet,
            ),
            (
                "ip -ensure addr add 10.9.9.9/32 dev nosuch",
                Fails(1, "Cannot find device \"nosuch\""),
            ),
            (
                "ip route add 10.1.0.0/16 via 10.0.0.2 && ip -ensure route add 10.1.0.0/16 via 10.0.0.2",
                Quiet,
            ),
            (
                "ip -ensure route add 10.1.0.0/16 via 10.0.0.3",
                Fails(
                    2,
                    "Error: existing \"via\" differs: 10.1.0.0/16 via 10.0.0.2 dev v0",
                ),
            ),
            (
                "ip -ensure route add 10.1.0.0/16 nexthop via 10.0.0.2 nexthop via 10.0.0.3",
                Fails(
                    2,
                    "Error: existing \"nexthop\" differs: 10.1.0.0/16 via 10.0.0.2 dev v0",
                ),
            ),
            (
                "ip -ensure route add blackhole 10.1.0.0/16",
                Fails(
                    2,
                    "Error: existing \"type\" differs: 10.1.0.0/16 via 10.0.0.2 dev v0",
                ),
            ),
            ("ip -ensure route del 10.7.0.0/16", Quiet),
            (
                "ip -ensure rule add lookup 7 && ip -ensure rule add lookup 7 && ip -ensure rule del lookup 8",
                Quiet,
            ),
            ("ip rule list table 7", Says(&["32765:\tfrom all lookup 7"])),
            (
                "ip neigh add 10.0.0.9 lladdr 00:11:22:33:44:55 dev v0 && ip -ensure neigh add 10.0.0.9 lladdr 00:11:22:33:44:55 dev v0",
                Quiet,
            ),
            (
                "ip -ensure neigh add 10.0.0.9 lladdr 00:11:22:33:44:56 dev v0",
                Fails(
                    2,
                    "Error: existing \"lladdr\" differs: 10.0.0.9 dev v0 lladdr 00:11:22:33:44:55 PERMANENT",
                ),
            ),
            // Nobody asked for what was learned.
            (
                "ip neigh replace 10.0.0.9 lladdr 00:11:22:33:44:55 nud stale dev v0; ip -ensure neigh add 10.0.0.9 lladdr 00:11:22:33:44:56 dev v0",
                Quiet,
            ),
            ("ip -ensure neigh del 10.0.0.99 dev v0", Quiet),
            (
                "ip link add x0 type ifb; ip link set x0 mtu 60; ip -ensure addr del 10.0.0.1/24 dev x0; ip -ensure addr del 2001:db8::1/64 dev x0",
                Quiet,
            ),
            (
                "for i in 1 2; do ip -ensure addr add 10.5.0.1/24 anycast 10.5.0.9 dev v0; ip -ensure addr add 2001:db8::5/64 label x dev v0; done",
                Quiet,
            ),
            (
                "printf 'route add 10.1.0.0/16 via 10.0.0.2\nlink del nosuch\n' | ip -ensure -batch -",
                Quiet,
            ),
            (
                "printf 'route add 10.1.0.0/16 via 10.0.0.9\n' | ip -ensure -batch -",
                Fails(1, "Command failed -:1"),
            ),
            (
                "ip -ensur route",
                Fails(255, "Option \"-ensur\" is unknown, try \"ip -help\"."),
            ),
        ],
    ),
    (
        "ensure: rules, once each",
        &[
            (
                "for r in 'dscp 5' 'dscp 0' 'from 10.0.0.1/0 to 9.9.9.9' 'suppress_ifgroup 0' 'suppress_prefixlength 0' 'fwmark 0/0xff' ''; do \
                 for i in 1 2 3; do ip -ensure rule add $r table 4 || echo \"$r\"; done; done; ip rule list table 4",
                Says(&[
                    "32759:\tfrom all lookup 4",
                    "32760:\tfrom all fwmark 0/0xff lookup 4",
                    "32761:\tfrom all lookup 4 suppress_prefixlength 0",
                    "32762:\tfrom all lookup 4 suppress_ifgroup default",
                    "32763:\tfrom all to 9.9.9.9 lookup 4",
                    "32764:\tfrom all lookup 4 dscp 0",
                    "32765:\tfrom all lookup 4 dscp 5",
                ]),
            ),
            (
                "ip -ensure rule add uidrange 0-4294967295 table 4",
                Fails(2, "Error: Invalid uid range."),
            ),
            (
                "ip -ensure -6 rule add dscp 5 table 4; ip -ensure -6 rule add dscp 5 table 4; ip -6 rule list table 4 | wc -l",
                Says(&["1"]),
            ),
            (
                "ip -ensure -4 mrule add iif lo table 4; ip -ensure -4 mrule add iif lo table 4; ip -4 mrule list table 4 | wc -l",
                Says(&["1"]),
            ),
        ],
    ),
    (
        "ensure: routes",
        &[
            (
                "ip link set lo up; ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up; ip addr add 10.0.0.1/24 dev v0; ip addr add 2001:db8::1/64 nodad dev v0",
                Quiet,
            ),
            (
                "for o in 'congctl cubic' 'mtu 0' 'mtu 70000' 'advmss 70000' 'expires 60'; do for i in 1 2; do \
                 ip -ensure route add 3.3.5.0/24 $o dev v0; done; ip route del 3.3.5.0/24; done",
                Quiet,
            ),
            (
                "for o in 'expires 60' 'realms 5' 'congctl cubic' 'pref high'; do for i in 1 2; do \
                 ip -ensure route add 2002::/32 $o dev v0; done; ip route del 2002::/32; done",
                Quiet,
            ),
            (
                "for i in 1 2; do ip -ensure route add 3.3.6.0/24 mtu 1400 nexthop via 10.0.0.2 nexthop via 10.0.0.3; ip -ensure route add 3.3.7.0/24 nexthop via 10.0.0.2; done",
                Quiet,
            ),
            (
                "ip -ensure route add 3.3.6.0/24 mtu 1300 nexthop via 10.0.0.2 nexthop via 10.0.0.3",
                Fails(
                    2,
                    "Error: existing \"metrics\" differs: 3.3.6.0/24 mtu 1400",
                ),
            ),
            (
                "ip -ensure route add 3.3.7.0/24 via 10.0.0.2 dev v0 onlink",
                Fails(
                    2,
                    "Error: existing \"onlink\" differs: 3.3.7.0/24 via 10.0.0.2 dev v0",
                ),
            ),
            (
                "for i in 1 2; do ip -ensure route add 1.1.1.0/24 via 10.0.0.2; ip -ensure route prepend 1.1.1.0/24 via 10.0.0.6; ip -ensure route append 1.1.1.0/24 via 10.0.0.7; done; ip route list 1.1.1.0/24",
                Says(&[
                    "1.1.1.0/24 via 10.0.0.6 dev v0 ",
                    "1.1.1.0/24 via 10.0.0.2 dev v0 ",
                    "1.1.1.0/24 via 10.0.0.7 dev v0 ",
                ]),
            ),
            // To test is to ask whether it can be added.
            (
                "ip -ensure route test 1.1.1.0/24 via 10.0.0.2",
                Fails(2, "RTNETLINK answers: File exists"),
            ),
            (
                "for i in 1 2; do ip -ensure route add 2002::/32 via 2001:db8::7; ip -ensure route append 2002::/32 via 2001:db8::8; done; ip -6 route list 2002::/32",
                Says(&[
                    "2002::/32 metric 1024 pref medium",
                    "\tnexthop via 2001:db8::7 dev v0 weight 1 ",
                    "\tnexthop via 2001:db8::8 dev v0 weight 1 ",
                ]),
            ),
            (
                "ip -ensure route add 2002::/32 via 2001:db8::9",
                Fails(2, "Error: existing \"nexthop\" differs: 2002::/32 *"),
            ),
            // The kernel looks for the gateway before it looks for the route.
            (
                "ip rule add not from 9.9.9.9 blackhole pref 502; ip -ensure route add 1.1.1.0/24 via 10.0.0.2; ip rule del pref 502",
                Quiet,
            ),
            (
                "ip -ensure route add 1.1.2.0/24 via 99.0.0.2",
                Fails(2, "Error: Nexthop has invalid gateway."),
            ),
            ("ip -ensure route del 1.1.2.0/24 nhid 77", Quiet),
            (
                "ip -ensure route add 1.1.2.0/24 nhid 77",
                Fails(2, "Error: Nexthop id does not exist."),
            ),
        ],
    ),
    (
        "ensure: labels of addresses",
        &[
            (
                "ip link set lo up; for i in 1 2; do ip -ensure addrlabel add prefix 2001:db8:ff00::1/33 label 7; ip -ensure route add 2002:0:ff00::1/39 dev lo; done",
                Quiet,
            ),
            (
                "ip -ensure addrlabel add prefix 2001:db8:ff00::/33 label 8",
                Fails(
                    2,
                    "Error: existing \"label\" differs: prefix 2001:db8:8000::/33 label 7",
                ),
            ),
            (
                "for i in 1 2; do ip -ensure addrlabel del prefix 2001:db8:ff00::/33 label 7; ip -ensure addrlabel del prefix 2001:db8:ff00::/33 dev nosuch label 7; done",
                Quiet,
            ),
            (
                "ip -ensure addrlabel add prefix 2001:db8::/32",
                Fails(1, "Not enough information: \"label\" argument is required."),
            ),
        ],
    ),
    (
        "ensure: next hops",
        &[
            (
                "ip link set lo up; ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up; ip addr add 10.0.0.1/24 dev v0; ip addr add 2001:db8::1/64 nodad dev v0",
                Quiet,
            ),
            (
                "for i in 1 2; do ip -ensure nexthop add id 1 via 10.0.0.9 dev v0; ip -ensure nexthop add id 2 blackhole proto static; ip -ensure nexthop add id 3 group 1,2; \
                 ip -ensure nexthop add id 4 group 1 type resilient buckets 16; ip -ensure nexthop add id 4 group 1 type resilient; ip -ensure nexthop add id 5 group 1 hw_stats on; \
                 ip -ensure nexthop add via 10.0.0.10 dev v0; done; ip nexthop | wc -l",
                Says(&["6"]),
            ),
            (
                "ip -ensure nexthop add id 1 via 10.0.0.9 dev v0 onlink",
                Fails(
                    2,
                    "Error: existing \"onlink\" differs: id 1 via 10.0.0.9 dev v0 *",
                ),
            ),
            (
                "ip -ensure nexthop add id 1 via 10.0.0.9 dev v0 proto static",
                Fails(2, "Error: existing \"protocol\" differs: id 1 *"),
            ),
            (
                "ip -ensure -6 nexthop add id 2 blackhole",
                Fails(2, "Error: existing \"family\" differs: id 2 blackhole *"),
            ),
            (
                "ip -ensure nexthop add id 3 group 1,2 hw_stats on",
                Fails(2, "Error: existing \"hw_stats\" differs: id 3 group 1,2 *"),
            ),
            (
                "ip -ensure nexthop add id 4 group 1 type resilient buckets 32",
                Fails(2, "Error: existing \"type\" differs: id 4 *"),
            ),
        ],
    ),
];

const CHECK: &[(&str, Steps)] = &[
    (
        "netns check: dead names",
        &[
            ("ip netns add red; ip netns add blue; ip netns check", Quiet),
            (
                "umount /run/netns/red; touch -d '2001-01-01 00:00:00' /run/netns/red; ip netns check; echo $?",
                Says(&["red: dead: not a mount point", "1"]),
            ),
            (
                "ip -j netns check; :",
                Says(&[r#"[{"name":"red","state":"dead"}]"#]),
            ),
            (
                "ip netns check repair; echo $?; ls /run/netns",
                Says(&["red: removed: it was not a mount point", "0", "blue"]),
            ),
            ("ip netns check; ip -n blue link show lo >/dev/null", Quiet),
            // It may be in the making.
            (
                ": >/run/netns/young; ip netns check repair; ls /run/netns",
                Says(&["blue", "young"]),
            ),
            (
                "ip netns check nosuch",
                Fails(1, "extra arguments specified"),
            ),
            (
                "ip netns chec",
                Fails(255, "Command \"chec\" is unknown, try \"ip netns help\"."),
            ),
        ],
    ),
    (
        "netns check: what is neither dead nor a namespace",
        &[
            (
                "ip netns add red; cd /run/netns; mkdir dir; mkfifo fifo; echo data >full; ln -s /no/such link; ln -s /etc/passwd other; \
                 ln -s /proc/self/ns/net ours; : >uts; mount --bind /proc/self/ns/uts uts; : >on; : >empty; mount --bind empty on; rm empty; : >a; : >z; touch -d 2001-01-01 a z on; ip netns check | sort; ip netns check >/dev/null; echo $?",
                Says(&[
                    "a: dead: not a mount point",
                    "dir: not a network namespace: a directory",
                    "fifo: not a network namespace: a FIFO",
                    "full: not a network namespace: a file with content",
                    "link: not a network namespace: a dangling symbolic link",
                    "on: not a network namespace: a mount point of another file",
                    "other: not a network namespace: a symbolic link to another file",
                    "uts: not a network namespace: a UTS namespace",
                    "z: dead: not a mount point",
                    "1",
                ]),
            ),
            (
                "ip netns check repair | grep -c removed; ip netns check repair >/dev/null; echo $?; ls /run/netns",
                Says(&[
                    "2", "1", "dir", "fifo", "full", "link", "on", "other", "ours", "red", "uts",
                ]),
            ),
            (
                "ip -j netns check | tr '{' '\\n' | grep uts; :",
                Says(&[r#""name":"uts","state":"other","what":"a UTS namespace"}*"#]),
            ),
            (
                "OXIP_HINTS=1 ip netns exec full true 2>&1; :",
                Has(&["hint: /run/netns/full is a file with content"]),
            ),
        ],
    ),
    (
        "netns check: the rest goes on after what cannot be removed",
        &[(
            "ip netns add red; touch -d 2001-01-01 /run/netns/a /run/netns/b; \
             as-nobody ip netns check repair >said 2>&1; echo $? >>said; LC_ALL=C sort said",
            Says(&[
                "1",
                "Cannot remove namespace file \"/run/netns/a\": Permission denied",
                "Cannot remove namespace file \"/run/netns/b\": Permission denied",
                "a: dead: not a mount point",
                "b: dead: not a mount point",
            ]),
        )],
    ),
    (
        "netns check: names that would control a terminal",
        &[
            (
                "ip netns add red; n=$(printf '/run/netns/a\\nb\\033[31m\\377'); : >\"$n\"; touch -d 2001-01-01 \"$n\"; ip netns check | LC_ALL=C tr '\\377' '!'",
                Says(&["a?b?[31m!: dead: not a mount point"]),
            ),
            (
                "as-nobody ip netns check repair 2>&1 | grep -ac 'a?b?.31m'",
                Says(&["2"]),
            ),
        ],
    ),
    (
        "netns check: names of another mount namespace",
        &[
            (
                "mkdir -p /run/netns; mount --bind /run/netns /run/netns; mount --make-private /run/netns",
                Quiet,
            ),
            (
                "unshare -m --propagation private sh -c ': >/run/netns/red; mount --bind /proc/self/ns/net /run/netns/red; echo >>made; exec sleep 600' >/dev/null 2>&1 & for i in $(seq 50); do [ -s made ] && break; sleep 0.1; done; sleep 2.2",
                Quiet,
            ),
            (
                "ip netns check | sed 's/process [0-9]*/process N/'",
                Says(&[
                    "/run/netns: unshared, so other mount namespaces do not see new names",
                    "red: mounted only in the mount namespace of process N (sleep)",
                ]),
            ),
            (
                "ip netns check repair | wc -l; ls /run/netns",
                Says(&["2", "red"]),
            ),
        ],
    ),
    (
        "netns check: namespaces without a name",
        &[
            (
                "unshare -n sleep 600 >/dev/null 2>&1 & for i in $(seq 50); do ip netns check | grep -q sleep && break; sleep 0.1; done",
                Quiet,
            ),
            (
                "ip netns check | sed 's/[0-9][0-9]*/N/g'; ip netns check >/dev/null; echo $?",
                Says(&["net:[N]: no name, used by N (sleep)", "0"]),
            ),
        ],
    ),
];

/// What stderr has, on stdout.
const ERRORS: &[(&str, Steps)] = &[(
    "errors: as JSON when asked for",
    &[
        (
            "export OXIP_ERRORS=json; ip lnik 2>&1; echo $?",
            Says(&[
                r#"{"error":"Object \"lnik\" is unknown, try \"ip help\".","status":1,"command":["lnik"]}"#,
                "1",
            ]),
        ),
        (
            "OXIP_ERRORS=json ip -br link add lo type ifb 2>&1; :",
            Says(&[
                r#"{"error":"RTNETLINK answers: File exists","status":2,"errno":"EEXIST","command":["link","add","lo","type","ifb"]}"#,
            ]),
        ),
        (
            "OXIP_ERRORS=json ip route add 10.0.0.0/8 via 1.2.3.4 2>&1; :",
            Says(&[
                r#"{"error":"Error: Nexthop has invalid gateway.","status":2,"errno":"ENETUNREACH","ext_ack":"Nexthop has invalid gateway","command":["route","add","10.0.0.0/8","via","1.2.3.4"]}"#,
            ]),
        ),
        (
            "printf 'link set lo up\\nlink del nosuch\\nlink set lo mtu x\\n' | OXIP_ERRORS=json ip -force -batch - 2>&1; echo $?",
            Says(&[
                r#"{"error":"Cannot find device \"nosuch\"","status":1,"command":["link","del","nosuch"],"file":"-","line":2}"#,
                r#"{"error":"Error: argument \"x\" is wrong: Invalid \"mtu\" value","status":255,"command":["link","set","lo","mtu","x"],"file":"-","line":3}"#,
                "255",
            ]),
        ),
        (
            "OXIP_ERRORS=json ip link show nosuch 2>&1 | wc -l",
            Says(&["1"]),
        ),
        (
            "OXIP_ERRORS=json ip link show \"$(printf 'a\\377b')\" 2>&1; :",
            Says(&[
                "{\"error\":\"Device \\\"a\u{fffd}b\\\" does not exist.\",\"status\":1,\"command\":[\"link\",\"show\",\"a\u{fffd}b\"]}",
            ]),
        ),
        (
            "ip netns add red; OXIP_ERRORS=json ip netns add red 2>&1; :",
            Says(&[
                r#"{"error":"Cannot create namespace file \"/run/netns/red\": File exists","status":1,"errno":"EEXIST","command":["netns","add","red"]}"#,
            ]),
        ),
        (
            "OXIP_ERRORS=json ip sandbox /no/such 2>&1; echo $?",
            Says(&[
                r#"{"error":"exec of \"/no/such\" failed: No such file or directory","status":255,"errno":"ENOENT","command":["sandbox","/no/such"]}"#,
                "255",
            ]),
        ),
        (
            "echo netns exec red false | OXIP_ERRORS=json ip -batch - 2>&1; :",
            Says(&[
                r#"{"error":"Command failed","status":1,"command":["netns","exec","red","false"],"file":"-","line":1}"#,
            ]),
        ),
        (
            "OXIP_ERRORS= ip lnik",
            Fails(1, "Object \"lnik\" is unknown, try \"ip help\"."),
        ),
    ],
)];

const HINTS: &[(&str, Steps)] = &[
    (
        "hints: at a terminal only",
        &[
            (
                "on-tty 'ip lnik' | tr -d '\\r'; :",
                Says(&[
                    "Object \"lnik\" is unknown, try \"ip help\".",
                    "hint: did you mean \"link\"?",
                ]),
            ),
            (
                "on-tty 'OXIP_HINTS=0 ip lnik' | tr -d '\\r'; :",
                Says(&["Object \"lnik\" is unknown, try \"ip help\"."]),
            ),
            (
                "ip lnik",
                Fails(1, "Object \"lnik\" is unknown, try \"ip help\"."),
            ),
            (
                "OXIP_HINTS=1 ip lnik 2>&1; :",
                Has(&["hint: did you mean \"link\"?"]),
            ),
        ],
    ),
    (
        "hints: names that are not namespaces",
        &[
            (
                "mkdir -p /run/netns; : >/run/netns/red; export OXIP_HINTS=1; ip netns exec red true 2>&1; :",
                Says(&[
                    "setting the network namespace \"red\" failed: Invalid argument",
                    "hint: /run/netns/red is not a mount point: \"ip netns check repair\" removes such names",
                ]),
            ),
            (
                "OXIP_HINTS=1 ip netns 2>&1",
                Has(&[
                    "red",
                    "hint: red is not a namespace: see \"ip netns check\"",
                ]),
            ),
            (
                ": >/run/netns/blue; OXIP_HINTS=1 ip netns 2>&1",
                Has(&["hint: * are not namespaces: see \"ip netns check\""]),
            ),
            (
                "unshare -m --propagation private sh -c ': >/run/netns/else; mount --bind /proc/self/ns/net /run/netns/else; echo >>made; exec sleep 600' >/dev/null 2>&1 & for i in $(seq 50); do [ -s made ] && break; sleep 0.1; done",
                Quiet,
            ),
            (
                "OXIP_HINTS=1 ip -n else link 2>&1; :",
                Has(&[
                    "hint: it is a namespace in the mount namespace of process *: enter that with \"nsenter --mount --target *\"",
                ]),
            ),
            ("ip netns 2>&1", Lacks("*hint*")),
        ],
    ),
    (
        "hints: misspelled words",
        &[
            (
                "export OXIP_HINTS=1; ip link st lo up 2>&1; :",
                Has(&["hint: did you mean \"set\"?"]),
            ),
            (
                "export OXIP_HINTS=1; ip link set lo mtuu 5 2>&1; :",
                Has(&["hint: did you mean \"mtu\"?"]),
            ),
            (
                "export OXIP_HINTS=1; ip -brif link 2>&1; :",
                Has(&["hint: did you mean \"-brief\"?"]),
            ),
            (
                "export OXIP_HINTS=1; ip link show loo 2>&1; :",
                Has(&["hint: did you mean \"lo\"?"]),
            ),
            (
                "ip netns add red; OXIP_HINTS=1 ip -n rde link 2>&1; :",
                Has(&["hint: did you mean \"red\"?"]),
            ),
            (
                "for c in 'netns del rde' 'link set lo netns rde'; do OXIP_HINTS=1 ip $c 2>&1 | grep hint; done",
                Says(&["hint: did you mean \"red\"?", "hint: did you mean \"red\"?"]),
            ),
            (
                "OXIP_HINTS=1 ip link set lo master loo 2>&1; OXIP_HINTS=1 ip topo 2>&1; :",
                Has(&[
                    "hint: did you mean \"lo\"?",
                    "hint: did you mean \"topology\"?",
                ]),
            ),
            ("OXIP_HINTS=1 ip route get 9.9.9.9 2>&1; :", Lacks("*hint*")),
            (
                "export OXIP_HINTS=1; ip link add v0 type vlxan 2>&1; :",
                Has(&["hint: did you mean \"vxlan\"?"]),
            ),
            (
                "echo 'link set loo up' | OXIP_HINTS=1 ip -batch - 2>&1; :",
                Has(&["hint: did you mean \"lo\"?", "Command failed -:1"]),
            ),
        ],
    ),
    (
        "hints: causes of errors",
        &[
            (
                "OXIP_HINTS=1 ip link add x type nosuchkind 2>&1; :",
                Has(&["hint: the kernel has no driver for this type: *rtnl-link-nosuchkind*"]),
            ),
            (
                "OXIP_HINTS=1 as-nobody ip link set lo up 2>&1; :",
                Has(&["hint: this requires CAP_NET_ADMIN *"]),
            ),
            (
                "ip netns add blue; OXIP_HINTS=1 ip netns add blue 2>&1; :",
                Has(&["hint: the name is in use: *"]),
            ),
            (
                "ip link set lo up; OXIP_HINTS=1 ip addr add 127.0.0.1/8 dev lo 2>&1; :",
                Has(&["hint: it exists already: *"]),
            ),
            (
                "OXIP_HINTS=1 ip route add default via 192.0.2.1 2>&1; :",
                Has(&["hint: the gateway must be reachable: *"]),
            ),
            (
                "OXIP_HINTS=1 ip link add lo type bridge 2>&1; :",
                Has(&["hint: the name or index is in use: *"]),
            ),
        ],
    ),
];
