//! The replay ring: both programs talk to a kernel made of files (kernel.c), so that every kind of link can be
//! compared, whether or not this machine's kernel has it. What they send has to be the same bytes; what they show of
//! random attributes, too.

mod feed;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Completion, Failed, Trial};
use oxip::object::link::kind::{KINDS, Kind};

use super::stage::{HERE, Stage};
use super::world::{Program, World};

/// Where the ring's files are among what is staged.
const PLACE: &str = "tree/replay";

/// Compares all kinds, unless there is no C compiler here.
pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let built = stage.map(build);
    let names = KINDS
        .iter()
        .flat_map(|kind| kind.names.iter().map(move |name| (*kind, *name)));
    names
        .filter(|(_, name)| *name != "veth")
        .flat_map(|(kind, name)| {
            [
                ("words", words::compare as Compare),
                ("fields", feed::compare as Compare),
            ]
            .map(|(what, compare)| trial(kind, name, what, compare, stage, built.clone()))
        })
        .collect()
}

/// Kinds whose links the reference cannot show if they lack attributes: it crashes, or shows memory of its own.
const FRAGILE: &[&str] = &[
    "amt",
    "erspan",
    "gre",
    "gretap",
    "ip6erspan",
    "ip6gre",
    "ip6gretap",
    "ip6tnl",
    "ipip",
    "sit",
    "vti",
    "vti6",
];

type Compare = fn(&'static Kind, &str, &Ring) -> Result<(), String>;

fn trial(
    kind: &'static Kind,
    name: &'static str,
    what: &'static str,
    compare: Compare,
    stage: Option<&'static Stage>,
    built: Option<Result<(), String>>,
) -> Trial {
    Trial::ignorable_test(format!("replay/{name}::{what}"), move || {
        if what == "fields" && FRAGILE.contains(&name) {
            return Ok(Completion::ignored_with("the reference crashes"));
        }
        if let Some(Err(why)) = built {
            return Ok(Completion::ignored_with(why));
        }
        let ring = Ring::new(stage.ok_or("no stage")?).map_err(Failed::from)?;
        compare(kind, name, &ring).map_err(Failed::from)?;
        Ok(Completion::Completed)
    })
}

/// Compiles the kernel; the program is cargo's, which is linked dynamically and so can be preloaded.
fn build(stage: &'static Stage) -> Result<(), String> {
    let place = stage.scratch.join(PLACE);
    fs::create_dir_all(&place).map_err(|why| format!("{}: {why}", place.display()))?;
    fs::copy(env!("CARGO_BIN_EXE_ip"), place.join("ip")).map_err(|why| why.to_string())?;
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/harness/replay/kernel.c");
    let compiled = Command::new("cc")
        .args(["-O1", "-Wall", "-Wextra", "-shared", "-fPIC", "-o"])
        .arg(place.join("kernel.so"))
        .arg(source)
        .arg("-ldl")
        .output()
        .map_err(|why| format!("cc: {why}"))?;
    match compiled.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&compiled.stderr).into_owned()),
    }
}

/// A world in which both programs run against the kernel of files.
pub struct Ring {
    world: World,
    place: PathBuf,
}

impl Ring {
    fn new(stage: &'static Stage) -> Result<Self, String> {
        Ok(Self {
            world: World::new(stage)?,
            place: stage.scratch.join(PLACE),
        })
    }

    /// Puts a file where the world finds it; returns its name there.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<String, String> {
        fs::write(self.place.join(name), bytes).map_err(|why| format!("{name}: {why}"))?;
        Ok(format!("{HERE}/replay/{name}"))
    }

    /// Runs a script in which `$IP` is a program and `$KERNEL` is what to preload; its output, of both programs.
    fn run(&self, script: &str, stdin: &str) -> [String; 2] {
        [
            (Program::Reference, "ip".to_owned()),
            (Program::Ours, format!("{HERE}/replay/ip")),
        ]
        .map(|(program, ip)| {
            let line = format!("IP={ip} KERNEL={HERE}/replay/kernel.so\n{script}");
            let outcome = self.world.run(program, &line, stdin);
            outcome.stdout + &outcome.stderr
        })
    }
}

/// Numbers that look random and are the same in every run (xorshift64).
pub struct Dice(u64);

impl Dice {
    /// Every kind has its own.
    pub fn new(name: &str) -> Self {
        let seed = name.bytes().fold(0x9e37_79b9_7f4a_7c15, |seed: u64, byte| {
            seed.rotate_left(7) ^ u64::from(byte)
        });
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `sides`.
    pub fn below(&mut self, sides: usize) -> usize {
        (self.roll() >> 11) as usize % sides
    }

    /// One of these.
    pub fn pick<'p, T: ?Sized>(&mut self, from: &[&'p T]) -> &'p T {
        from[self.below(from.len())]
    }
}
