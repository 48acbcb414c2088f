//! `encap seg6local`: what this host does with packets whose active segment is a route of it.

use super::codec::{Address, Link, Program, RouteTable};
use super::{Encap, PLAIN, segments};
use crate::args::{FromWord, Word::Whole};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::schema::{By, Draft, Once, Reading, Row, row};
use crate::session::Display;
use crate::uapi::lwtunnel::*;
use crate::value::family::{INET, INET6};
use netlink_packet_core::NLA_F_NESTED;

/// Staged until the action is known: segments, and the number of a key.
const SEGMENTS: u16 = 0x100;
const KEY: u16 = 0x101;

const ROWS: &[Row] = &[
    row(
        &[Whole("action")],
        SEG6_LOCAL_ACTION,
        &Once(&By {
            read: action,
            show: show_action,
        }),
    ),
    row(
        &[Whole("srh")],
        SEG6_LOCAL_SRH,
        &Once(&By {
            read: srh,
            show: show_srh,
        }),
    ),
    row(&[Whole("table")], SEG6_LOCAL_TABLE, &Once(&RouteTable(0))).wrong("invalid table id\n"),
    row(
        &[Whole("vrftable")],
        SEG6_LOCAL_VRFTABLE,
        &Once(&RouteTable(0)),
    )
    .wrong("invalid vrf table id\n"),
    row(&[Whole("nh4")], SEG6_LOCAL_NH4, &Once(&Address(INET))),
    row(&[Whole("nh6")], SEG6_LOCAL_NH6, &Once(&Address(INET6))),
    row(&[Whole("iif")], SEG6_LOCAL_IIF, &Once(&Link)),
    row(&[Whole("oif")], SEG6_LOCAL_OIF, &Once(&Link)),
    row(
        &[Whole("endpoint")],
        SEG6_LOCAL_BPF,
        &Program(SEG6_LOCAL_BPF_PROG_NAME),
    )
    .text("{} "),
    row(
        &[Whole("count")],
        SEG6_LOCAL_COUNTERS,
        &By {
            read: count,
            show: show_counters,
        },
    ),
    row(
        &[Whole("flavors")],
        SEG6_LOCAL_FLAVORS,
        &Once(&By {
            read: flavors,
            show: show_flavors,
        }),
    ),
];

pub(super) const ENCAP: Encap = Encap {
    name: "seg6local",
    number: LWTUNNEL_ENCAP_SEG6_LOCAL,
    rows: ROWS,
    last: compose,
    needs: &[SEG6_LOCAL_ACTION],
    ..PLAIN
};

/// `SEG6_LOCAL_ACTION_*`, by number.
const ACTIONS: &[&str] = &[
    "<unknown>",
    "End",
    "End.X",
    "End.T",
    "End.DX2",
    "End.DX6",
    "End.DX4",
    "End.DT6",
    "End.DT4",
    "End.B6",
    "End.B6.Encaps",
    "End.BM",
    "End.S",
    "End.AS",
    "End.AM",
    "End.BPF",
    "End.DT46",
];

/// Names of `SEG6_LOCAL_FLV_OP_*`, beginning with 1.
const FLAVORS: &[&str] = &["psp", "usp", "usd", "next-csid"];

/// The header goes last, once it is known whether packets get it in place or around them.
fn compose(draft: &mut Draft) -> Result<()> {
    let Some(action) = draft.get(SEG6_LOCAL_ACTION) else {
        return Err(Error::fatal("Missing action type", 255));
    };
    let around = action == u32::from(SEG6_LOCAL_ACTION_END_B6_ENCAP).to_ne_bytes();
    let key = draft
        .get(KEY)
        .and_then(|bytes| bytes.first_chunk().copied());
    let key = key.map_or(0, u32::from_ne_bytes);
    let header = draft
        .get(SEGMENTS)
        .map(|segments| segments::header(4, segments, !around, key));
    draft.remove(SEGMENTS);
    draft.remove(KEY);
    if let Some(header) = header {
        draft.push(SEG6_LOCAL_SRH, &header);
    }
    Ok(())
}

fn action(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let place = ACTIONS.iter().skip(1).position(|known| *known == word);
    let place = place.and_then(|place| u32::try_from(place).ok());
    let place = place.ok_or_else(|| reading.wrong(row, word))?;
    reading.draft.push(row.attr, &(place + 1).to_ne_bytes());
    Ok(())
}

