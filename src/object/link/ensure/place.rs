//! Where a device is: in which namespace, and in which one its other end is.

use super::{differs, info};
use crate::args::decode;
use crate::ensure::conflict;
use crate::error::Result;
use crate::names::links::valid_name;
use crate::names::nsids::of_fd;
use crate::netlink::{Attr, Attrs, Netlink, Reply, Request};
use crate::object::link::kind;
use crate::object::link::parse::LinkOptions;
use crate::object::link::parse::netns::socket;
use crate::session::Session;
use crate::sys::netns;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::RTM_GETLINK;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;

/// A namespace and a socket in it.
pub(in crate::object::link) struct NetnsHandle {
    /// `None` for this one.
    namespace: Option<Arc<OwnedFd>>,
    socket: Netlink,
}

impl NetnsHandle {
    /// That namespace, or this one. To enter this one is not always allowed, and not needed.
    pub(super) fn of(namespace: Option<&Arc<OwnedFd>>) -> Result<NetnsHandle> {
        let namespace = namespace.filter(|namespace| !is_here(namespace));
        let socket = socket(namespace)?;
        Ok(NetnsHandle {
            namespace: namespace.cloned(),
            socket,
        })
    }

    fn is(&self, namespace: &Arc<OwnedFd>) -> bool {
        match &self.namespace {
            Some(own) => same(own, namespace),
            None => is_here(namespace),
        }
    }

    /// Sends a change.
    ///
    /// # Errors
    /// As [`Netlink::ack`].
    pub(in crate::object::link) fn ack(&mut self, request: Request) -> Result<()> {
        self.socket.ack(request)
    }

    /// The device of this name.
    pub(super) fn named(&mut self, name: &str) -> Option<Reply> {
        let mut request = Request::new(RTM_GETLINK, 0, &IfInfoMsg::default());
        let kind = match valid_name(name) {
            true => IFLA_IFNAME,
            false => IFLA_ALT_IFNAME,
        };
        request.put_text(kind, name);
        self.socket.get(request).ok()
    }

    /// The device with this index, here or in the namespace with this id.
    fn at(&mut self, index: u32, id: Option<Attr>) -> Option<Reply> {
        let header = IfInfoMsg {
            index,
            ..IfInfoMsg::default()
        };
        let mut request = Request::new(RTM_GETLINK, 0, &header);
        if let Some(id) = id {
            request.put(IFLA_TARGET_NETNSID, id.bytes);
        }
        self.socket.get(request).ok()
    }

    fn id_of(&mut self, namespace: &Arc<OwnedFd>) -> Option<i32> {
        of_fd(&mut self.socket, namespace.as_ref()).ok().flatten()
    }
}

fn here() -> Option<Arc<OwnedFd>> {
    netns::current().ok().map(Arc::new)
}

fn is_here(namespace: &Arc<OwnedFd>) -> bool {
    here().is_some_and(|here| same(&here, namespace))
}

fn named_namespaces() -> impl Iterator<Item = Arc<OwnedFd>> {
    let names = netns::list().unwrap_or_default().into_iter();
    names.filter_map(|name| netns::open(name).ok().map(Arc::new))
}

fn same(some: &Arc<OwnedFd>, other: &Arc<OwnedFd>) -> bool {
    let identity = |namespace: &Arc<OwnedFd>| netns::identity(namespace.as_ref()).ok();
    identity(some).is_some_and(|some| identity(other) == Some(some))
}

/// A device that is there.
pub(super) struct There {
    /// Where it is, unless that can only be asked about.
    pub(super) place: Option<NetnsHandle>,
    pub(super) reply: Reply,
}

impl There {
    pub(super) fn name(&self) -> String {
        let name = self.reply.message().attrs(IfInfoMsg::SIZE).get(IFLA_IFNAME);
        name.map(|name| decode(name.text())).unwrap_or_default()
    }

    pub(super) fn is_in(&self, namespace: &Arc<OwnedFd>) -> bool {
        let place = self.place.as_ref();
        place.is_some_and(|place| place.is(namespace))
    }

    /// The namespace in words.
    pub(super) fn whereabouts(&self) -> String {
        let place = self.place.as_ref();
        if place.is_some_and(|place| place.namespace.is_none()) {
            return "in this namespace".to_owned();
        }
        let mut names = netns::list().unwrap_or_default().into_iter();
        let same_key = |name: &std::ffi::OsString| {
            netns::open(name).is_ok_and(|namespace| self.is_in(&Arc::new(namespace)))
        };
        match names.find(same_key) {
            Some(name) => format!("netns {}", Path::new(&name).display()),
            None => "in a namespace without a name".to_owned(),
        }
    }
}

/// A device and, if it is an end of a pair, the other end.
pub(super) struct Found {
    pub(super) own: There,
    pub(super) other: Option<There>,
}

/// The other end that was asked for.
pub(super) struct Peer<'r> {
    /// An `ifinfomsg` and attributes.
    pub(super) body: &'r [u8],
    pub(super) name: Option<String>,
    pub(super) namespace: Option<Arc<OwnedFd>>,
}

