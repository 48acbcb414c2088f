//! Follows a frame from device to device: pairs, VLANs, bonds.

use super::device::{Device, DeviceId, Kind, Mac};
use super::network::{Far, Network};
use super::report::{Limit, Obstacle};
use crate::value::inet::Inet;
use std::collections::{BTreeMap, BTreeSet};

/// Whom a frame is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Station(Mac),
    Broadcast,
    /// IPv6 asks for neighbours so.
    Multicast,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub source: Mac,
    pub target: Target,
    /// The VLAN in its tag.
    pub tag: Option<u16>,
    /// The address that it is for or asks about.
    pub inet: Inet,
}

/// The way of a frame so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Trail {
    pub passed: Vec<DeviceId>,
    /// What would have stopped it.
    pub obstacles: Vec<Obstacle>,
    pub limit: Option<Limit>,
    pub doubts: BTreeSet<String>,
}

/// A device to whose namespace a frame comes.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    pub at: DeviceId,
    pub trail: Trail,
}

/// Where stations are, as the frames so far have taught it.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// The port of a bridge, by VLAN and address.
    pub ports: BTreeMap<(DeviceId, u16, Mac), DeviceId>,
    /// The other end of a vxlan, by address.
    pub ends: BTreeMap<(DeviceId, Mac), Inet>,
    /// Who asked a namespace for an address is its neighbour.
    pub neighbours: BTreeMap<(DeviceId, Inet), Mac>,
}

/// Where frames of a kind go.
pub(super) struct Flight<'n> {
    pub net: &'n Network,
    pub learned: Learned,
    pub deliveries: Vec<Delivery>,
    /// Where frames leave what can be seen.
    pub unclear: Vec<(Trail, String)>,
    /// Outer packets of tunnels: the device, the frame, the way so far, and the other end.
    pub tunnelled: Vec<(DeviceId, Frame, Trail, Inet)>,
    /// Ways that end before any namespace.
    pub dead_ends: Vec<Trail>,
    pub touched: BTreeSet<DeviceId>,
    /// Steps that are left: networks with circles end, too.
    pub budget: u32,
}

/// More obstacles than these are not of interest.
const MOST_OBSTACLES: usize = 4;
const LONGEST: usize = 40;

impl<'n> Flight<'n> {
    pub fn new(net: &'n Network, learned: Learned) -> Flight<'n> {
        Flight {
            net,
            learned,
            deliveries: Vec::new(),
            unclear: Vec::new(),
            tunnelled: Vec::new(),
            dead_ends: Vec::new(),
            touched: BTreeSet::new(),
            budget: 5000,
        }
    }

    pub fn obstacle(
        &self,
        reason: &'static str,
        id: DeviceId,
        text: String,
        command: Option<String>,
    ) -> Obstacle {
        Obstacle {
            reason,
            space: id.space,
            device: Some(self.net.name(id)),
            text,
            command: command.map(|words| self.net.command(id.space, &words)),
        }
    }

    /// Notes a device on the way. `None` if the way ends here: too long, or in a circle.
    pub fn pass(&mut self, id: DeviceId, trail: &mut Trail) -> Option<&'n Device> {
        let device = self.net.device(id)?;
        self.budget = self.budget.checked_sub(1)?;
        let seen = trail.passed.iter().filter(|passed| **passed == id).count();
        if seen > 1 || trail.passed.len() > LONGEST || trail.obstacles.len() > MOST_OBSTACLES {
            return None;
        }
        self.touched.insert(id);
        if trail.passed.last() != Some(&id) {
            trail.passed.push(id);
        }
        if !device.is_up() {
            let name = self.net.name(id);
            let down = self.obstacle(
                "down",
                id,
                format!("{} is down", self.net.place(id)),
                Some(format!("link set {name} up")),
            );
            trail.block(down);
        }
        let host = self.net.host(id.space)?;
        if device.has_xdp {
            trail
                .doubts
                .insert(format!("XDP program on {}", self.net.place(id)));
        }
        if host.filtered.contains(&id.index) {
            trail.doubts.insert(format!("tc on {}", self.net.place(id)));
        }
        Some(device)
    }

    /// Sends a frame by a device.
    pub fn send(&mut self, from: DeviceId, mut frame: Frame, mut trail: Trail) {
        let Some(device) = self.pass(from, &mut trail) else {
            return;
        };
        if device.drops {
            let drops = self.obstacle(
                "policy",
                from,
                format!("{} drops what it is to send", self.net.place(from)),
                None,
            );
            trail.block(drops);
        }
        match &device.kind {
            Kind::Pair => self.send_by_pair(from, frame, trail),
            Kind::Bridge { .. } => self.bridge(from, None, frame, trail),
            Kind::Vlan { id } if frame.tag.is_none() => {
                frame.tag = Some(*id);
                self.send_below(from, frame, trail);
            }
            Kind::Macvlan { mode } => self.send_by_macvlan(from, *mode, frame, trail),
            Kind::Ipvlan { mode } => self.send_by_ipvlan(from, *mode, frame, trail),
            Kind::Vxlan(vxlan) => self.send_by_vxlan(from, vxlan, frame, trail),
            Kind::Bond { active } => self.send_by_bond(from, *active, frame, trail),
            Kind::Dummy => {
                let text = format!(
                    "{} is a dummy, which drops every frame",
                    self.net.place(from)
                );
                trail.block(self.obstacle("dummy", from, text, None));
                self.dead_ends.push(trail);
            }
            Kind::Vlan { .. } | Kind::Vrf { .. } | Kind::Loopback | Kind::Other(_) => {
                self.leaves(from, device, trail);
            }
        }
    }

