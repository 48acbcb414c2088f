//! `ip addrlabel`: labels for the selection of IPv6 source addresses (RFC 6724). ip-addrlabel(8).

mod ensure;

use crate::args::Args;
use crate::args::Word::{Short, Whole};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::names::Names;
use crate::netlink::{Message, Request};
use crate::output::{Colour, Out};
use crate::session::Session;
use crate::uapi::addrlabel::{IFAL_ADDRESS, IFAL_LABEL};
use crate::uapi::header::IfAddrLblMsg;
use crate::uapi::rtnetlink::{RTM_DELADDRLABEL, RTM_GETADDRLABEL, RTM_NEWADDRLABEL};
use crate::value::family;
use crate::value::inet::{Inet, Prefix};
use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL};

const HELP: &str = "\
Usage: ip addrlabel { add | del } prefix PREFIX [ dev DEV ] [ label LABEL ]
       ip addrlabel [ list | flush | help ]
";

const VERBS: Verbs = Verbs {
    object: "ip addrlabel",
    default: list,
    table: &[
        (Short("list"), list),
        (Short("show"), list),
        (Short("add"), |session, args| {
            change(session, args, RTM_NEWADDRLABEL, NLM_F_CREATE | NLM_F_EXCL)
        }),
        (Short("delete"), |session, args| {
            change(session, args, RTM_DELADDRLABEL, 0)
        }),
        (Short("flush"), flush),
        (Short("lst"), list),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip addrlabel`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}

/// The request for all labels of a family.
fn dump_of(family: u8) -> Request {
    let header = IfAddrLblMsg {
        family,
        ..IfAddrLblMsg::default()
    };
    Request::new(RTM_GETADDRLABEL, 0, &header)
}

fn dump_request(session: &Session) -> Request {
    let family = match session.family {
        family::UNSPEC => family::INET6,
        family => family,
    };
    dump_of(family)
}

fn list(session: &mut Session, args: Args) -> Result<()> {
    if !args.is_empty() {
        return Err(Error::command(
            "\"ip addrlabel show\" does not take any arguments.",
        ));
    }
    let request = dump_request(session);
    let Session {
        kernel, out, names, ..
    } = session;
    out.records(|out| {
        kernel.dump(request, &mut |message| {
            if message.kind == RTM_NEWADDRLABEL {
                show(&message, out, names);
            }
            Ok(())
        })
    })
    .map_err(|error| error.status_as(255))
}

/// Shows a label, from an `RTM_NEWADDRLABEL` or `RTM_DELADDRLABEL`.
pub fn show(message: &Message, out: &mut Out, names: &mut Names) {
    let Some(header) = IfAddrLblMsg::parse(message.body) else {
        return;
    };
    let attrs = message.attrs(IfAddrLblMsg::SIZE);
    out.object(None, |out| {
        if message.kind == RTM_DELADDRLABEL {
            out.put("deleted", "Deleted ", true);
        }
        if let Some(address) = attrs.get(IFAL_ADDRESS) {
            let address = Inet::new(header.family, address.bytes);
            out.word("prefix ");
            out.paint(Colour::Inet6, "address", "{}", address.shown(out));
            out.put("prefixlen", "/{} ", header.prefix_len);
        }
        if header.index != 0 {
            out.word("dev ");
            out.paint(
                Colour::Ifname,
                "ifname",
                "{} ",
                names.links.name(header.index),
            );
        }
        if let Some(label) = attrs.get(IFAL_LABEL).and_then(|attr| attr.u32()) {
            out.put("label", "label {} ", label);
        }
        out.end_record();
    });
}

fn change(session: &mut Session, mut args: Args, kind: u16, flags: u16) -> Result<()> {
    let (mut prefix, mut label, mut index) = (None, None, 0);
    while let Some(word) = args.next() {
        if Whole("prefix").fits(word) {
            prefix = Some(Prefix::parse(args.value()?, session.family)?);
        } else if word == "dev" {
            let name = args.value()?;
            let found = session.names.links.index(name);
            if session.ensure && kind == RTM_DELADDRLABEL && found.is_none() {
                return Ok(());
            }
            index = found.ok_or_else(|| Error::invalid(name, "dev is invalid\n"))?;
        } else if word == "label" {
            let value = args.value()?;
            let read = crate::args::FromWord::from_word(value).filter(|n: &u32| *n != u32::MAX);
            label = Some(read.ok_or_else(|| Error::invalid(value, "label is invalid\n"))?);
        }
    }
    let missing = |what: &str| {
        Error::command(format!(
            "Not enough information: \"{what}\" argument is required."
        ))
    };
    let prefix = prefix.ok_or_else(|| missing("prefix"))?;
    let label = label.ok_or_else(|| missing("label"))?;
    let family = match session.family {
        family::UNSPEC => family::INET6,
        family => family,
    };
    let header = IfAddrLblMsg {
        family,
        prefix_len: prefix.length,
        index,
    };
    let mut request = Request::new(kind, flags, &header);
    request.put_u32(IFAL_LABEL, label);
    request.put(IFAL_ADDRESS, prefix.inet.bytes());
    crate::ensure::change(session, request, &ensure::ENSURE)
}

fn flush(session: &mut Session, args: Args) -> Result<()> {
    if !args.is_empty() {
        return Err(Error::command(
            "\"ip addrlabel flush\" does not allow extra arguments",
        ));
    }
    let request = dump_request(session);
    let dump = session
        .kernel
        .collect(request)
        .map_err(|error| error.dump_ended_as("Flush terminated", 1))?;
    for message in dump
        .iter()
        .filter(|message| message.kind == RTM_NEWADDRLABEL)
    {
        session
            .kernel
            .ack(Request::with_body(RTM_DELADDRLABEL, 0, message.body))?;
    }
    Ok(())
}
