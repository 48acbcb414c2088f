//! `-ensure` of rules. The kernel makes a second one where no preference is given, so it is asked first; of rules that
//! differ there may be any number, so none is in the way.

use super::Header;
use super::record::{self, Rule};
use crate::ensure::{Way, is_blank};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::uapi::rtnetlink::{RTM_DELRULE, RTM_GETRULE};
use crate::uapi::rule::*;

/// How a rule is found and compared.
pub(super) const WAY: Way = Way {
    deletes: RTM_DELRULE,
    absent: &[libc::ENOENT],
    looks_first: true,
    all: |request| {
        let header = Header {
            family: request.body().first().copied().unwrap_or(0),
            ..Header::default()
        };
        Request::with_body(RTM_GETRULE, 0, &header.bytes())
    },
    is_it,
    differs: |_, _| None,
    show: |session, message| {
        if let Some(rule) = Rule::read(message) {
            record::show(&rule, &mut session.out, &session.names, &session.view);
        }
    },
    yields: |_, _| false,
};

/// Attributes that say nothing when all their bits are set.
fn says_nothing(attr: Attr) -> bool {
    is_blank(attr) || attr.bytes.iter().all(|byte| *byte == 0xff)
}

fn table(body: &[u8], attrs: Attrs) -> u32 {
    let long = attrs.get(FRA_TABLE).and_then(Attr::u32);
    long.unwrap_or_else(|| body.get(4).copied().unwrap_or(0).into())
}

fn is_it(request: &Request, message: &Message) -> bool {
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
    let mut but = vec![FRA_TABLE, FRA_PROTOCOL];
    if asked.get(FRA_PRIORITY).is_none() {
        but.push(FRA_PRIORITY);
    }
    // All bits of a code point.
    if there.get(FRA_DSCP_MASK).and_then(Attr::u8) == Some(0x3f) {
        but.push(FRA_DSCP_MASK);
    }
    header(request.body()) == header(message.body)
        && table(request.body(), asked) == table(message.body, there)
        && !lacks(asked, there, &[FRA_TABLE])
        && !lacks(there, asked, &but)
}
