//! Runs a case with both programs and reports differences.

use std::thread::sleep;
use std::time::{Duration, Instant};

use libtest_mimic::Trial;

use super::case::{Case, Step, Verb};
use super::normal::{Names, same_moment};
use super::stage::Stage;
use super::world::{Outcome, Program, World};
use super::{report, state};
use crate::json;

/// How long links may take to come up, addresses to become permanent and so on.
const SETTLING: Duration = Duration::from_secs(4);
/// The worlds of a case: only one with `>` needs a second world for the reference.
struct Worlds {
    theirs: Option<World>,
    ours: World,
}

/// Why a case failed.
enum Failure {
    /// The reference timed out, so there is nothing to compare.
    TimedOut(String),
    /// Anything else.
    Other(String),
}

/// Runs a case.
pub fn run(case: &Case, stage: &'static Stage) -> Result<(), String> {
    with_retry(&mut || run_once(case, stage))
}

/// Repeats a case once if the reference timed out, as on a busy machine.
fn with_retry(run: &mut dyn FnMut() -> Result<(), Failure>) -> Result<(), String> {
    let result = match run() {
        Err(Failure::TimedOut(_)) => run(),
        result => result,
    };
    result.map_err(|failure| match failure {
        Failure::TimedOut(place) => format!("{place}\nreference timed out, twice"),
        Failure::Other(report) => report,
    })
}

fn run_once(case: &Case, stage: &'static Stage) -> Result<(), Failure> {
    let new_world = || World::new(stage).map_err(Failure::Other);
    let worlds = Worlds {
        theirs: case.acts().then(new_world).transpose()?,
        ours: new_world()?,
    };
    let mut reports = Vec::new();
    for step in &case.steps {
        // A case that has failed already does not wait for anything to settle.
        let patience = Patience::of(reports.is_empty());
        let told = match step.verb {
            Verb::Setup | Verb::Attempt => worlds.set_up(case, step)?,
            Verb::Act => worlds.act(case, step)?,
            Verb::Read => worlds.read(case, step, patience)?,
            Verb::State => worlds.state(case, patience),
        };
        reports.extend(told);
    }
    reports.extend(worlds.state(case, Patience::of(reports.is_empty())));
    if reports.is_empty() {
        Ok(())
    } else {
        Err(Failure::Other(reports.join("\n")))
    }
}

/// Returns the reference's outcome, unless it timed out.
fn in_time(case: &Case, step: &Step, theirs: Outcome) -> Result<Outcome, Failure> {
    if theirs.timed_out() {
        return Err(Failure::TimedOut(report::place(case, step)));
    }
    Ok(theirs)
}

/// How long a difference may remain before it counts.
#[derive(Clone, Copy)]
struct Patience {
    read: Duration,
    state: Duration,
}

impl Patience {
    fn of(all_is_well: bool) -> Self {
        let [read, state] = if all_is_well { [300, 1200] } else { [0, 200] };
        Self {
            read: Duration::from_millis(read),
            state: Duration::from_millis(state),
        }
    }
}

impl Worlds {
    fn set_up(&self, case: &Case, step: &Step) -> Result<Option<String>, Failure> {
        let all = self.theirs.iter().chain([&self.ours]);
        all.clone()
            .for_each(|world| world.start(Program::Reference, &step.command, &step.stdin));
        let outcomes: Vec<Outcome> = all.map(World::wait).collect();
        if outcomes.iter().any(Outcome::timed_out) {
            return Err(Failure::TimedOut(report::place(case, step)));
        }
        match outcomes.iter().find(|outcome| !outcome.succeeded()) {
            Some(failed) if step.verb == Verb::Setup => Err(Failure::Other(format!(
                "{}\nthe set-up failed: {failed}",
                report::place(case, step)
            ))),
            _ => Ok(None),
        }
    }

    fn act(&self, case: &Case, step: &Step) -> Result<Option<String>, Failure> {
        let Some(theirs) = &self.theirs else {
            return Ok(None);
        };
        theirs.start(Program::Reference, &step.command, &step.stdin);
        self.ours.start(Program::Ours, &step.command, &step.stdin);
        let (theirs, ours) = (theirs.wait(), self.ours.wait());
        let theirs = in_time(case, step, theirs)?;
        let [named, named_ours] = [&theirs, &ours].map(|outcome| {
            let mut names = Names::new(&case.text);
            Outcome {
                status: outcome.status,
                stdout: names.apply(&outcome.stdout),
                stderr: names.apply(&outcome.stderr),
            }
        });
        if !alike(step, &named, &named_ours) {
            return Ok(Some(report::outputs(case, step, &theirs, &ours)));
        }
        Ok(documented(case, step, &ours))
    }

