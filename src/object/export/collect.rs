//! Goes into one namespace after the other, asks it for everything, and comes back.

use super::defaults::KernelDefaults;
use super::device::Device;
use super::line::ExportLine;
use super::{Wanted, address, device, neighbour, route, rule};
use crate::args::{decode, encode};
use crate::error::{Error, Result, strerror};
use crate::names::nsids;
use crate::netlink::{Dump, Netlink, Protocol, Request};
use crate::session::Session;
use crate::sys::netns::{self, Identity};
use crate::uapi::rtnetlink::RTM_GETLINK;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;

/// A namespace, in words.
pub(super) struct Space {
    /// Its name; none for the one that the file is to be replayed in.
    pub(super) name: Option<String>,
    pub(super) devices: Vec<Device>,
    /// Addresses that are given before devices are up, and after that.
    pub(super) addresses: [Vec<ExportLine>; 2],
    /// Routes without a gateway, then next hops, then routes with one.
    pub(super) routes: Vec<ExportLine>,
    /// Addresses that become ordinary once the routes are there.
    pub(super) settled: Vec<ExportLine>,
    pub(super) rules: Vec<ExportLine>,
    pub(super) neighbours: Vec<ExportLine>,
    /// Ids that its links refer to, and the places of those namespaces.
    pub(super) ids: Vec<(i32, usize)>,
}

/// Numbers by namespace and index: one sort of map for all, as each sort is code of its own.
pub(super) type ByIndex = BTreeMap<(usize, u32), usize>;

struct Candidate {
    name: Option<String>,
    identity: Identity,
    file: OwnedFd,
}

/// Looks into the namespaces that are wanted.
///
/// # Errors
/// One that cannot be entered, the kernel's refusals, no way back.
pub(super) fn collect(session: &mut Session, wanted: &Wanted) -> Result<Vec<Space>> {
    let home = netns::current().map_err(|error| Error::system("Open of the namespace", &error))?;
    let candidates = candidates(wanted)?;
    let mut defaults = KernelDefaults::new(&home)?;
    let mut spaces = Vec::with_capacity(candidates.len());
    for candidate in &candidates {
        if candidate.name.is_some() {
            netns::enter(&candidate.file).map_err(|error| Error::system("setns", &error))?;
            session.entered_namespace();
        }
        let space = look(session, candidate, &candidates, &mut defaults);
        if candidate.name.is_some() {
            netns::enter(&home)
                .map_err(|error| Error::system("Return to the namespace", &error))?;
            session.entered_namespace();
        }
        spaces.push(space?);
    }
    Ok(spaces)
}

fn candidates(wanted: &Wanted) -> Result<Vec<Candidate>> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut consider = |name: Option<String>, file: OwnedFd| {
        if let Ok(identity) = netns::identity(&file)
            && candidates.iter().all(|known| known.identity != identity)
        {
            candidates.push(Candidate {
                name,
                identity,
                file,
            });
        }
    };
    let mut names = Vec::new();
    if let Wanted::Named(given) = wanted {
        names.extend(given.iter().cloned());
    } else {
        let file =
            netns::current().map_err(|error| Error::system("Open of the namespace", &error))?;
        consider(None, file);
    }
    if let Wanted::All = wanted {
        let mut all = netns::list().unwrap_or_default();
        all.sort();
        names.extend(all.iter().map(|name| decode(name.as_encoded_bytes())));
    }
    for name in names {
        let file = netns::open(OsStr::from_bytes(&encode(&name))).map_err(|error| {
            let why = strerror(error.raw_os_error().unwrap_or(0));
            Error::with_status(
                format!("Cannot open network namespace \"{name}\": {why}"),
                255,
            )
        })?;
        consider(Some(name), file);
    }
    Ok(candidates)
}

/// Asks the namespace that we are in now.
fn look(
    session: &mut Session,
    candidate: &Candidate,
    candidates: &[Candidate],
    defaults: &mut KernelDefaults,
) -> Result<Space> {
    let links = dump(session, Request::with_body(RTM_GETLINK, 0, &[0; 16]))?;
    for message in links.iter() {
        session.names.links.remember(&message);
    }
    let devices = device::read(session, &links, defaults);
    let mut addresses = address::addresses(session, &devices)?;
    let routes = route::routes(session)?;
    let settled = address::sources(addresses.iter_mut().flatten(), &routes);
    let mut space = Space {
        name: candidate.name.clone(),
        ids: ids(&devices, candidates)?,
        addresses,
        routes,
        settled,
        rules: rule::rules(session)?,
        neighbours: neighbour::neighbours(session)?,
        devices,
    };
    device::vlans(session, &mut space.devices)?;
    Ok(space)
}

/// A whole table of the namespace that we are in.
pub(super) fn dump(session: &mut Session, request: Request) -> Result<Dump> {
    session.kernel.collect(request)
}

/// A request whose fixed header of this length begins with a family.
pub(super) fn of_family(kind: u16, family: u8, length: usize) -> Request {
    let mut header = vec![0; length];
    if let Some(first) = header.first_mut() {
        *first = family;
    }
    Request::with_body(kind, 0, &header)
}

/// A table of one family; an empty one if the kernel lacks the family, as IPv6 with `ipv6.disable=1`. Such a kernel
/// answers for routes and addresses with those of all other families.
pub(super) fn dump_family(
    session: &mut Session,
    kind: u16,
    family: u8,
    length: usize,
) -> Result<Dump> {
    match dump(session, of_family(kind, family, length)) {
        Err(error) if error.lacks_family() => Ok(Dump::default()),
        answer => answer,
    }
}

/// The ids that links refer to, as far as they stand for one of the candidates.
fn ids(devices: &[Device], candidates: &[Candidate]) -> Result<Vec<(i32, usize)>> {
    let mut ids = Vec::new();
    if devices.iter().all(|device| device.lower_id.is_none()) {
        return Ok(ids);
    }
    let mut netlink = Netlink::open(Protocol::Route, true)?;
    for (place, candidate) in candidates.iter().enumerate() {
        if let Ok(Some(id)) = nsids::of_fd(&mut netlink, &candidate.file) {
            ids.push((id, place));
        }
    }
    Ok(ids)
}
