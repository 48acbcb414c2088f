//! docs/tutorial.md: every command in it is typed into `ip sandbox`, and has to answer what stands below it.
//!
//! `OXIP_WRITE=1 cargo test --test suite -- guide` writes the answers anew.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};

use crate::harness::case::in_guest;
use crate::harness::sandbox::Sandbox;
use crate::harness::stage::Stage;

/// What begins and ends a block of commands and answers.
const BEGIN: &str = "```console";
const END: &str = "```";
const PROMPT: &str = "# ";

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    vec![
        Trial::test(
            "guide::every command answers what docs/tutorial.md says",
            move || // There a new namespace has more devices than `lo`.
                stage.filter(|_| !in_guest()).map_or(Ok(()), follow),
        ),
        Trial::test("guide::only the times of ping may differ", || {
            let line = "64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=0.031 ms";
            assert_eq!(
                timeless_line(line),
                "64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=# ms"
            );
            assert_eq!(
                timeless_line("0% packet loss, time 0ms"),
                "0% packet loss, time #ms"
            );
            let line = "rtt min/avg/max/mdev = 0.031/0.031/0.031/0.000 ms";
            assert_eq!(timeless_line(line), "rtt min/avg/max/mdev = #/#/#/# ms");
            assert_eq!(timeless_line("timeout 5"), "timeout 5");
            Ok(())
        }),
    ]
}

fn follow(stage: &'static Stage) -> Result<(), Failed> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/tutorial.md");
    let text = fs::read_to_string(&path)?;
    let sandbox = Sandbox::new(stage)?;
    sandbox.run("export LC_ALL=C.UTF-8");
    if std::env::var_os("OXIP_WRITE").is_some() {
        fs::write(&path, written(&text, &sandbox))?;
        return Ok(());
    }
    for (command, answer) in dialogue(&text) {
        let mut really = String::new();
        if !within(SOON, || {
            really = said(&sandbox, command);
            timeless(&really) == timeless(&answer)
        }) {
            return Err(format!("# {command}\n{answer}it really is:\n{really}").into());
        }
    }
    Ok(())
}

/// For what the kernel does on its own time: states of links, namespaces that go. A command that changes something
/// answers nothing, and so is never repeated.
const SOON: Duration = Duration::from_secs(10);

fn within(time: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + time;
    loop {
        if holds() {
            return true;
        }
        if Instant::now() > end {
            return false;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn said(sandbox: &Sandbox, command: &str) -> String {
    sandbox.run(&format!("{{ {command}\n}} 2>&1")).stdout
}

/// The lines, and whether they are in a block of commands.
fn lines(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut inside = false;
    text.lines().map(move |line| {
        inside = line != END && (inside || line == BEGIN);
        (line, inside && line != BEGIN)
    })
}

/// The commands and their answers.
fn dialogue(text: &str) -> Vec<(&str, String)> {
    let mut dialogue: Vec<(&str, String)> = Vec::new();
    for (line, _) in lines(text).filter(|(_, inside)| *inside) {
        match (line.strip_prefix(PROMPT), dialogue.last_mut()) {
            (Some(command), _) => dialogue.push((command, String::new())),
            (None, Some((_, answer))) => *answer += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    dialogue
}

/// The text with the answers that its commands give now.
fn written(text: &str, sandbox: &Sandbox) -> String {
    let mut written = String::new();
    for (line, inside) in lines(text) {
        let command = line.strip_prefix(PROMPT).filter(|_| inside);
        if !inside || command.is_some() {
            written += &format!("{line}\n");
        }
        if let Some(command) = command {
            thread::sleep(Duration::from_millis(500));
            written += &said(sandbox, command);
        }
    }
    written
}

/// What was said without the times of ping(8), each of which is `#`.
fn timeless(said: &str) -> String {
    said.lines()
        .map(|line| timeless_line(line) + "\n")
        .collect()
}

fn timeless_line(line: &str) -> String {
    let after = ["time=", ", time ", "mdev = "]
        .iter()
        .find_map(|mark| line.find(mark).map(|at| at + mark.len()));
    let Some((before, times)) = after.and_then(|at| line.split_at_checked(at)) else {
        return line.to_owned();
    };
    let mut said = before.to_owned();
    for c in times.chars() {
        match c {
            '0'..='9' | '.' if said.ends_with('#') => {}
            '0'..='9' | '.' => said.push('#'),
            _ => said.push(c),
        }
    }
    said
}
