//! `ip token`: the interface identifier of a device for addresses in advertised prefixes. ip-token(8).

use crate::args::Args;
use crate::args::Word::{Short, Whole};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::netlink::{Message, Request};
use crate::output::Colour;
use crate::session::Session;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_GETLINK, RTM_NEWLINK, RTM_SETLINK};
use crate::value::family;
use crate::value::inet::{Inet, Prefix};

const HELP: &str = "\
Usage: ip token [ list | get | del ] [ dev DEV ]
       ip token set TOKEN dev DEV
";

const VERBS: Verbs = Verbs {
    object: "ip token",
    default: list,
    table: &[
        (Short("list"), list),
        (Short("lst"), list),
        (Short("show"), list),
        (Short("set"), set),
        (Short("add"), set),
        (Short("get"), list),
        (Short("delete"), delete),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip token`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}

/// Reads the device after `dev`.
fn device(session: &mut Session, args: &mut Args) -> Result<u32> {
    let name = args.value()?;
    let index = session.names.links.index(name);
    index.ok_or_else(|| Error::invalid(name, "dev is invalid\n"))
}

/// `list` and `get`. Only the first `dev` counts; the arguments after it are ignored.
fn list(session: &mut Session, mut args: Args) -> Result<()> {
    let mut only = None;
    while let Some(word) = args.next() {
        if word == "dev" {
            only = Some(device(session, &mut args)?);
            break;
        }
    }
    let header = IfInfoMsg {
        family: family::INET6,
        ..IfInfoMsg::default()
    };
    let dump = session
        .kernel
        .collect(Request::new(RTM_GETLINK, 0, &header))?;
    let Session { out, names, .. } = session;
    out.records(|out| {
        for message in dump.iter() {
            let Some((index, token)) = token(&message) else {
                continue;
            };
            if only.is_some_and(|only| only != index) {
                continue;
            }
            out.object(None, |out| {
                out.word("token ");
                out.paint(Colour::Inet6, "token", "{}", token.plain());
                out.word(" dev ");
                // The colour includes the end of the line.
                out.paint(Colour::Ifname, "ifname", "{}\n", names.links.name(index));
            });
        }
    });
    Ok(())
}

/// The token of a device that can have one.
fn token(message: &Message) -> Option<(u32, Inet)> {
    let header = IfInfoMsg::parse(message.body)?;
    if message.kind != RTM_NEWLINK || header.family != family::INET6 {
        return None;
    }
    if header.flags & (IFF_LOOPBACK | IFF_NOARP) != 0 {
        return None;
    }
    let inet6 = message.attrs(IfInfoMsg::SIZE).get(IFLA_PROTINFO)?.nest();
    let token = inet6.get(IFLA_INET6_TOKEN)?;
    Some((header.index, Inet::new(family::INET6, token.bytes)))
}

fn set(session: &mut Session, mut args: Args) -> Result<()> {
    let (mut token, mut index) = (None, None);
    while let Some(word) = args.next() {
        if Whole("dev").fits(word) {
            index = Some(device(session, &mut args)?);
            continue;
        }
        if Short("help").fits(word) {
            return Err(Error::usage(HELP));
        }
        // Only the first token counts; iproute2 ignores others.
        if token.is_none() {
            token = Some(Prefix::parse(word, family::INET6)?.inet);
        }
    }
    let token =
        token.ok_or_else(|| Error::command("Not enough information: token is required."))?;
    change(session, token, index)
}

fn delete(session: &mut Session, mut args: Args) -> Result<()> {
    let mut index = None;
    while let Some(word) = args.next() {
        if Whole("dev").fits(word) {
            index = Some(device(session, &mut args)?);
        } else if Short("help").fits(word) {
            return Err(Error::usage(HELP));
        }
    }
    change(session, Inet::unspecified(family::INET6), index)
}

fn change(session: &mut Session, token: Inet, index: Option<u32>) -> Result<()> {
    let index = index
        .ok_or_else(|| Error::command("Not enough information: \"dev\" argument is required."))?;
    let header = IfInfoMsg {
        family: family::INET6,
        index,
        ..IfInfoMsg::default()
    };
    let mut request = Request::new(RTM_SETLINK, 0, &header);
    request.bare_nest(IFLA_AF_SPEC, |request| {
        request.bare_nest(family::INET6.into(), |request| {
            request.put(IFLA_INET6_TOKEN, token.bytes());
        });
    });
    session.kernel.ack(request)
}
