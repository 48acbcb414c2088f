//! Saving rules as the kernel tells them, and giving them back.

use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::{Messages, Request};
use crate::session::Session;
use crate::uapi::rtnetlink::RTM_NEWRULE;
use netlink_packet_core::NLM_F_CREATE;
use std::io::{IsTerminal, Read, stdin};

/// Begins the file.
const MAGIC: u32 = 0x7170_6986;

/// `save`.
pub(super) fn save(session: &mut Session, args: Args) -> Result<()> {
    if !args.is_empty() {
        return Err(Error::command(
            "\"ip rule save\" does not take any arguments.",
        ));
    }
    session.begin_stream(MAGIC)?;
    let request = super::show::request(session);
    let dump = session
        .kernel
        .collect(request)
        .map_err(|error| error.status_as(255))?;
    session.out.raw(dump.bytes());
    Ok(())
}

/// `restore`.
pub(super) fn restore(session: &mut Session, _args: Args) -> Result<()> {
    if stdin().is_terminal() {
        return Err(Error::fatal("Can't restore rule dump from a terminal", 255));
    }
    let mut bytes = Vec::new();
    stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| Error::system("read", &error))?;
    let magic = bytes.first_chunk().copied().map(u32::from_ne_bytes);
    if magic != Some(MAGIC) {
        let (elements, magic) = magic.map_or((0, 0), |magic| (1, magic));
        return Err(Error::with_status(
            format!("Magic mismatch ({elements} elems, {magic:x} magic)"),
            255,
        ));
    }
    for message in Messages::new(bytes.get(4..).unwrap_or_default()) {
        if message.kind == RTM_NEWRULE {
            let request = Request::with_body(RTM_NEWRULE, NLM_F_CREATE, message.body);
            session.kernel.ack(request)?;
        }
    }
    Ok(())
}
