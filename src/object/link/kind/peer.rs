//! Kinds that come in pairs: the options of the other end are those of a device of its own.

use super::{Kind, Making};
use crate::args::{Args, Word};
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::object::link::parse;
use crate::session::Session;
use crate::uapi::link::IFLA_INFO_DATA;

/// Takes the word `peer`. Anything else is answered with the kind's help, on stdout.
///
/// # Errors
/// An empty line's worth of one, status 1.
pub fn expect(kind: &Kind, session: &mut Session, args: &mut Args) -> Result<()> {
    if args.take(Word::Whole("peer")) {
        return Ok(());
    }
    session.out.raw(kind.help.as_bytes());
    Err(Error::command(""))
}

/// Reads the options of the other end, all words that are left, and appends it as the only option of the kind.
///
/// # Errors
/// As for a device of its own.
pub fn put(
    session: &mut Session,
    args: &mut Args,
    making: &Making,
    attr: u16,
    request: &mut Request,
) -> Result<()> {
    let peer = message(session, args, making)?;
    request.bare_nest(IFLA_INFO_DATA, |request| {
        request.put_message(attr, peer);
    });
    Ok(())
}

/// Reads the options of the other end: an `ifinfomsg` and attributes.
///
/// # Errors
/// As for a device of its own.
pub fn message(session: &mut Session, args: &mut Args, making: &Making) -> Result<Request> {
    parse::peer(session, args, making.device.is_none())
}
