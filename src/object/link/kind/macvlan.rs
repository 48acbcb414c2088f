//! `macvlan` and `macvtap`: linux/if_link.h.

use super::{Kind, KindContext, Lower, PLAIN, Unknown};
use crate::args::{
    FromWord,
    Word::{Short, Whole},
};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::output::eprint_line;
use crate::schema::*;
use crate::session::Display;
use crate::uapi::macvlan::*;
use crate::value::lladdr;

#[rustfmt::skip] // a row a line
const ROWS: &[Row] = &[
    row(&[Short("mode")], IFLA_MACVLAN_MODE, &By { read: read_mode, show: show_mode }),
    typed(&[Short("flag")], IFLA_MACVLAN_FLAGS, &By { read: read_flag, show: |_, _, _, _| () }),
    shown("flags", IFLA_MACVLAN_FLAGS, &Shown(show_flags)),
    typed(&[Short("macaddr")], IFLA_MACVLAN_MACADDR_MODE, &By { read: read_macaddr, show: |_, _, _, _| () }),
    typed(&[Short("nopromisc")], IFLA_MACVLAN_FLAGS, &By { read: |_, reading| flag(reading, MACVLAN_FLAG_NOPROMISC), show: |_, _, _, _| () }),
    typed(&[Short("nodst")], IFLA_MACVLAN_FLAGS, &By { read: |_, reading| flag(reading, MACVLAN_FLAG_NODST), show: |_, _, _, _| () }),
    row(&[Short("bcqueuelen")], IFLA_MACVLAN_BC_QUEUE_LEN, &By { read: read_queue, show: |row, attr, nest, display| U32.show(row, attr, nest, display) }),
    shown("usedbcqueuelen", IFLA_MACVLAN_BC_QUEUE_LEN_USED, &U32),
    row(&[Whole("bclim")], IFLA_MACVLAN_BC_CUTOFF, &By { read: read_limit, show: |row, attr, nest, display| I32.show(row, attr, nest, display) }),
    shown("macaddr_count", IFLA_MACVLAN_MACADDR_COUNT, &Shown(show_remotes)),
];

const MODES: [(u32, &str); 5] = [
    (MACVLAN_MODE_PRIVATE, "private"),
    (MACVLAN_MODE_VEPA, "vepa"),
    (MACVLAN_MODE_BRIDGE, "bridge"),
    (MACVLAN_MODE_PASSTHRU, "passthru"),
    (MACVLAN_MODE_SOURCE, "source"),
];

fn read_mode(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let Some((mode, _)) = MODES.iter().find(|(_, name)| *name == word) else {
        return Err(Error::command(format!(
            "Error: argument of \"mode\" must be \"private\", \"vepa\", \"bridge\", \"passthru\" or \"source\", not \"{word}\""
        )));
    };
    reading.draft.set(row.attr, &mode.to_ne_bytes());
    Ok(())
}

fn show_mode(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    if let Some(mode) = attr.u32() {
        let known = MODES.iter().find(|(known, _)| *known == mode);
        put(row, display, known.map_or("unknown", |(_, name)| name));
    }
}

/// Adds a bit (or, of none, says that there are flags at all).
fn flag(reading: &mut Reading, bit: u16) -> Result<()> {
    let before = reading
        .draft
        .get(IFLA_MACVLAN_FLAGS)
        .and_then(|bytes| bytes.first_chunk());
    let flags = before.map_or(0, |bytes| u16::from_ne_bytes(*bytes)) | bit;
    reading.draft.set(IFLA_MACVLAN_FLAGS, &flags.to_ne_bytes());
    Ok(())
}

fn read_flag(_: &Row, reading: &mut Reading) -> Result<()> {
    match reading.value()? {
        "nopromisc" => flag(reading, MACVLAN_FLAG_NOPROMISC),
        "nodst" => flag(reading, MACVLAN_FLAG_NODST),
        "null" => flag(reading, 0),
        word => Err(Error::command(format!(
            "Error: argument of \"flag\" must be \"nopromisc\", \"nodst\" or \"null\", not \"{word}\""
        ))),
    }
}

fn show_flags(_: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let flags = attr.u16().unwrap_or(0);
    if flags & MACVLAN_FLAG_NOPROMISC != 0 {
        display.out.put("nopromisc", "nopromisc ", true);
    }
    if flags & MACVLAN_FLAG_NODST != 0 {
        display.out.put("nodst", "nodst ", true);
    }
}

/// What is to be done to the list of sources, and with which.
fn read_macaddr(row: &Row, reading: &mut Reading) -> Result<()> {
    let mode = match reading.value()? {
        "add" => MACVLAN_MACADDR_ADD,
        "del" => MACVLAN_MACADDR_DEL,
        "set" => MACVLAN_MACADDR_SET,
        "flush" => MACVLAN_MACADDR_FLUSH,
        _ => return Err(Error::command(HELP.trim_end())),
    };
    reading.draft.push(row.attr, &mode.to_ne_bytes());
    match mode {
        MACVLAN_MACADDR_SET => {
            let mut nest = Request::with_body(0, 0, &[]);
            while let Some(word) = reading.args.peek() {
                match lladdr::parse(word) {
                    Ok(mac) if mac.len() == 6 => nest.put(IFLA_MACVLAN_MACADDR, &mac),
                    Ok(_) => break,
                    Err(error) => {
                        // The word begins the next option, but iproute2 says so much.
                        eprint_line(&error.to_string());
                        break;
                    }
                };
                reading.args.next();
            }
            reading.draft.push(IFLA_MACVLAN_MACADDR_DATA, nest.body());
        }
        MACVLAN_MACADDR_FLUSH => {}
        _ => {
            let mac = lladdr::parse(reading.value()?)?;
            if mac.len() != 6 {
                return Err(Error::command(""));
            }
            reading.draft.push(IFLA_MACVLAN_MACADDR, &mac);
        }
    }
    Ok(())
}

