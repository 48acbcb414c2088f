//! Fuzzing on the stable toolchain: random input into the library's own entry points, within one process that
//! cannot harm the machine. docs/testing.md says how to run it and what to do with what it finds.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    unsafe_code,
    missing_docs
)]

mod coverage;
mod guard;
mod jail;
mod kernel;
mod mutate;
mod seeds;
mod targets;
mod worker;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};
use targets::TARGETS;

/// Executions of each target in an ordinary run of the tests; OXIP_FUZZ_SECONDS or OXIP_FUZZ_EXECUTIONS ask for more.
const EXECUTIONS: u64 = 5000;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    if words.next().as_deref() == Some("--work") {
        let name = words.next().expect("the name of a target");
        return worker::run(&name, limit());
    }
    let arguments = Arguments::from_args();
    let trials = TARGETS
        .iter()
        .map(|target| Trial::test(format!("fuzz/{}", target.name), || attend(target.name)))
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// When a target has had enough.
#[derive(Clone, Copy)]
pub enum Limit {
    Executions(u64),
    Seconds(u64),
}

fn limit() -> Limit {
    let number = |name: &str| {
        let text = std::env::var(name).ok()?;
        Some(
            text.parse()
                .unwrap_or_else(|_| panic!("{name} is a number")),
        )
    };
    match (number("OXIP_FUZZ_SECONDS"), number("OXIP_FUZZ_EXECUTIONS")) {
        (Some(seconds), _) => Limit::Seconds(seconds),
        (None, most) => Limit::Executions(most.unwrap_or(EXECUTIONS)),
    }
}

/// The top of the source tree.
pub fn top() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The directory for inputs that fail.
pub fn place() -> PathBuf {
    top().join("target/fuzz")
}

/// The input that a worker is busy with: it outlives the worker, and is not shared with another of the same target.
pub fn current(name: &str, pid: u32) -> PathBuf {
    place().join(format!("{name}-{pid}.current"))
}

/// Runs a target in a process of its own.
fn attend(name: &str) -> Result<(), Failed> {
    std::fs::create_dir_all(place())?;
    let child = Command::new(std::env::current_exe()?)
        .args(["--work", name])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let pid = child.id();
    let output = child.wait_with_output()?;
    let input = guard::last_input(name, pid);
    std::fs::remove_file(current(name, pid))?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    if output.status.success() {
        return Ok(());
    }
    let mut why = format!("{}: {}", name, output.status);
    why.push_str(&String::from_utf8_lossy(&output.stderr));
    if output.status.code() != Some(worker::FOUND) {
        // It died in the middle of an execution.
        let path = place().join(format!("{name}-died.input"));
        std::fs::write(&path, input)?;
        why.push_str(&format!("\n  the input is in {}", path.display()));
    }
    Err(why.into())
}
