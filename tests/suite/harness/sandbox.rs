//! An interactive shell in `ip sandbox`, started without privileges, that receives typed commands.

use super::stage::Stage;
use super::world::{Outcome, Program, World};

pub struct Sandbox {
    world: World,
}

/// Both sides share this directory; /run, where a world works, is a different one inside.
const START: &str = "\
    mkdir -p /mnt && mount -t tmpfs -o mode=1777 both /mnt && cd /mnt && mkfifo in && chmod 666 in && \
    (as-nobody ip sandbox sh <>in >said 2>&1 &)";

/// Types standard input and prints the answers.
const TYPE: &str = r#"cd /mnt
{ echo '{'; cat; echo '} </dev/null >out 2>err; echo $? >status.new; mv status.new status'; } >in
until [ -e status ]; do sleep 0.01; [ ! -s said ] || { cat said >&2; exit 99; }; done
cat out; cat err >&2; read status <status; rm -f status out err; exit $status"#;

impl Sandbox {
    pub fn new(stage: &'static Stage) -> Result<Self, String> {
        let world = World::new(stage)?;
        let started = world.run(Program::Ours, START, "");
        if started.succeeded() {
            Ok(Self { world })
        } else {
            Err(format!("no sandbox: {started}"))
        }
    }

    pub fn run(&self, command: &str) -> Outcome {
        self.world.run(Program::Ours, TYPE, &format!("{command}\n"))
    }
}
