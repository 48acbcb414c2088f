//! Saving routes as the kernel tells them, giving them back, showing what was saved.

use super::filter::Filter;
use super::record::{self, Route};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::{Messages, Request};
use crate::output::complain;
use crate::session::Session;
use crate::uapi::rtnetlink::RTM_NEWROUTE;
use netlink_packet_core::NLM_F_CREATE;
use std::io::{IsTerminal, Read, stdin};

/// Begins the file.
const MAGIC: u32 = 0x4531_1224;

/// `save`.
pub(super) fn save(session: &mut Session, mut args: Args) -> Result<()> {
    session.begin_stream(MAGIC)?;
    let filter = Filter::parse(session, &mut args)?;
    let dump = session
        .kernel
        .collect(filter.request())
        .map_err(|error| error.status_as(2))?;
    for message in dump.iter() {
        if Route::read(&message).is_some_and(|route| filter.matches(&route)) {
            session.out.raw(message.raw);
        }
    }
    Ok(())
}

fn saved() -> Result<Vec<u8>> {
    if stdin().is_terminal() {
        return Err(Error::fatal(
            "Can't restore route dump from a terminal",
            255,
        ));
    }
    let mut bytes = Vec::new();
    stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| Error::system("read", &error))?;
    let magic = bytes.first_chunk().copied().map(u32::from_ne_bytes);
    if magic == Some(MAGIC) {
        return Ok(bytes.split_off(4));
    }
    let (elements, magic) = magic.map_or((0, 0), |magic| (1, magic));
    Err(Error::with_status(
        format!("Magic mismatch ({elements} elems, {magic:x} magic)"),
        1,
    ))
}

/// `restore`: in three rounds, since a route may need another's destination to be known.
pub(super) fn restore(session: &mut Session, _args: Args) -> Result<()> {
    let bytes = saved()?;
    for round in 0..3 {
        for message in Messages::new(&bytes) {
            let Some(route) = Route::read(&message).filter(|_| message.kind == RTM_NEWROUTE) else {
                continue;
            };
            if rank(&route) != round {
                continue;
            }
            let request = Request::with_body(RTM_NEWROUTE, NLM_F_CREATE, message.body);
            match session.kernel.ack(request) {
                Err(error) if error.errno() == Some(libc::EEXIST) => complain(&error.to_string()),
                answer => answer?,
            }
        }
    }
    Ok(())
}

/// Local addresses come first, then what is on the link, then what is behind a gateway.
fn rank(route: &Route) -> u8 {
    use crate::uapi::route::{RTA_GATEWAY, RTN_LOCAL};
    match (route.kind, route.attr(RTA_GATEWAY)) {
        (RTN_LOCAL, _) => 0,
        (_, None) => 1,
        (_, Some(_)) => 2,
    }
}

/// `showdump`.
pub(super) fn show(session: &mut Session, _args: Args) -> Result<()> {
    let bytes = saved()?;
    // Text, whatever the form.
    let mut plain = session.out.plain();
    let out = if session.out.is_json() {
        &mut plain
    } else {
        &mut session.out
    };
    for message in Messages::new(&bytes) {
        if let Some(route) = Route::read(&message).filter(|_| message.kind == RTM_NEWROUTE) {
            let (names, view) = (&mut session.names, &session.view);
            record::show(&route, &Filter::default(), out, names, view);
        }
    }
    session.out.raw(&plain.take());
    Ok(())
}
