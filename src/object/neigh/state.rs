//! The states of a neighbour, `NUD_*`.

use crate::uapi::neigh::*;
use crate::value::number;

/// Every state, in the order in which they are shown.
pub(super) const SHOWN: &[(u16, &str)] = &[
    (NUD_INCOMPLETE, "INCOMPLETE"),
    (NUD_REACHABLE, "REACHABLE"),
    (NUD_STALE, "STALE"),
    (NUD_DELAY, "DELAY"),
    (NUD_PROBE, "PROBE"),
    (NUD_FAILED, "FAILED"),
    (NUD_NOARP, "NOARP"),
    (NUD_PERMANENT, "PERMANENT"),
];

/// The state of a name (whole, or its number).
pub(super) fn parse(word: &str) -> Option<u16> {
    let named = SHOWN
        .iter()
        .find(|(_, name)| name.to_ascii_lowercase() == word)
        .map(|(state, _)| *state);
    match word {
        "none" => Some(NUD_NONE),
        // One state, so one bit.
        _ => named.or_else(|| {
            let n = u16::try_from(number::unsigned(word, 255)?).ok()?;
            (n.count_ones() <= 1).then_some(n)
        }),
    }
}
