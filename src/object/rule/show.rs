//! `ip rule show` and `flush`.

use super::filter::Filter;
use super::record::{self, Rule};
use crate::args::Args;
use crate::error::Result;
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::header::FibRuleHdr;
use crate::uapi::rtnetlink::{RTM_DELRULE, RTM_GETRULE};
use crate::value::family;

/// A dump request for all rules.
pub(super) fn request(session: &Session) -> Request {
    let family = match session.family {
        family::UNSPEC => family::INET,
        family => family,
    };
    let header = FibRuleHdr {
        family,
        ..FibRuleHdr::default()
    };
    Request::new(RTM_GETRULE, 0, &header)
}

/// `show`.
pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let filter = Filter::parse(session, &mut args)?;
    let request = request(session);
    let rules = session
        .kernel
        .collect(request)
        .map_err(|error| error.status_as(255));
    session.display().records(|display| {
        let rules = rules?;
        for message in rules.iter() {
            if let Some(rule) = Rule::read(&message).filter(|rule| filter.matches(rule)) {
                record::show(&rule, display);
            }
            display.out.flush_if_full()?;
        }
        Ok(())
    })
}

/// `flush`.
pub(super) fn flush(session: &mut Session, mut args: Args) -> Result<()> {
    let filter = Filter::parse(session, &mut args)?;
    let request = request(session);
    let Session { kernel, out, .. } = session;
    // The JSON array stays empty, as in iproute2.
    out.records(|_| {
        let rules = kernel
            .collect(request)
            .map_err(|error| error.status_as(255))?;
        for message in rules.iter() {
            let doomed = Rule::read(&message).is_some_and(|rule| {
                rule.priority().is_some() && filter.of_protocol(&rule) && filter.matches(&rule)
            });
            if doomed {
                kernel.ack(Request::with_body(RTM_DELRULE, 0, message.body))?;
            }
        }
        Ok(())
    })
}
