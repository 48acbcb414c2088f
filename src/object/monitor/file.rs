//! Files of messages from rtmon(8).

use super::event::Events;
use crate::args::encode;
use crate::error::{Error, Result};
use crate::netlink::{Message, SavedMessages};
use crate::sys::time::LocalTime;
use std::ffi::OsStr;
use std::fs::File;
use std::io::BufReader;
use std::os::unix::ffi::OsStrExt;

/// The type of rtmon(8)'s own message: the time of the messages that follow.
const TIMESTAMP: u16 = 15;

/// Shows the messages of a file.
pub(super) fn replay(events: &mut Events, file: &str) -> Result<()> {
    let input = File::open(OsStr::from_bytes(&encode(file)));
    let cannot = |error| {
        Error::system("Cannot fopen", &error)
            .status_as(255)
            .ending()
    };
    let input = BufReader::new(input.map_err(cannot)?);
    let mut messages = SavedMessages::new(input, Some(0));
    while let Some(message) = messages.next_message()? {
        if message.kind == TIMESTAMP {
            timestamp(events, &message);
        } else {
            events.show(&message)?;
        }
        events.session.out.flush_if_full()?;
    }
    Ok(())
}

fn timestamp(events: &mut Events, message: &Message) {
    let mut fields = message.body.chunks_exact(4);
    let mut next = || {
        let bytes = fields.next().and_then(<[u8]>::first_chunk);
        bytes.map_or(0, |bytes| u32::from_ne_bytes(*bytes))
    };
    let (seconds, micros) = (next(), next());
    let when = LocalTime::at(seconds.into(), 0).asctime();
    let line = format!("Timestamp: {when} {micros} us\n");
    events.session.out.raw(line.as_bytes());
}
