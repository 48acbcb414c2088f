//! Deleting many entries.

use super::record::{self, Entry};
use super::{Filter, delete_one, open, put};
use crate::args::Args;
use crate::error::{Error, Result, strerror};
use crate::netlink::{Genl, Request};
use crate::output::eprint_line;
use crate::session::Session;
use crate::uapi::tcp_metrics::*;
use crate::value::family;

/// Most rounds: entries may come while others go.
const ROUNDS: u32 = 10;

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
    for round in 0..ROUNDS {
        let mut doomed = matching(session, &filter, &mut generic)?;
        let count = doomed.len();
        if doomed.is_empty() {
            finished(session, round);
            return Ok(());
        }
        for answer in generic.netlink.pipeline(&mut doomed)? {
            answer.map_err(|error| {
                let why = strerror(error.errno().unwrap_or(0));
                Error::command(format!("Failed to send flush request\n: {why}"))
            })?;
        }
        if session.view.statistics > 0 {
            let line = format!("\n*** Round {}, deleting {count} entries ***\n", round + 1);
            session.out.raw(line.as_bytes());
        }
    }
    eprint_line(&format!(
        "*** Flush not complete bailing out after {ROUNDS} rounds"
    ));
    Err(Error::with_status("", 1))
}

fn finished(session: &mut Session, rounds: u32) {
    let line = match rounds {
        0 => return eprint_line("Nothing to flush."),
        _ if session.view.statistics == 0 => return,
        1 => "*** Flush is complete after 1 round ***\n".to_owned(),
        _ => format!("*** Flush is complete after {rounds} rounds ***\n"),
    };
    session.out.raw(line.as_bytes());
}

/// The requests that delete what matches now.
fn matching(session: &mut Session, filter: &Filter, generic: &mut Genl) -> Result<Vec<Request>> {
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
