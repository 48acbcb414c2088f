//! Reads each namespace in turn.

use super::model::{Space, Topology};
use super::{links, routes};
use crate::args::{decode, encode, printable};
use crate::error::{Error, Result, strerror};
use crate::names::nsids;
use crate::netlink::{Message, Netlink, Protocol, Request};
use crate::session::Session;
use crate::sys::netns::{self, Identity};
use crate::uapi::addr::{IFA_ADDRESS, IFA_LOCAL};
use crate::uapi::header::{IfAddrMsg, IfInfoMsg};
use crate::uapi::rtnetlink::{RTM_GETADDR, RTM_GETLINK};
use crate::value::inet::Inet;
use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;

/// A namespace to read.
struct Candidate {
    label: String,
    identity: Identity,
    file: OwnedFd,
}

/// Reads the namespaces with these names; by default the current one and all named ones, with `all` also those of
/// processes.
///
/// # Errors
/// A named namespace does not exist; the current one cannot be read or entered again.
pub(in crate::object) fn collect(
    session: &mut Session,
    names: &[String],
    all: bool,
) -> Result<Topology> {
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
            visit(candidate, &candidates, &home)?
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

/// Reads a namespace from inside and returns.
///
/// # Errors
/// The way back failed.
fn visit(candidate: &Candidate, candidates: &[Candidate], home: &OwnedFd) -> Result<Result<Space>> {
    if let Err(error) = netns::enter(&candidate.file) {
        return Ok(Err(Error::system("setns", &error)));
    }
    let looked = look(candidate, candidates);
    netns::enter(home).map_err(|error| Error::system("Return to the namespace", &error))?;
    Ok(looked)
}

/// The name of the current namespace.
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

/// Adds a namespace unless it is present under another name.
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
    let mut names = match netns::list() {
        Ok(names) => names,
        Err(error) if error.is_missing() => return,
        Err(error) => {
            let label = format!("(names in {})", netns::RUN_DIR);
            return unseen(topology, label, &error.cause);
        }
    };
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
            // A process that has ended meanwhile is skipped.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => unseen(topology, format!("(process {pid})"), &error),
        }
    }
}

fn unseen(topology: &mut Topology, label: String, error: &io::Error) {
    let why = strerror(error.raw_os_error().unwrap_or(0));
    topology.unseen.push((label, why));
}

/// Reads the current namespace. Ids refer to indices of candidates.
fn look(candidate: &Candidate, candidates: &[Candidate]) -> Result<Space> {
    let mut netlink = Netlink::open(Protocol::Route, true)?;
    let mut space = Space {
        label: candidate.label.clone(),
        identity: candidate.identity,
        file: candidate
            .file
            .try_clone()
            .map_err(|error| Error::system("dup", &error))?,
        links: Vec::new(),
        gateways: Vec::new(),
        ids: Vec::new(),
    };
    netlink.dump(
        Request::new(RTM_GETLINK, 0, &IfInfoMsg::default()),
        &mut |message| {
            space.links.extend(links::read(&message));
            Ok(())
        },
    )?;
    links::drop_wrong_lower_devices(&mut space.links);
    netlink.dump(
        Request::new(RTM_GETADDR, 0, &IfAddrMsg::default()),
        &mut |message| {
            if let Some((index, address)) = address(&message) {
                if let Some(link) = space.links.iter_mut().find(|link| link.index == index) {
                    link.addresses.push(address);
                }
            }
            Ok(())
        },
    )?;
    space.gateways = routes::defaults(&mut netlink)?;
    space.ids = ids(&mut netlink, &space, candidates);
    Ok(space)
}

/// The ids of candidates to which links of a namespace refer.
fn ids(netlink: &mut Netlink, space: &Space, candidates: &[Candidate]) -> Vec<(i32, usize)> {
    let mut requested: Vec<i32> = space
        .links
        .iter()
        .filter_map(|link| link.link_nsid)
        .collect();
    requested.sort_unstable();
    requested.dedup();
    let mut ids = Vec::with_capacity(requested.len());
    for (place, candidate) in candidates.iter().enumerate() {
        if ids.len() == requested.len() {
            break;
        }
        if let Ok(Some(id)) = nsids::of_fd(netlink, &candidate.file) {
            if requested.contains(&id) {
                ids.push((id, place));
            }
        }
    }
    ids
}

/// Replaces indices of candidates by indices of namespaces that could be read.
fn place_ids(topology: &mut Topology, candidates: &[Candidate]) {
    let seen: Vec<Identity> = topology.spaces.iter().map(|space| space.identity).collect();
    for space in &mut topology.spaces {
        space.ids = space
            .ids
            .iter()
            .filter_map(|(id, place)| {
                let requested = candidates.get(*place)?.identity;
                Some((
                    *id,
                    seen.iter().position(|identity| *identity == requested)?,
                ))
            })
            .collect();
    }
}

fn address(message: &Message) -> Option<(u32, (u8, String))> {
    let header = IfAddrMsg::parse(message.body)?;
    let attrs = message.attrs(IfAddrMsg::SIZE);
    let bytes = attrs
        .get(IFA_LOCAL)
        .or_else(|| attrs.get(IFA_ADDRESS))?
        .bytes;
    let address = Inet::new(header.family, bytes);
    let text = format!("{address}/{}", header.prefix_len);
    Some((header.index, (header.family, text)))
}
