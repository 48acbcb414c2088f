//! Rules and routes as the kernel would go through them: to say why it decided as it did.

use crate::netlink::{Attr, Attrs, Message};
use crate::uapi::header::{FibRuleHdr, RtMsg, RtNextHop};
use crate::uapi::route::*;
use crate::uapi::rule::*;
use crate::value::inet::Inet;
use crate::value::{family, route_type};

/// A rule.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub family: u8,
    pub priority: u32,
    /// `FR_ACT_*`, or the type of a route.
    pub action: u8,
    pub table: u32,
    from: Option<(Inet, u8)>,
    to: Option<(Inet, u8)>,
    input: Option<String>,
    output: Option<String>,
    tos: u8,
    mark: Option<u32>,
    uids: Option<(u32, u32)>,
    protocol: Option<u8>,
    source_ports: Option<(u16, u16)>,
    ports: Option<(u16, u16)>,
    goto: Option<u32>,
    l3mdev: bool,
    inverted: bool,
    /// Routes with a prefix of at most this length do not count.
    suppressed: Option<u32>,
}

/// A route.
#[derive(Debug, Clone)]
pub(super) struct Route {
    pub family: u8,
    pub table: u32,
    /// `RTN_*`.
    pub kind: u8,
    pub prefix: Inet,
    pub length: u8,
    pub metric: u32,
    tos: u8,
    /// No next hop is usable.
    is_dead: bool,
}

/// A packet as rules see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow<'n> {
    pub destination: Inet,
    pub source: Option<Inet>,
    pub input: &'n str,
    pub output: Option<&'n str>,
    /// The table of the VRF that the packet belongs to.
    pub vrf: Option<u32>,
    pub protocol: Option<u8>,
    pub source_port: Option<u16>,
    pub port: Option<u16>,
}

/// The rule that decides, and the route that it leads to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Verdict<'h> {
    pub rule: Option<&'h Rule>,
    pub route: Option<&'h Route>,
}

fn range(attr: Attr) -> Option<(u16, u16)> {
    let mut ends = attr.u16s();
    Some((ends.next()?, ends.next()?))
}

/// Reads `RTM_NEWRULE`.
pub(super) fn rule(message: &Message) -> Option<Rule> {
    let header = FibRuleHdr::parse(message.body)?;
    let attrs = message.attrs(FibRuleHdr::SIZE);
    let inet = |kind, length| {
        let attr = attrs.get(kind)?;
        Some((Inet::new(header.family, attr.bytes), length))
    };
    let number = |kind| attrs.get(kind).and_then(Attr::u32);
    let name = |kind| {
        let attr = attrs.get(kind)?;
        Some(crate::args::printable(&crate::args::decode(attr.text())))
    };
    let uids = attrs.get(FRA_UID_RANGE).and_then(|attr| {
        let mut ends = attr.u32s();
        Some((ends.next()?, ends.next()?))
    });
    Some(Rule {
        family: header.family,
        priority: number(FRA_PRIORITY).unwrap_or(0),
        action: header.action,
        table: number(FRA_TABLE).unwrap_or(header.table.into()),
        from: inet(FRA_SRC, header.src_len),
        to: inet(FRA_DST, header.dst_len),
        input: name(FRA_IIFNAME),
        output: name(FRA_OIFNAME),
        tos: header.tos,
        mark: number(FRA_FWMARK),
        uids,
        protocol: attrs.get(FRA_IP_PROTO).and_then(Attr::u8),
        source_ports: attrs.get(FRA_SPORT_RANGE).and_then(range),
        ports: attrs.get(FRA_DPORT_RANGE).and_then(range),
        goto: number(FRA_GOTO),
        l3mdev: attrs.get(FRA_L3MDEV).and_then(Attr::u8).unwrap_or(0) != 0,
        inverted: header.flags & FIB_RULE_INVERT != 0,
        // The kernel reports -1 where none is set.
        suppressed: number(FRA_SUPPRESS_PREFIXLEN).filter(|length| *length != u32::MAX),
    })
}

/// Reads `RTM_NEWROUTE`.
pub(super) fn route(message: &Message, found: &mut Vec<Route>) {
    let Some(header) = RtMsg::parse(message.body) else {
        return;
    };
    let is_cached = header.flags & RTM_F_CLONED != 0;
    if is_cached || !matches!(header.family, family::INET | family::INET6) {
        return;
    }
    let attrs = message.attrs(RtMsg::SIZE);
    let number = |kind| attrs.get(kind).and_then(Attr::u32);
    found.push(Route {
        family: header.family,
        table: number(RTA_TABLE).unwrap_or(header.table.into()),
        kind: header.kind,
        prefix: attrs
            .get(RTA_DST)
            .map_or(Inet::unspecified(header.family), |attr| {
                Inet::new(header.family, attr.bytes)
            }),
        length: header.dst_len,
        metric: number(RTA_PRIORITY).unwrap_or(0),
        tos: header.tos,
        is_dead: is_dead(header, attrs),
    });
}

