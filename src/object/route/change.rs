//! `ip route add`, `change`, `replace`, `prepend`, `append`, `test` and `delete`.

use super::metrics::Metrics;
use super::nexthop;
use super::record::{self, Omit, Route};
use crate::args::Word::Short;
use crate::args::{Args, FromWord};
use crate::ensure;
use crate::error::{Error, Result};
use crate::names::NameTable;
use crate::netlink::Request;
use crate::schema::{Draft, encap};
use crate::session::Session;
use crate::uapi::header::RtMsg;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::{
    RT_SCOPE_HOST, RT_SCOPE_LINK, RT_SCOPE_NOWHERE, RT_SCOPE_UNIVERSE, RTM_DELROUTE,
};
use crate::value::inet::{Inet, Prefix};
use crate::value::{family, route_type};
use netlink_packet_core::NLA_F_NESTED;

/// A route as the arguments describe it.
#[derive(Default)]
struct RouteOptions<'a> {
    header: RtMsg,
    draft: Draft,
    metrics: Metrics,
    device: Option<&'a str>,
    destination: bool,
    gateway: bool,
    scope: Option<u8>,
    table: Option<u32>,
    multipath: Option<Vec<u8>>,
}

/// Sends a request of this type and flags.
pub(super) fn run(session: &mut Session, args: Args, kind: u16, flags: u16) -> Result<()> {
    let deletes = kind == RTM_DELROUTE;
    let mut options = RouteOptions::default();
    options.header.family = session.family;
    if !deletes {
        options.header.protocol = RTPROT_BOOT;
        options.header.kind = RTN_UNICAST;
    }
    parse(session, args, &mut options)?;
    if !options.destination {
        return Err(Error::usage(super::HELP));
    }
    if let Some(name) = options.device {
        let index = session.names.links.index(name);
        if session.ensure && deletes && index.is_none() {
            return Ok(());
        }
        let index = index.ok_or_else(|| Error::no_device(name))?;
        options.draft.push(RTA_OIF, &index.to_ne_bytes());
    }
    complete(&mut options, deletes);
    let mut request = Request::new(kind, flags, &options.header);
    options.draft.emit(&mut request);
    if let Some(metrics) = options.metrics.finish() {
        request.bare_nest(RTA_METRICS, |request| metrics.emit(request));
    }
    if let Some(multipath) = options.multipath {
        request.put(RTA_MULTIPATH, &multipath);
    }
    if session.ensure && deletes && super::ensure::lacks_hop(session, &request) {
        return Ok(());
    }
    ensure::change_and_show(
        session,
        request,
        &super::ensure::ENSURE,
        &mut |message, display| {
            if let Some(route) = Route::read(message) {
                record::show(&route, &Omit::default(), display);
            }
        },
    )
}

impl RouteOptions<'_> {
    /// Reads a prefix into the attribute `kind`; returns its length.
    fn prefix(&mut self, word: &str, kind: u16) -> Result<u8> {
        let prefix = Prefix::parse(word, self.header.family)?;
        if self.header.family == family::UNSPEC {
            self.header.family = prefix.inet.family;
        }
        let bytes = prefix.inet.payload(word);
        if !bytes.is_empty() {
            self.draft.push(kind, bytes);
        }
        Ok(prefix.length)
    }
}

/// Completes table, scope and family.
fn complete(options: &mut RouteOptions, deletes: bool) {
    let header = &mut options.header;
    if header.family == family::UNSPEC {
        header.family = family::INET;
    }
    if header.family == family::MPLS {
        header.kind = RTN_UNICAST;
    }
    let own = matches!(
        header.kind,
        RTN_LOCAL | RTN_BROADCAST | RTN_NAT | RTN_ANYCAST
    );
    let table = options
        .table
        .unwrap_or(if own { RT_TABLE_LOCAL } else { RT_TABLE_MAIN });
    match u8::try_from(table) {
        Ok(table) => header.table = table,
        Err(_) => options.draft.push(RTA_TABLE, &table.to_ne_bytes()),
    }
    header.scope = options.scope.unwrap_or(match header.kind {
        _ if header.family == family::INET6 || header.family == family::MPLS => RT_SCOPE_UNIVERSE,
        RTN_LOCAL | RTN_NAT => RT_SCOPE_HOST,
        RTN_BROADCAST | RTN_MULTICAST | RTN_ANYCAST => RT_SCOPE_LINK,
        RTN_UNICAST | RTN_UNSPEC if deletes => RT_SCOPE_NOWHERE,
        RTN_UNICAST | RTN_UNSPEC if !options.gateway => RT_SCOPE_LINK,
        _ if deletes => RT_SCOPE_NOWHERE,
        _ => RT_SCOPE_UNIVERSE,
    });
}

fn parse<'a>(
    session: &mut Session,
    mut args: Args<'a>,
    options: &mut RouteOptions<'a>,
) -> Result<()> {
    while let Some(word) = args.peek() {
        if word == "nexthop" {
            options.multipath = Some(nexthop::parse_multipath(
                session,
                &mut args,
                &mut options.header.family,
            )?);
            options.gateway = true;
            return Ok(());
        }
        args.next();
        if !options.metrics.read(&mut args, word)?
            && !next_hop_option(options, session, &mut args, word)?
            && !table_and_metric(options, session, &mut args, word)?
        {
            type_and_destination(options, &mut args, word)?;
        }
    }
    Ok(())
}

