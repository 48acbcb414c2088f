//! `get`: which way a packet would go.

use super::filter::Filter;
use super::record::{self, Route};
use super::{Header, nexthop};
use crate::args::Args;
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::names::Names;
use crate::netlink::{Reply, Request};
use crate::output::{Out, eprint_line};
use crate::schema::Draft;
use crate::session::{Session, View};
use crate::uapi::route::*;
use crate::uapi::rtnetlink::RTM_GETROUTE;
use crate::value::inet::Prefix;
use crate::value::{family, ip_protocol};

/// What the words ask for.
#[derive(Default)]
struct Wanted<'a> {
    header: Header,
    draft: Draft,
    /// Names of devices, looked up when all arguments are known.
    iif: Option<&'a str>,
    oif: Option<&'a str>,
    connected: bool,
    from: bool,
    destination: bool,
}

/// Runs `get`.
pub(super) fn run(session: &mut Session, args: Args) -> Result<()> {
    let mut wanted = parse(session, args)?;
    if !wanted.destination {
        return Err(Error::command("need at least a destination address"));
    }
    for (name, kind) in [(wanted.iif, RTA_IIF), (wanted.oif, RTA_OIF)] {
        if let Some(name) = name {
            let index = session.names.links.index(name);
            let index = index.ok_or_else(|| Error::no_device(name))?;
            wanted.draft.push(kind, &index.to_ne_bytes());
        }
    }
    if wanted.header.family == family::UNSPEC {
        wanted.header.family = family::INET;
    }
    // Other families refuse the flag.
    if wanted.header.family == family::INET {
        wanted.header.flags |= RTM_F_LOOKUP_TABLE;
    }
    let reply = ask(session, &wanted)?;
    let again = wanted.connected && !wanted.from;
    let second = if again {
        Some(ask(session, &wanted)?)
    } else {
        None
    };
    session
        .out
        .records(|out| show(&reply, out, &mut session.names, &session.view))?;
    let Some(second) = second else {
        return Ok(());
    };
    // The second answer is text, whatever the form.
    let mut plain = session.out.plain();
    let out = if session.out.is_json() {
        &mut plain
    } else {
        &mut session.out
    };
    show(&second, out, &mut session.names, &session.view)?;
    session.out.raw(&plain.take());
    Ok(())
}

fn show(reply: &Reply, out: &mut Out, names: &mut Names, view: &View) -> Result<()> {
    let message = reply.message();
    let route = Route::read(&message).ok_or_else(|| Error::command("An error :-)"))?;
    record::show(&route, &Filter::default(), out, names, view);
    Ok(())
}

fn ask(session: &mut Session, wanted: &Wanted) -> Result<Reply> {
    let mut request = Request::with_body(RTM_GETROUTE, 0, &wanted.header.bytes());
    wanted.draft.emit(&mut request);
    session.kernel.get(request)
}

fn parse<'a>(session: &mut Session, mut args: Args<'a>) -> Result<Wanted<'a>> {
    let mut wanted = Wanted {
        header: Header {
            family: session.family,
            ..Header::default()
        },
        ..Wanted::default()
    };
    while let Some(word) = args.next() {
        if !packet(&mut wanted, session, &mut args, word)? {
            place(&mut wanted, session, &mut args, word)?;
        }
    }
    Ok(wanted)
}

fn packet(wanted: &mut Wanted, session: &Session, args: &mut Args, word: &str) -> Result<bool> {
    let draft = &mut wanted.draft;
    match word {
        _ if Whole("tos").fits(word) || Short("dsfield").fits(word) => {
            let value = args.value()?;
            wanted.header.tos = session
                .names
                .tables
                .dsfield(value)
                .ok_or_else(|| Error::invalid(value, "TOS value is invalid\n"))?;
        }
        _ if Short("mark").fits(word) => {
            let n: u32 = args.parse("invalid mark value")?;
            draft.push(RTA_MARK, &n.to_ne_bytes());
        }
        _ if Short("uid").fits(word) => {
            let n: u32 = args.parse("invalid UID\n")?;
            draft.push(RTA_UID, &n.to_ne_bytes());
        }
        _ if Short("from").fits(word) || Short("iif").fits(word) => return Ok(false),
        _ if Short("fibmatch").fits(word) => wanted.header.flags |= RTM_F_FIB_MATCH,
        _ if Short("notify").fits(word) => wanted.header.flags |= RTM_F_NOTIFY,
        _ if Short("connected").fits(word) => wanted.connected = true,
        _ if Short("sport").fits(word) => {
            let n: u16 = args.parse("invalid sport\n")?;
            draft.push(RTA_SPORT, &n.to_be_bytes());
        }
        _ if Short("dport").fits(word) => {
            let n: u16 = args.parse("invalid dport\n")?;
            draft.push(RTA_DPORT, &n.to_be_bytes());
        }
        _ if Short("ipproto").fits(word) => {
            let value = args.value()?;
            let wrong = || Error::invalid(value, "Invalid \"ipproto\" value\n");
            draft.push(
                RTA_IP_PROTO,
                &[ip_protocol::parse_decimal(value).ok_or_else(wrong)?],
            );
        }
        "flowlabel" => {
            let n: u32 = args.parse("invalid flowlabel")?;
            draft.push(RTA_FLOWLABEL, &n.to_be_bytes());
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn place<'a>(
    wanted: &mut Wanted<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
    word: &'a str,
) -> Result<()> {
    match word {
        _ if Short("iif").fits(word) => wanted.iif = Some(args.value()?),
        _ if Short("oif").fits(word) || word == "dev" => wanted.oif = Some(args.value()?),
        _ if Short("vrf").fits(word) => {
            let name = args.value()?;
            let wrong = || Error::invalid(name, "Invalid VRF\n");
            let index = session.vrf_index(name).ok_or_else(wrong)?;
            wanted.draft.push(RTA_OIF, &index.to_ne_bytes());
        }
        _ if Short("from").fits(word) => {
            let prefix = address(wanted, args.value()?)?;
            wanted.from = true;
            wanted.header.src_len = prefix.length;
            wanted.draft.push(RTA_SRC, prefix.inet.bytes());
        }
        "as" => {
            let bytes = nexthop::newdst(args, &mut wanted.header.family)?;
            wanted.draft.push(RTA_NEWDST, &bytes);
        }
        _ => {
            let word = if word == "to" { args.value()? } else { word };
            if Short("help").fits(word) {
                return Err(Error::usage(super::HELP));
            }
            let prefix = address(wanted, word)?;
            wanted.header.dst_len = prefix.length;
            wanted.destination = true;
            if !prefix.inet.bytes().is_empty() {
                wanted.draft.push(RTA_DST, prefix.inet.bytes());
            }
        }
    }
    Ok(())
}

/// An address: a shorter prefix is taken for its address, with a warning.
fn address(wanted: &mut Wanted, word: &str) -> Result<Prefix> {
    let mut prefix = Prefix::parse(word, wanted.header.family)?;
    if wanted.header.family == family::UNSPEC {
        wanted.header.family = prefix.inet.family;
    }
    let bits = family::bits(prefix.inet.family);
    if prefix.explicit && prefix.length != bits {
        eprint_line(&format!(
            "Warning: /{} as prefix is invalid, only /{bits} (or none) is supported.",
            prefix.length
        ));
        prefix.length = bits;
    }
    Ok(prefix)
}
