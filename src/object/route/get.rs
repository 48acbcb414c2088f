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

#[derive(Clone, Copy)]
enum Keyword {
    To,
    From,
    Tos,
    Input,
    Mark,
    Output,
    Notify,
    Connected,
    FibMatch,
    Vrf,
    As,
    Flow(Flow),
}

/// Selectors that are attributes in the order of the arguments.
#[derive(Clone, Copy)]
enum Flow {
    Uid,
    SourcePort,
    DestinationPort,
    IpProtocol,
    Label,
}

/// In the order of comparison.
const KEYWORDS: &[(Word, Keyword)] = &[
    (Whole("to"), Keyword::To),
    (Whole("tos"), Keyword::Tos),
    (Short("dsfield"), Keyword::Tos),
    (Short("from"), Keyword::From),
    (Short("iif"), Keyword::Input),
    (Short("mark"), Keyword::Mark),
    (Short("oif"), Keyword::Output),
    (Whole("dev"), Keyword::Output),
    (Short("notify"), Keyword::Notify),
    (Short("connected"), Keyword::Connected),
    (Short("vrf"), Keyword::Vrf),
    (Short("uid"), Keyword::Flow(Flow::Uid)),
    (Short("fibmatch"), Keyword::FibMatch),
    (Short("sport"), Keyword::Flow(Flow::SourcePort)),
    (Short("dport"), Keyword::Flow(Flow::DestinationPort)),
    (Short("ipproto"), Keyword::Flow(Flow::IpProtocol)),
    (Whole("flowlabel"), Keyword::Flow(Flow::Label)),
    (Whole("as"), Keyword::As),
];

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
        let known = KEYWORDS.iter().find(|(known, _)| known.fits(word));
        match known.map(|(_, keyword)| *keyword) {
            Some(keyword) => option(&mut options, session, &mut args, keyword)?,
            None => destination(&mut options, word)?,
        }
    }
    Ok(options)
}

fn option<'a>(
    options: &mut GetOptions<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
    keyword: Keyword,
) -> Result<()> {
    match keyword {
        Keyword::To => destination(options, args.value()?)?,
        Keyword::From => source(options, args.value()?)?,
        Keyword::Input => options.input = Some(args.value()?),
        Keyword::Output => options.output = Some(args.value()?),
        Keyword::Vrf => {
            let name = args.value()?;
            let wrong = || Error::invalid(name, "Invalid VRF\n");
            session.vrf_index(name).ok_or_else(wrong)?;
            options.output = Some(name);
        }
        Keyword::Mark => options.mark = args.parse("invalid mark value")?,
        Keyword::Notify => options.header.flags |= RTM_F_NOTIFY,
        Keyword::Connected => options.connected = true,
        Keyword::FibMatch => options.header.flags |= RTM_F_FIB_MATCH,
        Keyword::Tos => {
            let value = args.value()?;
            let wrong = || Error::invalid(value, "TOS value is invalid\n");
            options.header.tos = session.names.tables.dsfield(value).ok_or_else(wrong)?;
        }
        Keyword::As => {
            let bytes = nexthop::newdst(args, &mut options.header.family)?;
            options.draft.push(RTA_NEWDST, &bytes);
        }
        Keyword::Flow(selector) => put_flow(&mut options.draft, args, selector)?,
    }
    Ok(())
}

fn put_flow(draft: &mut Draft, args: &mut Args, selector: Flow) -> Result<()> {
    match selector {
        Flow::Uid => {
            let n: u32 = args.parse("invalid UID\n")?;
            draft.push(RTA_UID, &n.to_ne_bytes());
        }
        Flow::SourcePort => {
            let n: u16 = args.parse("invalid sport\n")?;
            draft.push(RTA_SPORT, &n.to_be_bytes());
        }
        Flow::DestinationPort => {
            let n: u16 = args.parse("invalid dport\n")?;
            draft.push(RTA_DPORT, &n.to_be_bytes());
        }
        Flow::IpProtocol => {
            let value = args.value()?;
            let wrong = || Error::invalid(value, "Invalid \"ipproto\" value\n");
            let protocol = ip_protocol::parse_decimal(value).ok_or_else(wrong)?;
            draft.push(RTA_IP_PROTO, &[protocol]);
        }
        Flow::Label => {
            let n: u32 = args.parse("invalid flowlabel")?;
            draft.push(RTA_FLOWLABEL, &n.to_be_bytes());
        }
    }
    Ok(())
}

fn source(options: &mut GetOptions, word: &str) -> Result<()> {
    let prefix = address(options, word, RTA_SRC)?;
    options.from = true;
    options.header.src_len = prefix.length;
    Ok(())
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
