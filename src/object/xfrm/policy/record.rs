//! Policy records.

use super::options::{ACTIONS, DIRECTIONS, FLAGS, TYPES};
use crate::netlink::{Attrs, Message};
use crate::object::xfrm::formatter::{Fixed, Formatter};
use crate::object::xfrm::template::share;
use crate::object::xfrm::words::{flag_names, name};
use crate::object::xfrm::{attributes, lifetime, selector};
use crate::uapi::xfrm::*;

/// Shows a policy.
pub(in crate::object::xfrm) fn show(formatter: &mut Formatter, message: &Message) {
    show_parts(formatter, Fixed(message.body), message.attrs(pol::SIZE));
    formatter.end();
}

/// Shows the lines of a policy.
pub(in crate::object::xfrm) fn show_parts(formatter: &mut Formatter, policy: Fixed, attrs: Attrs) {
    selector::show(formatter, policy, policy.u16(sel::FAMILY));
    attributes::show_context(formatter, attrs);
    formatter.begin("");
    show_direction(formatter, policy.u8(pol::DIR));
    let action = policy.u8(pol::ACTION);
    if formatter.shows_statistics() || action != 0 {
        formatter.put("action {} ", name(ACTIONS, action));
    }
    if formatter.shows_statistics() {
        formatter.put("index {} ", policy.u32(pol::INDEX));
    }
    formatter.put("priority {} ", policy.u32(pol::PRIORITY));
    show_type(formatter, attrs);
    if formatter.shows_statistics() {
        formatter.put("share {} ", share(policy.u8(pol::SHARE)));
    }
    show_flags(formatter, policy.u8(pol::FLAGS));
    formatter.line();
    if formatter.shows_statistics() {
        lifetime::show(formatter, policy.from(pol::LIFETIME));
    }
    attributes::show(formatter, attrs, policy.u16(sel::FAMILY), false);
}

/// Directions of sockets follow the others and have their names.
fn show_direction(formatter: &mut Formatter, direction: u8) {
    let sockets = 3;
    let (label, place) = match direction.checked_sub(sockets) {
        Some(place) => ("socket {} ", place),
        None => ("dir {} ", direction),
    };
    formatter.put(label, name(DIRECTIONS, place));
}

/// Shows the type of a policy, if reported.
pub(in crate::object::xfrm) fn show_type(formatter: &mut Formatter, attrs: Attrs) {
    if let Some(attr) = attrs.get(XFRMA_POLICY_TYPE) {
        formatter.put("ptype {} ", name(TYPES, Fixed(attr.bytes).u8(0)));
    }
}

fn show_flags(formatter: &mut Formatter, flags: u8) {
    if !formatter.shows_statistics() && flags == 0 {
        return;
    }
    formatter.word("flag ");
    formatter.put("{}", flag_names(FLAGS, flags.into()));
    if formatter.shows_statistics() {
        formatter.bits(" (0x{})", flags);
    }
}
