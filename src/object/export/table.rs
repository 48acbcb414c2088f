//! Addresses, routes, rules and neighbours in words.

use super::device::Device;
use super::gather::dump;
use super::said::{Said, asks_for, meaning};
use crate::args::decode;
use crate::command::Run;
use crate::error::Result;
use crate::names::Table;
use crate::netlink::{Attr, Attrs, Dump, Message, Request};
use crate::object::nexthop::{record as hop_record, run as run_nexthop};
use crate::object::route::{record as route_record, run as run_route};
use crate::object::rule::{record as rule_record, run as run_rule};
use crate::output::{Form, Out};
use crate::schema::words_of;
use crate::session::{Session, View};
use crate::uapi::addr::*;
use crate::uapi::neigh::*;
use crate::uapi::nexthop::{NHA_GROUP, NHA_GROUP_STATS, NHA_HW_STATS_USED, NHA_OP_FLAGS};
use crate::uapi::route::*;
use crate::uapi::rtnetlink::{
    RTM_GETADDR, RTM_GETNEIGH, RTM_GETNEXTHOP, RTM_GETROUTE, RTM_GETRULE,
};
use crate::uapi::rule::*;
use crate::value::{family, inet::Inet, lladdr};

/// A request whose fixed header of this length begins with a family.
fn of_family(kind: u16, family: u8, length: usize) -> Request {
    let mut header = vec![0; length];
    if let Some(first) = header.first_mut() {
        *first = family;
    }
    Request::with_body(kind, 0, &header)
}

/// `IFAPROT_KERNEL_LO` to `IFAPROT_KERNEL_LL`: the kernel gave the address by itself.
const BY_KERNEL: std::ops::RangeInclusive<u8> = 1..=3;

/// Flags that can be asked for, and their words.
const ADDRESS_FLAGS: [(u32, &str); 6] = [
    (IFA_F_NODAD, "nodad"),
    (IFA_F_OPTIMISTIC, "optimistic"),
    (IFA_F_HOMEADDRESS, "home"),
    (IFA_F_MANAGETEMPADDR, "mngtmpaddr"),
    (IFA_F_NOPREFIXROUTE, "noprefixroute"),
    (IFA_F_MCAUTOJOIN, "autojoin"),
];

/// The addresses that somebody gave.
pub(super) fn addresses(session: &mut Session, devices: &[Device]) -> Result<Vec<Said>> {
    let told = dump(session, of_family(RTM_GETADDR, 0, 8))?;
    Ok(told
        .iter()
        .filter_map(|message| address(session, &message, devices))
        .collect())
}

fn address(session: &mut Session, message: &Message, devices: &[Device]) -> Option<Said> {
    let (family, length) = (message.u8_at(0)?, message.u8_at(1)?);
    let (scope, index) = (message.u8_at(3)?, message.u32_at(4)?);
    let attrs = message.attrs(8);
    let inet = |kind| attrs.get(kind).map(|attr| Inet::new(family, attr.bytes));
    let of_prefix = inet(IFA_ADDRESS)?;
    let local = inet(IFA_LOCAL).unwrap_or(of_prefix);
    let flags = attrs.get(IFA_FLAGS).and_then(Attr::u32).unwrap_or(0);
    let proto = attrs.get(IFA_PROTO).and_then(Attr::u8).unwrap_or(0);
    let device = devices.iter().find(|device| device.index == index)?;
    let temporary = family == family::INET6 && flags & IFA_F_SECONDARY != 0;
    let loopback = matches!(local.to_string().as_str(), "127.0.0.1" | "::1") && device.name == "lo";
    if BY_KERNEL.contains(&proto) || temporary || loopback || device.gives_itself(&local) {
        return None;
    }
    let mut said = Said::new(index, &["addr", "add"]);
    if local == of_prefix {
        said.push(&[&format!("{local}/{length}")]);
    } else {
        said.push(&[&local.to_string(), "peer", &format!("{of_prefix}/{length}")]);
    }
    if let Some(broadcast) = inet(IFA_BROADCAST) {
        said.push(&["brd", &broadcast.to_string()]);
    }
    let usual = local
        .v4()
        .map(|first| if first >> 24 == 127 { 254 } else { 0 });
    if usual.is_some_and(|usual| usual != scope) {
        let name = session.names.tables.name(Table::Scope, scope.into());
        said.push(&["scope", name.as_ref()]);
    }
    let label = attrs.get(IFA_LABEL).map(|label| decode(label.text()));
    if let Some(label) = label.filter(|label| *label != device.name) {
        said.push(&["label", &label]);
    }
    for (flag, word) in ADDRESS_FLAGS {
        if flags & flag != 0 {
            said.push(&[word]);
        }
    }
    if let Some(metric) = attrs.get(IFA_RT_PRIORITY).and_then(Attr::u32) {
        said.push(&["metric", &metric.to_string()]);
    }
    if proto != 0 {
        said.push(&["proto", &proto.to_string()]);
    }
    lifetimes(&mut said, attrs);
    said.push(&["dev", &device.name]);
    Some(said)
}