fn next_hop_option<'a>(
    options: &mut RouteOptions<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
    word: &str,
) -> Result<bool> {
    let RouteOptions { header, draft, .. } = options;
    match word {
        "src" => {
            let word = args.value()?;
            let inet = Inet::parse(word, header.family)?;
            if header.family == family::UNSPEC {
                header.family = inet.family;
            }
            draft.push(RTA_PREFSRC, inet.payload(word));
        }
        "as" => {
            draft.push(RTA_NEWDST, &nexthop::newdst(args, &mut header.family)?);
        }
        "via" => {
            if !draft.note("via") {
                let why = "use nexthop syntax to specify multiple via\n";
                return Err(Error::invalid("via", why));
            }
            let (kind, payload) = nexthop::via(args, &mut header.family)?;
            draft.push(kind, &payload);
            options.gateway = true;
        }
        "from" => options.header.src_len = options.prefix(args.value()?, RTA_SRC)?,
        "dev" | "oif" => options.device = Some(args.value()?),
        "onlink" => header.flags |= u32::from(RTNH_F_ONLINK),
        "nhid" => {
            let id: u32 = args.parse("\"id\" value is invalid\n")?;
            draft.push(RTA_NH_ID, &id.to_ne_bytes());
            options.gateway |= id != 0;
        }
        _ if word.len() > 2 && Short("realms").fits(word) => {
            let value = args.value()?;
            let wrong = || Error::invalid(value, "\"realm\" value is invalid\n");
            let realms = session.names.tables.realms(value).ok_or_else(wrong)?;
            draft.push(RTA_FLOW, &realms.to_ne_bytes());
        }
        "encap" => {
            let (kind, encapsulation) = encap::parse(session, args)?;
            draft.push(RTA_ENCAP | NLA_F_NESTED, &encapsulation);
            draft.push(RTA_ENCAP_TYPE, &kind.to_ne_bytes());
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn table_and_metric(
    options: &mut RouteOptions,
    session: &mut Session,
    args: &mut Args,
    word: &str,
) -> Result<bool> {
    let RouteOptions { header, draft, .. } = options;
    let named = |session: &Session, table, word: &str, why: &str| {
        let id = session.names.tables.id(table, word);
        id.ok_or_else(|| Error::invalid(word, why))
    };
    match word {
        _ if word == "tos" || Short("dsfield").fits(word) => {
            let value = args.value()?;
            let wrong = || Error::invalid(value, "\"tos\" value is invalid\n");
            header.tos = session.names.tables.dsfield(value).ok_or_else(wrong)?;
        }
        "expires" => {
            let n: u32 = args.parse("\"expires\" value is invalid\n")?;
            draft.push(RTA_EXPIRES, &n.to_ne_bytes());
        }
        _ if Short("metric").fits(word) || Short("priority").fits(word) || word == "preference" => {
            let n: u32 = args.parse("\"metric\" value is invalid\n")?;
            draft.push(RTA_PRIORITY, &n.to_ne_bytes());
        }
        "pre" | "pref" => draft.push(RTA_PREF, &[preference(args.value()?)?]),
        "scope" => {
            let value = args.value()?;
            let why = "invalid \"scope\" value\n";
            let id = named(session, NameTable::Scope, value, why)?;
            options.scope = u8::try_from(id).ok();
        }
        _ if Short("protocol").fits(word) => {
            let value = args.value()?;
            let why = "\"protocol\" value is invalid\n";
            let id = named(session, NameTable::Protocol, value, why)?;
            header.protocol = u8::try_from(id).map_err(|_| Error::invalid(value, why))?;
        }
        _ if Short("table").fits(word) => {
            let value = args.value()?;
            let why = "\"table\" value is invalid\n";
            options.table = Some(named(session, NameTable::Route, value, why)?);
        }
        _ if Short("vrf").fits(word) => {
            let value = args.value()?;
            let table = session.vrf_table(value);
            options.table = Some(table.ok_or_else(|| Error::invalid(value, "Invalid VRF\n"))?);
        }
        "ttl-propagate" => draft.push(RTA_TTL_PROPAGATE, &[ttl_propagation(args.value()?)?]),
        _ => return Ok(false),
    }
    Ok(true)
}

/// Reads a router preference (RFC 4191).
fn preference(word: &str) -> Result<u8> {
    let n = match word {
        "low" => Some(3),
        "medium" => Some(0),
        "high" => Some(1),
        _ => u8::from_word(word),
    };
    n.ok_or_else(|| Error::invalid(word, "\"pref\" value is invalid\n"))
}

fn ttl_propagation(word: &str) -> Result<u8> {
    match word {
        _ if Short("disabled").fits(word) => Ok(0),
        _ if Short("enabled").fits(word) => Ok(1),
        _ => Err(Error::invalid(word, "\"ttl-propagate\" value is invalid\n")),
    }
}

fn type_and_destination(options: &mut RouteOptions, args: &mut Args, word: &str) -> Result<()> {
    let mut word = if word == "to" { args.value()? } else { word };
    let number = word.starts_with(|c: char| c.is_ascii_digit());
    if let Some(kind) = route_type::parse(word).filter(|_| !number) {
        options.header.kind = kind;
        word = args.value()?;
    }
    if Short("help").fits(word) {
        return Err(Error::usage(super::HELP));
    }
    if options.destination {
        return Err(Error::duplicate_or_garbage("to", word));
    }
    options.header.dst_len = options.prefix(word, RTA_DST)?;
    options.destination = true;
    Ok(())
}
