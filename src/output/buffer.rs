//! The buffer of an output: positions in it, and its way to stdout.

use super::json::Json;
use super::{Out, write};
use std::io;

/// A position in the output.
#[derive(Debug)]
pub struct Position {
    written: usize,
    length: usize,
    json: Option<Json>,
}

/// Buffered bytes before a write to stdout.
const CHUNK: usize = 1 << 16;

impl Out {
    /// Takes the buffered bytes (for tests, and for text that is measured before it is written).
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.buf)
    }

    /// Writes bytes as they are in every format (a binary dump).
    pub fn raw(&mut self, bytes: &[u8]) {
        self.buf.extend_from_slice(bytes);
    }

    /// The current position, for [`Out::rewind`].
    pub fn position(&self) -> Position {
        Position {
            written: self.written,
            length: self.buf.len(),
            json: self.json,
        }
    }

    /// Discards the output since `position`, unless part of it has been written.
    pub fn rewind(&mut self, position: &Position) {
        if self.written == position.written {
            self.buf.truncate(position.length);
            self.json = position.json;
        }
    }

    /// Writes the buffer to stdout if it is full.
    ///
    /// # Errors
    /// write(2) failed.
    pub fn flush_if_full(&mut self) -> io::Result<()> {
        if self.buf.len() >= CHUNK {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Writes the buffer to stdout.
    ///
    /// # Errors
    /// write(2) failed.
    pub fn flush(&mut self) -> io::Result<()> {
        if self.buf.is_empty() {
            return Ok(());
        }
        let result = write(&self.buf);
        self.written += self.buf.len();
        self.buf.clear();
        result
    }
}
