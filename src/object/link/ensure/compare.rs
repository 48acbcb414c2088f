//! What is asked of a device and what it has.

use super::place::{Peer, There};
use super::{differs, info};
use crate::args::decode;
use crate::ensure::{conflict, is_blank};
use crate::error::Result;
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::object::link::kind;
use crate::object::link::parse::inet;
use crate::object::link::record;
use crate::schema::{Implied, Row, first_differing, inverse};
use crate::session::Session;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::RTM_NEWLINK;

/// What is asked of a device: an `ifinfomsg` and attributes.
#[derive(Clone, Copy)]
pub(super) struct Asked<'r> {
    body: &'r [u8],
    /// It has no kind of its own, and its master is looked for in this namespace, if it is here at all.
    is_peer: bool,
}

impl<'r> Asked<'r> {
    pub(super) fn own(request: &'r Request) -> Asked<'r> {
        Asked {
            body: request.body(),
            is_peer: false,
        }
    }

    pub(super) fn peer(peer: &Peer<'r>) -> Asked<'r> {
        Asked {
            body: peer.body,
            is_peer: true,
        }
    }

    fn attrs(self) -> Attrs<'r> {
        Attrs::new(self.body.get(IfInfoMsg::SIZE..).unwrap_or_default())
    }

    /// The generic options that can be compared, with their words.
    fn options(self) -> impl Iterator<Item = (Attr<'r>, &'static str)> {
        let words = WORDS.iter().copied().chain(record::number_options());
        words.filter_map(move |(kind, word)| Some((self.attrs().get(kind)?, word)))
    }
}

/// Generic options that are not numbers.
const WORDS: &[(u16, &str)] = &[
    (IFLA_ADDRESS, "address"),
    (IFLA_BROADCAST, "broadcast"),
    (IFLA_MASTER, "master"),
    (IFLA_IFALIAS, "alias"),
    (IFLA_GROUP, "group"),
    (IFLA_LINKMODE, "mode"),
    (IFLA_PROTO_DOWN, "protodown"),
    (IFLA_PARENT_DEV_NAME, "parentdev"),
];

/// Finds what is otherwise than was asked for.
///
/// # Errors
/// What is in the way.
pub(super) fn compare(
    session: &mut Session,
    found: &There,
    asked: Asked,
    name: &str,
) -> Result<()> {
    let message = found.reply.message();
    let there = message.attrs(IfInfoMsg::SIZE);
    if !asked.is_peer {
        compare_kind(info(asked.attrs()), info(there), name)?;
    }
    let index = number(asked.body, 4);
    if index != 0 && index != number(message.body, 4) {
        return Err(differs("index", name, &number(message.body, 4).to_string()));
    }
    for (ours, word) in asked.options() {
        if let Some(theirs) = there.get(ours.kind) {
            if !agree(ours, theirs) && !lacks(theirs) && !is_own_of_port(ours, there) {
                return Err(differs(word, name, &value(session, theirs)));
            }
        }
    }
    if let (Some(ours), Some(theirs)) = (asked.attrs().get(IFLA_AF_SPEC), there.get(IFLA_AF_SPEC)) {
        if let Some((word, value)) = inet::first_other(ours.nest(), theirs.nest()) {
            return Err(differs(word, name, &value));
        }
    }
    if asked.is_peer {
        return Ok(());
    }
    compare_options(session, info(asked.attrs()), info(there), name)
}

fn kind_name(info: Attrs) -> String {
    let kind = info.get(IFLA_INFO_KIND).map(|kind| decode(kind.text()));
    kind.unwrap_or_default()
}

fn compare_kind(ours: Attrs, theirs: Attrs, name: &str) -> Result<()> {
    if kind_name(ours) == kind_name(theirs) {
        return Ok(());
    }
    Err(differs("type", name, &kind_name(theirs)))
}

fn compare_options(session: &mut Session, ours: Attrs, theirs: Attrs, name: &str) -> Result<()> {
    let wanted = kind_name(ours);
    let Some(kind) = kind::find(&wanted) else {
        return Ok(());
    };
    let (ours, theirs) = (
        kind::nested(ours, IFLA_INFO_DATA),
        kind::nested(theirs, IFLA_INFO_DATA),
    );
    let defaults = kind.defaults();
    let silent = Implied {
        defaults: Attrs::new(defaults.body()),
        current: None,
        kernel_bits: kind.kernel_owned_bits,
    };
    if let Some(word) = first_differing(kind.rows, silent, [ours, theirs], kind.lossy_attrs) {
        let text = option(session, kind, theirs, word);
        let mut rows = kind.rows.iter().flat_map(|rows| rows.iter());
        let has = rows.any(|row| row.name() == word && theirs.get(row.attr).is_some());
        let text = text.unwrap_or_else(|| match has {
            true => format!("with another {word}"),
            false => format!("without {word}"),
        });
        return Err(conflict(word, &format!("{name} {text}")));
    }
    let differs = kind.first_differing;
    match differs.and_then(|first_differing| first_differing(ours, theirs)) {
        Some((word, text)) => Err(conflict(word, &format!("{name} {text}"))),
        None => Ok(()),
    }
}

fn agree(ours: Attr, theirs: Attr) -> bool {
    match ours.kind {
        // One of them ends with NUL.
        IFLA_IFALIAS | IFLA_PARENT_DEV_NAME => ours.text() == theirs.text(),
        _ => ours.bytes == theirs.bytes,
    }
}

/// Whether it is the link-layer address that a port gets back when it leaves its master, whose address it has now.
fn is_own_of_port(asked: Attr, there: Attrs) -> bool {
    let master = info(there).get(IFLA_INFO_SLAVE_KIND);
    let kind = master.and_then(|master| kind::find_port(&decode(master.text())));
    let port = kind::nested(info(there), IFLA_INFO_SLAVE_DATA);
    let own = kind.and_then(|kind| port.get(kind.permanent_address?));
    asked.kind == IFLA_ADDRESS && own.is_some_and(|own| own.bytes == asked.bytes)
}

/// Whether a link has no value of something yet.
fn lacks(attr: Attr) -> bool {
    is_blank(attr) && attr.kind != IFLA_ADDRESS
}

/// An attribute in words.
fn value(session: &mut Session, attr: Attr) -> String {
    match (attr.kind, attr.u32()) {
        (IFLA_MASTER, Some(index)) => session.names.links.name(index).into_owned(),
        (IFLA_ADDRESS | IFLA_BROADCAST, _) => crate::value::lladdr::hex(attr.bytes),
        (IFLA_IFALIAS | IFLA_PARENT_DEV_NAME, _) => decode(attr.text()),
        (_, Some(n)) => n.to_string(),
        (_, None) => attr.u8().unwrap_or(0).to_string(),
    }
}

/// An option of a device in words, if it has it.
fn option(session: &mut Session, kind: &kind::Kind, there: Attrs, word: &str) -> Option<String> {
    let rows = || kind.rows.iter().flat_map(|rows| rows.iter());
    let means = |row: &Row, word: &str| row.words.iter().any(|known| known.name() == word);
    let found = inverse(kind.rows, session, there, Implied::default()).words;
    let same_key = |known: &&String| rows().any(|row| row.name() == word && means(row, known));
    let mut words = found.iter().skip_while(|known| !same_key(known));
    let mut text = words.next()?.clone();
    for value in words.take_while(|next| !rows().any(|row| means(row, next))) {
        text.push(' ');
        text.push_str(value);
    }
    Some(text)
}

fn number(body: &[u8], at: usize) -> u32 {
    let bytes = body.get(at..).and_then(|bytes| bytes.first_chunk());
    bytes.map_or(0, |bytes| u32::from_ne_bytes(*bytes))
}

/// Sets flags, and what the link has not yet.
///
/// # Errors
/// The kernel's refusal; a link where we cannot set anything.
pub(super) fn complete(session: &mut Session, found: &mut There, asked: Asked) -> Result<()> {
    let message = found.reply.message();
    let Some(set) = to_set(&message, asked) else {
        return Ok(());
    };
    session.names.links.clear();
    match &mut found.place {
        Some(place) => place.ack(set),
        None => Err(conflict(
            "netns",
            &format!("{} {}", found.name(), found.whereabouts()),
        )),
    }
}

/// The request that sets what is to be set, if anything is.
fn to_set(message: &Message, asked: Asked) -> Option<Request> {
    let there = message.attrs(IfInfoMsg::SIZE);
    let (flags, mask) = (number(asked.body, 8), number(asked.body, 12));
    let change = (flags ^ number(message.body, 8)) & mask;
    let header = IfInfoMsg {
        index: number(message.body, 4),
        flags: flags & change,
        change,
        ..IfInfoMsg::default()
    };
    let mut set = Request::new(RTM_NEWLINK, 0, &header);
    let mut anything = change != 0;
    for (attr, _) in asked.options() {
        if there.get(attr.kind).is_none_or(lacks) && !is_blank(attr) {
            set.put(attr.kind, attr.bytes);
            anything = true;
        }
    }
    anything.then_some(set)
}
