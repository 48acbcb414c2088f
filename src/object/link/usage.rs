//! The usage text of `ip link`, and `ip link help`.

use super::kind;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::session::Session;

/// The usage text.
pub const LINK: &str = "\
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

TYPE := { amt | bareudp | bond | bond_slave | bridge | bridge_slave | can |
          dsa | dummy | erspan | geneve | gre | gretap | gtp | hsr | ifb |
          ip6erspan | ip6gre | ip6gretap | ip6tnl | ipip | ipoib | ipvlan |
          ipvtap | macsec | macvlan | macvtap | netdevsim | netkit | nlmon |
          ovpn | pfcp | rmnet | sit | team | team_slave | vcan | veth |
          virt_wifi | vlan | vrf | vti | vti6 | vxcan | vxlan | wwan | xfrm }
";

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
        _ => Err(Error::usage(LINK)),
    }
}
