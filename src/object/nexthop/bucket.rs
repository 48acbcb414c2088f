//! `ip nexthop bucket`: the buckets of resilient groups.

use super::filter::Filter;
use super::record::show_bucket;
use super::{HELP, id};
use crate::args::{Args, Word::Short};
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::header::NhMsg;
use crate::uapi::nexthop::*;
use crate::uapi::rtnetlink::RTM_GETNEXTHOPBUCKET;

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
            show_bucket(&message, out);
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
    session
        .out
        .records(|out| show_bucket(&reply.message(), out));
    Ok(())
}
