//! `ipvlan` and `ipvtap`: linux/if_link.h.

use super::{Kind, KindContext, Lower, PLAIN, Unknown};
use crate::args::{Args, short};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::output::Value;
use crate::session::Display;
use crate::session::Session;
use crate::uapi::link::IFLA_INFO_DATA;
use crate::uapi::macvlan::*;

const MODES: [&str; 3] = ["l2", "l3", "l3s"];

/// As a function: the flags exclude each other as unknown words, and they are always sent.
fn read(
    kind: &Kind,
    _: &mut Session,
    args: &mut Args,
    making: &KindContext,
    request: &mut Request,
) -> Result<()> {
    if args.is_empty() {
        return Ok(());
    }
    let mut modes = Vec::new();
    let mut flags = None;
    while let Some(word) = args.next() {
        if short(word, "mode") {
            modes.push(read_mode(args)?);
        } else if flags.is_none() && short(word, "private") {
            flags = Some(IPVLAN_F_PRIVATE);
        } else if flags.is_none() && short(word, "vepa") {
            flags = Some(IPVLAN_F_VEPA);
        } else if flags.is_none() && short(word, "bridge") {
            flags = Some(0);
        } else {
            return Err(kind.unknown_word(making.name, word));
        }
    }
    request.bare_nest(IFLA_INFO_DATA, |request| {
        for mode in modes {
            request.put_u16(IFLA_IPVLAN_MODE, mode);
        }
        request.put_u16(IFLA_IPVLAN_FLAGS, flags.unwrap_or(0));
    });
    Ok(())
}

fn read_mode(args: &mut Args) -> Result<u16> {
    let word = args.value()?;
    let place = MODES.iter().position(|mode| *mode == word);
    place
        .and_then(|place| u16::try_from(place).ok())
        .ok_or_else(|| {
            Error::command("Error: argument of \"mode\" must be either \"l2\", \"l3\" or \"l3s\"")
        })
}

fn show(nest: Attrs, display: &mut Display) {
    // iproute2 takes no other length.
    let fits = |attr: &Attr| attr.bytes.len() == 2;
    let number = |kind| nest.get(kind).filter(fits).and_then(Attr::u16);
    let (mode, flags) = (number(IFLA_IPVLAN_MODE), number(IFLA_IPVLAN_FLAGS));
    if let Some(mode) = mode {
        let word = MODES.get(usize::from(mode)).unwrap_or(&"unknown");
        display.out.put("mode", " mode {} ", *word);
    }
    if let Some(flags) = flags {
        let (key, text) = if flags & IPVLAN_F_PRIVATE != 0 {
            ("private", "private ")
        } else if flags & IPVLAN_F_VEPA != 0 {
            ("vepa", "vepa ")
        } else {
            ("bridge", "bridge ")
        };
        display.out.put(key, text, Value::Bool(true));
    }
}

/// Compares mode and flags: there are no rows.
fn first_differing(asked: Attrs, there: Attrs) -> Option<(&'static str, String)> {
    let number = |attrs: Attrs, kind| attrs.get(kind).and_then(Attr::u16);
    let other = |kind| {
        let (asked, there) = (number(asked, kind)?, number(there, kind)?);
        (asked != there).then_some((asked, there))
    };
    if let Some((_, there)) = other(IFLA_IPVLAN_MODE) {
        let word = MODES.get(usize::from(there)).unwrap_or(&"unknown");
        return Some(("mode", format!("mode {word}")));
    }
    let word = |flags: u16| match flags {
        IPVLAN_F_PRIVATE => "private",
        IPVLAN_F_VEPA => "vepa",
        _ => "bridge",
    };
    let (asked, there) = other(IFLA_IPVLAN_FLAGS)?;
    Some((word(asked), word(there).to_owned()))
}

const HELP: &str = "\
Usage: ... { ipvlan | ipvtap } [ mode { l3 | l3s | l2 } ]
                               [ { bridge | private | vepa } ]
The first of each is the default.
";

/// The kind.
pub const KIND: Kind = Kind {
    names: &["ipvlan"],
    shows: true,
    unknown: Unknown::Option,
    help: HELP,
    read: Some(read),
    show: Some(show),
    config: "IPVLAN",
    lower: Lower::Anywhere,
    first_differing: Some(first_differing),
    ..PLAIN
};

/// `ipvtap`.
pub const IPVTAP: Kind = Kind {
    names: &["ipvtap"],
    config: "IPVTAP",
    lower: Lower::SameAddress,
    ..KIND
};
