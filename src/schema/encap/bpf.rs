//! `encap bpf`: programs of BPF at the hooks of a route. They are shown; loading them needs an ELF loader.

use super::codec::Program;
use super::{Encap, HELP, PLAIN};
use crate::args::Word::Whole;
use crate::error::{Error, Result};
use crate::schema::{By, Codec, Reading, Row, U32, row};
use crate::uapi::lwtunnel::*;

const ROWS: &[Row] = &[
    row(&[Whole("in")], LWT_BPF_IN, &Program(LWT_BPF_PROG_NAME)).text("{} "),
    row(&[Whole("out")], LWT_BPF_OUT, &Program(LWT_BPF_PROG_NAME)).text("{} "),
    row(&[Whole("xmit")], LWT_BPF_XMIT, &Program(LWT_BPF_PROG_NAME)).text("{} "),
    row(
        &[Whole("headroom")],
        LWT_BPF_XMIT_HEADROOM,
        &By {
            read: headroom,
            show: |row, attr, nest, display| U32.show(row, attr, nest, display),
        },
    )
    .text(" {} "),
];

pub(super) const ENCAP: Encap = Encap {
    name: "bpf",
    number: LWTUNNEL_ENCAP_BPF,
    rows: ROWS,
    other: |args| match args.peek() {
        Some("help") => Err(Error::usage(HELP)),
        _ => Ok(false),
    },
    ..PLAIN
};

fn headroom(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let n = crate::args::FromWord::from_word(word).filter(|n: &u32| *n != 0);
    let n = n.ok_or_else(|| Error::invalid(word, "headroom is invalid\n"))?;
    reading.draft.set(row.attr, &n.to_ne_bytes());
    Ok(())
}
