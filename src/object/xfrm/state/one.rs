//! `ip xfrm state get`, `delete` and `allocspi`.

use super::change::info;
use super::options::{parse_direction, parse_seq, put_cpu};
use super::record;
use crate::args::Args;
use crate::error::Result;
use crate::netlink::{Message, Request};
use crate::object::xfrm::formatter::format_record;
use crate::object::xfrm::id::Id;
use crate::object::xfrm::words::*;
use crate::object::xfrm::{open, unknown, wrong};
use crate::session::Session;
use crate::uapi::xfrm::*;
use crate::value::family;

/// The family of the key, or of the command line, or else IPv4.
fn family_of(id: &Id, session: &Session) -> u8 {
    match (id.family(), session.family) {
        (family::UNSPEC, family::UNSPEC) => family::INET,
        (family::UNSPEC, family) | (family, _) => family,
    }
}

/// Gets or deletes a state.
pub(super) fn run(session: &mut Session, mut args: Args, kind: u16) -> Result<()> {
    let mut id = None;
    let mut mark = Mark::default();
    while let Some(word) = args.peek() {
        if word == "mark" {
            args.next();
            mark = Mark::parse(&mut args)?;
        } else if id.is_none() {
            id = Some(Id::parse(&mut args, session.family, false)?);
        } else {
            return Err(unknown(word));
        }
    }
    let given = id.is_some();
    let id = id.unwrap_or_default();
    let family = family_of(&id, session);
    let mut body = id.bytes();
    lay(&mut body, sa_id::FAMILY, &u16::from(family).to_ne_bytes());
    lay(&mut body, sa_id::PROTO, &[id.protocol]);
    let mut request = Request::with_body(kind, 0, &body);
    if given {
        request.put(XFRMA_SRCADDR, &id.source_bytes());
    }
    mark.put_if_set(&mut request);
    let mut netlink = open()?;
    if kind == XFRM_MSG_DELSA {
        return netlink.ack(request);
    }
    let reply = netlink.get(request)?;
    show(session, &reply.message());
    Ok(())
}

fn show(session: &mut Session, message: &Message) {
    format_record(session, false, |formatter| {
        record::show(formatter, message);
    });
}

/// Default range of SPIs.
const RANGE: [u32; 2] = [0x100, 0x0fff_ffff];
/// Default range for compression, whose index has two bytes.
const SHORT_RANGE: [u32; 2] = [0x100, 0xffff];

/// Reserves an SPI.
pub(super) fn allocate(session: &mut Session, mut args: Args) -> Result<()> {
    let mut id = None;
    let (mut mode, mut reqid, mut seq) = (0, 0_u32, [0; 4]);
    let mut mark = Mark::default();
    let (mut least, mut most) = (None, None);
    let (mut direction, mut cpu) = (None, None);
    while let Some(word) = args.peek() {
        let before = args;
        args.next();
        match word {
            "mode" => mode = parse_mode(&mut args)?,
            "mark" => mark = Mark::parse(&mut args)?,
            "reqid" => reqid = parse_reqid(&mut args)?,
            "seq" => seq = parse_seq(&mut args)?,
            "min" => {
                once(&least, word)?;
                least = Some(after(&mut args, word)?);
            }
            "max" => {
                once(&most, word)?;
                most = Some(after(&mut args, word)?);
            }
            "dir" => direction = Some(parse_direction(&mut args)?),
            "pcpu-num" => cpu = Some(after(&mut args, word)?),
            _ if id.is_none() => {
                args = before;
                let given = Id::parse(&mut args, session.family, false)?;
                if given.spi.is_some_and(|spi| spi != 0) {
                    return Err(wrong("\"spi\" is invalid"));
                }
                id = Some(given);
            }
            _ => return Err(unknown(word)),
        }
    }
    let id = id.ok_or_else(|| wrong("Not enough information: ID is required"))?;
    let [least, most] = range(least, most, id.protocol)?;
    let mut body = info(&id, &[0; sel::SIZE], family_of(&id, session));
    lay(&mut body, sa::SEQ, &seq);
    lay(&mut body, sa::REQID, &reqid.to_ne_bytes());
    lay(&mut body, sa::MODE, &[mode]);
    body.extend_from_slice(&least.to_ne_bytes());
    body.extend_from_slice(&most.to_ne_bytes());
    let mut request = Request::with_body(XFRM_MSG_ALLOCSPI, 0, &body);
    if let Some(direction) = direction {
        request.put_u8(XFRMA_SA_DIR, direction);
    }
    mark.put_if_set(&mut request);
    put_cpu(&mut request, cpu);
    let reply = open()?.get(request)?;
    show(session, &reply.message());
    Ok(())
}

fn range(least: Option<u32>, most: Option<u32>, protocol: u8) -> Result<[u32; 2]> {
    match (least, most) {
        (Some(least), Some(most)) if least > most => Err(wrong(
            "value after \"min\" is larger than value after \"max\"",
        )),
        (Some(least), Some(most)) => Ok([least, most]),
        (Some(_), None) => Err(wrong("\"max\" is missing")),
        (None, Some(_)) => Err(wrong("\"min\" is missing")),
        (None, None) if protocol == proto::COMP => Ok(SHORT_RANGE),
        (None, None) => Ok(RANGE),
    }
}
