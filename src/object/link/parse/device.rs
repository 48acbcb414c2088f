//! Options that name a device, its place or its neighbours.

use super::values::{invalid, number};
use super::{LinkOptions, netns};
use crate::args::{Args, encode, short};
use crate::error::{Error, Result};
use crate::names::{NameTable, links};
use crate::netlink::Request;
use crate::object::link::usage;
use crate::session::{Session, vrf_table_of};
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::RTM_GETLINK;
use crate::value::{lladdr, switch};

/// The longest hardware address (`MAX_ADDR_LEN`).
const ADDRESS_MAX: usize = 32;

/// The longest alias and its NUL (`IFALIASZ`).
const ALIAS_MAX: usize = 256;

pub(super) fn name<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    options.once("name", word)?;
    options.name = Some(links::checked_name(word, "\"name\" not a valid ifname")?);
    Ok(())
}

pub(super) fn dev<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    device(options, args.value()?)
}

/// A word that is no option: the device.
pub(super) fn bare<'a>(options: &mut LinkOptions<'a>, word: &'a str) -> Result<()> {
    if short(word, "help") {
        return Err(usage::error());
    }
    device(options, word)
}

fn device<'a>(options: &mut LinkOptions<'a>, word: &'a str) -> Result<()> {
    if options.dev.is_some() {
        return Err(Error::duplicate_or_garbage("dev", word));
    }
    let why = "\"dev\" not a valid ifname";
    options.dev = Some(links::checked_alternative_name(word, why)?);
    Ok(())
}

pub(super) fn index<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    options.once("index", word)?;
    let n: Option<i32> = crate::args::FromWord::from_word(word);
    options.index = n.and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
    match options.index {
        Some(_) => Ok(()),
        None => Err(Error::invalid(word, "Invalid \"index\" value")),
    }
}

pub(super) fn link<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    options.link = Some(args.value()?);
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
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let address = hardware(args)?;
    options.request.put(IFLA_ADDRESS, &address);
    options.address = Some(address.len());
    Ok(())
}

pub(super) fn broadcast<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    options.request.put(IFLA_BROADCAST, &hardware(args)?);
    Ok(())
}

pub(super) fn netns<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    options.once("netns", word)?;
    let namespace = netns::open(word).ok_or_else(|| invalid(word, "netns"))?;
    options.request.put_fd(IFLA_NET_NS_FD, namespace.clone());
    options.netns = Some(namespace);
    Ok(())
}

pub(super) fn link_netns<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    options.once("link-netns/link-netnsid", word)?;
    options.link_netns = Some(word);
    Ok(())
}

pub(super) fn link_netnsid<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    options.once("link-netns/link-netnsid", word)?;
    options.link_nsid = Some(number(word, "link-netnsid")?);
    Ok(())
}

fn enslave<'a>(options: &mut LinkOptions<'a>, session: &mut Session, word: &str) -> Result<()> {
    let Some(index) = session.names.links.index(word) else {
        return Err(Error::invalid(word, "Device does not exist\n"));
    };
    options.request.put_u32(IFLA_MASTER, index);
    Ok(())
}

pub(super) fn master<'a>(
    options: &mut LinkOptions<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    enslave(options, session, word)
}

pub(super) fn nomaster<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    _args: &mut Args<'a>,
) -> Result<()> {
    options.request.put_u32(IFLA_MASTER, 0);
    Ok(())
}

pub(super) fn vrf<'a>(
    options: &mut LinkOptions<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    if session.names.links.index(word).is_none() || !is_vrf(session, word) {
        return Err(Error::invalid(word, "Not a valid VRF name\n"));
    }
    enslave(options, session, word)
}

/// Whether a device is a VRF.
fn is_vrf(session: &mut Session, name: &str) -> bool {
    let header = IfInfoMsg {
        family: session.family,
        ..IfInfoMsg::default()
    };
    let mut request = Request::new(RTM_GETLINK, 0, &header);
    request.put_text(IFLA_IFNAME, name);
    let Ok(reply) = session.kernel.get(request) else {
        return false;
    };
    vrf_table_of(&reply.message()).is_some()
}

pub(super) fn kind<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    options.kind = Some(args.value()?);
    Ok(())
}

pub(super) fn alias<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    if encode(word).len() >= ALIAS_MAX {
        return Err(Error::invalid(word, "alias too long\n"));
    }
    options.request.put_bare_text(IFLA_IFALIAS, word);
    Ok(())
}

pub(super) fn group<'a>(
    options: &mut LinkOptions<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    options.once("group", word)?;
    let group = session.names.tables.id(NameTable::Group, word);
    let Some(group) = group.filter(|group| i32::try_from(*group).is_ok()) else {
        return Err(invalid(word, "group"));
    };
    options.request.put_u32(IFLA_GROUP, group);
    options.group = true;
    Ok(())
}

pub(super) fn protodown_reason<'a>(
    options: &mut LinkOptions<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    let reason = session.names.tables.id(NameTable::ProtodownReason, word);
    let Some(bit) = reason.and_then(|reason| 1_u32.checked_shl(reason)) else {
        return Err(Error::invalid(word, "invalid protodown reason\n"));
    };
    let on = switch::on_off(args, "protodown_reason")?;
    options.request.nest(IFLA_PROTO_DOWN_REASON, |request| {
        request.put_u32(IFLA_PROTO_DOWN_REASON_MASK, bit);
        request.put_u32(IFLA_PROTO_DOWN_REASON_VALUE, if on { bit } else { 0 });
    });
    Ok(())
}
