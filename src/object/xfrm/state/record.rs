//! How a state is shown.

use super::options::{EXTRA_FLAGS, FLAGS};
use crate::error::{Error, Result};
use crate::netlink::{Attrs, Message};
use crate::object::xfrm::pen::{Fixed, Pen};
use crate::object::xfrm::{attributes, id, lifetime, selector, words};
use crate::uapi::xfrm::*;

/// Whether a message has all of a state.
pub(super) fn is_whole(message: &Message) -> bool {
    message.body.len() >= sa::SIZE
}

/// A message that is too short for what it says it is.
pub(in crate::object::xfrm) fn too_short(message: &Message, size: usize) -> Result<()> {
    let missing = size.saturating_sub(message.body.len());
    Err(Error::command(format!(
        "BUG: wrong nlmsg len -{missing}\nDump terminated"
    )))
}

/// Shows a state.
pub(in crate::object::xfrm) fn show(pen: &mut Pen, message: &Message) {
    show_parts(pen, Fixed(message.body), message.attrs(sa::SIZE));
    pen.end();
}

/// Shows the lines of a state.
pub(in crate::object::xfrm) fn show_parts(pen: &mut Pen, state: Fixed, attrs: Attrs) {
    let offsets = [
        sa::DADDR,
        sa::SPI,
        sa::PROTO,
        sa::FAMILY,
        sa::SADDR,
        sa::REQID,
        sa::MODE,
    ];
    id::Fields::at(state, offsets, true).show(pen, "");
    show_flags(pen, state, attrs);
    let family = state.u16(sa::FAMILY);
    attributes::show(pen, attrs, family, true);
    let selector = state.0.get(..sel::SIZE).unwrap_or_default();
    if selector.iter().any(|byte| *byte != 0) {
        pen.begin("sel ");
        selector::show(pen, Fixed(selector), family);
    }
    if pen.stats {
        lifetime::show(pen, state.from(sa::LIFETIME));
        show_stats(pen, state.from(sa::STATS));
    }
    attributes::show_context(pen, attrs);
}

fn show_flags(pen: &mut Pen, state: Fixed, attrs: Attrs) {
    pen.begin("");
    pen.put("replay-window {} ", state.u8(sa::REPLAY_WINDOW));
    if pen.stats {
        pen.seq(state.u32(sa::SEQ));
    }
    let flags = state.u8(sa::FLAGS);
    if pen.stats || flags != 0 {
        pen.word("flag ");
        pen.put("{}", words::flag_names(FLAGS, flags.into()));
    }
    if pen.stats {
        if let Some(attr) = attrs.get(XFRMA_SA_EXTRA_FLAGS) {
            let flags = Fixed(attr.bytes).u32(0);
            pen.word("extra_flag ");
            pen.put("{}", words::flag_names(EXTRA_FLAGS, flags));
        }
        pen.bits(" (0x{})", flags);
    }
    pen.line();
}

fn show_stats(pen: &mut Pen, stats: Fixed) {
    pen.begin("stats:");
    pen.line();
    pen.begin("  ");
    pen.put("replay-window {} ", stats.u32(0));
    pen.put("replay {} ", stats.u32(4));
    pen.put("failed {}", stats.u32(8));
    pen.line();
}