/// Compares the sources: a request adds or sets them, a device reports the list.
fn first_differing(requested: Attrs, existing: Attrs) -> Option<(&'static str, String)> {
    lacks_source(requested, existing).then(|| ("macaddr", "without macaddr".to_owned()))
}

/// The list of sources in mode `source`, typed as `macaddr set`.
fn special_options(options: &mut Vec<String>, data: Attrs) {
    let list = data.get(IFLA_MACVLAN_MACADDR_DATA);
    let mut sources = list.map(Attr::nest).unwrap_or_default().iter().peekable();
    if sources.peek().is_some() {
        options.extend(["macaddr", "set"].map(str::to_owned));
        options.extend(sources.map(|source| lladdr::hex(source.bytes)));
    }
}

/// Whether an existing device lacks a requested source.
fn lacks_source(asked: Attrs, there: Attrs) -> bool {
    let known = there.get(IFLA_MACVLAN_MACADDR_DATA);
    let is_known =
        |mac: &[u8]| known.is_some_and(|all| all.nest().iter().any(|one| one.bytes == mac));
    match asked.get(IFLA_MACVLAN_MACADDR_MODE).and_then(Attr::u32) {
        Some(MACVLAN_MACADDR_ADD) => {
            let mac = asked.get(IFLA_MACVLAN_MACADDR);
            mac.is_some_and(|mac| !is_known(mac.bytes))
        }
        Some(MACVLAN_MACADDR_SET) => asked
            .get(IFLA_MACVLAN_MACADDR_DATA)
            .is_some_and(|all| all.nest().iter().any(|mac| !is_known(mac.bytes))),
        Some(_) | None => false,
    }
}

fn read_queue(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let length = u32::from_word(word).ok_or_else(|| {
        Error::command(format!(
            "Error: argument of \"bcqueuelen\" must be a positive integer [0-4294967295], not \"{word}\""
        ))
    })?;
    reading.draft.push(row.attr, &length.to_ne_bytes());
    Ok(())
}

fn read_limit(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let limit = i32::from_word(word)
        .ok_or_else(|| Error::command(format!("Error: illegal value for \"bclim\": \"{word}\"")))?;
    reading.draft.push(row.attr, &limit.to_ne_bytes());
    Ok(())
}

/// The sources, in mode source.
fn show_remotes(row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
    let mode = nest.get(IFLA_MACVLAN_MODE).and_then(Attr::u32);
    let Some(count) = attr.i32().filter(|_| mode == Some(MACVLAN_MODE_SOURCE)) else {
        return;
    };
    display.out.put(row.key, "remotes ({}) ", count);
    let Some(list) = nest.get(IFLA_MACVLAN_MACADDR_DATA) else {
        return;
    };
    display.out.array(Some("macaddr_data"), |out| {
        let addresses = list.nest();
        for mac in addresses
            .iter()
            .filter(|attr| attr.kind == IFLA_MACVLAN_MACADDR)
            .filter_map(|attr| attr.bytes.first_chunk::<6>())
        {
            out.element("{} ", lladdr::hex(mac));
        }
    });
}

/// Without a mode, nothing is shown.
fn show(nest: Attrs, display: &mut Display) {
    if nest.get(IFLA_MACVLAN_MODE).is_some() {
        crate::schema::show(&[ROWS], nest, display);
    }
}

fn finish(draft: &mut Draft, making: &KindContext) -> Result<()> {
    let flags = draft
        .get(IFLA_MACVLAN_FLAGS)
        .and_then(|bytes| bytes.first());
    let nopromisc = flags.is_some_and(|flags| u16::from(*flags) & MACVLAN_FLAG_NOPROMISC != 0);
    let passthru = draft.get(IFLA_MACVLAN_MODE) == Some(&MACVLAN_MODE_PASSTHRU.to_ne_bytes());
    if nopromisc && !passthru {
        let name = making.name;
        return Err(Error::command(format!(
            "{name}: nopromisc flag only valid in passthru mode\n{}",
            HELP.trim_end()
        )));
    }
    draft.move_last(IFLA_MACVLAN_MODE);
    draft.move_last(IFLA_MACVLAN_FLAGS);
    Ok(())
}

const HELP: &str = "\
Usage: ... { macvlan | macvtap } mode MODE [ flag FLAG ] [ MODE_OPTS ]
                                 [ bcqueuelen LENGTH ] [ bclim LIMIT ]
MODE      := { private | vepa | bridge | passthru [ nopromisc ] |
               source [ nodst ] }
FLAG      := { null | nopromisc | nodst }
MODE_OPTS := macaddr { { add | del } LLADDR | set [ LLADDR ... ] | flush }
             (mode source)
";

/// The kind.
pub const KIND: Kind = Kind {
    names: &["macvlan"],
    rows: &[ROWS],
    shows: true,
    unknown: Unknown::Option,
    help: HELP,
    finish: Some(finish),
    show: Some(show),
    config: "MACVLAN",
    lower: Lower::Anywhere,
    first_differing: Some(first_differing),
    special_options: Some(special_options),
    ..PLAIN
};

/// `macvtap`.
pub const MACVTAP: Kind = Kind {
    names: &["macvtap"],
    config: "MACVTAP",
    ..KIND
};
