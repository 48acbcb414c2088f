//! States of neighbours, `NUD_*`.

use crate::args::Word::{self, Short, Whole};
use crate::uapi::neigh::*;
use crate::value::number;

/// In display order.
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

/// In the order of comparison.
const WORDS: &[(Word, u16)] = &[
    (Short("permanent"), NUD_PERMANENT),
    (Short("reachable"), NUD_REACHABLE),
    (Whole("noarp"), NUD_NOARP),
    (Whole("none"), NUD_NONE),
    (Whole("stale"), NUD_STALE),
    (Whole("incomplete"), NUD_INCOMPLETE),
    (Whole("delay"), NUD_DELAY),
    (Whole("probe"), NUD_PROBE),
    (Short("failed"), NUD_FAILED),
];

/// Reads a keyword or a number.
pub(super) fn parse(word: &str) -> Option<u16> {
    let named = WORDS.iter().find(|(known, _)| known.fits(word));
    named.map(|(_, state)| *state).or_else(|| {
        let n = u16::try_from(number::unsigned(word, 255)?).ok()?;
        // A state has at most one bit.
        (n.count_ones() <= 1).then_some(n)
    })
}
