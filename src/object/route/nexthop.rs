//! Next hops: of a route itself, and of multipath routes.

use crate::args::{
    Args,
    Word::{Short, Whole},
};
use crate::error::{Error, Result};
use crate::names::{NameTable, Names};
use crate::netlink::{Attrs, Request};
use crate::output::Out;
use crate::schema::encap;
use crate::session::{Display, Session};
use crate::uapi::header::RtNextHop;
use crate::uapi::route::*;
use crate::value::family;
use crate::value::inet::{Inet, label_stack, labels};
use crate::value::lladdr;
use netlink_packet_core::NLA_F_NESTED;

/// Reads the value of `via`: the type and payload of an attribute. Sets `into`, the family of the route, if it is
/// unspecified.
pub(super) fn via(args: &mut Args, into: &mut u8) -> Result<(u16, Vec<u8>)> {
    let word = args.value()?;
    let (required, word) = match family::from_name(word) {
        Some(named) => (named, args.value()?),
        None => (*into, word),
    };
    let (family, bytes) = lladdr::parse_any(word, required)?;
    if *into == family::UNSPEC {
        *into = family;
    }
    if family == *into {
        return Ok((RTA_GATEWAY, bytes));
    }
    let mut payload = u16::from(family).to_ne_bytes().to_vec();
    payload.extend_from_slice(&bytes);
    Ok((RTA_VIA, payload))
}

/// Reads the value of `as`: the payload of `RTA_NEWDST`; for MPLS, a stack of any number of labels.
pub(super) fn newdst(args: &mut Args, into: &mut u8) -> Result<Vec<u8>> {
    args.take(Whole("to"));
    let word = args.value()?;
    if *into == family::MPLS {
        if let Some(stack) = label_stack(word) {
            return Ok(stack);
        }
    }
    let inet = Inet::parse(word, *into)?;
    if *into == family::UNSPEC {
        *into = inet.family;
    }
    Ok(inet.bytes().to_vec())
}

/// Reads `nexthop …` to the end of the arguments: the payload of `RTA_MULTIPATH`.
pub(super) fn parse_multipath(
    session: &mut Session,
    args: &mut Args,
    into: &mut u8,
) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(word) = args.next().filter(|word| *word != "nexthop") {
            return Err(Error::fatal(
                format!("Error: \"nexthop\" or end of line is expected instead of \"{word}\""),
                255,
            ));
        }
        if args.is_empty() {
            return Err(Error::fatal(
                "Error: unexpected end of line after \"nexthop\"",
                255,
            ));
        }
        parse_hop(session, args, into, &mut bytes)?;
        if args.is_empty() {
            return Ok(bytes);
        }
    }
}

fn parse_hop(
    session: &mut Session,
    args: &mut Args,
    into: &mut u8,
    bytes: &mut Vec<u8>,
) -> Result<()> {
    let mut header = RtNextHop::default();
    let mut attrs = Request::with_body(0, 0, &[]);
    while let Some(word) = args.peek() {
        if !hop_header(session, args, &mut header, word)?
            && !hop_attribute(session, args, into, &mut attrs, word)?
        {
            break;
        }
    }
    let length = attrs.body().len() + RtNextHop::SIZE;
    header.len = u16::try_from(length).unwrap_or(u16::MAX);
    bytes.extend_from_slice(&header.bytes());
    bytes.extend_from_slice(attrs.body());
    Ok(())
}

