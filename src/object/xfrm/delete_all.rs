//! Deletes every match, in rounds until none is left.

use super::open;
use crate::error::{Error, Result, strerror};
use crate::flush;
use crate::netlink::{Message, Request};
use crate::output::eprint_line;
use crate::session::Session;

/// Dumps with message type `ask` and sends the requests that `delete` returns.
pub(super) fn delete_all(
    session: &mut Session,
    ask: u16,
    delete: &dyn Fn(&Message) -> Option<Request>,
) -> Result<()> {
    let verbose = session.view.statistics > 1;
    let trace = |line: &dyn Fn() -> String| {
        if verbose {
            eprint_line(&line());
        }
    };
    let mut netlink = open()?;
    for round in 0_u32.. {
        trace(&|| format!("Delete-all round = {round}"));
        let mut requests = Vec::new();
        let dumped = netlink.dump(Request::with_body(ask, 0, &[]), &mut |message| {
            requests.extend(delete(&message));
            Ok(())
        });
        dumped.map_err(|error| error.dump_ended_as("Delete-all terminated", 1))?;
        if requests.is_empty() {
            trace(&|| String::from("Delete-all completed"));
            break;
        }
        let count = requests.len();
        flush::delete(&mut netlink, requests, &[], &|error| {
            let why = strerror(error.errno().unwrap_or(0));
            Error::command(format!("Failed to send delete-all request: {why}"))
        })?;
        trace(&|| format!("Delete-all nlmsg count = {count}"));
    }
    Ok(())
}