    /// Repeats a read that changes meanwhile, until the programs agree, or the reference answers twice the same and
    /// ours differently.
    fn read(
        &self,
        case: &Case,
        step: &Step,
        patience: Patience,
    ) -> Result<Option<String>, Failure> {
        let read = |program| self.ours.run(program, &step.command, &step.stdin);
        let reference = || in_time(case, step, read(Program::Reference));
        let start = Instant::now();
        let mut theirs = reference()?;
        loop {
            let ours = read(Program::Ours);
            if alike(step, &theirs, &ours) {
                return Ok(documented(case, step, &ours));
            }
            let again = reference()?;
            if alike(step, &again, &ours) {
                return Ok(documented(case, step, &ours));
            }
            let steady = alike(step, &theirs, &again) && start.elapsed() >= patience.read;
            if steady || start.elapsed() > SETTLING {
                return Ok(Some(report::outputs(case, step, &again, &ours)));
            }
            theirs = again;
            sleep(Duration::from_millis(50));
        }
    }

    /// The kernel works asynchronously: the worlds get time to become equal.
    fn state(&self, case: &Case, patience: Patience) -> Option<String> {
        let theirs = self.theirs.as_ref()?;
        let start = Instant::now();
        let mut last = (Vec::new(), Vec::new());
        let mut changed = start;
        loop {
            for world in [theirs, &self.ours] {
                state::start(world);
            }
            let now = (
                state::read(theirs, &case.text),
                state::read(&self.ours, &case.text),
            );
            if now.0 == now.1 {
                return None;
            }
            if now != last {
                changed = Instant::now();
            }
            let unfinished = |line: &String| line.contains("tentative");
            // Duplicate address detection takes longer than anything else.
            let at_rest =
                changed.elapsed() > patience.state && !now.0.iter().chain(&now.1).any(unfinished);
            if at_rest || start.elapsed() > SETTLING {
                let difference = report::difference(&now.0, &now.1);
                return Some(format!(
                    "{}: left behind, - reference, + ours:\n{difference}",
                    case.file
                ));
            }
            last = now;
            sleep(Duration::from_millis(100));
        }
    }
}

/// Compares the JSON of a step with its description in docs/json.md.
fn documented(case: &Case, step: &Step, ours: &Outcome) -> Option<String> {
    let why = json::hold(&step.command, &ours.stdout).err()?;
    Some(format!("{}\n{why}", report::place(case, step)))
}

fn alike(step: &Step, one: &Outcome, other: &Outcome) -> bool {
    let texts = |a: &str, b: &str| {
        if step.usage {
            same_usage(a, b)
        } else {
            same_moment(a, b)
        }
    };
    one.status == other.status
        && texts(&one.stdout, &other.stdout)
        && texts(&one.stderr, &other.stderr)
}

/// Usage texts are worded independently: they start on a line `Usage:` in the same place, and the text before it is
/// equal.
fn same_usage(one: &str, other: &str) -> bool {
    let parts = |text: &str| {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if line.starts_with("Usage:") {
                return (text[..start].to_owned(), true);
            }
            start += line.len();
        }
        (text.to_owned(), false)
    };
    parts(one) == parts(other)
}

pub fn self_tests() -> Vec<Trial> {
    vec![
        Trial::test(
            "harness::a reference that timed out gets another try",
            || {
                let tried = |outcomes: Vec<Result<(), Failure>>| {
                    let mut left = outcomes.into_iter();
                    let result = with_retry(&mut || left.next().unwrap_or(Ok(())));
                    (result.err(), left.count())
                };
                let slow = || Err(Failure::TimedOut("f.case:1".to_owned()));
                let why = "f.case:1\nreference timed out, twice";
                assert_eq!(tried(vec![slow(), Ok(()), Ok(())]), (None, 1));
                assert_eq!(
                    tried(vec![slow(), slow(), Ok(())]),
                    (Some(why.to_owned()), 1)
                );
                let other = || Err(Failure::Other("differs".to_owned()));
                assert_eq!(
                    tried(vec![other(), Ok(())]),
                    (Some("differs".to_owned()), 1)
                );
                assert_eq!(
                    tried(vec![slow(), other()]),
                    (Some("differs".to_owned()), 0)
                );
                Ok(())
            },
        ),
        Trial::test(
            "harness::usage texts are compared up to their own words",
            || {
                assert!(same_usage("Usage: a\nb\n", "Usage: c\n"));
                assert!(same_usage("bad \"x\"\nUsage: a\n", "bad \"x\"\nUsage: c\n"));
                assert!(!same_usage("Usage: a\n", ""));
                assert!(!same_usage("Usage: a\n", "usage: a\n"));
                assert!(!same_usage(
                    "bad \"x\"\nUsage: a\n",
                    "bad \"y\"\nUsage: a\n"
                ));
                Ok(())
            },
        ),
    ]
}
