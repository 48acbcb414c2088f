//! The usage text of `ip link`, and `ip link help`.

use super::kind;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::session::Session;

/// The usage text, without the list of types.
const TEXT: &str = "\
Usage: ip link { add | replace } [ link DEVICE | parentdev NAME ]
               [ name ] NAME [ OPTION ... ] type TYPE [ ARGS ]
       ip link { set | change } { DEVICE | dev DEVICE | group GROUP }
               [ OPTION ... ] [ type TYPE ARGS ]
       ip link delete { DEVICE | dev DEVICE | group GROUP }
               [ type TYPE [ ARGS ] ]
       ip link show [ DEVICE | group GROUP ] [ up | down ] [ master DEVICE ]
               [ vrf NAME ] [ type TYPE ] [ nomaster ] [ novf ]
       ip link xstats type TYPE [ ARGS ]
       ip link afstats [ dev DEVICE ]
       ip link property { add | del } [ dev ] DEVICE [ altname NAME ... ]
       ip link help [ TYPE ]

OPTION :=
    up | down
    name NAME | index INDEX | alias TEXT | group GROUP
    address LLADDR | broadcast LLADDR
    mtu BYTES | txqueuelen PACKETS | numtxqueues COUNT | numrxqueues COUNT
    master DEVICE | nomaster | vrf NAME
    netns { NAME | PID | FILE }
    link-netns NAME | link-netnsid ID
    arp { on | off } | multicast { on | off } | allmulticast { on | off }
    promisc { on | off } | dynamic { on | off } | trailers { on | off }
    carrier { on | off } | protodown { on | off }
    protodown_reason REASON { on | off }
    mode { default | dormant }
    state { unknown | notpresent | down | lowerlayerdown | testing | dormant |
            up }
    addrgenmode { eui64 | none | stable_secret | random }
    gso_max_size BYTES | gso_ipv4_max_size BYTES | gso_max_segs SEGMENTS
    gro_max_size BYTES | gro_ipv4_max_size BYTES
    inet CONF ... | vf NUM VF ...
    { xdp | xdpgeneric | xdpdrv | xdpoffload } { off | pinned FILE |
        object FILE [ { section | program } NAME ] [ verbose ] }

CONF :=
    { forwarding | proxy_arp | accept_redirects | secure_redirects |
      send_redirects | shared_media | accept_source_route | bootp_relay |
      log_martians | arp_filter | disable_xfrm | disable_policy |
      promote_secondaries | arp_notify | accept_local | src_vmark |
      proxy_arp_pvlan | route_localnet | bc_forwarding |
      ignore_routes_with_linkdown | drop_unicast_in_l2_multicast |
      drop_gratuitous_arp | arp_evict_nocarrier } { on | off }
    { rp_filter | arp_announce | arp_ignore | arp_accept | force_igmp_version |
      tag | medium_id | igmpv2_unsolicited_report_interval |
      igmpv3_unsolicited_report_interval } NUMBER

VF :=
    mac LLADDR | vlan ID [ qos PRIORITY ] [ proto { 802.1Q | 802.1ad } ]
    rate MBPS | max_tx_rate MBPS | min_tx_rate MBPS
    spoofchk { on | off } | query_rss { on | off } | trust { on | off }
    state { auto | enable | disable }
    node_guid EUI64 | port_guid EUI64

";

/// The usage text of `ip link` as an error.
pub fn error() -> Error {
    Error::usage(&format!("{TEXT}{}", types()))
}

/// `TYPE := { amt | … }` with the kinds that `ip link help` lists, in lines of fewer than 80 columns.
fn types() -> String {
    let mut text = "TYPE := {".to_owned();
    let mut width = text.len();
    let names = kind::listed_names();
    for (place, name) in names.iter().enumerate() {
        let name = match place {
            0 => format!(" {name}"),
            _ => format!(" | {name}"),
        };
        // Two columns for the ` |` or ` }` at the end of the line.
        if width + name.len() + 2 > 79 {
            text.push_str(" |\n         ");
            text.push_str(name.trim_start_matches(" |"));
            width = 9 + name.len() - 2;
        } else {
            text.push_str(&name);
            width += name.len();
        }
    }
    text.push_str(" }\n");
    text
}

/// Shows the usage of a kind, or that of all of `ip link`.
///
/// # Errors
/// The usage itself, unless it is that of a kind.
pub fn help(session: &mut Session, mut args: Args) -> Result<()> {
    match args.next().and_then(kind::find) {
        Some(kind) if !kind.help.is_empty() => {
            session.out.raw(kind.help.as_bytes());
            Ok(())
        }
        _ => Err(error()),
    }
}
