//! `-ensure` of addresses.

use super::record::{self, Address};
use crate::ensure::{EnsureOps, first_other};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::session::Session;
use crate::uapi::addr::*;
use crate::uapi::header::IfAddrMsg;
use crate::uapi::rtnetlink::{RTM_DELADDR, RTM_GETADDR};
use crate::value::family;

/// How an address is found and compared.
pub(super) const ENSURE: EnsureOps = EnsureOps {
    deletes: RTM_DELADDR,
    // A device whose MTU is too small for a protocol has none of its addresses.
    absent: &[libc::EADDRNOTAVAIL, libc::ENODEV, libc::ENXIO],
    check_first: |_| false,
    lookup: |_| None,
    // Since Linux 5.0 the kernel reports only the addresses of this device.
    all: |request| {
        let ours = header(request.body());
        let header = IfAddrMsg {
            family: ours.family,
            index: ours.index,
            ..IfAddrMsg::default()
        };
        Request::new(RTM_GETADDR, 0, &header)
    },
    same_key,
    differs,
    show,
    // Lifetimes are updated.
    replaceable: |request, message| other(request, message).is_none(),
};

fn own<'m>(attrs: Attrs<'m>) -> Option<Attr<'m>> {
    attrs.get(IFA_LOCAL).or_else(|| attrs.get(IFA_ADDRESS))
}

fn header(body: &[u8]) -> IfAddrMsg {
    IfAddrMsg::parse(body).unwrap_or_default()
}

fn same_key(request: &Request, message: &Message) -> bool {
    let (requested, existing) = (
        request.attrs(IfAddrMsg::SIZE),
        message.attrs(IfAddrMsg::SIZE),
    );
    let bytes = |attr: Option<Attr>| attr.map(|attr| attr.bytes.to_vec());
    let key = |body| {
        let header = header(body);
        // IPv4 addresses of different lengths are different addresses.
        let length = (header.family == family::INET).then_some(header.prefix_len);
        (header.family, header.index, length)
    };
    key(request.body()) == key(message.body) && bytes(own(requested)) == bytes(own(existing))
}

const KEYWORDS: &[(u16, &str)] = &[
    (IFA_ADDRESS, "peer"),
    (IFA_BROADCAST, "broadcast"),
    (IFA_LABEL, "label"),
    (IFA_RT_PRIORITY, "metric"),
    (IFA_PROTO, "proto"),
];

fn differs(request: &Request, message: &Message) -> Option<&'static str> {
    let lifetimes = request
        .attrs(IfAddrMsg::SIZE)
        .get(IFA_CACHEINFO)
        .map(|_| "valid_lft");
    other(request, message).or(lifetimes)
}

fn other(request: &Request, message: &Message) -> Option<&'static str> {
    let (requested, existing) = (
        request.attrs(IfAddrMsg::SIZE),
        message.attrs(IfAddrMsg::SIZE),
    );
    let (ours, theirs) = (header(request.body()), header(message.body));
    let flags = |attrs: Attrs, header: IfAddrMsg| {
        let all = attrs.get(IFA_FLAGS).and_then(Attr::u32);
        all.unwrap_or(header.flags.into())
    };
    let v4 = ours.family == family::INET;
    if ours.prefix_len != theirs.prefix_len {
        return Some("prefix length");
    }
    if v4 && ours.scope != theirs.scope {
        return Some("scope");
    }
    // These flags end with duplicate address detection.
    let lasting = !(IFA_F_OPTIMISTIC | IFA_F_NODAD);
    if flags(requested, ours) & lasting & !flags(existing, theirs) != 0 {
        return Some("flags");
    }
    // The kernel ignores labels of IPv6 addresses.
    first_other(KEYWORDS, requested, existing).filter(|word| v4 || *word != "label")
}

fn show(session: &mut Session, message: &Message) {
    if let Some(address) = Address::read(message) {
        record::show(&address, true, &mut session.display());
    }
}
