//! Deleting all that a filter lets through, round by round until none is left.

use super::open;
use crate::error::{Error, Result, strerror};
use crate::flush;
use crate::netlink::{Message, Request};
use crate::output::eprint_line;
use crate::session::Session;

/// Asks with `ask` for all, and sends what `delete` makes of each.
pub(super) fn delete_all(
    session: &mut Session,
    ask: u16,
    delete: &dyn Fn(&Message) -> Option<Request>,
) -> Result<()> {
    let talk = session.view.statistics > 1;
    let tell = |line: &dyn Fn() -> String| {
        if talk {
            eprint_line(&line());
        }
    };
    let mut netlink = open()?;
    for round in 0_u32.. {
        tell(&|| format!("Delete-all round = {round}"));
        let mut requests = Vec::new();
        let told = netlink.dump(Request::with_body(ask, 0, &[]), &mut |message| {
            requests.extend(delete(&message));
            Ok(())
        });
        told.map_err(|error| error.dump_ended_as("Delete-all terminated", 1))?;
        if requests.is_empty() {
            tell(&|| String::from("Delete-all completed"));
            break;
        }
        let count = requests.len();
        flush::delete(&mut netlink, requests, &[], &|error| {
            let why = strerror(error.errno().unwrap_or(0));
            Error::command(format!("Failed to send delete-all request: {why}"))
        })?;
        tell(&|| format!("Delete-all nlmsg count = {count}"));
    }
    Ok(())
}
