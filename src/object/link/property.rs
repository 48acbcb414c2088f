//! `ip link property`: alternative names.

use super::{ensure, usage};
use crate::args::{Args, short};
use crate::error::{Error, Result};
use crate::names::links::checked_alternative_name;
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_DELLINKPROP, RTM_NEWLINKPROP};
use netlink_packet_core::{NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL};

/// Runs `add` or `del`.
///
/// # Errors
/// A wrong word, an unknown device, and the kernel's refusal.
pub fn run(session: &mut Session, mut args: Args) -> Result<()> {
    match args.next() {
        None => Err(usage::error()),
        Some(verb) if short(verb, "add") => {
            let flags = NLM_F_EXCL | NLM_F_CREATE | NLM_F_APPEND;
            change(session, args, RTM_NEWLINKPROP, flags)
        }
        Some(verb) if short(verb, "del") => change(session, args, RTM_DELLINKPROP, 0),
        Some(verb) if short(verb, "help") => Err(usage::error()),
        Some(_) => Err(Error::fatal("Operator required", 255)),
    }
}

fn change(session: &mut Session, args: Args, message: u16, flags: u16) -> Result<()> {
    let (dev, mut names) = read(args)?;
    let _locked = crate::ensure::lock(session);
    let index = session.names.links.index(dev);
    let adds = message == RTM_NEWLINKPROP;
    if session.ensure {
        match index {
            Some(index) if !names.is_empty() => {
                ensure::keep_to_do(session, index, &mut names, adds);
                if names.is_empty() {
                    return Ok(());
                }
            }
            None if !adds => return Ok(()),
            Some(_) | None => {}
        }
    }
    let header = IfInfoMsg {
        family: session.family,
        index: index.ok_or_else(|| Error::no_device(dev))?,
        ..IfInfoMsg::default()
    };
    let mut request = Request::new(message, flags, &header);
    request.nest(IFLA_PROP_LIST, |request| {
        for name in names {
            request.put_text(IFLA_ALT_IFNAME, name);
        }
    });
    session.kernel.ack(request)
}

/// The device and the names.
fn read<'a>(mut args: Args<'a>) -> Result<(&'a str, Vec<&'a str>)> {
    let mut dev = None;
    let mut names = Vec::new();
    while let Some(mut word) = args.next() {
        if short(word, "altname") {
            names.push(checked_alternative_name(
                args.value()?,
                "not a valid altname",
            )?);
            continue;
        }
        if word == "dev" {
            word = args.value()?;
        } else if short(word, "help") {
            return Err(usage::error());
        }
        if dev.is_some() {
            return Err(Error::duplicate_or_garbage("dev", word));
        }
        dev = Some(checked_alternative_name(
            word,
            "\"dev\" not a valid ifname",
        )?);
    }
    let why = "Not enough of information: \"dev\" argument is required.";
    let dev = dev.ok_or_else(|| Error::fatal(why, 255))?;
    Ok((dev, names))
}
