//! Neighbours in words.

use super::dump::dump;
use super::line::ExportLine;
use crate::error::Result;
use crate::netlink::{Attr, Message, Request};
use crate::session::Session;
use crate::uapi::neigh::*;
use crate::uapi::rtnetlink::RTM_GETNEIGH;
use crate::value::{family, inet::Inet, lladdr};

/// Permanent neighbours and proxy addresses, sorted: the kernel reports them in the order of a hash table.
pub(super) fn neighbours(session: &mut Session) -> Result<Vec<ExportLine>> {
    let mut lines = Vec::new();
    for flags in [0, NTF_PROXY] {
        let mut header = [0; 12];
        if let Some(room) = header.get_mut(10) {
            *room = flags;
        }
        let told = dump(session, Request::with_body(RTM_GETNEIGH, 0, &header))?;
        for message in told.iter() {
            lines.extend(neighbour(session, &message));
        }
    }
    lines.sort_by(|one: &ExportLine, other| one.words.cmp(&other.words));
    Ok(lines)
}

fn neighbour(session: &mut Session, message: &Message) -> Option<ExportLine> {
    let (family, index) = (message.u8_at(0)?, message.u32_at(4)?);
    let (state, flags) = (message.u16_at(8)?, message.u8_at(10)?);
    let attrs = message.attrs(12);
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
