//! Where oxip differs from iproute2 on purpose, and what surrounds it is unusual: what it does there.

use libtest_mimic::{Failed, Trial};

use crate::harness::stage::Stage;
use crate::harness::steps::Want::{self, Says};
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
];
