//! Route records.

use super::{metrics, nexthop};
use crate::names::NameTable;
use crate::netlink::{self, Attr, Message};
use crate::object::nexthop::record as object;
use crate::output::{Colour, Out, Value, decimal};
use crate::schema::encap;
use crate::session::{Display, View};
use crate::uapi::header::RtMsg;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::{RT_SCOPE_UNIVERSE, RTM_DELROUTE};
use crate::value::inet::{Inet, Prefix};
use crate::value::{family, route_type};

/// A route, borrowed from its message.
pub struct Route<'m> {
    pub(super) header: RtMsg,
    deleted: bool,
    attrs: netlink::AttrTable<'m, { RTA_FLOWLABEL as usize + 1 }>,
}

impl<'m> Route<'m> {
    /// Reads `RTM_NEWROUTE` or `RTM_DELROUTE`; `None` if it is too short.
    pub fn read(message: &Message<'m>) -> Option<Route<'m>> {
        Some(Route {
            header: RtMsg::parse(message.body)?,
            deleted: message.kind == RTM_DELROUTE,
            attrs: message.attrs(RtMsg::SIZE).table(),
        })
    }

    #[inline(always)] // most attributes are absent, which is one test here
    pub(super) fn attr(&self, kind: u16) -> Option<Attr<'m>> {
        self.attrs.get(kind)
    }

    #[inline(always)]
    pub(super) fn number(&self, kind: u16) -> Option<u32> {
        self.attr(kind)?.u32()
    }

    pub(super) fn table(&self) -> u32 {
        self.number(RTA_TABLE).unwrap_or(self.header.table.into())
    }

    #[inline(always)]
    pub(super) fn inet(&self, kind: u16) -> Option<Inet> {
        self.attr(kind)
            .map(|attr| Inet::new(self.header.family, attr.bytes))
    }

    /// The gateway, of any family.
    pub(super) fn gateway(&self) -> Option<Inet> {
        self.inet(RTA_GATEWAY).or_else(|| {
            let (family, address) = self.attr(RTA_VIA)?.bytes.split_first_chunk()?;
            let family = u8::try_from(u16::from_ne_bytes(*family)).ok()?;
            Some(Inet::new(family, address))
        })
    }

    pub(super) fn cloned(&self) -> bool {
        self.header.flags & RTM_F_CLONED != 0
    }

    /// Whether `ip monitor` with this family and device (0 for all) shows the route. A route without a device matches
    /// any.
    pub fn is_event_of(&self, family: u8, device: u32) -> bool {
        (family == 0 || family == self.header.family)
            && !self.cloned()
            && (device == 0 || self.number(RTA_OIF).is_none_or(|oif| oif == device))
    }
}

/// Fields that have the same value in every route shown: the arguments of `show` fix them, so iproute2 omits them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Omit {
    pub(super) table: bool,
    pub(super) device: bool,
    pub(super) protocol: bool,
    pub(super) scope: bool,
    pub(super) tos: bool,
    pub(super) realms: bool,
    pub(super) metric: bool,
    /// Omitted if the prefix is one address.
    pub(super) gateway: Option<Prefix>,
    /// Omitted if the prefix is one address.
    pub(super) source: Option<Prefix>,
}

/// Whether a prefix is one address of this family.
fn is_address(prefix: Option<Prefix>, family: u8) -> bool {
    prefix.is_some_and(|prefix| prefix.length == family::bits(family))
}

/// Shows a route for `ip monitor` with this device (0 for all).
pub fn show_event(route: &Route, device: u32, display: &mut Display) {
    let omit = Omit {
        device: device != 0,
        ..Omit::default()
    };
    show(route, &omit, display);
}

/// Shows a route.
pub fn show(route: &Route, omit: &Omit, display: &mut Display) {
    display.object(None, |display| {
        if route.deleted {
            display.out.put("deleted", "Deleted ", true);
        }
        destination(route, omit, display);
        next_hop(route, omit, display);
        table_and_source(route, omit, display);
        let Display { out, names, view } = display;
        nexthop::show_flags(route.header.flags, out);
        if let Some(mark) = route.number(RTA_MARK).filter(|mark| *mark != 0) {
            let text = if mark >= 16 {
                format!("{mark:#x}")
            } else {
                mark.to_string()
            };
            out.split("mark", "mark {} ", text, mark);
        }
        if let Some(flow) = route
            .number(RTA_FLOW)
            .filter(|flow| *flow != 0 && !omit.realms)
        {
            nexthop::show_realms(flow, out, names);
        }
        if let Some(uid) = route.number(RTA_UID) {
            out.put("uid", "uid {} ", uid);
        }
        cache(route, out, view);
        if let Some(attr) = route.attr(RTA_METRICS) {
            metrics::show(attr.nest(), out);
        }
        if let Some(iif) = route.number(RTA_IIF) {
            let name = names.links.name(iif);
            out.put("iif", "iif {} ", name);
        }
        preference_and_propagation(route, out);
        if let Some(id) = route.number(RTA_NH_ID).filter(|_| view.details > 0) {
            next_hop_object(id, display);
        }
        if let Some(attr) = route.attr(RTA_MULTIPATH) {
            nexthop::show_multipath(route.header.family, attr.bytes, display);
        }
        display.out.end_record();
    });
}

