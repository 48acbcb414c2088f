//! `ip rule save` and `restore`: rules as a stream of RTM_NEWRULE messages.

use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::session::{SavedFormat, Session};
use netlink_packet_core::NLM_F_CREATE;

const FORMAT: SavedFormat = SavedFormat {
    magic: 0x7170_6986,
    name: "rule dump",
    terminal_ends_batch: true,
    mismatch_status: 255,
    status: 255,
};

/// `save`.
pub(super) fn save(session: &mut Session, args: Args) -> Result<()> {
    if !args.is_empty() {
        return Err(Error::command(
            "\"ip rule save\" does not take any arguments.",
        ));
    }
    session.begin_saved(&FORMAT)?;
    let request = super::show::request(session);
    let dump = session
        .kernel
        .collect(request)
        .map_err(|error| error.status_as(255))?;
    session.out.raw(dump.bytes());
    Ok(())
}

/// `restore`: sends each message of the stream, of any type, as iproute2 does.
pub(super) fn restore(session: &mut Session, _args: Args) -> Result<()> {
    FORMAT.read()?.each(&mut |message| {
        let request = Request::with_body(message.kind, NLM_F_CREATE, message.body);
        session
            .kernel
            .ack(request)
            .map_err(|error| error.status_as(255))
    })
}
