//! `ip route flush`.

use super::filter::Filter;
use super::record::{self, Route};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::flush;
use crate::netlink::Request;
use crate::output::eprint_line;
use crate::session::Session;
use crate::uapi::rtnetlink::RTM_DELROUTE;
use crate::value::family;

/// `flush`.
pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    if args.is_empty() {
        return Err(Error::command("\"ip route flush\" requires arguments."));
    }
    let filter = Filter::parse(session, &mut args)?;
    if filter.cached {
        return cache(session, &filter);
    }
    let limit = u32::try_from(session.loops).unwrap_or(0);
    let mut round = 0;
    loop {
        let requests = deletions(session, &filter)?;
        if requests.is_empty() {
            flush::report_end(session, round);
            return Ok(());
        }
        round += 1;
        flush::report_round(session, round, requests.len(), "entries");
        let netlink = session.kernel.netlink()?;
        let gone = [libc::ENOENT, libc::ESRCH];
        flush::delete(netlink, requests, &gone, &|error| flush::refused(error, 2))?;
        if limit != 0 && round >= limit {
            eprint_line(&format!(
                "*** Flush remains incomplete after {limit} rounds. ***"
            ));
            return Err(Error::with_status("", 255));
        }
    }
}

fn cache(session: &mut Session, filter: &Filter) -> Result<()> {
    if filter.family != family::INET6 {
        let path = "/proc/sys/net/ipv4/route/flush";
        std::fs::write(path, "-1")
            .map_err(|error| Error::system(&format!("Cannot open \"{path}\""), &error))?;
        flush::report(session, "*** IPv4 routing cache is flushed.\n");
    }
    Ok(())
}

/// Requests that delete what matches now.
fn deletions(session: &mut Session, filter: &Filter) -> Result<Vec<Request>> {
    let dump = session
        .kernel
        .collect(filter.request())
        .map_err(|error| error.dump_ended_as("Flush terminated", 2).status_as(2))?;
    let omit = filter.omit();
    let mut requests = Vec::new();
    for message in dump.iter() {
        let Some(route) = Route::read(&message).filter(|route| filter.matches(route)) else {
            continue;
        };
        // The kernel does not delete the prohibited default route of IPv6.
        if route.header.family == family::INET6
            && route.header.dst_len == 0
            && route.number(crate::uapi::route::RTA_PRIORITY) == Some(u32::MAX)
        {
            continue;
        }
        requests.push(Request::with_body(RTM_DELROUTE, 0, message.body));
        if session.view.statistics > 1 {
            record::show(&route, &omit, &mut session.display());
        }
    }
    Ok(requests)
}
