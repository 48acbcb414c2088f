//! `-ensure` of neighbours.

use super::record::{self, Neighbour};
use crate::ensure::{EnsureOps, first_other};
use crate::netlink::{Attr, Message, Request};
use crate::session::Session;
use crate::uapi::header::NdMsg;
use crate::uapi::neigh::*;
use crate::uapi::rtnetlink::{RTM_DELNEIGH, RTM_GETNEIGH};
use crate::value::family;

/// How a neighbour is found and compared.
pub(super) const ENSURE: EnsureOps = EnsureOps {
    deletes: RTM_DELNEIGH,
    absent: &[libc::ENOENT],
    check_first: |_| false,
    lookup,
    all: |request| {
        let header = NdMsg {
            family: request.family(),
            ..NdMsg::default()
        };
        Request::new(RTM_GETNEIGH, 0, &header)
    },
    same_key: |request, message| {
        let destination = |attr: Option<Attr>| attr.map(|attr| attr.bytes.to_vec());
        let index = |body| NdMsg::parse(body).map(|header| header.index);
        index(request.body()) == index(message.body)
            && destination(request.attrs(NdMsg::SIZE).get(NDA_DST))
                == destination(message.attrs(NdMsg::SIZE).get(NDA_DST))
    },
    differs,
    show,
    // Entries that the kernel learned by itself.
    replaceable: |_, message| {
        NdMsg::parse(message.body)
            .is_some_and(|header| header.state & (NUD_PERMANENT | NUD_NOARP) == 0)
    },
};

/// Linux 5.0 and newer look up a neighbour. Proxy entries are in another table.
fn lookup(request: &Request) -> Option<Request> {
    let ours = NdMsg::parse(request.body())?;
    let is_ip = matches!(ours.family, family::INET | family::INET6);
    if !is_ip || ours.flags & NTF_PROXY != 0 {
        return None;
    }
    let destination = request.attrs(NdMsg::SIZE).get(NDA_DST)?;
    let header = NdMsg {
        family: ours.family,
        index: ours.index,
        ..NdMsg::default()
    };
    let mut lookup = Request::new(RTM_GETNEIGH, 0, &header);
    lookup.put(NDA_DST, destination.bytes);
    Some(lookup)
}

const KEYWORDS: &[(u16, &str)] = &[
    (NDA_LLADDR, "lladdr"),
    (NDA_PROTOCOL, "protocol"),
    (NDA_FLAGS_EXT, "flags"),
];

fn differs(request: &Request, message: &Message) -> Option<&'static str> {
    let (requested, existing) = (request.attrs(NdMsg::SIZE), message.attrs(NdMsg::SIZE));
    let header = |body| NdMsg::parse(body).unwrap_or_default();
    let (ours, theirs) = (header(request.body()), header(message.body));
    first_other(KEYWORDS, requested, existing).or_else(|| {
        if ours.state != theirs.state {
            return Some("nud");
        }
        (ours.flags & !theirs.flags & !NTF_USE != 0).then_some("flags")
    })
}

fn show(session: &mut Session, message: &Message) {
    if let Some(neighbour) = Neighbour::read(message) {
        record::show(&neighbour, true, &mut session.display());
    }
}