impl<'r> Peer<'r> {
    pub(super) fn of(request: &'r Request) -> Option<Peer<'r>> {
        let info = info(request.attrs(IfInfoMsg::SIZE));
        if !kind::is_pair(&decode(info.get(IFLA_INFO_KIND)?.text())) {
            return None;
        }
        let body = kind::nested(info, IFLA_INFO_DATA)
            .get(VETH_INFO_PEER)?
            .bytes;
        let attrs = Attrs::new(body.get(IfInfoMsg::SIZE..)?);
        let namespace = attrs.get(IFLA_NET_NS_FD).and_then(Attr::u32);
        Some(Peer {
            body,
            name: attrs.get(IFLA_IFNAME).map(|name| decode(name.text())),
            namespace: namespace.and_then(|fd| request.file(fd)),
        })
    }
}

/// The device of this name; or the end of a pair whose ends were moved: one is here, or both are in named namespaces.
/// Where it was said in which namespace an end is to be, it is looked for only there.
pub(super) fn find(
    options: &LinkOptions,
    name: &str,
    peer: Option<&Peer>,
) -> Result<Option<Found>> {
    let mut place = NetnsHandle::of(options.namespace())?;
    if let Some(own) = place.named(name) {
        return Ok(Some(found(place, own, peer)));
    }
    let Some(peer) = peer.filter(|peer| peer.name.is_some() && !options.moves()) else {
        return Ok(None);
    };
    let name_of = |there: &Option<There>| there.as_ref().map(There::name);
    for namespace in named_namespaces() {
        // One that is no namespace, or that we may not enter, has nothing of ours.
        let Ok(mut place) = NetnsHandle::of(Some(&namespace)) else {
            continue;
        };
        let Some(own) = place.named(name) else {
            continue;
        };
        let found = found(place, own, Some(peer));
        let asked = peer.namespace.as_ref();
        let is_there = |end: &There| asked.is_none_or(|asked| end.is_in(asked));
        if name_of(&found.other) == peer.name && found.other.as_ref().is_some_and(is_there) {
            return Ok(Some(found));
        }
    }
    let mut place = NetnsHandle::of(peer.namespace.as_ref())?;
    let Some(end) = peer.name.as_ref().and_then(|peer| place.named(peer)) else {
        return Ok(None);
    };
    let Some(own) = other_end(&mut place, &end, None).filter(|own| own.name() == name) else {
        return Ok(None);
    };
    let other = Some(There {
        place: Some(place),
        reply: end,
    });
    Ok(Some(Found { own, other }))
}

fn found(mut place: NetnsHandle, own: Reply, peer: Option<&Peer>) -> Found {
    let namespace = peer.and_then(|peer| peer.namespace.as_ref());
    let other = peer.and_then(|_| other_end(&mut place, &own, namespace));
    Found {
        own: There {
            place: Some(place),
            reply: own,
        },
        other,
    }
}

/// The other end of a link, wherever that is; `asked` is where it should be.
fn other_end(place: &mut NetnsHandle, end: &Reply, asked: Option<&Arc<OwnedFd>>) -> Option<There> {
    let attrs = end.message().attrs(IfInfoMsg::SIZE);
    let index = attrs.get(IFLA_LINK).and_then(Attr::u32)?;
    let Some(id) = attrs.get(IFLA_LINK_NETNSID) else {
        let reply = place.at(index, None)?;
        let place = NetnsHandle::of(place.namespace.as_ref()).ok();
        return Some(There { place, reply });
    };
    let all = asked.cloned().into_iter().chain(here());
    let mut all = all.chain(named_namespaces());
    let known = all.find(|namespace| place.id_of(namespace) == id.i32());
    let there = known.and_then(|namespace| NetnsHandle::of(Some(&namespace)).ok());
    match there {
        Some(mut there) => {
            let reply = there.at(index, None)?;
            let place = Some(there);
            Some(There { place, reply })
        }
        None => {
            let reply = place.at(index, Some(id))?;
            Some(There { place: None, reply })
        }
    }
}

/// Sees that the device is on the one that was asked for, in the namespace where that is.
///
/// # Errors
/// It is on another one.
pub(super) fn check_lower(
    session: &mut Session,
    options: &LinkOptions,
    own: &mut There,
    name: &str,
) -> Result<()> {
    let asked = options.request.attrs(IfInfoMsg::SIZE);
    let there = own.reply.message().attrs(IfInfoMsg::SIZE);
    let id = |attrs: Attrs| attrs.get(IFLA_LINK_NETNSID).and_then(Attr::i32);
    let link = asked.get(IFLA_LINK).and_then(Attr::u32);
    let lower = there.get(IFLA_LINK).and_then(Attr::u32);
    if link.is_some() && lower.is_none() {
        return Err(differs("link", name, ""));
    }
    let known = id(there);
    let wanted = match &mut own.place {
        _ if id(asked).is_some() => id(asked),
        Some(place) if place.namespace.is_some() => here().and_then(|here| place.id_of(&here)),
        Some(_) | None => None,
    };
    if known != wanted && (link.is_some() || id(asked).is_some()) {
        let text = match known {
            Some(id) => format!("{name} link-netnsid {id}"),
            None => format!("{name} without link-netns"),
        };
        return Err(conflict("link-netns", &text));
    }
    let Some(lower) = lower.filter(|_| link.is_some() && link != lower) else {
        return Ok(());
    };
    let mut there = None;
    if known.is_some() {
        if let Some(place) = &mut own.place {
            let id = own
                .reply
                .message()
                .attrs(IfInfoMsg::SIZE)
                .get(IFLA_LINK_NETNSID);
            there = place.at(lower, id);
        }
    }
    let lower = match there {
        Some(reply) => There { place: None, reply }.name(),
        None => session.names.links.name(lower).into_owned(),
    };
    Err(differs("link", name, &lower))
}
