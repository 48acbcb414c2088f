//! Routes as commands, in an order in which each can be added.
//!
//! A table may hold millions of routes, so they stay messages until the script writes them; only their order is computed
//! beforehand.

use super::dump::{dump_family, table_of};
use super::line::{ExportLine, verified_line};
use super::route_compare::{gateways, is_far, is_route};
use super::words::{encapsulation, metrics, text, without, without_states};
use crate::error::Result;
use crate::netlink::{Attr, Dump, Message};
use crate::object::route::{record, run};
use crate::session::Session;
use crate::uapi::header::RtMsg;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::RTM_GETROUTE;
use crate::value::{family, inet::Inet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;

/// The families that have routes, in the order of the file.
const FAMILIES: [u8; 3] = [family::INET, family::INET6, family::MPLS];

/// The configured routes of a namespace.
#[derive(Default)]
pub(super) struct RouteTable {
    /// By family, as in [`FAMILIES`].
    dumps: [Dump; FAMILIES.len()],
    /// In the order of the file.
    entries: Vec<Entry>,
}

/// A route of a [`RouteTable`]. The order of the fields is the order of the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    rank: Rank,
    /// Index into [`FAMILIES`].
    family: u8,
    /// Offset of the first route of its group in the dump.
    group: u32,
    /// Position in its group.
    position: u32,
    /// Offset in the dump.
    offset: u32,
    verb: Verb,
}

/// What must be added first because later routes may need it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Routes without a gateway: they make gateways reachable.
    Near,
    /// Groups with and without gateways.
    Mixed,
    /// Routes with a gateway.
    Far,
    /// Routes that name a next hop object. The objects are added just before: they require a carrier, which some devices
    /// get a moment after they are up.
    ByObject,
}

/// How a route joins the routes of the same key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verb {
    Add,
    Append,
    Prepend,
}

impl Verb {
    fn keyword(self) -> &'static str {
        match self {
            Verb::Add => "add",
            Verb::Append => "append",
            Verb::Prepend => "prepend",
        }
    }
}

/// Dumps the routes of the current namespace and orders them.
///
/// # Errors
/// As [`dump_family`].
pub(super) fn routes(session: &mut Session) -> Result<RouteTable> {
    let mut table = RouteTable::default();
    for (place, family) in FAMILIES.into_iter().enumerate() {
        let dump = dump_family(session, RTM_GETROUTE, family, RtMsg::SIZE)?;
        let place = u8::try_from(place).unwrap_or(u8::MAX);
        order(&dump, place, family, &mut table.entries);
        if let Some(kept) = table.dumps.get_mut(usize::from(place)) {
            *kept = dump;
        }
    }
    table.entries.sort_unstable();
    Ok(table)
}

impl RouteTable {
    /// The routes of these ranks in the order of the file.
    pub(super) fn of_ranks(&self, ranks: RangeInclusive<Rank>) -> impl Iterator<Item = &Entry> {
        let entries = self.entries.iter();
        entries.filter(move |entry| ranks.contains(&entry.rank))
    }

    /// A route as a command. Call it inside the namespace.
    pub(super) fn line(&self, session: &mut Session, entry: &Entry) -> Option<ExportLine> {
        let mut line = route_line(session, &self.message(entry)?)?;
        line.set_verb(entry.verb.keyword());
        Some(line)
    }

    /// The prefixes that routes without a gateway make reachable, with their lengths.
    pub(super) fn connected(&self) -> impl Iterator<Item = (Inet, u8)> {
        let messages = self.entries.iter().filter_map(|entry| self.message(entry));
        messages.filter_map(|message| connected_prefix(&message))
    }

    /// The IPv6 source addresses that routes name.
    pub(super) fn sources(&self) -> impl Iterator<Item = Inet> {
        let messages = self.entries.iter().filter_map(|entry| self.message(entry));
        messages.filter_map(|message| ipv6_source(&message))
    }

    fn message(&self, entry: &Entry) -> Option<Message<'_>> {
        let dump = self.dumps.get(usize::from(entry.family))?;
        dump.at(usize::try_from(entry.offset).ok()?)
    }
}

/// Adds the routes of a dump, by groups of equal keys.
fn order(dump: &Dump, place: u8, family: u8, entries: &mut Vec<Entry>) {
    let mut by_key: Vec<(u64, u32)> = dump
        .places()
        .filter(|(_, message)| origin(message).is_some())
        .filter_map(|(offset, message)| Some((key_hash(&message), u32::try_from(offset).ok()?)))
        .collect();
    by_key.sort_unstable();
    entries.reserve_exact(by_key.len());
    for group in by_key.chunk_by(|(one, _), (other, _)| one == other) {
        order_group(dump, place, family, group, entries);
    }
}

/// Who made a route.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The kernel; it makes the route again by itself.
    Kernel,
    User,
}

/// `None` for routes that are not exported: cached ones and those from router advertisements or redirects.
fn origin(message: &Message) -> Option<Origin> {
    let header = RtMsg::parse(message.body)?;
    if header.flags & RTM_F_CLONED != 0 {
        return None;
    }
    match header.protocol {
        RTPROT_KERNEL => Some(Origin::Kernel),
        RTPROT_RA | RTPROT_REDIRECT => None,
        _ => Some(Origin::User),
    }
}

