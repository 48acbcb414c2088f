//! `hsr`, high-availability seamless redundancy, and PRP: linux/if_link.h.

use super::{Kind, PLAIN, Unknown};
use crate::args::Word::{Short, Whole};
use crate::error::Result;
use crate::netlink::{Attr, Attrs};
use crate::output::Value;
use crate::schema::*;
use crate::session::Display;
use crate::uapi::link_kinds::*;

const DEVICE: By = By {
    read: read_device,
    show: show_device,
};

#[rustfmt::skip] // a row a line
const ROWS: &[Row] = &[
    row(&[Short("slave1")], IFLA_HSR_SLAVE1, &DEVICE),
    row(&[Short("slave2")], IFLA_HSR_SLAVE2, &DEVICE),
    row(&[Whole("interlink")], IFLA_HSR_INTERLINK, &DEVICE),
    shown("seq_nr", IFLA_HSR_SEQ_NR, &U16).text("sequence {} "),
    shown("supervision_addr", IFLA_HSR_SUPERVISION_ADDR, &Mac).text("supervision {} "),
    typed(&[Short("supervision")], IFLA_HSR_MULTICAST_SPEC, &U8).wrong("ADDR-BYTE is invalid"),
    row(&[Short("proto")], IFLA_HSR_PROTOCOL, &U8).wrong("protocol is invalid"),
    row(&[Short("version")], IFLA_HSR_VERSION, &U8).wrong("version is invalid"),
];

const ABBREVIATION_OVERRIDES: &[(&str, &str)] = &[("s", "supervision")];

fn read_device(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let index = reading.session.names.links.index(word);
    let index = index.ok_or_else(|| crate::error::Error::invalid(word, "No such interface"))?;
    reading.draft.push(row.attr, &index.to_ne_bytes());
    Ok(())
}

fn show_device(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    if let Some(index) = attr.u32() {
        let name = display.names.links.name(index).into_owned();
        put(row, display, name);
    }
}

/// The two ports are shown even if there are none.
fn show(nest: Attrs, display: &mut Display) {
    for row in ROWS {
        let ports = [IFLA_HSR_SLAVE1, IFLA_HSR_SLAVE2];
        if ports.contains(&row.attr) && nest.get(row.attr).is_none() {
            put_split(row, display, "<none>", Value::Null);
        } else {
            show_row(row, nest, display);
        }
    }
}

const HELP: &str = "\
Usage: ... hsr slave1 DEVICE slave2 DEVICE [ interlink DEVICE ]
               [ supervision ADDR-BYTE ] [ version { 0 | 1 } ]
               [ proto { 0 | 1 } ]
ADDR-BYTE := 0..255, the last byte of the supervision frames' multicast address
proto     := 0 for HSR, 1 for PRP
";

/// Compares the last byte of the supervision address: a request has only this byte.
fn first_differing(requested: Attrs, existing: Attrs) -> Option<(&'static str, String)> {
    let last = requested.get(IFLA_HSR_MULTICAST_SPEC)?;
    let address = existing.get(IFLA_HSR_SUPERVISION_ADDR)?;
    let same = address.bytes.ends_with(last.bytes);
    (!same).then(|| ("supervision", "with another supervision".to_owned()))
}

/// The last byte of the supervision address, unless it is the default.
fn special_options(options: &mut Vec<String>, data: Attrs) {
    let address = data.get(IFLA_HSR_SUPERVISION_ADDR);
    let last = address.and_then(|address| address.bytes.last());
    if let Some(last) = last.filter(|last| **last != 0) {
        options.extend(["supervision".to_owned(), last.to_string()]);
    }
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["hsr"],
    rows: &[ROWS],
    abbreviation_overrides: ABBREVIATION_OVERRIDES,
    shows: true,
    unknown: Unknown::What,
    help: HELP,
    show: Some(show),
    config: "HSR",
    names_its_ports: true,
    first_differing: Some(first_differing),
    special_options: Some(special_options),
    ..PLAIN
};
