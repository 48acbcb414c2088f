//! Batch files: one command per line.
//!
//! `#` starts a comment anywhere in a line. A backslash at the end of a line continues it on the next one. A word that
//! starts with a quote ends at the next such quote. One session runs all lines: one socket, one set of names.

use super::dispatch::run_object;
use super::report;
use crate::args::{decode_into, encode};
use crate::error::{Error, Result};
use crate::output::eprint_line;
use crate::session::{Input, Session};
use nix::unistd::dup2_stdin;
use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::rc::Rc;

/// Bytes per read.
const PIECE: usize = 4096;

/// Maximum number of words on a line.
const MAX_WORDS: usize = 511;

/// Runs the commands in `file` (`-` for standard input).
///
/// # Errors
/// The error of the first line that failed, already printed; or the error of opening the file.
pub fn run(session: &mut Session, file: &str) -> Result<()> {
    let input = BufReader::with_capacity(PIECE, open(file)?);
    let input = Rc::new(RefCell::new(input));
    session.input = Some(Rc::clone(&input));
    let mut lines = Lines { input, number: 0 };
    let mut failed = false;
    let mut arguments = Arguments::default();
    while let Some(line) = lines.next() {
        arguments.split(&line)?;
        let words = arguments.as_slice();
        if words.is_empty() {
            continue;
        }
        let queues = session.force && !session.ensure && is_queueable(words);
        if !queues {
            failed |= flush_queue(session, file)?;
        }
        session
            .kernel
            .queue_for_line(queues.then_some(lines.number));
        let result = run_object(session, words);
        session.out.flush()?;
        // Read more only after every command read so far is done: another program may be writing the file command by
        // command.
        if result.is_err() || lines.at_end_of_piece() {
            failed |= flush_queue(session, file)?;
        }
        let Err(error) = result else { continue };
        report::print(&error, words, Some((file, lines.number)));
        if error.ends_batch() {
            return Err(Error::printed(error.status()).ending());
        }
        failed = true;
        if !session.force {
            break;
        }
    }
    failed |= flush_queue(session, file)?;
    if failed {
        Err(Error::printed(1))
    } else {
        Ok(())
    }
}

/// Whether a command changes something, shows nothing, and is parsed the same before and after other such commands.
/// `-force` batches queue these.
fn is_queueable(words: &[String]) -> bool {
    let [object, verb, ..] = words else {
        return false;
    };
    matches!(
        object.as_str(),
        "a" | "addr" | "address" | "r" | "ro" | "route"
    ) && matches!(verb.as_str(), "a" | "add" | "change" | "replace" | "append")
}

/// Sends the queue and prints its errors. Returns whether there were any.
fn flush_queue(session: &mut Session, file: &str) -> Result<bool> {
    let mut failed = false;
    session.kernel.flush_queue(&mut |line, error| {
        report::print(&error, &[], Some((file, line)));
        failed = true;
    })?;
    Ok(failed)
}

/// Opens the file as standard input, so that commands run by `netns exec` find the part that is not yet read. Reads
/// pieces of the size that iproute2's C library uses.
fn open(file: &str) -> Result<Box<dyn Read>> {
    let doing = || format!("Cannot open file \"{file}\" for reading");
    let opened = if file == "-" {
        io::stdin().as_fd().try_clone_to_owned().map(File::from)
    } else {
        File::open(OsStr::from_bytes(&encode(file)))
    };
    let opened = opened.map_err(|error| Error::system(&doing(), &error))?;
    dup2_stdin(&opened).map_err(|errno| Error::system(&doing(), &errno.into()))?;
    Ok(Box::new(opened))
}

/// Commands, each of one or more physical lines.
struct Lines {
    input: Input,
    /// Number of the last physical line read, from 1.
    number: u64,
}

impl Lines {
    /// Whether the next line is not completely buffered.
    fn at_end_of_piece(&self) -> bool {
        !self.input.borrow().buffer().contains(&b'\n')
    }

