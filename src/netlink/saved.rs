//! Saved streams of netlink messages: what `addr save`, `route save`, `rule save` and rtmon(8) write.
//!
//! Messages follow one another in host byte order, each padded to four bytes.

use super::{Message, Messages};
use crate::error::{Error, Result};
use std::io::{self, Read};

/// Length of `nlmsghdr`.
const HEADER: usize = 16;

/// Longest accepted message, as in iproute2.
const MAX_LENGTH: usize = 16384;

/// Reads a saved stream message by message. Errors have status 1.
pub struct SavedMessages<R> {
    input: R,
    /// Offset of the next byte in the file; `None` for a pipe.
    offset: Option<u64>,
    buffer: Vec<u8>,
}

impl<R: Read> SavedMessages<R> {
    /// A stream whose first byte is at `offset` of its file, or in a pipe (`None`).
    pub fn new(input: R, offset: Option<u64>) -> SavedMessages<R> {
        SavedMessages {
            input,
            offset,
            buffer: Vec::new(),
        }
    }

    /// The next message; `None` at the end of the stream.
    ///
    /// # Errors
    /// A read error, a message that the stream does not hold completely, an impossible length.
    pub fn next_message(&mut self) -> Result<Option<Message<'_>>> {
        self.buffer.clear();
        if !self.fill(HEADER)? {
            return Ok(None);
        }
        let length = self.buffer.first_chunk().copied();
        let length = length.map_or(0, i32::from_ne_bytes);
        let padded = padded_length(length).ok_or_else(|| self.malformed(length))?;
        if padded > HEADER && !self.fill(padded - HEADER)? {
            return Err(truncated());
        }
        Ok(Messages::new(&self.buffer).next())
    }

    /// Appends `count` bytes to the buffer; false at the end of the stream.
    fn fill(&mut self, count: usize) -> Result<bool> {
        let read = self.input.by_ref().take(count as u64);
        let read = { read }.read_to_end(&mut self.buffer);
        self.offset = self.offset.map(|offset| offset + count as u64);
        match read.map_err(|error| failed(&error))? {
            0 => Ok(false),
            read if read == count => Ok(true),
            _ => Err(truncated()),
        }
    }

    /// The error of an impossible length. iproute2 prints the offset behind the header, -1 as unsigned for a pipe.
    fn malformed(&self, length: i32) -> Error {
        let offset = self.offset.unwrap_or(u64::MAX);
        Error::command(format!("!!!malformed message: len={length} @{offset}"))
    }
}

fn truncated() -> Error {
    Error::command("rtnl-from_file: truncated message")
}

fn failed(error: &io::Error) -> Error {
    Error::system("rtnl_from_file: fread", error)
}

/// The length of a message with its padding, if it is possible.
fn padded_length(length: i32) -> Option<usize> {
    let length = usize::try_from(length).ok()?;
    (HEADER..=MAX_LENGTH)
        .contains(&length)
        .then(|| length.next_multiple_of(4))
}
