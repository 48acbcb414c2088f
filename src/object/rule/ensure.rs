//! `-ensure` of rules. The kernel makes a second one where no preference is given, so it is asked first; of rules that
//! differ there may be any number, so none is in the way.

use super::Header;
use super::record::{self, Rule};
use crate::ensure::{EnsureOps, is_blank};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::uapi::rtnetlink::{RTM_DELRULE, RTM_GETRULE};
use crate::uapi::rule::*;

/// How a rule is found and compared.
pub(super) const ENSURE: EnsureOps = EnsureOps {
    deletes: RTM_DELRULE,
    absent: &[libc::ENOENT],
    check_first: |_| true,
    all: |request| {
        let header = Header {
            family: request.body().first().copied().unwrap_or(0),
            ..Header::default()
        };
        Request::with_body(RTM_GETRULE, 0, &header.bytes())
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

/// Whether an attribute says no more than its absence.
fn says_nothing(attr: Attr) -> bool {
    let all = |bits: u8| attr.bytes.iter().all(|byte| *byte == bits);
    match attr.kind {
        // Zero is a code point, a length and a group like others.
        FRA_DSCP => false,
        FRA_SUPPRESS_PREFIXLEN | FRA_SUPPRESS_IFGROUP => all(0xff),
        // Six bits are all.
        FRA_DSCP_MASK => all(0x3f),
        _ => is_blank(attr) || all(0xff),
    }
}

fn table(body: &[u8], attrs: Attrs) -> u32 {
    let long = attrs.get(FRA_TABLE).and_then(Attr::u32);
    long.unwrap_or_else(|| body.get(4).copied().unwrap_or(0).into())
}

fn same_key(request: &Request, message: &Message) -> bool {
    let (asked, there) = (request.attrs(Header::LENGTH), message.attrs(Header::LENGTH));
    // Family, lengths, type of service, action, whether it is turned round.
    let header = |body: &[u8]| {
        let inverted = body.get(8).map(|flags| u32::from(*flags) & FIB_RULE_INVERT);
        ([0, 1, 2, 3, 7].map(|at| body.get(at).copied()), inverted)
    };
    let lacks = |some: Attrs, all: Attrs, but: &[u16]| {
        let mut counting = some.iter().filter(|attr| !but.contains(&attr.kind));
        counting.any(|attr| match all.get(attr.kind) {
            Some(other) => attr.bytes != other.bytes,
            None => !says_nothing(attr),
        })
    };
    // An address no bit of which counts is not told.
    let mut unsaid = vec![FRA_TABLE];
    for (length, kind) in [(1, FRA_DST), (2, FRA_SRC)] {
        if request.body().get(length) == Some(&0) {
            unsaid.push(kind);
        }
    }
    let mut but = vec![FRA_TABLE, FRA_PROTOCOL];
    if asked.get(FRA_PRIORITY).is_none() {
        but.push(FRA_PRIORITY);
    }
    header(request.body()) == header(message.body)
        && table(request.body(), asked) == table(message.body, there)
        && !lacks(asked, there, &unsaid)
        && !lacks(there, asked, &but)
}