fn show_action(_row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let place = attr.u32().and_then(|place| usize::try_from(place).ok());
    let name = place.and_then(|place| ACTIONS.get(place));
    let out = &mut *display.out;
    out.put("action", "action {} ", *name.unwrap_or(&"<invalid>"));
}

/// `srh segs ADDRESSES [ hmac KEYID ]`.
fn srh(_row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    if word != "segs" {
        let why = "missing \"segs\" attribute for srh\n";
        return Err(Error::invalid(word, why));
    }
    let before = *reading.args;
    let addresses = segments::read(reading.value()?)?;
    reading.draft.push(SEGMENTS, &addresses);
    if reading.args.is_empty() {
        // As in iproute2, the last word is then read once more.
        *reading.args = before;
    } else if reading.args.take(Whole("hmac")) {
        let key = u32::from_word(reading.value()?).unwrap_or(0);
        reading.draft.push(KEY, &key.to_ne_bytes());
    }
    Ok(())
}

fn show_srh(_row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let show = |out: &mut _| segments::show_srh(attr.bytes, out);
    display.out.object(Some("srh"), show);
}

fn count(row: &Row, reading: &mut Reading) -> Result<()> {
    if !reading.draft.note(row.name()) {
        return Err(Error::duplicate_or_garbage(row.name(), reading.typed));
    }
    let mut nest = Request::with_body(0, 0, &[]);
    for kind in [
        SEG6_LOCAL_CNT_PACKETS,
        SEG6_LOCAL_CNT_BYTES,
        SEG6_LOCAL_CNT_ERRORS,
    ] {
        nest.put_u64(kind, 0);
    }
    reading.draft.push(row.attr | NLA_F_NESTED, nest.body());
    Ok(())
}

fn show_counters(_row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    if display.view.statistics == 0 {
        return;
    }
    display.out.object(Some("stats64"), |out| {
        for (kind, key) in [
            (SEG6_LOCAL_CNT_PACKETS, "packets"),
            (SEG6_LOCAL_CNT_BYTES, "bytes"),
            (SEG6_LOCAL_CNT_ERRORS, "errors"),
        ] {
            let n = attr.nest().get(kind).and_then(|attr| attr.u64());
            out.labelled(key, key, n.unwrap_or(0));
        }
    });
}

/// `flavors NAME[,NAME]... [ lblen BITS ] [ nflen BITS ]`; the lengths belong to `next-csid`.
fn flavors(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let mut set = 0_u32;
    for name in word.split(',').filter(|name| !name.is_empty()) {
        let place = FLAVORS.iter().position(|known| *known == name);
        let bit = place.map_or(0, |place| 2 << place);
        if bit == 0 || set & bit != 0 {
            return Err(Error::invalid(word, "invalid \"flavors\" attribute\n"));
        }
        set |= bit;
    }
    let mut nest = Request::with_body(0, 0, &[]);
    nest.put_u32(SEG6_LOCAL_FLV_OPERATION, set);
    if set & 2 << 3 != 0 {
        for (kind, word, name) in [
            (SEG6_LOCAL_FLV_LCBLOCK_BITS, "lblen", "locator-block"),
            (
                SEG6_LOCAL_FLV_LCNODE_FN_BITS,
                "nflen",
                "locator-node function",
            ),
        ] {
            if reading.args.take(Whole(word)) {
                let why = format!("\"{name} length\" value is invalid\n");
                nest.put_u8(kind, reading.args.parse(&why)?);
            }
        }
    }
    reading.draft.push(row.attr | NLA_F_NESTED, nest.body());
    Ok(())
}

fn show_flavors(_row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let attrs = attr.nest();
    if let Some(set) = attrs
        .get(SEG6_LOCAL_FLV_OPERATION)
        .and_then(|attr| attr.u32())
    {
        let names = FLAVORS.iter().enumerate();
        let names: Vec<&str> = names
            .filter(|(place, _)| set & 2 << place != 0)
            .map(|(_, name)| *name)
            .collect();
        display.out.list("flavors", ["flavors ", ",", " "], &names);
    }
    for (kind, key) in [
        (SEG6_LOCAL_FLV_LCBLOCK_BITS, "lblen"),
        (SEG6_LOCAL_FLV_LCNODE_FN_BITS, "nflen"),
    ] {
        if let Some(bits) = attrs.get(kind).and_then(|attr| attr.u8()) {
            display.out.labelled(key, key, bits);
        }
    }
}
