//! `encap seg6`: segment routing over IPv6.

use super::codec::{Address, RouteTable};
use super::{Encap, PLAIN, segments};
use crate::args::{FromWord, Word::Whole};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::schema::{By, Codec, Draft, Once, Reading, Row, Shown, row, shown, typed};
use crate::session::Display;
use crate::uapi::lwtunnel::*;
use crate::value::family::INET6;

/// Staged until all options are read; `MODE` is the kernel's number less nothing, four bytes.
const MODE: u16 = 0x100;
const SEGMENTS: u16 = 0x101;
const KEY: u16 = 0x102;

/// `SEG6_IPTUN_MODE_*`, by number.
const MODES: &[&str] = &["inline", "encap", "l2encap", "encap.red", "l2encap.red"];

const ROWS: &[Row] = &[
    typed(
        &[Whole("mode")],
        MODE,
        &Once(&By {
            read: mode,
            show: nothing,
        }),
    ),
    typed(
        &[Whole("segs")],
        SEGMENTS,
        &Once(&By {
            read: segs,
            show: nothing,
        }),
    ),
    typed(
        &[Whole("hmac")],
        KEY,
        &Once(&By {
            read: hmac,
            show: nothing,
        }),
    ),
    shown("mode", SEG6_IPTUNNEL_SRH, &Shown(show_mode)),
    row(
        &[Whole("tunsrc")],
        SEG6_IPTUNNEL_SRC,
        &Once(&By {
            read: source,
            show: |row, attr, nest, display| Address(INET6).show(row, attr, nest, display),
        }),
    ),
    shown("segs", SEG6_IPTUNNEL_SRH, &Shown(show_segments)),
    row(
        &[Whole("lookup")],
        SEG6_IPTUNNEL_TABLE,
        &Once(&RouteTable(1)),
    ),
];

pub(super) const ENCAP: Encap = Encap {
    name: "seg6",
    number: LWTUNNEL_ENCAP_SEG6,
    rows: ROWS,
    last: compose,
    needs: &[SEG6_IPTUNNEL_SRH],
    ..PLAIN
};

fn nothing(_row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}

/// Puts `struct seg6_iptunnel_encap` together. iproute2 takes a missing mode for -1, missing segments for `::`.
fn compose(draft: &mut Draft) -> Result<()> {
    let mode = draft.get(MODE).unwrap_or(&[0xff; 4]).to_vec();
    let key = draft
        .get(KEY)
        .and_then(|bytes| bytes.first_chunk().copied());
    let header = segments::header(
        4,
        draft.get(SEGMENTS).unwrap_or(&[0; 16]),
        mode.first() == Some(&0),
        key.map_or(0, u32::from_ne_bytes),
    );
    draft.push(SEG6_IPTUNNEL_SRH, &[mode, header].concat());
    draft.arrange(&[SEG6_IPTUNNEL_SRH, SEG6_IPTUNNEL_SRC, SEG6_IPTUNNEL_TABLE]);
    Ok(())
}

fn mode(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let place = MODES.iter().position(|known| *known == word);
    let place = place.and_then(|place| u32::try_from(place).ok());
    let mode = place.ok_or_else(|| reading.wrong(row, word))?;
    reading.draft.push(row.attr, &mode.to_ne_bytes());
    Ok(())
}

fn after_mode(row: &Row, reading: &Reading, word: &str) -> Result<()> {
    if reading.draft.has(MODE) {
        return Ok(());
    }
    let why = format!("\"{}\" provided before \"mode\"\n", row.name());
    Err(Error::invalid(word, &why))
}

fn segs(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    after_mode(row, reading, word)?;
    reading.draft.push(row.attr, &segments::read(word)?);
    Ok(())
}

fn source(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.args.peek().unwrap_or_default();
    after_mode(row, reading, word)?;
    if reading.draft.get(MODE) == Some(&[0; 4]) {
        return Err(Error::invalid(
            word,
            "\"tunsrc\" invalid with inline mode\n",
        ));
    }
    Address(INET6).read(row, reading)
}

/// The number of a key; what is no number is no key.
fn hmac(row: &Row, reading: &mut Reading) -> Result<()> {
    let key = u32::from_word(reading.value()?).unwrap_or(0);
    reading.draft.push(row.attr, &key.to_ne_bytes());
    Ok(())
}

fn show_mode(_row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let mode = attr.u32().and_then(|mode| usize::try_from(mode).ok());
    let name = mode.and_then(|mode| MODES.get(mode));
    display
        .out
        .put("mode", "mode {} ", *name.unwrap_or(&"<unknown>"));
}

fn show_segments(_row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    if let Some(header) = attr.bytes.get(4..) {
        segments::show_srh(header, display.out);
    }
}
