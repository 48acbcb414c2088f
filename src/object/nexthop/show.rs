//! `ip nexthop show`, `get` and `flush`.

use super::filter::Filter;
use super::{HELP, id, record};
use crate::args::{Args, Word::Short};
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::header::NhMsg;
use crate::uapi::nexthop::*;
use crate::uapi::rtnetlink::{RTM_DELNEXTHOP, RTM_GETNEXTHOP};

pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let filter = Filter::parse(session, &mut args, false)?;
    if let Some(id) = filter.id {
        return show_by_id(session, id);
    }
    let mut request = filter.request(session.family, RTM_GETNEXTHOP);
    record::request_statistics(&session.view, &mut request);
    let (kernel, mut display) = session.kernel_and_display();
    display
        .records(|display| {
            kernel.dump(request, &mut |message| {
                if filter.is_of_protocol(&message) {
                    record::show(&message, display);
                }
                Ok(display.out.flush_if_full()?)
            })
        })
        .map_err(|error| error.status_as(2))
}

/// `get id ID`.
pub(super) fn get(session: &mut Session, mut args: Args) -> Result<()> {
    let mut requested = None;
    while let Some(word) = args.next() {
        if word != "id" || Short("help").fits(word) {
            return Err(Error::usage(HELP));
        }
        requested = Some(id(&mut args)?);
    }
    show_by_id(session, requested.ok_or_else(|| Error::usage(HELP))?)
}

fn show_by_id(session: &mut Session, id: u32) -> Result<()> {
    let header = NhMsg {
        family: session.family,
        ..NhMsg::default()
    };
    let mut request = Request::new(RTM_GETNEXTHOP, 0, &header);
    request.put_u32(NHA_ID, id);
    record::request_statistics(&session.view, &mut request);
    let reply = session.kernel.get(request)?;
    session
        .display()
        .records(|display| record::show(&reply.message(), display));
    Ok(())
}

fn deletion(id: u32) -> Request {
    let mut request = Request::new(RTM_DELNEXTHOP, 0, &NhMsg::default());
    request.put_u32(NHA_ID, id);
    request
}

/// Printed if there was nothing to delete.
const NOTHING: &[u8] = b"Nothing to flush\n";

/// `flush`: the next hop with an id, or every match, groups before their members.
pub(super) fn flush(session: &mut Session, mut args: Args) -> Result<()> {
    let mut filter = Filter::parse(session, &mut args, false)?;
    if let Some(id) = filter.id {
        return session
            .kernel
            .ack(deletion(id))
            .map_err(|error| error.status_as(1));
    }
    let mut count = 0;
    if filter.is_open() {
        filter.groups = true;
        count += delete(session, &filter)?;
        filter.groups = false;
    }
    count += delete(session, &filter)?;
    match count {
        0 => session.out.raw(NOTHING),
        _ => session
            .out
            .raw(format!("Flushed {count} nexthops\n").as_bytes()),
    }
    Ok(())
}

/// Deletes every match; returns their number.
fn delete(session: &mut Session, filter: &Filter) -> Result<usize> {
    let dump = session
        .kernel
        .collect(filter.request(session.family, RTM_GETNEXTHOP))
        .map_err(|error| {
            if !error.ends_batch() {
                session.out.raw(NOTHING);
            }
            let line = "Dump terminated. Failed to flush nexthops";
            error.dump_ended_as(line, 2).status_as(2)
        })?;
    let ids = dump.iter().filter_map(|message| {
        let matches = filter.is_of_protocol(&message);
        let id = message.attrs(NhMsg::SIZE).get(NHA_ID)?.u32()?;
        matches.then_some(id)
    });
    let mut count = 0;
    for id in ids {
        match session.kernel.ack(deletion(id)) {
            // The kernel deletes a group with its last member.
            Err(error) if error.errno() != Some(libc::ENOENT) => return Err(error),
            Ok(()) | Err(_) => count += 1,
        }
    }
    Ok(count)
}
