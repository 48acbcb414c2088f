//! `-ensure` of links.
//!
//! A link that is there is compared, option by option. Flags (`up`) and what it does not have yet (a master, an alias) are
//! set; another kind, or another value of an option, is in the way.

use super::kind;
use super::parse::Generic;
use super::record::{self, HEADER, Link};
use crate::args::{decode, encode};
use crate::ensure::{in_the_way, is_blank};
use crate::error::{Error, Result};
use crate::names::links::valid_name;
use crate::netlink::{Attr, Attrs, Message, Netlink, Protocol, Reply, Request};
use crate::schema::{Row, Silent, first_differing, inverse};
use crate::session::Session;
use crate::sys::netns;
use crate::uapi::bond::IFLA_BOND_SLAVE_PERM_HWADDR;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_DELLINK, RTM_GETLINK, RTM_NEWLINK};
use netlink_packet_route::link::{LinkFlags, LinkHeader};

/// Whether nothing is to be done: a device to be deleted is not there, one to be moved or renamed has been.
///
/// # Errors
/// That of the sockets.
pub(super) fn is_so(session: &mut Session, generic: &Generic, message: u16) -> Result<bool> {
    let Some(name) = generic.device_name() else {
        return Ok(false);
    };
    if session.names.links.index(name).is_some() {
        return Ok(false);
    }
    if message == RTM_DELLINK {
        return Ok(true);
    }
    let new = generic.new_name().unwrap_or(name);
    let goes = generic.moves() || new != name;
    Ok(goes && named(&mut generic.socket()?, new).is_some())
}

/// Makes a device, unless there is such a one.
///
/// # Errors
/// What is in the way, and the kernel's refusal.
pub(super) fn add(session: &mut Session, generic: &Generic) -> Result<()> {
    let request = generic.request.clone();
    let asked = request.attrs(HEADER);
    let Some(name) = asked.get(IFLA_IFNAME).map(|name| decode(name.text())) else {
        return session.kernel.ack(request.clone());
    };
    let mut socket = generic.socket()?;
    let peer = peer_name(asked);
    let there = named(&mut socket, &name);
    if there.is_none()
        && let Some(peer) = &peer
        && pair_elsewhere(&mut socket, &name, peer)?
    {
        return Ok(());
    }
    let Some(reply) = there else {
        return match (session.kernel.ack(request.clone()), peer) {
            (Err(error), Some(peer)) if error.errno() == Some(libc::EEXIST) => {
                Err(in_the_way("peer", &peer))
            }
            (answer, _) => answer,
        };
    };
    let message = reply.message();
    let Some(link) = Link::read(&message) else {
        return session.kernel.ack(request.clone());
    };
    let peer_there = peer_of(&mut socket, &link);
    if let Some(peer) = peer
        && peer_there.as_ref() != Some(&peer)
    {
        return Err(other("peer", &name, &peer_there.unwrap_or_default()));
    }
    compare(session, asked, &message, &name)?;
    complete(session, &mut socket, &request, &message)
}

fn other(word: &str, name: &str, value: &str) -> Error {
    in_the_way(word, &format!("{name} {word} {value}"))
}

/// The device of this name.
fn named(socket: &mut Netlink, name: &str) -> Option<Reply> {
    let mut request = Request::new(RTM_GETLINK, 0, &LinkHeader::default());
    let kind = if valid_name(name) {
        IFLA_IFNAME
    } else {
        IFLA_ALT_IFNAME
    };
    request.put_text(kind, name);
    socket.get(request).ok()
}

fn info(attrs: Attrs) -> Attrs {
    kind::nested(attrs, IFLA_LINKINFO)
}

/// The name that the other end is to have: the nest begins with an `ifinfomsg`.
fn peer_name(asked: Attrs) -> Option<String> {
    let info = info(asked);
    let pairs: [&[u8]; 3] = [b"veth", b"vxcan", b"netkit"];
    if !pairs.contains(&info.get(IFLA_INFO_KIND)?.text()) {
        return None;
    }
    let peer = kind::nested(info, IFLA_INFO_DATA).get(VETH_INFO_PEER)?;
    let attrs = Attrs::new(peer.bytes.get(HEADER..)?);
    Some(decode(attrs.get(IFLA_IFNAME)?.text()))
}

