//! `ipip` and `sit`: packets over IPv4. linux/if_tunnel.h.

use super::tunnel::{self, Encap, Mode, Tunnel, encap_help};
use super::{Kind, Lower, PLAIN, Unknown};
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::schema::sixrd::{Prefix4, Prefix6, PrefixField, Reset6rd};
use crate::schema::tunnel::{Bit16, Either, Endpoint, Is, Mark, Tos, Ttl, Underlay};
use crate::schema::{Draft, Row, shown, typed};
use crate::uapi::tunnel::*;
use crate::value::family;

const HELP: &str = concat!(
    "Usage: ... { ipip | sit } [ OPTIONS ]

Ends:     [ remote ADDR ] [ local ADDR ] [ dev DEVICE ]
Packets:  [ mode { ipip | mplsip | any } ]
          (sit: [ mode { ip6ip | ipip | mplsip | any } ] [ isatap ])
          [ ttl TTL ] [ tos TOS ] [ [no]pmtudisc ] [ fwmark MARK ]
6rd:      [ 6rd-prefix PREFIX ] [ 6rd-relay_prefix PREFIX ] [ 6rd-reset ]
Routes:   [ external ]
",
    encap_help!(),
    "
ADDR := { IPV4_ADDRESS | any }
TTL  := { 1..255 | inherit }
TOS  := { NUMBER | inherit }
MARK := 0x0..0xffffffff
"
);

/// The attributes of an encapsulation in UDP, which `ip6tnl` shares.
pub const ENCAP: Encap = Encap {
    kind: IFLA_IPTUN_ENCAP_TYPE,
    flags: IFLA_IPTUN_ENCAP_FLAGS,
    ports: [IFLA_IPTUN_ENCAP_SPORT, IFLA_IPTUN_ENCAP_DPORT],
};

const V4: Endpoint = Endpoint(family::INET);
const PMTUDISC: Either = Either {
    yes: "pmtudisc ",
    no: "nopmtudisc ",
};
const IN_IP: u8 = 4;
const IP6_IN_IP: u8 = 41;
const MPLS_IN_IP: u8 = 137;
const ANY: (u8, &[&str]) = (0, &["any", "any/ipv4"]);
const IPIP: (u8, &[&str]) = (IN_IP, &["ipip", "ip4ip4", "ipv4/ipv4"]);
const MPLS: (u8, &[&str]) = (MPLS_IN_IP, &["mplsip", "mpls/ipv4"]);
const SHOWN: &[(u8, &str)] = &[
    (0, "any"),
    (IN_IP, "ipip"),
    (IP6_IN_IP, "ip6ip"),
    (MPLS_IN_IP, "mplsip"),
];
const MODE: Mode = Mode {
    typed: &[IPIP, MPLS, ANY],
    shown: SHOWN,
};
const SIT_MODE: Mode = Mode {
    typed: &[(IP6_IN_IP, &["ip6ip", "ipv6/ipv4"]), IPIP, MPLS, ANY],
    shown: SHOWN,
};
const ISATAP: Bit16 = Bit16 {
    also: &[],
    bit: SIT_ISATAP,
    on: true,
};

const OPTIONS: &[Row] = &[
    typed(&[Whole("remote")], IFLA_IPTUN_REMOTE, &V4),
    typed(&[Whole("local")], IFLA_IPTUN_LOCAL, &V4),
    typed(&[Short("dev")], IFLA_IPTUN_LINK, &Underlay),
    typed(
        &[Whole("ttl"), Whole("hoplimit"), Whole("hlim")],
        IFLA_IPTUN_TTL,
        &Ttl,
    )
    .wrong("invalid TTL\n"),
    typed(
        &[Whole("tos"), Whole("tclass"), Whole("tc"), Short("dsfield")],
        IFLA_IPTUN_TOS,
        &Tos,
    )
    .wrong("bad TOS value"),
    typed(
        &[Whole("pmtudisc"), Whole("nopmtudisc")],
        IFLA_IPTUN_PMTUDISC,
        &PMTUDISC,
    ),
    typed(&[Whole("external")], IFLA_IPTUN_COLLECT_METADATA, &Is(&[])),
    typed(&[Whole("fwmark")], IFLA_IPTUN_FWMARK, &Mark).wrong("invalid fwmark\n"),
    typed(
        &[Whole("6rd-prefix")],
        IFLA_IPTUN_6RD_PREFIX,
        &Prefix6(IFLA_IPTUN_6RD_PREFIXLEN),
    ),
    typed(
        &[Whole("6rd-relay_prefix")],
        IFLA_IPTUN_6RD_RELAY_PREFIX,
        &Prefix4(IFLA_IPTUN_6RD_RELAY_PREFIXLEN),
    ),
    typed(&[Whole("6rd-reset")], IFLA_IPTUN_6RD_PREFIX, &RESET),
];
const RESET: Reset6rd = Reset6rd {
    prefix_length: IFLA_IPTUN_6RD_PREFIXLEN,
    relay: IFLA_IPTUN_6RD_RELAY_PREFIX,
    relay_length: IFLA_IPTUN_6RD_RELAY_PREFIXLEN,
};

