//! `vxlan`: Ethernet in UDP (RFC 7348). linux/if_link.h.

use super::overlay::{End, Endpoint, FlowLabel, Fragmentation, ID, INHERIT, Tos, Ttl};
use super::{Kind, KindContext, Lower, PLAIN, Unknown};
use crate::args::FromWord;
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::output::eprint_line;
use crate::schema::*;
use crate::session::Display;
use crate::uapi::vxlan::*;

/// A switch that is off unless it is said to be on, and not shown while it is off.
const fn quiet_off(text: &'static str) -> Toggle {
    Toggle {
        text,
        quiet: Some(false),
    }
}
/// A switch that is on unless it is said to be off, and not shown while it is on.
const fn quiet_on(text: &'static str) -> Toggle {
    Toggle {
        text,
        quiet: Some(true),
    }
}

/// The attributes of addresses, with their families: the first one given settles the family of the other.
const RELATED: &[(u16, u8)] = &[
    (IFLA_VXLAN_GROUP, crate::value::family::INET),
    (IFLA_VXLAN_LOCAL, crate::value::family::INET),
    (IFLA_VXLAN_GROUP6, crate::value::family::INET6),
    (IFLA_VXLAN_LOCAL6, crate::value::family::INET6),
];
/// Of the row's two attributes, an [`Endpoint`] takes the one for the family of the address.
const REMOTE: Endpoint = Endpoint {
    v4: IFLA_VXLAN_GROUP,
    v6: IFLA_VXLAN_GROUP6,
    end: End::GroupOrRemote,
    multicast: false,
    wrong: "invalid remote address",
    related: RELATED,
};
const GROUP: Endpoint = Endpoint {
    multicast: true,
    wrong: "invalid group address",
    ..REMOTE
};
const LOCAL: Endpoint = Endpoint {
    v4: IFLA_VXLAN_LOCAL,
    v6: IFLA_VXLAN_LOCAL6,
    end: End::Local,
    wrong: "invalid local address",
    ..REMOTE
};
const TTL: Ttl = Ttl {
    inherit: IFLA_VXLAN_TTL_INHERIT,
    payload: &[],
    zero: false,
};

#[rustfmt::skip] // a row a line
const ROWS: &[Row] = &[
    row(&[Short("id"), Short("vni")], IFLA_VXLAN_ID, &Once(&ID)),
    typed(&[Short("group")], IFLA_VXLAN_GROUP, &Once(&Peer { endpoint: GROUP, other: "remote" })),
    row(&[Short("remote")], IFLA_VXLAN_GROUP, &Once(&Peer { endpoint: REMOTE, other: "group" })),
    shown("remote", IFLA_VXLAN_GROUP6, &REMOTE),
    row(&[Short("local")], IFLA_VXLAN_LOCAL, &Once(&LOCAL)),
    shown("local", IFLA_VXLAN_LOCAL6, &LOCAL),
    row(&[Short("dev")], IFLA_VXLAN_LINK, &Once(&By { read: read_device, show: show_device })).key("link"),
    row(&[Short("srcport"), Short("port")], IFLA_VXLAN_PORT_RANGE, &Once(&By { read: read_ports, show: show_ports })).key("port_range"),
    row(&[Short("dstport")], IFLA_VXLAN_PORT, &Once(&Be16)).key("port").wrong("dst port"),
    row(&[Short("tos"), Short("dsfield")], IFLA_VXLAN_TOS, &Once(&Tos)),
    shown("ttl", IFLA_VXLAN_TTL_INHERIT, &INHERIT),
    row(&[Short("ttl"), Short("hoplimit")], IFLA_VXLAN_TTL, &Once(&TTL)),
    row(&[Short("df")], IFLA_VXLAN_DF, &Once(&Fragmentation)),
    row(&[Short("flowlabel"), Short("label")], IFLA_VXLAN_LABEL, &Once(&FlowLabel)).key("label"),
    row(&[Short("ageing")], IFLA_VXLAN_AGEING, &Once(&OrZero { word: "none", hidden: false })).wrong("ageing timer"),
    row(&[Short("maxaddress")], IFLA_VXLAN_LIMIT, &Once(&OrZero { word: "unlimited", hidden: true })).key("limit").text("maxaddr {} ").wrong("max addresses"),
    row(&[Whole("reserved_bits")], IFLA_VXLAN_RESERVED_BITS, &By { read: read_reserved, show: show_reserved }),
    row(&[Short("gbp")], IFLA_VXLAN_GBP, &OnceFlag),
    row(&[Short("gpe")], IFLA_VXLAN_GPE, &OnceFlag),
    row(&[Short("external"), Short("noexternal")], IFLA_VXLAN_COLLECT_METADATA, &quiet_off("external")),
    row(&[Whole("vnifilter"), Whole("novnifilter")], IFLA_VXLAN_VNIFILTER, &quiet_off("vnifilter")),
    row(&[Short("learning"), Short("nolearning")], IFLA_VXLAN_LEARNING, &quiet_on("learning")),
    row(&[Short("proxy"), Short("noproxy")], IFLA_VXLAN_PROXY, &quiet_off("proxy")),
    row(&[Short("rsc"), Short("norsc")], IFLA_VXLAN_RSC, &quiet_off("rsc")),
    row(&[Short("l2miss"), Short("nol2miss")], IFLA_VXLAN_L2MISS, &quiet_off("l2miss")),
    row(&[Short("l3miss"), Short("nol3miss")], IFLA_VXLAN_L3MISS, &quiet_off("l3miss")),
    row(&[Short("udpcsum"), Short("noudpcsum")], IFLA_VXLAN_UDP_CSUM, &quiet_on("udp_csum")).key("udp_csum"),
    row(&[Short("udp6zerocsumtx"), Short("noudp6zerocsumtx")], IFLA_VXLAN_UDP_ZERO_CSUM6_TX, &quiet_off("udp_zero_csum6_tx")).key("udp_zero_csum6_tx"),
    row(&[Short("udp6zerocsumrx"), Short("noudp6zerocsumrx")], IFLA_VXLAN_UDP_ZERO_CSUM6_RX, &quiet_off("udp_zero_csum6_rx")).key("udp_zero_csum6_rx"),
    row(&[Short("remcsumtx"), Short("noremcsumtx")], IFLA_VXLAN_REMCSUM_TX, &quiet_off("remcsum_tx")).key("remcsum_tx"),
    row(&[Short("remcsumrx"), Short("noremcsumrx")], IFLA_VXLAN_REMCSUM_RX, &quiet_off("remcsum_rx")).key("remcsum_rx"),
    row(&[Whole("localbypass"), Whole("nolocalbypass")], IFLA_VXLAN_LOCALBYPASS, &quiet_on("localbypass")),
    row(&[Whole("mcroute"), Whole("nomcroute")], IFLA_VXLAN_MC_ROUTE, &quiet_off("mcroute")),
];

