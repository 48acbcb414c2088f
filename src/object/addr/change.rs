//! `ip addr add`, `change`, `replace` and `delete`: one request each.

use super::parse::{AddressOptions, Broadcast};
use super::record::{self, Address};
use crate::args::Args;
use crate::ensure;
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::output::eprint_line;
use crate::session::Session;
use crate::uapi::addr::*;
use crate::uapi::header::IfAddrMsg;
use crate::uapi::rtnetlink::{RTM_DELADDR, RTM_NEWADDR};
use crate::value::{
    family,
    inet::{Inet, Prefix},
};
use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE};

pub(super) fn add(session: &mut Session, args: Args) -> Result<()> {
    change_by(session, args, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL)
}

pub(super) fn change(session: &mut Session, args: Args) -> Result<()> {
    change_by(session, args, RTM_NEWADDR, NLM_F_REPLACE)
}

pub(super) fn replace(session: &mut Session, args: Args) -> Result<()> {
    change_by(session, args, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE)
}

pub(super) fn delete(session: &mut Session, args: Args) -> Result<()> {
    change_by(session, args, RTM_DELADDR, 0)
}

fn change_by(session: &mut Session, args: Args, kind: u16, flags: u16) -> Result<()> {
    let request = Request::new(kind, flags, &IfAddrMsg::default());
    let mut options = AddressOptions::parse(args, session.family, &session.names.tables, request)?;
    let removes = kind == RTM_DELADDR;
    let dev = options
        .dev
        .ok_or_else(|| Error::command("Not enough information: \"dev\" argument is required."))?;
    let mut header = IfAddrMsg {
        family: options.family,
        ..IfAddrMsg::default()
    };
    put_flags(&mut options, &mut header);
    put_address(&mut options, removes);
    let length = prefix(&options).map_or(0, |prefix| prefix.length);
    if !removes {
        put_broadcast(&mut options, length)?;
    }
    header.prefix_len = match (length, options.local) {
        (0, Some(local)) => local.length,
        _ => length,
    };
    header.scope = scope(&options, removes);
    let index = session.names.links.index(dev);
    if session.ensure && removes && index.is_none() {
        return Ok(());
    }
    header.index = index.ok_or_else(|| Error::no_device(dev))?;
    put_lifetimes(&mut options)?;
    check_autojoin(&options)?;
    options.request.set_header(&header);
    send(session, options.request)
}

fn send(session: &mut Session, request: Request) -> Result<()> {
    ensure::change_and_show(
        session,
        request,
        &super::ensure::ENSURE,
        &mut |message, display| {
            if let Some(address) = Address::read(message) {
                record::show(&address, true, display);
            }
        },
    )
}

/// Flags beyond the header's eight bits are sent in an attribute with all flags.
fn put_flags(options: &mut AddressOptions, header: &mut IfAddrMsg) {
    match u8::try_from(options.flags) {
        Ok(flags) => header.flags = flags,
        Err(_) => {
            options.request.put_u32(IFA_FLAGS, options.flags);
        }
    }
}

/// The prefix of the address: the peer's, if it has one.
fn prefix(options: &AddressOptions) -> Option<Prefix> {
    options.peer.or(options.local)
}

/// Without a peer, the address is its own prefix. Deleting an IPv4 address without a length matches any length.
fn put_address(options: &mut AddressOptions, removes: bool) {
    let (Some(local), None) = (options.local, options.peer) else {
        return;
    };
    let complete = local.explicit || local.length == 0;
    if removes && local.inet.family == family::INET && !complete {
        let address = local.inet;
        eprint_line(&format!(
            "Warning: Executing wildcard deletion to stay compatible with old scripts.\n\
             \x20        Explicitly specify the prefix length ({address}/32) to avoid this warning.\n\
             \x20        This special behaviour is likely to disappear in further releases,\n\
             \x20        fix your scripts!"
        ));
        return;
    }
    options.request.put(IFA_ADDRESS, local.inet.bytes());
}

/// Sets or clears the host bits of the prefix.
fn put_broadcast(options: &mut AddressOptions, length: u8) -> Result<()> {
    let ones = match options.broadcast {
        Some(Broadcast::Ones) => true,
        Some(Broadcast::Zeros) => false,
        Some(Broadcast::Written) | None => return Ok(()),
    };
    if options.family != family::INET {
        return Err(Error::command(
            "Broadcast can be set only for IPv4 addresses",
        ));
    }
    if length > 30 {
        return Ok(());
    }
    let Some(address) = prefix(options).and_then(|prefix| prefix.inet.v4()) else {
        options.request.put(IFA_BROADCAST, &[]);
        return Ok(());
    };
    let host = u32::MAX.checked_shr(length.into()).unwrap_or(0);
    let broadcast = if ones {
        address | host
    } else {
        address & !host
    };
    options
        .request
        .put(IFA_BROADCAST, Inet::from_v4(broadcast).bytes());
    Ok(())
}

/// `host` for IPv4 loopback addresses, `global` for others.
fn scope(options: &AddressOptions, removes: bool) -> u8 {
    const RT_SCOPE_HOST: u8 = 254;
    options.scope.unwrap_or_else(|| {
        let first = options.local.and_then(|local| local.inet.v4());
        match first.map(|address| address >> 24) {
            Some(127) if !removes => RT_SCOPE_HOST,
            Some(_) | None => 0,
        }
    })
}

fn put_lifetimes(options: &mut AddressOptions) -> Result<()> {
    if options.valid.is_none() && options.preferred.is_none() {
        return Ok(());
    }
    let valid = options.valid.unwrap_or(u32::MAX);
    let preferred = options.preferred.unwrap_or(u32::MAX);
    if valid == 0 {
        return Err(Error::command("valid_lft is zero"));
    }
    if valid < preferred {
        return Err(Error::command("preferred_lft is greater than valid_lft"));
    }
    // struct ifa_cacheinfo: preferred, valid, and two time stamps that the kernel sets.
    let mut info = Vec::with_capacity(16);
    for word in [preferred, valid, 0, 0] {
        info.extend_from_slice(&word.to_ne_bytes());
    }
    options.request.put(IFA_CACHEINFO, &info);
    Ok(())
}

fn check_autojoin(options: &AddressOptions) -> Result<()> {
    let multicast = options.local.is_some_and(|local| local.inet.is_multicast());
    if options.flags & IFA_F_MCAUTOJOIN != 0 && !multicast {
        return Err(Error::command("autojoin needs multicast address"));
    }
    Ok(())
}
