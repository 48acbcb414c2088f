//! `erspan`: the mirroring of packets over GRE, as `ip6erspan` does it over IPv6. linux/if_tunnel.h.

use super::Kind;
use super::gre;
use super::tunnel::{Tunnel, is_zero};
use crate::args::Word::Whole;
use crate::error::Result;
use crate::schema::erspan::{ErspanDirection, ErspanHardware, ErspanIndex, ErspanVersion};
use crate::schema::{Draft, Row, typed};
use crate::uapi::tunnel::*;

/// What it adds to the options of GRE.
pub const OPTIONS: &[Row] = &[
    typed(&[Whole("erspan")], IFLA_GRE_ERSPAN_INDEX, &ErspanIndex).wrong("invalid erspan index\n"),
    typed(&[Whole("erspan_ver")], IFLA_GRE_ERSPAN_VER, &ErspanVersion)
        .wrong("invalid erspan version\n"),
    typed(
        &[Whole("erspan_dir")],
        IFLA_GRE_ERSPAN_DIR,
        &ErspanDirection,
    )
    .wrong("Invalid erspan direction."),
    typed(
        &[Whole("erspan_hwid")],
        IFLA_GRE_ERSPAN_HWID,
        &ErspanHardware,
    )
    .wrong("invalid erspan hwid\n"),
];

/// Version 1, which is the default, has an index, version 2 a direction and a hardware id, version 0 nothing. What another
/// version has is not sent. `ip6erspan` does the same.
pub fn finish(draft: &mut Draft) -> Result<()> {
    let version = match draft.get(IFLA_GRE_ERSPAN_VER) {
        Some([version, ..]) => *version,
        _ => 1,
    };
    draft.set(IFLA_GRE_ERSPAN_VER, &[version]);
    if version != 1 || draft.get(IFLA_GRE_ERSPAN_INDEX).is_none_or(is_zero) {
        draft.remove(IFLA_GRE_ERSPAN_INDEX);
    }
    for (attr, zero) in [
        (IFLA_GRE_ERSPAN_DIR, &[0][..]),
        (IFLA_GRE_ERSPAN_HWID, &[0, 0]),
    ] {
        if version != 2 {
            draft.remove(attr);
        } else if !draft.has(attr) {
            draft.set(attr, zero);
        }
    }
    Ok(())
}

const TUNNEL: Tunnel = Tunnel {
    finish: Some(finish),
    ..gre::TUNNEL
};

/// The kind.
pub const KIND: Kind = Kind {
    names: &["erspan"],
    rows: &[
        gre::FLAG_OPTIONS,
        gre::OPTIONS,
        gre::ENCAP_OPTIONS,
        gre::MORE_OPTIONS,
        OPTIONS,
        gre::FIELDS,
        gre::FLAG_FIELDS,
        gre::MARK_FIELDS,
        gre::LAST_FIELDS,
    ],
    tunnel: Some(&TUNNEL),
    fallback_devices: &["erspan0"],
    ..gre::KIND
};
