//! `ip6tnl`: packets over IPv6. linux/ip6_tunnel.h.

use super::ipip::{ENCAP, ENCAP_FIELDS, ENCAP_OPTIONS};
use super::tunnel::{self, Mode, Tunnel, encap_help};
use super::{Kind, Lower, PLAIN, Unknown, tunnel6};
use crate::args::Word::{Short, Whole};
use crate::schema::tunnel::{Endpoint, Is, OnlyInherit, Set8Leniently, Ttl, Underlay, Unless};
use crate::schema::{Row, shown, typed};
use crate::uapi::tunnel::*;
use crate::value::family;

const HELP: &str = concat!(
    "Usage: ... ip6tnl [ OPTIONS ]

Ends:     [ remote ADDR ] [ local ADDR ] [ dev DEVICE ]
          [ [no]allow-localremote ]
Packets:  [ mode { ip6ip6 | ipip6 | any } ] [ hoplimit TTL ]
          [ encaplimit ELIM ] [ tclass TCLASS ] [ flowlabel FLOWLABEL ]
          [ dscp inherit ] [ fwmark MARK ]
Routes:   [ external ]
",
    encap_help!(),
    "
ADDR := { IPV6_ADDRESS | any }
TTL  := 0..255 (64 unless given)
ELIM := { none | 0..255 } (4 unless given)
TCLASS    := { 0x0..0xff | inherit }
FLOWLABEL := { 0x0..0xfffff | inherit }
MARK := { 0x0..0xffffffff | inherit }
"
);

const V6: Endpoint = Endpoint(family::INET6);
const ENCAP_LIMIT: Unless = Unless {
    codec: &Set8Leniently,
    ..tunnel6::encap_limit(IFLA_IPTUN_FLAGS)
};
const TCLASS: Unless = tunnel6::tclass(IFLA_IPTUN_FLAGS);
const FLOWLABEL: Unless = tunnel6::flowlabel(IFLA_IPTUN_FLAGS);
const FWMARK: Unless = tunnel6::fwmark(IFLA_IPTUN_FLAGS);
const IN_IP: u8 = 4;
const IP6_IN_IP: u8 = 41;
const MODE: Mode = Mode {
    typed: &[
        (IP6_IN_IP, &["ipv6/ipv6", "ip6ip6"]),
        (IN_IP, &["ip/ipv6", "ipv4/ipv6", "ipip6", "ip4ip6"]),
        (0, &["any/ipv6", "any"]),
    ],
    shown: &[(0, "any"), (IN_IP, "ipip6"), (IP6_IN_IP, "ip6ip6")],
};

const OPTIONS: &[Row] = &[
    typed(&[Whole("mode")], IFLA_IPTUN_PROTO, &MODE).wrong("Cannot guess tunnel mode."),
    typed(&[Whole("remote")], IFLA_IPTUN_REMOTE, &V6),
    typed(&[Whole("local")], IFLA_IPTUN_LOCAL, &V6),
    typed(&[Short("dev")], IFLA_IPTUN_LINK, &Underlay),
    typed(
        &[Whole("ttl"), Whole("hoplimit"), Whole("hlim")],
        IFLA_IPTUN_TTL,
        &Ttl,
    )
    .wrong("invalid HLIM\n"),
    typed(&[Whole("encaplimit")], IFLA_IPTUN_ENCAP_LIMIT, &ENCAP_LIMIT),
    typed(
        &[Whole("tclass"), Whole("tc"), Whole("tos"), Short("dsfield")],
        IFLA_IPTUN_FLOWINFO,
        &TCLASS,
    )
    .wrong("invalid TClass"),
    typed(
        &[Whole("flowlabel"), Whole("fl")],
        IFLA_IPTUN_FLOWINFO,
        &FLOWLABEL,
    )
    .wrong("invalid Flowlabel"),
    typed(
        &[Whole("dscp")],
        IFLA_IPTUN_FLAGS,
        &OnlyInherit(tunnel6::DSCP),
    )
    .wrong("not inherit"),
    typed(&[Whole("fwmark")], IFLA_IPTUN_FWMARK, &FWMARK).wrong("invalid fwmark\n"),
    typed(
        &[Whole("allow-localremote")],
        IFLA_IPTUN_FLAGS,
        &tunnel6::LOCAL,
    ),
    typed(
        &[Whole("noallow-localremote")],
        IFLA_IPTUN_FLAGS,
        &tunnel6::NOT_LOCAL,
    ),
    typed(&[Whole("external")], IFLA_IPTUN_COLLECT_METADATA, &Is(&[])),
];

