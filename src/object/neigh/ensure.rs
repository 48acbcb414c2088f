//! `-ensure` of neighbours.

use super::Header;
use super::record::{self, Neighbour};
use crate::ensure::{EnsureOps, first_other};
use crate::netlink::{Attr, Message, Request};
use crate::session::Session;
use crate::uapi::neigh::*;
use crate::uapi::rtnetlink::{RTM_DELNEIGH, RTM_GETNEIGH};

/// How a neighbour is found and compared.
pub(super) const ENSURE: EnsureOps = EnsureOps {
    deletes: RTM_DELNEIGH,
    absent: &[libc::ENOENT],
    check_first: |_| false,
    all: |request| {
        let header = Header {
            family: request.body().first().copied().unwrap_or(0),
            ..Header::default()
        };
        Request::with_body(RTM_GETNEIGH, 0, &header.bytes())
    },
    same_key: |request, message| {
        let destination = |attr: Option<Attr>| attr.map(|attr| attr.bytes.to_vec());
        request.body().get(4..8) == message.body.get(4..8)
            && destination(request.attrs(Header::LENGTH).get(NDA_DST))
                == destination(message.attrs(Header::LENGTH).get(NDA_DST))
    },
    differs,
    show,
    // What the kernel learned by itself.
    replaceable: |_, message| {
        message
            .u16_at(8)
            .is_some_and(|state| state & (NUD_PERMANENT | NUD_NOARP) == 0)
    },
};

const WORDS: &[(u16, &str)] = &[
    (NDA_LLADDR, "lladdr"),
    (NDA_PROTOCOL, "protocol"),
    (NDA_FLAGS_EXT, "flags"),
];

fn differs(request: &Request, message: &Message) -> Option<&'static str> {
    let (asked, there) = (request.attrs(Header::LENGTH), message.attrs(Header::LENGTH));
    let state = |body: &[u8]| body.get(8..10).map(<[u8]>::to_vec);
    let flags = |body: &[u8]| body.get(10).copied().unwrap_or(0) & !NTF_USE;
    first_other(WORDS, asked, there).or_else(|| {
        if state(request.body()) != state(message.body) {
            return Some("nud");
        }
        (flags(request.body()) & !flags(message.body) != 0).then_some("flags")
    })
}

fn show(session: &mut Session, message: &Message) {
    if let Some(neighbour) = Neighbour::read(message) {
        record::show(&neighbour, true, &mut session.display());
    }
}
