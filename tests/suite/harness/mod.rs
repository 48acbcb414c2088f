//! The test harness of the cases.

pub mod case;
mod compare;
pub mod differences;
pub mod helpers;
mod normal;
mod private_root;
pub mod programs;
pub mod replay;
mod report;
pub mod sandbox;
pub mod stage;
mod state;
pub mod steps;
pub mod world;

use case::Case;
use differences::Differences;
use libtest_mimic::{Completion, Failed, Trial};
use stage::Stage;

/// A case as one trial. A listed difference must differ, or its row is stale.
pub fn trial(case: Case, stage: &'static Stage, differences: &Differences) -> Trial {
    let listed = differences
        .reason(&case.name)
        .filter(|_| !stage.programs.is_reference_twice())
        .map(str::to_owned);
    Trial::ignorable_test(case.name.clone(), move || {
        if case.needs_guest() && !case::in_guest() {
            return Ok(Completion::ignored_with("needs the guest"));
        }
        let (programs, mut kinds): (Vec<_>, Vec<_>) = case
            .needs
            .iter()
            .filter(|need| *need != case::GUEST)
            .partition(|need| case::PROGRAMS.contains(&need.as_str()));
        if let Some(program) = programs.iter().find(|program| !case::on_path(program)) {
            return Ok(Completion::ignored_with(format!("there is no {program}")));
        }
        let mut kinds = kinds.drain(..);
        if let Some(kind) = kinds.find(|kind| !stage.has_kind(kind)) {
            return Ok(Completion::ignored_with(format!("kernel has no {kind}")));
        }
        match (compare::run(&case, stage), &listed) {
            (Ok(()), None) | (Err(_), Some(_)) => Ok(Completion::Completed),
            (Err(report), None) => Err(Failed::from(report)),
            (Ok(()), Some(reason)) => Err(Failed::from(format!(
                "docs/differences.md lists this case ({reason}), but nothing differs any more"
            ))),
        }
    })
}

/// The harness's own tests.
pub fn self_tests() -> Vec<Trial> {
    let mut trials = case::self_tests();
    trials.extend(normal::self_tests());
    trials.extend(compare::self_tests());
    trials.extend(differences::self_tests());
    trials
}
