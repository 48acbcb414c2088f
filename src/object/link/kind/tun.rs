//! `tun`, a device whose far end is a file: linux/if_link.h. It is made by `ip tuntap`.

use super::{Kind, PLAIN};
use crate::netlink::{Attr, Attrs};
use crate::schema::*;
use crate::session::Display;
use crate::sys::users;
use crate::uapi::link_kinds::*;
use std::os::unix::ffi::OsStringExt;

#[rustfmt::skip] // a row a line
const ROWS: &[Row] = &[
    shown("type", IFLA_TUN_TYPE, &Shown(show_type)),
    shown("pi", IFLA_TUN_PI, &OnOff),
    shown("vnet_hdr", IFLA_TUN_VNET_HDR, &OnOff),
];
#[rustfmt::skip]
const QUEUES: &[Row] = &[
    shown("numqueues", IFLA_TUN_NUM_QUEUES, &U32),
    shown("numdisabled", IFLA_TUN_NUM_DISABLED_QUEUES, &U32),
];
#[rustfmt::skip]
const OWNERS: &[Row] = &[
    shown("persist", IFLA_TUN_PERSIST, &OnOff),
    shown("user", IFLA_TUN_OWNER, &Shown(|row, attr, _, display| show_owner(row, attr, users::user_name, display))),
    shown("group", IFLA_TUN_GROUP, &Shown(|row, attr, _, display| show_owner(row, attr, users::group_name, display))),
];

fn show_type(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    match attr.u8() {
        Some(1) => put(row, display, "tun"),
        Some(2) => put(row, display, "tap"),
        Some(n) => put(row, display, format!("UNKNOWN:{n}")),
        None => {}
    }
}

fn show_owner(
    row: &Row,
    attr: Attr,
    name: fn(u32) -> Option<std::ffi::OsString>,
    display: &mut Display,
) {
    let Some(id) = attr.u32() else { return };
    match name(id) {
        Some(name) => put(row, display, name.into_vec()),
        None => put(row, display, id),
    }
}

fn show(nest: Attrs, display: &mut Display) {
    crate::schema::show(&[ROWS], nest, display);
    let several = nest.get(IFLA_TUN_MULTI_QUEUE).and_then(Attr::u8);
    let several = several.is_some_and(|n| n != 0);
    display.out.json("multi_queue", several);
    if several {
        display.out.word("multi_queue ");
        crate::schema::show(&[QUEUES], nest, display);
    }
    crate::schema::show(&[OWNERS], nest, display);
}

/// `ip tuntap` creates the device.
fn create_command(name: &str, data: Attrs) -> Vec<String> {
    let is = |kind, n| data.get(kind).and_then(Attr::u8) == Some(n);
    let mode = if is(IFLA_TUN_TYPE, 2) { "tap" } else { "tun" };
    let words = ["tuntap", "add", "dev", name, "mode", mode];
    let mut words = words.map(str::to_owned).to_vec();
    for (kind, word) in [
        (IFLA_TUN_PI, "pi"),
        (IFLA_TUN_VNET_HDR, "vnet_hdr"),
        (IFLA_TUN_MULTI_QUEUE, "multi_queue"),
    ] {
        if is(kind, 1) {
            words.push(word.to_owned());
        }
    }
    for (kind, word) in [(IFLA_TUN_OWNER, "user"), (IFLA_TUN_GROUP, "group")] {
        if let Some(id) = data.get(kind).and_then(Attr::u32) {
            words.extend([word.to_owned(), id.to_string()]);
        }
    }
    words
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["tun"],
    shows: true,
    listed: false,
    show: Some(show),
    create_command: Some(create_command),
    ..PLAIN
};
