//! Next hops and routes in words, in an order in which each is known before it is used.

use super::collect::{dump, dump_family};
use super::line::{ExportLine, same, say};
use super::words::{encapsulation, metrics, text, without, without_states};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Dump, Message, Request};
use crate::object::nexthop::{record as hop_record, run as run_nexthop};
use crate::object::route::{record as route_record, run as run_route};
use crate::session::Session;
use crate::uapi::lwtunnel::{LWTUNNEL_ENCAP_SEG6_LOCAL, SEG6_LOCAL_COUNTERS};
use crate::uapi::nexthop::*;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::{RTM_GETNEXTHOP, RTM_GETROUTE};
use crate::value::{family, inet::Inet};
use std::collections::BTreeMap;

/// Next hops and the routes that somebody gave.
pub(super) fn routes(session: &mut Session) -> Result<Vec<ExportLine>> {
    let mut ranked: [Vec<ExportLine>; 6] = Default::default();
    let mut put = |rank: Rank, line: Vec<ExportLine>| {
        if let Some(list) = ranked.get_mut(rank as usize) {
            list.extend(line);
        }
    };
    for (rank, line) in next_hops(session)? {
        put(rank, vec![line]);
    }
    for of in [family::INET, family::INET6, family::MPLS] {
        let told = dump_family(session, RTM_GETROUTE, of, 12)?;
        let mut shelf = Shelf::default();
        for message in told.iter().filter(|message| message.u8_at(0) == Some(of)) {
            shelf.put(session, &message);
        }
        for group in shelf.groups {
            put(group.rank(), group.in_order(of));
        }
    }
    Ok(ranked.into_iter().flatten().collect())
}

/// What comes first, as it may be needed by what comes later.
#[derive(Clone, Copy)]
enum Rank {
    /// Routes without a gateway: gateways may be behind them.
    Near,
    /// Routes of which some have a gateway, and others of the same key have none.
    Both,
    Far,
    /// They want a carrier, which some devices have a moment after they are up.
    NextHop,
    GroupOfNextHops,
    /// Routes that name a next hop.
    ByObject,
}

/// Routes of one family by what must not be there twice when one is added.
#[derive(Default)]
struct Shelf {
    /// In the order in which they are told.
    groups: Vec<Group>,
    places: BTreeMap<Vec<u8>, usize>,
}

/// Routes of the same destination, table and metric, of which the first is taken.
#[derive(Default)]
struct Group {
    /// Some need a gateway; some do not.
    far: bool,
    near: bool,
    by_object: bool,
    /// Those before the first that the kernel makes by itself.
    before: Vec<ExportLine>,
    by_kernel: bool,
    after: Vec<ExportLine>,
}

impl Shelf {
    fn put(&mut self, session: &mut Session, message: &Message) {
        if message.u32_at(8).unwrap_or(0) & RTM_F_CLONED != 0 {
            return;
        }
        let by_kernel = match message.u8_at(5) {
            Some(RTPROT_KERNEL) => true,
            // Routers tell of these, and need not do so elsewhere.
            Some(RTPROT_RA | RTPROT_REDIRECT) | None => return,
            Some(_) => false,
        };
        let groups = &mut self.groups;
        let place = *self.places.entry(key(message)).or_insert_with(|| {
            groups.push(Group::default());
            groups.len() - 1
        });
        let Some(group) = self.groups.get_mut(place) else {
            return;
        };
        if by_kernel {
            group.by_kernel = true;
            return;
        }
        let far = is_far(message);
        group.far |= far;
        group.near |= !far;
        group.by_object |= message.attrs(12).get(RTA_NH_ID).is_some();
        let list = if group.by_kernel {
            &mut group.after
        } else {
            &mut group.before
        };
        list.extend(one_route(session, message));
    }
}

impl Group {
    fn rank(&self) -> Rank {
        match (self.near, self.far) {
            _ if self.by_object => Rank::ByObject,
            (_, false) => Rank::Near,
            (true, true) => Rank::Both,
            (false, true) => Rank::Far,
        }
    }

