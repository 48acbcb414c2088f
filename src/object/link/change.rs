//! `ip link add`, `replace`, `set` and `delete`: one message with everything that was asked for.

use super::ensure::{self, Lookup};
use super::kind::{self, KindContext};
use super::parse::{self, About, LinkOptions};
use super::record::{self, For, Link};
use super::usage;
use crate::args::{Args, short};
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_DELLINK, RTM_NEWLINK};
use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE};

/// Makes a device.
///
/// # Errors
/// A wrong word or value, and the kernel's refusal.
pub fn add(session: &mut Session, args: Args) -> Result<()> {
    change(session, args, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL)
}

/// Makes a device or changes the one that is there.
///
/// # Errors
/// As [`add`].
pub fn replace(session: &mut Session, args: Args) -> Result<()> {
    change(session, args, RTM_NEWLINK, NLM_F_CREATE | NLM_F_REPLACE)
}

/// Changes a device, or all of a group.
///
/// # Errors
/// As [`add`].
pub fn set(session: &mut Session, args: Args) -> Result<()> {
    change(session, args, RTM_NEWLINK, 0)
}

/// Deletes a device, or all of a group.
///
/// # Errors
/// As [`add`].
pub fn delete(session: &mut Session, args: Args) -> Result<()> {
    change(session, args, RTM_DELLINK, 0)
}

fn change(session: &mut Session, mut args: Args, message: u16, flags: u16) -> Result<()> {
    let _locked = crate::ensure::lock(session);
    let creating = flags & NLM_F_CREATE != 0;
    let mut options = LinkOptions::new(message, flags, creating);
    options.family = session.family;
    options.read(session, &mut args)?;
    if session.ensure && !creating {
        match ensure::locate(session, &options, message)? {
            Lookup::Here => {}
            Lookup::Nowhere => return Ok(()),
            Lookup::Moved(mut place, index) => {
                options.settle_at(index);
                if let Some(kind) = options.kind {
                    put_kind(session, &mut args, kind, creating, &mut options)?;
                }
                return place.ack(options.request);
            }
        }
    }
    let about = options.settle(session, &args)?;
    if about == About::Device {
        match options.kind {
            Some(kind) => put_kind(session, &mut args, kind, creating, &mut options)?,
            None if creating => {
                let why = "Not enough information: \"type\" argument is required";
                return Err(Error::command(why));
            }
            None => {}
        }
    }
    if session.ensure && flags & NLM_F_EXCL != 0 {
        return ensure::add(session, &options);
    }
    let request = options.request;
    if session.view.echo {
        echo(session, request)?;
    } else {
        match session.kernel.ack(request) {
            // A group without devices.
            Err(error) if session.ensure && is_gone(&error, about, message) => {}
            answer => answer?,
        }
    }
    match about {
        About::Device => session.names.links.forget(options.device),
        About::Group => session.names.links.clear(),
    }
    Ok(())
}

/// Whether the group that was to be deleted has no devices.
fn is_gone(error: &Error, about: About, message: u16) -> bool {
    let deletes = message == RTM_DELLINK && about == About::Group;
    deletes && error.errno() == Some(libc::ENODEV)
}

/// Sends the request and shows the notification of the change (`-echo`).
fn echo(session: &mut Session, request: Request) -> Result<()> {
    session.echo(request, &mut |message, display| {
        if let Some(link) = Link::read(message) {
            match display.view.brief {
                true => record::show_brief(&link, For::Monitor, display),
                false => record::show(&link, For::Monitor, display),
            }
        }
    })
}

/// Appends the kind and its options.
fn put_kind(
    session: &mut Session,
    args: &mut Args,
    name: &str,
    creating: bool,
    options: &mut LinkOptions,
) -> Result<()> {
    let making = KindContext {
        name,
        device: (!creating).then_some(options.device),
        parse_peer: Some(parse::peer),
    };
    let data = if name.ends_with("_slave") {
        IFLA_INFO_SLAVE_DATA
    } else {
        IFLA_INFO_DATA
    };
    options.request.bare_nest(IFLA_LINKINFO, |request| {
        request.put_text(IFLA_INFO_KIND, name);
        read_kind(session, args, &making, data, request)
    })
}

fn read_kind(
    session: &mut Session,
    args: &mut Args,
    making: &KindContext,
    data: u16,
    request: &mut Request,
) -> Result<()> {
    match (kind::find(making.name), args.peek()) {
        (Some(kind), Some(word)) if kind.takes_no_options() && short(word, "help") => {
            Err(usage::error())
        }
        (Some(kind), _) => kind.read(session, args, making, data, request),
        (None, Some(word)) if short(word, "help") => Err(usage::error()),
        (None, Some(word)) => Err(kind::garbage(word)),
        (None, None) => Ok(()),
    }
}
