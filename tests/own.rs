//! What only this program has: each command by itself, as no reference can be asked.

use libtest_mimic::{Failed, Trial};

use crate::harness::stage::Stage;
use crate::harness::steps::Want::{self, Fails, Has, Quiet, Says};
use crate::harness::steps::follow;
use crate::harness::world::{Program, World};

type Steps = &'static [(&'static str, Want)];

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let trial = |&(name, steps): &(&str, Steps)| {
        Trial::test(format!("own::{name}"), move || {
            stage.map_or(Ok(()), |stage| alone(stage, steps))
        })
    };
    SANDBOX.iter().map(trial).collect()
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
                "as-nobody ip sandbox ip link show lo",
                Has(&["1: lo: <LOOPBACK,UP,LOWER_UP> *"]),
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
                "Cannot make a sandbox: No space left on device: user.max_net_namespaces is 0; *",
            ),
        )],
    ),
];
