//! Filters of `show`, `flush` and `save`.

use super::record::{Omit, Route};
use crate::args::Args;
use crate::args::Word::Short;
use crate::error::{Error, Result};
use crate::names::NameTable;
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::header::RtMsg;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::RTM_GETROUTE;
use crate::value::inet::{Inet, Prefix};
use crate::value::{family, route_type};

/// A range of prefixes: within `root`, containing `matching`.
#[derive(Default, Clone, Copy)]
struct Range {
    root: Option<Prefix>,
    matching: Option<Prefix>,
}

impl Range {
    fn read(&mut self, args: &mut Args, first: &str, family: u8) -> Result<Prefix> {
        let parse = |word: &str| Prefix::parse(word, family);
        let prefix = match first {
            _ if Short("root").fits(first) => {
                let prefix = parse(args.value()?)?;
                self.root = Some(prefix);
                prefix
            }
            _ if Short("match").fits(first) => {
                let prefix = parse(args.value()?)?;
                self.matching = Some(prefix);
                prefix
            }
            _ => {
                let word = if Short("exact").fits(first) {
                    args.value()?
                } else {
                    first
                };
                let prefix = parse(word)?;
                self.root = Some(prefix);
                if !matches!(word, "any" | "all") {
                    self.matching = Some(prefix);
                }
                prefix
            }
        };
        Ok(prefix)
    }

    fn holds(&self, family: u8, inet: impl FnOnce() -> Option<Inet>, length: u8) -> bool {
        if self.root.is_none() && self.matching.is_none() {
            return true;
        }
        let inet = inet().unwrap_or(Inet::unspecified(family));
        let same = |prefix: &Prefix| prefix.inet.family == 0 || prefix.inet.family == family;
        self.root.is_none_or(|root| {
            same(&root) && length >= root.length && inet.matches(&root.inet, root.length)
        }) && self.matching.is_none_or(|known| {
            same(&known) && length <= known.length && inet.matches(&known.inet, length)
        })
    }
}

/// The arguments after `show`, `flush` or `save`.
#[derive(Default)]
pub(super) struct Filter {
    pub(super) family: u8,
    /// 0 for all.
    table: u32,
    /// Whether there were arguments; without them, family and table decide.
    narrowed: bool,
    /// The table is a VRF's; addresses of the VRF itself are omitted.
    vrf: bool,
    pub(super) cached: bool,
    to: Range,
    from: Range,
    via: Option<Prefix>,
    source: Option<Prefix>,
    device: u32,
    iif: u32,
    protocol: Option<u8>,
    scope: Option<u8>,
    kind: Option<u8>,
    mark: Option<u32>,
    tos: Option<u8>,
    metric: Option<u32>,
    /// Realms, and a mask of the bits to compare.
    realms: Option<(u32, u32)>,
}

impl Filter {
    /// Reads the arguments.
    pub(super) fn parse(session: &mut Session, args: &mut Args) -> Result<Filter> {
        let mut filter = Filter {
            family: session.family,
            table: RT_TABLE_MAIN,
            ..Filter::default()
        };
        while let Some(word) = args.next() {
            filter.narrowed = true;
            if !filter.route_option(session, args, word)? {
                filter.device_or_prefix(session, args, word)?;
            }
        }
        if filter.family == family::UNSPEC && filter.table != 0 {
            filter.family = family::INET;
        }
        Ok(filter)
    }

