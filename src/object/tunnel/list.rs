//! Lists tunnels: netlink reports their names, an ioctl of the driver their options.

use super::Tunnel;
use crate::args::decode;
use crate::error::Result;
use crate::netlink::Request;
use crate::object::link::record::Link;
use crate::object::link::stats;
use crate::output::Out;
use crate::session::Session;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::IFLA_IFNAME;
use crate::uapi::rtnetlink::{RTM_GETLINK, RTM_NEWLINK};
use crate::value::family;

/// Shows the tunnels among devices of these types (`ARPHRD_*`) that match.
pub(super) fn run<T: Tunnel>(
    session: &mut Session,
    types: &[u16],
    matches: &dyn Fn(&T) -> bool,
) -> Result<()> {
    let header = IfInfoMsg {
        family: if T::V6 { family::INET6 } else { family::INET },
        ..IfInfoMsg::default()
    };
    let dump = session
        .kernel
        .collect(Request::new(RTM_GETLINK, 0, &header));
    let Session {
        out, names, view, ..
    } = session;
    out.records(|out| {
        let dump = dump?;
        for message in dump.iter().filter(|message| message.kind == RTM_NEWLINK) {
            let known = IfInfoMsg::parse(message.body)
                .is_some_and(|header| types.contains(&header.hardware));
            let name = message
                .attrs(IfInfoMsg::SIZE)
                .get(IFLA_IFNAME)
                .filter(|_| known);
            let Some(name) = name.map(|name| decode(name.text())) else {
                continue;
            };
            names.links.remember(&message);
            let Some(tunnel) = T::get(&name).ok().filter(|tunnel| matches(tunnel)) else {
                continue;
            };
            out.object(None, |out| tunnel.show(out, names));
            if view.statistics > 0 {
                if let Some(link) = Link::read(&message) {
                    statistics(&link, out);
                }
            }
            // Also in JSON.
            out.raw(b"\n");
        }
        Ok(())
    })
}

/// Shows statistics as text, also in JSON.
fn statistics(link: &Link, out: &mut Out) {
    let Some(counts) = stats::counts(link) else {
        return;
    };
    let end = if out.is_oneline() { "\\" } else { "\n" };
    let received = [
        counts.rx_packets,
        counts.rx_bytes,
        counts.rx_errors,
        counts.rx_frame_errors,
        counts.rx_fifo_errors,
        counts.multicast,
    ];
    let sent = [
        counts.tx_packets,
        counts.tx_bytes,
        counts.tx_errors,
        counts.collisions,
        counts.tx_carrier_errors,
        counts.tx_dropped,
    ];
    for (title, numbers, widths) in [
        (
            "RX: Packets    Bytes        Errors CsumErrs OutOfSeq Mcasts",
            received,
            [10, 12, 6, 8, 8, 8],
        ),
        (
            "TX: Packets    Bytes        Errors DeadLoop NoRoute  NoBufs",
            sent,
            [10, 12, 6, 8, 8, 6],
        ),
    ] {
        out.raw(end.as_bytes());
        out.raw(title.as_bytes());
        out.raw(end.as_bytes());
        let mut line = String::from("   ");
        for (n, width) in numbers.into_iter().zip(widths) {
            line.push_str(&format!(" {n:<width$}"));
        }
        out.raw(line.as_bytes());
    }
}
