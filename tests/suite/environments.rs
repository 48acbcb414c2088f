//! Where oxip differs from iproute2 on purpose, and what surrounds it is unusual: what it does there.

use libtest_mimic::{Failed, Trial};

use crate::harness::stage::Stage;
use crate::harness::steps::Want::{self, Quiet, Says};
use crate::harness::steps::follow;
use crate::harness::world::{Program, World};

type Steps = &'static [(&'static str, Want)];

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let trial = |&(name, kind, steps): &(&str, &'static str, Steps)| {
        Trial::ignorable_test(format!("environments::{name}"), move || {
            let Some(stage) = stage else {
                return Ok(libtest_mimic::Completion::Completed);
            };
            if !kind.is_empty() && !stage.has_kind(kind) {
                let why = format!("kernel has no {kind}");
                return Ok(libtest_mimic::Completion::ignored_with(why));
            }
            alone(stage, steps).map(|()| libtest_mimic::Completion::Completed)
        })
    };
    TRIALS.iter().map(trial).collect()
}

fn alone(stage: &'static Stage, steps: Steps) -> Result<(), Failed> {
    let world = World::new(stage)?;
    follow(&|command| world.run(Program::Ours, command, ""), steps)
}

/// Name, kind of link that the kernel must have, steps.
const TRIALS: &[(&str, &str, Steps)] = &[
    (
        // tuntap/foreign.case shows that iproute2 differs.
        "tuntap: /sys of another namespace",
        "tun",
        &[
            (
                "unshare -n sh -c 'ip tuntap add t0 mode tun user 0 multi_queue one_queue; ip tuntap add t1 mode tap group 5 pi vnet_hdr; ip tuntap'",
                Says(&[
                    "t0: tun multi_queue persist user 0",
                    "t1: tap pi vnet_hdr persist filter group 5",
                ]),
            ),
            (
                "ip tuntap add t0 mode tap user 7 one_queue; ip tuntap; unshare -n sh -c 'ip tuntap add t0 mode tun group 5; ip tuntap; ip -j tuntap'",
                Says(&[
                    "t0: tap one_queue persist user 7",
                    "t0: tun persist group 5",
                    r#"[{"ifname":"t0","flags":["tun","persist"],"group":5}]"#,
                ]),
            ),
            (
                "ip netns add x; ip -n x tuntap add t0 mode tun one_queue; ip -n x tuntap",
                Says(&["t0: tun one_queue persist"]),
            ),
        ],
    ),
    (
        "tuntap: a process with a device of another namespace",
        "tun",
        &[(
            "hold-tun t0 1001 'ip -j -d tuntap | grep -c pid; unshare -n sh -c \"ip tuntap add t0 mode tun; ip -j -d tuntap\"'",
            Says(&[
                "1",
                r#"[{"ifname":"t0","flags":["tun","persist"],"processes":[]}]"#,
            ]),
        )],
    ),
    (
        "ensure: one name, added twice at once",
        "",
        &[
            (
                "pair() { \"$@\" & p=$!; \"$@\"; s=$?; wait $p; echo $s$?; }; for i in $(seq 40); do pair ip -ensure netns add n$i; done | sort | uniq -c | tr -d ' '",
                Says(&["4000"]),
            ),
            (
                "pair() { \"$@\" & p=$!; \"$@\"; s=$?; wait $p; echo $s$?; }; for i in $(seq 40); do pair ip -ensure netns attach a$i $$; done | sort | uniq -c | tr -d ' '",
                Says(&["4000"]),
            ),
            (
                "for i in $(seq 40); do ip -n n$i link show lo >/dev/null && ip -n a$i link show lo >/dev/null || echo $i; done",
                Quiet,
            ),
            // Without -ensure one of the two may fail; the one with it must not, also from another namespace.
            (
                "for i in $(seq 40); do ip netns add m$i 2>/dev/null & unshare -n ip -ensure netns add m$i & p=$!; ip -ensure netns add m$i || echo $?; wait $p || echo $?; wait; done",
                Quiet,
            ),
        ],
    ),
    (
        "ensure: a file that is no namespace",
        "",
        &[
            // A young one is waited for, an old one is not.
            (
                "mkdir /run/netns; touch -t 200001010000 /run/netns/old; timeout 1 ip -ensure netns add old",
                Want::Fails(2, "Error: existing \"file\" differs: /run/netns/old"),
            ),
            (
                "touch /run/netns/new; ip -ensure netns add new",
                Want::Fails(2, "Error: existing \"file\" differs: /run/netns/new"),
            ),
            // A locked one is waited for, however old it is, and is not dead.
            (
                "touch -d '2020-01-01 00:00' /run/netns/slow; (flock 9; sleep 3; rm /run/netns/slow) 9</run/netns/slow & \
                 sleep 0.3; ip netns check repair | grep -w slow; \
                 ip -ensure netns add slow && ip -n slow link show lo >/dev/null",
                Quiet,
            ),
            (
                "touch /run/netns/gone; (sleep 0.3; rm /run/netns/gone) & ip -ensure netns add gone && ip -n gone link show lo >/dev/null",
                Quiet,
            ),
        ],
    ),
    (
        "ensure: one batch, run twice at once",
        "ifb",
        &[
            (BATCH, Quiet),
            BATCH_TWICE,
            BATCH_TWICE,
            BATCH_TWICE,
            BATCH_TWICE,
            BATCH_TWICE,
        ],
    ),
    (
        "ensure: a lock that another process holds",
        "",
        &[
            (
                "(flock 9; sleep 1) 9</proc/self/ns/net & sleep 0.3; ip -ensure link set lo up; ! kill -0 $! 2>/dev/null && ip -br link show lo",
                Says(&["lo *"]),
            ),
            // Without -ensure there is none.
            (
                "(flock 9; sleep 5) 9</proc/self/ns/net & sleep 0.3; timeout 2 ip link set lo down && kill $!",
                Quiet,
            ),
        ],
    ),
];

/// A few rounds at a time: in the guest a command takes its time.
const BATCH_TWICE: (&str, Want) = (
    "for i in 1 2 3; do unshare -n sh -c 'ip -ensure -batch batch & p=$!; ip -ensure -batch batch; s=$?; wait $p; \
     echo $s$? $(ip rule | grep -c \"lookup 7\") $(ip nexthop | wc -l) $(ip -br link | wc -l)'; ip -all netns del; done | sort | uniq -c | tr -s ' '",
    Says(&[" 3 00 1 2 4"]),
);

const BATCH: &str = "cat >batch <<'END'
netns add red
netns add blue
link add v0 type veth peer name v1
link set v1 netns red
link set v0 up
netns exec red ip link set v1 up
link add br0 type bridge
link set v0 master br0
link add i0 type ifb
link set i0 up
addr add 10.0.0.1/24 dev i0
addr add fd00::1/64 dev i0
route add 10.9.0.0/16 via 10.0.0.2
rule add from 10.9.0.0/16 table 7
rule add fwmark 7 table 8 pref 100
neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev i0
nexthop add via 10.0.0.2 dev i0
nexthop add id 7 via 10.0.0.3 dev i0
addrlabel add prefix fd00::/64 label 77
link property add dev i0 altname other
END
";