/// Prefixes that mean another word than the first row that fits (see [`Kind::abbreviation_overrides`]).
const ABBREVIATION_OVERRIDES: &[(&str, &str)] = &[
    ("t", "ttl"),
    ("d", "dev"),
    ("ds", "dsfield"),
    ("n", "nolearning"),
    ("no", "nolearning"),
];

/// The far end: a group or one address, not both.
struct Peer {
    endpoint: Endpoint,
    other: &'static str,
}
impl Codec for Peer {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        if reading.draft.noted(self.other) {
            return Err(Error::command(
                "vxlan: both group and remote cannot be specified",
            ));
        }
        self.endpoint.read(row, reading)
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        self.endpoint.show(row, attr, nest, display);
    }
}

/// A number of four bytes, or a word for zero.
struct OrZero {
    word: &'static str,
    /// Whether zero is not shown.
    hidden: bool,
}
impl Codec for OrZero {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        if reading.args.take(Whole(self.word)) {
            reading.draft.push(row.attr, &[0; 4]);
            return Ok(());
        }
        U32.read(row, reading)
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        match attr.u32() {
            Some(0) if self.hidden => {}
            Some(0) => put_split(row, display, self.word, 0u8),
            Some(n) => put(row, display, n),
            None => {}
        }
    }
}

fn read_device(row: &Row, reading: &mut Reading) -> Result<()> {
    Device
        .read(row, reading)
        .map_err(|error| match error.status() {
            // A missing device ends a batch.
            1 => error.status_as(255).ending(),
            _ => error,
        })
}

fn show_device(row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
    Device.show(row, attr, nest, display);
}

fn read_ports(row: &Row, reading: &mut Reading) -> Result<()> {
    let low: u16 = reading.args.parse("min port")?;
    let high: u16 = reading.args.parse("max port")?;
    let bytes = [low.to_be_bytes(), high.to_be_bytes()].concat();
    reading.draft.push(row.attr, &bytes);
    Ok(())
}

fn show_ports(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let Some([a, b, c, d]) = attr.bytes.first_chunk() else {
        return;
    };
    display.out.object(Some(row.key), |out| {
        out.put("low", "srcport {} ", u16::from_be_bytes([*a, *b]));
        out.put("high", "{} ", u16::from_be_bytes([*c, *d]));
    });
}

fn read_reserved(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    if !reading.draft.note(row.name()) {
        return Err(Error::duplicate_or_garbage(word, word));
    }
    let bits = u64::from_word(word).ok_or_else(|| Error::invalid(word, "reserved_bits"))?;
    reading.draft.push(row.attr, &bits.to_be_bytes());
    Ok(())
}

fn show_reserved(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    match attr.be64() {
        Some(0) => put(row, display, "0"),
        Some(bits) => put(row, display, format!("{bits:#x}")),
        None => {}
    }
}

/// `VXLAN_GPE`'s port.
const GPE_PORT: u16 = 4790;

