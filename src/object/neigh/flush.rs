//! Deleting many neighbours.

use super::filter::Filter;
use super::record::{self, Neighbour};
use super::show::request;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::output::eprint_line;
use crate::session::Session;
use crate::uapi::rtnetlink::RTM_DELNEIGH;

/// Most rounds: neighbours may come while others go.
const ROUNDS: u32 = 10;

/// `flush`.
pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    if args.is_empty() {
        return Err(Error::command("Flush requires arguments."));
    }
    let filter = Filter::parse(session, &mut args, true)?;
    for round in 0..=ROUNDS {
        let doomed = matching(session, &filter)?;
        if doomed.is_empty() {
            return finished(session, round);
        }
        if round == ROUNDS {
            break;
        }
        if session.view.statistics > 0 {
            session.out.raw(
                format!(
                    "\n*** Round {}, deleting {} entries ***\n",
                    round + 1,
                    doomed.len()
                )
                .as_bytes(),
            );
        }
        delete(session, doomed)?;
    }
    eprint_line(&format!(
        "*** Flush not complete bailing out after {ROUNDS} rounds"
    ));
    Err(Error::with_status("", 255))
}

fn finished(session: &mut Session, rounds: u32) -> Result<()> {
    if session.view.statistics > 0 {
        let plural = if rounds > 1 { "s" } else { "" };
        let line = match rounds {
            0 => "Nothing to flush.\n".to_owned(),
            _ => format!("*** Flush is complete after {rounds} round{plural} ***\n"),
        };
        session.out.raw(line.as_bytes());
    }
    Ok(())
}

/// The requests that delete what matches now.
fn matching(session: &mut Session, filter: &Filter) -> Result<Vec<Request>> {
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

fn delete(session: &mut Session, mut doomed: Vec<Request>) -> Result<()> {
    for answer in session.kernel.netlink()?.pipeline(&mut doomed)? {
        match answer {
            // Gone by itself.
            Err(error) if error.errno() == Some(libc::ENOENT) => {}
            answer => answer?,
        }
    }
    Ok(())
}
