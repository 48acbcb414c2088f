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

const WORDS: &[(&str, i32, &str, &str)] = &[
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

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    vec![Trial::test("topology::drawn", move || {
        stage.map_or(Ok(()), drawn)
    })]
}

fn drawn(stage: &'static Stage) -> Result<(), Failed> {
    let world = World::new(stage)?;
    let made = world.run(Program::Reference, SETUP, "");
    if !made.succeeded() {
        return Err(format!("set-up: {made}").into());
    }
    for (line, status, stdout, stderr) in WORDS {
        let outcome = world.run(Program::Ours, line, "");
        let same =
            outcome.status == *status && outcome.stdout == *stdout && outcome.stderr == *stderr;
        if !same {
            return Err(format!("{line}\n{outcome}\nwanted {status}:\n{stdout}{stderr}").into());
        }
    }
    let all = world.run(Program::Ours, "ip topology json", "");
    Ok(json::hold("ip -j topology", &all.stdout)?)
}
