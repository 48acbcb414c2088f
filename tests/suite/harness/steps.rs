//! Sequences of commands with expected results.

use std::thread::sleep;
use std::time::{Duration, Instant};

use libtest_mimic::Failed;

use super::world::Outcome;
use crate::json;

/// The expected result of a command. In a line, `*` matches any text, `%` a hardware address.
pub enum Want {
    /// Succeeds without output.
    Quiet,
    /// Succeeds with exactly these lines.
    Says(&'static [&'static str]),
    /// Succeeds with these lines, in this order, among others.
    Has(&'static [&'static str]),
    /// Succeeds without a matching line.
    Lacks(&'static str),
    /// Fails with this status and this line on stderr.
    Fails(i32, &'static str),
}
use Want::{Fails, Has, Lacks, Quiet, Says};

/// Links come up and addresses settle with a delay.
const PATIENCE: Duration = Duration::from_secs(4);

/// Runs the steps in order, up to the first unexpected result.
pub fn follow(run: &dyn Fn(&str) -> Outcome, steps: &[(&str, Want)]) -> Result<(), Failed> {
    for (number, (command, want)) in steps.iter().enumerate() {
        let start = Instant::now();
        loop {
            let outcome = run(command);
            let Some(why) = complaint(want, &outcome) else {
                json::hold(command, &outcome.stdout)?;
                break;
            };
            let waits = matches!(want, Has(_) | Lacks(_)) && outcome.succeeded();
            if !waits || start.elapsed() > PATIENCE {
                return Err(format!("step {}: {command}\n{why}\n{outcome}", number + 1).into());
            }
            sleep(Duration::from_millis(100));
        }
    }
    Ok(())
}

fn complaint(want: &Want, outcome: &Outcome) -> Option<String> {
    let status = if let Fails(status, _) = want {
        *status
    } else {
        0
    };
    if outcome.status != status {
        return Some(format!("the status has to be {status}"));
    }
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    match want {
        Fails(_, line) => {
            let said = outcome.stderr.lines().any(|said| like(line, said));
            (!said).then(|| format!("stderr has to say: {line}"))
        }
        _ if !outcome.stderr.is_empty() => Some("stderr has to be empty".to_owned()),
        Quiet => (!lines.is_empty()).then(|| "nothing is to be said".to_owned()),
        Says(wanted) => {
            let same = wanted.len() == lines.len();
            let all = wanted
                .iter()
                .zip(&lines)
                .all(|(want, line)| like(want, line));
            (!same || !all).then(|| format!("stdout has to be:\n{}", wanted.join("\n")))
        }
        Has(wanted) => {
            let mut left = lines.iter();
            let missing = wanted
                .iter()
                .find(|want| !left.any(|line| like(want, line)))?;
            Some(format!("stdout has to have (in this order): {missing}"))
        }
        Lacks(line) => {
            let found = lines.iter().find(|said| like(line, said))?;
            Some(format!("there must be no line like {line}: {found}"))
        }
    }
}

/// Whether a line matches a pattern.
fn like(pattern: &str, line: &str) -> bool {
    match pattern.split_once(['*', '%']) {
        None => pattern == line,
        Some((head, tail)) => {
            let Some(rest) = line.strip_prefix(head) else {
                return false;
            };
            if pattern[head.len()..].starts_with('%') {
                let is_mac = rest.len() >= 17 && rest.is_char_boundary(17) && mac(&rest[..17]);
                return is_mac && like(tail, &rest[17..]);
            }
            rest.char_indices().any(|(at, _)| like(tail, &rest[at..])) || like(tail, "")
        }
    }
}

fn mac(text: &str) -> bool {
    let groups: Vec<&str> = text.split(':').collect();
    let hex = |group: &&str| group.len() == 2 && u8::from_str_radix(group, 16).is_ok();
    groups.len() == 6 && groups.iter().all(hex)
}