/// Reads an option that the fixed header of a hop holds. Returns whether `word`, the next argument, is one.
fn hop_header(
    session: &mut Session,
    args: &mut Args,
    header: &mut RtNextHop,
    word: &str,
) -> Result<bool> {
    match word {
        "dev" => {
            args.next();
            let name = args.value()?;
            header.index = session.names.links.index(name).ok_or_else(|| {
                Error::fatal(
                    format!("Cannot find device \"{name}\"\nError: cannot parse nexthop"),
                    255,
                )
            })?;
        }
        "weight" => {
            args.next();
            let weight: u32 = args.parse("\"weight\" is invalid\n")?;
            let wrong = || Error::invalid(&weight.to_string(), "\"weight\" is invalid\n");
            let less = weight.checked_sub(1).and_then(|n| u8::try_from(n).ok());
            header.hops = less.ok_or_else(wrong)?;
        }
        "onlink" => {
            args.next();
            header.flags |= RTNH_F_ONLINK;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Reads an option that is an attribute of a hop. Returns whether `word`, the next argument, is one.
fn hop_attribute(
    session: &mut Session,
    args: &mut Args,
    into: &mut u8,
    attrs: &mut Request,
    word: &str,
) -> Result<bool> {
    match word {
        "via" => {
            args.next();
            let (kind, payload) = via(args, into)?;
            attrs.put(kind, &payload);
        }
        "as" => {
            args.next();
            attrs.put(RTA_NEWDST, &newdst(args, into)?);
        }
        _ if Short("realms").fits(word) => {
            args.next();
            let word = args.value()?;
            let realms = session
                .names
                .tables
                .realms(word)
                .ok_or_else(|| Error::invalid(word, "\"realm\" value is invalid\n"))?;
            attrs.put_u32(RTA_FLOW, realms);
        }
        "encap" => {
            args.next();
            let (kind, options) = encap::parse(session, args)?;
            attrs.put(RTA_ENCAP | NLA_F_NESTED, &options);
            attrs.put_u16(RTA_ENCAP_TYPE, kind);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Flags in display order: of next hops (`RTNH_F_*`) and of routes (`RTM_F_*`), whose bits differ.
const FLAGS: &[(u32, &str)] = &[
    (RTNH_F_DEAD as u32, "dead"),
    (RTNH_F_ONLINK as u32, "onlink"),
    (RTNH_F_PERVASIVE as u32, "pervasive"),
    (RTNH_F_OFFLOAD as u32, "offload"),
    (RTNH_F_TRAP as u32, "trap"),
    (RTM_F_NOTIFY, "notify"),
    (RTNH_F_LINKDOWN as u32, "linkdown"),
    (RTNH_F_UNRESOLVED as u32, "unresolved"),
    (RTM_F_OFFLOAD, "rt_offload"),
    (RTM_F_TRAP, "rt_trap"),
    (RTM_F_OFFLOAD_FAILED, "rt_offload_failed"),
];

/// Shows the flags of a route or a hop.
pub(super) fn show_flags(flags: u32, out: &mut Out) {
    out.array(Some("flags"), |out| {
        // Most routes have none.
        if flags == 0 {
            return;
        }
        for (_, name) in FLAGS.iter().filter(|(bit, _)| flags & bit != 0) {
            out.element("{} ", *name);
        }
    });
}

/// Shows a gateway of the route's family.
pub(super) fn show_gateway(inet: Inet, out: &mut Out) {
    out.word("via ");
    inet.show(out, "gateway", "{} ");
}

/// Shows a gateway of another family.
pub(super) fn show_via(bytes: &[u8], out: &mut Out) {
    let Some((family, address)) = bytes.split_first_chunk() else {
        return;
    };
    let family = u8::try_from(u16::from_ne_bytes(*family)).unwrap_or(0);
    out.object(Some("via"), |out| {
        out.put("family", "via {} ", family::name(family));
        Inet::new(family, address).show(out, "host", "{} ");
    });
}

/// Shows the new destination of a packet; for MPLS, a stack of any number of labels.
pub(super) fn show_newdst(family: u8, bytes: &[u8], out: &mut Out) {
    out.word("as to ");
    match family {
        family::MPLS => out.put("to", "{} ", labels(bytes)),
        _ => Inet::new(family, bytes).show(out, "to", "{} "),
    }
}

pub(super) fn show_realms(flow: u32, out: &mut Out, names: &Names) {
    let (from, to) = (flow >> 16, flow & 0xffff);
    let name = |id| names.tables.name(NameTable::Realm, id);
    out.object(Some("flow"), |out| {
        if from != 0 {
            out.word("realms ");
            out.put("from", "{}/", name(from));
        } else {
            out.word("realm ");
        }
        out.put("to", "{} ", name(to));
    });
}

/// Shows the hops in `RTA_MULTIPATH`.
pub(super) fn show_multipath(family: u8, mut bytes: &[u8], display: &mut Display) {
    display.array(Some("nexthops"), |display| {
        while let Some(header) = RtNextHop::parse(bytes) {
            let length = usize::from(header.len);
            let Some(attrs) = bytes.get(RtNextHop::SIZE..length) else {
                break;
            };
            display.object(None, |display| {
                display.out.line();
                display.out.word("\tnexthop ");
                show_nexthop(family, Attrs::new(attrs), header.index, display);
                let Display { out, .. } = display;
                // iproute2 omits it for MPLS.
                if family != family::MPLS {
                    out.put("weight", "weight {} ", u32::from(header.hops) + 1);
                }
                show_flags(header.flags.into(), out);
            });
            bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
        }
    });
}

fn show_nexthop(family: u8, attrs: Attrs, index: u32, display: &mut Display) {
    if let Some(attr) = attrs.get(RTA_NEWDST) {
        show_newdst(family, attr.bytes, display.out);
    }
    encap::show(attrs.get(RTA_ENCAP_TYPE), attrs.get(RTA_ENCAP), display);
    let Display { out, names, .. } = display;
    if let Some(attr) = attrs.get(RTA_GATEWAY) {
        show_gateway(Inet::new(family, attr.bytes), out);
    }
    if let Some(attr) = attrs.get(RTA_VIA) {
        show_via(attr.bytes, out);
    }
    if let Some(flow) = attrs.get(RTA_FLOW).and_then(|attr| attr.u32()) {
        show_realms(flow, out, names);
    }
    out.put("dev", "dev {} ", names.links.name(index));
}
