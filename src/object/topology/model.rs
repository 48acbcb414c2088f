//! The model of a topology: namespaces, links, connections.

use crate::object::link::kind::{self, Lower};
use crate::sys::netns::Identity;
use std::os::fd::OwnedFd;

#[derive(Debug, Default)]
pub(in crate::object) struct Link {
    pub index: u32,
    pub name: String,
    /// `IFLA_INFO_KIND`; none for hardware and `lo`.
    pub kind: Option<String>,
    /// `IFLA_OPERSTATE`.
    pub state: u8,
    pub mtu: u32,
    /// As text.
    pub lladdr: Option<String>,
    /// Index of the master.
    pub master: Option<u32>,
    /// Index of the peer of a pair, or else of the lower device.
    pub link: Option<u32>,
    /// `IFLA_LINK_NETNSID`: the namespace of `link`, if it is another.
    pub link_nsid: Option<i32>,
    /// Families (`AF_*`), and addresses with prefix lengths.
    pub addresses: Vec<(u8, String)>,
}

impl Link {
    /// The device to which its `IFLA_LINK` refers.
    pub fn lower_kind(&self) -> Lower {
        let kind = self.kind.as_deref().and_then(kind::find_any);
        kind.map_or(Lower::Local, |kind| kind.lower)
    }

    /// Whether `link` is the other end of a pair.
    pub fn is_of_pair(&self) -> bool {
        self.lower_kind() == Lower::Peer
    }

    /// The lower device, if it is in the same namespace.
    pub fn lower(&self) -> Option<u32> {
        self.link
            .filter(|_| self.link_nsid.is_none() && !self.is_of_pair())
    }
}

/// A default route with one next hop.
#[derive(Debug, Clone)]
pub(in crate::object) struct Gateway {
    /// Family of `via`, or else of the route.
    pub family: u8,
    pub via: Option<String>,
    pub index: Option<u32>,
    pub metric: u32,
    /// Id of the next hop object.
    pub nhid: Option<u32>,
}

impl Gateway {
    /// Properties of a route other than its next hop.
    pub fn details(&self) -> impl Iterator<Item = (&'static str, u32)> {
        let metric = Some(self.metric).filter(|metric| *metric != 0);
        [("nhid", self.nhid), ("metric", metric)]
            .into_iter()
            .filter_map(|(word, value)| Some((word, value?)))
    }
}

/// A namespace.
#[derive(Debug)]
pub(in crate::object) struct Space {
    /// Its name, or how it was found.
    pub label: String,
    pub identity: Identity,
    /// Leads back to it.
    pub file: OwnedFd,
    pub links: Vec<Link>,
    pub gateways: Vec<Gateway>,
    /// Ids of other namespaces here, and the indices of those in the topology.
    pub ids: Vec<(i32, usize)>,
}

impl Space {
    pub fn position(&self, index: u32) -> Option<usize> {
        self.links.iter().position(|link| link.index == index)
    }

    /// The name of a link.
    pub fn name(&self, index: u32) -> String {
        let link = self.links.iter().find(|link| link.index == index);
        link.map_or_else(|| format!("if{index}"), |link| link.name.clone())
    }

    /// The parent of a link in a tree: the master of a port, or else the lower device.
    pub fn parent(&self, link: &Link) -> Option<u32> {
        link.master
            .or_else(|| link.lower())
            .filter(|parent| *parent != link.index && self.position(*parent).is_some())
    }
}

/// The device to which the `link` of a link refers.
pub(in crate::object) enum End<'t> {
    /// A known link: indices of namespace and link.
    Known(usize, usize),
    /// A link of a known namespace that was not reported.
    Unseen(&'t Space, u32),
    /// A link of an unknown namespace.
    Outside(i32),
}

/// How two links are connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::object) enum Wire {
    /// A port and its master.
    Port,
    /// A device and its lower device.
    Stacked,
    /// The ends of a pair.
    Pair,
}

/// Indices of a namespace and of a link in it.
pub(in crate::object) type LinkPosition = (usize, usize);

#[derive(Debug, Default)]
pub(in crate::object) struct Topology {
    pub spaces: Vec<Space>,
    /// Namespaces that could not be read: names and reasons.
    pub unseen: Vec<(String, String)>,
}

impl Topology {
    /// Resolves the `link` of a link in the namespace at index `space`.
    pub fn other_end(&self, space: usize, link: &Link) -> Option<End<'_>> {
        let index = link.link?;
        let here = self.spaces.get(space)?;
        let there = match link.link_nsid {
            None => space,
            Some(id) => match here.ids.iter().find(|(known, _)| *known == id) {
                Some((_, space)) => *space,
                None => return Some(End::Outside(id)),
            },
        };
        let space = self.spaces.get(there)?;
        Some(match space.position(index) {
            Some(position) => End::Known(there, position),
            None => End::Unseen(space, index),
        })
    }

    /// Every connection, once.
    pub fn wires(&self) -> Vec<(LinkPosition, LinkPosition, Wire)> {
        let mut wires = Vec::new();
        for (s, space) in self.spaces.iter().enumerate() {
            for (l, link) in space.links.iter().enumerate() {
                if let Some(master) = link.master.and_then(|index| space.position(index)) {
                    wires.push(((s, master), (s, l), Wire::Port));
                }
                let Some(End::Known(space, position)) = self.other_end(s, link) else {
                    continue;
                };
                let (from, to) = ((s, l), (space, position));
                if !link.is_of_pair() && from != to {
                    wires.push((to, from, Wire::Stacked));
                } else if from < to {
                    wires.push((from, to, Wire::Pair));
                }
            }
        }
        wires
    }
}
