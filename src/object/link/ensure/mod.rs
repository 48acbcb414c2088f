//! `-ensure` of links.
//!
//! A link that is there is compared, option by option, and so is the other end of a pair. Flags (`up`) and what it does
//! not have yet (a master, an alias) are set, also of one that was just made, as the kernel takes no notice of some of
//! these then; another kind, or another value of an option, is in the way.

mod compare;
mod place;

use super::kind;
use super::parse::LinkOptions;
use crate::args::{decode, encode};
use crate::ensure::conflict;
use crate::error::{Error, Result};
use crate::names::links::index_of;
use crate::netlink::{Attrs, Request};
use crate::session::Session;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_DELLINK, RTM_GETLINK};
use compare::{Asked, compare, complete};
use place::{Found, NetnsHandle, Peer};

/// Where the device is that is to be changed or deleted.
pub(super) enum Lookup {
    /// Here, or it is the kernel that has to say that it is not.
    Here,
    /// Nowhere, and that is as it should be.
    Nowhere,
    /// It has been moved or renamed already: where it is and its index there.
    Moved(NetnsHandle, u32),
}

/// Looks for the device that is to be changed or deleted.
///
/// # Errors
/// That of the sockets; an index that it was to get and has not.
pub(super) fn locate(session: &mut Session, options: &LinkOptions, message: u16) -> Result<Lookup> {
    let Some(name) = options.device_name() else {
        return Ok(Lookup::Here);
    };
    if session.names.links.index(name).is_some() {
        return Ok(Lookup::Here);
    }
    if message == RTM_DELLINK {
        return Ok(Lookup::Nowhere);
    }
    let new = options.new_name().unwrap_or(name);
    // Bad words stay bad.
    if options.new_index().is_some() && !options.moves() {
        return Ok(Lookup::Here);
    }
    let is_tunnel = |kind: &str| kind::find(kind).is_some_and(|kind| kind.tunnel.is_some());
    // Options of a tunnel are put together from what it has here.
    if !options.moves() && new == name || options.kind.is_some_and(is_tunnel) {
        return Ok(Lookup::Here);
    }
    let mut place = NetnsHandle::of(options.namespace())?;
    let reply = place.named(new);
    let Some(index) = reply.and_then(|reply| index_of(&reply.message())) else {
        return Ok(Lookup::Here);
    };
    if options.new_index().is_some_and(|asked| asked != index) {
        return Err(differs("index", new, &index.to_string()));
    }
    Ok(Lookup::Moved(place, index))
}

/// Makes a device, unless there is such a one.
///
/// # Errors
/// What is in the way, and the kernel's refusal.
pub(super) fn add(session: &mut Session, options: &LinkOptions) -> Result<()> {
    let request = &options.request;
    let Some(name) = request.attrs(IfInfoMsg::SIZE).get(IFLA_IFNAME) else {
        return session.kernel.ack(request.clone());
    };
    let name = decode(name.text());
    let peer = Peer::of(request);
    let mut found = place::find(options, &name, peer.as_ref())?;
    match &mut found {
        Some(found) => check(session, options, found, &name, peer.as_ref())?,
        None => {
            let made = session.kernel.ack(request.clone());
            session.names.links.clear();
            made.map_err(|error| taken(error, peer.as_ref()))?;
            found = place::find(options, &name, peer.as_ref())?;
        }
    }
    let Some(found) = &mut found else {
        return Ok(());
    };
    complete(session, &mut found.own, Asked::own(request))?;
    match (peer, &mut found.other) {
        (Some(peer), Some(end)) => complete(session, end, Asked::peer(&peer)),
        (Some(_) | None, _) => Ok(()),
    }
}

/// What the kernel says if the name of the other end is taken.
fn taken(error: Error, peer: Option<&Peer>) -> Error {
    let name = peer.and_then(|peer| peer.name.as_deref());
    let Some(name) = name.filter(|_| error.errno() == Some(libc::EEXIST)) else {
        return error;
    };
    let namespace = peer.and_then(|peer| peer.namespace.as_ref());
    match NetnsHandle::of(namespace)
        .ok()
        .and_then(|mut place| place.named(name))
    {
        Some(_) => conflict("peer", name),
        None => error,
    }
}

/// Compares the device that is there, and its other end.
fn check(
    session: &mut Session,
    options: &LinkOptions,
    found: &mut Found,
    name: &str,
    peer: Option<&Peer>,
) -> Result<()> {
    compare(session, &found.own, Asked::own(&options.request), name)?;
    place::check_lower(session, options, &mut found.own, name)?;
    let Some(peer) = peer else {
        return Ok(());
    };
    let Some(end) = &found.other else {
        return Err(differs("peer", name, ""));
    };
    let there = end.name();
    if peer.name.as_ref().is_some_and(|peer| *peer != there) {
        return Err(differs("peer", name, &there));
    }
    if let Some(namespace) = &peer.namespace {
        if !end.is_in(namespace) {
            return Err(conflict("netns", &format!("{there} {}", end.whereabouts())));
        }
    }
    compare(session, end, Asked::peer(peer), &there)
}

/// The error about an existing device with another value of an option, or with none.
fn differs(word: &str, name: &str, value: &str) -> Error {
    let text = match value {
        "" => format!("{name} without {word}"),
        value => format!("{name} {word} {value}"),
    };
    conflict(word, &text)
}

fn info(attrs: Attrs) -> Attrs {
    kind::nested(attrs, IFLA_LINKINFO)
}

/// Of alternative names, keeps those that the device has not yet, or those that it has and that are to be deleted.
pub(super) fn keep_to_do(session: &mut Session, index: u32, names: &mut Vec<&str>, adds: bool) {
    let header = IfInfoMsg {
        index,
        ..IfInfoMsg::default()
    };
    let Ok(reply) = session.kernel.get(Request::new(RTM_GETLINK, 0, &header)) else {
        return;
    };
    let list = kind::nested(reply.message().attrs(IfInfoMsg::SIZE), IFLA_PROP_LIST);
    names.retain(|name| {
        let bytes = encode(name);
        list.iter().any(|attr| attr.text() == bytes.as_ref()) != adds
    });
}