const FIELDS: &[Row] = &[
    shown("external", IFLA_IPTUN_COLLECT_METADATA, &Is(&[])).text("external "),
    shown("proto", IFLA_IPTUN_PROTO, &MODE).text("{} "),
    shown("remote", IFLA_IPTUN_REMOTE, &V6).always(),
    shown("local", IFLA_IPTUN_LOCAL, &V6).always(),
    shown("link", IFLA_IPTUN_LINK, &Underlay).text("dev {} "),
    shown("ttl", IFLA_IPTUN_TTL, &Ttl)
        .text("hoplimit {} ")
        .always(),
    shown("encap_limit", IFLA_IPTUN_ENCAP_LIMIT, &ENCAP_LIMIT)
        .text("encaplimit {} ")
        .always(),
    shown("tclass", IFLA_IPTUN_FLOWINFO, &TCLASS).always(),
    shown("flowlabel", IFLA_IPTUN_FLOWINFO, &FLOWLABEL).always(),
    shown("ip6_tnl_f_rcv_dscp_copy", IFLA_IPTUN_FLAGS, &tunnel6::DSCP).text("dscp inherit "),
    shown("ip6_tnl_f_mip6_dev", IFLA_IPTUN_FLAGS, &tunnel6::MOBILE).text("mip6 "),
    shown(
        "ip6_tnl_f_allow_local_remote",
        IFLA_IPTUN_FLAGS,
        &tunnel6::LOCAL,
    )
    .text("allow-localremote "),
    shown("fwmark", IFLA_IPTUN_FWMARK, &FWMARK).always(),
];

const TUNNEL: Tunnel = Tunnel {
    defaults: &[
        (IFLA_IPTUN_PROTO, &[0]),
        (IFLA_IPTUN_TTL, &[64]),
        (IFLA_IPTUN_ENCAP_LIMIT, &[4]),
        (IFLA_IPTUN_FLOWINFO, &[0; 4]),
        (IFLA_IPTUN_FLAGS, &[0; 4]),
        (IFLA_IPTUN_LINK, &[0; 4]),
        (IFLA_IPTUN_FWMARK, &[0; 4]),
        (IFLA_IPTUN_ENCAP_TYPE, &[0; 2]),
        (
            IFLA_IPTUN_ENCAP_FLAGS,
            &TUNNEL_ENCAP_FLAG_CSUM6.to_ne_bytes(),
        ),
        (IFLA_IPTUN_ENCAP_SPORT, &[0; 2]),
        (IFLA_IPTUN_ENCAP_DPORT, &[0; 2]),
    ],
    // Unlike its kin, it forgets the encapsulation of the device that it changes.
    not_kept: &[
        IFLA_IPTUN_ENCAP_TYPE,
        IFLA_IPTUN_ENCAP_FLAGS,
        IFLA_IPTUN_ENCAP_SPORT,
        IFLA_IPTUN_ENCAP_DPORT,
    ],
    ports: ENCAP.ports,
    not_sent_if_zero: &[IFLA_IPTUN_LOCAL, IFLA_IPTUN_REMOTE],
    order: &[
        IFLA_IPTUN_PROTO,
        IFLA_IPTUN_LOCAL,
        IFLA_IPTUN_REMOTE,
        IFLA_IPTUN_TTL,
        IFLA_IPTUN_ENCAP_LIMIT,
        IFLA_IPTUN_FLOWINFO,
        IFLA_IPTUN_FLAGS,
        IFLA_IPTUN_LINK,
        IFLA_IPTUN_FWMARK,
        IFLA_IPTUN_ENCAP_TYPE,
        IFLA_IPTUN_ENCAP_FLAGS,
        IFLA_IPTUN_ENCAP_SPORT,
        IFLA_IPTUN_ENCAP_DPORT,
    ],
    external: Some(IFLA_IPTUN_COLLECT_METADATA),
    external_order: &[IFLA_IPTUN_PROTO, IFLA_IPTUN_COLLECT_METADATA],
    ..tunnel::PLAIN
};

/// The kind.
pub const KIND: Kind = Kind {
    names: &["ip6tnl"],
    rows: &[OPTIONS, ENCAP_OPTIONS, FIELDS, ENCAP_FIELDS],
    shows: true,
    unknown: Unknown::Help,
    help: HELP,
    tunnel: Some(&TUNNEL),
    kernel_owned_bits: &[(IFLA_IPTUN_FLAGS, tunnel6::ABLE)],
    config: "IPV6_TUNNEL",
    lower: Lower::Anywhere,
    fallback_devices: &["ip6tnl0"],
    ..PLAIN
};
