//! Case files: tests/cases/OBJECT/FILE.case, described in docs/testing.md.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;

/// One case: its steps in order.
#[derive(Debug, Default)]
pub struct Case {
    /// `object/file::title`.
    pub name: String,
    /// File and line, for reports.
    pub file: String,
    pub steps: Vec<Step>,
    /// Link kinds that the kernel must have.
    pub needs: Vec<String>,
    /// The whole text: an address in it is not a random one.
    pub text: String,
}

/// A requirement: the guest.
pub const GUEST: &str = "guest";

/// Requirements that are programs, not kinds.
pub const PROGRAMS: [&str; 1] = ["strace"];

/// Whether a program is installed.
pub fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|directory| directory.join(program).exists())
}

/// Objects whose `encap` may only be used in the guest: some kernels have a fault there.
const OBJECTS: &[&str] = &["route", "nexthop"];

/// Options of an encapsulation that only the replay ring may send.
const TUNNEL_OPTIONS: [&str; 3] = ["geneve_opts", "vxlan_opts", "erspan_opts"];

const SEPARATORS: [char; 4] = [' ', '"', '\'', ';'];

/// Whether this is the guest: its script sets a variable (tests/guest/suite.sh), and its init is still running.
pub fn in_guest() -> bool {
    std::env::var_os("OXIP_GUEST").is_some_and(|value| value == "yes")
        && Path::new("/job/environment").exists()
}

/// One line of a case.
#[derive(Debug)]
pub struct Step {
    pub line: usize,
    pub verb: Verb,
    /// Whether the outputs are compared as usage texts.
    pub usage: bool,
    pub command: String,
    pub stdin: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `$`: the reference runs it in both worlds; must succeed.
    Setup,
    /// `~`: as `$`, may fail.
    Attempt,
    /// `>`: each program runs it in its own world.
    Act,
    /// `?`: both programs run it in the same world.
    Read,
    /// `=`: compares the worlds here, in addition to the end.
    State,
}

impl Case {
    /// Number of compared command lines.
    pub fn checks(&self) -> usize {
        let compared = |step: &&Step| matches!(step.verb, Verb::Act | Verb::Read);
        self.steps.iter().filter(compared).count()
    }

    /// Whether it needs the machine that tests/guest boots.
    pub fn needs_guest(&self) -> bool {
        self.needs.iter().any(|need| need == GUEST)
    }

    /// The error for a route with `encap` outside of the guest: some kernels have a fault there.
    fn misplaced(&self) -> Option<&'static str> {
        let encaps: Vec<&str> = self
            .text
            .lines()
            .filter(|line| encapsulates(line))
            .collect();
        let has_options = |line: &&str| TUNNEL_OPTIONS.iter().any(|option| line.contains(option));
        if encaps.iter().any(has_options) {
            return Some("it has tunnel options, which are for the replay ring");
        }
        (!encaps.is_empty() && !self.needs_guest()).then_some("it needs the guest")
    }

    pub fn acts(&self) -> bool {
        self.steps.iter().any(|step| step.verb == Verb::Act)
    }
}

/// Whether a command concerns a route or next hop with `encap`. Options of links and of `ip xfrm state` have that
/// keyword, too, and are harmless.
fn encapsulates(line: &str) -> bool {
    let words: Vec<&str> = line.split(SEPARATORS).collect();
    let object =
        |word: &&str| !word.is_empty() && OBJECTS.iter().any(|object| object.starts_with(word));
    let state = words.windows(2).any(|pair| pair == ["xfrm", "state"]);
    let harmless = state && !words.contains(&"route");
    words.contains(&"encap") && !harmless && (!words.contains(&"link") || words.iter().any(object))
}

/// Every case below tests/cases, by name.
pub fn collect() -> Result<Vec<Case>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files = Vec::new();
    walk(&root, &mut files).map_err(|why| format!("{}: {why}", root.display()))?;
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|why| format!("{}: {why}", file.display()))?;
        let short = file.strip_prefix(&root).unwrap_or(&file).with_extension("");
        let parsed = parse(&short.display().to_string(), &text)?;
        cases.extend(parsed);
    }
    let mut names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("two cases are called {}", pair[0])),
        None => Ok(cases),
    }
}

fn walk(directory: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "case")
        {
            files.push(path);
        }
    }
    Ok(())
}

