//! `-ensure` of next hops.

use super::record;
use crate::ensure::{EnsureOps, first_other, is_blank};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::uapi::header::NhMsg;
use crate::uapi::nexthop::*;
use crate::uapi::rtnetlink::{RTM_DELNEXTHOP, RTM_GETNEXTHOP};

/// How a next hop is found and compared.
pub(super) const ENSURE: EnsureOps = EnsureOps {
    deletes: RTM_DELNEXTHOP,
    absent: &[libc::ENOENT],
    // The kernel assigns a new id to a request without one.
    check_first: |request| id(request.attrs(NhMsg::SIZE)).is_none(),
    lookup: |request| {
        let attrs = request.attrs(NhMsg::SIZE);
        if attrs.get(NHA_HW_STATS_ENABLE).is_some() {
            return None;
        }
        let mut lookup = Request::new(RTM_GETNEXTHOP, 0, &NhMsg::default());
        lookup.put_u32(NHA_ID, id(attrs)?);
        Some(lookup)
    },
    all: |request| {
        let mut dump = Request::new(RTM_GETNEXTHOP, 0, &NhMsg::default());
        // The kernel reports NHA_HW_STATS_ENABLE with the statistics. Linux before 6.9 refuses the attribute.
        if request
            .attrs(NhMsg::SIZE)
            .get(NHA_HW_STATS_ENABLE)
            .is_some()
        {
            dump.put_u32(NHA_OP_FLAGS, 1);
        }
        dump
    },
    same_key: |request, message| match id(request.attrs(NhMsg::SIZE)) {
        None => differs(request, message).is_none(),
        requested => requested == id(message.attrs(NhMsg::SIZE)),
    },
    differs,
    show: |session, message| {
        record::show(message, &mut session.display());
    },
    replaceable: |_, _| false,
};

fn id(attrs: Attrs) -> Option<u32> {
    attrs.get(NHA_ID).and_then(Attr::u32)
}

const KEYWORDS: &[(u16, &str)] = &[
    (NHA_GROUP, "group"),
    (NHA_GROUP_TYPE, "type"),
    (NHA_BLACKHOLE, "blackhole"),
    (NHA_GATEWAY, "via"),
    (NHA_OIF, "dev"),
    (NHA_ENCAP_TYPE, "encap"),
    (NHA_ENCAP, "encap"),
    (NHA_FDB, "fdb"),
    (NHA_FDB_DST_PORT, "dst_port"),
    (NHA_RES_GROUP, "type"),
    (NHA_HW_STATS_ENABLE, "hw_stats"),
];

fn differs(request: &Request, message: &Message) -> Option<&'static str> {
    let (requested, existing) = (request.attrs(NhMsg::SIZE), message.attrs(NhMsg::SIZE));
    let header = |body| NhMsg::parse(body).unwrap_or_default();
    let (ours, theirs) = (header(request.body()), header(message.body));
    // A group has no family.
    if ours.family != 0 && ours.family != theirs.family {
        return Some("family");
    }
    if ours.protocol != 0 && ours.protocol != theirs.protocol {
        return Some("protocol");
    }
    if ours.flags & !theirs.flags != 0 {
        return Some("onlink");
    }
    // Existing attributes that were not requested, except those that every group has.
    let unasked = KEYWORDS.iter().find_map(|(kind, word)| {
        let attr = existing.get(*kind)?;
        let flag = attr.bytes.is_empty();
        let own = matches!(*kind, NHA_RES_GROUP | NHA_HW_STATS_ENABLE);
        let extra = requested.get(*kind).is_none() && (flag || !is_blank(attr));
        (extra && !own).then_some(*word)
    });
    first_other(KEYWORDS, requested, existing).or(unasked)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Linux before 6.9 refuses a dump with NHA_OP_FLAGS.
    #[test]
    fn statistics_are_requested_for_hw_stats_only() {
        let dumps_statistics = |request: &Request| {
            let dump = (ENSURE.all)(request);
            dump.attrs(NhMsg::SIZE).get(NHA_OP_FLAGS).is_some()
        };
        let mut request = Request::new(RTM_GETNEXTHOP, 0, &NhMsg::default());
        request.put_u32(NHA_ID, 1);
        assert!(!dumps_statistics(&request));
        request.put_u32(NHA_HW_STATS_ENABLE, 1);
        assert!(dumps_statistics(&request));
    }
}
