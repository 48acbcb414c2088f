//! Neighbours in words.

use super::dump::dump;
use super::line::ExportLine;
use crate::error::Result;
use crate::netlink::{Attr, Message, Request};
use crate::session::Session;
use crate::uapi::header::NdMsg;
use crate::uapi::neigh::*;
use crate::uapi::rtnetlink::RTM_GETNEIGH;
use crate::value::{family, inet::Inet, lladdr};

/// Permanent neighbours and proxy addresses, sorted: the kernel reports them in the order of a hash table.
pub(super) fn neighbours(session: &mut Session) -> Result<Vec<ExportLine>> {
    let mut lines = Vec::new();
    for flags in [0, NTF_PROXY] {
        let header = NdMsg {
            flags,
            ..NdMsg::default()
        };
        let told = dump(session, Request::new(RTM_GETNEIGH, 0, &header))?;
        for message in told.iter() {
            lines.extend(neighbour(session, &message));
        }
    }
    lines.sort_by(|one: &ExportLine, other| one.words.cmp(&other.words));
    Ok(lines)
}

fn neighbour(session: &mut Session, message: &Message) -> Option<ExportLine> {
    let NdMsg {
        family,
        index,
        state,
        flags,
        ..
    } = NdMsg::parse(message.body)?;
    let attrs = message.attrs(NdMsg::SIZE);
    let proxy = flags & NTF_PROXY != 0;
    let known = matches!(family, family::INET | family::INET6);
    if !known || !proxy && state & NUD_PERMANENT == 0 {
        return None;
    }
    let destination = Inet::new(family, attrs.get(NDA_DST)?.bytes).to_string();
    let mut line = ExportLine::new(index, &["neigh", "add"]);
    if proxy {
        line.push(&["proxy", &destination]);
    } else {
        line.push(&[&destination]);
        if let Some(address) = attrs.get(NDA_LLADDR) {
            line.push(&["lladdr", &lladdr::hex(address.bytes)]);
        }
        line.push(&["nud", "permanent"]);
    }
    for (flag, word) in [(NTF_ROUTER, "router"), (NTF_EXT_LEARNED, "extern_learn")] {
        if flags & flag != 0 {
            line.push(&[word]);
        }
    }
    if let Some(protocol) = attrs
        .get(NDA_PROTOCOL)
        .and_then(Attr::u8)
        .filter(|n| *n != 0)
    {
        line.push(&["protocol", &protocol.to_string()]);
    }
    line.push(&["dev", &session.names.links.name(index)]);
    Some(line)
}
