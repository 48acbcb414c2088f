//! Filters of `show` and `flush`.

use super::record::Rule;
use super::words::{self, Ports};
use crate::args::Args;
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::names::NameTable;
use crate::session::Session;
use crate::uapi::rule::*;
use crate::value::family;
use crate::value::inet::{Inet, Prefix};

/// Mask of a complete DSCP.
const DSCP_MASK: u32 = 0x3f;

/// The arguments after `show` or `flush`.
#[derive(Default)]
pub(super) struct Filter {
    not: bool,
    l3mdev: bool,
    from: Option<Prefix>,
    to: Option<Prefix>,
    priority: Option<u32>,
    tos: Option<u8>,
    dscp: Option<(u32, u32)>,
    mark: u32,
    mask: u32,
    iif: Option<String>,
    oif: Option<String>,
    uids: Option<(u32, u32)>,
    table: u32,
    tunnel: Option<u64>,
    ip_protocol: Option<u8>,
    sport: Option<Ports>,
    dport: Option<Ports>,
    flowlabel: Option<(u32, u32)>,
    protocol: Option<u32>,
}

impl Filter {
    /// Reads the arguments.
    pub(super) fn parse(session: &Session, args: &mut Args) -> Result<Filter> {
        let mut filter = Filter::default();
        while let Some(word) = args.next() {
            filter.word(session, args, word)?;
        }
        Ok(filter)
    }

    fn word(&mut self, session: &Session, args: &mut Args, word: &str) -> Result<()> {
        let family = match session.family {
            family::UNSPEC => family::INET,
            family => family,
        };
        let tables = &session.names.tables;
        match word {
            _ if Short("preference").fits(word)
                || Short("order").fits(word)
                || Short("priority").fits(word) =>
            {
                self.priority = Some(args.parse("preference value is invalid\n")?);
            }
            "not" => self.not = true,
            "tos" | "dsfield" => self.tos = Some(words::tos(args, tables)?),
            "dscp" => self.dscp = masked(words::dscp(args, tables)?, DSCP_MASK),
            "fwmark" => {
                let (mark, mask) = words::fwmark(args)?;
                (self.mark, self.mask) = (mark, mask.unwrap_or(0));
            }
            "dev" | "iif" => self.iif = Some(words::iif(args)?.to_owned()),
            "oif" => self.oif = Some(words::oif(args)?.to_owned()),
            "l3mdev" => self.l3mdev = true,
            "uidrange" => self.uids = Some(words::uid_range(args)?),
            _ if Short("tun_id").fits(word) => self.tunnel = nonzero(words::tun_id(args)?),
            _ if Short("lookup").fits(word) || Short("table").fits(word) => {
                let name = args.value()?;
                let wrong = || Error::invalid(name, "table id value is invalid\n");
                self.table = tables.id(NameTable::Route, name).ok_or_else(wrong)?;
            }
            _ if Short("from").fits(word) || Short("src").fits(word) => {
                self.from = Some(Prefix::parse(args.value()?, family)?);
            }
            _ if Short("protocol").fits(word) => {
                let name = args.value()?;
                let wrong = || Error::invalid(name, "invalid \"protocol\"\n");
                self.protocol = match tables.id(NameTable::Protocol, name) {
                    None if name == "all" => None,
                    id => Some(id.ok_or_else(wrong)?),
                };
            }
            "ipproto" => self.ip_protocol = nonzero(words::ip_protocol(args)?),
            "sport" => self.sport = ports(words::ports(args)?),
            "dport" => self.dport = ports(words::ports(args)?),
            "flowlabel" => {
                self.flowlabel = masked(words::flowlabel(args)?, words::FLOWLABEL_MASK);
            }
            _ => {
                let value = if Whole("to").fits(word) || Short("dst").fits(word) {
                    args.value()?
                } else {
                    word
                };
                self.to = Some(Prefix::parse(value, family)?);
            }
        }
        Ok(())
    }

    /// Whether the protocol matches; `show` ignores it.
    pub(super) fn of_protocol(&self, rule: &Rule) -> bool {
        self.protocol
            .is_none_or(|requested| requested == u32::from(rule.protocol()))
    }

