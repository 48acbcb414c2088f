//! `netkit`: a pair of devices whose traffic BPF programs decide on. linux/if_link.h.

use super::{Kind, KindContext, Lower, PLAIN, PairOptions, Unknown};
use crate::args::Args;
use crate::args::Word::Whole;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::schema::{Draft, Row, Shown, put, shown};
use crate::session::Display;
use crate::session::Session;
use crate::uapi::link::IFLA_INFO_DATA;
use crate::uapi::netkit::*;

const HELP: &str = "Usage: ... netkit [ mode MODE ] [ POLICY ] [ scrub SCRUB ]
		[ peer [ POLICY ] [ scrub SCRUB ] [ NAME ] [ OPTION ... ] ]
The peer takes the options of 'ip link add' as well.

MODE   := { l3 | l2 } (l3 unless given)
POLICY := { forward | blackhole } (forward unless given)
SCRUB  := { default | none } (default unless given)
";

const FIELDS: &[Row] = &[
    shown(
        "mode",
        IFLA_NETKIT_MODE,
        &Shown(|row, attr, nest, display| word(&MODES, row, attr, nest, display)),
    ),
    shown("type", IFLA_NETKIT_PRIMARY, &Shown(show_type)),
    shown(
        "policy",
        IFLA_NETKIT_POLICY,
        &Shown(|row, attr, nest, display| word(&POLICIES, row, attr, nest, display)),
    ),
    shown(
        "peer_policy",
        IFLA_NETKIT_PEER_POLICY,
        &Shown(|row, attr, nest, display| word(&POLICIES, row, attr, nest, display)),
    )
    .text("peer policy {} "),
    shown(
        "scrub",
        IFLA_NETKIT_SCRUB,
        &Shown(|row, attr, nest, display| word(&SCRUBS, row, attr, nest, display)),
    ),
    shown(
        "peer_scrub",
        IFLA_NETKIT_PEER_SCRUB,
        &Shown(|row, attr, nest, display| word(&SCRUBS, row, attr, nest, display)),
    )
    .text("peer scrub {} "),
];

const MODES: [(&str, u32); 2] = [("l2", NETKIT_L2), ("l3", NETKIT_L3)];
const POLICIES: [(&str, u32); 2] = [("forward", NETKIT_PASS), ("blackhole", NETKIT_DROP)];
const SCRUBS: [(&str, u32); 2] = [
    ("none", NETKIT_SCRUB_NONE),
    ("default", NETKIT_SCRUB_DEFAULT),
];

fn word(words: &[(&'static str, u32)], row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let known = words.iter().find(|(_, n)| Some(*n) == attr.u32());
    put(row, display, known.map_or("UNKNOWN", |(word, _)| *word));
}

fn show_type(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let primary = attr.u8().is_some_and(|n| n != 0);
    put(row, display, if primary { "primary" } else { "peer" });
}

fn number(words: &[(&str, u32)], word: &str) -> Option<u32> {
    let known = words.iter().find(|(known, _)| *known == word)?;
    Some(known.1)
}

/// The options that differ from the defaults: one end reports those of both.
fn pair_options(data: Attrs, defaults: Option<Attrs>) -> PairOptions {
    let number = |attrs: Attrs, kind| attrs.get(kind).and_then(Attr::u32);
    let option = |keyword: Option<&'static str>, names: &[(&'static str, u32)], kind| {
        let default = defaults.and_then(|defaults| number(defaults, kind));
        let value = number(data, kind).filter(|value| default != Some(*value));
        let known = names.iter().find(|(_, known)| Some(*known) == value);
        let words = known.map(|(word, _)| keyword.into_iter().chain([*word]));
        let words = words.into_iter().flatten().map(str::to_owned);
        words.collect::<Vec<_>>()
    };
    let end = |policy, scrub| {
        let policy = option(None, &POLICIES, policy);
        [policy, option(Some("scrub"), &SCRUBS, scrub)].concat()
    };
    let mode = option(Some("mode"), &MODES, IFLA_NETKIT_MODE);
    PairOptions {
        own: [mode, end(IFLA_NETKIT_POLICY, IFLA_NETKIT_SCRUB)].concat(),
        peer: end(IFLA_NETKIT_PEER_POLICY, IFLA_NETKIT_PEER_SCRUB),
        is_peer: data.get(IFLA_NETKIT_PRIMARY).and_then(Attr::u8) == Some(0),
    }
}

/// One end's policy and scrubbing; before `peer` they are this end's, after it the other's. Functions and not rows:
/// what a word means depends on where it stands.
fn end(args: &mut Args, draft: &mut Draft, policy: u16, scrub: u16) -> Result<bool> {
    let Some(next) = args.peek() else {
        return Ok(false);
    };
    if let Some(n) = number(&POLICIES, next) {
        args.next();
        draft.push(policy, &n.to_ne_bytes());
    } else if next == "scrub" {
        args.next();
        let n = number(&SCRUBS, args.value()?)
            .ok_or_else(|| Error::command("Error: scrub must be either \"none\" or \"default\""))?;
        draft.push(scrub, &n.to_ne_bytes());
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn mode(args: &mut Args, draft: &mut Draft) -> Result<()> {
    let word = args.value()?;
    if draft.has(IFLA_NETKIT_MODE) {
        return Err(Error::duplicate("mode", word));
    }
    let mode = number(&MODES, word).ok_or_else(|| {
        Error::command("Error: argument of \"mode\" must be either \"l3\" or \"l2\"")
    })?;
    draft.push(IFLA_NETKIT_MODE, &mode.to_ne_bytes());
    Ok(())
}

fn read(
    kind: &Kind,
    session: &mut Session,
    args: &mut Args,
    making: &KindContext,
    request: &mut Request,
) -> Result<()> {
    if args.is_empty() {
        return Ok(());
    }
    let mut draft = Draft::default();
    let (mut policy, mut scrub) = (IFLA_NETKIT_POLICY, IFLA_NETKIT_SCRUB);
    let mut after_peer = false;
    let mut other = None;
    while let Some(word) = args.peek() {
        if args.take(Whole("mode")) {
            mode(args, &mut draft)?;
        } else if args.take(Whole("peer")) {
            if after_peer {
                return Err(Error::duplicate("peer", args.value()?));
            }
            after_peer = true;
            (policy, scrub) = (IFLA_NETKIT_PEER_POLICY, IFLA_NETKIT_PEER_SCRUB);
        } else if end(args, &mut draft, policy, scrub)? {
        } else if after_peer {
            other = Some(message(session, args, making)?);
        } else {
            return Err(kind.unknown_word(making.name, word));
        }
    }
    request.bare_nest(IFLA_INFO_DATA, |request| {
        draft.emit(request);
        if let Some(other) = other {
            request.put_message(IFLA_NETKIT_PEER_INFO, other);
        }
    });
    Ok(())
}

/// The other end's options. A kind is one too many, and the word after it is blamed.
fn message(session: &mut Session, args: &mut Args, making: &KindContext) -> Result<Request> {
    match making.peer(session, args)? {
        (_, Some(_)) => Err(Error::duplicate("type", args.peek().unwrap_or("(null)"))),
        (request, None) => Ok(request),
    }
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["netkit"],
    rows: &[FIELDS],
    shows: true,
    unknown: Unknown::Option,
    help_word: None,
    help: HELP,
    read: Some(read),
    config: "NETKIT",
    lower: Lower::Peer,
    deciding_attr: Some(IFLA_NETKIT_MODE),
    pair_options: Some(pair_options),
    ..PLAIN
};
