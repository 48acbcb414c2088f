//! `show`, `get` and `flush`.

use super::filter::Filter;
use super::{HELP, header, id, record};
use crate::args::{Args, Word::Short};
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::nexthop::*;
use crate::uapi::rtnetlink::{RTM_DELNEXTHOP, RTM_GETNEXTHOP};

pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let filter = Filter::parse(session, &mut args, false)?;
    if let Some(id) = filter.id {
        return one(session, id);
    }
    let mut request = filter.request(session.family, RTM_GETNEXTHOP);
    record::ask_for_statistics(&session.view, &mut request);
    let (kernel, mut display) = session.kernel_and_display();
    display
        .records(|display| {
            kernel.dump(request, &mut |message| {
                if filter
                    .protocol
                    .is_none_or(|wanted| message.u8_at(2) == Some(wanted))
                {
                    record::show(&message, display);
                }
                Ok(display.out.flush_if_full()?)
            })
        })
        .map_err(|error| error.status_as(2))
}

/// `get id ID`.
pub(super) fn get(session: &mut Session, mut args: Args) -> Result<()> {
    let mut wanted = None;
    while let Some(word) = args.next() {
        if word != "id" || Short("help").fits(word) {
            return Err(Error::usage(HELP));
        }
        wanted = Some(id(&mut args)?);
    }
    one(session, wanted.ok_or_else(|| Error::usage(HELP))?)
}

fn one(session: &mut Session, id: u32) -> Result<()> {
    let mut request = Request::with_body(RTM_GETNEXTHOP, 0, &header(session.family, 0, 0));
    request.put_u32(NHA_ID, id);
    record::ask_for_statistics(&session.view, &mut request);
    let reply = session.kernel.get(request)?;
    session
        .display()
        .records(|display| record::show(&reply.message(), display));
    Ok(())
}

fn deletion(id: u32) -> Request {
    let mut request = Request::with_body(RTM_DELNEXTHOP, 0, &header(0, 0, 0));
    request.put_u32(NHA_ID, id);
    request
}

/// What a flush says that deletes nothing.
const NOTHING: &[u8] = b"Nothing to flush\n";

/// `flush`: with an id, that one; else all that are meant, groups before their members.
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

/// Deletes those that a filter lets pass; returns their number.
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
        let meant = filter
            .protocol
            .is_none_or(|wanted| message.u8_at(2) == Some(wanted));
        let id = message.attrs(super::HEADER).get(NHA_ID)?.u32()?;
        meant.then_some(id)
    });
    let mut count = 0;
    for id in ids {
        match session.kernel.ack(deletion(id)) {
            // A group goes with its last member.
            Err(error) if error.errno() != Some(libc::ENOENT) => return Err(error),
            Ok(()) | Err(_) => count += 1,
        }
    }
    Ok(count)
}
