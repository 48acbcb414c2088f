//! `-ensure` of addresses.

use super::record::{self, Address};
use crate::ensure::{EnsureOps, first_other};
use crate::netlink::{Attr, Message, Request};
use crate::session::Session;
use crate::uapi::addr::*;
use crate::uapi::rtnetlink::{RTM_DELADDR, RTM_GETADDR};
use crate::value::family;

/// Length of `ifaddrmsg`.
const HEADER: usize = 8;

/// How an address is found and compared.
pub(super) const ENSURE: EnsureOps = EnsureOps {
    deletes: RTM_DELADDR,
    // A device that is too narrow for a protocol has none of its addresses.
    absent: &[libc::EADDRNOTAVAIL, libc::ENODEV, libc::ENXIO],
    check_first: |_| false,
    all: |request| {
        let family = request.body().first().copied().unwrap_or(0);
        Request::with_body(RTM_GETADDR, 0, &[family, 0, 0, 0, 0, 0, 0, 0])
    },
    same_key,
    differs,
    show,
    // Lifetimes are told anew.
    replaceable: |request, message| other(request, message).is_none(),
};

fn own<'m>(attrs: crate::netlink::Attrs<'m>) -> Option<Attr<'m>> {
    attrs.get(IFA_LOCAL).or_else(|| attrs.get(IFA_ADDRESS))
}

fn same_key(request: &Request, message: &Message) -> bool {
    let (asked, there) = (request.attrs(HEADER), message.attrs(HEADER));
    let bytes = |attr: Option<Attr>| attr.map(|attr| attr.bytes.to_vec());
    let header = |body: &[u8]| {
        let device = body.get(4..8).map(<[u8]>::to_vec);
        let family = body.first().copied();
        // IPv4 has one for each length.
        let length = body
            .get(1)
            .filter(|_| family == Some(family::INET))
            .copied();
        (family, device, length)
    };
    header(request.body()) == header(message.body) && bytes(own(asked)) == bytes(own(there))
}

const WORDS: &[(u16, &str)] = &[
    (IFA_ADDRESS, "peer"),
    (IFA_BROADCAST, "broadcast"),
    (IFA_LABEL, "label"),
    (IFA_RT_PRIORITY, "metric"),
    (IFA_PROTO, "proto"),
];

fn differs(request: &Request, message: &Message) -> Option<&'static str> {
    let lifetimes = request
        .attrs(HEADER)
        .get(IFA_CACHEINFO)
        .map(|_| "valid_lft");
    other(request, message).or(lifetimes)
}

fn other(request: &Request, message: &Message) -> Option<&'static str> {
    let (asked, there) = (request.attrs(HEADER), message.attrs(HEADER));
    let at = |body: &[u8], place: usize| body.get(place).copied().unwrap_or(0);
    let (ours, theirs) = (request.body(), message.body);
    let flags = |attrs: crate::netlink::Attrs, body: &[u8]| {
        let long = attrs.get(IFA_FLAGS).and_then(Attr::u32);
        long.unwrap_or_else(|| at(body, 2).into())
    };
    let v4 = at(ours, 0) == family::INET;
    if at(ours, 1) != at(theirs, 1) {
        return Some("prefix length");
    }
    if v4 && at(ours, 3) != at(theirs, 3) {
        return Some("scope");
    }
    // What a duplicate address detection decides is over when it is over.
    let lasting = !(IFA_F_OPTIMISTIC | IFA_F_NODAD);
    if flags(asked, ours) & lasting & !flags(there, theirs) != 0 {
        return Some("flags");
    }
    // IPv6 has no labels of that kind and takes no notice, as IPv4 of an anycast address.
    first_other(WORDS, asked, there).filter(|word| v4 || *word != "label")
}

fn show(session: &mut Session, message: &Message) {
    if let Some(address) = Address::read(message) {
        record::show(&address, true, &mut session.display());
    }
}
