//! How many subflows and announced addresses a connection may have.

use super::open;
use crate::args::{Args, Word::Short};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Generic, Request};
use crate::session::Session;
use crate::uapi::mptcp::*;

/// Word, attribute, what a bad value is told.
const LIMITS: [(&str, u16, &str); 2] = [
    ("subflows", MPTCP_PM_ATTR_SUBFLOWS, "invalid subflows\n"),
    (
        "add_addr_accepted",
        MPTCP_PM_ATTR_RCV_ADD_ADDRS,
        "invalid add_addr_accepted\n",
    ),
];

fn parse(mut args: Args, request: &mut Request) -> Result<()> {
    while let Some(word) = args.next() {
        let limit = LIMITS.iter().find(|(name, ..)| Short(name).fits(word));
        let (_, kind, why) = limit.ok_or_else(|| Error::invalid(word, "unknown limit"))?;
        let n: u32 = args.parse(why)?;
        request.put_u32(*kind, n);
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

/// `show`, which reads the words of `set` too.
pub(super) fn show(session: &mut Session, args: Args) -> Result<()> {
    let mut generic = open()?;
    let mut request = generic.request(MPTCP_PM_CMD_GET_LIMITS);
    parse(args, &mut request)?;
    let request = generic.request(MPTCP_PM_CMD_GET_LIMITS);
    let reply = generic.netlink.get(request)?;
    let attrs = reply.message().attrs(Generic::HEADER);
    let number = |kind| attrs.get(kind).and_then(Attr::u32);
    // Text, whatever the options say.
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
