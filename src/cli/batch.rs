//! Commands from a file, one a line.
//!
//! `#` begins a comment wherever it stands, a backslash at the end joins the next line, a word that begins with a
//! quote runs to the next such quote. One session serves all lines: one socket, one set of names.

use super::{report, run_object};
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

/// Bytes read at a time.
const PIECE: usize = 4096;

/// Most words on a line.
const WORDS_MAX: usize = 511;

/// Runs the commands in `file` (`-` for standard input).
///
/// # Errors
/// That of the first line that failed, after its error was printed; or that of opening the file.
pub(super) fn run(session: &mut Session, file: &str) -> Result<()> {
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
        let waits = session.force && !session.ensure && may_wait(words);
        if !waits {
            failed |= settle(session, file)?;
        }
        session.kernel.queue_for_line(waits.then_some(lines.number));
        let result = run_object(session, words);
        session.out.flush()?;
        // More is read only when what was read is done: a program may write one command after another.
        if result.is_err() || lines.at_end_of_piece() {
            failed |= settle(session, file)?;
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
    failed |= settle(session, file)?;
    if failed {
        Err(Error::printed(1))
    } else {
        Ok(())
    }
}

/// Whether a command changes something, shows nothing, and is read the same before and after other such commands.
/// With `-force`, such commands are sent many at a time.
fn may_wait(words: &[String]) -> bool {
    let [object, verb, ..] = words else {
        return false;
    };
    matches!(
        object.as_str(),
        "a" | "addr" | "address" | "r" | "ro" | "route"
    ) && matches!(verb.as_str(), "a" | "add" | "change" | "replace" | "append")
}

/// Sends what waits and prints its errors. Returns whether there were any.
fn settle(session: &mut Session, file: &str) -> Result<bool> {
    let mut failed = false;
    session.kernel.flush_queue(&mut |line, error| {
        report::print(&error, &[], Some((file, line)));
        failed = true;
    })?;
    Ok(failed)
}

/// Opens the file as standard input, where the commands that `netns exec` runs find what has not been read yet; in the
/// pieces in which iproute2's C library would read it.
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
    /// The physical line last read, from 1.
    number: u64,
}

impl Lines {
    /// Whether the next line has to be read from the file, at least in part.
    fn at_end_of_piece(&self) -> bool {
        !self.input.borrow().buffer().contains(&b'\n')
    }

    /// The next command without comments and joints; `None` at the end. A file that cannot be read ends there.
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

    /// One physical line, and whether the next one belongs to it.
    fn physical(&mut self) -> Option<(Vec<u8>, bool)> {
        // Room for nearly every line.
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

/// The arguments of a line. The memory of earlier lines is used again: allocation was a quarter of a line's work.
#[derive(Default)]
struct Arguments {
    texts: Vec<String>,
    /// How many of the texts belong to this line.
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

    /// Takes the arguments of `line` in place of those of the line before.
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
            if self.used == WORDS_MAX {
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
    fn comments_joints_and_quotes() {
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
