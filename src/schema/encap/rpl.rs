//! `encap rpl`: source routes of the routing protocol for lossy networks.

use super::{Encap, PLAIN, segments};
use crate::args::Word::Whole;
use crate::error::Result;
use crate::netlink::{Attr, Attrs};
use crate::schema::{By, Once, Reading, Row, row};
use crate::session::Display;
use crate::uapi::lwtunnel::{LWTUNNEL_ENCAP_RPL, RPL_IPTUNNEL_SRH};

const ROWS: &[Row] = &[row(
    &[Whole("segs")],
    RPL_IPTUNNEL_SRH,
    &Once(&By { read, show }),
)];

pub(super) const ENCAP: Encap = Encap {
    name: "rpl",
    number: LWTUNNEL_ENCAP_RPL,
    rows: ROWS,
    ..PLAIN
};

fn read(row: &Row, reading: &mut Reading) -> Result<()> {
    let addresses = segments::read(reading.value()?)?;
    let header = segments::header(3, &addresses, false, 0);
    reading.draft.push(row.attr, &header);
    Ok(())
}

fn show(_row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    if let Some(left) = attr.bytes.get(3) {
        segments::show(attr.bytes, usize::from(*left), display.out);
    }
}
