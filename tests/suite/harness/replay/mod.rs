//! The replay ring: both programs talk to a kernel made of files (kernel/), so every kind of link can be compared on
//! any kernel. Their requests must be equal, as must their output for random attributes.
//!
//! OXIP_REPLAY_ROUNDS=N runs N rounds instead of one.

mod dice;
mod encap;
mod failures;
mod feed;
mod keywords;
mod numbers;
mod ring;
mod state;
mod without_ipv6;
mod words;
mod xfrm;

use std::env;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, path::PathBuf};

use libtest_mimic::{Completion, Failed, Trial};
use oxip::testing::{KINDS, Kind};

use super::stage::Stage;
use ring::Ring;

/// Directory of the ring's files in the stage.
const PLACE: &str = "tree/replay";

/// The same directory in a world.
const HERE_REPLAY: &str = "/run/oxip/replay";

/// Source files of the kernel.
const SOURCES: [&str; 4] = ["lines.c", "kernel.c", "answers.c", "calls.c"];

/// Compares a kind.
pub type Compare = fn(&'static Kind, &str, &Ring) -> Result<(), String>;

/// The comparisons of each kind.
pub const COMPARISONS: [(&str, Compare); 2] =
    [("words", words::compare), ("fields", feed::compare)];

/// Numbers of what was compared.
#[derive(Default)]
pub struct Tally {
    pub lines: AtomicUsize,
    pub records: AtomicUsize,
    pub shows: AtomicUsize,
    pub undefined: AtomicUsize,
}

static TALLY: Tally = Tally {
    lines: AtomicUsize::new(0),
    records: AtomicUsize::new(0),
    shows: AtomicUsize::new(0),
    undefined: AtomicUsize::new(0),
};

impl Tally {
    fn add(counter: &AtomicUsize, n: usize) {
        counter.fetch_add(n, Ordering::Relaxed);
    }
}

/// A summary as a sentence; nothing if the ring did not run.
pub fn summary() -> Option<String> {
    let [lines, records, shows, undefined] =
        [&TALLY.lines, &TALLY.records, &TALLY.shows, &TALLY.undefined]
            .map(|counter| counter.load(Ordering::Relaxed));
    (lines + records > 0).then(|| {
        format!(
            "replay: {lines} lines of words; {records} random records, shown {shows} times; \
             {undefined} left out, of which the reference itself does not always say the same"
        )
    })
}

/// Number of rounds.
pub enum Rounds {
    Number(usize),
    /// Every input once.
    All,
}

fn rounds() -> Rounds {
    let asked = env::var("OXIP_REPLAY_ROUNDS").unwrap_or_default();
    match asked.parse() {
        _ if asked == "all" => Rounds::All,
        Ok(number) => Rounds::Number(number),
        Err(_) => Rounds::Number(1),
    }
}

/// Number of rounds where inputs are unlimited.
fn rolls() -> usize {
    match rounds() {
        Rounds::Number(number) => number,
        Rounds::All => 1,
    }
}

/// Trials for all kinds and `ip xfrm`, unless there is no C compiler.
pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let built = stage.map(build);
    let names = KINDS
        .iter()
        .flat_map(|kind| kind.names.iter().map(move |name| (*kind, *name)));
    let kinds = names.flat_map(|(kind, name)| {
        COMPARISONS.map(|(what, compare)| {
            trial(stage, &built, name, what, move |ring| {
                compare(kind, name, ring)
            })
        })
    });
    let xfrm = xfrm::COMPARISONS.map(|(what, compare)| {
        trial(stage, &built, "ip-xfrm", what, move |ring| {
            xfrm::compare(what, ring, compare)
        })
    });
    let failures = failures::COMPARISONS.map(|what| {
        trial(stage, &built, "dumps", what, move |ring| {
            failures::compare(what, ring)
        })
    });
    let encap = encap::COMPARISONS.map(|what| {
        trial(stage, &built, "route-encap", what, move |ring| {
            encap::compare(what, ring)
        })
    });
    let without_ipv6 = without_ipv6::COMPARISONS.map(|what| {
        trial(stage, &built, "without-ipv6", what, move |_| {
            without_ipv6::compare(what, stage.ok_or("no stage")?)
        })
    });
    let keywords = keywords::OBJECTS.iter().map(|object| {
        let name = format!("ip-{}", object.name);
        trial(stage, &built, &name, "keywords", move |ring| {
            keywords::compare(object, ring)
        })
    });
    let all = kinds.chain(xfrm).chain(failures).chain(encap);
    all.chain(without_ipv6).chain(keywords).collect()
}

fn trial(
    stage: Option<&'static Stage>,
    built: &Option<Result<(), String>>,
    name: &str,
    what: &str,
    compare: impl FnOnce(&Ring) -> Result<(), String> + Send + 'static,
) -> Trial {
    let built = built.clone();
    let place = format!("{name}-{what}");
    Trial::ignorable_test(format!("replay/{name}::{what}"), move || {
        if let Some(Err(why)) = built {
            return Ok(Completion::ignored_with(why));
        }
        let ring = Ring::new(stage.ok_or("no stage")?, &place)?;
        compare(&ring)
            .map(|()| Completion::Completed)
            .map_err(Failed::from)
    })
}

/// Compiles the kernel. The program is cargo's, which is linked dynamically and so can be preloaded.
fn build(stage: &'static Stage) -> Result<(), String> {
    let place: PathBuf = stage.scratch.join(PLACE);
    fs::create_dir_all(&place).map_err(|why| format!("{}: {why}", place.display()))?;
    fs::copy(env!("CARGO_BIN_EXE_ip"), place.join("ip")).map_err(|why| why.to_string())?;
    let kernel = SOURCES.map(|file| format!("kernel/{file}"));
    compile(&place, "kernel", &kernel)?;
    compile(&place, "without_ipv6", &["without_ipv6.c".to_owned()])
}

/// Compiles a library to be preloaded.
fn compile(place: &Path, name: &str, sources: &[String]) -> Result<(), String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/harness/replay");
    let compiled = Command::new("cc")
        .args(["-O1", "-Wall", "-Wextra", "-shared", "-fPIC", "-o"])
        .arg(place.join(name).with_extension("so"))
        .args(sources.iter().map(|source| directory.join(source)))
        .arg("-ldl")
        .output()
        .map_err(|why| format!("cc: {why}"))?;
    match compiled.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&compiled.stderr).into_owned()),
    }
}
