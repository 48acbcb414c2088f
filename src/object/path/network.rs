//! All namespaces that can be seen, with their links and all else that decides where a packet goes.

use super::device::{Device, DeviceId, Kind};
use super::doubts;

use super::host::{self, Address, Host};
use crate::error::{Error, Result};
use crate::object::topology::collect;
use crate::object::topology::model::{End, Link, Topology};
use crate::session::Session;
use crate::sys::netns;
use crate::value::inet::Inet;

pub(super) struct Network {
    pub topology: Topology,
    /// In the order of the topology's namespaces.
    pub hosts: Vec<Host>,
    /// The namespace that the command runs in.
    pub current: usize,
    /// The namespace in which a command needs no `-n`.
    home: Option<usize>,
}

/// Where a device leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Far {
    Device(DeviceId),
    /// To a namespace that was not seen.
    Outside,
    Nowhere,
}

/// The namespace of the calling process or, after `-n`, of its parent: commands are typed there.
fn home(topology: &Topology, session: &Session) -> Option<usize> {
    let file = match session.namespace {
        Some(_) => netns::open_of_pid(std::os::unix::process::parent_id()),
        None => netns::current(),
    };
    let home = netns::identity(file.ok()?).ok()?;
    let mut spaces = topology.spaces.iter();
    spaces.position(|space| space.identity == home)
}

/// Reads everything; with `all`, also the namespaces of processes. The first namespace is the current one.
///
/// # Errors
/// The current namespace does not answer, no way back to it.
pub(super) fn read(session: &mut Session, all: bool) -> Result<Network> {
    let mut topology = collect::collect(session, &[], all)?;
    let back = netns::current().map_err(|error| Error::system("Open of the namespace", &error))?;
    let here = netns::identity(&back).ok();
    let mut hosts = Vec::with_capacity(topology.spaces.len());
    let mut current = 0;
    for (place, space) in topology.spaces.iter().enumerate() {
        let is_here = Some(space.identity) == here;
        if is_here {
            current = place;
        } else {
            netns::enter(&space.file).map_err(|error| Error::system("setns", &error))?;
        }
        let host = host::read().map(|mut host| {
            doubts::add(&mut host);
            host
        });
        if !is_here {
            netns::enter(&back)
                .map_err(|error| Error::system("Return to the namespace", &error))?;
        }
        hosts.push(host?);
    }
    session.entered_namespace();
    let home = home(&topology, session);
    if let Some(space) = home.and_then(|home| topology.spaces.get_mut(home)) {
        if space.label.starts_with("(process ") {
            space.label = "(this namespace)".to_owned();
        }
    }
    Ok(Network {
        topology,
        hosts,
        current,
        home,
    })
}

impl Network {
    pub fn host(&self, space: usize) -> Option<&Host> {
        self.hosts.get(space)
    }

    pub fn label(&self, space: usize) -> &str {
        let space = self.topology.spaces.get(space);
        space.map_or("?", |space| &space.label)
    }

    pub fn device(&self, id: DeviceId) -> Option<&Device> {
        self.host(id.space)?.device(id.index)
    }

    fn link(&self, id: DeviceId) -> Option<&Link> {
        let space = self.topology.spaces.get(id.space)?;
        space.links.get(space.position(id.index)?)
    }

    pub fn name(&self, id: DeviceId) -> String {
        let space = self.topology.spaces.get(id.space);
        space.map_or_else(String::new, |space| space.name(id.index))
    }

    /// `NAMESPACE:DEVICE`.
    pub fn place(&self, id: DeviceId) -> String {
        format!("{}:{}", self.label(id.space), self.name(id))
    }

    /// The other end of a pair, or the device below.
    pub fn far(&self, id: DeviceId) -> Far {
        let Some(link) = self.link(id) else {
            return Far::Nowhere;
        };
        match self.topology.other_end(id.space, link) {
            Some(End::Known(space, position)) => self.at(space, position),
            Some(End::Unseen(..) | End::Outside(_)) => Far::Outside,
            None if link.link_nsid.is_some() => Far::Outside,
            None => Far::Nowhere,
        }
    }

    fn at(&self, space: usize, position: usize) -> Far {
        let links = self.topology.spaces.get(space).map(|space| &space.links);
        let link = links.and_then(|links| links.get(position));
        link.map_or(Far::Nowhere, |link| {
            Far::Device(DeviceId {
                space,
                index: link.index,
            })
        })
    }

    /// The namespace in which a tunnel's outer packets are routed.
    pub fn underlay(&self, id: DeviceId) -> Option<usize> {
        let link = self.link(id)?;
        match link.link_nsid {
            None => Some(id.space),
            Some(nsid) => {
                let ids = &self.topology.spaces.get(id.space)?.ids;
                let found = ids.iter().find(|(known, _)| *known == nsid);
                found.map(|(_, space)| *space)
            }
        }
    }

    /// All devices.
    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, &Device)> {
        self.hosts.iter().enumerate().flat_map(|(space, host)| {
            let id = move |device: &Device| DeviceId {
                space,
                index: device.index,
            };
            host.devices.iter().map(move |device| (id(device), device))
        })
    }

    /// The devices stacked on this one, in whatever namespace.
    pub fn stacked_on(&self, id: DeviceId) -> Vec<(DeviceId, &Device)> {
        self.devices()
            .filter(|(upper, device)| {
                device.kind != Kind::Pair && self.far(*upper) == Far::Device(id) && *upper != id
            })
            .collect()
    }

    /// The ports of a master.
    pub fn ports(&self, master: DeviceId) -> Vec<(DeviceId, &Device)> {
        self.devices()
            .filter(|(id, device)| id.space == master.space && device.master == Some(master.index))
            .collect()
    }

    pub fn master(&self, id: DeviceId) -> Option<(DeviceId, &Device)> {
        let master = DeviceId {
            space: id.space,
            index: self.device(id)?.master?,
        };
        Some((master, self.device(master)?))
    }

    /// The table of the VRF that a device is a port of, and its index.
    pub fn vrf(&self, id: DeviceId) -> Option<(u32, u32)> {
        let (master, device) = self.master(id)?;
        match device.kind {
            Kind::Vrf { table } => Some((master.index, table)),
            _ => None,
        }
    }

    /// The devices that have an address.
    pub fn owners(&self, inet: Inet) -> Vec<(DeviceId, Address)> {
        let all = self.hosts.iter().enumerate();
        all.flat_map(|(space, host)| {
            let of_host = host.addresses.iter();
            of_host
                .filter(move |address| address.inet == inet)
                .map(move |address| {
                    let index = address.index;
                    (DeviceId { space, index }, *address)
                })
        })
        .collect()
    }

    /// An `ip` command in a namespace.
    pub fn command(&self, space: usize, words: &str) -> String {
        self.in_space(space, "ip", words)
    }

    /// A command in a namespace.
    pub fn in_space(&self, space: usize, program: &str, words: &str) -> String {
        let label = self.label(space);
        let pid = label
            .strip_prefix("(process ")
            .and_then(|rest| rest.strip_suffix(')'));
        match (pid, program) {
            _ if Some(space) == self.home || label.starts_with('(') && pid.is_none() => {
                format!("{program} {words}")
            }
            (Some(pid), _) => format!("nsenter -t {pid} -n {program} {words}"),
            (None, "ip") => format!("ip -n {label} {words}"),
            (None, _) => format!("ip netns exec {label} {program} {words}"),
        }
    }
}
