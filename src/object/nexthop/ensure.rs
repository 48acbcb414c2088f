//! `-ensure` of next hops.

use super::{HEADER, record};
use crate::ensure::{Way, first_other, is_blank};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::uapi::nexthop::*;
use crate::uapi::rtnetlink::{RTM_DELNEXTHOP, RTM_GETNEXTHOP};

/// How a next hop is found and compared.
pub(super) const WAY: Way = Way {
    deletes: RTM_DELNEXTHOP,
    absent: &[libc::ENOENT],
    looks_first: false,
    all: |_| Request::with_body(RTM_GETNEXTHOP, 0, &[0; HEADER]),
    is_it: |request, message| {
        let id = |attrs: Attrs| attrs.get(NHA_ID).and_then(Attr::u32);
        id(request.attrs(HEADER)) == id(message.attrs(HEADER))
    },
    differs,
    show: |session, message| {
        record::show(message, &mut session.out, &mut session.names, &session.view);
    },
    yields: |_, _| false,
};

const WORDS: &[(u16, &str)] = &[
    (NHA_GROUP, "group"),
    (NHA_GROUP_TYPE, "type"),
    (NHA_BLACKHOLE, "blackhole"),
    (NHA_GATEWAY, "via"),
    (NHA_OIF, "dev"),
    (NHA_ENCAP_TYPE, "encap"),
    (NHA_ENCAP, "encap"),
    (NHA_FDB, "fdb"),
    (NHA_RES_GROUP, "type"),
];

fn differs(request: &Request, message: &Message) -> Option<&'static str> {
    let (asked, there) = (request.attrs(HEADER), message.attrs(HEADER));
    // What it has and was not asked for.
    let unasked = WORDS.iter().find_map(|(kind, word)| {
        let attr = there.get(*kind)?;
        let flag = attr.bytes.is_empty();
        (asked.get(*kind).is_none() && (flag || !is_blank(attr))).then_some(*word)
    });
    first_other(WORDS, asked, there).or(unasked)
}
