//! Follows a frame through a bridge.

use super::device::{BridgePort, Device, DeviceId, Kind, Mac};
use super::frames::{Flight, Frame, Target, Trail};
use crate::uapi::bridge::*;
use crate::uapi::neigh::{NUD_NOARP, NUD_PERMANENT};

/// Where a bridge sends a frame.
enum Way {
    Flood,
    Local,
    Port(DeviceId),
}

/// The state of a port in a word.
fn state_text(state: u8) -> &'static str {
    match state {
        BR_STATE_DISABLED => "disabled",
        BR_STATE_LISTENING => "listening",
        BR_STATE_LEARNING => "learning",
        BR_STATE_BLOCKING => "blocking",
        _ => "not forwarding",
    }
}

impl Flight<'_> {
    /// A frame that comes in by a port, or that the bridge itself sends.
    pub fn bridge(
        &mut self,
        bridge: DeviceId,
        port: Option<DeviceId>,
        frame: Frame,
        mut trail: Trail,
    ) {
        let Some(device) = self.net.device(bridge) else {
            return;
        };
        let Kind::Bridge { filtering } = device.kind else {
            return;
        };
        if !device.is_up() {
            let command = format!("link set {} up", self.net.name(bridge));
            let text = format!("{} is down", self.net.place(bridge));
            trail.block(self.obstacle("down", bridge, text, Some(command)));
        }
        let options = port.and_then(|port| Some((port, self.net.device(port)?.port?)));
        if let Some((port, options)) = options {
            self.check_state(port, options, device, &mut trail);
            if options.locked {
                let command = format!(
                    "link set {} type bridge_slave locked off",
                    self.net.name(port)
                );
                let text = format!("{} is a locked port", self.net.place(port));
                trail.block(self.obstacle("locked", port, text, Some(command)));
            }
        }
        let from = port.unwrap_or(bridge);
        let vlan = match filtering {
            true => self.classify(from, port.is_none(), frame.tag, &mut trail),
            false => 0,
        };
        let learns = options.is_none_or(|(_, options)| options.learning);
        if learns && trail.obstacles.is_empty() {
            self.learned
                .ports
                .insert((bridge, vlan, frame.source), from);
        }
        let tag = if filtering { Some(vlan) } else { frame.tag };
        let frame = Frame { tag, ..frame };
        let from = From {
            bridge,
            port,
            options: options.map(|(_, options)| options),
            filtering,
        };
        self.switch(&from, vlan, frame, trail);
    }

    fn check_state(
        &mut self,
        port: DeviceId,
        options: BridgePort,
        bridge: &Device,
        trail: &mut Trail,
    ) {
        let live = self
            .net
            .device(port)
            .is_some_and(|device| device.is_up() && device.has_carrier());
        // A port without carrier or on a bridge that is down is disabled because of that.
        if options.state == BR_STATE_FORWARDING || !live || !bridge.is_up() {
            return;
        }
        let text = format!(
            "{} is a port that is {}",
            self.net.place(port),
            state_text(options.state)
        );
        let name = self.net.name(port);
        let command = format!("link set {name} type bridge_slave state 3");
        trail.block(self.obstacle("port-state", port, text, Some(command)));
    }

    /// The VLAN of a frame that comes in.
    fn classify(
        &mut self,
        from: DeviceId,
        is_bridge: bool,
        tag: Option<u16>,
        trail: &mut Trail,
    ) -> u16 {
        let vlans = self.net.host(from.space).map(|host| &host.vlans);
        let mut of_port = vlans
            .into_iter()
            .flatten()
            .filter(|vlan| vlan.index == from.index);
        let found = match tag {
            Some(tag) => of_port.find(|vlan| vlan.id == tag),
            None => of_port.find(|vlan| vlan.is_pvid),
        };
        if let Some(found) = found {
            return found.id;
        }
        let place = self.net.place(from);
        let name = self.net.name(from);
        let own = if is_bridge { " self" } else { "" };
        let (text, words) = match tag {
            Some(tag) => (
                format!("{place} is not in VLAN {tag}"),
                format!("vlan add dev {name} vid {tag}{own}"),
            ),
            None => (
                format!("{place} has no PVID, so that frames without a tag are in no VLAN"),
                format!("vlan add dev {name} vid 1 pvid untagged{own}"),
            ),
        };
        let mut obstacle = self.obstacle("vlan", from, text, None);
        obstacle.command = Some(self.net.in_space(from.space, "bridge", &words));
        trail.block(obstacle);
        tag.unwrap_or(1)
    }

    fn decide(&self, bridge: DeviceId, vlan: u16, frame: &Frame) -> (Way, bool) {
        let Target::Station(mac) = frame.target else {
            return (Way::Flood, false);
        };
        if self.is_own(bridge, mac) {
            return (Way::Local, false);
        }
        let host = self.net.host(bridge.space);
        let mut entries = host.iter().flat_map(|host| &host.fdb).filter(|entry| {
            let of_bridge = entry.master == Some(bridge.index) || entry.index == bridge.index;
            of_bridge && entry.mac == mac && (entry.vlan == vlan || entry.vlan == 0)
        });
        let found = entries.find(|entry| entry.state & (NUD_PERMANENT | NUD_NOARP) != 0);
        let learned = self.learned.ports.get(&(bridge, vlan, mac));
        match (found, learned) {
            (Some(entry), _) if entry.state & NUD_PERMANENT != 0 => (Way::Local, true),
            // A station that sends takes its entry along.
            (Some(entry), None) => (Way::Port(self.port_of(bridge, entry.index)), true),
            (Some(entry), Some(_)) if entry.is_sticky => {
                (Way::Port(self.port_of(bridge, entry.index)), true)
            }
            (_, Some(port)) if *port == bridge => (Way::Local, false),
            (_, Some(port)) => (Way::Port(*port), false),
            (None, None) => (Way::Flood, false),
        }
    }

    fn port_of(&self, bridge: DeviceId, index: u32) -> DeviceId {
        DeviceId {
            space: bridge.space,
            index,
        }
    }

    /// Whether the address is that of the bridge.
    fn is_own(&self, bridge: DeviceId, mac: Mac) -> bool {
        let device = self.net.device(bridge);
        device.is_some_and(|device| device.mac == Some(mac))
    }

    fn switch(&mut self, from: &From, vlan: u16, frame: Frame, trail: Trail) {
        let (way, is_static) = self.decide(from.bridge, vlan, &frame);
        let floods = !matches!(frame.target, Target::Station(_));
        if from.port.is_some() && (matches!(way, Way::Local) || floods) {
            self.up(from, vlan, frame, trail.clone(), is_static);
        }
        for (port, device) in self.net.ports(from.bridge) {
            let Some(options) = device.port.filter(|_| {
                Some(port) != from.port || from.options.is_some_and(|options| options.hairpin)
            }) else {
                continue;
            };
            let mut trail = trail.clone();
            match way {
                Way::Port(only) if only == port => {}
                Way::Port(_) | Way::Local if is_static => {
                    self.misdirected(from.bridge, &frame, &mut trail);
                }
                Way::Local => continue,
                Way::Port(only) => self.learned_elsewhere(only, &frame, &mut trail),
                Way::Flood => self.check_flood(port, options, &frame, &mut trail),
            }
            self.by_port(from, port, options, vlan, frame, trail);
        }
    }

    fn learned_elsewhere(&mut self, only: DeviceId, frame: &Frame, trail: &mut Trail) {
        let Target::Station(mac) = frame.target else {
            return;
        };
        let text = format!(
            "{}, the address of two devices, was last seen behind {}",
            crate::value::lladdr::hex(&mac),
            self.net.place(only)
        );
        trail.block(self.obstacle("duplicate-mac", only, text, None));
    }

    fn misdirected(&mut self, bridge: DeviceId, frame: &Frame, trail: &mut Trail) {
        let Target::Station(mac) = frame.target else {
            return;
        };
        let mac = crate::value::lladdr::hex(&mac);
        let host = self.net.host(bridge.space);
        let entry = host.and_then(|host| {
            host.fdb.iter().find(|entry| {
                crate::value::lladdr::hex(&entry.mac) == mac && entry.master == Some(bridge.index)
            })
        });
        let port = DeviceId {
            space: bridge.space,
            index: entry.map_or(bridge.index, |entry| entry.index),
        };
        let text = format!(
            "an entry of {} sends {mac} to {}",
            self.net.place(bridge),
            self.net.name(port)
        );
        let words = format!("fdb del {mac} dev {} master", self.net.name(port));
        let mut obstacle = self.obstacle("fdb", port, text, None);
        obstacle.command = Some(self.net.in_space(bridge.space, "bridge", &words));
        trail.block(obstacle);
    }

    fn check_flood(
        &mut self,
        port: DeviceId,
        options: BridgePort,
        frame: &Frame,
        trail: &mut Trail,
    ) {
        let (floods, word) = match frame.target {
            Target::Station(_) => (options.floods_unicast, "flood"),
            Target::Broadcast => (options.floods_broadcast, "bcast_flood"),
            Target::Multicast => (options.floods_multicast, "mcast_flood"),
        };
        if floods {
            return;
        }
        let text = format!(
            "{} does not pass on what is for all ({word} off)",
            self.net.place(port)
        );
        let command = format!(
            "link set {} type bridge_slave {word} on",
            self.net.name(port)
        );
        trail.block(self.obstacle("flood", port, text, Some(command)));
    }

    fn by_port(
        &mut self,
        from: &From,
        port: DeviceId,
        options: BridgePort,
        vlan: u16,
        mut frame: Frame,
        mut trail: Trail,
    ) {
        let Some(bridge) = self.net.device(from.bridge) else {
            return;
        };
        self.check_state(port, options, bridge, &mut trail);
        if let (true, Some(other), Some(other_port)) = (
            options.isolated,
            from.options.filter(|other| other.isolated),
            from.port,
        ) {
            debug_assert!(other.isolated);
            let text = format!(
                "{} and {} are isolated ports",
                self.net.place(other_port),
                self.net.name(port)
            );
            let command = format!(
                "link set {} type bridge_slave isolated off",
                self.net.name(port)
            );
            trail.block(self.obstacle("isolated", port, text, Some(command)));
        }
        if from.filtering {
            self.leave_vlan(port, false, vlan, &mut frame, &mut trail);
        }
        trail.narrow(self.net, port);
        self.send(port, frame, trail);
    }

    /// Checks that a frame may leave by a port (or to the bridge's own device) in its VLAN, and drops the tag if told so.
    fn leave_vlan(
        &mut self,
        port: DeviceId,
        is_bridge: bool,
        vlan: u16,
        frame: &mut Frame,
        trail: &mut Trail,
    ) {
        let host = self.net.host(port.space);
        let found = host.and_then(|host| {
            let same =
                |known: &&super::host::PortVlan| known.index == port.index && known.id == vlan;
            host.vlans.iter().find(same)
        });
        match found {
            Some(found) if found.untagged => frame.tag = None,
            Some(_) => frame.tag = Some(vlan),
            None => {
                let own = if is_bridge { " self" } else { "" };
                let words = format!("vlan add dev {} vid {vlan}{own}", self.net.name(port));
                let text = format!("{} is not in VLAN {vlan}", self.net.place(port));
                let mut obstacle = self.obstacle("vlan", port, text, None);
                obstacle.command = Some(self.net.in_space(port.space, "bridge", &words));
                trail.block(obstacle);
                frame.tag = None;
            }
        }
    }

    /// A frame for the bridge's own device.
    fn up(&mut self, from: &From, vlan: u16, mut frame: Frame, mut trail: Trail, any: bool) {
        if from.filtering {
            self.leave_vlan(from.bridge, true, vlan, &mut frame, &mut trail);
        }
        // The address of a port is an address of the bridge.
        if any {
            if let Some(mac) = self.net.device(from.bridge).and_then(|device| device.mac) {
                let Target::Station(asked) = frame.target else {
                    return;
                };
                if asked != mac {
                    return;
                }
            }
        }
        self.receive(from.bridge, frame, trail);
    }
}

/// Where a frame comes from.
struct From {
    bridge: DeviceId,
    port: Option<DeviceId>,
    options: Option<BridgePort>,
    filtering: bool,
}
