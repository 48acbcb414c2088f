//! `encap ip` and `encap ip6`: what a tunnel in collect mode writes into the outer header.

use super::codec::{Address, Service};
use super::options::{Options, Sort};
use super::{Encap, PLAIN};
use crate::args::Word::Whole;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::schema::{Be64, Codec, Draft, Once, Reading, Row, U8, put, row};
use crate::session::Display;
use crate::uapi::lwtunnel::*;
use crate::value::family::{INET, INET6};

const ROWS: &[Row] = &[
    row(&[Whole("id")], LWTUNNEL_IP_ID, &Once(&Be64)),
    row(&[Whole("src")], LWTUNNEL_IP_SRC, &Once(&Address(INET))),
    row(&[Whole("dst")], LWTUNNEL_IP_DST, &Once(&Address(INET))),
    row(&[Whole("ttl")], LWTUNNEL_IP_TTL, &Once(&U8)),
    row(&[Whole("tos")], LWTUNNEL_IP_TOS, &Once(&Service)),
    row(&[Whole("key")], LWTUNNEL_IP_FLAGS, &Bit(4)).text("key "),
    row(&[Whole("csum")], LWTUNNEL_IP_FLAGS, &Bit(1)).text("csum "),
    row(&[Whole("seq")], LWTUNNEL_IP_FLAGS, &Bit(8)).text("seq "),
    row(&[Whole("geneve_opts")], LWTUNNEL_IP_OPTS, &GENEVE),
    row(&[Whole("vxlan_opts")], LWTUNNEL_IP_OPTS, &VXLAN),
    row(&[Whole("erspan_opts")], LWTUNNEL_IP_OPTS, &ERSPAN),
];

const ROWS6: &[Row] = &[
    row(&[Whole("id")], LWTUNNEL_IP6_ID, &Once(&Be64)),
    row(&[Whole("src")], LWTUNNEL_IP6_SRC, &Once(&Address(INET6))),
    row(&[Whole("dst")], LWTUNNEL_IP6_DST, &Once(&Address(INET6))),
    row(&[Whole("hoplimit")], LWTUNNEL_IP6_HOPLIMIT, &Once(&U8)),
    row(&[Whole("tc")], LWTUNNEL_IP6_TC, &Once(&Service)),
    row(&[Whole("key")], LWTUNNEL_IP6_FLAGS, &Bit(4)).text("key "),
    row(&[Whole("csum")], LWTUNNEL_IP6_FLAGS, &Bit(1)).text("csum "),
    row(&[Whole("seq")], LWTUNNEL_IP6_FLAGS, &Bit(8)).text("seq "),
    row(&[Whole("geneve_opts")], LWTUNNEL_IP6_OPTS, &GENEVE),
    row(&[Whole("vxlan_opts")], LWTUNNEL_IP6_OPTS, &VXLAN),
    row(&[Whole("erspan_opts")], LWTUNNEL_IP6_OPTS, &ERSPAN),
];

const GENEVE: Options = Options {
    kind: LWTUNNEL_IP_OPTS_GENEVE,
    list: true,
    parts: &[
        (LWTUNNEL_IP_OPT_GENEVE_CLASS, "class", Sort::Be16),
        (LWTUNNEL_IP_OPT_GENEVE_TYPE, "type", Sort::U8),
        (LWTUNNEL_IP_OPT_GENEVE_DATA, "data", Sort::Hex),
    ],
};
const VXLAN: Options = Options {
    kind: LWTUNNEL_IP_OPTS_VXLAN,
    list: false,
    parts: &[(LWTUNNEL_IP_OPT_VXLAN_GBP, "gbp", Sort::U32)],
};
const ERSPAN: Options = Options {
    kind: LWTUNNEL_IP_OPTS_ERSPAN,
    list: false,
    parts: &[
        (LWTUNNEL_IP_OPT_ERSPAN_VER, "ver", Sort::U8),
        (LWTUNNEL_IP_OPT_ERSPAN_INDEX, "index", Sort::Be32),
        (LWTUNNEL_IP_OPT_ERSPAN_DIR, "dir", Sort::U8),
        (LWTUNNEL_IP_OPT_ERSPAN_HWID, "hwid", Sort::U8),
    ],
};

pub(super) const IP: Encap = Encap {
    name: "ip",
    number: LWTUNNEL_ENCAP_IP,
    rows: ROWS,
    last: flags_last,
    ..PLAIN
};

pub(super) const IP6: Encap = Encap {
    name: "ip6",
    number: LWTUNNEL_ENCAP_IP6,
    rows: ROWS6,
    last: flags_last,
    ..PLAIN
};

fn flags_last(draft: &mut Draft) -> Result<()> {
    draft.move_last(LWTUNNEL_IP_FLAGS);
    Ok(())
}

/// A bit of the flags (`TUNNEL_*` in linux/if_tunnel.h), two bytes in network order.
struct Bit(u16);
impl Codec for Bit {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let before = reading.draft.get(row.attr);
        let before = before.and_then(|bytes| bytes.first_chunk().copied());
        let flags = before.map_or(0, u16::from_be_bytes);
        if flags & self.0 != 0 {
            return Err(Error::duplicate_or_garbage(reading.typed, reading.typed));
        }
        reading.draft.set(row.attr, &(flags | self.0).to_be_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if attr.be16().is_some_and(|flags| flags & self.0 != 0) {
            put(row, display, true);
        }
    }
}
