//! `ip addr flush`: rounds of asking for addresses and deleting them, until none is left.

use super::filter::Filter;
use super::record::{self, Address};
use crate::args::Args;
use crate::error::{Error, Result, strerror};
use crate::netlink::{Message, Request};
use crate::session::Session;
use crate::uapi::rtnetlink::RTM_DELADDR;
use crate::value::family;

/// Deletes addresses.
///
/// # Errors
/// A wrong word, an unknown device, the kernel's, and addresses that are left after the last round.
pub(super) fn run(session: &mut Session, args: Args) -> Result<()> {
    if args.is_empty() {
        return Err(Error::command("Flush requires arguments."));
    }
    let filter = Filter::parse(args, session)?;
    if filter.family == family::PACKET {
        return Err(Error::command("Cannot flush link addresses."));
    }
    let mut rounds = 0;
    loop {
        let deleted = round(&filter, session, rounds + 1)?;
        if deleted == 0 && rounds == 0 {
            report(session, "Nothing to flush.\n");
            return Ok(());
        }
        if deleted > 0 {
            rounds += 1;
        }
        // The kernel may promote secondary addresses, which would then be primary.
        if deleted == 0 || filter.is_for_primary() {
            let s = if rounds == 1 { "" } else { "s" };
            report(
                session,
                &format!("*** Flush is complete after {rounds} round{s} ***\n"),
            );
            return Ok(());
        }
        if session.loops > 0 && rounds >= session.loops {
            return Err(Error::with_status(
                format!("*** Flush remains incomplete after {rounds} rounds. ***"),
                255,
            ));
        }
    }
}

/// Writes a line with `-s`, in JSON too.
fn report(session: &mut Session, line: &str) {
    if session.view.statistics > 0 {
        session.out.raw(line.as_bytes());
    }
}

/// Deletes what there is; returns how many addresses were meant.
fn round(filter: &Filter, session: &mut Session, number: i32) -> Result<usize> {
    let dump = filter
        .ask(session, filter.family)
        .map_err(|error| error.dump_ended_as("Flush terminated", 1))?;
    let mut requests = Vec::new();
    for message in dump.iter() {
        let Some(address) = Address::read(&message) else {
            continue;
        };
        let meant = filter.asks_for(&address)
            && filter.selects(&address, &mut session.names.links)
            && filter.fits_proto(&address);
        if meant {
            requests.push(deletion(&message));
            if session.view.statistics > 1 {
                show(&address, session);
            }
        }
    }
    let count = requests.len();
    if count > 0 {
        delete(&mut requests, session)?;
        let line = format!("\n*** Round {number}, deleting {count} addresses ***\n");
        report(session, &line);
    }
    Ok(count)
}

/// The message that deletes what `message` tells of.
fn deletion(message: &Message) -> Request {
    Request::with_body(RTM_DELADDR, 0, message.body)
}

/// Shows an address in text, whatever the form.
fn show(address: &Address, session: &mut Session) {
    session
        .display()
        .as_text(|display| record::show(address, true, display));
}

/// Deletes addresses. A secondary address may have gone with its primary one.
fn delete(requests: &mut [Request], session: &mut Session) -> Result<()> {
    for answer in session.kernel.netlink()?.pipeline(requests)? {
        let Err(error) = answer else { continue };
        match error.errno() {
            Some(libc::EADDRNOTAVAIL) => {}
            Some(errno) => {
                let why = strerror(errno);
                return Err(Error::with_status(
                    format!("Failed to send flush request: {why}"),
                    255,
                ));
            }
            None => return Err(error),
        }
    }
    Ok(())
}
