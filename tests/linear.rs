//! Twice as much takes twice as long, not four times: no list is searched for each record of another.

use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};

use crate::harness::stage::Stage;
use crate::harness::world::{Program, World};

/// Devices, half of what is measured last.
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
        })
        .collect()
}

fn measure(stage: &'static Stage, command: &str) -> Result<(), Failed> {
    let world = World::new(stage)?;
    populate(&world, 0)?;
    let once = quickest(&world, command)?;
    populate(&world, DEVICES)?;
    let twice = quickest(&world, command)?;
    let ratio = twice.as_secs_f64() / once.as_secs_f64();
    if ratio > AT_MOST {
        return Err(format!("{command}: {once:?}, with twice as much {twice:?}").into());
    }
    Ok(())
}

/// Devices with three addresses each, and the routes that come with those.
fn populate(world: &World, first: usize) -> Result<(), Failed> {
    let lines: Vec<String> = (first..first + DEVICES)
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

/// The shortest of some runs, which a busy machine makes longer but not shorter.
fn quickest(world: &World, command: &str) -> Result<Duration, Failed> {
    let line = format!("{command} >/dev/null");
    let times = (0..7).map(|_| {
        let begin = Instant::now();
        let outcome = world.run(Program::Ours, &line, "");
        match outcome.succeeded() {
            true => Ok(begin.elapsed()),
            false => Err(Failed::from(outcome.stderr)),
        }
    });
    let times: Result<Vec<Duration>, Failed> = times.collect();
    Ok(times?.into_iter().min().unwrap_or_default())
}
