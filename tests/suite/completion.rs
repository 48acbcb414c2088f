//! Debian's bash-completion reads the usage texts: the words it offers with this program are those it offers with the
//! reference, and our own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};

use crate::harness::stage::Stage;
use crate::harness::world::{Program, World};

/// What is offered for each command line.
type Offers = BTreeMap<String, BTreeSet<String>>;

/// Where completion starts. From here on each word that is offered is typed, and the next one asked for.
const STARTS: &[&str] = &[
    "ip ",
    "ip -",
    "ip a",
    "ip ne",
    "ip -d",
    "ip -d -",
    "ip -4 ",
    "ip -json r",
    "ip -n ",
    "ip -n red ",
    "ip -f ",
    "ip -force ",
    "ip -batch ",
    "ip -all netns exec ",
    "ip link delete v",
    "ip monitor n",
    "ip neigh show nud st",
];

/// Other names of objects and verbs that bash-completion knows and does not offer.
const OBJECTS: &[&str] = &["a", "addr", "l", "maddr", "n", "neigh", "net", "r", "tun"];
const VERBS: &[&str] = &["a", "d", "delete", "list", "lst", "r", "save", "show"];

/// Objects, the option and the kinds of link that only this program names.
const OWN_OBJECTS: &[&str] = &["export", "path", "sandbox", "topology"];
const OWN_OPTION: &str = "-ensure";
const OWN_KINDS: &[&str] = &["can", "vti6"];

/// Words after `ip` that are typed before the last one is asked for.
const DEEPEST: usize = 5;

/// Lines that one shell is asked for: fewer than fill the time of a command.
const AT_ONCE: usize = 100;

const SCENE: &str = "ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up; ip netns add red; \
    ip netns add blue; ip addr add 10.0.0.1/24 dev v0; ip route add default via 10.0.0.2; \
    ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev v0";

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let name = "completion::bash-completion offers the same words";
    let Some(stage) = stage else {
        return vec![Trial::test(name, || Ok(()))];
    };
    match find() {
        Ok(package) => vec![Trial::test(name, move || compare(stage, &package))],
        Err(why) => {
            eprintln!("WARNING: completion is not compared: {why}");
            vec![Trial::test(name, || Ok(())).with_ignored_flag(true)]
        }
    }
}

/// The directory of the package: Debian sid's, else the machine's.
fn find() -> Result<PathBuf, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !Command::new("bash")
        .arg("--version")
        .output()
        .is_ok_and(|bash| bash.status.success())
    {
        return Err("there is no bash".to_owned());
    }
    let unpacked = here.join("target/bash-completion");
    let fetched = Command::new(here.join("tests/suite/harness/fetch-packages.sh"))
        .arg(&unpacked)
        .arg("bash-completion")
        .status()
        .is_ok_and(|status| status.success());
    let root = if fetched {
        unpacked.join("root")
    } else {
        PathBuf::from("/")
    };
    let package = root.join("usr/share/bash-completion");
    if package.join("completions/ip").is_file() {
        Ok(package)
    } else {
        Err("bash-completion can neither be fetched nor is it installed".to_owned())
    }
}

fn compare(stage: &'static Stage, package: &Path) -> Result<(), Failed> {
    let world = World::new(stage)?;
    let scene = world.run(Program::Reference, SCENE, "");
    if !scene.succeeded() {
        return Err(scene.to_string().into());
    }
    let mut lines: Vec<String> = STARTS.iter().map(|&line| line.to_owned()).collect();
    lines.extend(OBJECTS.iter().map(|object| format!("ip {object} ")));
    let mut asked = BTreeSet::new();
    let mut differences = String::new();
    let mut count = 0;
    while !lines.is_empty() {
        let mut offers = Offers::new();
        for part in lines.chunks(AT_ONCE) {
            let reference = ask(&world, Program::Reference, package, part)?;
            let ours = ask(&world, Program::Ours, package, part)?;
            for (line, words) in &reference {
                let wanted = with_own(line, words);
                let found = ours.get(line).cloned().unwrap_or_default();
                if found != wanted {
                    let missing: Vec<_> = wanted.difference(&found).collect();
                    let more: Vec<_> = found.difference(&wanted).collect();
                    differences += &format!("{line}: missing {missing:?}, more {more:?}\n");
                }
            }
            offers.extend(reference);
        }
        count += lines.len();
        lines = offers
            .iter()
            .flat_map(|(line, words)| next(line, words, &mut asked))
            .collect();
    }
    if count < 2500 {
        return Err(format!("only {count} lines compared").into());
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(differences.into())
    }
}

/// What bash-completion offers where `ip` is the program.
fn ask(
    world: &World,
    program: Program,
    package: &Path,
    lines: &[String],
) -> Result<Offers, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let command = format!(
        "bash --norc --noprofile {}/tests/suite/harness/offer.bash {}/bash_completion {}/completions/ip",
        here.display(),
        package.display(),
        package.display(),
    );
    let outcome = world.run(program, &command, &format!("{}\n", lines.join("\n")));
    if !outcome.succeeded() || !outcome.stderr.is_empty() {
        return Err(format!("{program:?}: {outcome}"));
    }
    let mut offers = Offers::new();
    let mut of = None;
    for line in outcome.stdout.lines() {
        match (line.strip_prefix("> "), &mut of) {
            (Some(line), _) => of = Some(offers.entry(line.to_owned()).or_default()),
            (None, Some(words)) => drop(words.insert(line.to_owned())),
            (None, None) => return Err(format!("{program:?}: {line}")),
        }
    }
    if offers.len() == lines.len() {
        Ok(offers)
    } else {
        Err(format!(
            "{program:?}: {} of {} lines: {outcome}",
            offers.len(),
            lines.len()
        ))
    }
}

/// The words that we offer where the reference offers `words`.
fn with_own(line: &str, words: &BTreeSet<String>) -> BTreeSet<String> {
    let current = line.rsplit(' ').next().unwrap_or_default();
    let own: &[&str] = if words.contains("xfrm") && words.contains("addrlabel") {
        OWN_OBJECTS
    } else if words.contains("-echo") {
        &[OWN_OPTION]
    } else if words.contains("bareudp") {
        OWN_KINDS
    } else {
        &[]
    };
    let own = own.iter().filter(|word| word.starts_with(current));
    words
        .iter()
        .cloned()
        .chain(own.map(|&word| word.to_owned()))
        .collect()
}

/// The lines that go on with a word that was offered. The completion looks at the object, the verb and the word before, and
/// at how many there are: no line repeats these.
fn next(line: &str, words: &BTreeSet<String>, asked: &mut BTreeSet<Vec<String>>) -> Vec<String> {
    let (before, _) = line.rsplit_once(' ').unwrap_or_default();
    let typed: Vec<&str> = before.split(' ').skip(1).collect();
    // `exec` offers every command of the machine.
    if typed.len() == DEEPEST
        || typed
            .iter()
            .any(|word| word.starts_with('-') || *word == "exec")
    {
        return Vec::new();
    }
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    if typed.len() == 1 {
        words.extend(VERBS);
    }
    let mut lines = Vec::new();
    for word in words {
        let mut key: Vec<String> = typed.iter().take(2).map(|&word| word.to_owned()).collect();
        key.extend([word.to_owned(), typed.len().min(3).to_string()]);
        if asked.insert(key) {
            lines.push(format!("{before} {word} "));
        }
    }
    lines
}
