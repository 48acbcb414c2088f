//! `-ensure` of rules. The kernel creates duplicates of rules without a preference, so existing rules are compared
//! first. Rules that differ may coexist, so existing are no conflicts.

use super::record::{self, Rule};
use crate::ensure::{EnsureOps, is_blank};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::uapi::header::FibRuleHdr;
use crate::uapi::rtnetlink::{RTM_DELRULE, RTM_GETRULE};
use crate::uapi::rule::*;

/// How a rule is found and compared.
pub(super) const ENSURE: EnsureOps = EnsureOps {
    deletes: RTM_DELRULE,
    absent: &[libc::ENOENT],
    check_first: |_| true,
    lookup: |_| None,
    all: |request| {
        let header = FibRuleHdr {
            family: request.family(),
            ..FibRuleHdr::default()
        };
        Request::new(RTM_GETRULE, 0, &header)
    },
    same_key,
    differs: |_, _| None,
    show: |session, message| {
        if let Some(rule) = Rule::read(message) {
            record::show(&rule, &mut session.display());
        }
    },
    replaceable: |_, _| false,
};

/// Whether an attribute is equivalent to its absence.
fn says_nothing(attr: Attr) -> bool {
    let all = |bits: u8| attr.bytes.iter().all(|byte| *byte == bits);
    match attr.kind {
        // Zero is a valid code point, length and group.
        FRA_DSCP => false,
        FRA_SUPPRESS_PREFIXLEN | FRA_SUPPRESS_IFGROUP => all(0xff),
        // The full mask has six bits.
        FRA_DSCP_MASK => all(0x3f),
        _ => is_blank(attr) || all(0xff),
    }
}

fn table(header: FibRuleHdr, attrs: Attrs) -> u32 {
    let number = attrs.get(FRA_TABLE).and_then(Attr::u32);
    number.unwrap_or(header.table.into())
}

fn same_key(request: &Request, message: &Message) -> bool {
    let (requested, existing) = (
        request.attrs(FibRuleHdr::SIZE),
        message.attrs(FibRuleHdr::SIZE),
    );
    let header = |body| FibRuleHdr::parse(body).unwrap_or_default();
    let (ours, theirs) = (header(request.body()), header(message.body));
    let comparable = |header: FibRuleHdr| FibRuleHdr {
        table: 0,
        flags: header.flags & FIB_RULE_INVERT,
        ..header
    };
    let lacks = |some: Attrs, all: Attrs, but: &[u16]| {
        let mut counting = some.iter().filter(|attr| !but.contains(&attr.kind));
        counting.any(|attr| match all.get(attr.kind) {
            Some(other) => attr.bytes != other.bytes,
            None => !says_nothing(attr),
        })
    };
    // The kernel does not report an address with prefix length 0.
    let mut unsaid = vec![FRA_TABLE];
    for (length, kind) in [(ours.dst_len, FRA_DST), (ours.src_len, FRA_SRC)] {
        if length == 0 {
            unsaid.push(kind);
        }
    }
    let mut but = vec![FRA_TABLE, FRA_PROTOCOL];
    if requested.get(FRA_PRIORITY).is_none() {
        but.push(FRA_PRIORITY);
    }
    comparable(ours) == comparable(theirs)
        && table(ours, requested) == table(theirs, existing)
        && !lacks(requested, existing, &unsaid)
        && !lacks(existing, requested, &but)
}
