//! `ip addr save`, `restore` and `showdump`: addresses as a stream of the kernel's own messages.
//!
//! The stream is a number that marks it, then messages, all in the byte order of the machine.

use super::filter::Filter;
use super::record::{self, Address};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::{Message, Messages, Request};
use crate::output::complain;
use crate::session::Session;
use crate::uapi::rtnetlink::RTM_NEWADDR;
use netlink_packet_core::NLM_F_CREATE;
use std::fs::File;
use std::io::{IsTerminal, Read, Seek, stdin};
use std::os::fd::AsFd;

const MAGIC: u32 = 0x4736_1222;

/// Longest message that is taken from a stream.
const MESSAGE_MAX: usize = 16384;

/// Length of a netlink header.
const HEADER: usize = 16;

/// Writes the addresses to stdout. Only a device chooses among them.
///
/// # Errors
/// A wrong word, an unknown device, the kernel's, a terminal.
pub(super) fn save(session: &mut Session, args: Args) -> Result<()> {
    let filter = Filter::parse(args, session)?;
    session.begin_stream(MAGIC)?;
    let dump = filter
        .ask(session, session.family)
        .map_err(|error| error.dump_ended_as("Save terminated", 1))?;
    session.out.raw(dump.bytes());
    Ok(())
}

/// Adds the addresses that stdin tells of. One that is there already is no failure.
///
/// # Errors
/// What stdin is not, and the kernel's, status 255.
pub(super) fn restore(session: &mut Session, _args: Args) -> Result<()> {
    each_saved(&mut |message| {
        let request = Request::with_body(message.kind, NLM_F_CREATE, message.body);
        match session.kernel.ack(request) {
            Err(error) if error.errno() == Some(libc::EEXIST) => {
                complain(&error.to_string());
                Ok(())
            }
            result => result.map_err(|error| error.status_as(255)),
        }
    })
}

/// Shows the addresses that stdin tells of.
///
/// # Errors
/// What stdin is not.
pub(super) fn show(session: &mut Session, _args: Args) -> Result<()> {
    let Session {
        out, names, view, ..
    } = session;
    let stream = read_stream()?;
    out.records(|out| {
        out.object(None, |out| {
            out.array(Some("addr_info"), |out| {
                walk(&stream, &mut |message| {
                    out.object(None, |out| {
                        out.put("index", "if{}:", message.u32_at(4).unwrap_or(0));
                        out.line();
                        match Address::read(&message) {
                            Some(address) => record::show(&address, out, names, view, false),
                            None => complain_if_short(&message),
                        }
                    });
                    Ok(())
                })
            })
        })
    })
}

/// Tells of an address whose fixed header is not whole.
fn complain_if_short(message: &Message) {
    let missing = record::HEADER.saturating_sub(message.body.len());
    if message.kind == RTM_NEWADDR && missing > 0 {
        complain(&format!("BUG: wrong nlmsg len -{missing}"));
    }
}

fn each_saved(each: &mut dyn FnMut(Message) -> Result<()>) -> Result<()> {
    walk(&read_stream()?, each)
}

/// What follows the mark in stdin.
struct Stream {
    bytes: Vec<u8>,
    /// Where `bytes` begin in the file that stdin is; `None` in a pipe.
    start: Option<u64>,
}

fn read_stream() -> Result<Stream> {
    let mut input = stdin().lock();
    if input.is_terminal() {
        return Err(Error::with_status(
            "Can't restore address dump from a terminal",
            255,
        ));
    }
    let place = position();
    let mut bytes = Vec::new();
    input
        .read_to_end(&mut bytes)
        .map_err(|error| Error::system("read", &error))?;
    let mut mark = [0; 4];
    for (to, from) in mark.iter_mut().zip(&bytes) {
        *to = *from;
    }
    let whole = usize::from(bytes.len() >= mark.len());
    let mark = u32::from_ne_bytes(mark);
    if whole == 0 || mark != MAGIC {
        return Err(Error::with_status(
            format!("Magic mismatch ({whole} elems, {mark:x} magic)"),
            255,
        ));
    }
    Ok(Stream {
        bytes: bytes.split_off(4),
        start: place.map(|place| place + 4),
    })
}

/// Where the next byte of stdin stands in its file.
fn position() -> Option<u64> {
    let input = stdin().as_fd().try_clone_to_owned().ok()?;
    File::from(input).stream_position().ok()
}

/// Hands over each message of a stream.
fn walk(stream: &Stream, each: &mut dyn FnMut(Message) -> Result<()>) -> Result<()> {
    let mut left = stream.bytes.as_slice();
    while !left.is_empty() {
        let (header, _) = left.split_at_checked(HEADER).ok_or_else(truncated)?;
        let length = header.first_chunk().copied().map_or(0, i32::from_ne_bytes);
        let padded = padded_length(length).ok_or_else(|| {
            let read = stream.bytes.len() - left.len() + HEADER;
            malformed(length, stream.start.map(|start| start + read as u64))
        })?;
        let (message, rest) = left.split_at_checked(padded).ok_or_else(truncated)?;
        if let Some(message) = Messages::new(message).next() {
            each(message)?;
        }
        left = rest;
    }
    Ok(())
}

fn truncated() -> Error {
    Error::with_status("rtnl-from_file: truncated message", 255)
}

/// A message whose length cannot be: where it was read, or -1, as iproute2 writes it.
fn malformed(length: i32, place: Option<u64>) -> Error {
    let place = place.unwrap_or(u64::MAX);
    Error::with_status(format!("!!!malformed message: len={length} @{place}"), 255)
}

/// The length of a message with its padding, if it can be one.
fn padded_length(length: i32) -> Option<usize> {
    usize::try_from(length)
        .ok()
        .filter(|length| (HEADER..=MESSAGE_MAX).contains(length))
        .map(|length| length.next_multiple_of(4))
}
