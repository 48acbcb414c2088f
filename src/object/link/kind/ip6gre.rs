//! `ip6gre`, `ip6gretap`, `ip6erspan`: generic routing encapsulation over IPv6. linux/if_tunnel.h.

use super::erspan;
use super::gre::{ENCAP_OPTIONS, FLAG_FIELDS, FLAG_OPTIONS, LAST_FIELDS};
use super::tunnel::{self, Tunnel, encap_help, erspan_help};
use super::{Kind, Lower, PLAIN, Unknown, tunnel6};
use crate::args::Word::{Short, Whole};
use crate::schema::tunnel::{Endpoint, Is, OnlyInherit, Ttl, Underlay, Unless};
use crate::schema::{Row, shown, typed};
use crate::uapi::tunnel::*;
use crate::value::family;

const HELP: &str = concat!(
    "Usage: ... { ip6gre | ip6gretap | ip6erspan } [ OPTIONS ]

Ends:     [ remote ADDR ] [ local ADDR ] [ dev DEVICE ]
          [ [no]allow-localremote ]
Packets:  [ [i|o]key KEY | no[i|o]key ] [ [no][i|o]seq ] [ [no][i|o]csum ]
          [ hoplimit TTL ] [ encaplimit ELIM ] [ tclass TCLASS ]
          [ flowlabel FLOWLABEL ] [ dscp inherit ] [ fwmark MARK ]
Routes:   [ external ]
",
    encap_help!(),
    erspan_help!(),
    "
KEY  := { NUMBER | DOTTED_QUAD }
ADDR := { IPV6_ADDRESS | any }
TTL  := 0..255 (64 unless given)
ELIM := { none | 0..255 } (4 unless given)
TCLASS    := { 0x0..0xff | inherit }
FLOWLABEL := { 0x0..0xfffff | inherit }
MARK := { 0x0..0xffffffff | inherit }
"
);

const V6: Endpoint = Endpoint(family::INET6);
const ENCAP_LIMIT: Unless = tunnel6::encap_limit(IFLA_GRE_FLAGS);
const TCLASS: Unless = tunnel6::tclass(IFLA_GRE_FLAGS);
const FLOWLABEL: Unless = tunnel6::flowlabel(IFLA_GRE_FLAGS);
const FWMARK: Unless = tunnel6::fwmark(IFLA_GRE_FLAGS);

const OPTIONS: &[Row] = &[
    typed(&[Short("remote")], IFLA_GRE_REMOTE, &V6),
    typed(&[Short("local")], IFLA_GRE_LOCAL, &V6),
    typed(&[Short("dev")], IFLA_GRE_LINK, &Underlay),
    typed(
        &[Short("ttl"), Short("hoplimit"), Short("hlim")],
        IFLA_GRE_TTL,
        &Ttl,
    )
    .wrong("invalid HLIM\n"),
    typed(
        &[Short("tclass"), Short("tos"), Short("dsfield")],
        IFLA_GRE_FLOWINFO,
        &TCLASS,
    )
    .wrong("invalid TClass"),
    typed(
        &[Whole("flowlabel"), Whole("fl")],
        IFLA_GRE_FLOWINFO,
        &FLOWLABEL,
    )
    .wrong("invalid Flowlabel"),
    typed(&[Whole("encaplimit")], IFLA_GRE_ENCAP_LIMIT, &ENCAP_LIMIT).wrong("invalid ELIM"),
    typed(
        &[Whole("dscp")],
        IFLA_GRE_FLAGS,
        &OnlyInherit(tunnel6::DSCP),
    )
    .wrong("not inherit"),
];

const MORE_OPTIONS: &[Row] = &[
    typed(&[Whole("external")], IFLA_GRE_COLLECT_METADATA, &Is(&[])),
    typed(&[Whole("fwmark")], IFLA_GRE_FWMARK, &FWMARK).wrong("invalid fwmark\n"),
    typed(
        &[Whole("allow-localremote")],
        IFLA_GRE_FLAGS,
        &tunnel6::LOCAL,
    ),
    typed(
        &[Whole("noallow-localremote")],
        IFLA_GRE_FLAGS,
        &tunnel6::NOT_LOCAL,
    ),
];

