//! `ip xfrm policy list`, `deleteall` and `flush`.

use super::options::*;
use super::record;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::{Message, Request};
use crate::object::xfrm::delete_all::delete_all;
use crate::object::xfrm::formatter::{Fixed, format_record};
use crate::object::xfrm::selector::Selector;
use crate::object::xfrm::state::record::too_short;
use crate::object::xfrm::words::once;
use crate::object::xfrm::{open, unknown};
use crate::output::eprint_line;
use crate::session::Session;
use crate::uapi::xfrm::*;
use crate::value::family;

/// Socket policies have directions from this one.
const SOCKETS: u8 = 3;

/// A filter of policies.
#[derive(Default)]
struct Filter {
    selector: Option<Selector>,
    direction: Option<u8>,
    index: Option<u32>,
    kind: Option<u8>,
    action: Option<u8>,
    priority: Option<u32>,
    flags: Option<u8>,
    family: u8,
    no_sockets: bool,
}

impl Filter {
    fn parse(session: &mut Session, mut args: Args) -> Result<Filter> {
        let mut filter = Filter {
            family: session.family,
            ..Filter::default()
        };
        while let Some(word) = args.peek() {
            let before = args;
            args.next();
            match word {
                "dir" => filter.direction = Some(parse_direction(&mut args)?),
                "index" => filter.index = Some(parse_index(&mut args)?),
                "ptype" => filter.kind = Some(parse_type(&mut args)?),
                "action" => filter.action = Some(parse_action(&mut args)?),
                "priority" => filter.priority = Some(parse_priority(&mut args)?),
                "flag" => filter.flags = Some(parse_flags(&mut args)?),
                "nosock" => filter.no_sockets = true,
                _ => {
                    args = before;
                    let mut selector = Selector::default();
                    let names = &mut session.names;
                    let used = selector.parse(&mut args, names, session.family)?;
                    if filter.selector.is_some() || !used {
                        return Err(unknown(word));
                    }
                    filter.selector = Some(selector);
                }
            }
        }
        Ok(filter)
    }

    fn matches(&self, message: &Message) -> bool {
        let policy = Fixed(message.body);
        let kind = message.attrs(pol::SIZE).get(XFRMA_POLICY_TYPE);
        let kind = kind.map_or(0, |attr| Fixed(attr.bytes).u8(0));
        let direction = policy.u8(pol::DIR);
        let family = policy.u16(sel::FAMILY);
        (self.family == family::UNSPEC || u16::from(self.family) == family)
            && self
                .direction
                .is_none_or(|requested| requested == direction)
            && self
                .selector
                .is_none_or(|requested| requested.matches(policy))
            && self
                .index
                .is_none_or(|index| index == policy.u32(pol::INDEX))
            && self.kind.is_none_or(|requested| requested == kind)
            && self
                .action
                .is_none_or(|action| action == policy.u8(pol::ACTION))
            && self
                .priority
                .is_none_or(|priority| priority == policy.u32(pol::PRIORITY))
            && self
                .flags
                .is_none_or(|flags| flags & policy.u8(pol::FLAGS) != 0)
            && !(self.no_sockets && direction >= SOCKETS)
    }
}

/// Refuses a message that is too short.
fn check(message: &Message) -> Result<()> {
    if message.body.len() < pol::SIZE {
        return too_short(message, pol::SIZE);
    }
    let kind = message.attrs(pol::SIZE).get(XFRMA_POLICY_TYPE);
    match kind.is_some_and(|attr| attr.bytes.len() < 6) {
        true => Err(Error::command(
            "too short XFRMA_POLICY_TYPE len\nDump terminated",
        )),
        false => Ok(()),
    }
}

pub(super) fn show(session: &mut Session, args: Args) -> Result<()> {
    let filter = Filter::parse(session, args)?;
    format_record(session, false, |formatter| {
        let each = &mut |message: Message| {
            check(&message)?;
            if filter.matches(&message) {
                record::show(formatter, &message);
            }
            Ok(formatter.display.out.flush_if_full()?)
        };
        let request = Request::with_body(XFRM_MSG_GETPOLICY, 0, &[]);
        open()?.dump(request, each).map(drop)
    })
}

pub(super) fn delete_every(session: &mut Session, args: Args) -> Result<()> {
    let filter = Filter::parse(session, args)?;
    delete_all(session, XFRM_MSG_GETPOLICY, &|message| {
        let socket = Fixed(message.body).u8(pol::DIR) >= SOCKETS;
        let matches = filter.matches(message) && !socket;
        matches.then(|| deletion(message))
    })
}

/// The request that deletes a policy.
fn deletion(message: &Message) -> Request {
    let policy = Fixed(message.body);
    let selector = message.body.get(..sel::SIZE).unwrap_or_default();
    let mut body = selector.to_vec();
    body.extend_from_slice(&policy.u32(pol::INDEX).to_ne_bytes());
    body.push(policy.u8(pol::DIR));
    body.resize(POLICY_ID_SIZE, 0);
    let mut request = Request::with_body(XFRM_MSG_DELPOLICY, 0, &body);
    let attrs = message.attrs(pol::SIZE);
    // The type is not sent, so policies of the other type cannot be deleted here.
    for kind in [XFRMA_MARK, XFRMA_IF_ID] {
        if let Some(attr) = attrs.get(kind) {
            request.put(kind, attr.bytes);
        }
    }
    request
}

pub(super) fn flush(session: &mut Session, mut args: Args) -> Result<()> {
    let mut kind = None;
    while let Some(word) = args.next() {
        match word {
            "ptype" => {
                once(&kind, word)?;
                kind = Some(parse_type(&mut args)?);
            }
            _ => return Err(unknown(word)),
        }
    }
    if session.view.statistics > 1 {
        eprint_line("Flush policy");
    }
    let mut request = Request::with_body(XFRM_MSG_FLUSHPOLICY, 0, &[]);
    put_type(&mut request, kind);
    open()?.ack(request)
}
