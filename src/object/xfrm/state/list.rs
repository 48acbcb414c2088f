//! `ip xfrm state list`, `deleteall` and `flush`.

use super::options::parse_flags;
use super::record;
use crate::args::Args;
use crate::error::Result;
use crate::netlink::{Message, Request};
use crate::object::xfrm::delete_all::delete_all;
use crate::object::xfrm::formatter::{Fixed, format_record};
use crate::object::xfrm::id::{Id, address_bytes};
use crate::object::xfrm::selector::matches;
use crate::object::xfrm::words::*;
use crate::object::xfrm::{open, unknown};
use crate::output::eprint_line;
use crate::session::Session;
use crate::uapi::xfrm::*;
use crate::value::family;

/// A filter of states.
#[derive(Default)]
struct Filter {
    id: Option<Id>,
    mode: Option<u8>,
    reqid: Option<u32>,
    flags: Option<u8>,
    family: u8,
    hide_keys: bool,
}

impl Filter {
    fn parse(session: &Session, mut args: Args) -> Result<Filter> {
        let mut filter = Filter {
            family: session.family,
            ..Filter::default()
        };
        while let Some(word) = args.peek() {
            let before = args;
            args.next();
            match word {
                "nokeys" => filter.hide_keys = true,
                "mode" => filter.mode = Some(parse_mode(&mut args)?),
                "reqid" => filter.reqid = Some(parse_reqid(&mut args)?),
                "flag" => filter.flags = Some(parse_flags(&mut args)?),
                _ => {
                    args = before;
                    let id = Id::parse(&mut args, session.family, true)?;
                    let used = args.rest().len() < before.rest().len();
                    if filter.id.is_some() || !used {
                        return Err(unknown(word));
                    }
                    filter.id = Some(id);
                }
            }
        }
        Ok(filter)
    }

    fn matches(&self, message: &Message) -> bool {
        let state = Fixed(message.body);
        let family = state.u16(sa::FAMILY);
        let id = self.id.unwrap_or_default();
        (self.family == family::UNSPEC || u16::from(self.family) == family)
            && matches(id.source, family, state.address(sa::SADDR))
            && matches(id.destination, family, state.address(sa::DADDR))
            && (id.protocol == 0 || id.protocol == state.u8(sa::PROTO))
            && id.spi.is_none_or(|spi| spi == state.be32(sa::SPI))
            && self.mode.is_none_or(|mode| mode == state.u8(sa::MODE))
            && self.reqid.is_none_or(|reqid| reqid == state.u32(sa::REQID))
            && self
                .flags
                .is_none_or(|flags| flags & state.u8(sa::FLAGS) != 0)
    }

    /// The dump request; the kernel filters by protocol and addresses.
    fn request(&self) -> Request {
        let mut request = Request::with_body(XFRM_MSG_GETSA, 0, &[]);
        let id = self.id.unwrap_or_default();
        if id.protocol != 0 {
            request.put_u8(XFRMA_PROTO, id.protocol);
        }
        let family = match id.family() {
            family::UNSPEC => self.family,
            family => family,
        };
        let mut filter = id.source_bytes().to_vec();
        filter.extend_from_slice(&address_bytes(id.destination.map(|prefix| prefix.inet)));
        filter.extend_from_slice(&u16::from(family).to_ne_bytes());
        filter.extend([id.source, id.destination].map(|prefix| prefix.map_or(0, |p| p.length)));
        request.put(XFRMA_ADDRESS_FILTER, &filter);
        request
    }
}

pub(super) fn show(session: &mut Session, args: Args) -> Result<()> {
    let filter = Filter::parse(session, args)?;
    format_record(session, filter.hide_keys, |formatter| {
        let each = &mut |message: Message| {
            if !record::is_whole(&message) {
                return record::too_short(&message, sa::SIZE);
            }
            if filter.matches(&message) {
                record::show(formatter, &message);
            }
            Ok(formatter.display.out.flush_if_full()?)
        };
        open()?.dump(filter.request(), each).map(drop)
    })
}

pub(super) fn delete_every(session: &mut Session, args: Args) -> Result<()> {
    let filter = Filter::parse(session, args)?;
    delete_all(session, XFRM_MSG_GETSA, &|message| {
        filter.matches(message).then(|| deletion(message))
    })
}

/// The request that deletes a state.
fn deletion(message: &Message) -> Request {
    let state = Fixed(message.body);
    let rest = |from: usize, to: usize| message.body.get(from..to).unwrap_or_default();
    let body = [
        state.address(sa::DADDR),
        rest(sa::SPI, sa::SPI + 4),
        rest(sa::FAMILY, sa::FAMILY + 2),
        &[state.u8(sa::PROTO), 0],
    ];
    let mut request = Request::with_body(XFRM_MSG_DELSA, 0, &body.concat());
    request.put(XFRMA_SRCADDR, state.address(sa::SADDR));
    if let Some(mark) = message.attrs(sa::SIZE).get(XFRMA_MARK) {
        request.put(XFRMA_MARK, mark.bytes);
    }
    request
}

pub(super) fn flush(session: &mut Session, mut args: Args) -> Result<()> {
    let mut chosen = None;
    while let Some(word) = args.next() {
        match word {
            "proto" => {
                once(&chosen, word)?;
                chosen = Some(parse_protocol(&mut args)?);
            }
            _ => return Err(unknown(word)),
        }
    }
    let chosen = chosen.unwrap_or(0);
    if session.view.statistics > 1 {
        let name = protocol(chosen);
        eprint_line(&format!("Flush state with XFRM-PROTO value \"{name}\""));
    }
    open()?.ack(Request::with_body(XFRM_MSG_FLUSHSA, 0, &[chosen]))
}