fn preference_and_propagation(route: &Route, out: &mut Out) {
    if let Some(pref) = route.attr(RTA_PREF).and_then(|attr| attr.u8()) {
        match pref {
            0 => out.put("pref", "pref {}", "medium"),
            3 => out.put("pref", "pref {}", "low"),
            1 => out.put("pref", "pref {}", "high"),
            other => out.put("pref", "{}", other),
        }
    }
    if let Some(propagate) = route.attr(RTA_TTL_PROPAGATE).and_then(|attr| attr.u8()) {
        let text = if propagate == 0 {
            "disabled"
        } else {
            "enabled"
        };
        out.split("ttl-propogate", "ttl-propogate {}", text, propagate != 0);
    }
}

/// Shows the next hop object of a route.
fn next_hop_object(id: u32, display: &mut Display) {
    let links = &mut display.names.links;
    let Some(reply) = links.ask_beside(object::by_id(id, display.view)) else {
        return;
    };
    // On a line of its own even with `-oneline`.
    display.out.word("\n\tnh_info ");
    display.object(Some("nh_info"), |display| {
        object::describe(&reply.message(), display);
    });
}

fn destination(route: &Route, omit: &Omit, display: &mut Display) {
    let Display { out, names, view } = display;
    if route.header.kind != RTN_UNICAST || view.details > 0 {
        let name = route_type::name(route.header.kind, names.tables.numeric);
        out.put("type", "{} ", name);
    }
    match (
        prefix(route, RTA_DST, route.header.dst_len, out),
        route.header.dst_len,
    ) {
        (Some((Some(colour), text)), _) => out.paint(colour, "dst", "{} ", text),
        (Some((None, text)), _) => out.put("dst", "{} ", text),
        (None, 0) => out.put("dst", "{} ", "default"),
        // iproute2 keeps the blank in the value.
        (None, length) => out.put("dst", "{} ", format!("0/{length} ")),
    }
    match (
        prefix(route, RTA_SRC, route.header.src_len, out),
        route.header.src_len,
    ) {
        (Some((Some(colour), text)), _) => out.paint(colour, "from", "from {} ", text),
        (Some((None, text)), _) => out.put("from", "from {} ", text),
        (None, 0) => {}
        // The key differs from that of an address.
        (None, length) => out.put("src", "from {} ", format!("0/{length}")),
    }
    if route.header.tos != 0 && !omit.tos {
        let known = names
            .tables
            .known(NameTable::Dsfield, route.header.tos.into());
        let tos = known
            .filter(|_| !names.tables.numeric)
            .map_or_else(|| format!("0x{:02x}", route.header.tos), str::to_owned);
        out.put("tos", "tos {} ", tos);
    }
}

/// The attribute `kind` as a prefix, and its colour.
fn prefix(
    route: &Route,
    kind: u16,
    length: u8,
    out: &Out,
) -> Option<(Option<Colour>, Value<'static>)> {
    match route.inet(kind) {
        Some(inet) if length == family::bits(route.header.family) => {
            Some((Colour::of_family(route.header.family), inet.shown(out)))
        }
        Some(inet) => {
            let mut text = Vec::with_capacity(18);
            inet.write(&mut text);
            text.push(b'/');
            decimal(&mut text, length.into());
            Some((Colour::of_family(route.header.family), text.into()))
        }
        None => None,
    }
}

fn next_hop(route: &Route, omit: &Omit, display: &mut Display) {
    let Display { out, .. } = display;
    if let Some(id) = route.number(RTA_NH_ID) {
        out.put("nhid", "nhid {} ", id);
    }
    if let Some(attr) = route.attr(RTA_NEWDST) {
        nexthop::show_newdst(route.header.family, attr.bytes, out);
    }
    let kind = route.attr(RTA_ENCAP_TYPE);
    encap::show(kind, route.attr(RTA_ENCAP), display);
    let Display { out, names, .. } = display;
    if !is_address(omit.gateway, route.header.family) {
        if let Some(inet) = route.inet(RTA_GATEWAY) {
            nexthop::show_gateway(inet, out);
        }
    }
    if let Some(attr) = route.attr(RTA_VIA) {
        nexthop::show_via(attr.bytes, out);
    }
    if let Some(oif) = route.number(RTA_OIF).filter(|_| !omit.device) {
        out.word("dev ");
        let name = names.links.name(oif);
        out.paint(Colour::Ifname, "dev", "{} ", name);
    }
}