/// Orders the routes of one key. `add` works for the first; the others are appended. Routes that precede one of the
/// kernel's are prepended, the last first; IPv6 has no such order: routes with gateways become one multipath route, all
/// others stay behind.
fn order_group(
    dump: &Dump,
    place: u8,
    family: u8,
    routes: &[(u64, u32)],
    entries: &mut Vec<Entry>,
) {
    let at = |offset: u32| dump.at(usize::try_from(offset).unwrap_or(usize::MAX));
    let Some((_, group)) = routes.first().copied() else {
        return;
    };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let (mut by_kernel, mut near, mut far, mut by_object) = (false, false, false, false);
    for (_, offset) in routes {
        let Some(message) = at(*offset) else { continue };
        if origin(&message) == Some(Origin::Kernel) {
            by_kernel = true;
            continue;
        }
        let leads_far = is_far(&message);
        far |= leads_far;
        near |= !leads_far;
        by_object |= message.attrs(RtMsg::SIZE).get(RTA_NH_ID).is_some();
        if by_kernel { &mut after } else { &mut before }.push(*offset);
    }
    let rank = match (near, far) {
        _ if by_object => Rank::ByObject,
        (_, false) => Rank::Near,
        (true, true) => Rank::Mixed,
        (false, true) => Rank::Far,
    };
    let [first, others] = match by_kernel {
        false => [Verb::Add, Verb::Append],
        true if family == family::INET => {
            before.reverse();
            [Verb::Prepend, Verb::Prepend]
        }
        true => [Verb::Append, Verb::Append],
    };
    let verbs = std::iter::once(first)
        .chain(std::iter::repeat(others))
        .take(before.len())
        .chain(std::iter::repeat(Verb::Append));
    let routes = before.iter().chain(&after).zip(verbs).zip(0..);
    entries.extend(routes.map(|((offset, verb), position)| Entry {
        rank,
        family: place,
        group,
        position,
        offset: *offset,
        verb,
    }));
}

/// A hash of table, destination, source, type of service and metric: the kernel refuses to add a second route with the
/// same. Equal hashes of different keys do no harm: `append` adds a first route, too.
fn key_hash(message: &Message) -> u64 {
    let mut hasher = DefaultHasher::new();
    let attrs = message.attrs(RtMsg::SIZE);
    table_of(message.body, RtMsg::SIZE).hash(&mut hasher);
    let header = RtMsg::parse(message.body).unwrap_or_default();
    (header.dst_len, header.src_len, header.tos).hash(&mut hasher);
    for kind in [RTA_PRIORITY, RTA_DST, RTA_SRC] {
        let bytes = attrs.get(kind).map_or(&[][..], |attr| attr.bytes);
        let zero = bytes.iter().all(|byte| *byte == 0);
        if zero { &[] } else { bytes }.hash(&mut hasher);
    }
    hasher.finish()
}

fn connected_prefix(message: &Message) -> Option<(Inet, u8)> {
    let prefix = message.attrs(RtMsg::SIZE).get(RTA_DST)?;
    let header = RtMsg::parse(message.body)?;
    (!is_far(message)).then(|| (Inet::new(header.family, prefix.bytes), header.dst_len))
}

fn ipv6_source(message: &Message) -> Option<Inet> {
    let source = message.attrs(RtMsg::SIZE).get(RTA_PREFSRC)?;
    (message.family() == family::INET6).then(|| Inet::new(family::INET6, source.bytes))
}

/// The shortest command that adds the route, found by comparing what it would send with the message.
fn route_line(session: &mut Session, message: &Message) -> Option<ExportLine> {
    let route = record::Route::read(message)?;
    let family = message.family();
    let mut line = None;
    for (details, scope) in [(0, false), (0, true), (1, true)] {
        let mut words = text(session, details, &|display| {
            record::show(&route, &record::Omit::default(), display);
        });
        tidy(&mut words, message);
        if !scope {
            without(&mut words, "scope", 1);
        }
        let candidate = verified_line(session, "route", run, family, words, &|request| {
            is_route(request, message)
        });
        let is_exact = candidate.comment_reason.is_none();
        line = Some(candidate);
        if is_exact {
            break;
        }
    }
    let mut line = line?;
    line.hops.extend(
        message
            .attrs(RtMsg::SIZE)
            .get(RTA_NH_ID)
            .and_then(Attr::u32),
    );
    line.gateways = gateways(message);
    line.reaches = connected_prefix(message);
    Some(line)
}

/// Turns the shown text into arguments of `add`.
fn tidy(words: &mut Vec<String>, message: &Message) {
    let attrs = message.attrs(RtMsg::SIZE);
    if let Some(at) = words.iter().position(|word| word == "nh_info") {
        words.truncate(at);
    }
    without_states(words);
    for state in ["error", "users", "used", "age"] {
        without(words, state, 1);
    }
    // iproute2 shows one spelling and reads the other.
    if let Some(word) = words.iter_mut().find(|word| *word == "ttl-propogate") {
        "ttl-propagate".clone_into(word);
    }
    if attrs.get(RTA_NH_ID).is_some() {
        if let Some(at) = words.iter().position(|word| word == "nexthop") {
            words.truncate(at);
        }
        for word in ["via", "dev"] {
            without(words, word, 1);
        }
    }
    if let Some(at) = words.iter().position(|word| word == "expires") {
        if let Some(seconds) = words.get_mut(at + 1) {
            *seconds = seconds.trim_end_matches("sec").to_owned();
        }
    }
    if message.family() == family::INET6 {
        if let Some(word) = words.iter_mut().find(|word| *word == "default") {
            "::/0".clone_into(word);
        }
    }
    if let Some(reported) = attrs.get(RTA_METRICS) {
        metrics(words, reported.nest());
    }
    encapsulation(words);
}
