//! `ip ioam monitor`: the data that received packets carry.

use super::open;
use super::show::hexadecimal;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Genl, Message, Messages, Protocol, Socket};
use crate::output::Out;
use crate::session::{Session, listen};
use crate::uapi::ioam6::*;
use std::io::ErrorKind;

/// The multicast group of events.
const GROUP: &str = "ioam6_events";

/// Shows events until interrupted.
pub(super) fn run(session: &mut Session, _args: Args) -> Result<()> {
    let mut generic = open()?;
    let mut socket = join(session, &mut generic)?;
    let out = &mut session.out;
    // Always text.
    out.as_text(|out| {
        listen(&mut socket, &mut |_, bytes| {
            for message in Messages::new(bytes).filter(|message| message.kind == generic.family()) {
                show(&message, out);
            }
            // Show each event at once.
            Ok(out.flush()?)
        })
    })
    .map_err(|error| error.status_as(1))
}

fn join(session: &Session, generic: &mut Genl) -> Result<Socket> {
    let mut socket = session.open_listener(Protocol::Genl)?;
    let group = generic.group(GROUP).ok_or(ErrorKind::NotFound.into());
    let joined = group.and_then(|group| socket.join(group));
    joined.map_err(|error| Error::system("can't subscribe to ioam6 events", &error).ending())?;
    Ok(socket)
}

fn show(message: &Message, out: &mut Out) {
    if message.body.first() != Some(&IOAM6_EVENT_TRACE) {
        return;
    }
    let attrs = message.attrs(Genl::HEADER);
    out.word("[TRACE]");
    let namespace = attrs.get(IOAM6_EVENT_ATTR_TRACE_NAMESPACE);
    if let Some(id) = namespace.and_then(Attr::u16) {
        out.text(" Namespace={}", id);
    }
    let length = attrs.get(IOAM6_EVENT_ATTR_TRACE_NODELEN);
    if let Some(length) = length.and_then(Attr::u8) {
        out.text(" NodeLen={}", length);
    }
    let kind = attrs.get(IOAM6_EVENT_ATTR_TRACE_TYPE);
    if let Some(kind) = kind.and_then(Attr::u32) {
        out.text(" Type={}", hexadecimal(kind.into(), 8));
    }
    if let Some(data) = attrs.get(IOAM6_EVENT_ATTR_TRACE_DATA) {
        out.word(" Data=");
        for byte in data.bytes {
            out.text("{}", format!("{byte:02x}"));
        }
    }
    out.end_record();
}
