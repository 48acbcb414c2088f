//! State records.

use super::options::{EXTRA_FLAGS, FLAGS};
use crate::error::{Error, Result};
use crate::netlink::{Attrs, Message};
use crate::object::xfrm::formatter::{Fixed, Formatter};
use crate::object::xfrm::{attributes, id, lifetime, selector, words};
use crate::uapi::xfrm::*;

/// Whether a message is long enough for a state.
pub(super) fn is_whole(message: &Message) -> bool {
    message.body.len() >= sa::SIZE
}

/// The error for a message that is too short for its type.
pub(in crate::object::xfrm) fn too_short(message: &Message, size: usize) -> Result<()> {
    let missing = size.saturating_sub(message.body.len());
    Err(Error::command(format!(
        "BUG: wrong nlmsg len -{missing}\nDump terminated"
    )))
}

/// Shows a state.
pub(in crate::object::xfrm) fn show(formatter: &mut Formatter, message: &Message) {
    show_parts(formatter, Fixed(message.body), message.attrs(sa::SIZE));
    formatter.end();
}

/// Shows the lines of a state.
pub(in crate::object::xfrm) fn show_parts(formatter: &mut Formatter, state: Fixed, attrs: Attrs) {
    let offsets = [
        sa::DADDR,
        sa::SPI,
        sa::PROTO,
        sa::FAMILY,
        sa::SADDR,
        sa::REQID,
        sa::MODE,
    ];
    id::Fields::at(state, offsets, true).show(formatter, "");
    show_flags(formatter, state, attrs);
    let family = state.u16(sa::FAMILY);
    attributes::show(formatter, attrs, family, true);
    let selector = state.0.get(..sel::SIZE).unwrap_or_default();
    if selector.iter().any(|byte| *byte != 0) {
        formatter.begin("sel ");
        selector::show(formatter, Fixed(selector), family);
    }
    if formatter.shows_statistics() {
        lifetime::show(formatter, state.from(sa::LIFETIME));
        show_stats(formatter, state.from(sa::STATS));
    }
    attributes::show_context(formatter, attrs);
}

fn show_flags(formatter: &mut Formatter, state: Fixed, attrs: Attrs) {
    formatter.begin("");
    formatter.put("replay-window {} ", state.u8(sa::REPLAY_WINDOW));
    if formatter.shows_statistics() {
        formatter.seq(state.u32(sa::SEQ));
    }
    let flags = state.u8(sa::FLAGS);
    if formatter.shows_statistics() || flags != 0 {
        formatter.word("flag ");
        formatter.put("{}", words::flag_names(FLAGS, flags.into()));
    }
    if formatter.shows_statistics() {
        if let Some(attr) = attrs.get(XFRMA_SA_EXTRA_FLAGS) {
            let flags = Fixed(attr.bytes).u32(0);
            formatter.word("extra_flag ");
            formatter.put("{}", words::flag_names(EXTRA_FLAGS, flags));
        }
        formatter.bits(" (0x{})", flags);
    }
    formatter.line();
}

fn show_stats(formatter: &mut Formatter, stats: Fixed) {
    formatter.begin("stats:");
    formatter.line();
    formatter.begin("  ");
    formatter.put("replay-window {} ", stats.u32(0));
    formatter.put("replay {} ", stats.u32(4));
    formatter.put("failed {}", stats.u32(8));
    formatter.line();
}
