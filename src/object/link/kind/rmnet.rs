//! `rmnet`: multiplexing on Qualcomm modems. linux/if_link.h.

use super::{Kind, KindContext, PLAIN, Unknown};
use crate::args::Word::Whole;
use crate::error::Result;
use crate::netlink::{Attr, Attrs};
use crate::schema::{self, Codec, Draft, Reading, Row, Shown, U16, row, shown, typed};
use crate::session::Display;
use crate::uapi::link_kinds::{IFLA_RMNET_FLAGS, IFLA_RMNET_MUX_ID};
use crate::value::switch;

const HELP: &str = "Usage: ... rmnet mux_id ID [ ingress-deaggregation { on | off } ]
                [ ingress-commands { on | off } ]
                [ ingress-mapv4-checksum { on | off } ]
                [ egress-mapv4-checksum { on | off } ]
                [ ingress-mapv5-checksum { on | off } ]
                [ egress-mapv5-checksum { on | off } ]

ID := 1..254
";

/// The flags, from bit 0 on.
const FLAGS: [&str; 6] = [
    "INGRESS_DEAGGREGATION",
    "INGRESS_MAP_COMMANDS",
    "INGRESS_MAP_CKSUMV4",
    "EGRESS_MAP_CKSUMV4",
    "INGRESS_MAP_CKSUMV5",
    "EGRESS_MAP_CKSUMV5",
];

/// A bit of {flags, mask}.
struct Bit(u32);
impl Codec for Bit {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let on = switch::off_on(reading.args, row.name(), 1)?;
        let bit = 1 << self.0;
        let before = reading.draft.get(row.attr).and_then(pair);
        let (flags, mask) = before.unwrap_or_default();
        let flags: u32 = if on { flags | bit } else { flags & !bit };
        let bytes = [flags.to_ne_bytes(), (mask | bit).to_ne_bytes()].concat();
        reading.draft.set(row.attr, &bytes);
        Ok(())
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

fn pair(bytes: &[u8]) -> Option<(u32, u32)> {
    let (flags, mask) = bytes.split_first_chunk()?;
    let mask = mask.first_chunk()?;
    Some((u32::from_ne_bytes(*flags), u32::from_ne_bytes(*mask)))
}

const ROWS: &[Row] = &[
    row(&[Whole("mux_id")], IFLA_RMNET_MUX_ID, &U16).wrong("mux_id is invalid"),
    typed(&[Whole("ingress-deaggregation")], IFLA_RMNET_FLAGS, &Bit(0)),
    typed(&[Whole("ingress-commands")], IFLA_RMNET_FLAGS, &Bit(1)),
    typed(
        &[Whole("ingress-mapv4-checksum")],
        IFLA_RMNET_FLAGS,
        &Bit(2),
    ),
    typed(&[Whole("egress-mapv4-checksum")], IFLA_RMNET_FLAGS, &Bit(3)),
    typed(
        &[Whole("ingress-mapv5-checksum")],
        IFLA_RMNET_FLAGS,
        &Bit(4),
    ),
    typed(&[Whole("egress-mapv5-checksum")], IFLA_RMNET_FLAGS, &Bit(5)),
    shown("flags", IFLA_RMNET_FLAGS, &Shown(show_flags)),
];

fn show_flags(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let Some((flags, _)) = pair(attr.bytes) else {
        return;
    };
    let mut words: Vec<&str> = (0..)
        .zip(FLAGS)
        .filter(|(bit, _)| flags >> bit & 1 != 0)
        .map(|(_, name)| name)
        .collect();
    let rest = flags & !0x3f;
    let rest = (rest != 0).then(|| format!("{rest:x}"));
    words.extend(rest.as_deref());
    display.out.list(row.key, ["<", ",", "> "], &words);
}

/// The first field is always there; without it, nothing is shown.
fn show(nest: Attrs, display: &mut Display) {
    if nest.get(IFLA_RMNET_MUX_ID).is_some() {
        schema::show(&[ROWS], nest, display);
    }
}

fn arrange(draft: &mut Draft, _making: &KindContext) -> Result<()> {
    draft.arrange(&[IFLA_RMNET_MUX_ID, IFLA_RMNET_FLAGS]);
    Ok(())
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["rmnet"],
    rows: &[ROWS],
    shows: true,
    unknown: Unknown::Command,
    help_word: Some(Whole("help")),
    help: HELP,
    finish: Some(arrange),
    show: Some(show),
    config: "RMNET",
    ..PLAIN
};
