//! `gre`, `gretap`: generic routing encapsulation over IPv4 (linux/if_tunnel.h). `erspan` and `ip6gre` take most of it.

use super::tunnel::{self, Encap, Tunnel, encap_help, erspan_help};
use super::{Kind, Lower, PLAIN, Unknown};
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::schema::erspan::{ErspanDirection, ErspanHardware, ErspanIndex, ErspanVersion};
use crate::schema::tunnel::{Bit16, Either, Endpoint, Is, Key, Mark, Tos, Ttl, Underlay};
use crate::schema::{Draft, Row, shown, typed};
use crate::uapi::tunnel::*;
use crate::value::{family, inet::Inet};

const HELP: &str = concat!(
    "Usage: ... { gre | gretap | erspan } [ OPTIONS ]

Ends:     [ remote ADDR ] [ local ADDR ] [ dev DEVICE ]
Packets:  [ [i|o]key KEY | no[i|o]key ] [ [no][i|o]seq ] [ [no][i|o]csum ]
          [ ttl TTL ] [ tos TOS ] [ [no]pmtudisc ] [ [no]ignore-df ]
          [ fwmark MARK ]
Routes:   [ external ]
",
    encap_help!(),
    erspan_help!(),
    "
ADDR := { IPV4_ADDRESS | any }
KEY  := { NUMBER | DOTTED_QUAD }
TTL  := { 1..255 | inherit }
TOS  := { NUMBER | inherit }
MARK := 0x0..0xffffffff
"
);

const ENCAP: Encap = Encap {
    kind: IFLA_GRE_ENCAP_TYPE,
    flags: IFLA_GRE_ENCAP_FLAGS,
    ports: [IFLA_GRE_ENCAP_SPORT, IFLA_GRE_ENCAP_DPORT],
};

const fn key(keys: &'static [u16], flags: &'static [u16], on: bool) -> Key {
    Key {
        keys,
        flags,
        bit: GRE_KEY,
        on,
    }
}

const IN_FLAGS: &[u16] = &[IFLA_GRE_IFLAGS];
const OUT_FLAGS: &[u16] = &[IFLA_GRE_OFLAGS];
const BOTH_FLAGS: &[u16] = &[IFLA_GRE_IFLAGS, IFLA_GRE_OFLAGS];
const BOTH_KEYS: &[u16] = &[IFLA_GRE_IKEY, IFLA_GRE_OKEY];
const KEY: Key = key(BOTH_KEYS, BOTH_FLAGS, true);
const NO_KEY: Key = key(BOTH_KEYS, BOTH_FLAGS, false);
const IN_KEY: Key = key(&[IFLA_GRE_IKEY], IN_FLAGS, true);
const NO_IN_KEY: Key = key(&[IFLA_GRE_IKEY], IN_FLAGS, false);
const OUT_KEY: Key = key(&[IFLA_GRE_OKEY], OUT_FLAGS, true);
const NO_OUT_KEY: Key = key(&[IFLA_GRE_OKEY], OUT_FLAGS, false);

/// A bit of the attribute of the row; `also` names the attributes that get it too.
const fn bit(also: &'static [u16], bit: u16, on: bool) -> Bit16 {
    Bit16 { also, bit, on }
}

const SEQ_BOTH: Bit16 = bit(OUT_FLAGS, GRE_SEQ, true);
const NO_SEQ_BOTH: Bit16 = bit(OUT_FLAGS, GRE_SEQ, false);
const SEQ: Bit16 = bit(&[], GRE_SEQ, true);
const NO_SEQ: Bit16 = bit(&[], GRE_SEQ, false);
const CSUM_BOTH: Bit16 = bit(OUT_FLAGS, GRE_CSUM, true);
const NO_CSUM_BOTH: Bit16 = bit(OUT_FLAGS, GRE_CSUM, false);
const CSUM: Bit16 = bit(&[], GRE_CSUM, true);
const NO_CSUM: Bit16 = bit(&[], GRE_CSUM, false);

// What is typed and what is shown are lists of their own, since they come in different orders, and in pieces, since
// `erspan` and `ip6gre` put their own options between them.

