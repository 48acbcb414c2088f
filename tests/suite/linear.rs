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

/// A command, and the lines of a batch that set up so many devices for it.
struct Measured {
    name: &'static str,
    command: &'static str,
    lines: fn(usize) -> String,
}

const MEASURED: &[Measured] = &[
    Measured {
        name: "links",
        command: "ip link show",
        lines: addresses,
    },
    Measured {
        name: "links with all that is known",
        command: "ip -d -s -j link show",
        lines: addresses,
    },
    Measured {
        name: "addresses",
        command: "ip addr show",
        lines: addresses,
    },
    Measured {
        name: "addresses as JSON",
        command: "ip -j addr show",
        lines: addresses,
    },
    Measured {
        name: "routes",
        command: "ip route show table all",
        lines: addresses,
    },
    Measured {
        name: "export of pairs",
        command: "ip export",
        lines: pairs,
    },
    Measured {
        name: "ensure what is in place",
        command: "ip -ensure -batch -",
        lines: entries,
    },
];

/// Routes of the world for [`MEMORY`].
const ROUTES: usize = 30_000;

/// The data segment that an export of [`ROUTES`] may use, in KiB. All its lines together take more than ten times that.
const MEMORY: usize = 6 << 10;

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let mut trials: Vec<Trial> = MEASURED
        .iter()
        .map(|measured| {
            Trial::test(format!("linear::{}", measured.name), move || {
                stage.map_or(Ok(()), |stage| measure(stage, measured))
            })
        })
        .collect();
    trials.push(Trial::test(
        "linear::memory of an export of routes",
        move || stage.map_or(Ok(()), memory_of_export),
    ));
    // An emulator takes too long for it, and its time says nothing.
    trials
        .into_iter()
        .map(|trial| trial.with_ignored_flag(in_guest()))
        .collect()
}

/// Rounds in which the two worlds take turns, so that a busy machine hinders both.
const ROUNDS: usize = 8;

/// How often it is tried: what is not linear never gets through, what is may be hindered.
const ATTEMPTS: usize = 4;

fn measure(stage: &'static Stage, measured: &Measured) -> Result<(), Failed> {
    let (small, large) = (World::new(stage)?, World::new(stage)?);
    let command = measured.command;
    let (few, many) = ((measured.lines)(DEVICES), (measured.lines)(2 * DEVICES));
    populate(&small, &few)?;
    populate(&large, &many)?;
    // A batch repeats what has populated the world.
    let input = |lines| {
        if command.ends_with("-batch -") {
            lines
        } else {
            ""
        }
    };
    let mut seen = Vec::new();
    for _ in 0..ATTEMPTS {
        let (mut once, mut twice) = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            once = once.min(time(&small, command, input(&few))?);
            twice = twice.min(time(&large, command, input(&many))?);
        }
        if twice.as_secs_f64() <= AT_MOST * once.as_secs_f64() {
            return Ok(());
        }
        seen.push(format!("{once:?}, with twice as much {twice:?}"));
    }
    Err(format!("{command}: {}", seen.join("; ")).into())
}

/// Routes and neighbours of one device, a third as many as devices elsewhere.
fn entries(devices: usize) -> String {
    let entries = |n: usize| {
        let (high, low) = (n / 250, n % 250 + 1);
        format!(
            "route add 10.1.{high}.{low}/32 dev d0\n\
             neigh add 10.2.{high}.{low} lladdr 02:00:00:00:00:01 dev d0 nud permanent\n"
        )
    };
    let device = String::from("link add d0 type ifb\nlink set d0 up\n");
    device + &(0..devices / 3).map(entries).collect::<String>()
}

/// Devices with three addresses each, and the routes that come with those.
fn addresses(devices: usize) -> String {
    let lines = (0..devices).flat_map(|n| {
        let (high, low) = (n / 64, n % 64 * 4);
        let add = |last: usize| format!("addr add 10.0.{high}.{}/32 dev d{n}\n", low + last);
        [
            format!("link add d{n} type ifb\n"),
            format!("link set d{n} up\n"),
            add(0),
            add(1),
            add(2),
        ]
    });
    lines.collect()
}

/// Pairs of which one end is a port of a bridge.
fn pairs(devices: usize) -> String {
    let bridges = (0..=devices / 1000).map(|n| format!("link add br{n} type bridge\n"));
    let pairs = (0..devices / 2).flat_map(|n| {
        let bridge = n / 500;
        [
            format!("link add a{n} type veth peer name b{n}\n"),
            format!("link set b{n} master br{bridge}\n"),
        ]
    });
    bridges.chain(pairs).collect()
}

fn populate(world: &World, lines: &str) -> Result<(), Failed> {
    let outcome = world.run(Program::Ours, "ip -batch -", lines);
    match outcome.succeeded() {
        true => Ok(()),
        false => Err(outcome.stderr.into()),
    }
}

/// Routes are converted one by one: no list of lines is kept.
fn memory_of_export(stage: &'static Stage) -> Result<(), Failed> {
    let world = World::new(stage)?;
    let mut lines =
        "link add d0 type ifb\naddr add 10.255.0.1/24 dev d0\nlink set d0 up\n".to_owned();
    for n in 0..ROUTES {
        let (high, low) = (n / 256, n % 256);
        lines.push_str(&format!(
            "route add 20.{high}.{low}.0/24 via 10.255.0.2 dev d0\n"
        ));
    }
    populate(&world, &lines)?;
    let command = format!("ulimit -d {MEMORY}; ip export | grep -c 'via 10.255.0.2'");
    let outcome = world.run(Program::Ours, &command, "");
    match outcome.stdout.trim() == ROUTES.to_string() {
        true => Ok(()),
        false => Err(format!("{command}: {}{}", outcome.stdout, outcome.stderr).into()),
    }
}

fn time(world: &World, command: &str, input: &str) -> Result<Duration, Failed> {
    let line = format!("{command} >/dev/null");
    let begin = Instant::now();
    let outcome = world.run(Program::Ours, &line, input);
    match outcome.succeeded() {
        true => Ok(begin.elapsed()),
        false => Err(Failed::from(outcome.stderr)),
    }
}
