//! `-ensure` of routes.

use super::Header;
use super::filter::Filter;
use super::record::{self, Route};
use crate::ensure::{Way, first_other, is_blank};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::session::Session;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::{RTM_DELROUTE, RTM_GETROUTE};
use crate::value::family;

/// How a route is found and compared.
pub(super) const WAY: Way = Way {
    deletes: RTM_DELROUTE,
    absent: &[libc::ESRCH],
    looks_first: false,
    all: |request| {
        let header = Header {
            family: request.body().first().copied().unwrap_or(0),
            ..Header::default()
        };
        Request::with_body(RTM_GETROUTE, 0, &header.bytes())
    },
    is_it,
    differs,
    show,
    yields: |_, _| false,
};

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

/// An address with as many bytes as its prefix has.
fn prefix(body: &[u8], at: usize, attr: Option<Attr>) -> (u8, Vec<u8>) {
    let length = body.get(at).copied().unwrap_or(0);
    let bytes = attr.map(|attr| attr.bytes).unwrap_or_default();
    let whole = usize::from(length.div_ceil(8));
    (length, bytes.get(..whole).unwrap_or(bytes).to_vec())
}

fn is_it(request: &Request, message: &Message) -> bool {
    let key = |body: &[u8], attrs: Attrs| {
        (
            body.first().copied(),
            prefix(body, 1, attrs.get(RTA_DST)),
            prefix(body, 2, attrs.get(RTA_SRC)),
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

const WORDS: &[(u16, &str)] = &[
    (RTA_NH_ID, "nhid"),
    (RTA_GATEWAY, "via"),
    (RTA_VIA, "via"),
    (RTA_OIF, "dev"),
    (RTA_PREFSRC, "src"),
    (RTA_NEWDST, "as"),
    (RTA_FLOW, "realms"),
    (RTA_ENCAP_TYPE, "encap"),
    (RTA_ENCAP, "encap"),
    (RTA_PREF, "pref"),
    (RTA_TTL_PROPAGATE, "ttl-propagate"),
];

/// What a route must not have if it was not asked for.
const ONLY_IF_ASKED: &[(u16, &str)] = &[
    (RTA_GATEWAY, "via"),
    (RTA_VIA, "via"),
    (RTA_ENCAP_TYPE, "encap"),
    (RTA_METRICS, "metrics"),
    (RTA_PREFSRC, "src"),
];

fn differs(request: &Request, message: &Message) -> Option<&'static str> {
    let (asked, there) = (request.attrs(Header::LENGTH), message.attrs(Header::LENGTH));
    let (ours, theirs) = (request.body(), message.body);
    let other = |at: usize| ours.get(at) != theirs.get(at);
    if other(7) {
        return Some("type");
    }
    if ours.first() != Some(&family::INET6) && other(6) {
        return Some("scope");
    }
    if other(5) {
        return Some("protocol");
    }
    let by_object = asked.get(RTA_NH_ID).is_some();
    let hops = |attrs: Attrs| attrs.get(RTA_MULTIPATH).is_some();
    if hops(asked) || hops(there) && !by_object {
        return (!same_hops(asked, there)).then_some("nexthop");
    }
    let unasked = ONLY_IF_ASKED.iter().find_map(|(kind, word)| {
        let extra = there.get(*kind).is_some() && asked.get(*kind).is_none() && !by_object;
        extra.then_some(*word)
    });
    let metrics = || (!same_metrics(asked, there)).then_some("metrics");
    first_other(WORDS, asked, there)
        .or_else(metrics)
        .or(unasked)
}

/// Whether all metrics that are asked for are there.
fn same_metrics(asked: Attrs, there: Attrs) -> bool {
    let [asked, there] = [asked, there].map(|attrs| {
        let metrics = attrs.get(RTA_METRICS);
        metrics.map(Attr::nest).unwrap_or_default()
    });
    let mut metrics = asked.iter();
    metrics.all(|ours| match there.get(ours.kind) {
        // A name is told with its NUL.
        Some(theirs) if ours.kind == RTAX_CC_ALGO => ours.text() == theirs.text(),
        Some(theirs) => ours.bytes == theirs.bytes,
        None => is_blank(ours),
    })
}

/// A hop: on link, weight, device, the rest.
type Hop<'m> = (bool, u8, u32, Attrs<'m>);

/// The `struct rtnexthop`s of a route.
fn hops(attrs: Attrs<'_>) -> Vec<Hop<'_>> {
    let mut hops = Vec::new();
    let mut left = attrs
        .get(RTA_MULTIPATH)
        .map(|attr| attr.bytes)
        .unwrap_or_default();
    while let Some([low, high, flags, weight, i0, i1, i2, i3]) = left.first_chunk() {
        let length = usize::from(u16::from_ne_bytes([*low, *high])).max(8);
        hops.push((
            flags & RTNH_F_ONLINK != 0,
            *weight,
            u32::from_ne_bytes([*i0, *i1, *i2, *i3]),
            Attrs::new(left.get(8..length).unwrap_or_default()),
        ));
        left = left.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    hops
}

fn same_hops(asked: Attrs, there: Attrs) -> bool {
    let (asked, there) = (hops(asked), hops(there));
    let fits = |(onlink, weight, device, attrs): &Hop, hop: &Hop| {
        *onlink == hop.0
            && *weight == hop.1
            && (*device == 0 || *device == hop.2)
            && attrs.first_not_in(hop.3).is_none()
    };
    asked.len() == there.len()
        && asked
            .iter()
            .all(|hop| there.iter().any(|other| fits(hop, other)))
}

fn show(session: &mut Session, message: &Message) {
    if let Some(route) = Route::read(message) {
        let Session {
            out, names, view, ..
        } = session;
        record::show(&route, &Filter::default(), out, names, view);
    }
}
