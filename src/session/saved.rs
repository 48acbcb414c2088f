//! Saved streams on standard input and output: a magic number, then netlink messages.

use super::Session;
use crate::error::{Error, Result};
use crate::netlink::{Message, SavedMessages};
use crate::output::write_all;
use std::fs::File;
use std::io::{IsTerminal, Read, Seek, stdin, stdout};
use std::os::fd::AsFd;

/// A format of saved streams.
pub struct SavedFormat {
    /// The first four bytes, in host order.
    pub magic: u32,
    /// The content, as errors name it.
    pub name: &'static str,
    /// Whether a terminal as input ends a batch.
    pub terminal_ends_batch: bool,
    /// Exit status for a wrong magic number.
    pub mismatch_status: u8,
    /// Exit status for a truncated or malformed message.
    pub status: u8,
}

/// A saved stream that was read from standard input, without its magic number.
pub struct SavedStream {
    bytes: Vec<u8>,
    /// Offset of `bytes` in the file on standard input; `None` for a pipe.
    offset: Option<u64>,
    status: u8,
}

impl SavedFormat {
    /// Reads standard input to its end.
    ///
    /// # Errors
    /// Standard input is a terminal or cannot be read; the magic number is wrong.
    pub fn read(&self) -> Result<SavedStream> {
        let mut input = stdin().lock();
        if input.is_terminal() {
            let text = format!("Can't restore {} from a terminal", self.name);
            return Err(match self.terminal_ends_batch {
                true => Error::fatal(text, 255),
                false => Error::with_status(text, 255),
            });
        }
        let offset = input_offset();
        let mut bytes = Vec::new();
        input
            .read_to_end(&mut bytes)
            .map_err(|error| Error::system("read", &error))?;
        self.check_magic(&bytes)?;
        Ok(SavedStream {
            bytes: bytes.split_off(4),
            offset: offset.map(|offset| offset + 4),
            status: self.status,
        })
    }

    /// A stream that is shorter than the number is filled up with zeros, as fread(3) leaves it in iproute2.
    fn check_magic(&self, bytes: &[u8]) -> Result<()> {
        let mut magic = [0; 4];
        for (to, from) in magic.iter_mut().zip(bytes) {
            *to = *from;
        }
        let magic = u32::from_ne_bytes(magic);
        let elements = u8::from(bytes.len() >= 4);
        if elements == 1 && magic == self.magic {
            return Ok(());
        }
        let text = format!("Magic mismatch ({elements} elems, {magic:x} magic)");
        Err(Error::with_status(text, self.mismatch_status))
    }
}

/// Offset of the next byte of standard input in its file; `None` for a pipe.
fn input_offset() -> Option<u64> {
    let input = stdin().as_fd().try_clone_to_owned().ok()?;
    File::from(input).stream_position().ok()
}

impl SavedStream {
    /// Passes each message to `each`, until one fails.
    ///
    /// # Errors
    /// A truncated or malformed message; what `each` returns.
    pub fn each(&self, each: &mut dyn FnMut(Message) -> Result<()>) -> Result<()> {
        let mut messages = SavedMessages::new(self.bytes.as_slice(), self.offset);
        while let Some(message) = messages
            .next_message()
            .map_err(|error| error.status_as(self.status))?
        {
            each(message)?;
        }
        Ok(())
    }
}

impl Session {
    /// Starts a saved stream on standard output with its magic number.
    ///
    /// # Errors
    /// Standard output is a terminal, or the write failed (EPIPE included).
    pub fn begin_saved(&mut self, format: &SavedFormat) -> Result<()> {
        if stdout().is_terminal() {
            return Err(Error::command("Not sending a binary stream to stdout"));
        }
        self.out.flush()?;
        write_all(&format.magic.to_ne_bytes())
            .map_err(|_| Error::command("Can't write magic to dump file"))
    }
}
