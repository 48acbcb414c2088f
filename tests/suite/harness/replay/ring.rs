//! Runs many command lines with both programs and reports differences.

use std::fs;
use std::path::PathBuf;

use super::{PLACE, TALLY, Tally};
use crate::harness::stage::{HERE, Stage};
use crate::harness::world::{Program, World};
use crate::json;

/// Lines per run of the world, limited by the world's time limit.
const RUN: usize = 1000;

/// Maximum length of reported differences; the others are counted.
const TOLD: usize = 5000;

/// A line's message: the kernel knows the whole feed.
pub const EVERYTHING: usize = usize::MAX;

/// Fill patterns for the reference's memory, which reveal output of uninitialised memory.
const POISONS: [u8; 2] = [0x55, 0xff];

/// A command line, and the message of the feed that the kernel reports while it runs (from 1; 0 for none).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    pub message: usize,
    pub words: String,
}

/// A program's answer to a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: i32,
    /// Output, errors and requests, up to the usage text, which has its own wording.
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

    /// Whether it crashed, or would have without its C library's text for a null pointer.
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

    /// Compares both programs' answers; returns the reference's.
    pub fn compare(&self, lines: &[Line], feed: &[u8]) -> Result<Vec<Answer>, String> {
        let (answers, differences) = self.answers(lines, feed)?;
        match differences.is_empty() {
            true => Ok(answers),
            false => Err(differences),
        }
    }

    /// The reference's answers, and a report of differences.
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

    /// The answers of our program.
    pub fn ours(&self, lines: &[Line], feed: &[u8]) -> Result<Vec<Answer>, String> {
        self.run(Program::Ours, lines, feed, None)
    }

    /// Drops differences where the reference crashed, or where its answer depends on uninitialised memory.
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

    /// The usage text of an object in both programs.
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

    /// Stores a file for the world; returns its name there.
    fn put(&self, what: &str, bytes: &[u8]) -> Result<String, String> {
        let name = format!("{}.{what}", self.name);
        fs::write(self.place.join(&name), bytes).map_err(|why| format!("{name}: {why}"))?;
        Ok(format!("{HERE}/replay/{name}"))
    }
}
