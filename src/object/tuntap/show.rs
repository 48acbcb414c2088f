//! `ip tuntap show`.

use super::device::Device;
use super::processes;
use crate::args::{Args, decode};
use crate::error::Result;
use crate::netlink::Request;
use crate::object::link::kind::nested;
use crate::output::{Colour, Out};
use crate::session::Session;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::RTM_GETLINK;

/// `show`; ignores arguments.
pub(super) fn run(session: &mut Session, _args: Args) -> Result<()> {
    // /sys has flags that netlink does not report.
    session.enter_mounts()?;
    let mut request = Request::new(RTM_GETLINK, 0, &IfInfoMsg::default());
    request.put_u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    request.nest(IFLA_LINKINFO, |request| {
        request.put_bare_text(IFLA_INFO_KIND, "tun");
    });
    let dump = session.kernel.collect(request);
    let details = session.view.details > 0;
    session.out.records(|out| {
        let dump = dump?;
        for message in dump.iter() {
            let info = nested(message.attrs(IfInfoMsg::SIZE), IFLA_LINKINFO);
            let is_tun = info
                .get(IFLA_INFO_KIND)
                .is_some_and(|kind| kind.text() == b"tun");
            let name = message
                .attrs(IfInfoMsg::SIZE)
                .get(IFLA_IFNAME)
                .filter(|_| is_tun);
            let Some(name) = name.map(|name| decode(name.text())) else {
                continue;
            };
            let index = IfInfoMsg::parse(message.body).map_or(0, |header| header.index);
            let device = Device::find(&name, index, info.get(IFLA_INFO_DATA));
            out.object(None, |out| show(out, &name, &device, details));
        }
        Ok(())
    })
}

const FLAGS: &[(i32, &str)] = &[
    (libc::IFF_ONE_QUEUE, "one_queue"),
    (libc::IFF_MULTI_QUEUE, "multi_queue"),
    (libc::IFF_VNET_HDR, "vnet_hdr"),
    (libc::IFF_PERSIST, "persist"),
];

fn show(out: &mut Out, name: &str, device: &Device, details: bool) {
    out.paint(Colour::Ifname, "ifname", "{}:", name);
    out.array(Some("flags"), |out| show_flags(out, device.flags));
    for (key, id, text) in [
        ("user", device.owner, " user {}"),
        ("group", device.group, " group {}"),
    ] {
        if let Some(id) = id {
            out.put(key, text, id);
        }
    }
    if details {
        out.line();
        out.word("\tAttached to processes:");
        out.array(Some("processes"), |out| processes::show(out, name));
    }
    out.end_record();
}

fn show_flags(out: &mut Out, flags: i32) {
    match flags & (libc::IFF_TUN | libc::IFF_TAP) {
        libc::IFF_TUN => out.element(" {}", "tun"),
        libc::IFF_TAP => out.element(" {}", "tap"),
        _ => {}
    }
    // In iproute2, IFF_NO_PI hides two flags: the packet header and the filter.
    let headed = flags & libc::IFF_NO_PI == 0;
    if headed {
        out.element(" {}", "pi");
    }
    let mut known = libc::IFF_TUN | libc::IFF_TAP | libc::IFF_NO_PI;
    for (bit, word) in FLAGS {
        known |= bit;
        if flags & bit != 0 {
            out.element(" {}", *word);
        }
    }
    if headed {
        out.element(" {}", "filter");
    }
    if flags & !known != 0 {
        out.element(" {}", format!("{:#x}", flags & !known));
    }
}