/// The name of the other end of a link, wherever that is.
fn peer_of(socket: &mut Netlink, link: &Link) -> Option<String> {
    let index = link.u32(IFLA_LINK)?;
    let header = LinkHeader {
        index,
        ..LinkHeader::default()
    };
    let mut request = Request::new(RTM_GETLINK, 0, &header);
    if let Some(id) = link.attrs.get(IFLA_LINK_NETNSID) {
        request.put(IFLA_TARGET_NETNSID, id.bytes);
    }
    let reply = socket.get(request).ok()?;
    let name = reply.message().attrs(HEADER).get(IFLA_IFNAME)?;
    Some(decode(name.text()))
}

/// Whether there is a pair with these two names whose ends have been moved: the other one is here, or both are in named
/// namespaces.
fn pair_elsewhere(socket: &mut Netlink, name: &str, peer: &str) -> Result<bool> {
    if is_pair(socket, peer, name) {
        return Ok(true);
    }
    let home = netns::current().map_err(|error| Error::system("Open of the namespace", &error))?;
    let mut found = false;
    for named in netns::list().unwrap_or_default() {
        let entered = netns::open(&named).and_then(netns::enter);
        if entered.is_ok()
            && let Ok(mut socket) = Netlink::open(Protocol::Route, false)
        {
            found |= is_pair(&mut socket, name, peer);
        }
    }
    netns::enter(&home).map_err(|error| Error::system("Return to the namespace", &error))?;
    Ok(found)
}

fn is_pair(socket: &mut Netlink, name: &str, peer: &str) -> bool {
    named(socket, name).is_some_and(|reply| {
        let message = reply.message();
        let link = Link::read(&message);
        link.and_then(|link| peer_of(socket, &link)).as_deref() == Some(peer)
    })
}

/// Generic options that are not numbers.
const WORDS: &[(u16, &str)] = &[
    (IFLA_LINK, "link"),
    (IFLA_ADDRESS, "address"),
    (IFLA_BROADCAST, "broadcast"),
    (IFLA_MASTER, "master"),
    (IFLA_IFALIAS, "alias"),
    (IFLA_GROUP, "group"),
    (IFLA_LINKMODE, "mode"),
    (IFLA_PROTO_DOWN, "protodown"),
    (IFLA_AF_SPEC, "addrgenmode"),
];

/// Finds what is otherwise than was asked for.
fn compare(session: &mut Session, asked: Attrs, message: &Message, name: &str) -> Result<()> {
    let there = message.attrs(HEADER);
    let (ours, theirs) = (info(asked), info(there));
    let kind_name = |info: Attrs| {
        let kind = info.get(IFLA_INFO_KIND).map(|kind| decode(kind.text()));
        kind.unwrap_or_default()
    };
    let wanted = kind_name(ours);
    if wanted != kind_name(theirs) {
        return Err(other("type", name, &kind_name(theirs)));
    }
    let words = WORDS.iter().copied().chain(record::number_options());
    for (kind, word) in words {
        let (Some(ours), Some(theirs)) = (asked.get(kind), there.get(kind)) else {
            continue;
        };
        if !ours.is_within(theirs) && !lacks(theirs) && !is_own_of_port(ours, there) {
            return Err(other(word, name, &value(session, kind, theirs)));
        }
    }
    // What a device is stacked on cannot be added.
    if asked.get(IFLA_LINK).is_some() && there.get(IFLA_LINK).is_none() {
        return Err(other("link", name, "none"));
    }
    let Some(kind) = kind::find(&wanted).filter(|_| peer_name(asked).is_none()) else {
        return Ok(());
    };
    let (ours, theirs) = (
        kind::nested(ours, IFLA_INFO_DATA),
        kind::nested(theirs, IFLA_INFO_DATA),
    );
    let defaults = kind.defaults();
    let silent = Silent {
        sent: Attrs::new(defaults.body()),
        there: None,
        own: kind.own_bits,
    };
    match first_differing(kind.rows, silent, [ours, theirs], wanted == "bridge") {
        Some(word) => {
            let option = option(session, kind, theirs, word);
            Err(in_the_way(word, &format!("{name} {option}")))
        }
        None => Ok(()),
    }
}

