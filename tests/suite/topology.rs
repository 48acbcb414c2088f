//! `ip topology`, which no reference has: what it draws of namespaces whose shape is known.

use libtest_mimic::{Failed, Trial};

use crate::harness::stage::Stage;
use crate::harness::world::{Program, World};
use crate::json;

const SETUP: &str = "\
ip netns add red && ip netns add blue && \
ip link add br0 address 02:00:00:00:00:01 type bridge && ip link set br0 addrgenmode none && ip link set br0 up && ip addr add 10.0.0.1/24 dev br0 && \
for n in red blue; do \
    ip link add v-$n type veth peer name eth0 netns $n && ip link set v-$n addrgenmode none master br0 && \
    ip -n $n link set eth0 addrgenmode none; \
done && \
ip link set v-red up && ip -n red link set eth0 up && sleep 1 && \
ip -n red addr add 10.0.0.2/24 dev eth0 && ip -n red route add default via 10.0.0.1 && \
ip -n blue link add mv0 link eth0 type macvlan && \
: > /run/netns/dead";

const UNICODE: &str = "\
(this namespace)
├─ lo DOWN
└─ br0 bridge UP 10.0.0.1/24
   ├─ v-red veth UP ⟷ red:eth0
   └─ v-blue veth DOWN ⟷ blue:eth0
blue
├─ lo DOWN
└─ eth0 veth DOWN ⟷ (this namespace):v-blue
   └─ mv0 macvlan DOWN
red
├─ lo DOWN
├─ eth0 veth UP 10.0.0.2/24 ⟷ (this namespace):v-red
└─ default via 10.0.0.1 dev eth0
dead: not seen: setns: Invalid argument
";

