//! `-ensure` of tun and tap devices: netlink tells what one is.

use super::change::Wanted;
use crate::args::decode;
use crate::ensure::conflict;
use crate::error::Result;
use crate::netlink::{Attr, Request};
use crate::object::link::kind::nested;
use crate::session::Session;
use crate::uapi::link::*;
use crate::uapi::link_kinds::*;
use crate::uapi::rtnetlink::RTM_GETLINK;
use netlink_packet_route::link::LinkHeader;

/// Whether a device is there, and such a one as is asked for.
///
/// # Errors
/// A device of that name which is another one.
pub(super) fn is_there(session: &mut Session, wanted: &Wanted) -> Result<bool> {
    let Some(name) = wanted.name else {
        return Ok(false);
    };
    let mut request = Request::new(RTM_GETLINK, 0, &LinkHeader::default());
    request.put_text(IFLA_IFNAME, name);
    let Ok(reply) = session.kernel.get(request) else {
        return Ok(false);
    };
    let message = reply.message();
    let info = nested(message.attrs(16), IFLA_LINKINFO);
    let kind = info.get(IFLA_INFO_KIND).map_or(&[][..], Attr::text);
    if kind != b"tun" {
        let text = match kind {
            b"" => format!("{name} without type"),
            kind => format!("{name} type {}", decode(kind)),
        };
        return Err(conflict("type", &text));
    }
    let data = nested(info, IFLA_INFO_DATA);
    let byte = |attr| data.get(attr).and_then(Attr::u8);
    let tap = wanted.flags & libc::IFF_TAP != 0;
    if byte(IFLA_TUN_TYPE) != Some(if tap { 2 } else { 1 }) {
        let other = if tap { "tun" } else { "tap" };
        return Err(conflict("mode", &format!("{name} mode {other}")));
    }
    let given = [
        (IFLA_TUN_PI, "pi", wanted.flags & libc::IFF_NO_PI == 0),
        (
            IFLA_TUN_VNET_HDR,
            "vnet_hdr",
            wanted.flags & libc::IFF_VNET_HDR != 0,
        ),
        (
            IFLA_TUN_MULTI_QUEUE,
            "multi_queue",
            wanted.flags & libc::IFF_MULTI_QUEUE != 0,
        ),
        (IFLA_TUN_PERSIST, "persist", true),
    ];
    for (attr, word, _) in given.iter().filter(|(.., given)| *given) {
        if byte(*attr) != Some(1) {
            return Err(conflict(word, &format!("{name} without {word}")));
        }
    }
    for (attr, word, id) in [
        (IFLA_TUN_OWNER, "user", wanted.user),
        (IFLA_TUN_GROUP, "group", wanted.group),
    ] {
        let there = data.get(attr).and_then(Attr::u32);
        if id.is_some() && id != there {
            let there = there.map_or_else(|| "none".to_owned(), |id| id.to_string());
            return Err(conflict(word, &format!("{name} {word} {there}")));
        }
    }
    Ok(true)
}