/// Keys, sequence numbers and checksums, each way or both.
pub const FLAG_OPTIONS: &[Row] = &[
    typed(&[Short("key")], IFLA_GRE_IKEY, &KEY),
    typed(&[Short("nokey")], IFLA_GRE_IKEY, &NO_KEY),
    typed(&[Short("ikey")], IFLA_GRE_IKEY, &IN_KEY),
    typed(&[Short("noikey")], IFLA_GRE_IKEY, &NO_IN_KEY),
    typed(&[Short("okey")], IFLA_GRE_OKEY, &OUT_KEY),
    typed(&[Short("nookey")], IFLA_GRE_OKEY, &NO_OUT_KEY),
    typed(&[Short("seq")], IFLA_GRE_IFLAGS, &SEQ_BOTH),
    typed(&[Short("noseq")], IFLA_GRE_IFLAGS, &NO_SEQ_BOTH),
    typed(&[Short("iseq")], IFLA_GRE_IFLAGS, &SEQ),
    typed(&[Short("noiseq")], IFLA_GRE_IFLAGS, &NO_SEQ),
    typed(&[Short("oseq")], IFLA_GRE_OFLAGS, &SEQ),
    typed(&[Short("nooseq")], IFLA_GRE_OFLAGS, &NO_SEQ),
    typed(&[Short("csum")], IFLA_GRE_IFLAGS, &CSUM_BOTH),
    typed(&[Short("nocsum")], IFLA_GRE_IFLAGS, &NO_CSUM_BOTH),
    typed(&[Short("icsum")], IFLA_GRE_IFLAGS, &CSUM),
    typed(&[Short("noicsum")], IFLA_GRE_IFLAGS, &NO_CSUM),
    typed(&[Short("ocsum")], IFLA_GRE_OFLAGS, &CSUM),
    typed(&[Short("noocsum")], IFLA_GRE_OFLAGS, &NO_CSUM),
];

const V4: Endpoint = Endpoint(family::INET);
const PMTUDISC: Either = Either {
    yes: "",
    no: "nopmtudisc ",
};
const IGNORE_DF: Either = Either {
    yes: "ignore-df ",
    no: "",
};

pub const OPTIONS: &[Row] = &[
    typed(
        &[Short("pmtudisc"), Short("nopmtudisc")],
        IFLA_GRE_PMTUDISC,
        &PMTUDISC,
    ),
    typed(&[Short("remote")], IFLA_GRE_REMOTE, &V4),
    typed(&[Short("local")], IFLA_GRE_LOCAL, &V4),
    typed(&[Short("dev")], IFLA_GRE_LINK, &Underlay),
    typed(
        &[Short("ttl"), Short("hoplimit"), Short("hlim")],
        IFLA_GRE_TTL,
        &Ttl,
    )
    .wrong("invalid TTL\n"),
    typed(
        &[Short("tos"), Short("tclass"), Short("dsfield")],
        IFLA_GRE_TOS,
        &Tos,
    )
    .wrong("bad TOS value"),
];

/// An encapsulation in UDP.
pub const ENCAP_OPTIONS: &[Row] = &tunnel::encap_options(ENCAP);

pub const MORE_OPTIONS: &[Row] = &[
    typed(&[Whole("external")], IFLA_GRE_COLLECT_METADATA, &Is(&[])),
    typed(
        &[Whole("ignore-df"), Whole("noignore-df")],
        IFLA_GRE_IGNORE_DF,
        &IGNORE_DF,
    ),
    typed(&[Whole("fwmark")], IFLA_GRE_FWMARK, &Mark).wrong("invalid fwmark\n"),
];

pub const FIELDS: &[Row] = &[
    shown("external", IFLA_GRE_COLLECT_METADATA, &Is(&[])).text("external "),
    shown("remote", IFLA_GRE_REMOTE, &V4).always(),
    shown("local", IFLA_GRE_LOCAL, &V4).always(),
    shown("link", IFLA_GRE_LINK, &Underlay).text("dev {} "),
    shown("ttl", IFLA_GRE_TTL, &Ttl).always(),
    shown("tos", IFLA_GRE_TOS, &Tos),
    shown("pmtudisc", IFLA_GRE_PMTUDISC, &PMTUDISC),
    shown("ignore_df", IFLA_GRE_IGNORE_DF, &IGNORE_DF).unless_zero(),
];

/// Keys, sequence numbers and checksums.
pub const FLAG_FIELDS: &[Row] = &[
    shown("ikey", IFLA_GRE_IKEY, &IN_KEY),
    shown("okey", IFLA_GRE_OKEY, &OUT_KEY),
    shown("iseq", IFLA_GRE_IFLAGS, &SEQ).text("iseq "),
    shown("oseq", IFLA_GRE_OFLAGS, &SEQ).text("oseq "),
    shown("icsum", IFLA_GRE_IFLAGS, &CSUM).text("icsum "),
    shown("ocsum", IFLA_GRE_OFLAGS, &CSUM).text("ocsum "),
];

pub const MARK_FIELDS: &[Row] = &[shown("fwmark", IFLA_GRE_FWMARK, &Mark)];

