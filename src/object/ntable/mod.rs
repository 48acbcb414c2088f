//! `ip ntable`: parameters of neighbour tables. ip-ntable(8).

mod table;

use crate::args::{Args, FromWord, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::names::{Names, links};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::output::{Colour, Out};
use crate::session::Session;
use crate::uapi::header::RtGenMsg;
use crate::uapi::neightbl::*;
use crate::uapi::rtnetlink::{RTM_GETNEIGHTBL, RTM_NEWNEIGHTBL, RTM_SETNEIGHTBL};
use crate::value::family;
use netlink_packet_core::NLM_F_REPLACE;

const HELP: &str = "\
Usage: ip ntable change name NAME [ dev DEV ] [ thresh1 VAL ] [ thresh2 VAL ]
                        [ thresh3 VAL ] [ gc_int MSEC ] [ PARMS ]
       ip ntable show [ dev DEV ] [ name NAME ]
PARMS := [ base_reachable MSEC ] [ retrans MSEC ] [ gc_stale MSEC ]
         [ delay_probe MSEC ] [ queue LEN ] [ app_probes VAL ]
         [ ucast_probes VAL ] [ mcast_probes VAL ] [ mcast_reprobes VAL ]
         [ anycast_delay MSEC ] [ proxy_delay MSEC ] [ proxy_queue LEN ]
         [ locktime MSEC ]
";

const VERBS: Verbs = Verbs {
    object: "ip ntable",
    default: list,
    table: &[
        (Short("change"), change),
        (Short("show"), list),
        (Short("lst"), list),
        (Short("list"), list),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip ntable`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}

/// A parameter: attribute, whether it has eight bytes, keyword.
type Parameter = (u16, bool, &'static str);

/// Parameters of a table.
const TABLE: &[Parameter] = &[
    (NDTA_THRESH1, false, "thresh1"),
    (NDTA_THRESH2, false, "thresh2"),
    (NDTA_THRESH3, false, "thresh3"),
    (NDTA_GC_INTERVAL, true, "gc_int"),
];

/// Parameters of a table or a device, by line.
const LINES: &[&[Parameter]] = &[
    &[
        (NDTPA_REFCNT, false, "refcnt"),
        (NDTPA_REACHABLE_TIME, true, "reachable"),
        (NDTPA_BASE_REACHABLE_TIME, true, "base_reachable"),
        (NDTPA_RETRANS_TIME, true, "retrans"),
    ],
    &[
        (NDTPA_GC_STALETIME, true, "gc_stale"),
        (NDTPA_DELAY_PROBE_TIME, true, "delay_probe"),
        (NDTPA_QUEUE_LEN, false, "queue"),
    ],
    &[
        (NDTPA_APP_PROBES, false, "app_probes"),
        (NDTPA_UCAST_PROBES, false, "ucast_probes"),
        (NDTPA_MCAST_PROBES, false, "mcast_probes"),
        (NDTPA_MCAST_REPROBES, false, "mcast_reprobes"),
    ],
    &[
        (NDTPA_ANYCAST_DELAY, true, "anycast_delay"),
        (NDTPA_PROXY_DELAY, true, "proxy_delay"),
        (NDTPA_PROXY_QLEN, false, "proxy_queue"),
        (NDTPA_LOCKTIME, true, "locktime"),
    ],
];

fn list(session: &mut Session, mut args: Args) -> Result<()> {
    let (mut device, mut name) = (None, None);
    while let Some(word) = args.next() {
        match word {
            "dev" => {
                let value = args.value()?;
                let index = session.names.links.index(value);
                device = Some(index.ok_or_else(|| Error::invalid(value, "\"DEV\" is invalid"))?);
            }
            "name" => name = Some(args.value()?),
            _ => return Err(Error::invalid(word, "unknown")),
        }
    }
    let family = session.family;
    let request = Request::new(RTM_GETNEIGHTBL, 0, &RtGenMsg { family });
    let Session {
        kernel,
        out,
        names,
        view,
        ..
    } = session;
    let counted = view.statistics > 0;
    out.records(|out| {
        // The kernel repeats the head of a table in each datagram, and the first dump of a socket uses smaller
        // datagrams. With the names requested first, as in iproute2, the number of heads is the same.
        kernel.dump(links::dump_request(), &mut |message| {
            names.links.remember(&message);
            Ok(())
        })?;
        kernel.dump(request, &mut |message| {
            let attrs = message.attrs(RtGenMsg::SIZE);
            let index = index(attrs);
            let called = attrs.get(NDTA_NAME).map(|attr| attr.text());
            if message.kind == RTM_NEWNEIGHTBL
                && (family == family::UNSPEC || message.family() == family)
                && device.is_none_or(|device| index == Some(device))
                && name.is_none_or(|name| called == Some(name.as_bytes()))
            {
                show(&message, out, names, counted);
            }
            Ok(())
        })
    })
}

fn index(attrs: Attrs) -> Option<u32> {
    attrs.get(NDTA_PARMS)?.nest().get(NDTPA_IFINDEX)?.u32()
}

fn number(attr: Attr, wide: bool) -> Option<u64> {
    if wide {
        attr.u64()
    } else {
        attr.u32().map(u64::from)
    }
}

fn show(message: &Message, out: &mut Out, names: &mut Names, counted: bool) {
    let attrs = message.attrs(RtGenMsg::SIZE);
    out.object(None, |out| {
        let family = message.family();
        out.put("family", "{} ", family::name(family));
        if let Some(name) = attrs.get(NDTA_NAME) {
            out.put("name", "{} ", name.text());
        }
        out.line();
        if let Some(index) = index(attrs).filter(|index| *index != 0) {
            out.word("    dev ");
            out.paint(Colour::Ifname, "dev", "{} ", names.links.name(index));
            out.line();
        }
        line(attrs, TABLE, out);
        if let Some(config) = attrs.get(NDTA_CONFIG).filter(|_| counted) {
            table::config(config, out);
        }
        if let Some(parameters) = attrs.get(NDTA_PARMS) {
            for parameters_of_line in LINES {
                line(parameters.nest(), parameters_of_line, out);
            }
        }
        if let Some(stats) = attrs.get(NDTA_STATS).filter(|_| counted) {
            table::statistics(stats, out);
        }
        out.end_record();
    });
}

fn line(attrs: Attrs, parameters: &[Parameter], out: &mut Out) {
    let mut begun = false;
    for (kind, wide, word) in parameters {
        let Some(n) = attrs.get(*kind).and_then(|attr| number(attr, *wide)) else {
            continue;
        };
        if !begun {
            out.word("    ");
            begun = true;
        }
        out.word(word);
        let key = if *word == "gc_int" {
            "gc_interval"
        } else {
            word
        };
        out.put(key, " {} ", n);
    }
    if begun {
        out.line();
    }
}

fn change(session: &mut Session, mut args: Args) -> Result<()> {
    let (mut name, mut changes) = (None, false);
    let header = RtGenMsg {
        family: session.family,
    };
    let mut table = Request::new(RTM_SETNEIGHTBL, NLM_F_REPLACE, &header);
    let mut parameters = Request::with_body(0, 0, &[]);
    while let Some(word) = args.next() {
        match word {
            "name" => {
                let value = args.value()?;
                if name.is_some() {
                    return Err(Error::duplicate("NAME", value));
                }
                name = Some(value);
                table.put_text(NDTA_NAME, value);
            }
            "dev" => {
                let value = args.value()?;
                let index = session.names.links.index(value);
                let index = index.ok_or_else(|| Error::no_device(value))?;
                parameters.put_u32(NDTPA_IFINDEX, index);
            }
            _ => {
                if let Some(row) = TABLE.iter().find(|row| row.2 == word) {
                    put(&mut table, row, &mut args)?;
                } else if let Some(row) = changeable(word) {
                    put(&mut parameters, row, &mut args)?;
                } else {
                    return Err(Error::invalid(word, "unknown"));
                }
                changes = true;
            }
        }
    }
    if name.is_none() {
        return Err(Error::missing("NAME"));
    }
    if !changes {
        let line = "Not enough information: changeable attributes required.";
        return Err(Error::with_status(line, 255));
    }
    if !parameters.body().is_empty() {
        table.bare_nest(NDTA_PARMS, |request| {
            request.append(parameters.body());
        });
    }
    session.kernel.ack(table)
}

/// A parameter that can be changed.
fn changeable(word: &str) -> Option<&'static Parameter> {
    LINES
        .iter()
        .flat_map(|line| line.iter())
        .find(|row| row.2 == word && !matches!(word, "refcnt" | "reachable"))
}

fn put(request: &mut Request, row: &Parameter, args: &mut Args) -> Result<()> {
    let (kind, wide, word) = *row;
    let value = args.value()?;
    let n = u32::from_word(value)
        .ok_or_else(|| Error::invalid(value, &format!("\"{word}\" value is invalid")))?;
    if wide {
        request.put_u64(kind, n.into());
    } else {
        request.put_u32(kind, n);
    }
    Ok(())
}