    /// The next command without comments and line continuations; `None` at the end of the file or after a read error.
    fn next(&mut self) -> Option<Vec<u8>> {
        let (mut command, mut joined) = self.physical()?;
        while joined {
            let Some((more, again)) = self.physical() else {
                eprint_line("Missing continuation line");
                return None;
            };
            command.extend_from_slice(&more);
            joined = again;
        }
        Some(command)
    }

    /// One physical line, and whether it continues on the next one.
    fn physical(&mut self) -> Option<(Vec<u8>, bool)> {
        // Long enough for almost every line.
        let mut line = Vec::with_capacity(128);
        let read = self.input.borrow_mut().read_until(b'\n', &mut line).ok()?;
        if read == 0 {
            return None;
        }
        self.number += 1;
        let end = line
            .iter()
            .position(|byte| matches!(byte, b'#' | 0))
            .unwrap_or(line.len());
        line.truncate(end);
        let joined = line.ends_with(b"\\\n");
        if joined {
            line.truncate(line.len() - 2);
        }
        Some((line, joined))
    }
}

/// The arguments of a line. Reuses the memory of earlier lines: allocation was a quarter of the work per line.
#[derive(Default)]
struct Arguments {
    texts: Vec<String>,
    /// Number of texts that belong to this line.
    used: usize,
}

impl Arguments {
    fn as_slice(&self) -> &[String] {
        self.texts.get(..self.used).unwrap_or_default()
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.used == self.texts.len() {
            self.texts.push(String::new());
        }
        if let Some(text) = self.texts.get_mut(self.used) {
            text.clear();
            decode_into(bytes, text);
            self.used += 1;
        }
    }

    /// Replaces the arguments with those of `line`.
    fn split(&mut self, line: &[u8]) -> Result<()> {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        self.used = 0;
        let mut left = line;
        loop {
            while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] = left {
                left = rest;
            }
            let (word, rest) = match left.split_first() {
                None => return Ok(()),
                Some((quote @ (b'"' | b'\''), inside)) => {
                    let end = inside.iter().position(|byte| byte == quote);
                    let end = end.ok_or_else(|| Error::fatal("Unterminated quoted string", 1))?;
                    (inside.get(..end), inside.get(end + 1..))
                }
                Some(_) => {
                    let end = left.iter().position(blank).unwrap_or(left.len());
                    (left.get(..end), left.get(end..))
                }
            };
            if self.used == MAX_WORDS {
                return Err(Error::fatal("Too many arguments to command", 1));
            }
            self.push(word.unwrap_or_default());
            left = rest.unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn split(line: &[u8]) -> Result<Vec<String>> {
        let mut arguments = Arguments::default();
        arguments.split(b"earlier line")?;
        arguments.split(line)?;
        Ok(arguments.as_slice().to_vec())
    }

    fn commands(text: &'static str) -> Vec<Vec<String>> {
        let mut lines = Lines {
            input: Rc::new(RefCell::new(BufReader::new(Box::new(text.as_bytes())))),
            number: 0,
        };
        std::iter::from_fn(|| lines.next())
            .map(|line| split(&line).unwrap())
            .collect()
    }

    #[test]
    fn comments_continuations_and_quotes() {
        assert_eq!(
            commands("link show lo # c \\\n foo\n"),
            [vec!["link", "show", "lo"], vec!["foo"]]
        );
        assert_eq!(
            commands("li\\\nnk \\\n#x\nshow\n"),
            [vec!["link"], vec!["show"]]
        );
        assert_eq!(
            commands("a 'b c' \"\" pre\"d\" \"e\"f"),
            [vec!["a", "b c", "", "pre\"d\"", "e", "f"]]
        );
        assert_eq!(commands("lo\\"), [vec!["lo\\"]]);
        assert_eq!(commands("a\\\n"), Vec::<Vec<String>>::new());
        assert!(split(b"a 'b").is_err());
    }

    #[test]
    fn words_are_counted() {
        assert!(split("a ".repeat(511).as_bytes()).is_ok());
        assert!(split("a ".repeat(512).as_bytes()).is_err());
    }
}