    fn leaves(&mut self, from: DeviceId, device: &Device, trail: Trail) {
        let what = match &device.kind {
            Kind::Other(kind) if kind == "hardware" => "hardware".to_owned(),
            Kind::Other(kind) => format!("a {kind} device"),
            Kind::Vlan { .. } => "a VLAN within a VLAN".to_owned(),
            _ => "a device".to_owned(),
        };
        let why = format!(
            "{} is {what}: what is behind it cannot be seen",
            self.net.place(from)
        );
        self.unclear.push((trail, why));
    }

    pub fn outside(&mut self, from: DeviceId, trail: Trail) {
        let why = format!(
            "{} leads to a namespace that cannot be seen",
            self.net.place(from)
        );
        self.unclear.push((trail, why));
    }

    fn send_by_pair(&mut self, from: DeviceId, frame: Frame, mut trail: Trail) {
        match self.net.far(from) {
            Far::Device(peer) => {
                trail.narrow(self.net, peer);
                self.receive(peer, frame, trail);
            }
            Far::Outside => self.outside(from, trail),
            Far::Nowhere => {}
        }
    }

    fn send_below(&mut self, from: DeviceId, frame: Frame, trail: Trail) {
        match self.net.far(from) {
            Far::Device(lower) => self.send(lower, frame, trail),
            Far::Outside => self.outside(from, trail),
            Far::Nowhere => {}
        }
    }

    fn send_by_bond(
        &mut self,
        from: DeviceId,
        active: Option<u32>,
        frame: Frame,
        mut trail: Trail,
    ) {
        let ports = self.net.ports(from);
        let usable = ports.iter().find(|(id, device)| {
            active.map_or(device.is_up() && device.has_carrier(), |index| {
                id.index == index
            })
        });
        if let Some((port, _)) = usable {
            return self.send(*port, frame, trail);
        }
        let text = format!("{} has no port that is up", self.net.place(from));
        let down = ports.first().map(|(id, _)| *id);
        let command = down.map(|id| format!("link set {} up", self.net.name(id)));
        trail.block(self.obstacle("bond", from, text, command));
        if let Some(port) = down {
            self.send(port, frame, trail);
        }
    }

    /// Takes a frame that comes in on a device.
    pub fn receive(&mut self, at: DeviceId, mut frame: Frame, mut trail: Trail) {
        let Some(device) = self.pass(at, &mut trail) else {
            return;
        };
        let stacked = self.net.stacked_on(at);
        if let Some(tag) = frame.tag {
            let same = |(_, upper): &&(DeviceId, &Device)| upper.kind == Kind::Vlan { id: tag };
            if let Some((upper, _)) = stacked.iter().find(same) {
                frame.tag = None;
                return self.receive(*upper, frame, trail);
            }
        }
        if let Some((master, above)) = self.net.master(at) {
            match above.kind {
                Kind::Bridge { .. } if device.port.is_some() => {
                    return self.bridge(master, Some(at), frame, trail);
                }
                Kind::Bond { active } => {
                    if active.is_some_and(|active| active != at.index) {
                        let text = format!("{} is not the active port", self.net.place(at));
                        trail.block(self.obstacle("bond", at, text, None));
                    }
                    return self.receive(master, frame, trail);
                }
                // A VRF decides only about routes.
                _ => {}
            }
        }
        if self.receive_stacked(&stacked, frame, &trail) {
            return;
        }
        self.untagged(at, frame, trail, &stacked);
    }

    fn untagged(
        &mut self,
        at: DeviceId,
        frame: Frame,
        mut trail: Trail,
        stacked: &[(DeviceId, &Device)],
    ) {
        let Some(tag) = frame.tag else {
            return self.deliver(at, frame, trail);
        };
        let text = format!("no device on {} takes VLAN {tag}", self.net.place(at));
        let other = stacked
            .iter()
            .find(|(_, upper)| matches!(upper.kind, Kind::Vlan { .. }));
        let name = self.net.name(at);
        let command = format!("link add {name}.{tag} link {name} type vlan id {tag}");
        trail.block(self.obstacle("vlan", at, text, Some(command)));
        let frame = Frame { tag: None, ..frame };
        match other {
            Some((upper, _)) => self.receive(*upper, frame, trail),
            None => self.deliver(at, frame, trail),
        }
    }

    /// Hands a frame to the namespace, if it is for the device.
    pub fn deliver(&mut self, at: DeviceId, frame: Frame, trail: Trail) {
        let device = self.net.device(at);
        let is_ours = match frame.target {
            Target::Station(mac) => {
                device.is_some_and(|device| device.is_l3 || device.mac == Some(mac))
            }
            Target::Broadcast | Target::Multicast => true,
        };
        if is_ours {
            self.deliver_as_ours(at, trail);
        }
    }

    pub fn deliver_as_ours(&mut self, at: DeviceId, mut trail: Trail) {
        self.touched.insert(at);
        if trail.passed.last() != Some(&at) {
            trail.passed.push(at);
        }
        self.deliveries.push(Delivery { at, trail });
    }
}

impl Trail {
    /// Adds an obstacle.
    pub fn block(&mut self, obstacle: Obstacle) {
        if !self.obstacles.contains(&obstacle) {
            self.obstacles.push(obstacle);
        }
    }

    /// A device drops frames that are longer than its mtu; a tag of four bytes is allowed for.
    pub fn narrow(&mut self, net: &Network, id: DeviceId) {
        let mtu = net.device(id).map_or(u32::MAX, |device| device.mtu);
        let size = mtu.saturating_add(4);
        if self.limit.as_ref().is_none_or(|limit| limit.size > size) {
            self.limit = Some(Limit {
                size,
                place: net.place(id),
                is_silent: true,
            });
        }
    }
}