    fn route_option(&mut self, session: &mut Session, args: &mut Args, word: &str) -> Result<bool> {
        match word {
            _ if Short("table").fits(word) => {
                let name = args.value()?;
                match session.names.tables.id(NameTable::Route, name) {
                    Some(id) => self.table = id,
                    None if name == "all" => self.table = 0,
                    None if name == "cache" => self.cached = true,
                    None if name == "help" => return Err(Error::usage(super::HELP)),
                    None => return Err(Error::invalid(name, "table id value is invalid\n")),
                }
            }
            _ if Short("vrf").fits(word) => {
                let name = args.value()?;
                let table = session.vrf_table(name);
                self.table = table.ok_or_else(|| Error::invalid(name, "Invalid VRF\n"))?;
                (self.vrf, self.kind) = (true, None);
            }
            _ if Short("cached").fits(word) || Short("cloned").fits(word) => self.cached = true,
            _ if word == "tos" || Short("dsfield").fits(word) => {
                let name = args.value()?;
                let wrong = || Error::invalid(name, "TOS value is invalid\n");
                self.tos = Some(session.names.tables.dsfield(name).ok_or_else(wrong)?);
            }
            _ if Short("protocol").fits(word) => {
                self.protocol = named_or_all(session, args, NameTable::Protocol, "protocol")?;
            }
            _ if Short("scope").fits(word) => {
                self.scope = named_or_all(session, args, NameTable::Scope, "scope")?;
            }
            _ if Short("type").fits(word) => {
                let name = args.value()?;
                let wrong = || Error::invalid(name, "node type value is invalid\n");
                self.kind = Some(route_type::parse(name).ok_or_else(wrong)?);
                self.vrf = false;
            }
            _ if Short("metric").fits(word)
                || Short("priority").fits(word)
                || word == "preference" =>
            {
                self.metric = Some(args.parse("\"metric\" value is invalid\n")?);
            }
            _ if Short("realms").fits(word) => {
                let name = args.value()?;
                let wrong = || Error::invalid(name, "invalid realms\n");
                let mask = if name.contains('/') { u32::MAX } else { 0xffff };
                self.realms = Some((session.names.tables.realms(name).ok_or_else(wrong)?, mask));
            }
            "mark" => self.mark = Some(args.parse("invalid mark value")?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn device_or_prefix(
        &mut self,
        session: &mut Session,
        args: &mut Args,
        word: &str,
    ) -> Result<()> {
        match word {
            "dev" | "oif" | "iif" => {
                let name = args.value()?;
                let index = session.names.links.index(name);
                let index = index.ok_or_else(|| Error::no_device(name))?;
                if word == "iif" {
                    self.iif = index;
                } else {
                    self.device = index;
                }
            }
            "via" => {
                let mut word = args.value()?;
                let mut required = self.family;
                if let Some(named) = family::from_name(word) {
                    required = named;
                    word = args.value()?;
                }
                self.via = Some(Prefix::parse(word, required)?);
            }
            "src" => self.source = Some(Prefix::parse(args.value()?, self.family)?),
            _ if Short("from").fits(word) => {
                let first = args.value()?;
                let family = self.family;
                self.from.read(args, first, family)?;
            }
            _ => {
                let first = if word == "to" { args.value()? } else { word };
                self.to.read(args, first, session.family)?;
            }
        }
        Ok(())
    }

    /// A dump request whose answer includes every match.
    pub(super) fn request(&self) -> Request {
        let header = RtMsg {
            family: self.family,
            protocol: self.protocol.unwrap_or(0),
            flags: if self.cached { RTM_F_CLONED } else { 0 },
            ..RtMsg::default()
        };
        let mut request = Request::new(RTM_GETROUTE, 0, &header);
        if self.table != 0 {
            request.put_u32(RTA_TABLE, self.table);
        }
        if self.device != 0 {
            request.put_u32(RTA_OIF, self.device);
        }
        request
    }

    /// Whether a route matches.
    pub(super) fn matches(&self, route: &Route) -> bool {
        (self.family == 0 || self.family == route.header.family)
            && (self.table == 0 || self.table == route.table())
            && self.cached == route.cloned()
            && !self.hides_local(route)
            && (!self.narrowed || self.selects(route))
    }

    /// Whether a route is a `local` one in the main table of IPv6. iproute2 takes it for one of the local table, which
    /// old kernels did not have.
    fn hides_local(&self, route: &Route) -> bool {
        let old = route.header.family == family::INET6 && route.table() == RT_TABLE_MAIN;
        old && self.table == RT_TABLE_MAIN && route.header.kind == RTN_LOCAL
    }

    /// Whether a route matches the arguments.
    fn selects(&self, route: &Route) -> bool {
        self.protocol
            .is_none_or(|known| known == route.header.protocol)
            && self.scope.is_none_or(|known| known == route.header.scope)
            && self.kind.is_none_or(|known| known == route.header.kind)
            && !(self.vrf && matches!(route.header.kind, RTN_LOCAL | RTN_BROADCAST))
            && self.tos.is_none_or(|known| known == route.header.tos)
            && number(self.mark, route, RTA_MARK)
            && number(self.metric, route, RTA_PRIORITY)
            && self.realms.is_none_or(|(requested, mask)| {
                route.number(RTA_FLOW).unwrap_or(0) & mask == requested
            })
            && (self.device == 0
                || route
                    .number(RTA_OIF)
                    .map_or(route.attr(RTA_MULTIPATH).is_some(), |oif| {
                        oif == self.device
                    }))
            && number(Some(self.iif).filter(|n| *n != 0), route, RTA_IIF)
            && self.to.holds(
                route.header.family,
                || route.inet(RTA_DST),
                route.header.dst_len,
            )
            && self.from.holds(
                route.header.family,
                || route.inet(RTA_SRC),
                route.header.src_len,
            )
            && within(self.via, || route.gateway())
            && within(self.source, || route.inet(RTA_PREFSRC))
    }

    pub(super) fn is_main(&self) -> bool {
        self.table == RT_TABLE_MAIN
    }

    /// The fields that the arguments fix.
    pub(super) fn omit(&self) -> Omit {
        Omit {
            table: self.table != 0,
            device: self.device != 0,
            protocol: self.protocol.is_some(),
            scope: self.scope.is_some(),
            tos: self.tos.is_some(),
            realms: self.realms.is_some_and(|(_, mask)| mask == u32::MAX),
            metric: self.metric.is_some(),
            gateway: self.via,
            source: self.source,
        }
    }
}

/// Reads a name of a table, or `all`.
fn named_or_all(
    session: &Session,
    args: &mut Args,
    table: NameTable,
    key: &str,
) -> Result<Option<u8>> {
    let name = args.value()?;
    let wrong = || Error::invalid(name, &format!("invalid \"{key}\"\n"));
    match session.names.tables.id(table, name) {
        Some(id) => u8::try_from(id).map(Some).map_err(|_| wrong()),
        None if name == "all" => Ok(None),
        None => Err(wrong()),
    }
}

fn number(requested: Option<u32>, route: &Route, kind: u16) -> bool {
    requested.is_none_or(|requested| route.number(kind).unwrap_or(0) == requested)
}

fn within(requested: Option<Prefix>, inet: impl FnOnce() -> Option<Inet>) -> bool {
    requested.is_none_or(|requested| {
        requested.length == 0
            || inet().is_some_and(|inet| {
                (requested.inet.family == 0 || requested.inet.family == inet.family)
                    && inet.matches(&requested.inet, requested.length)
            })
    })
}