const FIELDS: &[Row] = &[
    shown("external", IFLA_GRE_COLLECT_METADATA, &Is(&[])).text("external "),
    shown("remote", IFLA_GRE_REMOTE, &V6).always(),
    shown("local", IFLA_GRE_LOCAL, &V6).always(),
    shown("link", IFLA_GRE_LINK, &Underlay).text("dev {} "),
    shown("ttl", IFLA_GRE_TTL, &Ttl)
        .text("hoplimit {} ")
        .always(),
    shown("encap_limit", IFLA_GRE_ENCAP_LIMIT, &ENCAP_LIMIT)
        .text("encaplimit {} ")
        .always(),
    shown("tclass", IFLA_GRE_FLOWINFO, &TCLASS).always(),
    shown("flowlabel", IFLA_GRE_FLOWINFO, &FLOWLABEL).always(),
    shown("ip6_tnl_f_rcv_dscp_copy", IFLA_GRE_FLAGS, &tunnel6::DSCP).text("dscp inherit "),
];

const MORE_FIELDS: &[Row] = &[
    shown(
        "ip6_tnl_f_allow_local_remote",
        IFLA_GRE_FLAGS,
        &tunnel6::LOCAL,
    )
    .text("allow-localremote "),
    shown("fwmark", IFLA_GRE_FWMARK, &FWMARK).always(),
];

const TUNNEL: Tunnel = Tunnel {
    defaults: &[
        (IFLA_GRE_IKEY, &[0; 4]),
        (IFLA_GRE_OKEY, &[0; 4]),
        (IFLA_GRE_IFLAGS, &[0; 2]),
        (IFLA_GRE_OFLAGS, &[0; 2]),
        (IFLA_GRE_TTL, &[64]),
        (IFLA_GRE_ENCAP_LIMIT, &[4]),
        (IFLA_GRE_FLOWINFO, &[0; 4]),
        (IFLA_GRE_FLAGS, &[0; 4]),
        (IFLA_GRE_FWMARK, &[0; 4]),
        (IFLA_GRE_ENCAP_TYPE, &[0; 2]),
        (IFLA_GRE_ENCAP_FLAGS, &TUNNEL_ENCAP_FLAG_CSUM6.to_ne_bytes()),
        (IFLA_GRE_ENCAP_SPORT, &[0; 2]),
        (IFLA_GRE_ENCAP_DPORT, &[0; 2]),
    ],
    ports: [IFLA_GRE_ENCAP_SPORT, IFLA_GRE_ENCAP_DPORT],
    not_sent_if_zero: &[IFLA_GRE_LOCAL, IFLA_GRE_REMOTE, IFLA_GRE_LINK],
    order: &[
        IFLA_GRE_IKEY,
        IFLA_GRE_OKEY,
        IFLA_GRE_IFLAGS,
        IFLA_GRE_OFLAGS,
        IFLA_GRE_LOCAL,
        IFLA_GRE_REMOTE,
        IFLA_GRE_LINK,
        IFLA_GRE_TTL,
        IFLA_GRE_ENCAP_LIMIT,
        IFLA_GRE_FLOWINFO,
        IFLA_GRE_FLAGS,
        IFLA_GRE_FWMARK,
        IFLA_GRE_ERSPAN_VER,
        IFLA_GRE_ERSPAN_INDEX,
        IFLA_GRE_ERSPAN_DIR,
        IFLA_GRE_ERSPAN_HWID,
        IFLA_GRE_ENCAP_TYPE,
        IFLA_GRE_ENCAP_FLAGS,
        IFLA_GRE_ENCAP_SPORT,
        IFLA_GRE_ENCAP_DPORT,
    ],
    external: Some(IFLA_GRE_COLLECT_METADATA),
    external_order: &[IFLA_GRE_COLLECT_METADATA],
    finish: Some(erspan::finish),
    ..tunnel::PLAIN
};

/// The kind.
pub const KIND: Kind = Kind {
    names: &["ip6gre", "ip6gretap", "ip6erspan"],
    rows: &[
        FLAG_OPTIONS,
        OPTIONS,
        ENCAP_OPTIONS,
        MORE_OPTIONS,
        erspan::OPTIONS,
        FIELDS,
        FLAG_FIELDS,
        MORE_FIELDS,
        LAST_FIELDS,
    ],
    shows: true,
    unknown: Unknown::Help,
    help: HELP,
    tunnel: Some(&TUNNEL),
    kernel_owned_bits: &[(IFLA_GRE_FLAGS, tunnel6::ABLE)],
    config: "IPV6_GRE",
    lower: Lower::Anywhere,
    fallback_devices: &["ip6gre0"],
    ..PLAIN
};