fn parse(file: &str, text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut needs_of_file = Vec::new();
    for (number, line) in text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
    {
        let wrong = |why: &str| Err(format!("tests/cases/{file}.case:{number}: {why}"));
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if let Some(title) = line.strip_prefix("== ") {
            cases.push(Case {
                name: format!("{file}::{}", title.trim()),
                file: format!("tests/cases/{file}.case"),
                needs: needs_of_file.clone(),
                ..Case::default()
            });
            continue;
        }
        if let Some(words) = line.strip_prefix("! needs ") {
            let kinds = words.split_whitespace().map(str::to_owned);
            match cases.last_mut() {
                Some(case) => case.needs.extend(kinds),
                None => needs_of_file.extend(kinds),
            }
            continue;
        }
        let Some(case) = cases.last_mut() else {
            return wrong("a command before the first \"== title\"");
        };
        case.text.push_str(line);
        case.text.push('\n');
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (verb, usage) = match mark {
            "$" => (Verb::Setup, false),
            "~" => (Verb::Attempt, false),
            ">" => (Verb::Act, false),
            ">usage" => (Verb::Act, true),
            "?" => (Verb::Read, false),
            "?usage" => (Verb::Read, true),
            "=" => (Verb::State, false),
            "<" | "" => match (case.steps.last_mut(), mark) {
                (Some(step), "<") => {
                    step.stdin.push_str(rest);
                    step.stdin.push('\n');
                    continue;
                }
                (Some(step), _) => {
                    step.command.push('\n');
                    step.command.push_str(line.trim_start());
                    continue;
                }
                (None, _) => return wrong("nothing to continue"),
            },
            _ => return wrong("a line begins with one of == ! $ ~ > >usage ? ?usage = < #"),
        };
        if rest.is_empty() != (verb == Verb::State) {
            return wrong("the mark is followed by a space and a command");
        }
        case.steps.push(Step {
            line: number,
            verb,
            usage,
            command: rest.to_owned(),
            stdin: String::new(),
        });
    }
    for case in &cases {
        if let Some(why) = case.misplaced() {
            return Err(format!("{} encapsulates by a route: {why}", case.name));
        }
    }
    match cases.iter().find(|case| case.checks() == 0) {
        Some(case) => Err(format!("{} compares nothing", case.name)),
        None => Ok(cases),
    }
}

pub fn self_tests() -> Vec<Trial> {
    vec![
        Trial::test("harness::a case file is read", || {
            let text = "! needs veth\n# note\n== one\n$ a\n  b\n> c d\n< in\n<\n= \n?usage e\n== two\n? f\n";
            let cases = parse("link/x", text)?;
            assert_eq!(cases.len(), 2);
            assert_eq!(cases[0].name, "link/x::one");
            assert_eq!(cases[0].needs, ["veth"]);
            assert_eq!(cases[0].steps[0].command, "a\nb");
            assert_eq!(cases[0].steps[1].stdin, "in\n\n");
            assert_eq!(cases[0].steps[2].verb, Verb::State);
            assert!(cases[0].steps[3].usage);
            assert_eq!(cases[0].checks(), 2);
            Ok(())
        }),
        Trial::test("harness::a route with encap needs the guest", || {
            let line = "== a\n> ip route add 10.0.0.0/8 dev v0 encap ip id 5 dst 10.0.0.1\n";
            assert!(parse("f", line).is_err());
            assert!(
                parse(
                    "f",
                    "== a\n> ip -batch -\n< nexthop add id 1 encap mpls 5\n"
                )
                .is_err()
            );
            assert!(parse("f", "== a\n> ip link add t type sit encap fou\n").is_ok());
            let cases = parse("f", &format!("! needs guest\n{line}"))?;
            assert!(cases.iter().all(Case::needs_guest));
            let line = "== a\n> ip route add 10.0.0.0/8 encap ip id 5 geneve_opts 1:2:00 dev v0\n";
            assert!(parse("f", &format!("! needs guest\n{line}")).is_err());
            Ok(())
        }),
        Trial::test("harness::a wrong case file names its line", || {
            for (text, line) in [
                ("> x\n", 1),
                ("== a\n% x\n", 2),
                ("== a\n>\n", 2),
                ("== a\n< x\n", 2),
            ] {
                let why = parse("f", text).err().unwrap_or_default();
                assert!(why.contains(&format!("f.case:{line}:")), "{text:?}: {why}");
            }
            assert!(parse("f", "== a\n$ x\n").is_err());
            Ok(())
        }),
    ]
}