    /// Whether a rule matches, except the protocol.
    pub(super) fn matches(&self, rule: &Rule) -> bool {
        (!self.not || rule.header.flags & FIB_RULE_INVERT != 0)
            && (!self.l3mdev || rule.attr(FRA_L3MDEV).is_some())
            && self.selects_addresses(rule)
            && self.selects_packets(rule)
            && self
                .priority
                .is_none_or(|requested| rule.priority().unwrap_or(0) == requested)
            && (self.table == 0 || self.table == rule.table())
    }

    fn selects_addresses(&self, rule: &Rule) -> bool {
        inside(self.from, rule.inet(FRA_SRC), rule.header.src_len)
            && inside(self.to, rule.inet(FRA_DST), rule.header.dst_len)
            && device(&self.iif, rule, FRA_IIFNAME)
            && device(&self.oif, rule, FRA_OIFNAME)
    }

    fn selects_packets(&self, rule: &Rule) -> bool {
        let u8 = |kind| rule.attr(kind).and_then(|attr| attr.u8());
        let u32 = |kind| rule.attr(kind).and_then(|attr| attr.u32());
        let be32 = |kind| rule.attr(kind).and_then(|attr| attr.be32());
        self.tos.is_none_or(|tos| tos == rule.header.tos)
            && self.dscp.is_none_or(|(value, mask)| {
                u8(FRA_DSCP).map(u32::from) == Some(value)
                    && u8(FRA_DSCP_MASK).is_none_or(|known| u32::from(known) == mask)
            })
            && (self.mark == 0 || u32(FRA_FWMARK) == Some(self.mark))
            && (self.mask == 0 || u32(FRA_FWMASK) == Some(self.mask))
            && self.uids.is_none_or(|uids| rule.uids() == Some(uids))
            && self.tunnel.is_none_or(|requested| {
                rule.attr(FRA_TUN_ID).and_then(|attr| attr.be64()) == Some(requested)
            })
            && self
                .ip_protocol
                .is_none_or(|requested| u8(FRA_IP_PROTO) == Some(requested))
            && has_ports(self.sport, rule, FRA_SPORT_RANGE, FRA_SPORT_MASK)
            && has_ports(self.dport, rule, FRA_DPORT_RANGE, FRA_DPORT_MASK)
            && self.flowlabel.is_none_or(|(label, mask)| {
                be32(FRA_FLOWLABEL) == Some(label)
                    && be32(FRA_FLOWLABEL_MASK).is_none_or(|known| known == mask)
            })
    }
}

fn inside(requested: Option<Prefix>, inet: Option<Inet>, length: u8) -> bool {
    requested.is_none_or(|requested| {
        requested.length == 0
            || length >= requested.length
                && inet.is_some_and(|inet| inet.matches(&requested.inet, requested.length))
    })
}

fn device(requested: &Option<String>, rule: &Rule, kind: u16) -> bool {
    requested.as_ref().is_none_or(|name| {
        rule.attr(kind)
            .is_some_and(|attr| attr.text() == &*crate::args::encode(name))
    })
}

/// A value and its mask, which defaults to `full`. iproute2 ignores a filter with mask zero.
fn masked<T: Copy + Default + PartialEq>((value, mask): (T, Option<T>), full: T) -> Option<(T, T)> {
    let mask = mask.unwrap_or(full);
    (mask != T::default()).then_some((value, mask))
}

/// iproute2 ignores filters of zero.
fn nonzero<T: Default + PartialEq>(value: T) -> Option<T> {
    (value != T::default()).then_some(value)
}

/// As [`nonzero`], for ports.
fn ports(ports: Ports) -> Option<Ports> {
    let (.., mask) = ports;
    (mask != Some(0)).then_some(ports)
}

fn has_ports(requested: Option<Ports>, rule: &Rule, range: u16, masks: u16) -> bool {
    requested.is_none_or(|(first, last, mask)| {
        rule.ports(range) == Some((first, last))
            && rule
                .attr(masks)
                .and_then(|attr| attr.u16())
                .is_none_or(|known| known == mask.unwrap_or(u16::MAX))
    })
}
