//! `gtp`: the GPRS tunnelling protocol of mobile networks. linux/if_link.h.

use super::{Kind, KindContext, PLAIN, Unknown};
use crate::args::Args;
use crate::args::Word::Whole;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::schema::{self, By, Draft, Reading, Row, U8, U32, put, row};
use crate::session::Display;
use crate::session::Session;
use crate::uapi::link::IFLA_INFO_DATA;
use crate::uapi::tunnel::{
    IFLA_GTP_CREATE_SOCKETS, IFLA_GTP_PDP_HASHSIZE, IFLA_GTP_RESTART_COUNT, IFLA_GTP_ROLE,
};

const HELP: &str = "Usage: ... gtp role ROLE [ hsize SIZE ] [ restart_count COUNT ]

ROLE  := { sgsn | ggsn }
SIZE  := 1..131071
COUNT := 0..255
";

const HASH_SIZE: u32 = 1024;
const HASH_SIZE_MAX: u32 = 1 << 17;

const ROWS: &[Row] = &[
    row(
        &[Whole("role")],
        IFLA_GTP_ROLE,
        &By {
            read: read_role,
            show: show_role,
        },
    ),
    row(
        &[Whole("hsize")],
        IFLA_GTP_PDP_HASHSIZE,
        &By {
            read: read_size,
            show: show_size,
        },
    ),
    row(
        &[Whole("restart_count")],
        IFLA_GTP_RESTART_COUNT,
        &By {
            read: read_count,
            show: show_count,
        },
    ),
];

/// The value of an option that may come only once.
fn once<'a>(row: &Row, reading: &mut Reading<'_, 'a>) -> Result<&'a str> {
    let word = reading.value()?;
    if reading.draft.has(row.attr) {
        return Err(Error::duplicate_or_garbage(row.name(), word));
    }
    Ok(word)
}

fn read_role(row: &Row, reading: &mut Reading) -> Result<()> {
    let role = match once(row, reading)? {
        "ggsn" => 0_u32,
        "sgsn" => 1,
        word => return Err(Error::invalid(word, "invalid role, use sgsn or ggsn")),
    };
    reading.draft.push(row.attr, &role.to_ne_bytes());
    Ok(())
}

fn show_role(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let role = match attr.u32() {
        Some(0) => "ggsn",
        Some(1) => "sgsn",
        _ => "unknown",
    };
    put(row, display, role);
}

fn read_size(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = once(row, reading)?;
    let size: u32 = crate::args::FromWord::from_word(word)
        .ok_or_else(|| Error::invalid(word, "invalid PDP hash size"))?;
    if size >= HASH_SIZE_MAX {
        return Err(Error::invalid(word, "PDP hash size too big"));
    }
    reading.draft.push(row.attr, &size.to_ne_bytes());
    Ok(())
}

fn show_size(row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
    schema::Codec::show(&U32, row, attr, nest, display);
}

fn read_count(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = once(row, reading)?;
    // Decimal, where other numbers may be of any base.
    let count: Option<i64> = word.parse().ok();
    let count = count.and_then(|count| u8::try_from(count).ok());
    let count = count.ok_or_else(|| Error::invalid(word, "invalid restart_count"))?;
    reading.draft.push(row.attr, &[count]);
    Ok(())
}

fn show_count(row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
    schema::Codec::show(&U8, row, attr, nest, display);
}

/// Unlike other kinds, it passes over words that it does not know.
fn read(
    kind: &Kind,
    session: &mut Session,
    args: &mut Args,
    making: &KindContext,
    request: &mut Request,
) -> Result<()> {
    if args.is_empty() {
        return Ok(());
    }
    let mut draft = Draft::default();
    draft.push(IFLA_GTP_CREATE_SOCKETS, &[1]);
    while let Some(word) = args.peek() {
        if !schema::read(
            kind.rows,
            kind.abbreviation_overrides,
            kind.wrong,
            session,
            args,
            &mut draft,
        )? {
            if word == "help" {
                return Err(kind.unknown_word(making.name, word));
            }
            args.next();
        }
    }
    if !draft.has(IFLA_GTP_ROLE) {
        return Err(Error::command(
            "gtp: role of the gtp device was not specified",
        ));
    }
    if !draft.has(IFLA_GTP_PDP_HASHSIZE) {
        draft.set(IFLA_GTP_PDP_HASHSIZE, &HASH_SIZE.to_ne_bytes());
    }
    request.bare_nest(IFLA_INFO_DATA, |request| draft.emit(request));
    Ok(())
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["gtp"],
    rows: &[ROWS],
    shows: true,
    unknown: Unknown::Help,
    help: HELP,
    read: Some(read),
    config: "GTP",
    ..PLAIN
};
