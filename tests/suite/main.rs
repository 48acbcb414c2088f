//! One test binary: the program under test beside the reference, each in
//! namespaces of its own. docs/testing.md says how to write a case.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod architecture;
mod compatibility;
mod completion;
mod environments;
mod export;
mod extensions;
mod guide;
mod harness;
mod help;
mod interop;
mod json;
mod linear;
mod path;
mod topology;
mod tutorial;

use std::process::ExitCode;

use harness::{case, differences::Differences, programs::Programs, stage::Stage};
use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    if let Some(status) = harness::helpers::run() {
        return status;
    }
    let arguments = Arguments::from_args();
    let cases = match case::collect() {
        Ok(cases) => cases,
        Err(why) => return refuse(&why),
    };
    let differences = match Differences::read(&cases) {
        Ok(differences) => differences,
        Err(why) => return refuse(&why),
    };
    // In the guest: the cases that say what kind of link they need.
    let needing = std::env::var_os("OXIP_ONLY").is_some_and(|only| only == "needing");
    let compatibility = compatibility::trials(&cases);
    let cases: Vec<_> = cases
        .into_iter()
        .filter(|case| !needing || !case.needs.is_empty())
        .collect();

    // The guest is slow, has real links of every kind and no bash.
    let replay = std::env::var_os("OXIP_GUEST").is_none();
    let mut trials = architecture::trials();
    trials.extend(harness::self_tests());
    trials.extend(compatibility);
    trials.extend(json::trials());
    if arguments.list {
        trials.extend(cases.iter().map(|case| Trial::test(&case.name, || Ok(()))));
        trials.extend(interop::trials(None));
        trials.extend(extensions::trials(None));
        trials.extend(environments::trials(None));
        trials.extend(help::trials(None));
        trials.extend(linear::trials(None));
        trials.extend(path::trials(None));
        trials.extend(export::trials(None));
        trials.extend(tutorial::trials(None));
        trials.extend(guide::trials(None));
        trials.extend(topology::trials(None));
        if replay {
            trials.extend(completion::trials(None));
            trials.extend(harness::replay::trials(None));
        }
        return libtest_mimic::run(&arguments, trials).exit_code();
    }

    let stage = match Programs::find().and_then(|programs| Stage::build(&programs)) {
        Ok(stage) => stage,
        Err(why) => return refuse(&why),
    };
    eprintln!(
        "{} against the reference, iproute2 {}: {} checks in {} cases",
        stage.programs.described(),
        stage.programs.version,
        cases.iter().map(case::Case::checks).sum::<usize>(),
        cases.len(),
    );
    if !stage.programs.is_reference_twice() {
        trials.extend(interop::trials(Some(stage)));
        trials.extend(extensions::trials(Some(stage)));
        trials.extend(environments::trials(Some(stage)));
        trials.extend(help::trials(Some(stage)));
        trials.extend(linear::trials(Some(stage)));
        trials.extend(path::trials(Some(stage)));
        trials.extend(export::trials(Some(stage)));
        if replay {
            trials.extend(completion::trials(Some(stage)));
        }
    }
    trials.extend(tutorial::trials(Some(stage)));
    trials.extend(guide::trials(Some(stage)));
    trials.extend(topology::trials(Some(stage)));
    if replay {
        trials.extend(harness::replay::trials(Some(stage)));
    }
    trials.extend(
        cases
            .into_iter()
            .map(|case| harness::trial(case, stage, &differences)),
    );
    let conclusion = libtest_mimic::run(&arguments, trials);
    if let Some(summary) = harness::replay::summary() {
        eprintln!("{summary}");
    }
    conclusion.exit_code()
}

fn refuse(why: &str) -> ExitCode {
    eprintln!("suite: {why}");
    ExitCode::FAILURE
}
