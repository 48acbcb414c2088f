//! `ip route get`: the route of a packet.

use super::nexthop;
use super::record::{self, Omit, Route};
use crate::args::Args;
use crate::args::Word::{self, Short, Whole};
use crate::error::{Error, Result};
use crate::netlink::{Reply, Request};
use crate::output::eprint_line;
use crate::schema::Draft;
use crate::session::{Display, Session};
use crate::uapi::header::RtMsg;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::RTM_GETROUTE;
use crate::value::inet::Prefix;
use crate::value::{family, ip_protocol};

/// A packet as the arguments describe it.
#[derive(Default)]
struct GetOptions<'a> {
    header: RtMsg,
    draft: Draft,
    input: Option<&'a str>,
    output: Option<&'a str>,
    mark: u32,
    connected: bool,
    from: bool,
    destination: bool,
}

/// Reads an option after its keyword.
type ReadOption = for<'a> fn(&mut GetOptions<'a>, &mut Session, &mut Args<'a>) -> Result<()>;

/// In the order of comparison.
const OPTIONS: &[(Word, ReadOption)] = &[
    (Whole("to"), |options, _, args| {
        destination(options, args.value()?)
    }),
    (Whole("tos"), tos),
    (Short("dsfield"), tos),
    (Short("from"), |options, _, args| {
        options.header.src_len = address(options, args.value()?, RTA_SRC)?.length;
        options.from = true;
        Ok(())
    }),
    (Short("iif"), |options, _, args| {
        options.input = Some(args.value()?);
        Ok(())
    }),
    (Short("mark"), |options, _, args| {
        options.mark = args.parse("invalid mark value")?;
        Ok(())
    }),
    (Short("oif"), output),
    (Whole("dev"), output),
    (Short("notify"), |options, _, _| {
        options.header.flags |= RTM_F_NOTIFY;
        Ok(())
    }),
    (Short("connected"), |options, _, _| {
        options.connected = true;
        Ok(())
    }),
    (Short("vrf"), |options, session, args| {
        let name = args.value()?;
        let wrong = || Error::invalid(name, "Invalid VRF\n");
        session.vrf_index(name).ok_or_else(wrong)?;
        options.output = Some(name);
        Ok(())
    }),
    (Short("uid"), |options, _, args| {
        let n: u32 = args.parse("invalid UID\n")?;
        options.draft.push(RTA_UID, &n.to_ne_bytes());
        Ok(())
    }),
    (Short("fibmatch"), |options, _, _| {
        options.header.flags |= RTM_F_FIB_MATCH;
        Ok(())
    }),
    (Short("sport"), |options, _, args| {
        let n: u16 = args.parse("invalid sport\n")?;
        options.draft.push(RTA_SPORT, &n.to_be_bytes());
        Ok(())
    }),
    (Short("dport"), |options, _, args| {
        let n: u16 = args.parse("invalid dport\n")?;
        options.draft.push(RTA_DPORT, &n.to_be_bytes());
        Ok(())
    }),
    (Short("ipproto"), |options, _, args| {
        let value = args.value()?;
        let wrong = || Error::invalid(value, "Invalid \"ipproto\" value\n");
        let protocol = ip_protocol::parse_decimal(value).ok_or_else(wrong)?;
        options.draft.push(RTA_IP_PROTO, &[protocol]);
        Ok(())
    }),
    (Whole("flowlabel"), |options, _, args| {
        let n: u32 = args.parse("invalid flowlabel")?;
        options.draft.push(RTA_FLOWLABEL, &n.to_be_bytes());
        Ok(())
    }),
    (Whole("as"), |options, _, args| {
        let bytes = nexthop::newdst(args, &mut options.header.family)?;
        options.draft.push(RTA_NEWDST, &bytes);
        Ok(())
    }),
];

