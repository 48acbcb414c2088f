//! `encap ila`: identifier locator addressing.

use super::codec::Named8;
use super::{Encap, PLAIN};
use crate::args::Word::Whole;
use crate::error::Error;
use crate::netlink::Attr;
use crate::schema::{Row, Showing, Shown, put, row, shown};
use crate::uapi::lwtunnel::{
    ILA_ATTR_CSUM_MODE, ILA_ATTR_HOOK_TYPE, ILA_ATTR_IDENT_TYPE, ILA_ATTR_LOCATOR,
    LWTUNNEL_ENCAP_ILA,
};

const ROWS: &[Row] = &[
    shown("locator", ILA_ATTR_LOCATOR, &Shown(locator)).text(" {} "),
    row(
        &[Whole("csum-mode")],
        ILA_ATTR_CSUM_MODE,
        &Named8 {
            shown: CSUM_MODES,
            typed: &[
                "adj-transport",
                "neutral-map",
                "no-action",
                "neutral-map-auto",
            ],
        },
    )
    .key("csum_mode")
    .text(" csum-mode {} "),
    row(
        &[Whole("ident-type")],
        ILA_ATTR_IDENT_TYPE,
        &Named8 {
            shown: IDENT_TYPES,
            typed: &["luid", "use-format"],
        },
    )
    .key("ident_type")
    .text(" ident-type {} "),
    row(
        &[Whole("hook-type")],
        ILA_ATTR_HOOK_TYPE,
        &Named8 {
            shown: &[(0, "output"), (1, "input")],
            typed: &["output", "input"],
        },
    )
    .key("hook_type")
    .text(" hook-type {} "),
];

/// `ILA_CSUM_*` in linux/ila.h.
const CSUM_MODES: &[(u8, &str)] = &[
    (0, "adj-transport"),
    (1, "neutral-map"),
    (2, "no-action"),
    (3, "neutral-map-auto"),
];

/// `ILA_ATYPE_*` in linux/ila.h.
const IDENT_TYPES: &[(u8, &str)] = &[
    (0, "iid"),
    (1, "luid"),
    (2, "virt-v4"),
    (3, "virt-uni-v6"),
    (4, "virt-multi-v6"),
    (5, "nonlocal-addr"),
    (32, "use-format"),
];

pub(super) const ENCAP: Encap = Encap {
    name: "ila",
    number: LWTUNNEL_ENCAP_ILA,
    rows: ROWS,
    first: |args, draft| {
        let word = args.value()?;
        let bytes = read(word).ok_or_else(|| Error::fatal(format!("Bad locator: {word}"), 1))?;
        draft.push(ILA_ATTR_LOCATOR, &bytes);
        Ok(())
    },
    ..PLAIN
};

/// Four numbers of sixteen bits, written as in an address of IPv6.
fn read(word: &str) -> Option<[u8; 8]> {
    let mut bytes = [0; 8];
    let mut parts = word.split(':');
    for room in bytes.chunks_exact_mut(2) {
        let part = parts.next().filter(|part| !part.is_empty())?;
        let n = crate::value::number::hexadecimal(part, 0xffff)?;
        room.copy_from_slice(&u16::try_from(n).ok()?.to_be_bytes());
    }
    parts.next().is_none().then_some(bytes)
}

fn locator(row: &Row, attr: Attr, showing: &mut Showing) {
    let mut text = String::new();
    for pair in attr.bytes.chunks_exact(2).take(4) {
        if let Some(bytes) = pair.first_chunk() {
            let between = if text.is_empty() { "" } else { ":" };
            text += &format!("{between}{:x}", u16::from_be_bytes(*bytes));
        }
    }
    put(row, showing, text);
}