    /// The first is added, and each of the others put behind it; before what the kernel makes goes the last one first.
    fn in_order(self, family: u8) -> Vec<ExportLine> {
        let Group {
            mut before,
            by_kernel,
            mut after,
            ..
        } = self;
        let (mut first, mut others) = ("add", "append");
        if by_kernel {
            first = "append";
            // IPv6 has no such order: routes of gateways become one, all others stay behind.
            if family == family::INET {
                before.reverse();
                (first, others) = ("prepend", "prepend");
            }
        }
        let mut verb = first;
        for line in &mut before {
            line.set_verb(verb);
            verb = others;
        }
        after.iter_mut().for_each(|line| line.set_verb("append"));
        before.append(&mut after);
        before
    }
}

/// Table, destination, source, type of service, metric: the kernel adds no second route of the same.
fn key(message: &Message) -> Vec<u8> {
    let attrs = message.attrs(12);
    let mut key = table_of(message.body, 12).to_be_bytes().to_vec();
    key.extend(message.body.get(1..4).unwrap_or_default());
    for kind in [RTA_PRIORITY, RTA_DST, RTA_SRC] {
        let bytes = attrs.get(kind).map_or(&[][..], |attr| attr.bytes);
        let zero = bytes.iter().all(|byte| *byte == 0);
        let bytes = if zero { &[] } else { bytes };
        key.push(u8::try_from(bytes.len()).unwrap_or(u8::MAX));
        key.extend(bytes);
    }
    key
}

/// What the kernel tells of a next hop besides.
const TOLD_ONLY: [u16; 4] = [
    NHA_OP_FLAGS,
    NHA_GROUP_STATS,
    NHA_HW_STATS_USED,
    NHA_ENCAP_TYPE,
];

fn next_hops(session: &mut Session) -> Result<Vec<(Rank, ExportLine)>> {
    // Only a request for statistics is answered with whether the hardware is to keep them. Kernels before 6.9 refuse it,
    // those before 5.3 have no next hops.
    let mut with_statistics = Request::with_body(RTM_GETNEXTHOP, 0, &[0; 8]);
    with_statistics.put_u32(NHA_OP_FLAGS, 1);
    let mut told = dump(session, with_statistics);
    if told.as_ref().err().and_then(Error::errno) == Some(libc::EINVAL) {
        told = dump(session, Request::with_body(RTM_GETNEXTHOP, 0, &[0; 8]));
    }
    let told: Dump = match told {
        Err(error) if error.lacks_family() => Dump::default(),
        told => told?,
    };
    let next_hops = told
        .iter()
        .map(|message| {
            let rank = match message.attrs(8).get(NHA_GROUP) {
                Some(_) => Rank::GroupOfNextHops,
                None => Rank::NextHop,
            };
            (rank, next_hop(session, &message))
        })
        .collect();
    Ok(next_hops)
}

fn next_hop(session: &mut Session, message: &Message) -> ExportLine {
    let mut words = text(session, 0, &|display| {
        hop_record::show(message, display);
    });
    if let Some(at) = words.iter().position(|word| word == "stats:") {
        words.truncate(at);
    }
    without_states(&mut words);
    for state in ["scope", "unbalanced_time", "used"] {
        without(&mut words, state, 1);
    }
    encapsulation(&mut words);
    let family = message.u8_at(0).unwrap_or(0);
    let told = message.attrs(8);
    if let Some(resilient) = told.get(NHA_RES_GROUP) {
        timers(&mut words, resilient.nest());
    }
    if told.get(NHA_HW_STATS_ENABLE).and_then(Attr::u32) == Some(0) {
        without(&mut words, "hw_stats", 1);
    }
    if family == family::INET6 && told.get(NHA_GATEWAY).is_none() {
        // Says the family, and no gateway.
        let at = words.iter().position(|word| word == "dev");
        if let Some(at) = at {
            words.splice(at..at, ["via", "::"].map(str::to_owned));
        }
    }
    let group = told.get(NHA_GROUP);
    let mut line = say(session, "nexthop", run_nexthop, family, words, &|request| {
        let of = request.body().first().copied();
        let asked = request.attrs(8);
        (of == Some(family) || group.is_some())
            && asked.get(NHA_ENCAP_TYPE).map(|attr| attr.bytes)
                == told.get(NHA_ENCAP_TYPE).map(|attr| attr.bytes)
            && same(asked, told, &TOLD_ONLY, &|ours, theirs| match ours.kind {
                NHA_ENCAP => same_encapsulation(told.get(NHA_ENCAP_TYPE), ours, theirs),
                NHA_RES_GROUP => same(
                    ours.nest(),
                    theirs.nest(),
                    &[NHA_RES_GROUP_UNBALANCED_TIME],
                    &|ours, theirs| ours.is_within(theirs),
                ),
                _ => ours.is_within(theirs),
            })
    });
    let onlink = message.u8_at(4).unwrap_or(0) & ONLINK != 0;
    let gateway = told
        .get(NHA_GATEWAY)
        .filter(|_| !onlink && told.get(NHA_FDB).is_none());
    line.gateways
        .extend(gateway.map(|gateway| Inet::new(family, gateway.bytes)));
    line.makes_hop = told.get(NHA_ID).and_then(Attr::u32);
    // `struct nexthop_grp`s.
    let members = group.map_or(&[][..], |group| group.bytes).chunks_exact(8);
    line.hops = members
        .filter_map(|member| member.first_chunk().copied())
        .map(u32::from_ne_bytes)
        .collect();
    line
}

