//! `ip mptcp limits`: maximum numbers of subflows and announced addresses per connection.

use super::open;
use crate::args::{Args, Word::Short};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Genl, Request};
use crate::session::Session;
use crate::uapi::mptcp::*;

/// Keyword, attribute, error for a wrong value; in the order of the request.
const LIMITS: [(&str, u16, &str); 2] = [
    (
        "add_addr_accepted",
        MPTCP_PM_ATTR_RCV_ADD_ADDRS,
        "invalid add_addr_accepted\n",
    ),
    ("subflows", MPTCP_PM_ATTR_SUBFLOWS, "invalid subflows\n"),
];

fn parse(mut args: Args, request: &mut Request) -> Result<()> {
    let mut values = [None; LIMITS.len()];
    while let Some(word) = args.next() {
        let mut limits = LIMITS.iter().zip(&mut values);
        let limit = limits.find(|((name, ..), _)| Short(name).fits(word));
        let ((.., why), value) = limit.ok_or_else(|| Error::invalid(word, "unknown limit"))?;
        *value = Some(args.parse::<u32>(why)?);
    }
    for ((_, kind, _), value) in LIMITS.iter().zip(values) {
        if let Some(value) = value {
            request.put_u32(*kind, value);
        }
    }
    Ok(())
}

/// `set`.
pub(super) fn set(_session: &mut Session, args: Args) -> Result<()> {
    let mut generic = open()?;
    let mut request = generic.request(MPTCP_PM_CMD_SET_LIMITS);
    parse(args, &mut request)?;
    generic.netlink.ack(request)
}

/// `show`; sends the arguments of `set`, too, which the kernel ignores.
pub(super) fn show(session: &mut Session, args: Args) -> Result<()> {
    let mut generic = open()?;
    let mut request = generic.request(MPTCP_PM_CMD_GET_LIMITS);
    parse(args, &mut request)?;
    let reply = generic.netlink.get(request)?;
    let attrs = reply.message().attrs(Genl::HEADER);
    let number = |kind| attrs.get(kind).and_then(Attr::u32);
    // Text in any format.
    session.out.as_text(|out| {
        if let Some(n) = number(MPTCP_PM_ATTR_RCV_ADD_ADDRS) {
            out.put("add_addr_accepted", "add_addr_accepted {} ", n);
        }
        if let Some(n) = number(MPTCP_PM_ATTR_SUBFLOWS) {
            out.put("subflows", "subflows {} ", n);
        }
        out.line();
    });
    Ok(())
}