fn lifetimes(said: &mut Said, attrs: Attrs) {
    let Some(info) = attrs.get(IFA_CACHEINFO) else {
        return;
    };
    let valid = info.bytes.get(4..).and_then(|bytes| bytes.first_chunk());
    let valid = valid.map(|bytes| u32::from_ne_bytes(*bytes));
    for (word, seconds) in [("valid_lft", valid), ("preferred_lft", info.u32())] {
        if let Some(seconds) = seconds.filter(|seconds| *seconds != u32::MAX) {
            said.push(&[word, &seconds.to_string()]);
        }
    }
}

/// Says something in the words that `show` gives, if these, after `add`, ask for what was told.
fn say(
    session: &mut Session,
    object: &str,
    run: Run,
    family: u8,
    words: Vec<String>,
    is_it: &dyn Fn(&Request) -> bool,
) -> Said {
    let mut all = vec!["add".to_owned()];
    all.extend(words);
    let mut said = Said::new(0, &[object]);
    let options = [("", 0), ("-6", family::INET6), ("-M", family::MPLS)];
    for (option, asked) in options {
        if asked != 0 && asked != family {
            continue;
        }
        let request = meaning(session, run, asked, &all);
        if request.is_some_and(|request| is_it(&request)) {
            said.option = option;
            said.words.extend(all);
            return said;
        }
    }
    said.words.extend(all);
    said.but = Some("is not exactly what is there".to_owned());
    said
}

/// Words of one line; `name` follows one that says the number of a table instead.
fn text(
    session: &mut Session,
    details: u8,
    table: u32,
    show: &dyn Fn(&mut Session, &mut Out, &View),
) -> Vec<String> {
    let mut out = Out::new(Form::Oneline, None);
    let view = View {
        details,
        ..View::default()
    };
    show(session, &mut out, &view);
    let mut words = words_of(&out.take());
    let after = words
        .iter()
        .position(|word| matches!(word.as_str(), "table" | "lookup"))
        .and_then(|at| words.get_mut(at + 1));
    // Names of tables are this host's, but for those that every host has.
    if let Some(name) = after
        && !(RT_TABLE_DEFAULT..=RT_TABLE_LOCAL).contains(&table)
    {
        *name = table.to_string();
    }
    words
}

/// Takes out a word and as many of those that follow.
fn without(words: &mut Vec<String>, word: &str, following: usize) {
    while let Some(at) = words.iter().position(|known| known == word) {
        words.drain(at..(at + 1 + following).min(words.len()));
    }
}

/// States of routes and next hops, which are no settings.
const HOP_STATES: [&str; 10] = [
    "dead",
    "linkdown",
    "offload",
    "trap",
    "unresolved",
    "offload_failed",
    "rt_offload",
    "rt_trap",
    "rt_offload_failed",
    "pervasive",
];

