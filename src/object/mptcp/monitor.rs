//! `ip mptcp monitor`: events of connections, subflows and addresses.

use super::GROUP;
use crate::args::{Args, encode};
use crate::error::{Error, Result};
use crate::names::Names;
use crate::netlink::{Attr, Attrs, Genl, Message, Messages, Protocol, Socket};
use crate::output::{Colour, Out, alternate_hex};
use crate::session::{Display, Session, listen};
use crate::sys::signals;
use crate::sys::time::LocalTime;
use crate::uapi::header::GenlMsgHdr;
use crate::uapi::mptcp::*;
use crate::value::family;
use crate::value::inet::Inet;
use std::io::ErrorKind;

/// Shows events until interrupted.
pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    if let Some(word) = args.next() {
        return Err(super::unknown(word));
    }
    let mut generic = super::open()?;
    let mut socket = join(session, &mut generic)?;
    // A JSON array must be closed.
    signals::install_stop_handler();
    session
        .display()
        .records(|display| {
            listen(&mut socket, &mut |_, bytes| {
                for message in
                    Messages::new(bytes).filter(|message| message.kind == generic.family())
                {
                    show(&message, display);
                }
                // Show each event at once.
                Ok(display.out.flush()?)
            })
        })
        .map_err(|error| error.status_as(254))
}

fn join(session: &Session, generic: &mut Genl) -> Result<Socket> {
    let mut socket = session.open_listener(Protocol::Genl)?;
    let nowhere = || ErrorKind::NotFound.into();
    let joined = generic.group(GROUP).ok_or_else(nowhere);
    joined
        .and_then(|group| socket.join(group))
        .map_err(|error| {
            let failed = Error::system("can't subscribe to mptcp events", &error);
            failed.status_as(255).ending()
        })?;
    Ok(socket)
}

/// The name of an event, at most 16 characters.
fn event(command: u8) -> Option<&'static str> {
    Some(match command {
        MPTCP_EVENT_CREATED => "CREATED",
        MPTCP_EVENT_ESTABLISHED => "ESTABLISHED",
        MPTCP_EVENT_CLOSED => "CLOSED",
        MPTCP_EVENT_ANNOUNCED => "ANNOUNCED",
        MPTCP_EVENT_REMOVED => "REMOVED",
        MPTCP_EVENT_SUB_ESTABLISHED => "SF_ESTABLISHED",
        MPTCP_EVENT_SUB_CLOSED => "SF_CLOSED",
        MPTCP_EVENT_SUB_PRIORITY => "SF_PRIO",
        MPTCP_EVENT_LISTENER_CREATED => "LISTENER_CREATED",
        MPTCP_EVENT_LISTENER_CLOSED => "LISTENER_CLOSED",
        _ => return None,
    })
}

fn show(message: &Message, display: &mut Display) {
    let Display { out, names, view } = display;
    let command = GenlMsgHdr::parse(message.body).map_or(0, |header| header.cmd);
    out.object(None, |out| {
        if view.timestamp {
            stamp(out, view.short_timestamp);
        }
        match event(command) {
            Some(event) => {
                out.split("event", "[{}]", format!("{event:>16}"), event);
                show_attributes(message.attrs(Genl::HEADER), out, names);
            }
            None => out.put("event", "[{}]", format!("UNKNOWN {command}")),
        }
        out.line();
    });
}

fn stamp(out: &mut Out, short: bool) {
    let now = LocalTime::now();
    if short {
        out.put("timestamp_short", "[{}] ", now.iso());
    } else {
        let text = format!("{} {} usec", now.asctime(), now.micros);
        out.put("timestamp", "Timestamp: {}\n", text);
    }
}

