//! `geneve`: linux/if_link.h.

use super::overlay::{End, Endpoint, FlowLabel, Fragmentation, ID, INHERIT, Tos, Ttl};
use super::{Kind, KindContext, PLAIN, Unknown};
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::schema::*;
use crate::uapi::vxlan::*;

const fn toggle(text: &'static str) -> Toggle {
    Toggle { text, quiet: None }
}

const REMOTE: Endpoint = Endpoint {
    v4: IFLA_GENEVE_REMOTE,
    v6: IFLA_GENEVE_REMOTE6,
    end: End::Remote,
    multicast: false,
    wrong: "invalid remote address",
    related: &[],
};
const LOCAL: Endpoint = Endpoint {
    v4: IFLA_GENEVE_LOCAL,
    v6: IFLA_GENEVE_LOCAL6,
    end: End::AnyLocal,
    wrong: "invalid local address",
    ..REMOTE
};
const TTL: Ttl = Ttl {
    inherit: IFLA_GENEVE_TTL_INHERIT,
    payload: &[1],
    zero: true,
};

#[rustfmt::skip] // a row a line
const ROWS: &[Row] = &[
    row(&[Short("external"), Short("noexternal")], IFLA_GENEVE_COLLECT_METADATA, &By { read: read_external, show: |row, _, _, display| put(row, display, true) }).text("external "),
    row(&[Short("id"), Short("vni")], IFLA_GENEVE_ID, &Once(&ID)),
    row(&[Short("remote")], IFLA_GENEVE_REMOTE, &Once(&REMOTE)),
    shown("remote", IFLA_GENEVE_REMOTE6, &REMOTE),
    row(&[Whole("local")], IFLA_GENEVE_LOCAL, &Once(&LOCAL)),
    shown("local", IFLA_GENEVE_LOCAL6, &LOCAL),
    shown("ttl", IFLA_GENEVE_TTL_INHERIT, &INHERIT),
    row(&[Short("ttl"), Short("hoplimit")], IFLA_GENEVE_TTL, &Once(&TTL)),
    row(&[Short("tos"), Short("dsfield")], IFLA_GENEVE_TOS, &Once(&Tos)),
    row(&[Short("df")], IFLA_GENEVE_DF, &Once(&Fragmentation)),
    row(&[Short("flowlabel"), Short("label")], IFLA_GENEVE_LABEL, &Once(&FlowLabel)).key("label"),
    row(&[Short("dstport")], IFLA_GENEVE_PORT, &Once(&Be16)).key("port").wrong("dstport"),
    row(&[Short("udpcsum"), Short("noudpcsum")], IFLA_GENEVE_UDP_CSUM, &toggle("udpcsum")).key("udp_csum"),
    row(&[Short("udp6zerocsumtx"), Short("noudp6zerocsumtx")], IFLA_GENEVE_UDP_ZERO_CSUM6_TX, &toggle("udp6zerocsumtx")).key("udp_zero_csum6_tx"),
    row(&[Short("udp6zerocsumrx"), Short("noudp6zerocsumrx")], IFLA_GENEVE_UDP_ZERO_CSUM6_RX, &toggle("udp6zerocsumrx")).key("udp_zero_csum6_rx"),
    row(&[Whole("innerprotoinherit")], IFLA_GENEVE_INNER_PROTO_INHERIT, &By { read: |row, reading| OnceFlag.read(row, reading), show: |row, _, _, display| put(row, display, true) }).key("inner_proto_inherit").text("innerprotoinherit "),
];

/// Only `external` is sent; either word may come only once.
fn read_external(row: &Row, reading: &mut Reading) -> Result<()> {
    if !reading.draft.note("external") {
        return Err(Error::duplicate_or_garbage(reading.typed, reading.typed));
    }
    if reading.given(row) == Some("external") {
        reading.draft.push(row.attr, &[]);
    }
    Ok(())
}

fn finish(draft: &mut Draft, making: &KindContext) -> Result<()> {
    let external = draft.has(IFLA_GENEVE_COLLECT_METADATA);
    let remote = draft.has(IFLA_GENEVE_REMOTE) || draft.has(IFLA_GENEVE_REMOTE6);
    let new = making.device.is_none();
    let line = match (external, draft.has(IFLA_GENEVE_ID)) {
        (true, true) => "geneve: both 'external' and vni cannot be specified",
        (false, false) => "geneve: missing virtual network identifier",
        (false, true) if new && !remote => "geneve: remote link partner not specified",
        _ => "",
    };
    if !line.is_empty() {
        return Err(Error::command(line));
    }
    let zeros: [(u16, &[u8]); 4] = [
        (IFLA_GENEVE_ID, &[0; 4]),
        (IFLA_GENEVE_LABEL, &[0; 4]),
        (IFLA_GENEVE_TTL, &[0]),
        (IFLA_GENEVE_TOS, &[0]),
    ];
    for (kind, zero) in zeros {
        if !draft.has(kind) && (new || kind == IFLA_GENEVE_ID) {
            draft.push(kind, zero);
        }
    }
    // Port 0 is the same as none.
    if draft.get(IFLA_GENEVE_PORT) == Some(&[0, 0]) {
        draft.remove(IFLA_GENEVE_PORT);
    }
    for kind in ORDER {
        draft.move_last(kind);
    }
    Ok(())
}

/// What is sent last, whatever the order in which it was typed.
const ORDER: [u16; 14] = [
    IFLA_GENEVE_ID,
    IFLA_GENEVE_REMOTE,
    IFLA_GENEVE_REMOTE6,
    IFLA_GENEVE_LOCAL,
    IFLA_GENEVE_LOCAL6,
    IFLA_GENEVE_LABEL,
    IFLA_GENEVE_TTL,
    IFLA_GENEVE_TOS,
    IFLA_GENEVE_PORT,
    IFLA_GENEVE_COLLECT_METADATA,
    IFLA_GENEVE_INNER_PROTO_INHERIT,
    IFLA_GENEVE_UDP_CSUM,
    IFLA_GENEVE_UDP_ZERO_CSUM6_TX,
    IFLA_GENEVE_UDP_ZERO_CSUM6_RX,
];

const HELP: &str = "\
Usage: ... geneve id VNI remote ADDRESS [ local ADDRESS ]
                  [ ttl TTL ] [ tos TOS ] [ df DF ] [ flowlabel LABEL ]
                  [ dstport PORT ] [ [no]external ] [ [no]udpcsum ]
                  [ [no]udp6zerocsumtx ] [ [no]udp6zerocsumrx ]
                  [ innerprotoinherit ]
VNI   := 0..16777215; not with external
TTL   := { 1..255 | auto | inherit }
TOS   := { NUMBER | inherit }
DF    := { unset | set | inherit }
LABEL := 0..1048575
";

/// The kind.
pub const KIND: Kind = Kind {
    names: &["geneve"],
    rows: &[ROWS],
    shows: true,
    unknown: Unknown::Command,
    help: HELP,
    finish: Some(finish),
    config: "GENEVE",
    ..PLAIN
};
