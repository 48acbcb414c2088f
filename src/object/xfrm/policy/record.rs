//! How a policy is shown.

use super::options::{ACTIONS, DIRECTIONS, FLAGS, TYPES};
use crate::netlink::{Attrs, Message};
use crate::object::xfrm::pen::{Fixed, Pen};
use crate::object::xfrm::template::share;
use crate::object::xfrm::words::{flag_names, name};
use crate::object::xfrm::{attributes, lifetime, selector};
use crate::uapi::xfrm::*;

/// Shows a policy.
pub(in crate::object::xfrm) fn show(pen: &mut Pen, message: &Message) {
    show_parts(pen, Fixed(message.body), message.attrs(pol::SIZE));
    pen.end();
}

/// Shows the lines of a policy.
pub(in crate::object::xfrm) fn show_parts(pen: &mut Pen, policy: Fixed, attrs: Attrs) {
    selector::show(pen, policy, policy.u16(sel::FAMILY));
    attributes::show_context(pen, attrs);
    pen.begin("");
    show_direction(pen, policy.u8(pol::DIR));
    let action = policy.u8(pol::ACTION);
    if pen.stats || action != 0 {
        pen.put("action {} ", name(ACTIONS, action));
    }
    if pen.stats {
        pen.put("index {} ", policy.u32(pol::INDEX));
    }
    pen.put("priority {} ", policy.u32(pol::PRIORITY));
    show_type(pen, attrs);
    if pen.stats {
        pen.put("share {} ", share(policy.u8(pol::SHARE)));
    }
    show_flags(pen, policy.u8(pol::FLAGS));
    pen.line();
    if pen.stats {
        lifetime::show(pen, policy.from(pol::LIFETIME));
    }
    attributes::show(pen, attrs, policy.u16(sel::FAMILY), false);
}

/// Directions of sockets begin behind the others, and are named after them.
fn show_direction(pen: &mut Pen, direction: u8) {
    let sockets = 3;
    let (label, place) = match direction.checked_sub(sockets) {
        Some(place) => ("socket {} ", place),
        None => ("dir {} ", direction),
    };
    pen.put(label, name(DIRECTIONS, place));
}

/// Shows which kind of policy it is, if that is told.
pub(in crate::object::xfrm) fn show_type(pen: &mut Pen, attrs: Attrs) {
    if let Some(attr) = attrs.get(XFRMA_POLICY_TYPE) {
        pen.put("ptype {} ", name(TYPES, Fixed(attr.bytes).u8(0)));
    }
}

fn show_flags(pen: &mut Pen, flags: u8) {
    if !pen.stats && flags == 0 {
        return;
    }
    pen.word("flag ");
    pen.put("{}", flag_names(FLAGS, flags.into()));
    if pen.stats {
        pen.bits(" (0x{})", flags);
    }
}
