//! `ip neigh flush`.

use super::filter::Filter;
use super::record::{self, Neighbour};
use super::show::request;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::flush::{self, MAX_ROUNDS};
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::rtnetlink::RTM_DELNEIGH;
use std::convert::identity;

/// `flush`.
pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    if args.is_empty() {
        return Err(Error::command("Flush requires arguments."));
    }
    let filter = Filter::parse(session, &mut args, true)?;
    for round in 0..=MAX_ROUNDS {
        let requests = deletions(session, &filter)?;
        if requests.is_empty() {
            flush::report_end(session, round);
            return Ok(());
        }
        if round == MAX_ROUNDS {
            break;
        }
        flush::report_round(session, round + 1, requests.len(), "entries");
        let netlink = session.kernel.netlink()?;
        flush::delete(netlink, requests, &[libc::ENOENT], &identity)?;
    }
    Err(flush::bail_out(255))
}

/// Requests that delete what matches now.
fn deletions(session: &mut Session, filter: &Filter) -> Result<Vec<Request>> {
    let dump = session
        .kernel
        .collect(request(filter))
        .map_err(|error| error.dump_ended_as("Flush terminated", 1))?;
    let mut requests = Vec::new();
    for message in dump.iter() {
        let Some(neighbour) =
            Neighbour::read(&message).filter(|neighbour| filter.matches(neighbour))
        else {
            continue;
        };
        requests.push(Request::with_body(RTM_DELNEIGH, 0, message.body));
        if session.view.statistics > 1 {
            record::show(&neighbour, filter.device.is_none(), &mut session.display());
        }
    }
    Ok(requests)
}