/// Next hops and the routes that somebody gave, in an order in which gateways are known before they are used.
pub(super) fn routes(session: &mut Session) -> Result<Vec<Said>> {
    let mut ranked: Vec<(u8, Said)> = Vec::new();
    // An older kernel has none.
    let hops: Dump =
        dump(session, Request::with_body(RTM_GETNEXTHOP, 0, &[0; 8])).unwrap_or_default();
    for message in hops.iter() {
        let rank = u8::from(message.attrs(8).get(NHA_GROUP).is_some());
        ranked.push((rank, next_hop(session, &message)));
    }
    for of in [family::INET, family::INET6, family::MPLS] {
        let Ok(told) = dump(session, of_family(RTM_GETROUTE, of, 12)) else {
            continue;
        };
        for message in told.iter().filter(|message| message.u8_at(0) == Some(of)) {
            let attrs = message.attrs(12);
            let far = [RTA_GATEWAY, RTA_VIA, RTA_MULTIPATH, RTA_NH_ID]
                .iter()
                .any(|kind| attrs.get(*kind).is_some());
            ranked.extend(one_route(session, &message).map(|said| (2 + u8::from(far), said)));
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    Ok(ranked.into_iter().map(|(_, said)| said).collect())
}

/// What the kernel tells of a next hop besides.
const TOLD_ONLY: [u16; 3] = [NHA_OP_FLAGS, NHA_GROUP_STATS, NHA_HW_STATS_USED];

fn next_hop(session: &mut Session, message: &Message) -> Said {
    let mut words = text(session, 0, 0, &|session, out, view| {
        hop_record::show(message, out, &mut session.names, view);
    });
    without(&mut words, "scope", 1);
    for state in HOP_STATES {
        without(&mut words, state, 0);
    }
    let family = message.u8_at(0).unwrap_or(0);
    let told = message.attrs(8);
    say(session, "nexthop", run_nexthop, family, words, &|request| {
        let of = request.body().first().copied();
        (of == Some(family) || told.get(NHA_GROUP).is_some())
            && asks_for(request, told, 8, &TOLD_ONLY)
    })
}

fn table_of(body: &[u8], header: usize) -> u32 {
    let attrs = Attrs::new(body.get(header..).unwrap_or_default());
    attrs
        .get(RTA_TABLE)
        .and_then(Attr::u32)
        .unwrap_or(body.get(4).copied().unwrap_or(0).into())
}

/// `RTNH_F_ONLINK`.
const ONLINK: u8 = 4;

fn one_route(session: &mut Session, message: &Message) -> Option<Said> {
    let route = route_record::Route::read(message)?;
    let (family, protocol) = (message.u8_at(0)?, message.u8_at(5)?);
    let cloned = message.u32_at(8)? & RTM_F_CLONED != 0;
    if cloned || matches!(protocol, RTPROT_KERNEL | RTPROT_RA | RTPROT_REDIRECT) {
        return None;
    }
    let attrs = message.attrs(12);
    let table = table_of(message.body, 12);
    let by_object = attrs.get(RTA_NH_ID).is_some();
    let mut said = None;
    // The less is said the better; if that is not enough, all of it.
    for details in [0, 1] {
        let mut words = text(session, details, table, &|session, out, view| {
            let filter = route_record::Filter::default();
            route_record::show(&route, &filter, out, &mut session.names, view);
        });
        tidy(&mut words, family, by_object);
        let saying = say(session, "route", run_route, family, words, &|request| {
            is_route(request, message, by_object)
        });
        let done = saying.but.is_none();
        said = Some(saying);
        if done {
            break;
        }
    }
    said
}

fn tidy(words: &mut Vec<String>, family: u8, by_object: bool) {
    if let Some(at) = words.iter().position(|word| word == "nh_info") {
        words.truncate(at);
    }
    for state in HOP_STATES {
        without(words, state, 0);
    }
    without(words, "error", 1);
    if by_object {
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
    if family == family::INET6
        && let Some(word) = words.iter_mut().find(|word| *word == "default")
    {
        "::/0".clone_into(word);
    }
}

fn is_route(request: &Request, message: &Message, by_object: bool) -> bool {
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
    let mut but = vec![RTA_TABLE, RTA_CACHEINFO, RTA_EXPIRES];
    if told.get(1) == Some(&0) {
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
    let hops = |body: &[u8]| {
        let attrs = Attrs::new(body.get(12..).unwrap_or_default());
        attrs.get(RTA_MULTIPATH).map(|attr| stateless(attr.bytes))
    };
    if !by_object && hops(asked) != hops(told) {
        return false;
    }
    but.push(RTA_MULTIPATH);
    header(asked) == header(told)
        && table_of(asked, 12) == table_of(told, 12)
        && asks_for(request, message.attrs(12), 12, &but)
}

/// The `struct rtnexthop`s of a route without the flags that are states.
fn stateless(hops: &[u8]) -> Vec<u8> {
    let mut bytes = hops.to_vec();
    let mut at = 0;
    while let Some([low, high, flags, ..]) = bytes.get_mut(at..) {
        *flags &= ONLINK;
        let length = usize::from(u16::from_ne_bytes([*low, *high]));
        at += length.next_multiple_of(4).max(8);
    }
    bytes
}

/// The rules that somebody gave, and the kernel's own that somebody took away.
pub(super) fn rules(session: &mut Session) -> Result<Vec<Said>> {
    let mut said = Vec::new();
    for (of, option, own) in [
        (family::INET, "", &[0, 32766, 32767][..]),
        (family::INET6, "-6", &[0, 32766][..]),
    ] {
        let told = dump(session, of_family(RTM_GETRULE, of, 12))?;
        if told.iter().next().is_none() {
            continue;
        }
        let mut there = Vec::new();
        for message in told.iter() {
            let attrs = message.attrs(12);
            let protocol = attrs.get(FRA_PROTOCOL).and_then(Attr::u8);
            if protocol == Some(RTPROT_KERNEL) {
                there.push(attrs.get(FRA_PRIORITY).and_then(Attr::u32).unwrap_or(0));
            } else {
                said.extend(one_rule(session, &message, of));
            }
        }
        for gone in own.iter().filter(|own| !there.contains(own)) {
            let mut delete = Said::new(0, &["rule", "del", "pref", &gone.to_string()]);
            delete.option = option;
            said.push(delete);
        }
    }
    Ok(said)
}

fn one_rule(session: &mut Session, message: &Message, family: u8) -> Option<Said> {
    let rule = rule_record::Rule::read(message)?;
    let table = table_of(message.body, 12);
    let mut words = text(session, 0, table, &|session, out, view| {
        rule_record::show(&rule, out, &session.names, view);
    });
    words.retain(|word| !word.starts_with('['));
    let first = words.first_mut()?;
    let preference = first.trim_end_matches(':').to_owned();
    *first = preference;
    words.insert(0, "pref".to_owned());
    Some(say(session, "rule", run_rule, family, words, &|request| {
        let (asked, told) = (request.body(), message.body);
        // Family, lengths, type of service, action.
        let header = |body: &[u8]| [0, 1, 2, 3, 7].map(|at| body.get(at).copied());
        let flags = |body: &[u8]| body.get(8).map(|flags| flags & 2);
        header(asked) == header(told)
            && flags(asked) == flags(told)
            && table_of(asked, 12) == table_of(told, 12)
            && asks_for(request, message.attrs(12), 12, &[FRA_TABLE])
    }))
}

/// Neighbours that somebody gave, and addresses that are answered for.
pub(super) fn neighbours(session: &mut Session) -> Result<Vec<Said>> {
    let mut said = Vec::new();
    for flags in [0, NTF_PROXY] {
        let mut header = [0; 12];
        if let Some(room) = header.get_mut(10) {
            *room = flags;
        }
        let told = dump(session, Request::with_body(RTM_GETNEIGH, 0, &header))?;
        for message in told.iter() {
            said.extend(neighbour(session, &message));
        }
    }
    Ok(said)
}

fn neighbour(session: &mut Session, message: &Message) -> Option<Said> {
    let (family, index) = (message.u8_at(0)?, message.u32_at(4)?);
    let (state, flags) = (message.u16_at(8)?, message.u8_at(10)?);
    let attrs = message.attrs(12);
    let proxy = flags & NTF_PROXY != 0;
    let known = matches!(family, family::INET | family::INET6);
    if !known || !proxy && state & NUD_PERMANENT == 0 {
        return None;
    }
    let destination = Inet::new(family, attrs.get(NDA_DST)?.bytes).to_string();
    let mut said = Said::new(index, &["neigh", "add"]);
    if proxy {
        said.push(&["proxy", &destination]);
    } else {
        said.push(&[&destination]);
        if let Some(address) = attrs.get(NDA_LLADDR) {
            said.push(&["lladdr", &lladdr::hex(address.bytes)]);
        }
        said.push(&["nud", "permanent"]);
    }
    for (flag, word) in [(NTF_ROUTER, "router"), (NTF_EXT_LEARNED, "extern_learn")] {
        if flags & flag != 0 {
            said.push(&[word]);
        }
    }
    if let Some(protocol) = attrs
        .get(NDA_PROTOCOL)
        .and_then(Attr::u8)
        .filter(|n| *n != 0)
    {
        said.push(&["protocol", &protocol.to_string()]);
    }
    said.push(&["dev", &session.names.links.name(index)]);
    Some(said)
}
