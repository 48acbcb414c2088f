//! `amt`: automatic multicast tunnelling (RFC 7450). linux/amt.h.

use super::{Kind, KindContext, Lower, PLAIN, Unknown};
use crate::args::Word::Whole;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::schema::tunnel::Single;
use crate::schema::{Be16, By, Draft, Reading, Row, Shown, U32, V4, put, row, shown, typed};
use crate::session::Display;
use crate::uapi::tunnel::*;
use crate::value::{family, inet::Inet};

const HELP: &str = "Usage: ... amt [ mode MODE ] [ discovery ADDR ] [ local ADDR ] [ dev DEVICE ]
               [ relay_port PORT ] [ gateway_port PORT ] [ max_tunnels NUMBER ]
MODE := { gateway | relay }
";

const DEVICE: By = By {
    read: read_device,
    show: nothing,
};

const ADDRESS: Single = Single(&By {
    read: read_address,
    show: nothing,
});

const OPTIONS: &[Row] = &[
    typed(&[Whole("dev")], IFLA_AMT_LINK, &DEVICE),
    typed(&[Whole("local")], IFLA_AMT_LOCAL_IP, &ADDRESS),
    typed(&[Whole("discovery")], IFLA_AMT_DISCOVERY_IP, &ADDRESS),
];

const FIELDS: &[Row] = &[
    row(
        &[Whole("mode")],
        IFLA_AMT_MODE,
        &By {
            read: read_mode,
            show: show_mode,
        },
    )
    .text("{} "),
    row(&[Whole("gateway_port")], IFLA_AMT_GATEWAY_PORT, &Be16),
    row(&[Whole("relay_port")], IFLA_AMT_RELAY_PORT, &Be16),
    shown("local", IFLA_AMT_LOCAL_IP, &V4),
    shown("remote", IFLA_AMT_REMOTE_IP, &V4),
    shown("discovery", IFLA_AMT_DISCOVERY_IP, &V4),
    shown("link", IFLA_AMT_LINK, &Shown(show_device)).text("dev {} "),
    row(&[Whole("max_tunnels")], IFLA_AMT_MAX_TUNNELS, &U32),
];

fn nothing(_row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}

fn read_device(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let index = reading.session.names.links.index(word);
    let index = index.ok_or_else(|| Error::fatal(Error::no_device(word).to_string(), 255))?;
    reading.draft.push(row.attr, &index.to_ne_bytes());
    Ok(())
}

/// An address; `any` is staged without bytes. The near end is of the family of the relay, if that came before.
fn read_address(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let discovery = reading.draft.get(IFLA_AMT_DISCOVERY_IP);
    let wanted = match discovery.map(<[u8]>::len) {
        Some(4) if row.attr == IFLA_AMT_LOCAL_IP => family::INET,
        Some(16) if row.attr == IFLA_AMT_LOCAL_IP => family::INET6,
        _ => family::UNSPEC,
    };
    let inet = Inet::parse(word, wanted)?;
    let bytes = match word {
        "any" | "all" | "default" => &[],
        _ => inet.bytes(),
    };
    reading.draft.push(row.attr, bytes);
    Ok(())
}

fn leave_out_unspecified(draft: &mut Draft, _making: &KindContext) -> Result<()> {
    for attr in [IFLA_AMT_LOCAL_IP, IFLA_AMT_DISCOVERY_IP] {
        if draft.get(attr).is_some_and(<[u8]>::is_empty) {
            draft.remove(attr);
        }
    }
    Ok(())
}

/// The answer to a mode that there is not is the help alone.
fn read_mode(row: &Row, reading: &mut Reading) -> Result<()> {
    let mode = match reading.value()? {
        "gateway" => 0_u32,
        "relay" => 1,
        _ => return Err(Error::command(HELP.trim_end())),
    };
    reading.draft.push(row.attr, &mode.to_ne_bytes());
    Ok(())
}

fn show_mode(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    match attr.u32() {
        Some(0) => put(row, display, "gateway"),
        Some(1) => put(row, display, "relay"),
        _ => {}
    }
}

fn show_device(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    if let Some(index) = attr.u32() {
        let name = display.names.links.name(index).into_owned();
        put(row, display, name);
    }
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["amt"],
    rows: &[OPTIONS, FIELDS],
    shows: true,
    wrong: "{}",
    unknown: Unknown::Command,
    help_word: Some(Whole("help")),
    help: HELP,
    finish: Some(leave_out_unspecified),
    config: "AMT",
    lower: Lower::Option(IFLA_AMT_LINK),
    ..PLAIN
};
