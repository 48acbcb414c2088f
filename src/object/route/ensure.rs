//! `-ensure` of routes.

mod hops;

use super::filter::Filter;
use super::record::{self, Route};
use super::{Header, metrics};
use crate::ensure::{EnsureOps, first_other, prefix};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::session::Session;
use crate::uapi::nexthop::NHA_ID;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::{RTM_DELROUTE, RTM_GETNEXTHOP, RTM_GETROUTE};
use crate::value::family;

/// How a route is found and compared.
pub(super) const ENSURE: EnsureOps = EnsureOps {
    deletes: RTM_DELROUTE,
    absent: &[libc::ESRCH],
    check_first: |_| false,
    all: |request| {
        let header = Header {
            family: request.body().first().copied().unwrap_or(0),
            ..Header::default()
        };
        Request::with_body(RTM_GETROUTE, 0, &header.bytes())
    },
    same_key,
    differs,
    show,
    // As an address, it may be given another time to live. Of an IPv6 route with many hops that would take the others.
    replaceable: |request, message| {
        let many = message.attrs(Header::LENGTH).get(RTA_MULTIPATH).is_some();
        !many && other(request, message).is_none()
    },
};

/// Whether there can be no such route, as there is no such next hop.
pub(super) fn lacks_hop(session: &mut Session, request: &Request) -> bool {
    let Some(id) = request.attrs(Header::LENGTH).get(RTA_NH_ID) else {
        return false;
    };
    let mut request = Request::with_body(RTM_GETNEXTHOP, 0, &[0; 8]);
    request.put(NHA_ID, id.bytes);
    let answer = session.kernel.get(request);
    answer.is_err_and(|error| error.errno() == Some(libc::ENOENT))
}

fn table(body: &[u8], attrs: Attrs) -> u32 {
    let long = attrs.get(RTA_TABLE).and_then(Attr::u32);
    long.unwrap_or_else(|| body.get(4).copied().unwrap_or(0).into())
}

/// The metric; IPv6 routes have one in any case.
fn metric(body: &[u8], attrs: Attrs) -> u32 {
    const IP6_RT_PRIO_USER: u32 = 1024;
    let given = attrs.get(RTA_PRIORITY).and_then(Attr::u32).unwrap_or(0);
    if given == 0 && body.first() == Some(&family::INET6) {
        IP6_RT_PRIO_USER
    } else {
        given
    }
}

fn end(body: &[u8], at: usize, attr: Option<Attr>) -> (u8, Vec<u8>) {
    let length = body.get(at).copied().unwrap_or(0);
    let bytes = attr.map(|attr| attr.bytes).unwrap_or_default();
    (length, prefix(bytes, length))
}

fn same_key(request: &Request, message: &Message) -> bool {
    let key = |body: &[u8], attrs: Attrs| {
        (
            body.first().copied(),
            end(body, 1, attrs.get(RTA_DST)),
            end(body, 2, attrs.get(RTA_SRC)),
            body.get(3).copied(),
            table(body, attrs),
            metric(body, attrs),
        )
    };
    let cloned = message.u32_at(8).unwrap_or(0) & RTM_F_CLONED != 0;
    !cloned
        && key(request.body(), request.attrs(Header::LENGTH))
            == key(message.body, message.attrs(Header::LENGTH))
}

/// What a route has beside its hops.
const WORDS: &[(u16, &str)] = &[
    (RTA_NH_ID, "nhid"),
    (RTA_PREFSRC, "src"),
    (RTA_PREF, "pref"),
    (RTA_TTL_PROPAGATE, "ttl-propagate"),
];

fn differs(request: &Request, message: &Message) -> Option<&'static str> {
    let expires = request.attrs(Header::LENGTH).get(RTA_EXPIRES);
    // Those of IPv4 do not.
    let expires = expires.filter(|_| request.body().first() == Some(&family::INET6));
    other(request, message).or_else(|| expires.map(|_| "expires"))
}

/// The first word in which it differs; when it expires is told anew.
fn other(request: &Request, message: &Message) -> Option<&'static str> {
    let (asked, there) = (request.attrs(Header::LENGTH), message.attrs(Header::LENGTH));
    let (ours, theirs) = (request.body(), message.body);
    let other = |at: usize| ours.get(at) != theirs.get(at);
    if other(7) {
        return Some("type");
    }
    let is_v6 = ours.first() == Some(&family::INET6);
    if !is_v6 && other(6) {
        return Some("scope");
    }
    if other(5) {
        return Some("protocol");
    }
    if asked.get(RTA_NH_ID).is_none()
        && let Some(word) = hops::differ([ours, theirs], [asked, there], is_v6)
    {
        return Some(word);
    }
    if asked.get(RTA_PREFSRC).is_none() && there.get(RTA_PREFSRC).is_some() {
        return Some("src");
    }
    first_other(WORDS, asked, there)
        .or_else(|| (!metrics::agree(asked, there)).then_some("metrics"))
}

fn show(session: &mut Session, message: &Message) {
    if let Some(route) = Route::read(message) {
        record::show(&route, &Filter::default(), &mut session.display());
    }
}