fn is_dead(header: RtMsg, attrs: Attrs) -> bool {
    let dead = |flags: u32| flags & u32::from(RTNH_F_DEAD) != 0;
    let Some(mut hops) = attrs.get(RTA_MULTIPATH).map(|attr| attr.bytes) else {
        return dead(header.flags);
    };
    while let Some(hop) = RtNextHop::parse(hops) {
        if !dead(hop.flags.into()) {
            return false;
        }
        let length = usize::from(hop.len).max(RtNextHop::SIZE);
        hops = hops.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    true
}

impl Rule {
    fn fits(&self, flow: &Flow) -> bool {
        let within = |range: Option<(u16, u16)>, port: Option<u16>| {
            range
                .is_none_or(|(first, last)| port.is_some_and(|port| (first..=last).contains(&port)))
        };
        let covers = |prefix: Option<(Inet, u8)>, address: Option<Inet>| {
            prefix.is_none_or(|(prefix, length)| {
                let address = address.unwrap_or(Inet::unspecified(self.family));
                prefix.contains(length, address)
            })
        };
        let fits = covers(self.from, flow.source)
            && covers(self.to, Some(flow.destination))
            && self.input.as_deref().is_none_or(|name| name == flow.input)
            && self
                .output
                .as_deref()
                .is_none_or(|name| Some(name) == flow.output)
            && self.tos == 0
            && self.mark.is_none_or(|mark| mark == 0)
            && self.uids.is_none_or(|(first, _)| first == 0)
            && self
                .protocol
                .is_none_or(|protocol| Some(protocol) == flow.protocol)
            && within(self.source_ports, flow.source_port)
            && within(self.ports, flow.port)
            && (!self.l3mdev || flow.vrf.is_some());
        fits != self.inverted
    }
}

/// The route that a table has for an address: the longest prefix, then the lowest metric.
pub(super) fn in_table(routes: &[Route], table: u32, destination: Inet) -> Option<&Route> {
    let fits = |route: &&Route| {
        route.table == table
            && route.tos == 0
            && !route.is_dead
            && route.prefix.contains(route.length, destination)
    };
    let order = |route: &&Route| (255 - route.length, route.metric);
    routes.iter().filter(fits).min_by_key(order)
}

/// Goes through the rules.
pub(super) fn decide<'h>(rules: &'h [Rule], routes: &'h [Route], flow: &Flow) -> Verdict<'h> {
    let mut target = 0;
    for rule in rules {
        let of_family = rule.family == flow.destination.family;
        if !of_family || rule.priority < target || !rule.fits(flow) {
            continue;
        }
        let table = match rule.action {
            FR_ACT_TO_TBL if rule.l3mdev => flow.vrf.unwrap_or(0),
            FR_ACT_TO_TBL => rule.table,
            FR_ACT_GOTO => {
                target = rule.goto.unwrap_or(0);
                continue;
            }
            FR_ACT_NOP | FR_ACT_UNSPEC => continue,
            _ => {
                return Verdict {
                    rule: Some(rule),
                    route: None,
                };
            }
        };
        let route = in_table(routes, table, flow.destination);
        let suppressed = rule.suppressed;
        let counts = |route: &&Route| {
            route.kind != RTN_THROW
                && suppressed.is_none_or(|least| u32::from(route.length) > least)
        };
        if let Some(route) = route.filter(counts) {
            return Verdict {
                rule: Some(rule),
                route: Some(route),
            };
        }
    }
    Verdict::default()
}

impl Route {
    /// The prefix, with the type if it is no ordinary one.
    pub fn text(&self) -> String {
        prefix_text(self.kind, self.prefix, self.length)
    }
}

/// A route's prefix as `ip route` writes it.
pub(super) fn prefix_text(kind: u8, prefix: Inet, length: u8) -> String {
    let destination = match length {
        0 => "default".to_owned(),
        _ if length == family::bits(prefix.family) => prefix.to_string(),
        _ => format!("{prefix}/{length}"),
    };
    match kind {
        RTN_UNICAST => destination,
        _ => format!("{} {destination}", route_type::name(kind, false)),
    }
}

/// A table as `ip route` names it without /etc.
pub(super) fn table_text(table: u32) -> String {
    match table {
        RT_TABLE_DEFAULT => "default".to_owned(),
        RT_TABLE_MAIN => "main".to_owned(),
        RT_TABLE_LOCAL => "local".to_owned(),
        _ => table.to_string(),
    }
}