/// Attributes and their names in display order.
const FIRST: [(u16, &str); 2] = [(MPTCP_ATTR_REM_ID, "remid"), (MPTCP_ATTR_LOC_ID, "locid")];
const ADDRESSES: [(u16, &str, u8); 4] = [
    (MPTCP_ATTR_SADDR4, "saddr4", family::INET),
    (MPTCP_ATTR_DADDR4, "daddr4", family::INET),
    (MPTCP_ATTR_SADDR6, "saddr6", family::INET6),
    (MPTCP_ATTR_DADDR6, "daddr6", family::INET6),
];
const PORTS: [(u16, &str); 2] = [(MPTCP_ATTR_SPORT, "sport"), (MPTCP_ATTR_DPORT, "dport")];
const SECOND: [(u16, &str); 2] = [(MPTCP_ATTR_BACKUP, "backup"), (MPTCP_ATTR_ERROR, "error")];

fn show_attributes(attrs: Attrs, out: &mut Out, names: &mut Names) {
    let word = |kind| attrs.get(kind).and_then(Attr::u32);
    let byte = |kind| attrs.get(kind).and_then(Attr::u8);
    if let Some(token) = word(MPTCP_ATTR_TOKEN) {
        let typed = alternate_hex(token);
        out.split("token", " token={}", format!("{token:08x}"), typed);
    }
    let number = |out: &mut Out, key: &str, n: u32| out.put(key, &text(key), n);
    for (kind, key) in FIRST {
        byte(kind)
            .into_iter()
            .for_each(|n| number(out, key, n.into()));
    }
    for (kind, key, family) in ADDRESSES {
        if let Some(attr) = attrs.get(kind) {
            let inet = Inet::new(family, attr.bytes);
            label(out, key);
            inet.paint(out, key, "{}", inet.plain());
        }
    }
    for (kind, key) in PORTS {
        let port = attrs.get(kind).and_then(Attr::be16);
        port.into_iter().for_each(|n| number(out, key, n.into()));
    }
    for (kind, key) in SECOND {
        byte(kind)
            .into_iter()
            .for_each(|n| number(out, key, n.into()));
    }
    if let Some(n) = word(MPTCP_ATTR_TIMEOUT) {
        number(out, "timeout", n);
    }
    if let Some(index) = word(MPTCP_ATTR_IF_IDX) {
        number(out, "ifindex", index);
        if index != 0 {
            label(out, "dev");
            out.paint(
                Colour::Ifname,
                "dev",
                "{}",
                encode(&names.links.name(index)).as_ref(),
            );
        }
    }
    if let Some(n) = word(MPTCP_ATTR_RESET_REASON) {
        number(out, "reset_reason", n);
    }
    if let Some(flags) = word(MPTCP_ATTR_RESET_FLAGS) {
        out.put("reset_flags", " reset_flags={}", alternate_hex(flags));
    }
    show_flags(attrs, out);
}

/// Shows the flags of a connection; its side has a key of its own.
fn show_flags(attrs: Attrs, out: &mut Out) {
    let flags = attrs.get(MPTCP_ATTR_FLAGS).and_then(Attr::u16).unwrap_or(0);
    let server = attrs.get(MPTCP_ATTR_SERVER_SIDE).and_then(Attr::u8);
    if server.is_some_and(|side| side != 0) || flags & MPTCP_PM_EV_FLAG_SERVER_SIDE != 0 {
        out.put("server_side", " server_side", true);
    }
    if flags & MPTCP_PM_EV_FLAG_DENY_JOIN_ID0 != 0 {
        out.put("deny_join_id0", " deny_join_id0", true);
    }
    let others = flags & !(MPTCP_PM_EV_FLAG_SERVER_SIDE | MPTCP_PM_EV_FLAG_DENY_JOIN_ID0);
    if others != 0 {
        out.put("flags", " flags={}", format!("{others:#x}"));
    }
}

fn text(key: &str) -> String {
    [" ", key, "={}"].concat()
}

fn label(out: &mut Out, key: &str) {
    out.word(" ");
    out.word(key);
    out.word("=");
}