fn tos<'a>(options: &mut GetOptions<'a>, session: &mut Session, args: &mut Args<'a>) -> Result<()> {
    let value = args.value()?;
    let wrong = || Error::invalid(value, "TOS value is invalid\n");
    options.header.tos = session.names.tables.dsfield(value).ok_or_else(wrong)?;
    Ok(())
}

fn output<'a>(options: &mut GetOptions<'a>, _: &mut Session, args: &mut Args<'a>) -> Result<()> {
    options.output = Some(args.value()?);
    Ok(())
}

/// `get`.
pub(super) fn run(session: &mut Session, args: Args) -> Result<()> {
    let mut options = parse(session, args)?;
    if !options.destination {
        return Err(Error::command("need at least a destination address"));
    }
    if options.header.family == family::UNSPEC {
        options.header.family = family::INET;
    }
    // Other families refuse the flag.
    if options.header.family == family::INET {
        options.header.flags |= RTM_F_LOOKUP_TABLE;
    }
    put_devices(&mut options, session)?;
    let reply = request(session, &options)?;
    let again = options.connected && !options.from;
    let second = if again {
        Some(request(session, &options)?)
    } else {
        None
    };
    session.display().records(|display| show(&reply, display))?;
    let Some(second) = second else {
        return Ok(());
    };
    // The second answer is text in any format.
    session.display().as_text(|display| show(&second, display))
}

fn show(reply: &Reply, display: &mut Display) -> Result<()> {
    let message = reply.message();
    let route = Route::read(&message).ok_or_else(|| Error::command("An error :-)"))?;
    record::show(&route, &Omit::default(), display);
    Ok(())
}

fn request(session: &mut Session, options: &GetOptions) -> Result<Reply> {
    let mut request = Request::new(RTM_GETROUTE, 0, &options.header);
    options.draft.emit(&mut request);
    session.kernel.get(request)
}

/// Devices and the mark follow all other attributes, each once.
fn put_devices(options: &mut GetOptions, session: &mut Session) -> Result<()> {
    for (kind, name) in [(RTA_IIF, options.input), (RTA_OIF, options.output)] {
        if let Some(name) = name {
            let index = session.names.links.index(name);
            let index = index.ok_or_else(|| Error::no_device(name))?;
            options.draft.push(kind, &index.to_ne_bytes());
        }
    }
    if options.mark != 0 {
        options.draft.push(RTA_MARK, &options.mark.to_ne_bytes());
    }
    Ok(())
}

fn parse<'a>(session: &mut Session, mut args: Args<'a>) -> Result<GetOptions<'a>> {
    let mut options = GetOptions {
        header: RtMsg {
            family: session.family,
            ..RtMsg::default()
        },
        ..GetOptions::default()
    };
    while let Some(word) = args.next() {
        match OPTIONS.iter().find(|(keyword, _)| keyword.fits(word)) {
            Some((_, read)) => read(&mut options, session, &mut args)?,
            None => destination(&mut options, word)?,
        }
    }
    Ok(options)
}

/// Reads the destination. A prefix is replaced by its address, with a warning.
fn destination(options: &mut GetOptions, word: &str) -> Result<()> {
    let prefix = address(options, word, RTA_DST)?;
    let bits = family::bits(prefix.inet.family);
    options.header.dst_len = prefix.length;
    if prefix.length != bits {
        eprint_line(&format!(
            "Warning: /{} as prefix is invalid, only /{bits} (or none) is supported.",
            prefix.length
        ));
        options.header.dst_len = bits;
    }
    options.destination = true;
    Ok(())
}

fn address(options: &mut GetOptions, word: &str, kind: u16) -> Result<Prefix> {
    if Short("help").fits(word) {
        return Err(Error::usage(super::HELP));
    }
    let prefix = Prefix::parse(word, options.header.family)?;
    if options.header.family == family::UNSPEC {
        options.header.family = prefix.inet.family;
    }
    let bytes = prefix.inet.payload(word);
    if !bytes.is_empty() {
        options.draft.push(kind, bytes);
    }
    Ok(prefix)
}
