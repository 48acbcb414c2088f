//! Twice as much takes twice as long, not four times: no list is searched for each record of another.

use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};

use crate::harness::case::in_guest;
use crate::harness::stage::Stage;
use crate::harness::world::{Program, World};

/// Devices of the smaller world.
const DEVICES: usize = 1500;

/// What a line may take with twice as many: between twice and four times, with room for a busy machine.
const AT_MOST: f64 = 2.8;

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let measured = [
        ("ip link show", "links"),
        ("ip -d -s -j link show", "links with all that is known"),
        ("ip addr show", "addresses"),
        ("ip -j addr show", "addresses as JSON"),
        ("ip route show table all", "routes"),
    ];
    measured
        .into_iter()
        .map(|(command, name)| {
            Trial::test(format!("linear::{name}"), move || {
                stage.map_or(Ok(()), |stage| measure(stage, command))
            })
            // An emulator takes too long for it, and its time says nothing.
            .with_ignored_flag(in_guest())
        })
        .collect()
}

/// Rounds in which the two worlds take turns, so that a busy machine hinders both.
const ROUNDS: usize = 8;

/// How often it is tried: what is not linear never gets through, what is may be hindered.
const ATTEMPTS: usize = 4;

fn measure(stage: &'static Stage, command: &str) -> Result<(), Failed> {
    let (small, large) = (World::new(stage)?, World::new(stage)?);
    populate(&small, DEVICES)?;
    populate(&large, 2 * DEVICES)?;
    let mut seen = Vec::new();
    for _ in 0..ATTEMPTS {
        let (mut once, mut twice) = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            once = once.min(time(&small, command)?);
            twice = twice.min(time(&large, command)?);
        }
        if twice.as_secs_f64() <= AT_MOST * once.as_secs_f64() {
            return Ok(());
        }
        seen.push(format!("{once:?}, with twice as much {twice:?}"));
    }
    Err(format!("{command}: {}", seen.join("; ")).into())
}

/// Devices with three addresses each, and the routes that come with those.
fn populate(world: &World, devices: usize) -> Result<(), Failed> {
    let lines: Vec<String> = (0..devices)
        .flat_map(|n| {
            let (high, low) = (n / 64, n % 64 * 4);
            let add = |last: usize| format!("addr add 10.0.{high}.{}/32 dev d{n}\n", low + last);
            [
                format!("link add d{n} type ifb\n"),
                format!("link set d{n} up\n"),
                add(0),
                add(1),
                add(2),
            ]
        })
        .collect();
    let outcome = world.run(Program::Ours, "ip -batch -", &lines.concat());
    match outcome.succeeded() {
        true => Ok(()),
        false => Err(outcome.stderr.into()),
    }
}

fn time(world: &World, command: &str) -> Result<Duration, Failed> {
    let line = format!("{command} >/dev/null");
    let begin = Instant::now();
    let outcome = world.run(Program::Ours, &line, "");
    match outcome.succeeded() {
        true => Ok(begin.elapsed()),
        false => Err(Failed::from(outcome.stderr)),
    }
}
