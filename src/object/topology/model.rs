//! What a picture is drawn from: namespaces, their links, and what connects those.

use crate::sys::netns::Identity;

/// A link.
#[derive(Debug, Default)]
pub(super) struct Link {
    pub index: u32,
    pub name: String,
    /// `IFLA_INFO_KIND`; none for hardware and `lo`.
    pub kind: Option<String>,
    /// `IFLA_OPERSTATE`.
    pub state: u8,
    pub mtu: u32,
    /// Its link-layer address as text.
    pub lladdr: Option<String>,
    /// The link of which it is a port.
    pub master: Option<u32>,
    /// The peer of one of a pair, else the device below.
    pub link: Option<u32>,
    /// `IFLA_LINK_NETNSID`: the namespace of `link`, if it is another.
    pub link_nsid: Option<i32>,
    /// Addresses with their prefix lengths, and their families (`AF_*`).
    pub addresses: Vec<(u8, String)>,
}

impl Link {
    /// Whether `link` is the other end of a wire.
    pub fn is_of_pair(&self) -> bool {
        matches!(self.kind.as_deref(), Some("veth" | "vxcan" | "netkit"))
    }

    /// The device below in its own namespace.
    pub fn lower(&self) -> Option<u32> {
        self.link
            .filter(|_| self.link_nsid.is_none() && !self.is_of_pair())
    }
}

/// A default route by one next hop.
#[derive(Debug, Clone)]
pub(super) struct Gateway {
    /// The family of `via`, else that of the route.
    pub family: u8,
    pub via: Option<String>,
    pub index: Option<u32>,
    pub metric: u32,
    /// The next hop object that the route names.
    pub nhid: Option<u32>,
}

impl Gateway {
    /// What is said of a route besides where it leads.
    pub fn details(&self) -> impl Iterator<Item = (&'static str, u32)> {
        let metric = Some(self.metric).filter(|metric| *metric != 0);
        [("nhid", self.nhid), ("metric", metric)]
            .into_iter()
            .filter_map(|(word, value)| Some((word, value?)))
    }
}

/// A namespace.
#[derive(Debug)]
pub(super) struct Space {
    /// What it is called: a name, or how it was found.
    pub label: String,
    pub identity: Identity,
    pub links: Vec<Link>,
    pub gateways: Vec<Gateway>,
    /// The namespaces that it knows by id: the id, and where they stand in the topology.
    pub ids: Vec<(i32, usize)>,
}

impl Space {
    pub fn position(&self, index: u32) -> Option<usize> {
        self.links.iter().position(|link| link.index == index)
    }

    /// The name of one of its links.
    pub fn name(&self, index: u32) -> String {
        let link = self.links.iter().find(|link| link.index == index);
        link.map_or_else(|| format!("if{index}"), |link| link.name.clone())
    }

    /// Whether the link with this index stands below another one in a tree: a port below its master, else what is
    /// stacked on a device below that.
    pub fn parent(&self, link: &Link) -> Option<u32> {
        link.master
            .or_else(|| link.lower())
            .filter(|parent| *parent != link.index && self.position(*parent).is_some())
    }
}

/// Where the `link` of a link leads.
pub(super) enum End<'t> {
    /// To a link that is known: by namespace and place therein.
    Known(usize, usize),
    /// To a link of a known namespace that was not seen.
    Unseen(&'t Space, u32),
    /// To a namespace that was not seen.
    Outside(i32),
}

/// How two links are connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    /// A port and its master.
    Port,
    /// A device and the one it is stacked on.
    Stacked,
    /// The ends of a pair.
    Pair,
}

/// A link by its namespace and its place therein.
pub(super) type Place = (usize, usize);

/// All that was found.
#[derive(Debug, Default)]
pub(super) struct Topology {
    pub spaces: Vec<Space>,
    /// What could not be looked into: its name, and why.
    pub unseen: Vec<(String, String)>,
}

impl Topology {
    /// Where the `link` of a link of the namespace at `space` leads.
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

    /// Every connection, each once.
    pub fn wires(&self) -> Vec<(Place, Place, Wire)> {
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