/// Writes the timers of a resilient group in whole seconds: `ip nexthop` shows six digits.
fn timers(words: &mut [String], told: Attrs) {
    for (word, kind) in [
        ("idle_timer", NHA_RES_GROUP_IDLE_TIMER),
        ("unbalanced_timer", NHA_RES_GROUP_UNBALANCED_TIMER),
    ] {
        let hundredths = told.get(kind).and_then(Attr::u32);
        let at = words.iter().position(|known| known == word);
        let value = at.and_then(|at| words.get_mut(at + 1));
        if let Some((hundredths, value)) = hundredths.filter(|n| n % 100 == 0).zip(value) {
            *value = (hundredths / 100).to_string();
        }
    }
}

/// Whether two encapsulations are the same; counters are no setting.
fn same_encapsulation(kind: Option<Attr>, asked: Attr, told: Attr) -> bool {
    let counters = kind.and_then(Attr::u16) == Some(LWTUNNEL_ENCAP_SEG6_LOCAL);
    let but: &[u16] = if counters {
        &[SEG6_LOCAL_COUNTERS]
    } else {
        &[]
    };
    same(asked.nest(), told.nest(), but, &|ours, theirs| {
        ours.is_within(theirs)
    })
}

pub(super) fn table_of(body: &[u8], header: usize) -> u32 {
    let attrs = Attrs::new(body.get(header..).unwrap_or_default());
    attrs
        .get(RTA_TABLE)
        .and_then(Attr::u32)
        .unwrap_or(body.get(4).copied().unwrap_or(0).into())
}

/// `RTNH_F_ONLINK`.
const ONLINK: u8 = 4;

/// Whether it leads to a gateway.
fn is_far(message: &Message) -> bool {
    let attrs = message.attrs(12);
    [RTA_GATEWAY, RTA_VIA, RTA_MULTIPATH, RTA_NH_ID]
        .iter()
        .any(|kind| attrs.get(*kind).is_some())
}

/// The gateways of a route's own family that have to be within reach.
fn gateways(message: &Message) -> Vec<Inet> {
    let family = message.u8_at(0).unwrap_or(0);
    let attrs = message.attrs(12);
    let mut found = Vec::new();
    let mut add = |onlink: u8, attrs: Attrs| {
        let gateway = attrs.get(RTA_GATEWAY).filter(|_| onlink & ONLINK == 0);
        found.extend(gateway.map(|gateway| Inet::new(family, gateway.bytes)));
    };
    add(message.u8_at(8).unwrap_or(0), attrs);
    let mut hops = attrs.get(RTA_MULTIPATH).map_or(&[][..], |hops| hops.bytes);
    while let Some(([onlink, ..], attrs)) = first_hop(&mut hops) {
        add(onlink, attrs);
    }
    found
}

fn one_route(session: &mut Session, message: &Message) -> Option<ExportLine> {
    let route = route_record::Route::read(message)?;
    let family = message.u8_at(0)?;
    let id = message.attrs(12).get(RTA_NH_ID).and_then(Attr::u32);
    let mut line = None;
    // The less is said the better; if that is not enough, all of it.
    for (details, scope) in [(0, false), (0, true), (1, true)] {
        let mut words = text(session, details, &|display| {
            let filter = route_record::Filter::default();
            route_record::show(&route, &filter, display);
        });
        tidy(&mut words, message);
        if !scope {
            without(&mut words, "scope", 1);
        }
        let mut saying = say(session, "route", run_route, family, words, &|request| {
            is_route(request, message)
        });
        saying.hops.extend(id);
        let source = message.attrs(12).get(RTA_PREFSRC);
        let source = source.map(|source| Inet::new(family, source.bytes));
        saying.source = source.filter(|source| source.family == family::INET6);
        saying.gateways = gateways(message);
        if !is_far(message) {
            let prefix = message.attrs(12).get(RTA_DST);
            let length = message.u8_at(1).unwrap_or(0);
            saying.reaches = prefix.map(|prefix| (Inet::new(family, prefix.bytes), length));
        }
        let done = saying.but.is_none();
        line = Some(saying);
        if done {
            break;
        }
    }
    line
}

