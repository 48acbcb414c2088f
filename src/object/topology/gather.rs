//! Looks into one namespace after the other and comes back.

use super::model::{Gateway, Link, Space, Topology, printable};
use crate::args::{decode, encode};
use crate::error::{Error, Result, strerror};
use crate::names::nsids;
use crate::netlink::{Attr, Message, Netlink, Protocol, Request};
use crate::session::Session;
use crate::sys::netns::{self, Identity};
use crate::uapi::addr::{IFA_ADDRESS, IFA_LOCAL};
use crate::uapi::link::*;
use crate::uapi::route::{RTA_GATEWAY, RTA_OIF, RTA_TABLE, RTA_VIA};
use crate::uapi::rtnetlink::{RTM_GETADDR, RTM_GETLINK, RTM_GETROUTE};
use crate::value::{family, inet::Inet, lladdr};
use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;

/// `RT_TABLE_MAIN`.
const MAIN_TABLE: u32 = 254;

/// A namespace to look into.
struct Candidate {
    label: String,
    identity: Identity,
    file: OwnedFd,
}

/// Looks at the namespaces of these names; without names, at this one and all named ones, with `all` at those of
/// processes too.
///
/// # Errors
/// A namespace of these names that is not there, this one not answering, no way back.
pub(super) fn gather(session: &mut Session, names: &[String], all: bool) -> Result<Topology> {
    let mut topology = Topology::default();
    let home = netns::current().map_err(|error| Error::system("Open of the namespace", &error))?;
    let mut candidates = Vec::new();
    for name in names {
        let file = netns::open(OsStr::from_bytes(&encode(name))).map_err(|error| {
            Error::with_status(
                format!(
                    "Cannot open network namespace \"{name}\": {}",
                    strerror(error.raw_os_error().unwrap_or(0))
                ),
                255,
            )
        })?;
        consider(&mut candidates, printable(name), file);
    }
    if names.is_empty() {
        if let Ok(file) = netns::current() {
            consider(&mut candidates, own_label(), file);
        }
        consider_named(&mut candidates, &mut topology);
    }
    if all {
        consider_processes(&mut candidates, &mut topology);
    }
    let here = netns::identity(&home).ok();
    for candidate in &candidates {
        let looked = if Some(candidate.identity) == here {
            look(candidate, &candidates)
        } else {
            let looked = netns::enter(&candidate.file)
                .map_err(|error| Error::system("setns", &error))
                .and_then(|()| look(candidate, &candidates));
            netns::enter(&home)
                .map_err(|error| Error::system("Return to the namespace", &error))?;
            looked
        };
        match looked {
            Ok(space) => topology.spaces.push(space),
            Err(error) => topology
                .unseen
                .push((candidate.label.clone(), error.to_string())),
        }
    }
    session.entered_namespace();
    place_ids(&mut topology, &candidates);
    Ok(topology)
}

/// The name of the namespace that we are in.
fn own_label() -> String {
    netns::current()
        .and_then(netns::identity)
        .ok()
        .and_then(|identity| netns::name_of(identity).ok().flatten())
        .map_or_else(
            || "(this namespace)".to_owned(),
            |name| printable(&decode(name.as_encoded_bytes())),
        )
}

/// Adds a namespace unless it is among them under another name.
fn consider(candidates: &mut Vec<Candidate>, label: String, file: OwnedFd) {
    let Ok(identity) = netns::identity(&file) else {
        return;
    };
    if candidates.iter().all(|known| known.identity != identity) {
        candidates.push(Candidate {
            label,
            identity,
            file,
        });
    }
}

fn consider_named(candidates: &mut Vec<Candidate>, topology: &mut Topology) {
    let mut names = netns::list().unwrap_or_default();
    names.sort();
    for name in names {
        let label = printable(&decode(name.as_encoded_bytes()));
        match netns::open(&name) {
            Ok(file) => consider(candidates, label, file),
            Err(error) => unseen(topology, label, &error),
        }
    }
}

fn consider_processes(candidates: &mut Vec<Candidate>, topology: &mut Topology) {
    for pid in netns::processes().unwrap_or_default() {
        match netns::open_of_pid(pid) {
            Ok(file) => consider(candidates, format!("(process {pid})"), file),
            // One that has ended meanwhile is no loss.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => unseen(topology, format!("(process {pid})"), &error),
        }
    }
}

fn unseen(topology: &mut Topology, label: String, error: &io::Error) {
    let why = strerror(error.raw_os_error().unwrap_or(0));
    topology.unseen.push((label, why));
}

