//! Default routes of the main table, one per next hop.

use super::model::Gateway;
use crate::error::Result;
use crate::netlink::{Attr, Attrs, Message, Netlink, Request};
use crate::uapi::header::{NhMsg, RtMsg, RtNextHop};
use crate::uapi::nexthop::{NHA_GATEWAY, NHA_GROUP, NHA_ID, NHA_OIF};
use crate::uapi::route::*;
use crate::uapi::rtnetlink::{RTM_GETNEXTHOP, RTM_GETROUTE};
use crate::value::{family, inet::Inet};

/// The default routes of the current namespace.
///
/// # Errors
/// The kernel's.
pub(super) fn defaults(netlink: &mut Netlink) -> Result<Vec<Gateway>> {
    let mut found = Vec::new();
    for family in [family::INET, family::INET6] {
        let header = RtMsg {
            family,
            ..RtMsg::default()
        };
        netlink.dump(Request::new(RTM_GETROUTE, 0, &header), &mut |message| {
            // A kernel without IPv6 answers with IPv4 routes.
            if let Some(route) = route(&message).filter(|route| route.family == family) {
                hops(route, message.attrs(RtMsg::SIZE), &mut found);
            }
            Ok(())
        })?;
    }
    let is_bare = |gateway: &Gateway| gateway.via.is_none() && gateway.index.is_none();
    if found.iter().any(|one| one.nhid.is_some() && is_bare(one)) {
        let objects = objects(netlink);
        let resolved = found.into_iter().flat_map(|gateway| match gateway.nhid {
            Some(id) if is_bare(&gateway) => resolve(gateway, id, &objects),
            _ => vec![gateway],
        });
        return Ok(resolved.collect());
    }
    Ok(found)
}

/// Reads a default route of the main table, without its next hop.
fn route(message: &Message) -> Option<Gateway> {
    let header = RtMsg::parse(message.body)?;
    let attrs = message.attrs(RtMsg::SIZE);
    let table = attrs.get(RTA_TABLE).and_then(Attr::u32);
    let table = table.unwrap_or(header.table.into());
    let is_unicast = header.kind == RTN_UNICAST;
    if header.dst_len != 0 || table != RT_TABLE_MAIN || !is_unicast {
        return None;
    }
    Some(Gateway {
        family: header.family,
        via: None,
        index: None,
        metric: attrs.get(RTA_PRIORITY).and_then(Attr::u32).unwrap_or(0),
        nhid: attrs.get(RTA_NH_ID).and_then(Attr::u32),
    })
}

/// Adds the route once for each next hop: those of `RTA_MULTIPATH`, each with its own attributes, or the only one.
fn hops(route: Gateway, attrs: Attrs, found: &mut Vec<Gateway>) {
    let Some(mut many) = attrs.get(RTA_MULTIPATH).map(|attr| attr.bytes) else {
        let index = attrs.get(RTA_OIF).and_then(Attr::u32);
        return found.push(by(route, attrs, index));
    };
    while let Some(header) = RtNextHop::parse(many) {
        let length = usize::from(header.len);
        let Some(attrs) = many.get(RtNextHop::SIZE..length) else {
            return;
        };
        found.push(by(route.clone(), Attrs::new(attrs), Some(header.index)));
        many = many.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
}

/// The route with one next hop.
fn by(route: Gateway, hop: Attrs, index: Option<u32>) -> Gateway {
    let other_family = |via: Attr| {
        let (family, address) = via.bytes.split_first_chunk::<2>()?;
        let family = u8::try_from(u16::from_ne_bytes(*family)).ok()?;
        Some((family, address.to_vec()))
    };
    let via = match (hop.get(RTA_GATEWAY), hop.get(RTA_VIA)) {
        (Some(gateway), _) => Some((route.family, gateway.bytes.to_vec())),
        (None, via) => via.and_then(other_family),
    };
    towards(route, via, index)
}

fn towards(route: Gateway, via: Option<(u8, Vec<u8>)>, index: Option<u32>) -> Gateway {
    Gateway {
        family: via.as_ref().map_or(route.family, |(family, _)| *family),
        via: via.map(|(family, bytes)| Inet::new(family, &bytes).to_string()),
        index: index.filter(|index| *index != 0),
        ..route
    }
}

/// A next hop object or a group.
struct Object {
    id: u32,
    members: Vec<u32>,
    via: Option<(u8, Vec<u8>)>,
    index: Option<u32>,
}

/// The next hop objects. Old kernels have none.
fn objects(netlink: &mut Netlink) -> Vec<Object> {
    let mut objects = Vec::new();
    let read = &mut |message: Message| {
        objects.extend(object(&message));
        Ok(())
    };
    // Objects reported before a failure are valid.
    let _ = netlink.dump(Request::new(RTM_GETNEXTHOP, 0, &NhMsg::default()), read);
    objects
}

fn object(message: &Message) -> Option<Object> {
    let family = message.family();
    let attrs = message.attrs(NhMsg::SIZE);
    let group = attrs.get(NHA_GROUP).map_or(&[][..], |attr| attr.bytes);
    let members = group.chunks_exact(8).filter_map(|entry| {
        let id = entry.first_chunk()?;
        Some(u32::from_ne_bytes(*id))
    });
    Some(Object {
        id: attrs.get(NHA_ID).and_then(Attr::u32)?,
        members: members.collect(),
        via: attrs
            .get(NHA_GATEWAY)
            .map(|gateway| (family, gateway.bytes.to_vec())),
        index: attrs.get(NHA_OIF).and_then(Attr::u32),
    })
}

/// Resolves a route that has only the id of a next hop object. Groups do not contain groups.
fn resolve(route: Gateway, id: u32, objects: &[Object]) -> Vec<Gateway> {
    let of = |id: &u32| objects.iter().find(|object| object.id == *id);
    let Some(object) = of(&id) else {
        return vec![route];
    };
    let members: Vec<&Object> = object.members.iter().filter_map(of).collect();
    let hops = if members.is_empty() {
        vec![object]
    } else {
        members
    };
    let towards = |hop: &Object| towards(route.clone(), hop.via.clone(), hop.index);
    hops.into_iter().map(towards).collect()
}
