//! `ip xfrm policy setdefault` and `getdefault`: the action for packets without a policy (`struct
//! xfrm_userpolicy_default`).

use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::object::xfrm::formatter::Fixed;
use crate::object::xfrm::open;
use crate::output::Out;
use crate::session::Session;
use crate::uapi::xfrm::*;

/// In the order of the structure.
const DIRECTIONS: [(&str, &str); 3] = [
    ("in", " in:  {}\n"),
    ("fwd", " fwd: {}\n"),
    ("out", " out: {}\n"),
];

fn parse(word: &str, args: &mut Args) -> Result<u8> {
    let value = args.value()?;
    match value {
        "block" => Ok(XFRM_USERPOLICY_BLOCK),
        "accept" | "allow" => Ok(XFRM_USERPOLICY_ACCEPT),
        _ => Err(Error::invalid(
            value,
            &format!("{word} policy value is invalid"),
        )),
    }
}

pub(super) fn set(_session: &mut Session, mut args: Args) -> Result<()> {
    let mut defaults = [0; 3];
    while let Some(word) = args.next() {
        let mut places = DIRECTIONS.iter().zip(&mut defaults);
        let place = places.find(|((known, _), _)| *known == word);
        let unknown = || Error::invalid(word, "unknown direction");
        let (_, place) = place.ok_or_else(unknown)?;
        if *place != 0 {
            return Err(Error::duplicate(word, word));
        }
        *place = parse(word, &mut args)?;
    }
    open()?.ack(Request::with_body(XFRM_MSG_SETDEFAULT, 0, &defaults))
}

pub(super) fn get(session: &mut Session, _args: Args) -> Result<()> {
    let reply = open()?.get(Request::with_body(XFRM_MSG_GETDEFAULT, 0, &[0; 3]))?;
    let defaults = Fixed(reply.message().body);
    session.out.as_text(|out| show_all(out, defaults));
    Ok(())
}

/// Shows the defaults.
pub(in crate::object::xfrm) fn show_all(out: &mut Out, defaults: Fixed) {
    out.word("Default policies:\n");
    for (place, (_, label)) in DIRECTIONS.iter().enumerate() {
        let action = match defaults.u8(place) {
            0 => "unspec",
            XFRM_USERPOLICY_BLOCK => "block",
            XFRM_USERPOLICY_ACCEPT => "accept",
            _ => "unknown",
        };
        out.text(label, action);
    }
}
