//! `-ensure` of tun and tap devices, compared by what netlink reports.

use super::options::TunOptions;
use crate::args::decode;
use crate::ensure::conflict;
use crate::error::Result;
use crate::netlink::{Attr, Request};
use crate::object::link::kind::nested;
use crate::session::Session;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::link_kinds::*;
use crate::uapi::rtnetlink::RTM_GETLINK;

/// Whether the requested device exists.
///
/// # Errors
/// A device of that name that differs.
pub(super) fn is_present(session: &mut Session, options: &TunOptions) -> Result<bool> {
    let Some(name) = options.name else {
        return Ok(false);
    };
    let mut request = Request::new(RTM_GETLINK, 0, &IfInfoMsg::default());
    request.put_text(IFLA_IFNAME, name);
    let Ok(reply) = session.kernel.get(request) else {
        return Ok(false);
    };
    let message = reply.message();
    let info = nested(message.attrs(IfInfoMsg::SIZE), IFLA_LINKINFO);
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
    let tap = options.flags & libc::IFF_TAP != 0;
    if byte(IFLA_TUN_TYPE) != Some(if tap { 2 } else { 1 }) {
        let other = if tap { "tun" } else { "tap" };
        return Err(conflict("mode", &format!("{name} mode {other}")));
    }
    let given = [
        (IFLA_TUN_PI, "pi", options.flags & libc::IFF_NO_PI == 0),
        (
            IFLA_TUN_VNET_HDR,
            "vnet_hdr",
            options.flags & libc::IFF_VNET_HDR != 0,
        ),
        (
            IFLA_TUN_MULTI_QUEUE,
            "multi_queue",
            options.flags & libc::IFF_MULTI_QUEUE != 0,
        ),
        (IFLA_TUN_PERSIST, "persist", true),
    ];
    for (attr, word, _) in given.iter().filter(|(.., given)| *given) {
        if byte(*attr) != Some(1) {
            return Err(conflict(word, &format!("{name} without {word}")));
        }
    }
    for (attr, word, id) in [
        (IFLA_TUN_OWNER, "user", options.user),
        (IFLA_TUN_GROUP, "group", options.group),
    ] {
        let current = data.get(attr).and_then(Attr::u32);
        if id.is_some() && id != current {
            let current = current.map_or_else(|| "none".to_owned(), |id| id.to_string());
            return Err(conflict(word, &format!("{name} {word} {current}")));
        }
    }
    Ok(true)
}
