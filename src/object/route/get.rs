//! `get`: which way a packet would go.

use super::filter::Filter;
use super::nexthop;
use super::record::{self, Route};
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

/// What the words ask for.
#[derive(Default)]
struct Wanted<'a> {
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

/// Selectors of a flow, each an attribute in the order typed.
#[derive(Clone, Copy)]
enum Flow {
    Uid,
    SourcePort,
    DestinationPort,
    IpProtocol,
    Label,
}

/// In the order in which they are tried.
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

/// Runs `get`.
pub(super) fn run(session: &mut Session, args: Args) -> Result<()> {
    let mut wanted = parse(session, args)?;
    if !wanted.destination {
        return Err(Error::command("need at least a destination address"));
    }
    if wanted.header.family == family::UNSPEC {
        wanted.header.family = family::INET;
    }
    // Other families refuse the flag.
    if wanted.header.family == family::INET {
        wanted.header.flags |= RTM_F_LOOKUP_TABLE;
    }
    put_devices(&mut wanted, session)?;
    let reply = ask(session, &wanted)?;
    let again = wanted.connected && !wanted.from;
    let second = if again {
        Some(ask(session, &wanted)?)
    } else {
        None
    };
    session.display().records(|display| show(&reply, display))?;
    let Some(second) = second else {
        return Ok(());
    };
    // The second answer is text, whatever the form.
    session.display().as_text(|display| show(&second, display))
}

fn show(reply: &Reply, display: &mut Display) -> Result<()> {
    let message = reply.message();
    let route = Route::read(&message).ok_or_else(|| Error::command("An error :-)"))?;
    record::show(&route, &Filter::default(), display);
    Ok(())
}

fn ask(session: &mut Session, wanted: &Wanted) -> Result<Reply> {
    let mut request = Request::new(RTM_GETROUTE, 0, &wanted.header);
    wanted.draft.emit(&mut request);
    session.kernel.get(request)
}

/// Devices and the mark follow all else, each once.
fn put_devices(wanted: &mut Wanted, session: &mut Session) -> Result<()> {
    for (kind, name) in [(RTA_IIF, wanted.input), (RTA_OIF, wanted.output)] {
        if let Some(name) = name {
            let index = session.names.links.index(name);
            let index = index.ok_or_else(|| Error::no_device(name))?;
            wanted.draft.push(kind, &index.to_ne_bytes());
        }
    }
    if wanted.mark != 0 {
        wanted.draft.push(RTA_MARK, &wanted.mark.to_ne_bytes());
    }
    Ok(())
}

fn parse<'a>(session: &mut Session, mut args: Args<'a>) -> Result<Wanted<'a>> {
    let mut wanted = Wanted {
        header: RtMsg {
            family: session.family,
            ..RtMsg::default()
        },
        ..Wanted::default()
    };
    while let Some(word) = args.next() {
        let known = KEYWORDS.iter().find(|(known, _)| known.fits(word));
        match known.map(|(_, keyword)| *keyword) {
            Some(keyword) => keyed(&mut wanted, session, &mut args, keyword)?,
            None => destination(&mut wanted, word)?,
        }
    }
    Ok(wanted)
}

fn keyed<'a>(
    wanted: &mut Wanted<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
    keyword: Keyword,
) -> Result<()> {
    match keyword {
        Keyword::To => destination(wanted, args.value()?)?,
        Keyword::From => source(wanted, args.value()?)?,
        Keyword::Input => wanted.input = Some(args.value()?),
        Keyword::Output => wanted.output = Some(args.value()?),
        Keyword::Vrf => {
            let name = args.value()?;
            let wrong = || Error::invalid(name, "Invalid VRF\n");
            session.vrf_index(name).ok_or_else(wrong)?;
            wanted.output = Some(name);
        }
        Keyword::Mark => wanted.mark = args.parse("invalid mark value")?,
        Keyword::Notify => wanted.header.flags |= RTM_F_NOTIFY,
        Keyword::Connected => wanted.connected = true,
        Keyword::FibMatch => wanted.header.flags |= RTM_F_FIB_MATCH,
        Keyword::Tos => {
            let value = args.value()?;
            let wrong = || Error::invalid(value, "TOS value is invalid\n");
            wanted.header.tos = session.names.tables.dsfield(value).ok_or_else(wrong)?;
        }
        Keyword::As => {
            let bytes = nexthop::newdst(args, &mut wanted.header.family)?;
            wanted.draft.push(RTA_NEWDST, &bytes);
        }
        Keyword::Flow(selector) => put_flow(&mut wanted.draft, args, selector)?,
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

fn source(wanted: &mut Wanted, word: &str) -> Result<()> {
    let prefix = address(wanted, word, RTA_SRC)?;
    wanted.from = true;
    wanted.header.src_len = prefix.length;
    Ok(())
}

/// The destination: a shorter prefix is taken for its address, with a warning.
fn destination(wanted: &mut Wanted, word: &str) -> Result<()> {
    if Short("help").fits(word) {
        return Err(Error::usage(super::HELP));
    }
    let prefix = address(wanted, word, RTA_DST)?;
    let bits = family::bits(prefix.inet.family);
    wanted.header.dst_len = prefix.length;
    if prefix.length != bits {
        eprint_line(&format!(
            "Warning: /{} as prefix is invalid, only /{bits} (or none) is supported.",
            prefix.length
        ));
        wanted.header.dst_len = bits;
    }
    wanted.destination = true;
    Ok(())
}

fn address(wanted: &mut Wanted, word: &str, kind: u16) -> Result<Prefix> {
    let prefix = Prefix::parse(word, wanted.header.family)?;
    if wanted.header.family == family::UNSPEC {
        wanted.header.family = prefix.inet.family;
    }
    let bytes = prefix.inet.payload(word);
    if !bytes.is_empty() {
        wanted.draft.push(kind, bytes);
    }
    Ok(prefix)
}
