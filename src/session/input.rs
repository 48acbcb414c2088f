//! The input of a command that reads lines: the batch it stands in, else standard input.

use super::Session;
use std::cell::RefCell;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, stdin};
use std::os::fd::AsFd;
use std::rc::Rc;

/// The batch that is being read.
pub type Input = Rc<RefCell<BufReader<Box<dyn Read>>>>;

impl Session {
    /// The next line of the batch, else of standard input. Bytes read past a line of standard input are returned to it
    /// with lseek(2), which a pipe does not support.
    pub fn next_line(&mut self) -> Vec<u8> {
        let mut line = Vec::new();
        if let Some(input) = &self.input {
            // A read error counts as the end of the batch.
            let _ = input.borrow_mut().read_until(b'\n', &mut line);
        } else if let Ok(stdin) = stdin().as_fd().try_clone_to_owned() {
            let mut input = BufReader::with_capacity(4096, File::from(stdin));
            let _ = input.read_until(b'\n', &mut line);
            let unread = i64::try_from(input.buffer().len()).unwrap_or(0);
            let _ = input.into_inner().seek(SeekFrom::Current(-unread));
        }
        line
    }
}