/// Asks the namespace that we are in now. The ids stand for places among the candidates.
fn look(candidate: &Candidate, candidates: &[Candidate]) -> Result<Space> {
    let mut netlink = Netlink::open(Protocol::Route, true)?;
    let mut space = Space {
        label: candidate.label.clone(),
        identity: candidate.identity,
        links: Vec::new(),
        gateways: Vec::new(),
        ids: Vec::new(),
    };
    netlink.dump(
        Request::with_body(RTM_GETLINK, 0, &[0; 16]),
        &mut |message| {
            space.links.extend(link(&message));
            Ok(())
        },
    )?;
    netlink.dump(
        Request::with_body(RTM_GETADDR, 0, &[0; 8]),
        &mut |message| {
            if let Some((index, address)) = address(&message)
                && let Some(link) = space.links.iter_mut().find(|link| link.index == index)
            {
                link.addresses.push(address);
            }
            Ok(())
        },
    )?;
    for family in [family::INET, family::INET6] {
        let mut header = [0; 12];
        if let Some(first) = header.first_mut() {
            *first = family;
        }
        netlink.dump(
            Request::with_body(RTM_GETROUTE, 0, &header),
            &mut |message| {
                space.gateways.extend(gateway(&message));
                Ok(())
            },
        )?;
    }
    space.ids = ids(&mut netlink, &space, candidates);
    Ok(space)
}

/// The ids that links of a namespace refer to, as far as they stand for one of the candidates.
fn ids(netlink: &mut Netlink, space: &Space, candidates: &[Candidate]) -> Vec<(i32, usize)> {
    let mut wanted: Vec<i32> = space
        .links
        .iter()
        .filter_map(|link| link.link_nsid)
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut ids = Vec::with_capacity(wanted.len());
    for (place, candidate) in candidates.iter().enumerate() {
        if ids.len() == wanted.len() {
            break;
        }
        if let Ok(Some(id)) = nsids::of_fd(netlink, &candidate.file)
            && wanted.contains(&id)
        {
            ids.push((id, place));
        }
    }
    ids
}

/// From places among the candidates to places among those that could be looked into.
fn place_ids(topology: &mut Topology, candidates: &[Candidate]) {
    let seen: Vec<Identity> = topology.spaces.iter().map(|space| space.identity).collect();
    for space in &mut topology.spaces {
        space.ids = space
            .ids
            .iter()
            .filter_map(|(id, place)| {
                let wanted = candidates.get(*place)?.identity;
                Some((*id, seen.iter().position(|identity| *identity == wanted)?))
            })
            .collect();
    }
}

fn link(message: &Message) -> Option<Link> {
    let attrs = message.attrs(16);
    let text = |attr: Attr| printable(&decode(attr.text()));
    let u32 = |kind| attrs.get(kind).and_then(Attr::u32);
    let hardware = message.u16_at(2)?;
    Some(Link {
        index: message.u32_at(4)?,
        name: attrs.get(IFLA_IFNAME).map(text)?,
        kind: attrs
            .get(IFLA_LINKINFO)
            .and_then(|info| info.nest().get(IFLA_INFO_KIND).map(text)),
        state: attrs.get(IFLA_OPERSTATE).and_then(Attr::u8).unwrap_or(0),
        mtu: u32(IFLA_MTU).unwrap_or(0),
        lladdr: attrs
            .get(IFLA_ADDRESS)
            .map(|address| lladdr::show(address.bytes, hardware)),
        master: u32(IFLA_MASTER).filter(|index| *index != 0),
        link: u32(IFLA_LINK).filter(|index| *index != 0),
        link_nsid: attrs.get(IFLA_LINK_NETNSID).and_then(Attr::i32),
        addresses: Vec::new(),
    })
}

fn address(message: &Message) -> Option<(u32, (u8, String))> {
    let (family, length) = (message.u8_at(0)?, message.u8_at(1)?);
    let attrs = message.attrs(8);
    let bytes = attrs
        .get(IFA_LOCAL)
        .or_else(|| attrs.get(IFA_ADDRESS))?
        .bytes;
    let text = format!("{}/{length}", Inet::new(family, bytes));
    Some((message.u32_at(4)?, (family, text)))
}

/// A default route of the main table.
fn gateway(message: &Message) -> Option<Gateway> {
    let (family, length) = (message.u8_at(0)?, message.u8_at(1)?);
    let attrs = message.attrs(12);
    let table = attrs
        .get(RTA_TABLE)
        .and_then(Attr::u32)
        .or_else(|| message.u8_at(4).map(u32::from))?;
    let is_unicast = message.u8_at(7)? == 1;
    if length != 0 || table != MAIN_TABLE || !is_unicast {
        return None;
    }
    let other_family = |via: Attr| {
        let (family, address) = via.bytes.split_first_chunk::<2>()?;
        let family = u8::try_from(u16::from_ne_bytes(*family)).ok()?;
        Some(Inet::new(family, address).to_string())
    };
    Some(Gateway {
        family,
        via: attrs
            .get(RTA_GATEWAY)
            .map(|gateway| Inet::new(family, gateway.bytes).to_string())
            .or_else(|| attrs.get(RTA_VIA).and_then(other_family)),
        index: attrs.get(RTA_OIF).and_then(Attr::u32),
    })
}
