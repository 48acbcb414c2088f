//! Events of states and policies.

use super::formatter::{Fixed, Formatter};
use super::words::protocol;
use super::{attributes, id, policy as policies, selector, state, template};
use crate::netlink::Message;
use crate::output::eprint_line;
use crate::session::has_header;
use crate::uapi::xfrm::*;
use crate::value::ip_protocol;

/// Length of the fixed header of an event, and the function that shows it.
type EventFormat = (usize, fn(&mut Formatter, &Message));

fn teller(kind: u16) -> Option<EventFormat> {
    Some(match kind {
        XFRM_MSG_NEWSA => (sa::SIZE, state::record::show),
        XFRM_MSG_UPDSA => (sa::SIZE, |formatter, message| {
            formatter.word("Updated ");
            state::record::show(formatter, message);
        }),
        XFRM_MSG_DELSA => (sa_id::SIZE, deleted_state),
        XFRM_MSG_EXPIRE => (EXPIRE_SIZE, expired_state),
        XFRM_MSG_NEWPOLICY => (pol::SIZE, policies::record::show),
        XFRM_MSG_UPDPOLICY => (pol::SIZE, |formatter, message| {
            formatter.word("Updated ");
            policies::record::show(formatter, message);
        }),
        XFRM_MSG_DELPOLICY => (POLICY_ID_SIZE, deleted_policy),
        XFRM_MSG_POLEXPIRE => (POLEXPIRE_SIZE, expired_policy),
        XFRM_MSG_ACQUIRE => (acquire::SIZE, acquired),
        // Padded, as all are.
        XFRM_MSG_FLUSHSA => (4, flushed_states),
        XFRM_MSG_FLUSHPOLICY => (0, flushed_policies),
        XFRM_MSG_REPORT => (report::SIZE, reported),
        XFRM_MSG_NEWAE => (0, async_event),
        XFRM_MSG_MAPPING => (0, mapped),
        XFRM_MSG_GETDEFAULT => (0, |formatter, message| {
            policies::show_defaults(formatter.display.out, Fixed(message.body));
        }),
        _ => return None,
    })
}

/// Message types below this belong to netlink itself.
const FIRST_KIND: u16 = 16;

/// Shows an event, or reports that it is unknown.
pub(super) fn show(formatter: &mut Formatter, message: &Message) {
    match teller(message.kind) {
        Some((size, show)) => {
            if has_header(message, size) {
                show(formatter, message);
            }
        }
        None if message.kind < FIRST_KIND => {}
        None => {
            formatter.put("Unknown message: {} ", format!("{:08}", message.raw.len()));
            formatter.hex("0x{} ", message.kind.into());
            formatter.hex("0x{}\n", message.flags.into());
        }
    }
}

fn deleted_state(formatter: &mut Formatter, message: &Message) {
    formatter.word("Deleted ");
    let attrs = message.attrs(sa_id::SIZE);
    match attrs.get(XFRMA_SA) {
        Some(state) if state.bytes.len() >= sa::SIZE => {
            state::record::show_parts(formatter, Fixed(state.bytes), attrs);
            formatter.end();
        }
        // iproute2 has a text of its own for this.
        Some(_) => eprint_line("Buggy XFRM_MSG_DELPOLICY: too short XFRMA_POLICY len"),
        None => eprint_line("Buggy XFRM_MSG_DELSA: no XFRMA_SA"),
    }
}

fn deleted_policy(formatter: &mut Formatter, message: &Message) {
    formatter.word("Deleted ");
    let attrs = message.attrs(POLICY_ID_SIZE);
    match attrs.get(XFRMA_POLICY) {
        Some(policy) if policy.bytes.len() >= pol::SIZE => {
            policies::record::show_parts(formatter, Fixed(policy.bytes), attrs);
            formatter.end();
        }
        Some(_) => eprint_line("Buggy XFRM_MSG_DELPOLICY: too short XFRMA_POLICY len"),
        None => eprint_line("Buggy XFRM_MSG_DELPOLICY: no XFRMA_POLICY"),
    }
}

/// Shows whether a limit was hard.
fn hard(formatter: &mut Formatter, hard: u8) {
    formatter.put("\thard {}", hard);
    formatter.line();
    formatter.end();
}

fn expired_state(formatter: &mut Formatter, message: &Message) {
    formatter.word("Expired ");
    let state = Fixed(message.body);
    state::record::show_parts(formatter, state, message.attrs(EXPIRE_SIZE));
    hard(formatter, state.u8(sa::SIZE));
}