/// What erspan adds, and an encapsulation in UDP.
pub const LAST_FIELDS: &[Row] = &[
    shown("erspan_index", IFLA_GRE_ERSPAN_INDEX, &ErspanIndex),
    shown("erspan_ver", IFLA_GRE_ERSPAN_VER, &ErspanVersion),
    shown("erspan_dir", IFLA_GRE_ERSPAN_DIR, &ErspanDirection),
    shown("erspan_hwid", IFLA_GRE_ERSPAN_HWID, &ErspanHardware),
    shown("encap", IFLA_GRE_ENCAP_TYPE, &ENCAP),
];

/// How they are made and changed; `erspan` finishes otherwise.
pub const TUNNEL: Tunnel = Tunnel {
    defaults: &[
        (IFLA_GRE_IKEY, &[0; 4]),
        (IFLA_GRE_OKEY, &[0; 4]),
        (IFLA_GRE_IFLAGS, &[0; 2]),
        (IFLA_GRE_OFLAGS, &[0; 2]),
        (IFLA_GRE_PMTUDISC, &[1]),
        (IFLA_GRE_TOS, &[0]),
        (IFLA_GRE_TTL, &[0]),
        (IFLA_GRE_FWMARK, &[0; 4]),
        (IFLA_GRE_ENCAP_TYPE, &[0; 2]),
        (IFLA_GRE_ENCAP_FLAGS, &[0; 2]),
        (IFLA_GRE_ENCAP_SPORT, &[0; 2]),
        (IFLA_GRE_ENCAP_DPORT, &[0; 2]),
    ],
    ports: ENCAP.ports,
    not_kept_if_zero: &[IFLA_GRE_IGNORE_DF],
    not_sent_if_zero: &[IFLA_GRE_LOCAL, IFLA_GRE_REMOTE, IFLA_GRE_LINK],
    order: &[
        IFLA_GRE_IKEY,
        IFLA_GRE_OKEY,
        IFLA_GRE_IFLAGS,
        IFLA_GRE_OFLAGS,
        IFLA_GRE_LOCAL,
        IFLA_GRE_REMOTE,
        IFLA_GRE_PMTUDISC,
        IFLA_GRE_IGNORE_DF,
        IFLA_GRE_TOS,
        IFLA_GRE_LINK,
        IFLA_GRE_TTL,
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
    check_and_complete: Some(group),
    finish: Some(no_erspan),
    ..tunnel::PLAIN
};

/// What is sent to a group needs an address to be answered at, and the group is its key unless another is given.
fn group(draft: &mut Draft) -> Result<()> {
    let remote = draft.get(IFLA_GRE_REMOTE).unwrap_or_default().to_vec();
    if !Inet::new(family::INET, &remote).is_multicast() {
        return Ok(());
    }
    for (flags, key) in [
        (IFLA_GRE_IFLAGS, IFLA_GRE_IKEY),
        (IFLA_GRE_OFLAGS, IFLA_GRE_OKEY),
    ] {
        let before = draft.get(flags).and_then(|bytes| bytes.first_chunk());
        let before = before.map_or(0, |bytes| u16::from_ne_bytes(*bytes));
        if before & GRE_KEY == 0 {
            draft.set(flags, &(before | GRE_KEY).to_ne_bytes());
            draft.set(key, &remote);
        }
    }
    if draft.get(IFLA_GRE_LOCAL).is_none_or(tunnel::is_zero) {
        return Err(Error::command(
            "A broadcast tunnel requires a source address.",
        ));
    }
    Ok(())
}

/// What erspan has is not sent: a device that is changed starts from what the kernel told, which may have it.
fn no_erspan(draft: &mut Draft) -> Result<()> {
    for attr in [
        IFLA_GRE_ERSPAN_VER,
        IFLA_GRE_ERSPAN_INDEX,
        IFLA_GRE_ERSPAN_DIR,
        IFLA_GRE_ERSPAN_HWID,
    ] {
        draft.remove(attr);
    }
    Ok(())
}

/// The kinds; `erspan` is one more.
pub const KIND: Kind = Kind {
    names: &["gre", "gretap"],
    rows: &[
        FLAG_OPTIONS,
        OPTIONS,
        ENCAP_OPTIONS,
        MORE_OPTIONS,
        FIELDS,
        FLAG_FIELDS,
        MARK_FIELDS,
        LAST_FIELDS,
    ],
    shows: true,
    unknown: Unknown::Help,
    help: HELP,
    tunnel: Some(&TUNNEL),
    config: "NET_IPGRE",
    lower: Lower::Anywhere,
    fallback_devices: &["gre0", "gretap0"],
    ..PLAIN
};
