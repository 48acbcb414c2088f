//! Enters each namespace, reads its state and returns.

use super::defaults::KernelDefaults;
use super::device::Device;
use super::dump::dump;
use super::line::ExportLine;
use super::route::RouteTable;
use super::{address, device, neighbour, nexthop, route, rule};
use crate::args::{decode, encode};
use crate::error::{Error, Result, strerror};
use crate::names::{links::Known, nsids};
use crate::netlink::{Netlink, Protocol, Request};
use crate::session::Session;
use crate::sys::netns::{self, Identity};
use crate::uapi::header::IfInfoMsg;
use crate::uapi::rtnetlink::RTM_GETLINK;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;

/// The namespaces to export.
pub(super) enum Selection {
    /// The current one.
    Current,
    /// Those with these names.
    Named(Vec<String>),
    /// The current one and all with a name.
    All,
}

/// The state of a namespace.
pub(super) struct Namespace {
    /// `None` for the one where the file is replayed.
    pub(super) name: Option<String>,
    pub(super) devices: Vec<Device>,
    /// Addresses to add before devices are up, and after that.
    pub(super) addresses: [Vec<ExportLine>; 2],
    pub(super) routes: RouteTable,
    pub(super) next_hops: Vec<ExportLine>,
    /// Changes of addresses after the routes ([`address::sources`]).
    pub(super) settled: Vec<ExportLine>,
    pub(super) rules: Vec<ExportLine>,
    pub(super) neighbours: Vec<ExportLine>,
    /// Namespace ids that its links refer to, with the positions of those namespaces.
    pub(super) ids: Vec<(i32, usize)>,
}

/// Numbers by namespace and index. One type for all maps: each instance adds code.
pub(super) type ByIndex = BTreeMap<(usize, u32), usize>;

/// A namespace to export.
struct Candidate {
    name: Option<String>,
    identity: Identity,
    file: OwnedFd,
}

/// The selected namespaces.
pub(super) struct Namespaces {
    /// Their states.
    pub(super) all: Vec<Namespace>,
    /// The same, in the same order.
    candidates: Vec<Candidate>,
    home: OwnedFd,
}

impl Namespaces {
    /// Enters each selected namespace and reads its state.
    ///
    /// # Errors
    /// A namespace that cannot be entered, errors of the kernel, no way back.
    pub(super) fn read(session: &mut Session, selection: &Selection) -> Result<Namespaces> {
        let home =
            netns::current().map_err(|error| Error::system("Open of the namespace", &error))?;
        let candidates = candidates(selection)?;
        let mut defaults = KernelDefaults::new(&home)?;
        let mut all = Vec::with_capacity(candidates.len());
        for candidate in &candidates {
            candidate.enter(session)?;
            let state = read_state(session, candidate, &candidates, &mut defaults);
            candidate.leave(session, &home)?;
            all.push(state?);
        }
        Ok(Namespaces {
            all,
            candidates,
            home,
        })
    }

    /// Enters a namespace again. The names of its devices are known then.
    ///
    /// # Errors
    /// A namespace that cannot be entered.
    pub(super) fn enter(&self, session: &mut Session, place: usize) -> Result<()> {
        let (Some(candidate), Some(namespace)) = (self.candidates.get(place), self.all.get(place))
        else {
            return Ok(());
        };
        candidate.enter(session)?;
        for device in &namespace.devices {
            let known = Known {
                name: device.name.clone(),
                flags: 0,
                hardware: 0,
            };
            session.names.links.remember_as(device.index, known);
        }
        Ok(())
    }

    /// Returns from the namespace that [`Namespaces::enter`] entered.
    ///
    /// # Errors
    /// No way back.
    pub(super) fn leave(&self, session: &mut Session, place: usize) -> Result<()> {
        match self.candidates.get(place) {
            Some(candidate) => candidate.leave(session, &self.home),
            None => Ok(()),
        }
    }
}

impl Candidate {
    fn enter(&self, session: &mut Session) -> Result<()> {
        if self.name.is_some() {
            netns::enter(&self.file).map_err(|error| Error::system("setns", &error))?;
            session.entered_namespace();
        }
        Ok(())
    }

    fn leave(&self, session: &mut Session, home: &OwnedFd) -> Result<()> {
        if self.name.is_some() {
            netns::enter(home).map_err(|error| Error::system("Return to the namespace", &error))?;
            session.entered_namespace();
        }
        Ok(())
    }
}

fn candidates(selection: &Selection) -> Result<Vec<Candidate>> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut consider = |name: Option<String>, file: OwnedFd| {
        if let Ok(identity) = netns::identity(&file) {
            if candidates.iter().all(|known| known.identity != identity) {
                candidates.push(Candidate {
                    name,
                    identity,
                    file,
                });
            }
        }
    };
    let mut names = Vec::new();
    if let Selection::Named(given) = selection {
        names.extend(given.iter().cloned());
    } else {
        let file =
            netns::current().map_err(|error| Error::system("Open of the namespace", &error))?;
        consider(None, file);
    }
    if let Selection::All = selection {
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

/// Reads the state of the current namespace, sorted by the names of devices where the order is free: two exports of the
/// same state are equal.
fn read_state(
    session: &mut Session,
    candidate: &Candidate,
    candidates: &[Candidate],
    defaults: &mut KernelDefaults,
) -> Result<Namespace> {
    let links = dump(session, Request::new(RTM_GETLINK, 0, &IfInfoMsg::default()))?;
    for message in links.iter() {
        session.names.links.remember(&message);
    }
    let mut devices = device::read(session, &links, defaults);
    devices.sort_by(|one, other| one.name.cmp(&other.name));
    let mut addresses = address::addresses(session, &devices)?;
    let routes = route::routes(session)?;
    let settled = address::sources(addresses.iter_mut().flatten(), &routes);
    let mut namespace = Namespace {
        name: candidate.name.clone(),
        ids: ids(&devices, candidates)?,
        addresses,
        next_hops: nexthop::next_hops(session)?,
        routes,
        settled,
        rules: rule::rules(session)?,
        neighbours: neighbour::neighbours(session)?,
        devices,
    };
    device::vlans(session, &mut namespace.devices)?;
    Ok(namespace)
}

/// The ids by which links here refer to the candidates.
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
