//! A file of messages, as rtmon(8) writes it.

use super::event::Events;
use crate::args::encode;
use crate::error::{Error, Result};
use crate::netlink::Messages;
use crate::sys::time::LocalTime;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::ffi::OsStrExt;

/// The type of rtmon's own message: when the messages after it came.
const TIMESTAMP: u16 = 15;

/// Length of `nlmsghdr`.
const HEADER: usize = 16;

/// The longest message.
const LONGEST: usize = 16384;

/// Tells of what a file holds.
pub(super) fn replay(events: &mut Events, file: &str) -> Result<()> {
    let input = File::open(OsStr::from_bytes(&encode(file)));
    let cannot = |error| {
        Error::system("Cannot fopen", &error)
            .status_as(255)
            .ending()
    };
    let mut input = BufReader::new(input.map_err(cannot)?);
    let mut bytes = Vec::new();
    let mut at = 0;
    loop {
        if !fill(&mut input, &mut bytes, HEADER)? {
            return Ok(());
        }
        at += HEADER;
        let length = bytes.first_chunk().copied().map_or(0, u32::from_ne_bytes);
        let whole = usize::try_from(length).unwrap_or(usize::MAX);
        if !(HEADER..=LONGEST).contains(&whole) {
            let length = length.cast_signed();
            return Err(Error::command(format!(
                "!!!malformed message: len={length} @{at}"
            )));
        }
        let body = whole.next_multiple_of(4) - HEADER;
        if body > 0 && !fill(&mut input, &mut bytes, body)? {
            return Err(truncated());
        }
        at += body;
        for message in Messages::new(&bytes) {
            if message.kind == TIMESTAMP {
                let field = |at| message.u32_at(at).unwrap_or(0);
                let (seconds, micros) = (field(0), field(4));
                let when = LocalTime::at(seconds.into(), 0).asctime();
                let line = format!("Timestamp: {when} {micros} us\n");
                events.session.out.raw(line.as_bytes());
            } else {
                events.show(&message)?;
            }
        }
        events.session.out.flush_if_full()?;
        bytes.clear();
    }
}

fn truncated() -> Error {
    Error::command("rtnl-from_file: truncated message")
}

/// Adds `count` bytes of the file; false at its end.
fn fill(input: &mut impl Read, bytes: &mut Vec<u8>, count: usize) -> Result<bool> {
    let read = input.take(count as u64).read_to_end(bytes);
    match read.map_err(|error| failed(&error))? {
        0 => Ok(false),
        read if read == count => Ok(true),
        _ => Err(truncated()),
    }
}

fn failed(error: &io::Error) -> Error {
    Error::system("rtnl_from_file: fread", error)
}
