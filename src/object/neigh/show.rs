//! `ip neigh show` and `get`.

use super::filter::Filter;
use super::record::{self, Neighbour};
use crate::args::Args;
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::header::NdMsg;
use crate::uapi::neigh::*;
use crate::uapi::rtnetlink::{RTM_GETNEIGH, RTM_NEWNEIGH};
use crate::value::{family, inet::Inet};

/// `show`.
pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let filter = Filter::parse(session, &mut args, false)?;
    let request = request(&filter);
    let (kernel, mut display) = session.kernel_and_display();
    display.records(|display| {
        kernel.dump(request, &mut |message| {
            if let Some(neighbour) =
                Neighbour::read(&message).filter(|neighbour| filter.matches(neighbour))
            {
                record::show(&neighbour, filter.device.is_none(), display);
            }
            Ok(display.out.flush_if_full()?)
        })
    })
}

/// The dump request for `filter`.
pub(super) fn request(filter: &Filter) -> Request {
    let flags = if filter.proxy { NTF_PROXY } else { 0 };
    let header = NdMsg {
        family: filter.family,
        flags,
        ..NdMsg::default()
    };
    let mut request = Request::new(RTM_GETNEIGH, 0, &header);
    filter.add_to(&mut request);
    request
}

/// `get`.
pub(super) fn get(session: &mut Session, mut args: Args) -> Result<()> {
    let GetOptions {
        destination,
        device,
        flags,
    } = get_options(session, &mut args)?;
    // A proxy entry may apply to all devices.
    let (Some(destination), true) = (
        destination.filter(|inet| inet.family != family::UNSPEC),
        device.is_some() || flags & NTF_PROXY != 0,
    ) else {
        return Err(Error::command("Device and address are required arguments."));
    };
    let index = match device {
        None => 0,
        Some(device) => session
            .names
            .links
            .index(device)
            .ok_or_else(|| Error::no_device(device))?,
    };
    let header = NdMsg {
        family: destination.family,
        index,
        flags,
        ..NdMsg::default()
    };
    let mut request = Request::new(RTM_GETNEIGH, 0, &header);
    request.put(NDA_DST, destination.bytes());
    let reply = session.kernel.get(request)?;
    let message = reply.message();
    let Some(neighbour) = Neighbour::read(&message).filter(|_| message.kind == RTM_NEWNEIGH) else {
        return Err(Error::command("An error :-)"));
    };
    session
        .display()
        .records(|display| record::show(&neighbour, true, display));
    Ok(())
}

/// The arguments of `get`.
#[derive(Default)]
struct GetOptions<'a> {
    destination: Option<Inet>,
    device: Option<&'a str>,
    flags: u8,
}

fn get_options<'a>(session: &Session, args: &mut Args<'a>) -> Result<GetOptions<'a>> {
    let mut options = GetOptions::default();
    while let Some(word) = args.next() {
        if word == "dev" {
            options.device = Some(args.value()?);
            continue;
        }
        let proxy = Short("proxy").fits(word);
        let value = if proxy || Whole("to").fits(word) {
            args.value()?
        } else {
            word
        };
        if Short("help").fits(value) {
            return Err(Error::usage(super::HELP));
        }
        if options.destination.is_some() && proxy {
            return Err(Error::duplicate("address", value));
        }
        if options.destination.is_some() {
            return Err(Error::duplicate_or_garbage("to", value));
        }
        options.destination = Some(Inet::parse(value, session.family)?);
        options.flags |= if proxy { NTF_PROXY } else { 0 };
    }
    Ok(options)
}
