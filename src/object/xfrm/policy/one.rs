//! `ip xfrm policy get` and `delete`.

use super::options::*;
use super::record;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::object::xfrm::formatter::format_record;
use crate::object::xfrm::selector::Selector;
use crate::object::xfrm::words::once;
use crate::object::xfrm::{open, unknown, wrong};
use crate::session::Session;
use crate::uapi::xfrm::*;
use crate::value::family;

/// A selector and an index exclude each other.
const BOTH: &str = "Error: either \"SELECTOR\" is duplicate, or \"INDEX\" is garbage.";

/// Gets or deletes a policy.
pub(super) fn run(session: &mut Session, mut args: Args, kind: u16) -> Result<()> {
    let mut common = Common::default();
    let (mut selector, mut index) = (None, None);
    while let Some(word) = args.peek() {
        let before = args;
        args.next();
        if common.parse(word, &mut args)? {
            continue;
        }
        if word == "index" {
            once(&index, word)?;
            index = Some(parse_index(&mut args)?);
            continue;
        }
        args = before;
        let mut given = Selector::default();
        let names = &mut session.names;
        if selector.is_some() || !given.parse(&mut args, names, session.family)? {
            return Err(unknown(word));
        }
        selector = Some(given);
    }
    let missing = || wrong("Not enough information: DIR is required.");
    let direction = common.direction.ok_or_else(missing)?;
    match (selector, index) {
        (None, None) => {
            let line = "Not enough information: either SELECTOR or INDEX is required.";
            return Err(wrong(line));
        }
        (Some(_), Some(_)) => return Err(Error::fatal(BOTH, 255)),
        _ => {}
    }
    let mut body = selector.unwrap_or_default().bytes(family::INET).to_vec();
    body.extend_from_slice(&index.unwrap_or(0).to_ne_bytes());
    body.push(direction);
    body.resize(POLICY_ID_SIZE, 0);
    let mut request = Request::with_body(kind, 0, &body);
    put_type(&mut request, common.kind);
    common.put(&mut request);
    let mut netlink = open()?;
    if kind == XFRM_MSG_DELPOLICY {
        return netlink.ack(request);
    }
    let reply = netlink.get(request)?;
    format_record(session, false, |formatter| {
        record::show(formatter, &reply.message());
    });
    Ok(())
}
