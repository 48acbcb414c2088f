//! One target, executed over and over.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::coverage::Coverage;
use super::guard::{self, INPUT};
use super::jail::{self, STDERR, STDOUT, say};
use super::mutate::{Dice, mutate};
use super::seeds;
use super::targets::{Target, World, find};
use super::{Limit, place};

/// Exit status of a worker that found something and went on.
pub const FOUND: i32 = 3;

/// Most inputs kept for what they reached.
const KEPT: usize = 20_000;

thread_local! {
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

pub fn run(name: &str, limit: Limit) -> ExitCode {
    let target = find(name);
    guard::prepare(name);
    jail::silence();
    std::panic::set_hook(Box::new(|info| {
        if !guard::executing() {
            say(STDERR, &format!("the harness: {info}\n"));
        }
        PANIC.with_borrow_mut(|text| *text = info.to_string());
    }));
    let regressions = seeds::of_target(name);
    let mut learned = Learned::open(name);
    let mut corpus = regressions;
    corpus.extend((target.seeds)());
    corpus.extend(learned.read());
    let mut work = Work {
        target,
        world: World::new(),
        coverage: Coverage::new(),
        dice: Dice::new(name),
        executions: 0,
        found: BTreeMap::new(),
    };
    guard::watch();
    jail::close();
    let started = Instant::now();
    work.go(corpus, &mut learned, limit);
    work.report(started.elapsed())
}

struct Work {
    target: &'static Target,
    world: World,
    coverage: Coverage,
    dice: Dice,
    executions: u64,
    /// The first input that panicked at each place.
    found: BTreeMap<String, Vec<u8>>,
}

impl Work {
    fn go(&mut self, seeds: Vec<Vec<u8>>, learned: &mut Learned, limit: Limit) {
        let mut kept = Vec::new();
        for seed in seeds {
            if self.execute(&seed) || kept.len() < 100 {
                kept.push(seed);
            }
        }
        let started = Instant::now();
        let mut input = Vec::new();
        loop {
            let over = match limit {
                Limit::Executions(most) => self.executions >= most,
                Limit::Seconds(most) => {
                    self.executions % 256 == 0 && started.elapsed() > Duration::from_secs(most)
                }
            };
            if over {
                return;
            }
            // Half of the time one of the latest.
            let recent = match self.dice.below(2) {
                0 => kept.len().saturating_sub(200),
                _ => 0,
            };
            let base = recent + self.dice.below(kept.len() - recent);
            let other = self.dice.below(kept.len());
            input.clone_from(&kept[base]);
            mutate(
                &mut input,
                &mut self.dice,
                &self.world.dictionary,
                &kept[other],
                self.target.shape,
                self.target.longest.min(INPUT),
            );
            if self.execute(&input) && kept.len() < KEPT {
                learned.keep(&input);
                kept.push(input.clone());
            }
        }
    }

    /// Whether something new was reached.
    fn execute(&mut self, input: &[u8]) -> bool {
        self.executions += 1;
        match self.attempt(input) {
            Some(place) => {
                if !self.found.contains_key(&place) && self.found.len() < 50 {
                    let small = self.shrink(input.to_vec(), &place);
                    self.found.insert(place, small);
                }
                false
            }
            None => self.coverage.is_new(),
        }
    }

    /// Where it panicked, if it did.
    fn attempt(&mut self, input: &[u8]) -> Option<String> {
        guard::begin(input);
        Coverage::reset();
        let result = catch_unwind(AssertUnwindSafe(|| {
            (self.target.execute)(&mut self.world, input)
        }));
        guard::end();
        result.err().map(|_| PANIC.with_borrow(|text| text.clone()))
    }

    /// A smaller input that panics at the same place.
    fn shrink(&mut self, mut input: Vec<u8>, place: &str) -> Vec<u8> {
        let line = |text: &str| text.lines().next().map(str::to_owned);
        let mut step = input.len() / 2;
        let mut patience = 3000;
        while step > 0 {
            let mut at = 0;
            while at + step <= input.len() && patience > 0 {
                patience -= 1;
                let mut less = input.clone();
                less.drain(at..at + step);
                match self.attempt(&less) {
                    Some(other) if line(&other) == line(place) => input = less,
                    _ => at += step,
                }
            }
            step /= 2;
        }
        input
    }

    fn report(&self, took: Duration) -> ExitCode {
        let seconds = took.as_secs_f64().max(0.001);
        say(
            STDOUT,
            &format!(
                "fuzz/{}: {} executions in {seconds:.0} s, {:.0} a second; {} of {} edges; {} places that panic\n",
                self.target.name,
                self.executions,
                self.executions as f64 / seconds,
                self.coverage.edges,
                self.coverage.total(),
                self.found.len()
            ),
        );
        for (place, input) in &self.found {
            let shown: String = input.iter().map(|byte| format!("\\x{byte:02x}")).collect();
            say(STDERR, &format!("\n{place}\n  input: {shown}\n"));
        }
        match self.found.is_empty() {
            true => ExitCode::SUCCESS,
            false => ExitCode::from(FOUND as u8),
        }
    }
}

/// Inputs that reached something new in earlier runs, each after its length.
struct Learned(File);

impl Learned {
    fn open(name: &str) -> Self {
        let path = place().join(format!("{name}.learned"));
        let options = File::options()
            .read(true)
            .append(true)
            .create(true)
            .open(path);
        Self(options.expect("a file for what is learned"))
    }

    fn read(&mut self) -> Vec<Vec<u8>> {
        let mut bytes = Vec::new();
        self.0.read_to_end(&mut bytes).expect("what was learned");
        let mut left = bytes.as_slice();
        let mut inputs = Vec::new();
        while let Some((length, rest)) = left.split_first_chunk() {
            let length = u32::from_ne_bytes(*length) as usize;
            let Some((input, rest)) = rest.split_at_checked(length) else {
                break;
            };
            inputs.push(input.to_vec());
            left = rest;
        }
        inputs
    }

    fn keep(&mut self, input: &[u8]) {
        let mut bytes = (input.len() as u32).to_ne_bytes().to_vec();
        bytes.extend(input);
        // What cannot be kept is learned again.
        let _ = self.0.write_all(&bytes);
    }
}
