//! Follows a frame through macvlan and ipvlan devices.

use super::device::{Device, DeviceId, Kind};
use super::frames::{Flight, Frame, Target, Trail};
use super::network::Far;
use crate::uapi::macvlan::{MACVLAN_MODE_BRIDGE, MACVLAN_MODE_PASSTHRU, MACVLAN_MODE_SOURCE};
use crate::value::inet::Inet;

impl Flight<'_> {
    pub fn send_by_macvlan(&mut self, from: DeviceId, mode: u32, frame: Frame, trail: Trail) {
        let lower = match self.net.far(from) {
            Far::Device(lower) => lower,
            Far::Outside => return self.outside(from, trail),
            Far::Nowhere => return,
        };
        let siblings = self.net.stacked_on(lower);
        for (id, sibling) in siblings {
            let Kind::Macvlan { mode: theirs } = sibling.kind else {
                continue;
            };
            let is_for = match frame.target {
                Target::Station(mac) => sibling.mac == Some(mac),
                Target::Broadcast | Target::Multicast => true,
            };
            if id == from || !is_for {
                continue;
            }
            let mut trail = trail.clone();
            // The kernel lets the device below receive it first.
            trail.narrow(self.net, lower);
            let closed = [(from, mode), (id, theirs)]
                .into_iter()
                .find(|(_, mode)| *mode != MACVLAN_MODE_BRIDGE);
            if let Some((id, _)) = closed {
                let name = self.net.name(id);
                let text = format!(
                    "{} is a macvlan in another mode than bridge, which reaches no other on the same device",
                    self.net.place(id)
                );
                let command = format!("link set {name} type macvlan mode bridge");
                trail.block(self.obstacle("macvlan-mode", id, text, Some(command)));
            }
            // The device below has to be up.
            self.pass(lower, &mut trail);
            self.receive(id, frame, trail);
        }
        let mut below = trail.clone();
        let text = format!(
            "{} is a macvlan, which does not reach {}, the device below it",
            self.net.place(from),
            self.net.place(lower)
        );
        below.block(self.obstacle("macvlan-lower", from, text, None));
        self.deliver(lower, frame, below);
        self.send(lower, frame, trail);
    }

    pub fn send_by_ipvlan(&mut self, from: DeviceId, mode: u16, frame: Frame, trail: Trail) {
        let lower = match self.net.far(from) {
            Far::Device(lower) => lower,
            Far::Outside => return self.outside(from, trail),
            Far::Nowhere => return,
        };
        let mut found = false;
        for (id, sibling) in self.net.stacked_on(lower) {
            let is_for =
                self.has_address(id, frame.inet) || !matches!(frame.target, Target::Station(_));
            if id == from || !matches!(sibling.kind, Kind::Ipvlan { .. }) || !is_for {
                continue;
            }
            found = true;
            let mut trail = trail.clone();
            self.pass(lower, &mut trail);
            self.deliver_as_ours(id, trail);
        }
        if !found && mode != 0 {
            let why = format!(
                "{} is an ipvlan of mode l3, which routes what it sends by itself",
                self.net.place(from)
            );
            return self.unclear.push((trail, why));
        }
        let is_unicast = matches!(frame.target, Target::Station(_));
        if !(found && is_unicast) {
            self.send(lower, frame, trail);
        }
    }

    fn has_address(&self, id: DeviceId, inet: Inet) -> bool {
        let host = self.net.host(id.space);
        host.is_some_and(|host| {
            let mut addresses = host.addresses.iter();
            addresses.any(|address| address.index == id.index && address.inet == inet)
        })
    }

    /// Passes a frame to the macvlan and ipvlan devices above; returns whether one took it for itself alone.
    pub fn receive_stacked(
        &mut self,
        stacked: &[(DeviceId, &Device)],
        frame: Frame,
        trail: &Trail,
    ) -> bool {
        let mut taken = false;
        for (id, upper) in stacked {
            let alone = match (&upper.kind, frame.target) {
                (Kind::Macvlan { mode }, _) if *mode == MACVLAN_MODE_SOURCE => {
                    let why = format!("{} is a macvlan of mode source", self.net.place(*id));
                    self.unclear.push((trail.clone(), why));
                    continue;
                }
                (Kind::Macvlan { mode }, target) => {
                    *mode == MACVLAN_MODE_PASSTHRU
                        || upper.mac.is_some_and(|mac| target == Target::Station(mac))
                }
                (Kind::Ipvlan { .. }, Target::Station(_)) => self.has_address(*id, frame.inet),
                (Kind::Ipvlan { mode }, _) if *mode != 0 => continue,
                (Kind::Ipvlan { .. }, _) => false,
                _ => continue,
            };
            let is_unicast = matches!(frame.target, Target::Station(_));
            if alone || !is_unicast {
                self.receive(*id, frame, trail.clone());
            }
            taken |= alone;
        }
        taken
    }
}
