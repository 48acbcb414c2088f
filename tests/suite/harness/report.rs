//! Reports of failing cases.

use super::case::{Case, Step, Verb};
use super::world::Outcome;

/// Both outputs of a command line.
pub fn outputs(case: &Case, step: &Step, theirs: &Outcome, ours: &Outcome) -> String {
    format!(
        "{}\n--- reference: {theirs}--- ours: {ours}",
        place(case, step)
    )
}

pub fn place(case: &Case, step: &Step) -> String {
    let mark = match step.verb {
        Verb::Setup => "$",
        Verb::Attempt => "~",
        Verb::Act => ">",
        Verb::Read => "?",
        Verb::State => "=",
    };
    format!("{}:{}: {mark} {}", case.file, step.line, step.command)
}

/// The lines of only one side: `-` the reference, `+` ours.
pub fn difference(theirs: &[String], ours: &[String]) -> String {
    let mut shown = String::new();
    let mut heading = String::new();
    for (sign, line) in changes(theirs, ours) {
        if line.starts_with("@ ") {
            heading.clone_from(line);
        }
        if sign != ' ' {
            if !heading.is_empty() {
                shown.push_str(&format!("  {heading}\n"));
                heading.clear();
            }
            shown.push_str(&format!("  {sign} {line}\n"));
        }
    }
    shown
}

/// The shortest edit script between two lists.
fn changes<'a>(old: &'a [String], new: &'a [String]) -> Vec<(char, &'a String)> {
    let width = new.len() + 1;
    // common[i][j]: length of the longest common subsequence of old[i..] and new[j..].
    let mut common = vec![0_usize; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((' ', &old[i]));
            i += 1;
            j += 1;
        } else if j == new.len()
            || (i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1])
        {
            lines.push(('-', &old[i]));
            i += 1;
        } else {
            lines.push(('+', &new[j]));
            j += 1;
        }
    }
    lines
}
