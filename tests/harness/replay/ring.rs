//! Many command lines through both programs, and where they differ.

use std::fs;
use std::path::PathBuf;

use super::{PLACE, TALLY, Tally};
use crate::harness::stage::{HERE, Stage};
use crate::harness::world::{Program, World};
use crate::json;

/// Lines in one run of the world, which has to end within the world's patience.
const RUN: usize = 1000;

/// Differences that are told of; the others are counted.
const TOLD: usize = 5000;

/// A line's message: everything of the feed is known to the kernel.
pub const EVERYTHING: usize = usize::MAX;

/// What the memory of the reference is filled with, to see whether it shows what was never written.
const POISONS: [u8; 2] = [0x55, 0xff];

/// A command line, and the message of the feed that the kernel tells while it runs (from 1; 0 for none).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    pub message: usize,
    pub words: String,
}

/// What a program did with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: i32,
    /// What it put out, complained and sent, up to the usage text, which is each program's own.
    pub told: String,
}

impl Answer {
    fn parse(block: &str) -> Option<Self> {
        let (_, rest) = block.split_once("\n= ")?;
        let (status, told) = rest.split_once('\n').unwrap_or((rest, ""));
        let mut usage = None;
        let lines = told.lines().filter(|line| {
            let (file, text) = line.split_at_checked(2).unwrap_or((line, ""));
            if text.starts_with("Usage:") {
                usage = Some(file.to_owned());
            }
            usage.as_deref() != Some(file)
        });
        Some(Self {
            status: status.parse().ok()?,
            told: lines.fold(String::new(), |told, line| told + line + "\n"),
        })
    }

    /// What it put out.
    fn stdout(&self) -> String {
        let lines = self.told.lines().filter_map(|line| line.strip_prefix("1 "));
        lines.fold(String::new(), |stdout, line| stdout + line + "\n")
    }

    /// Whether it crashed, or would have, had its C library not a text for no text.
    fn crashed(&self) -> bool {
        (128..192).contains(&self.status) || self.told.contains("(null)")
    }
}

/// A world in which both programs run against the kernel of files.
pub struct Ring {
    world: World,
    place: PathBuf,
    name: String,
}

impl Ring {
    /// `name` is that of its files.
    pub fn new(stage: &'static Stage, name: &str) -> Result<Self, String> {
        Ok(Self {
            world: World::new(stage)?,
            place: stage.scratch.join(PLACE),
            name: name.to_owned(),
        })
    }

    /// Compares what both programs do with these lines; what the reference did with each.
    pub fn compare(&self, lines: &[Line], feed: &[u8]) -> Result<Vec<Answer>, String> {
        let (answers, differences) = self.answers(lines, feed)?;
        match differences.is_empty() {
            true => Ok(answers),
            false => Err(differences),
        }
    }

    /// What the reference does with these lines, and where ours differs, as a text.
    pub fn answers(&self, lines: &[Line], feed: &[u8]) -> Result<(Vec<Answer>, String), String> {
        let mut answers = Vec::new();
        let mut differing = Vec::new();
        for some in lines.chunks(RUN) {
            let reference = self.run(Program::Reference, some, feed, None)?;
            let ours = self.run(Program::Ours, some, feed, None)?;
            for (line, answer) in some.iter().zip(&ours) {
                json::hold(&format!("ip {}", line.words), &answer.stdout())?;
            }
            let pairs = some.iter().zip(reference.iter().zip(ours));
            differing.extend(
                pairs
                    .filter(|(_, (reference, ours))| *reference != ours)
                    .map(|(line, (reference, ours))| (line.clone(), reference.clone(), ours)),
            );
            answers.extend(reference);
        }
        self.forgive(&mut differing, feed)?;
        if differing.is_empty() {
            return Ok((answers, String::new()));
        }
        let told = differing.iter().take(TOLD).map(|(line, reference, ours)| {
            format!(
                "> ip {}   (message {})\nthe reference: status {}\n{}ours: status {}\n{}\n",
                line.words, line.message, reference.status, reference.told, ours.status, ours.told,
            )
        });
        let text = format!(
            "{}{} of {} lines differ\n",
            told.collect::<String>(),
            differing.len(),
            lines.len()
        );
        Ok((answers, text))
    }

    /// What our program does with these lines.
    pub fn ours(&self, lines: &[Line], feed: &[u8]) -> Result<Vec<Answer>, String> {
        self.run(Program::Ours, lines, feed, None)
    }

    /// Drops the differences where the reference crashed, or where what it says depends on memory that it never wrote.
    fn forgive(
        &self,
        differing: &mut Vec<(Line, Answer, Answer)>,
        feed: &[u8],
    ) -> Result<(), String> {
        let before = differing.len();
        differing.retain(|(_, reference, _)| !reference.crashed());
        for poison in POISONS {
            let lines: Vec<Line> = differing.iter().map(|(line, ..)| line.clone()).collect();
            if lines.is_empty() {
                break;
            }
            let again = self.run(Program::Reference, &lines, feed, Some(poison))?;
            let mut again = again.iter();
            differing.retain(|(l, reference, _)| {
                let k = again.next() == Some(reference);
                if !k {
                    use std::io::Write;
                    let mut f = fs::OpenOptions::new()
                        .append(true)
                        .create(true)
                        .open("/tmp/wa/forgiven")
                        .unwrap();
                    writeln!(f, "{}", l.words).unwrap();
                }
                k
            });
        }
        Tally::add(&TALLY.undefined, before - differing.len());
        Ok(())
    }

    /// The usage text of an object, in either program.
    pub fn help(&self, words: &str) -> [String; 2] {
        [Program::Reference, Program::Ours].map(|program| {
            let outcome = self.world.run(program, &format!("ip {words}"), "");
            outcome.stdout + &outcome.stderr
        })
    }

    fn run(
        &self,
        program: Program,
        lines: &[Line],
        feed: &[u8],
        poison: Option<u8>,
    ) -> Result<Vec<Answer>, String> {
        let told = lines.iter().fold(String::new(), |told, line| {
            let message = match line.message {
                EVERYTHING => "-1".to_owned(),
                number => number.to_string(),
            };
            told + &format!("{message} {}\n", line.words)
        });
        let lines_file = self.put("lines", told.as_bytes())?;
        let feed_file = self.put("feed", feed)?;
        let ip = match program {
            Program::Reference => "ip".to_owned(),
            Program::Ours => format!("{HERE}/replay/ip"),
        };
        let poison = poison.map(|byte| format!("REPLAY_POISON={byte} "));
        let script = format!(
            "REPLAY_LINES={lines_file} REPLAY_FEED={feed_file} {}LD_PRELOAD={HERE}/replay/kernel.so {ip}",
            poison.unwrap_or_default()
        );
        let outcome = self.world.run(program, &script, "");
        let text = format!("\n{}", outcome.stdout);
        let answers: Option<Vec<Answer>> = text.split("\n> ").skip(1).map(Answer::parse).collect();
        answers
            .filter(|answers| answers.len() == lines.len())
            .ok_or_else(|| format!("the ring broke: {} lines\n{outcome}", lines.len()))
    }

    /// Puts a file where the world finds it; returns its name there.
    fn put(&self, what: &str, bytes: &[u8]) -> Result<String, String> {
        let name = format!("{}.{what}", self.name);
        fs::write(self.place.join(&name), bytes).map_err(|why| format!("{name}: {why}"))?;
        Ok(format!("{HERE}/replay/{name}"))
    }
}
