//! `bareudp`: packets of one protocol in UDP, without a header between. linux/if_link.h.

use super::{Kind, KindContext, PLAIN, Unknown};
use crate::args::Word::Short;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::schema::tunnel::Single;
use crate::schema::{Be16, By, Draft, EtherType, Reading, Row, U16, row};
use crate::session::Display;
use crate::uapi::tunnel::{
    IFLA_BAREUDP_ETHERTYPE, IFLA_BAREUDP_MULTIPROTO_MODE, IFLA_BAREUDP_PORT,
    IFLA_BAREUDP_SRCPORT_MIN,
};

const HELP: &str = "Usage: ... bareudp dstport PORT ethertype PROTOCOL [ srcportmin PORT ]
                   [ [no]multiproto ]

PROTOCOL := an Ethernet protocol by number or name (ipv4, ipv6, mpls_uc ...)
";

/// `nomultiproto` is staged as a byte and taken away at the end: the kernel knows only the attribute or none.
fn read_multi(row: &Row, reading: &mut Reading) -> Result<()> {
    if reading.draft.has(row.attr) {
        return Err(Error::duplicate_or_garbage(reading.typed, reading.typed));
    }
    let no: &[u8] = if reading.typed.starts_with('n') {
        &[0]
    } else {
        &[]
    };
    reading.draft.push(row.attr, no);
    Ok(())
}

fn show_multi(row: &Row, _attr: Attr, nest: Attrs, display: &mut Display) {
    let multi = nest.get(row.attr).is_some();
    let text = if multi {
        "multiproto "
    } else {
        "nomultiproto "
    };
    display.out.put(row.key, text, multi);
}

const MULTI: By = By {
    read: read_multi,
    show: show_multi,
};

const ROWS: &[Row] = &[
    row(&[Short("dstport")], IFLA_BAREUDP_PORT, &Single(&Be16)),
    row(
        &[Short("ethertype")],
        IFLA_BAREUDP_ETHERTYPE,
        &Single(&EtherType),
    ),
    row(
        &[Short("srcportmin")],
        IFLA_BAREUDP_SRCPORT_MIN,
        &Single(&U16),
    ),
    row(
        &[Short("multiproto"), Short("nomultiproto")],
        IFLA_BAREUDP_MULTIPROTO_MODE,
        &MULTI,
    )
    .always(),
];

fn check(draft: &mut Draft, _making: &KindContext) -> Result<()> {
    if draft.is_empty() {
        return Ok(());
    }
    for (attr, name) in [
        (IFLA_BAREUDP_PORT, "dstport"),
        (IFLA_BAREUDP_ETHERTYPE, "ethertype"),
    ] {
        if !draft.has(attr) {
            return Err(Error::missing(name));
        }
    }
    if draft.get(IFLA_BAREUDP_MULTIPROTO_MODE) == Some(&[0]) {
        draft.remove(IFLA_BAREUDP_MULTIPROTO_MODE);
    }
    draft.arrange(&[
        IFLA_BAREUDP_PORT,
        IFLA_BAREUDP_ETHERTYPE,
        IFLA_BAREUDP_SRCPORT_MIN,
        IFLA_BAREUDP_MULTIPROTO_MODE,
    ]);
    Ok(())
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["bareudp"],
    rows: &[ROWS],
    shows: true,
    wrong: "{}",
    unknown: Unknown::Command,
    help: HELP,
    finish: Some(check),
    config: "BAREUDP",
    ..PLAIN
};
