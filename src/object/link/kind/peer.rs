//! Kinds that come in pairs: the options of the other end are those of a device of its own.

use super::{Kind, KindContext};
use crate::args::{Args, Word};
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::link::{IFLA_INFO_DATA, VETH_INFO_PEER};

/// Reads `peer …`, the only option of a pair of equal devices. Anything else is answered with the kind's help, on stdout.
///
/// # Errors
/// As for a device of its own.
pub fn read(
    kind: &Kind,
    session: &mut Session,
    args: &mut Args,
    making: &KindContext,
    request: &mut Request,
) -> Result<()> {
    if args.is_empty() {
        return Ok(());
    }
    if !args.take(Word::Whole("peer")) {
        session.out.raw(kind.help.as_bytes());
        return Err(Error::command(""));
    }
    let peer = match making.peer(session, args)? {
        (_, Some(kind)) => return Err(Error::duplicate("type", kind)),
        (peer, None) => peer,
    };
    request.bare_nest(IFLA_INFO_DATA, |request| {
        request.put_message(VETH_INFO_PEER, peer);
    });
    Ok(())
}
