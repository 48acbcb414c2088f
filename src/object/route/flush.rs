//! Deleting many routes.

use super::filter::Filter;
use super::record::{self, Route};
use crate::args::Args;
use crate::error::{Error, Result, strerror};
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
        let doomed = matching(session, &filter)?;
        if doomed.is_empty() {
            return finished(session, round);
        }
        round += 1;
        if session.view.statistics > 0 {
            let text = format!(
                "\n*** Round {round}, deleting {} entries ***\n",
                doomed.len()
            );
            session.out.raw(text.as_bytes());
        }
        delete(session, doomed)?;
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
        if session.view.statistics > 0 {
            session.out.raw(b"*** IPv4 routing cache is flushed.\n");
        }
    }
    Ok(())
}

fn finished(session: &mut Session, rounds: u32) -> Result<()> {
    if session.view.statistics > 0 {
        let plural = if rounds == 1 { "" } else { "s" };
        let line = match rounds {
            0 => "Nothing to flush.\n".to_owned(),
            _ => format!("*** Flush is complete after {rounds} round{plural} ***\n"),
        };
        session.out.raw(line.as_bytes());
    }
    Ok(())
}

fn matching(session: &mut Session, filter: &Filter) -> Result<Vec<Request>> {
    let dump = session
        .kernel
        .collect(filter.request())
        .map_err(|error| error.dump_ended_as("Flush terminated", 2).status_as(2))?;
    let mut requests = Vec::new();
    for message in dump.iter() {
        let Some(route) = Route::read(&message).filter(|route| filter.matches(route)) else {
            continue;
        };
        // The prohibited default of IPv6 cannot be deleted.
        if route.header.family == family::INET6
            && route.header.dst_len == 0
            && route.number(crate::uapi::route::RTA_PRIORITY) == Some(u32::MAX)
        {
            continue;
        }
        requests.push(Request::with_body(RTM_DELROUTE, 0, message.body));
        if session.view.statistics > 1 {
            record::show(&route, filter, &mut session.display());
        }
    }
    Ok(requests)
}

fn delete(session: &mut Session, mut doomed: Vec<Request>) -> Result<()> {
    for answer in session.kernel.netlink()?.pipeline(&mut doomed)? {
        match answer.as_ref().map_err(Error::errno) {
            // Gone by itself.
            Ok(()) | Err(Some(libc::ENOENT | libc::ESRCH)) => {}
            Err(Some(errno)) => {
                return Err(Error::with_status(
                    format!("Failed to send flush request: {}", strerror(errno)),
                    2,
                ));
            }
            Err(None) => answer?,
        }
    }
    Ok(())
}