fn expired_policy(formatter: &mut Formatter, message: &Message) {
    formatter.word("Expired ");
    let policy = Fixed(message.body);
    policies::record::show_parts(formatter, policy, message.attrs(POLEXPIRE_SIZE));
    hard(formatter, policy.u8(pol::SIZE));
}

/// A policy needs a state that does not exist.
fn acquired(formatter: &mut Formatter, message: &Message) {
    let event = Fixed(message.body);
    formatter.put("acquire proto {} ", protocol(event.u8(acquire::PROTO)));
    id::show_spi(formatter, event.be32(acquire::SPI), false);
    formatter.line();
    formatter.word("  sel ");
    let policy = event.from(acquire::POLICY);
    let selector = event.from(acquire::SEL);
    selector::show(formatter, selector, policy.u16(sel::FAMILY));
    formatter.word("  policy ");
    formatter.prefix = "    \t";
    policies::record::show_parts(formatter, policy, message.attrs(acquire::SIZE));
    if formatter.shows_statistics() {
        formatter.word("  ");
        formatter.seq(event.u32(acquire::SEQ));
        let masks = [acquire::EALGOS, acquire::AALGOS, acquire::CALGOS];
        template::show_masks(formatter, event, masks);
    }
    formatter.line();
    formatter.end();
}

fn flushed_states(formatter: &mut Formatter, message: &Message) {
    let name = protocol(Fixed(message.body).u8(0));
    formatter.put("Flushed state proto {}", name);
    formatter.line();
    formatter.end();
}

fn flushed_policies(formatter: &mut Formatter, message: &Message) {
    formatter.word("Flushed policy ");
    policies::record::show_type(formatter, message.attrs(0));
    formatter.line();
    formatter.end();
}

fn reported(formatter: &mut Formatter, message: &Message) {
    let event = Fixed(message.body);
    formatter.put("report proto {} ", protocol(event.u8(0)));
    formatter.line();
    formatter.word("  sel ");
    let selector = event.from(report::SEL);
    let family = selector.u16(sel::FAMILY);
    selector::show(formatter, selector, family);
    formatter.prefix = "  ";
    attributes::show(formatter, message.attrs(report::SIZE), family, true);
    formatter.end();
}

/// Causes of an event, by bit.
const CAUSES: [(u32, &str); 3] = [
    (XFRM_AE_CR, " replay update "),
    (XFRM_AE_CE, " timer expired "),
    (XFRM_AE_CU, " policy updated "),
];

fn async_event(formatter: &mut Formatter, message: &Message) {
    let event = Fixed(message.body);
    let flags = event.u32(aevent::FLAGS);
    formatter.plain_hex("Async event  (0x{}) ", flags);
    for (_, cause) in CAUSES.iter().filter(|(bit, _)| flags & bit != 0) {
        formatter.word(cause);
    }
    formatter.word("\n\t");
    formatter.address(
        "src {} ",
        event.u16(sa_id::FAMILY),
        event.address(aevent::SADDR),
    );
    known_by(formatter, event, event.u32(aevent::REQID));
}

/// Shows the state of an event: `struct xfrm_usersa_id`.
fn known_by(formatter: &mut Formatter, event: Fixed, reqid: u32) {
    formatter.address(
        "dst {} ",
        event.u16(sa_id::FAMILY),
        event.address(sa_id::DADDR),
    );
    formatter.plain_hex(" reqid 0x{}", reqid);
    let protocol = event.u8(sa_id::PROTO);
    let name = ip_protocol::of_number(protocol);
    formatter.put(
        " protocol {} ",
        name.unwrap_or_else(|| protocol.to_string()),
    );
    formatter.plain_hex(" SPI 0x{}\n", event.be32(sa_id::SPI));
}

/// The peer's address or port changed.
fn mapped(formatter: &mut Formatter, message: &Message) {
    let event = Fixed(message.body);
    let family = event.u16(sa_id::FAMILY);
    for (label, address, port) in [
        ("Mapping change {}:", mapping::OLD_SADDR, mapping::OLD_SPORT),
        (" -> {}:", mapping::NEW_SADDR, mapping::NEW_SPORT),
    ] {
        formatter.address(label, family, event.address(address));
        formatter.put("{}", event.be16(port));
    }
    formatter.word("\n\t");
    known_by(formatter, event, event.u32(mapping::REQID));
}