fn tidy(words: &mut Vec<String>, message: &Message) {
    let attrs = message.attrs(12);
    if let Some(at) = words.iter().position(|word| word == "nh_info") {
        words.truncate(at);
    }
    without_states(words);
    for state in ["error", "users", "used", "age"] {
        without(words, state, 1);
    }
    // Shown so, and read in its right spelling.
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
    if let Some(at) = words.iter().position(|word| word == "expires")
        && let Some(seconds) = words.get_mut(at + 1)
    {
        *seconds = seconds.trim_end_matches("sec").to_owned();
    }
    if message.u8_at(0) == Some(family::INET6)
        && let Some(word) = words.iter_mut().find(|word| *word == "default")
    {
        "::/0".clone_into(word);
    }
    if let Some(told) = attrs.get(RTA_METRICS) {
        metrics(words, told.nest());
    }
    encapsulation(words);
}

fn is_route(request: &Request, message: &Message) -> bool {
    let (asked, told) = (request.body(), message.body);
    let header = |body: &[u8]| {
        let mut header = body.get(..9).unwrap_or_default().to_vec();
        if let Some(table) = header.get_mut(4) {
            *table = 0;
        }
        if let Some(flags) = header.get_mut(8) {
            *flags &= ONLINK;
        }
        header
    };
    header(asked) == header(told)
        && table_of(asked, 12) == table_of(told, 12)
        && same_attributes(
            request.attrs(12),
            message.attrs(12),
            told.get(1) == Some(&0),
        )
}

fn same_attributes(asked: Attrs, told: Attrs, everywhere: bool) -> bool {
    let by_object = told.get(RTA_NH_ID).is_some();
    let mut but = vec![RTA_TABLE, RTA_CACHEINFO, RTA_EXPIRES];
    if everywhere {
        but.push(RTA_DST);
    }
    if by_object {
        but.extend([
            RTA_OIF,
            RTA_GATEWAY,
            RTA_VIA,
            RTA_MULTIPATH,
            RTA_ENCAP,
            RTA_ENCAP_TYPE,
        ]);
    }
    same(asked, told, &but, &|ours, theirs| match ours.kind {
        RTA_MULTIPATH => same_hops(ours.bytes, theirs.bytes),
        RTA_ENCAP => same_encapsulation(told.get(RTA_ENCAP_TYPE), ours, theirs),
        RTA_METRICS => same(ours.nest(), theirs.nest(), &[], &|ours, theirs| {
            // A name is told with its NUL.
            ours.is_within(theirs) || ours.kind == RTAX_CC_ALGO && ours.text() == theirs.text()
        }),
        _ => ours.is_within(theirs),
    })
}

/// Whether two lists of `struct rtnexthop` are the same but for flags that are states.
fn same_hops(mut asked: &[u8], mut told: &[u8]) -> bool {
    while let (Some((ours, our_attrs)), Some((theirs, their_attrs))) =
        (first_hop(&mut asked), first_hop(&mut told))
    {
        if ours != theirs || !same_attributes(our_attrs, their_attrs, false) {
            return false;
        }
    }
    asked.is_empty() && told.is_empty()
}

/// Flags, weight and device of a hop, and its attributes.
fn first_hop<'b>(left: &mut &'b [u8]) -> Option<([u8; 6], Attrs<'b>)> {
    let [low, high, flags, weight, device @ ..] = left.first_chunk::<8>()?;
    let length = usize::from(u16::from_ne_bytes([*low, *high])).max(8);
    let [i0, i1, i2, i3] = *device;
    let fixed = [*flags & ONLINK, *weight, i0, i1, i2, i3];
    let attrs = Attrs::new(left.get(8..length).unwrap_or_default());
    *left = left.get(length.next_multiple_of(4)..).unwrap_or_default();
    Some((fixed, attrs))
}
