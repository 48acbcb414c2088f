//! Options that name a device, its place or its neighbours.

use super::words::{invalid, number};
use super::{Generic, netns};
use crate::args::{Args, encode, short};
use crate::error::{Error, Result};
use crate::names::{Table, links};
use crate::netlink::Request;
use crate::object::link::usage;
use crate::session::Session;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::RTM_GETLINK;
use crate::value::{lladdr, switch};
use netlink_packet_route::link::LinkHeader;

/// The longest hardware address (`MAX_ADDR_LEN`).
const ADDRESS_MAX: usize = 32;

/// The longest alias and its NUL (`IFALIASZ`).
const ALIAS_MAX: usize = 256;

pub(super) fn name<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    generic.once("name", word)?;
    generic.name = Some(links::checked_name(word, "\"name\" not a valid ifname")?);
    Ok(())
}

pub(super) fn dev<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    device(generic, args.value()?)
}

/// A word that is no option: the device.
pub(super) fn bare<'a>(generic: &mut Generic<'a>, word: &'a str) -> Result<()> {
    if short(word, "help") {
        return Err(Error::usage(usage::LINK));
    }
    device(generic, word)
}

fn device<'a>(generic: &mut Generic<'a>, word: &'a str) -> Result<()> {
    if generic.dev.is_some() {
        return Err(Error::duplicate_or_garbage("dev", word));
    }
    let why = "\"dev\" not a valid ifname";
    generic.dev = Some(links::checked_alternative_name(word, why)?);
    Ok(())
}

pub(super) fn index<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    generic.once("index", word)?;
    let n: Option<i32> = crate::args::FromWord::from_word(word);
    generic.index = n.and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
    match generic.index {
        Some(_) => Ok(()),
        None => Err(Error::invalid(word, "Invalid \"index\" value")),
    }
}

pub(super) fn link<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    generic.link = Some(args.value()?);
    Ok(())
}

fn hardware(args: &mut Args) -> Result<Vec<u8>> {
    let word = args.value()?;
    let address = lladdr::parse(word)?;
    if address.len() > ADDRESS_MAX {
        return Err(Error::command(format!("\"{word}\" is invalid lladdr.")));
    }
    Ok(address)
}

pub(super) fn address<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let address = hardware(args)?;
    generic.request.put(IFLA_ADDRESS, &address);
    generic.address = Some(address.len());
    Ok(())
}

pub(super) fn broadcast<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    generic.request.put(IFLA_BROADCAST, &hardware(args)?);
    Ok(())
}

pub(super) fn netns<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    generic.once("netns", word)?;
    let namespace = netns::open(word).ok_or_else(|| invalid(word, "netns"))?;
    generic.request.put_fd(IFLA_NET_NS_FD, namespace.clone());
    generic.netns = Some(namespace);
    Ok(())
}

pub(super) fn link_netns<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    generic.once("link-netns/link-netnsid", word)?;
    generic.link_netns = Some(word);
    Ok(())
}

pub(super) fn link_netnsid<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    generic.once("link-netns/link-netnsid", word)?;
    generic.link_nsid = Some(number(word, "link-netnsid")?);
    Ok(())
}

fn enslave<'a>(generic: &mut Generic<'a>, session: &mut Session, word: &str) -> Result<()> {
    let Some(index) = session.names.links.index(word) else {
        return Err(Error::invalid(word, "Device does not exist\n"));
    };
    generic.request.put_u32(IFLA_MASTER, index);
    Ok(())
}

pub(super) fn master<'a>(
    generic: &mut Generic<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    enslave(generic, session, word)
}

pub(super) fn nomaster<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    _args: &mut Args<'a>,
) -> Result<()> {
    generic.request.put_u32(IFLA_MASTER, 0);
    Ok(())
}

pub(super) fn vrf<'a>(
    generic: &mut Generic<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    if session.names.links.index(word).is_none() || !is_vrf(session, word) {
        return Err(Error::invalid(word, "Not a valid VRF name\n"));
    }
    enslave(generic, session, word)
}

/// Whether a device is a VRF.
fn is_vrf(session: &mut Session, name: &str) -> bool {
    let header = LinkHeader {
        interface_family: session.family.into(),
        ..LinkHeader::default()
    };
    let mut request = Request::new(RTM_GETLINK, 0, &header);
    request.put_text(IFLA_IFNAME, name);
    let Ok(reply) = session.kernel.get(request) else {
        return false;
    };
    let info = reply.message().attrs(16).get(IFLA_LINKINFO);
    let kind = info.and_then(|info| info.nest().get(IFLA_INFO_KIND));
    kind.is_some_and(|kind| kind.text() == b"vrf")
}

pub(super) fn kind<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    generic.kind = Some(args.value()?);
    Ok(())
}

pub(super) fn alias<'a>(
    generic: &mut Generic<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    if encode(word).len() >= ALIAS_MAX {
        return Err(Error::invalid(word, "alias too long\n"));
    }
    generic.request.put_bare_text(IFLA_IFALIAS, word);
    Ok(())
}

pub(super) fn group<'a>(
    generic: &mut Generic<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    generic.once("group", word)?;
    let group = session.names.tables.id(Table::Group, word);
    let Some(group) = group.filter(|group| i32::try_from(*group).is_ok()) else {
        return Err(invalid(word, "group"));
    };
    generic.request.put_u32(IFLA_GROUP, group);
    generic.group = true;
    Ok(())
}

pub(super) fn protodown_reason<'a>(
    generic: &mut Generic<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    let reason = session.names.tables.id(Table::ProtodownReason, word);
    let Some(bit) = reason.and_then(|reason| 1_u32.checked_shl(reason)) else {
        return Err(Error::invalid(word, "invalid protodown reason\n"));
    };
    let on = switch::on_off(args, "protodown_reason")?;
    generic.request.nest(IFLA_PROTO_DOWN_REASON, |request| {
        request.put_u32(IFLA_PROTO_DOWN_REASON_MASK, bit);
        request.put_u32(IFLA_PROTO_DOWN_REASON_VALUE, if on { bit } else { 0 });
    });
    Ok(())
}
