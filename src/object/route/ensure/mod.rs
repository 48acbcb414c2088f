//! `-ensure` of routes.

mod hops;

use super::metrics;
use super::record::{self, Omit, Route};
use crate::ensure::{EnsureOps, first_other, prefix};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::session::Session;
use crate::uapi::header::{NhMsg, RtMsg};
use crate::uapi::nexthop::NHA_ID;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::{RTM_DELROUTE, RTM_GETNEXTHOP, RTM_GETROUTE};
use crate::value::family;

/// How a route is found and compared.
pub(super) const ENSURE: EnsureOps = EnsureOps {
    deletes: RTM_DELROUTE,
    absent: &[libc::ESRCH],
    check_first: |_| false,
    lookup,
    all: |request| {
        let header = RtMsg {
            family: request.family(),
            ..RtMsg::default()
        };
        Request::new(RTM_GETROUTE, 0, &header)
    },
    same_key,
    differs,
    show,
    // Only the lifetime is updated. Replacing an IPv6 multipath route would remove its other hops.
    replaceable: |request, message| {
        let many = message.attrs(RtMsg::SIZE).get(RTA_MULTIPATH).is_some();
        !many && other(request, message).is_none()
    },
};

/// Whether the route cannot exist because its next hop object does not.
pub(super) fn lacks_hop(session: &mut Session, request: &Request) -> bool {
    let Some(id) = request.attrs(RtMsg::SIZE).get(RTA_NH_ID) else {
        return false;
    };
    let mut request = Request::new(RTM_GETNEXTHOP, 0, &NhMsg::default());
    request.put(NHA_ID, id.bytes);
    let answer = session.kernel.get(request);
    answer.is_err_and(|error| error.errno() == Some(libc::ENOENT))
}

/// The route that the kernel would choose for the first address of the prefix. It is the requested one unless another
/// rule, metric or longer prefix precedes it.
fn lookup(request: &Request) -> Option<Request> {
    let ours = header(request.body());
    if !matches!(ours.family, family::INET | family::INET6) {
        return None;
    }
    let attrs = request.attrs(RtMsg::SIZE);
    let destination = attrs.get(RTA_DST)?.bytes;
    let header = RtMsg {
        family: ours.family,
        dst_len: u8::try_from(8 * destination.len()).ok()?,
        tos: ours.tos,
        flags: RTM_F_LOOKUP_TABLE | RTM_F_FIB_MATCH,
        ..RtMsg::default()
    };
    let mut lookup = Request::new(RTM_GETROUTE, 0, &header);
    lookup.put(RTA_DST, destination);
    if let Some(device) = attrs.get(RTA_OIF) {
        lookup.put(RTA_OIF, device.bytes);
    }
    Some(lookup)
}

fn header(body: &[u8]) -> RtMsg {
    RtMsg::parse(body).unwrap_or_default()
}

fn table(header: RtMsg, attrs: Attrs) -> u32 {
    let number = attrs.get(RTA_TABLE).and_then(Attr::u32);
    number.unwrap_or(header.table.into())
}

/// The metric; IPv6 routes always have one.
fn metric(header: RtMsg, attrs: Attrs) -> u32 {
    const IP6_RT_PRIO_USER: u32 = 1024;
    let given = attrs.get(RTA_PRIORITY).and_then(Attr::u32).unwrap_or(0);
    if given == 0 && header.family == family::INET6 {
        IP6_RT_PRIO_USER
    } else {
        given
    }
}

fn selector(length: u8, attr: Option<Attr>) -> (u8, Vec<u8>) {
    let bytes = attr.map(|attr| attr.bytes).unwrap_or_default();
    (length, prefix(bytes, length))
}

fn same_key(request: &Request, message: &Message) -> bool {
    let key = |body: &[u8], attrs: Attrs| {
        let header = header(body);
        (
            header.family,
            selector(header.dst_len, attrs.get(RTA_DST)),
            selector(header.src_len, attrs.get(RTA_SRC)),
            header.tos,
            table(header, attrs),
            metric(header, attrs),
        )
    };
    header(message.body).flags & RTM_F_CLONED == 0
        && key(request.body(), request.attrs(RtMsg::SIZE))
            == key(message.body, message.attrs(RtMsg::SIZE))
}

/// Attributes of a route, without those of its hops.
const KEYWORDS: &[(u16, &str)] = &[
    (RTA_NH_ID, "nhid"),
    (RTA_PREFSRC, "src"),
    (RTA_PREF, "pref"),
    (RTA_TTL_PROPAGATE, "ttl-propagate"),
];

fn differs(request: &Request, message: &Message) -> Option<&'static str> {
    let expires = request.attrs(RtMsg::SIZE).get(RTA_EXPIRES);
    // IPv4 routes do not expire.
    let expires = expires.filter(|_| request.family() == family::INET6);
    other(request, message).or_else(|| expires.map(|_| "expires"))
}

/// The first keyword in which they differ, except the lifetime.
fn other(request: &Request, message: &Message) -> Option<&'static str> {
    let (requested, existing) = (request.attrs(RtMsg::SIZE), message.attrs(RtMsg::SIZE));
    let (ours, theirs) = (header(request.body()), header(message.body));
    if ours.kind != theirs.kind {
        return Some("type");
    }
    let is_v6 = ours.family == family::INET6;
    if !is_v6 && ours.scope != theirs.scope {
        return Some("scope");
    }
    if ours.protocol != theirs.protocol {
        return Some("protocol");
    }
    if requested.get(RTA_NH_ID).is_none() {
        if let Some(word) = hops::differ([ours, theirs], [requested, existing], is_v6) {
            return Some(word);
        }
    }
    if requested.get(RTA_PREFSRC).is_none() && existing.get(RTA_PREFSRC).is_some() {
        return Some("src");
    }
    first_other(KEYWORDS, requested, existing)
        .or_else(|| (!metrics::agree(requested, existing)).then_some("metrics"))
}

fn show(session: &mut Session, message: &Message) {
    if let Some(route) = Route::read(message) {
        record::show(&route, &Omit::default(), &mut session.display());
    }
}
