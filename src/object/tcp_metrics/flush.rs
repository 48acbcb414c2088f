//! `ip tcp_metrics flush`.

use super::record::{self, Entry};
use super::{Filter, delete_one, open, put};
use crate::args::Args;
use crate::error::{Error, Result, strerror};
use crate::flush::{self, MAX_ROUNDS};
use crate::netlink::{Genl, Request};
use crate::output::eprint_line;
use crate::session::Session;
use crate::uapi::tcp_metrics::*;
use crate::value::family;

/// `flush`.
pub(super) fn run(session: &mut Session, args: Args) -> Result<()> {
    let filter = Filter::parse(session, args, false)?;
    let all = filter.to.is_none_or(|to| to.length == 0)
        && filter.from.is_none()
        && filter.family == family::UNSPEC;
    if all || filter.exact().is_some() {
        return delete_one(&filter);
    }
    let mut generic = open()?;
    for round in 0..MAX_ROUNDS {
        let requests = deletions(session, &filter, &mut generic)?;
        let count = requests.len();
        if requests.is_empty() {
            finished(session, round);
            return Ok(());
        }
        flush::delete(&mut generic.netlink, requests, &[], &|error| {
            let why = strerror(error.errno().unwrap_or(0));
            Error::command(format!("Failed to send flush request\n: {why}"))
        })?;
        flush::report_round(session, round + 1, count, "entries");
    }
    Err(flush::bail_out(1))
}

/// Prints to stderr, unlike other objects, that there was nothing to flush.
fn finished(session: &mut Session, rounds: u32) {
    match rounds {
        0 => eprint_line("Nothing to flush."),
        _ => flush::report_end(session, rounds),
    }
}

/// Requests that delete what matches now.
fn deletions(session: &mut Session, filter: &Filter, generic: &mut Genl) -> Result<Vec<Request>> {
    let dump = generic
        .netlink
        .collect(generic.request(TCP_METRICS_CMD_GET))?;
    let mut requests = Vec::new();
    for message in dump.iter() {
        let Some(entry) = Entry::read(&message).filter(|entry| filter.matches(entry)) else {
            continue;
        };
        let mut request = generic.request(TCP_METRICS_CMD_DEL);
        put(&mut request, entry.to, entry.from);
        requests.push(request);
        if session.view.statistics > 1 {
            session.out.as_text(|out| {
                out.word("Deleted ");
                record::show(&entry, out);
            });
        }
    }
    Ok(requests)
}