const MODES: &[Row] =
    &[typed(&[Whole("mode")], IFLA_IPTUN_PROTO, &MODE).wrong("Cannot guess tunnel mode.")];

const SIT_OPTIONS: &[Row] = &[
    typed(&[Whole("mode")], IFLA_IPTUN_PROTO, &SIT_MODE).wrong("Cannot guess tunnel mode."),
    typed(&[Whole("isatap")], IFLA_IPTUN_FLAGS, &ISATAP),
];

/// An encapsulation in UDP.
pub const ENCAP_OPTIONS: &[Row] = &tunnel::encap_options(ENCAP);

const FIELDS: &[Row] = &[
    shown("external", IFLA_IPTUN_COLLECT_METADATA, &Is(&[])).text("external "),
    shown("proto", IFLA_IPTUN_PROTO, &MODE).text("{} "),
    shown("remote", IFLA_IPTUN_REMOTE, &V4).always(),
    shown("local", IFLA_IPTUN_LOCAL, &V4).always(),
    shown("link", IFLA_IPTUN_LINK, &Underlay).text("dev {} "),
    shown("ttl", IFLA_IPTUN_TTL, &Ttl).always(),
    shown("tos", IFLA_IPTUN_TOS, &Tos),
    shown("pmtudisc", IFLA_IPTUN_PMTUDISC, &PMTUDISC).always(),
];

const SIT_FIELDS: &[Row] = &[
    shown("isatap", IFLA_IPTUN_FLAGS, &ISATAP).text("isatap "),
    shown("prefix", IFLA_IPTUN_6RD_PREFIX, &PREFIX),
    shown("relay_prefix", IFLA_IPTUN_6RD_RELAY_PREFIX, &RELAY),
];
const PREFIX: PrefixField = PrefixField {
    family: family::INET6,
    length: IFLA_IPTUN_6RD_PREFIXLEN,
    length_key: "prefixlen",
    label: "6rd-prefix",
    with: IFLA_IPTUN_6RD_PREFIXLEN,
};
const RELAY: PrefixField = PrefixField {
    family: family::INET,
    length: IFLA_IPTUN_6RD_RELAY_PREFIXLEN,
    length_key: "relay_prefixlen",
    label: "6rd-relay_prefix",
    with: IFLA_IPTUN_6RD_PREFIXLEN,
};

/// The last fields, which `ip6tnl` shares.
pub const ENCAP_FIELDS: &[Row] = &[shown("encap", IFLA_IPTUN_ENCAP_TYPE, &ENCAP)];
const MARK_FIELDS: &[Row] = &[shown("fwmark", IFLA_IPTUN_FWMARK, &Mark)];