const ASCII: &str = "\
red
|- lo DOWN
|- eth0 veth UP 10.0.0.2/24 <-> (netnsid 0):if3
`- default via 10.0.0.1 dev eth0
";

const MERMAID: &str = r#"graph LR
  subgraph n0["blue"]
    n0_0["lo<br/>DOWN"]
    n0_1["eth0<br/>veth DOWN"]
    n0_2["mv0<br/>macvlan DOWN"]
  end
  subgraph n1["red"]
    n1_0["lo<br/>DOWN"]
    n1_1["eth0<br/>veth UP<br/>10.0.0.2/24"]
    n1_r0(["default via 10.0.0.1 dev eth0"])
  end
  n0_1 -.- n0_2
  n1_1 --> n1_r0
"#;

const DOT: &str = r#"graph topology {
  rankdir=LR;
  fontname="sans-serif";
  node [shape=box, style=rounded, fontname="sans-serif"];
  subgraph cluster_0 {
    label="red\ndefault via 10.0.0.1 dev eth0";
    n0_0 [label="lo\nDOWN"];
    n0_1 [label="eth0\nveth UP\n10.0.0.2/24"];
  }
}
"#;

/// A command line, its status, what it says.
type Said = (&'static str, i32, &'static str, &'static str);

const WORDS: &[Said] = &[
    ("LC_ALL=C.UTF-8 ip topology", 0, UNICODE, ""),
    ("ip topology netns red text", 0, ASCII, ""),
    ("ip topology netns blue red mermaid", 0, MERMAID, ""),
    ("ip topology netns red dot", 0, DOT, ""),
    (
        "ip -p topology json | head -n 2",
        0,
        "[ {\n        \"netns\": \"(this namespace)\",\n",
        "",
    ),
    (
        "ip -n blue topology json | tr '{' '\\n' | grep '\"peer\"' -A1 | tail -1 | cut -d} -f1",
        0,
        "\"netnsid\":0,\"ifindex\":3\n",
        "",
    ),
    // The shell that keeps an unnamed namespace alive is seen only with `all`.
    (
        "unshare -n sleep 5 & sleep 0.3; ip topology text | grep -c process; ip topology all text | grep -c '(process'; kill $!",
        0,
        "0\n1\n",
        "",
    ),
    (
        "ip topology nosuch",
        255,
        "",
        "Command \"nosuch\" is unknown, try \"ip topology help\".\n",
    ),
    (
        "ip topology netns nosuch",
        255,
        "",
        "Cannot open network namespace \"nosuch\": No such file or directory\n",
    ),
    (
        "ip topology dot dot",
        255,
        "",
        "Error: duplicate \"drawing\": \"dot\" is the second value.\n",
    ),
    // A shortened word stays iproute2's.
    (
        "ip topolog",
        1,
        "",
        "Object \"topolog\" is unknown, try \"ip help\".\n",
    ),
];

/// Each in a world of its own.
const SCENES: &[(&str, &[Said])] = &[
    (
        "what may not be looked into",
        &[
            (
                "ip netns add red; as-nobody ip topology",
                0,
                "(this namespace)\n`- lo DOWN\nred: not seen: setns: Operation not permitted\n",
                "",
            ),
            (
                "chmod 700 /run/netns; as-nobody ip topology",
                0,
                "(this namespace)\n`- lo DOWN\n(names in /run/netns): not seen: Permission denied\n",
                "",
            ),
            (
                "as-nobody ip topology json | tr '{' '\\n' | tail -n 1",
                0,
                "\"netns\":\"(names in /run/netns)\",\"unseen\":\"Permission denied\"}]\n",
                "",
            ),
        ],
    ),
    (
        "a FIFO is not waited for",
        &[(
            "mkdir -p /run/netns; mkfifo /run/netns/fifo; ip topology",
            0,
            "(this namespace)\n`- lo DOWN\nfifo: not seen: setns: Invalid argument\n",
            "",
        )],
    ),
    (
        "below a vxlan is its device, wherever it was moved",
        &[
            (
                "ip netns add end; ip link add base type veth peer name basep; \
                 ip link add vx index 24 type vxlan id 5 remote 192.0.2.1 dev base dstport 4789; ip link set vx netns end; \
                 ip link add vy index 25 type vxlan id 6 remote 192.0.2.1 dstport 4790; ip link set vy netns end; \
                 ip link add one index 24 type bridge; ip link add two index 25 type bridge; \
                 ip link add here type vxlan id 7 remote 192.0.2.1 dev base dstport 4791; ip topology",
                0,
                "(this namespace)\n|- lo DOWN\n|- basep veth DOWN <-> base\n|- base veth DOWN <-> basep\n\
                 |  `- here vxlan DOWN\n|- one bridge DOWN\n`- two bridge DOWN\n\
                 end\n|- lo DOWN\n|- vx vxlan DOWN on (this namespace):base\n`- vy vxlan DOWN\n",
                "",
            ),
            (
                "ip topology json | tr '{' '\\n' | grep -A1 '\"vx\"\\|\"vy\"' | grep -v ifindex",
                0,
                "\"netns\":\"(this namespace)\",\"ifname\":\"base\"}},\n",
                "",
            ),
        ],
    ),
    (
        "names that Mermaid or Graphviz would read",
        &[
            (
                "ip link add '`x' type bridge; ip link add 'a\\nb' type bridge; ip link add '$$&' type bridge; \
                 ip topology mermaid | grep -o '\".*<br/>b'",
                0,
                "\"#96;x<br/>b\n\"a#92;#8203;nb<br/>b\n\"#36;#8203;#36;#8203;#38;<br/>b\n",
                "",
            ),
            (
                "ip topology dot | grep -o '\".*.nb'",
                0,
                "\"`x\\nb\n\"a\\\\nb\\nb\n\"$$&amp;\\nb\n",
                "",
            ),
            (
                "mkdir -p /run/netns; : >'/run/netns/%%{init}%%'; ip topology mermaid | tail -n 1",
                0,
                "  %% #37;#37;#123;init#125;#37;#37;: not seen: setns: Invalid argument\n",
                "",
            ),
        ],
    ),
    (
        "each next hop of each default route",
        &[
            (
                "ip link add v type veth peer name w; ip link set v up; ip link set w up; \
                 ip addr add 10.0.0.1/24 dev v; ip addr add 10.1.0.1/24 dev w; ip addr add fd00::1/64 dev v nodad; \
                 ip route add default nexthop via 10.0.0.2 nexthop via 10.1.0.2; ip route add default via 10.0.0.3 metric 50; \
                 ip -4 route add default via inet6 fd00::7 dev v metric 55; \
                 ip -6 route add default nexthop via fd00::2 nexthop via fd00::3; \
                 ip nexthop add id 5 via 10.0.0.5 dev v; ip nexthop add id 6 via 10.1.0.6 dev w; ip nexthop add id 7 group 5/6; \
                 ip route add default nhid 7 metric 60; ip route add default nhid 5 metric 61; \
                 ip nexthop add id 8 via fd00::8 dev v; ip nexthop add id 9 via fd00::9 dev v; ip nexthop add id 10 group 8/9; \
                 ip -6 route add default nhid 10 metric 2000; ip topology | grep default",
                0,
                HOPS,
                "",
            ),
            // Without the old words of it, the kernel tells the id only.
            (
                "echo 0 >/proc/sys/net/ipv4/nexthop_compat_mode; ip topology | grep default",
                0,
                HOPS,
                "",
            ),
            (
                "ip topology json | tr '{' '\\n' | grep 'gateway.*6[01]'",
                0,
                "\"gateway\":\"10.0.0.5\",\"dev\":\"v\",\"nhid\":7,\"metric\":60},\n\
                 \"gateway\":\"10.1.0.6\",\"dev\":\"w\",\"nhid\":7,\"metric\":60},\n\
                 \"gateway\":\"10.0.0.5\",\"dev\":\"v\",\"nhid\":5,\"metric\":61},\n",
                "",
            ),
            (
                "ip topology mermaid | grep -c -- '-->'; ip topology dot | grep -o 'default via 10.1.0.2 dev w.n'",
                0,
                "11\ndefault via 10.1.0.2 dev w\\n\n",
                "",
            ),
        ],
    ),
    (
        "names that are no UTF-8",
        &[
            (
                "n=$(printf 'a\\377'); ip link add $n type bridge; ip netns add $n; export LC_ALL=C; \
                 show() { tr '\\377' '!' | grep 'a!'; }; ip topology | show; ip topology dot | show; ip topology mermaid | show",
                0,
                "`- a! bridge DOWN\na!\n    n0_1 [label=\"a!\\nbridge DOWN\"];\n    label=\"a!\";\n    n0_1[\"a!<br/>bridge DOWN\"]\n  subgraph n1[\"a!\"]\n",
                "",
            ),
            // As those who read `ip -j link` make of it.
            (
                "ip topology json | grep -o '\"a[^a-z,]*\"'",
                0,
                "\"a\u{fffd}\"\n\"a\u{fffd}\"\n",
                "",
            ),
        ],
    ),
];