fn table_and_source(route: &Route, omit: &Omit, display: &mut Display) {
    let Display { out, names, view } = display;
    let tables = &names.tables;
    let table = route.table();
    if table != 0 && (view.details > 0 || table != RT_TABLE_MAIN) && !omit.table {
        out.put("table", "table {} ", tables.name(NameTable::Route, table));
    }
    if !route.cloned() {
        if (route.header.protocol != RTPROT_BOOT || view.details > 0) && !omit.protocol {
            let name = tables.name(NameTable::Protocol, route.header.protocol.into());
            out.put("protocol", "proto {} ", name);
        }
        if (route.header.scope != RT_SCOPE_UNIVERSE || view.details > 0) && !omit.scope {
            let name = tables.name(NameTable::Scope, route.header.scope.into());
            out.put("scope", "scope {} ", name);
        }
    }
    if !is_address(omit.source, route.header.family) {
        if let Some(inet) = route.inet(RTA_PREFSRC) {
            out.word("src ");
            inet.paint(out, "prefsrc", "{} ", inet.plain());
        }
    }
    if let Some(metric) = route.number(RTA_PRIORITY).filter(|_| !omit.metric) {
        out.put("metric", "metric {} ", metric);
    }
}

/// Clock ticks per second in rtnetlink messages (`USER_HZ`).
const TICKS: i32 = 100;

/// Flags of a cached route (`RTCF_*` in linux/in_route.h) in display order.
const CACHE_FLAGS: &[(u32, &str)] = &[
    (0x8000_0000, "local"),
    (0x4000_0000, "reject"),
    (0x2000_0000, "mc"),
    (0x1000_0000, "brd"),
    (0x0800_0000, "dst-nat"),
    (0x0080_0000, "src-nat"),
    (0x0040_0000, "masq"),
    (0x0002_0000, "dst-direct"),
    (0x0400_0000, "src-direct"),
    (0x0004_0000, "redirected"),
    (0x0100_0000, "redirect"),
    (0x0020_0000, "fastroute"),
    (0x0001_0000, "notify"),
    (0x0008_0000, "proxy"),
];

/// Bits of `rtm_flags` below the cache flags.
const LOW_FLAGS: u32 = 0xffff;

/// Shows the flags of a cached IPv4 route; bits without a name are one hexadecimal number.
fn cache_flags(flags: u32, out: &mut Out) {
    let flags = flags & !LOW_FLAGS;
    out.line();
    out.word("    cache ");
    if flags == 0 {
        return out.array(Some("cache"), |_| ());
    }
    let named = CACHE_FLAGS.iter().filter(|(bit, _)| flags & bit != 0);
    let unnamed = named.clone().fold(flags, |rest, (bit, _)| rest & !bit);
    let unnamed = (unnamed != 0).then(|| format!("{unnamed:x}"));
    let mut names: Vec<&str> = named.map(|(_, name)| *name).collect();
    names.extend(unnamed.as_deref());
    let shut = if unnamed.is_some() { ">" } else { "> " };
    out.list("cache", ["<", ",", shut], &names);
}

/// Shows `struct rta_cacheinfo`, after the flags of a cached route.
fn cache(route: &Route, out: &mut Out, view: &View) {
    if route.cloned() && route.header.family == family::INET {
        cache_flags(route.header.flags, out);
    }
    let Some(attr) = route.attr(RTA_CACHEINFO) else {
        return;
    };
    let field = |at: usize| {
        attr.bytes
            .get(at * 4..)
            .and_then(|bytes| bytes.first_chunk().copied())
            .map_or(0, i32::from_ne_bytes)
    };
    let (expires, error) = (field(2), field(3));
    if expires != 0 {
        out.split(
            "expires",
            "expires {}",
            format!("{}sec ", expires / TICKS),
            expires / TICKS,
        );
    }
    if error != 0 {
        out.put("error", "error {} ", error as u32);
    }
    if view.statistics > 0 {
        if field(0) != 0 {
            out.put("users", "users {} ", field(0));
        }
        if field(4) != 0 {
            out.put("used", "used {} ", field(4));
        }
        if field(1) != 0 {
            out.split(
                "age",
                "age {}",
                format!("{}sec ", field(1) / TICKS),
                field(1) / TICKS,
            );
        }
    }
}
