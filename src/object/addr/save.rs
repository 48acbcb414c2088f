//! `ip addr save`, `restore` and `showdump`: addresses as a stream of RTM_NEWADDR messages.

use super::filter::Filter;
use super::record::{self, Address};
use crate::args::Args;
use crate::error::Result;
use crate::netlink::Request;
use crate::output::eprint_line;
use crate::session::{Display, SavedFormat, Session, has_header, warn_of_leftover};
use crate::uapi::header::IfAddrMsg;
use crate::uapi::rtnetlink::RTM_NEWADDR;
use netlink_packet_core::NLM_F_CREATE;

const FORMAT: SavedFormat = SavedFormat {
    magic: 0x4736_1222,
    name: "address dump",
    terminal_ends_batch: false,
    mismatch_status: 255,
    status: 255,
};

/// Writes the addresses to stdout. The kernel filters them by device only.
///
/// # Errors
/// A wrong argument, an unknown device, the kernel's; stdout is a terminal.
pub(super) fn save(session: &mut Session, args: Args) -> Result<()> {
    let filter = Filter::parse(args, session)?;
    session.begin_saved(&FORMAT)?;
    let dump = filter
        .dump(session, session.family)
        .map_err(|error| error.dump_ended_as("Save terminated", 1))?;
    session.out.raw(dump.bytes());
    Ok(())
}

/// Adds the addresses from stdin. Existing ones are not an error.
///
/// # Errors
/// A malformed stream; the kernel's, status 255.
pub(super) fn restore(session: &mut Session, _args: Args) -> Result<()> {
    FORMAT.read()?.each(&mut |message| {
        let request = Request::with_body(message.kind, NLM_F_CREATE, message.body);
        match session.kernel.ack(request) {
            Err(error) if error.errno() == Some(libc::EEXIST) => {
                eprint_line(&error.to_string());
                Ok(())
            }
            result => result.map_err(|error| error.status_as(255)),
        }
    })
}

/// Shows the addresses from stdin.
///
/// # Errors
/// A malformed stream.
pub(super) fn show(session: &mut Session, _args: Args) -> Result<()> {
    let stream = FORMAT.read()?;
    session.display().records(|display| {
        display.object(None, |display| {
            display.array(Some("addr_info"), |display| {
                stream.each(&mut |message| {
                    display.object(None, |display| {
                        let Display { out, .. } = display;
                        let header = IfAddrMsg::parse(message.body).unwrap_or_default();
                        out.put("index", "if{}:", header.index);
                        out.line();
                        match Address::read(&message) {
                            Some(address) => {
                                warn_of_leftover(&message, IfAddrMsg::SIZE);
                                record::show(&address, false, display);
                            }
                            None if message.kind == RTM_NEWADDR => {
                                has_header(&message, IfAddrMsg::SIZE);
                            }
                            None => {}
                        }
                    });
                    Ok(())
                })
            })
        })
    })
}