const HOPS: &str = "\
|- default via 10.0.0.2 dev v
|- default via 10.1.0.2 dev w
|- default via 10.0.0.3 dev v metric 50
|- default via fd00::7 dev v metric 55
|- default via 10.0.0.5 dev v nhid 7 metric 60
|- default via 10.1.0.6 dev w nhid 7 metric 60
|- default via 10.0.0.5 dev v nhid 5 metric 61
|- default via fd00::2 dev v metric 1024
|- default via fd00::3 dev v metric 1024
|- default via fd00::8 dev v nhid 10 metric 2000
`- default via fd00::9 dev v nhid 10 metric 2000
";

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let scenes = SCENES.iter().map(move |(name, said)| {
        Trial::test(format!("topology::{name}"), move || {
            stage.map_or(Ok(()), |stage| hold(&World::new(stage)?, said))
        })
    });
    let drawn = Trial::test("topology::drawn", move || stage.map_or(Ok(()), drawn));
    scenes.chain([drawn]).collect()
}

fn hold(world: &World, said: &[Said]) -> Result<(), Failed> {
    for (line, status, stdout, stderr) in said {
        let outcome = world.run(Program::Ours, line, "");
        let same =
            outcome.status == *status && outcome.stdout == *stdout && outcome.stderr == *stderr;
        if !same {
            return Err(format!("{line}\n{outcome}\nwanted {status}:\n{stdout}{stderr}").into());
        }
    }
    Ok(())
}

fn drawn(stage: &'static Stage) -> Result<(), Failed> {
    let world = World::new(stage)?;
    let made = world.run(Program::Reference, SETUP, "");
    if !made.succeeded() {
        return Err(format!("set-up: {made}").into());
    }
    hold(&world, WORDS)?;
    let all = world.run(Program::Ours, "ip topology json", "");
    Ok(json::hold("ip -j topology", &all.stdout)?)
}
