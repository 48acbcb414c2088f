//! Whether a request would create the route that the kernel reported.

use super::dump::table_of;
use super::line::same;
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::uapi::header::{RtMsg, RtNextHop};
use crate::uapi::lwtunnel::{LWTUNNEL_ENCAP_SEG6_LOCAL, SEG6_LOCAL_COUNTERS};
use crate::uapi::route::*;
use crate::value::inet::Inet;

/// Whether a route has a gateway or names a next hop object.
pub(super) fn is_far(message: &Message) -> bool {
    let attrs = message.attrs(RtMsg::SIZE);
    [RTA_GATEWAY, RTA_VIA, RTA_MULTIPATH, RTA_NH_ID]
        .iter()
        .any(|kind| attrs.get(*kind).is_some())
}

/// The gateways of the route's own family that must be on a connected network (not `onlink`).
pub(super) fn gateways(message: &Message) -> Vec<Inet> {
    let family = message.family();
    let attrs = message.attrs(RtMsg::SIZE);
    let mut found = Vec::new();
    let mut add = |flags: u32, attrs: Attrs| {
        let gateway = attrs.get(RTA_GATEWAY);
        let gateway = gateway.filter(|_| flags & u32::from(RTNH_F_ONLINK) == 0);
        found.extend(gateway.map(|gateway| Inet::new(family, gateway.bytes)));
    };
    let header = RtMsg::parse(message.body).unwrap_or_default();
    add(header.flags, attrs);
    let mut hops = attrs.get(RTA_MULTIPATH).map_or(&[][..], |hops| hops.bytes);
    while let Some((hop, attrs)) = first_hop(&mut hops) {
        add(hop.flags.into(), attrs);
    }
    found
}

/// Whether two encapsulations are equal; counters of seg6local are not compared.
pub(super) fn same_encapsulation(kind: Option<Attr>, requested: Attr, reported: Attr) -> bool {
    let counters = kind.and_then(Attr::u16) == Some(LWTUNNEL_ENCAP_SEG6_LOCAL);
    let skip: &[u16] = if counters {
        &[SEG6_LOCAL_COUNTERS]
    } else {
        &[]
    };
    same(requested.nest(), reported.nest(), skip, &|ours, theirs| {
        ours.is_within(theirs)
    })
}

/// Whether a request (`RTM_NEWROUTE`) sets what the message reports.
pub(super) fn is_route(request: &Request, message: &Message) -> bool {
    let (requested, reported) = (request.body(), message.body);
    let header = |body| {
        let header = RtMsg::parse(body).unwrap_or_default();
        RtMsg {
            table: 0,
            flags: header.flags & u32::from(RTNH_F_ONLINK),
            ..header
        }
    };
    header(requested) == header(reported)
        && table_of(requested, RtMsg::SIZE) == table_of(reported, RtMsg::SIZE)
        && same_attributes(
            request.attrs(RtMsg::SIZE),
            message.attrs(RtMsg::SIZE),
            header(reported).dst_len == 0,
        )
}

fn same_attributes(requested: Attrs, reported: Attrs, everywhere: bool) -> bool {
    let by_object = reported.get(RTA_NH_ID).is_some();
    let mut skip = vec![RTA_TABLE, RTA_CACHEINFO, RTA_EXPIRES];
    if everywhere {
        skip.push(RTA_DST);
    }
    if by_object {
        skip.extend([
            RTA_OIF,
            RTA_GATEWAY,
            RTA_VIA,
            RTA_MULTIPATH,
            RTA_ENCAP,
            RTA_ENCAP_TYPE,
        ]);
    }
    same(
        requested,
        reported,
        &skip,
        &|ours, theirs| match ours.kind {
            RTA_MULTIPATH => same_hops(ours.bytes, theirs.bytes),
            RTA_ENCAP => same_encapsulation(reported.get(RTA_ENCAP_TYPE), ours, theirs),
            RTA_METRICS => same(ours.nest(), theirs.nest(), &[], &|ours, theirs| {
                // The kernel reports a name with its NUL.
                ours.is_within(theirs) || ours.kind == RTAX_CC_ALGO && ours.text() == theirs.text()
            }),
            _ => ours.is_within(theirs),
        },
    )
}

/// Whether two lists of `struct rtnexthop` are equal except for flags that are states.
fn same_hops(mut requested: &[u8], mut reported: &[u8]) -> bool {
    while let (Some((ours, our_attrs)), Some((theirs, their_attrs))) =
        (first_hop(&mut requested), first_hop(&mut reported))
    {
        if ours != theirs || !same_attributes(our_attrs, their_attrs, false) {
            return false;
        }
    }
    requested.is_empty() && reported.is_empty()
}

/// The header of a hop without its length and states, and its attributes.
fn first_hop<'b>(left: &mut &'b [u8]) -> Option<(RtNextHop, Attrs<'b>)> {
    let header = RtNextHop::parse(left)?;
    let length = usize::from(header.len).max(RtNextHop::SIZE);
    let attrs = Attrs::new(left.get(RtNextHop::SIZE..length).unwrap_or_default());
    *left = left.get(length.next_multiple_of(4)..).unwrap_or_default();
    let comparable = RtNextHop {
        len: 0,
        flags: header.flags & RTNH_F_ONLINK,
        ..header
    };
    Some((comparable, attrs))
}
