//! `bucket`: what the buckets of resilient groups hold.

use super::filter::Filter;
use super::record::{flags, number, seconds};
use super::{HELP, id};
use crate::args::{Args, Word::Short};
use crate::error::{Error, Result};
use crate::netlink::{Message, Request};
use crate::output::Out;
use crate::session::Session;
use crate::uapi::header::NhMsg;
use crate::uapi::nexthop::*;
use crate::uapi::rtnetlink::{RTM_DELNEXTHOPBUCKET, RTM_GETNEXTHOPBUCKET, RTM_NEWNEXTHOPBUCKET};

pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    match args.next() {
        None => list(session, args),
        Some(word)
            if ["list", "show", "lst"]
                .iter()
                .any(|verb| Short(verb).fits(word)) =>
        {
            list(session, args)
        }
        Some(word) if Short("get").fits(word) => get(session, args),
        Some(word) if Short("help").fits(word) => Err(Error::usage(HELP)),
        Some(word) => Err(Error::fatal(
            format!("Command \"{word}\" is unknown, try \"ip nexthop help\"."),
            255,
        )),
    }
}

fn list(session: &mut Session, mut args: Args) -> Result<()> {
    let filter = Filter::parse(session, &mut args, true)?;
    let mut request = filter.request(session.family, RTM_GETNEXTHOPBUCKET);
    if let Some(id) = filter.id {
        request.put_u32(NHA_ID, id);
    }
    if let Some(id) = filter.nexthop {
        request.nest(NHA_RES_BUCKET, |request| {
            request.put_u32(NHA_RES_BUCKET_NH_ID, id);
        });
    }
    let Session { kernel, out, .. } = session;
    out.records(|out| {
        kernel.dump(request, &mut |message| {
            show(&message, out);
            Ok(())
        })
    })
    .map_err(|error| error.status_as(2))
}

fn get(session: &mut Session, mut args: Args) -> Result<()> {
    let (mut group, mut index) = (None, None);
    while let Some(word) = args.next() {
        match word {
            "id" => group = Some(id(&mut args)?),
            "index" => index = Some(args.parse::<u16>("invalid bucket index value")?),
            _ => return Err(Error::usage(HELP)),
        }
    }
    let (Some(group), Some(index)) = (group, index) else {
        return Err(Error::usage(HELP));
    };
    let mut request = Request::new(RTM_GETNEXTHOPBUCKET, 0, &NhMsg::default());
    request.put_u32(NHA_ID, group);
    request.nest(NHA_RES_BUCKET, |request| {
        request.put_u16(NHA_RES_BUCKET_INDEX, index);
    });
    let reply = session.kernel.get(request)?;
    session.out.records(|out| show(&reply.message(), out));
    Ok(())
}

/// Shows an `RTM_NEWNEXTHOPBUCKET` or `RTM_DELNEXTHOPBUCKET`.
pub fn show(message: &Message, out: &mut Out) {
    if !matches!(message.kind, RTM_NEWNEXTHOPBUCKET | RTM_DELNEXTHOPBUCKET) {
        return;
    }
    let attrs = message.attrs(NhMsg::SIZE);
    out.object(None, |out| {
        if let Some(id) = attrs.get(NHA_ID).and_then(|attr| attr.u32()) {
            out.put("id", "id {} ", id);
        }
        if let Some(bucket) = attrs.get(NHA_RES_BUCKET).map(|attr| attr.nest()) {
            out.object(Some("bucket"), |out| {
                if let Some(n) = bucket.get(NHA_RES_BUCKET_INDEX).and_then(|attr| attr.u16()) {
                    out.put("index", "index {} ", n);
                }
                if let Some(n) = bucket.get(NHA_RES_BUCKET_IDLE_TIME).and_then(number) {
                    out.put("idle_time", "idle_time {} ", seconds(n));
                }
                if let Some(id) = bucket.get(NHA_RES_BUCKET_NH_ID).and_then(|attr| attr.u32()) {
                    out.put("nhid", "nhid {} ", id);
                }
            });
        }
        flags(message, out);
        out.end_record();
    });
}
