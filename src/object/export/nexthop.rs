//! Next hops as commands.

use super::dump::dump;
use super::line::{ExportLine, same, verified_line};
use super::route_compare::same_encapsulation;
use super::words::{encapsulation, text, without, without_states};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Dump, Message, Request};
use crate::object::nexthop::{record, run};
use crate::session::Session;
use crate::uapi::header::NhMsg;
use crate::uapi::nexthop::*;
use crate::uapi::route::RTNH_F_ONLINK;
use crate::uapi::rtnetlink::RTM_GETNEXTHOP;
use crate::value::{family, inet::Inet};

/// Attributes that the kernel reports and `add` does not set.
const REPORTED_ONLY: [u16; 4] = [
    NHA_OP_FLAGS,
    NHA_GROUP_STATS,
    NHA_HW_STATS_USED,
    NHA_ENCAP_TYPE,
];

/// The next hops of the current namespace: groups follow the next hops that they name.
pub(super) fn next_hops(session: &mut Session) -> Result<Vec<ExportLine>> {
    // The kernel reports NHA_HW_STATS_ENABLE only with the statistics. Linux before 6.9 refuses the request for them with
    // EINVAL; Linux before 5.3 has no next hop objects.
    let mut with_statistics = Request::new(RTM_GETNEXTHOP, 0, &NhMsg::default());
    with_statistics.put_u32(NHA_OP_FLAGS, 1);
    let mut dumped = dump(session, with_statistics);
    if dumped.as_ref().err().and_then(Error::errno) == Some(libc::EINVAL) {
        dumped = dump(session, Request::new(RTM_GETNEXTHOP, 0, &NhMsg::default()));
    }
    let dumped: Dump = match dumped {
        Err(error) if error.lacks_family() => Dump::default(),
        dumped => dumped?,
    };
    let (groups, single): (Vec<Message>, Vec<Message>) = dumped
        .iter()
        .partition(|message| message.attrs(NhMsg::SIZE).get(NHA_GROUP).is_some());
    let all = single.iter().chain(&groups);
    Ok(all.map(|message| next_hop(session, message)).collect())
}

fn next_hop(session: &mut Session, message: &Message) -> ExportLine {
    let mut words = text(session, 0, &|display| {
        record::show(message, display);
    });
    if let Some(at) = words.iter().position(|word| word == "stats:") {
        words.truncate(at);
    }
    without_states(&mut words);
    for state in ["scope", "unbalanced_time", "used"] {
        without(&mut words, state, 1);
    }
    encapsulation(&mut words);
    let family = message.family();
    let reported = message.attrs(NhMsg::SIZE);
    if let Some(resilient) = reported.get(NHA_RES_GROUP) {
        timers(&mut words, resilient.nest());
    }
    if reported.get(NHA_HW_STATS_ENABLE).and_then(Attr::u32) == Some(0) {
        without(&mut words, "hw_stats", 1);
    }
    if family == family::INET6 && reported.get(NHA_GATEWAY).is_none() {
        // States the family without a gateway.
        let at = words.iter().position(|word| word == "dev");
        if let Some(at) = at {
            words.splice(at..at, ["via", "::"].map(str::to_owned));
        }
    }
    let group = reported.get(NHA_GROUP);
    let mut line = verified_line(session, "nexthop", run, family, words, &|request| {
        let of = request.family();
        let requested = request.attrs(NhMsg::SIZE);
        (of == family || group.is_some())
            && requested.get(NHA_ENCAP_TYPE).map(|attr| attr.bytes)
                == reported.get(NHA_ENCAP_TYPE).map(|attr| attr.bytes)
            && same(
                requested,
                reported,
                &REPORTED_ONLY,
                &|ours, theirs| match ours.kind {
                    NHA_ENCAP => same_encapsulation(reported.get(NHA_ENCAP_TYPE), ours, theirs),
                    NHA_RES_GROUP => same(
                        ours.nest(),
                        theirs.nest(),
                        &[NHA_RES_GROUP_UNBALANCED_TIME],
                        &|ours, theirs| ours.is_within(theirs),
                    ),
                    _ => ours.is_within(theirs),
                },
            )
    });
    let header = NhMsg::parse(message.body).unwrap_or_default();
    let onlink = header.flags & u32::from(RTNH_F_ONLINK) != 0;
    let gateway = reported
        .get(NHA_GATEWAY)
        .filter(|_| !onlink && reported.get(NHA_FDB).is_none());
    line.gateways
        .extend(gateway.map(|gateway| Inet::new(family, gateway.bytes)));
    line.creates_hop = reported.get(NHA_ID).and_then(Attr::u32);
    // `struct nexthop_grp`s.
    let members = group.map_or(&[][..], |group| group.bytes).chunks_exact(8);
    line.hops = members
        .filter_map(|member| member.first_chunk().copied())
        .map(u32::from_ne_bytes)
        .collect();
    line
}

/// Writes the timers of a resilient group in whole seconds: `ip nexthop` shows six digits.
fn timers(words: &mut [String], reported: Attrs) {
    for (word, kind) in [
        ("idle_timer", NHA_RES_GROUP_IDLE_TIMER),
        ("unbalanced_timer", NHA_RES_GROUP_UNBALANCED_TIMER),
    ] {
        let hundredths = reported.get(kind).and_then(Attr::u32);
        let at = words.iter().position(|known| known == word);
        let value = at.and_then(|at| words.get_mut(at + 1));
        if let Some((hundredths, value)) = hundredths.filter(|n| n % 100 == 0).zip(value) {
            *value = (hundredths / 100).to_string();
        }
    }
}
