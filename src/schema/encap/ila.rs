//! `encap ila`: identifier locator addressing.

use super::codec::Named8;
use super::{Encap, PLAIN};
use crate::args::Word::Whole;
use crate::error::Error;
use crate::netlink::{Attr, Attrs};
use crate::schema::{Row, Shown, put, row, shown};
use crate::session::Display;
use crate::uapi::ila::{
    ILA_ATTR_CSUM_MODE, ILA_ATTR_HOOK_TYPE, ILA_ATTR_IDENT_TYPE, ILA_ATTR_LOCATOR,
};
use crate::uapi::lwtunnel::LWTUNNEL_ENCAP_ILA;
use crate::value::ila;

const ROWS: &[Row] = &[
    shown("locator", ILA_ATTR_LOCATOR, &Shown(locator)).text(" {} "),
    row(
        &[Whole("csum-mode")],
        ILA_ATTR_CSUM_MODE,
        &Named8 {
            shown: ila::CSUM_MODES,
            typed: ila::TYPED_CSUM_MODES,
        },
    )
    .key("csum_mode")
    .text(" csum-mode {} "),
    row(
        &[Whole("ident-type")],
        ILA_ATTR_IDENT_TYPE,
        &Named8 {
            shown: ila::IDENT_TYPES,
            typed: ila::TYPED_IDENT_TYPES,
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

pub(super) const ENCAP: Encap = Encap {
    name: "ila",
    number: LWTUNNEL_ENCAP_ILA,
    rows: ROWS,
    first: |args, draft| {
        let word = args.value()?;
        let bytes =
            ila::read(word).ok_or_else(|| Error::fatal(format!("Bad locator: {word}"), 1))?;
        draft.push(ILA_ATTR_LOCATOR, &bytes);
        Ok(())
    },
    ..PLAIN
};

fn locator(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    put(row, display, ila::text(attr.bytes));
}