/// Whether it is the link-layer address that a port of a bond, which has the bond's, gets back.
fn is_own_of_port(asked: Attr, there: Attrs) -> bool {
    let port = kind::nested(info(there), IFLA_INFO_SLAVE_DATA);
    let own = port.get(IFLA_BOND_SLAVE_PERM_HWADDR);
    let is_bond = info(there)
        .get(IFLA_INFO_SLAVE_KIND)
        .is_some_and(|kind| kind.text() == b"bond");
    asked.kind == IFLA_ADDRESS && is_bond && own.is_some_and(|own| own.bytes == asked.bytes)
}

/// Whether a link has no value of something yet.
fn lacks(attr: Attr) -> bool {
    is_blank(attr) && attr.kind != IFLA_ADDRESS
}

/// An attribute in words.
fn value(session: &mut Session, kind: u16, attr: Attr) -> String {
    match (kind, attr.u32()) {
        (IFLA_LINK | IFLA_MASTER, Some(index)) => session.names.links.name(index).into_owned(),
        (IFLA_ADDRESS | IFLA_BROADCAST, _) => crate::value::lladdr::hex(attr.bytes),
        (IFLA_IFALIAS, _) => decode(attr.text()),
        (IFLA_AF_SPEC, _) => String::new(),
        (_, Some(n)) => n.to_string(),
        (_, None) => attr.u8().unwrap_or(0).to_string(),
    }
}

/// An option of a device in words.
fn option(session: &mut Session, kind: &kind::Kind, there: Attrs, word: &str) -> String {
    let rows = || kind.rows.iter().flat_map(|rows| rows.iter());
    let means = |row: &Row, word: &str| row.words.iter().any(|known| known.name() == word);
    let found = inverse(kind.rows, session, there, Silent::default()).words;
    let is_it = |known: &&String| rows().any(|row| row.name() == word && means(row, known));
    let mut words = found.iter().skip_while(|known| !is_it(known));
    let mut text = words.next().cloned().unwrap_or_else(|| word.to_owned());
    for value in words.take_while(|next| !rows().any(|row| means(row, next))) {
        text.push(' ');
        text.push_str(value);
    }
    text
}

/// Sets flags, and what the link has not yet.
fn complete(
    session: &mut Session,
    socket: &mut Netlink,
    request: &Request,
    message: &Message,
) -> Result<()> {
    let (asked, there) = (request.attrs(HEADER), message.attrs(HEADER));
    let word = |body: &[u8], at: usize| {
        let bytes = body.get(at..).and_then(|bytes| bytes.first_chunk());
        bytes.map_or(0, |bytes| u32::from_ne_bytes(*bytes))
    };
    let (flags, mask) = (word(request.body(), 8), word(request.body(), 12));
    let change = (flags ^ word(message.body, 8)) & mask;
    let header = LinkHeader {
        index: word(message.body, 4),
        flags: LinkFlags::from_bits_retain(flags & change),
        change_mask: LinkFlags::from_bits_retain(change),
        ..LinkHeader::default()
    };
    let mut set = Request::new(RTM_NEWLINK, 0, &header);
    let mut anything = change != 0;
    for (kind, _) in WORDS.iter().copied().chain(record::number_options()) {
        if let Some(attr) = asked.get(kind)
            && there.get(kind).is_none_or(lacks)
            && !is_blank(attr)
        {
            set.put(kind, attr.bytes);
            anything = true;
        }
    }
    if anything {
        socket.ack(set)?;
        session.names.links.clear();
    }
    Ok(())
}

/// Alternative names: `names` that the device has already need not be added, those that it has not need not be deleted.
pub(super) fn alternative(session: &mut Session, index: u32, names: &[&str], adds: bool) -> bool {
    let header = LinkHeader {
        index,
        ..LinkHeader::default()
    };
    let Ok(reply) = session.kernel.get(Request::new(RTM_GETLINK, 0, &header)) else {
        return false;
    };
    let list = kind::nested(reply.message().attrs(HEADER), IFLA_PROP_LIST);
    names.iter().all(|name| {
        let bytes = encode(name);
        list.iter().any(|attr| attr.text() == bytes.as_ref()) == adds
    })
}
