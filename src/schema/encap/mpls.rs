//! `encap mpls`: a stack of labels.

use super::{Encap, PLAIN};
use crate::args::Word::Whole;
use crate::error::Error;
use crate::netlink::{Attr, Attrs};
use crate::schema::{Once, Row, Shown, U8, put, row, shown};
use crate::session::Display;
use crate::uapi::lwtunnel::*;
use crate::value::inet::{label_stack, labels};

const ROWS: &[Row] = &[
    shown("dst", MPLS_IPTUNNEL_DST, &Shown(show)).text(" {} "),
    row(&[Whole("ttl")], MPLS_IPTUNNEL_TTL, &Once(&U8)),
];

pub(super) const ENCAP: Encap = Encap {
    name: "mpls",
    number: LWTUNNEL_ENCAP_MPLS,
    rows: ROWS,
    first: |args, draft| {
        let word = args.value()?;
        let stack = label_stack(word).ok_or_else(|| {
            Error::fatal(
                format!("Error: mpls address is expected rather than \"{word}\"."),
                1,
            )
        })?;
        draft.push(MPLS_IPTUNNEL_DST, &stack);
        Ok(())
    },
    ..PLAIN
};

fn show(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    put(row, display, labels(attr.bytes));
}