const NO_PORT_WARNING: &str = "\
vxlan: destination port not specified
Will use Linux kernel default (non-standard value)
Use 'dstport 4789' to get the IANA assigned value
Use 'dstport 0' to get default and quiet this message";

/// Whether a switch was said to be on; of several words, the last counts.
fn is_on(draft: &Draft, attr: u16) -> bool {
    draft.get(attr).is_some_and(|bytes| bytes == [1])
}

fn finish(draft: &mut Draft, making: &KindContext) -> Result<()> {
    check(draft, making)?;
    let new = making.device.is_none();
    let external = is_on(draft, IFLA_VXLAN_COLLECT_METADATA);
    if !draft.has(IFLA_VXLAN_PORT) {
        if draft.has(IFLA_VXLAN_GPE) {
            draft.push(IFLA_VXLAN_PORT, &GPE_PORT.to_be_bytes());
        } else if new {
            eprint_line(NO_PORT_WARNING);
        }
    }
    if new && !draft.has(IFLA_VXLAN_LEARNING) {
        draft.push(IFLA_VXLAN_LEARNING, &[u8::from(!external)]);
    }
    // `dstport 0` has silenced the warning above, and is not sent.
    if draft.get(IFLA_VXLAN_PORT) == Some(&[0, 0]) {
        draft.remove(IFLA_VXLAN_PORT);
    }
    // iproute2 sends these last, in this order.
    for attr in [
        IFLA_VXLAN_ID,
        IFLA_VXLAN_LOCAL,
        IFLA_VXLAN_LOCAL6,
        IFLA_VXLAN_GROUP,
        IFLA_VXLAN_GROUP6,
        IFLA_VXLAN_LEARNING,
        IFLA_VXLAN_PORT,
    ] {
        draft.move_last(attr);
    }
    Ok(())
}

fn check(draft: &Draft, making: &KindContext) -> Result<()> {
    let external = is_on(draft, IFLA_VXLAN_COLLECT_METADATA);
    let line = if is_on(draft, IFLA_VXLAN_VNIFILTER) && !external {
        "vxlan: vnifilter is valid only when 'external' is set"
    } else if external && draft.has(IFLA_VXLAN_ID) {
        "vxlan: both 'external' and vni cannot be specified"
    } else if !external && !draft.has(IFLA_VXLAN_ID) && making.device.is_none() {
        "vxlan: missing virtual network identifier"
    } else if draft.noted("group") && !draft.has(IFLA_VXLAN_LINK) {
        "vxlan: 'group' requires 'dev' to be specified"
    } else {
        return Ok(());
    };
    Err(Error::command(line))
}

const HELP: &str = "\
Usage: ... vxlan id VNI [ { group | remote } ADDR ] [ local ADDR ]
                 [ dev DEVICE ] [ ttl TTL ] [ tos TOS ] [ df DF ]
                 [ flowlabel LABEL ] [ dstport PORT ] [ srcport MIN MAX ]
                 [ reserved_bits BITS ] [ ageing { SECONDS | none } ]
                 [ maxaddress { NUMBER | unlimited } ]
                 [ [no]learning ] [ [no]proxy ] [ [no]rsc ] [ [no]l2miss ]
                 [ [no]l3miss ] [ [no]udpcsum ] [ [no]udp6zerocsumtx ]
                 [ [no]udp6zerocsumrx ] [ [no]remcsumtx ] [ [no]remcsumrx ]
                 [ [no]localbypass ] [ [no]mcroute ] [ [no]external ]
                 [ [no]vnifilter ] [ gbp ] [ gpe ]
ADDR  := { IPV4_ADDRESS | IPV6_ADDRESS | any }
TTL   := { 1..255 | auto | inherit }
TOS   := { NUMBER | inherit }
DF    := { unset | set | inherit }
VNI   := 0..16777215; not with external
LABEL := 0..1048575
";

const KNOWN_DEFAULTS: &[(u16, &[u8])] = &[
    // `external` excludes a VNI.
    (IFLA_VXLAN_ID, &[0, 0, 0, 0]),
    // The attribute reserves its bit of the header even if its value is off.
    (IFLA_VXLAN_REMCSUM_TX, &[0]),
    (IFLA_VXLAN_REMCSUM_RX, &[0]),
    (
        IFLA_VXLAN_RESERVED_BITS,
        &[0xf7, 0xff, 0xff, 0xff, 0, 0, 0, 0xff],
    ),
];

/// The kind.
pub const KIND: Kind = Kind {
    names: &["vxlan"],
    rows: &[ROWS],
    abbreviation_overrides: ABBREVIATION_OVERRIDES,
    shows: true,
    unknown: Unknown::Command,
    help: HELP,
    finish: Some(finish),
    config: "VXLAN",
    lower: Lower::Option(IFLA_VXLAN_LINK),
    always_exported: &[IFLA_VXLAN_PORT],
    known_defaults: KNOWN_DEFAULTS,
    ..PLAIN
};
