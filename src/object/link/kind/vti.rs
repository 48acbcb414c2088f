//! `vti` and `vti6`: tunnels for IPsec policies that are bound to routes. linux/if_tunnel.h.

use super::tunnel::{self, Tunnel};
use super::{Kind, Lower, PLAIN, Unknown};
use crate::args::Word::{Short, Whole};
use crate::schema::tunnel::{Endpoint, Key, Mark, Underlay};
use crate::schema::{Row, shown, typed};
use crate::uapi::tunnel::*;
use crate::value::family;

const HELP: &str = "Usage: ... { vti | vti6 } [ remote ADDR ] [ local ADDR ] [ dev DEVICE ]
		[ [i|o]key KEY ] [ fwmark MARK ]

ADDR := { IPV4_ADDRESS | any } (vti6: { IPV6_ADDRESS | any })
KEY  := { NUMBER | DOTTED_QUAD }
MARK := 0x0..0xffffffff
";

const fn key(keys: &'static [u16]) -> Key {
    Key {
        keys,
        flags: &[],
        bit: 0,
        on: true,
    }
}

const KEY: Key = key(&[IFLA_VTI_IKEY, IFLA_VTI_OKEY]);
const IN_KEY: Key = key(&[IFLA_VTI_IKEY]);
const OUT_KEY: Key = key(&[IFLA_VTI_OKEY]);
const V4: Endpoint = Endpoint(family::INET);
const V6: Endpoint = Endpoint(family::INET6);

const OPTIONS: &[Row] = &[
    typed(&[Short("key")], IFLA_VTI_IKEY, &KEY),
    typed(&[Short("ikey")], IFLA_VTI_IKEY, &IN_KEY),
    typed(&[Short("okey")], IFLA_VTI_OKEY, &OUT_KEY),
    typed(&[Short("dev")], IFLA_VTI_LINK, &Underlay),
    typed(&[Whole("fwmark")], IFLA_VTI_FWMARK, &Mark).wrong("invalid fwmark\n"),
];

/// `remote` and `local`, typed and shown.
macro_rules! ends {
    ($end:expr) => {
        (
            &[
                typed(&[Short("remote")], IFLA_VTI_REMOTE, $end),
                typed(&[Short("local")], IFLA_VTI_LOCAL, $end),
            ],
            &[
                shown("remote", IFLA_VTI_REMOTE, $end).always(),
                shown("local", IFLA_VTI_LOCAL, $end).always(),
            ],
        )
    };
}
const ENDS: (&[Row], &[Row]) = ends!(&V4);
const ENDS6: (&[Row], &[Row]) = ends!(&V6);

const FIELDS: &[Row] = &[
    shown("link", IFLA_VTI_LINK, &Underlay).text("dev {} "),
    shown("ikey", IFLA_VTI_IKEY, &IN_KEY),
    shown("okey", IFLA_VTI_OKEY, &OUT_KEY),
    shown("fwmark", IFLA_VTI_FWMARK, &Mark),
];

const TUNNEL: Tunnel = Tunnel {
    defaults: &[
        (IFLA_VTI_IKEY, &[0; 4]),
        (IFLA_VTI_OKEY, &[0; 4]),
        (IFLA_VTI_FWMARK, &[0; 4]),
    ],
    not_sent_if_zero: &[IFLA_VTI_LOCAL, IFLA_VTI_REMOTE, IFLA_VTI_LINK],
    order: &[
        IFLA_VTI_IKEY,
        IFLA_VTI_OKEY,
        IFLA_VTI_LOCAL,
        IFLA_VTI_REMOTE,
        IFLA_VTI_FWMARK,
        IFLA_VTI_LINK,
    ],
    ..tunnel::PLAIN
};

/// `vti`, over IPv4.
pub const KIND: Kind = Kind {
    names: &["vti"],
    rows: &[OPTIONS, ENDS.0, ENDS.1, FIELDS],
    shows: true,
    unknown: Unknown::Help,
    help: HELP,
    tunnel: Some(&TUNNEL),
    config: "NET_IPVTI",
    lower: Lower::Anywhere,
    fallback_devices: &["ip_vti0"],
    ..PLAIN
};

/// `vti6`, over IPv6.
pub const KIND6: Kind = Kind {
    names: &["vti6"],
    rows: &[OPTIONS, ENDS6.0, ENDS6.1, FIELDS],
    config: "IPV6_VTI",
    fallback_devices: &["ip6_vti0"],
    ..KIND
};
