//! `ip addr flush`.

use super::filter::Filter;
use super::record::{self, Address};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::flush;
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::rtnetlink::RTM_DELADDR;
use crate::value::family;

/// `ip addr flush`.
///
/// # Errors
/// A wrong argument, an unknown device, the kernel's; addresses that remain after the last round.
pub(super) fn run(session: &mut Session, args: Args) -> Result<()> {
    if args.is_empty() {
        return Err(Error::command("Flush requires arguments."));
    }
    let filter = Filter::parse(args, session)?;
    if filter.family == family::PACKET {
        return Err(Error::command("Cannot flush link addresses."));
    }
    let limit = u32::try_from(session.loops).unwrap_or(0);
    let mut rounds = 0;
    loop {
        let deleted = round(&filter, session, rounds + 1)?;
        if deleted > 0 {
            rounds += 1;
        }
        // The kernel may have promoted a secondary address, which another round would take for a primary one.
        if deleted == 0 || filter.is_for_primary() {
            flush::report_end(session, rounds);
            return Ok(());
        }
        if limit != 0 && rounds >= limit {
            return Err(Error::with_status(
                format!("*** Flush remains incomplete after {rounds} rounds. ***"),
                255,
            ));
        }
    }
}

/// Deletes what matches now; returns the number of addresses.
fn round(filter: &Filter, session: &mut Session, number: u32) -> Result<usize> {
    let dump = filter
        .dump(session, filter.family)
        .map_err(|error| error.dump_ended_as("Flush terminated", 1))?;
    let mut requests = Vec::new();
    for message in dump.iter() {
        let Some(address) = Address::read(&message) else {
            continue;
        };
        let matches = filter.matches_device(&address)
            && filter.matches(&address, &mut session.names.links)
            && filter.matches_proto(&address);
        if matches {
            requests.push(Request::with_body(RTM_DELADDR, 0, message.body));
            if session.view.statistics > 1 {
                show(&address, session);
            }
        }
    }
    let count = requests.len();
    if count > 0 {
        let netlink = session.kernel.netlink()?;
        // A secondary address is deleted with its primary one.
        let gone = [libc::EADDRNOTAVAIL];
        flush::delete(netlink, requests, &gone, &|error| {
            flush::refused(error, 255)
        })?;
        flush::report_round(session, number, count, "addresses");
    }
    Ok(count)
}

/// Shows an address as text in any format.
fn show(address: &Address, session: &mut Session) {
    session
        .display()
        .as_text(|display| record::show(address, true, display));
}
