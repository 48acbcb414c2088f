//! `encap xfrm`: the identifiers of an xfrm interface in collect mode.

use super::codec::Link;
use super::{Encap, HELP, PLAIN};
use crate::args::Word::Whole;
use crate::error::{Error, Result};
use crate::schema::{By, Codec, Once, Reading, Row, U32, row};
use crate::uapi::lwtunnel::{LWT_XFRM_IF_ID, LWT_XFRM_LINK, LWTUNNEL_ENCAP_XFRM};

const ROWS: &[Row] = &[
    row(
        &[Whole("if_id")],
        LWT_XFRM_IF_ID,
        &Once(&By {
            read: if_id,
            show: |row, attr, nest, display| U32.show(row, attr, nest, display),
        }),
    ),
    row(&[Whole("link_dev")], LWT_XFRM_LINK, &Once(&Link)),
];

pub(super) const ENCAP: Encap = Encap {
    name: "xfrm",
    number: LWTUNNEL_ENCAP_XFRM,
    rows: ROWS,
    // iproute2 drops all words that it does not know, to the end of the line.
    other: |args| match args.next() {
        Some("help") => Err(Error::usage(HELP)),
        word => Ok(word.is_some()),
    },
    last: |draft| match draft.has(LWT_XFRM_IF_ID) {
        true => Ok(()),
        false => Err(Error::usage(HELP)),
    },
    ..PLAIN
};

fn if_id(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.args.peek().unwrap_or_default();
    match reading.parse::<u32>(row)? {
        0 => Err(reading.wrong(row, word)),
        n => {
            reading.draft.push(row.attr, &n.to_ne_bytes());
            Ok(())
        }
    }
}
