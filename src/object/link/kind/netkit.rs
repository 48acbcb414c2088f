//! `netkit`: a pair of devices, or one alone, that run BPF programs in the driver.
//!
//! Plain functions instead of rows: after `peer` the same words mean the other end, up to the first that is none of
//! them, which begins the generic options of the other end.

use super::{Kind, Making, PLAIN, Unknown, peer};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::schema::Showing;
use crate::session::Session;
use crate::uapi::link::IFLA_INFO_DATA;
use crate::uapi::netkit::*;

const HELP: &str = "\
Usage: ... netkit [ mode MODE ] [ scrub SCRUB ] [ POLICY ]
                  [ peer [ scrub SCRUB ] [ POLICY ] [ NAME ] [ OPTION ... ] ]
MODE := { l2 | l3 }
POLICY := { forward | blackhole }
SCRUB := { none | default }
The peer takes the options of 'ip link add' as well.
";

/// The kind.
pub const KIND: Kind = Kind {
    names: &["netkit"],
    unknown: Unknown::Option,
    help_word: None,
    help: HELP,
    read: Some(read),
    show: Some(show),
    shows: true,
    ..PLAIN
};

const MODES: &[(&str, u32)] = &[("l2", NETKIT_L2), ("l3", NETKIT_L3)];
const POLICIES: &[(&str, u32)] = &[("forward", NETKIT_PASS), ("blackhole", NETKIT_DROP)];
const SCRUBS: &[(&str, u32)] = &[
    ("none", NETKIT_SCRUB_NONE),
    ("default", NETKIT_SCRUB_DEFAULT),
];

fn value(words: &[(&str, u32)], word: &str) -> Option<u32> {
    let known = words.iter().find(|(known, _)| *known == word);
    known.map(|(_, value)| *value)
}

fn read(
    kind: &Kind,
    session: &mut Session,
    args: &mut Args,
    making: &Making,
    request: &mut Request,
) -> Result<()> {
    if args.is_empty() {
        return Ok(());
    }
    request.bare_nest(IFLA_INFO_DATA, |request| {
        read_data(kind, session, args, making, request)
    })
}

fn read_data(
    kind: &Kind,
    session: &mut Session,
    args: &mut Args,
    making: &Making,
    request: &mut Request,
) -> Result<()> {
    let mut mode_given = false;
    let mut of_peer = false;
    while let Some(word) = args.peek() {
        if let Some(policy) = value(POLICIES, word) {
            args.next();
            let attr = match of_peer {
                true => IFLA_NETKIT_PEER_POLICY,
                false => IFLA_NETKIT_POLICY,
            };
            request.put_u32(attr, policy);
            continue;
        }
        match word {
            "mode" => {
                args.next();
                request.put_u32(IFLA_NETKIT_MODE, mode(args, mode_given)?);
                mode_given = true;
            }
            "scrub" => {
                args.next();
                let attr = match of_peer {
                    true => IFLA_NETKIT_PEER_SCRUB,
                    false => IFLA_NETKIT_SCRUB,
                };
                request.put_u32(attr, scrub(args)?);
            }
            "peer" if !of_peer => {
                args.next();
                of_peer = true;
            }
            _ if of_peer => {
                let message = peer::message(session, args, making)?;
                request.put_message(IFLA_NETKIT_PEER_INFO, message);
            }
            _ => {
                let name = making.name;
                let help = kind.help.trim_end();
                return Err(Error::command(format!(
                    "{name}: unknown option \"{word}\"?\n{help}"
                )));
            }
        }
    }
    Ok(())
}

fn mode(args: &mut Args, given: bool) -> Result<u32> {
    let word = args.value()?;
    if given {
        return Err(Error::duplicate("mode", word));
    }
    let why = "Error: argument of \"mode\" must be either \"l3\" or \"l2\"";
    value(MODES, word).ok_or_else(|| Error::command(why))
}

fn scrub(args: &mut Args) -> Result<u32> {
    let why = "Error: scrub must be either \"none\" or \"default\"";
    value(SCRUBS, args.value()?).ok_or_else(|| Error::command(why))
}

fn show(showing: &mut Showing) {
    put(showing, IFLA_NETKIT_MODE, "mode", "mode {} ", MODES);
    let primary = showing.attrs.get(IFLA_NETKIT_PRIMARY);
    if let Some(primary) = primary.and_then(|attr| attr.u8()) {
        let kind = match primary {
            0 => "peer",
            _ => "primary",
        };
        showing.out.put("type", "type {} ", kind);
    }
    let policy = IFLA_NETKIT_POLICY;
    put(showing, policy, "policy", "policy {} ", POLICIES);
    let policy = IFLA_NETKIT_PEER_POLICY;
    put(showing, policy, "peer_policy", "peer policy {} ", POLICIES);
    put(showing, IFLA_NETKIT_SCRUB, "scrub", "scrub {} ", SCRUBS);
    let scrub = IFLA_NETKIT_PEER_SCRUB;
    put(showing, scrub, "peer_scrub", "peer scrub {} ", SCRUBS);
}

fn put(showing: &mut Showing, attr: u16, key: &str, text: &str, words: &[(&str, u32)]) {
    let Some(value) = showing.attrs.get(attr).and_then(|attr| attr.u32()) else {
        return;
    };
    let word = words.iter().find(|(_, known)| *known == value);
    showing
        .out
        .put(key, text, word.map_or("unknown", |(word, _)| *word));
}