const TUNNEL: Tunnel = Tunnel {
    defaults: &[
        (IFLA_IPTUN_PROTO, &[0]),
        (IFLA_IPTUN_PMTUDISC, &[1]),
        (IFLA_IPTUN_TOS, &[0]),
        (IFLA_IPTUN_TTL, &[0]),
        (IFLA_IPTUN_LINK, &[0; 4]),
        (IFLA_IPTUN_FWMARK, &[0; 4]),
        (IFLA_IPTUN_ENCAP_TYPE, &[0; 2]),
        (IFLA_IPTUN_ENCAP_FLAGS, &[0; 2]),
        (IFLA_IPTUN_ENCAP_SPORT, &[0; 2]),
        (IFLA_IPTUN_ENCAP_DPORT, &[0; 2]),
    ],
    ports: ENCAP.ports,
    not_sent_if_zero: &[IFLA_IPTUN_LOCAL, IFLA_IPTUN_REMOTE],
    order: &[
        IFLA_IPTUN_PROTO,
        IFLA_IPTUN_LOCAL,
        IFLA_IPTUN_REMOTE,
        IFLA_IPTUN_PMTUDISC,
        IFLA_IPTUN_TOS,
        IFLA_IPTUN_TTL,
        IFLA_IPTUN_LINK,
        IFLA_IPTUN_FWMARK,
        IFLA_IPTUN_ENCAP_TYPE,
        IFLA_IPTUN_ENCAP_FLAGS,
        IFLA_IPTUN_ENCAP_SPORT,
        IFLA_IPTUN_ENCAP_DPORT,
        IFLA_IPTUN_FLAGS,
        IFLA_IPTUN_6RD_PREFIX,
        IFLA_IPTUN_6RD_PREFIXLEN,
        IFLA_IPTUN_6RD_RELAY_PREFIX,
        IFLA_IPTUN_6RD_RELAY_PREFIXLEN,
    ],
    external: Some(IFLA_IPTUN_COLLECT_METADATA),
    external_order: &[IFLA_IPTUN_PROTO, IFLA_IPTUN_COLLECT_METADATA],
    check_and_complete: Some(check_ttl),
    finish: Some(no_6rd),
    ..tunnel::PLAIN
};

const SIT_TUNNEL: Tunnel = Tunnel {
    finish: Some(flags_and_6rd),
    ..TUNNEL
};

/// `ipip` takes the words of 6rd, but has none.
fn no_6rd(draft: &mut Draft) -> Result<()> {
    for attr in [
        IFLA_IPTUN_FLAGS,
        IFLA_IPTUN_6RD_PREFIX,
        IFLA_IPTUN_6RD_PREFIXLEN,
        IFLA_IPTUN_6RD_RELAY_PREFIX,
        IFLA_IPTUN_6RD_RELAY_PREFIXLEN,
    ] {
        draft.remove(attr);
    }
    Ok(())
}

/// A packet that may be fragmented on its way cannot have a time to live of its own.
fn check_ttl(draft: &mut Draft) -> Result<()> {
    let on = |attr| draft.get(attr).is_some_and(|bytes| !tunnel::is_zero(bytes));
    if on(IFLA_IPTUN_TTL) && !on(IFLA_IPTUN_PMTUDISC) {
        return Err(Error::fatal(
            "ttl != 0 and nopmtudisc are incompatible",
            255,
        ));
    }
    Ok(())
}

fn flags_and_6rd(draft: &mut Draft) -> Result<()> {
    if !draft.has(IFLA_IPTUN_FLAGS) {
        draft.set(IFLA_IPTUN_FLAGS, &[0; 2]);
    }
    for (prefix, length) in [
        (IFLA_IPTUN_6RD_PREFIX, IFLA_IPTUN_6RD_PREFIXLEN),
        (IFLA_IPTUN_6RD_RELAY_PREFIX, IFLA_IPTUN_6RD_RELAY_PREFIXLEN),
    ] {
        if !draft.has(prefix) {
            draft.remove(length);
        } else if !draft.has(length) {
            draft.set(length, &[0; 2]);
        }
    }
    Ok(())
}

/// `ipip`.
pub const KIND: Kind = Kind {
    names: &["ipip"],
    rows: &[
        OPTIONS,
        MODES,
        ENCAP_OPTIONS,
        FIELDS,
        SIT_FIELDS,
        MARK_FIELDS,
        ENCAP_FIELDS,
    ],
    shows: true,
    unknown: Unknown::Help,
    help: HELP,
    tunnel: Some(&TUNNEL),
    config: "NET_IPIP",
    lower: Lower::Anywhere,
    fallback_devices: &["tunl0"],
    ..PLAIN
};

/// `sit`.
pub const SIT: Kind = Kind {
    names: &["sit"],
    rows: &[
        OPTIONS,
        SIT_OPTIONS,
        ENCAP_OPTIONS,
        FIELDS,
        SIT_FIELDS,
        MARK_FIELDS,
        ENCAP_FIELDS,
    ],
    tunnel: Some(&SIT_TUNNEL),
    config: "IPV6_SIT",
    fallback_devices: &["sit0"],
    ..KIND
};
