//! Finds the device that has a next hop's address, as ARP and neighbour discovery do, and sends the frame to it.

use super::device::{Device, DeviceId, Mac};
use super::frames::{Delivery, Frame, Target};
use super::lookup::{self, Question};
use super::report::{Obstacle, Stop};
use super::walk::{Flown, Packet, Walk};
use crate::uapi::addr::{IFA_F_DADFAILED, IFA_F_OPTIMISTIC, IFA_F_TENTATIVE};
use crate::uapi::neigh::{NUD_NOARP, NUD_PERMANENT};
use crate::uapi::route::{RTN_LOCAL, RTN_UNICAST};
use crate::value::{family, inet::Inet, lladdr};

/// The link-layer address of a next hop.
pub(super) struct Resolved {
    pub mac: Option<Mac>,
    pub is_permanent: bool,
    /// Several devices answer.
    pub doubt: Option<String>,
}

impl Walk<'_> {
    /// Whom the packet is handed to.
    pub fn resolve(
        &mut self,
        output: DeviceId,
        next: Inet,
        packet: &Packet,
    ) -> Result<Resolved, Stop> {
        let (Some(device), Some(host)) = (self.net.device(output), self.net.host(output.space))
        else {
            return Err(Stop::Unclear(format!("{} is gone", self.net.place(output))));
        };
        if !device.resolves() || device.is_l3 {
            return Ok(Resolved {
                mac: device.mac.or(Some([0; 6])),
                is_permanent: false,
                doubt: None,
            });
        }
        let fixed = host.neighbours.iter().find(|known| {
            known.index == output.index
                && known.inet == next
                && known.state & (NUD_PERMANENT | NUD_NOARP) != 0
        });
        if let Some(mac) = fixed.and_then(|known| known.mac) {
            return Ok(Resolved {
                mac: Some(mac),
                is_permanent: true,
                doubt: None,
            });
        }
        if let Some(mac) = self.learned.neighbours.get(&(output, next)) {
            return Ok(Resolved {
                mac: Some(*mac),
                is_permanent: false,
                doubt: None,
            });
        }
        let Some(mac) = device.mac else {
            let why = format!("{} has no Ethernet address", self.net.place(output));
            return Err(Stop::Unclear(why));
        };
        self.request(output, mac, next, packet)
    }

    /// Asks all on the wire.
    fn request(
        &mut self,
        output: DeviceId,
        mac: Mac,
        next: Inet,
        packet: &Packet,
    ) -> Result<Resolved, Stop> {
        let asker = self.asker(output, next, packet);
        let target = if next.family == family::INET6 {
            Target::Multicast
        } else {
            Target::Broadcast
        };
        let question = Frame {
            source: mac,
            target,
            tag: None,
            inet: next,
        };
        let flown = self.fly(output, question);
        let mut found: Vec<(DeviceId, Mac)> = Vec::new();
        let mut unheard = None;
        for delivery in flown.open() {
            let theirs = self.net.device(delivery.at).and_then(|device| device.mac);
            let Some(theirs) = theirs.filter(|_| self.answers(delivery.at, next, asker)) else {
                continue;
            };
            if found.iter().any(|(id, _)| *id == delivery.at) {
                continue;
            }
            found.push((delivery.at, theirs));
        }
        if let Some(asker) = asker {
            let heard = found.iter().map(|(id, _)| ((*id, asker), mac));
            self.learned.neighbours.extend(heard);
        }
        let answered = found.len();
        let mut heard = Vec::new();
        for (id, theirs) in found {
            let answer = Frame {
                source: theirs,
                target: Target::Station(mac),
                tag: None,
                inet: asker.unwrap_or(next),
            };
            let back = self.fly(id, answer);
            let comes_back = back.open().any(|delivery| delivery.at == output);
            if comes_back {
                heard.push((id, theirs));
            } else {
                unheard = self.best(&back, Some(output)).or(unheard);
            }
        }
        let Some((_, theirs)) = heard.first().copied() else {
            let stop = match unheard {
                Some(obstacle) => Stop::Blocked(Box::new(obstacle)),
                None if answered > 0 => self.silent(output, next),
                None => self.unresolved(output, next, asker, &flown),
            };
            return Err(stop);
        };
        let doubt = (heard.len() > 1).then(|| {
            let places: Vec<String> = heard.iter().map(|(id, _)| self.net.place(*id)).collect();
            format!(
                "several devices that answer for {next}: {}",
                places.join(", ")
            )
        });
        Ok(Resolved {
            mac: Some(theirs),
            is_permanent: false,
            doubt,
        })
    }

    fn silent(&self, output: DeviceId, next: Inet) -> Stop {
        let text = format!(
            "the answer of {next} does not come back to {}",
            self.net.place(output)
        );
        self.blocked("no-answer", output.space, Some(output.index), text, None)
    }

    /// The address that the question comes from: the packet's own, if it is ours, else one of the device.
    fn asker(&self, output: DeviceId, next: Inet, packet: &Packet) -> Option<Inet> {
        let host = self.net.host(output.space)?;
        let own = packet.source.filter(|source| host.owner(*source).is_some());
        let of_device = || {
            host.addresses.iter().filter(|address| {
                address.index == output.index && address.inet.family == next.family
            })
        };
        own.or_else(|| {
            let near = of_device().find(|address| address.inet.contains(address.length, next));
            near.or_else(|| of_device().next())
                .map(|address| address.inet)
        })
        .or_else(|| {
            let mut all = host.addresses.iter();
            let fits = |address: &&super::host::Address| {
                address.inet.family == next.family && address.index != 1
            };
            all.find(fits).map(|address| address.inet)
        })
    }

    /// Whether a namespace answers for an address on a device.
    pub fn answers(&self, at: DeviceId, next: Inet, asker: Option<Inet>) -> bool {
        let (Some(host), Some(device)) = (self.net.host(at.space), self.net.device(at)) else {
            return false;
        };
        if !device.resolves() {
            return false;
        }
        let has_it = host.addresses.iter().any(|address| {
            let unusable = (IFA_F_TENTATIVE | IFA_F_DADFAILED) & address.flags != 0
                && address.flags & IFA_F_OPTIMISTIC == 0;
            address.index == at.index && address.inet == next && !unusable
        });
        if next.family == family::INET6 {
            return has_it;
        }
        let Some(asker) = asker else {
            return host.owner(next).is_some();
        };
        let question = Question::of_arp(next, asker, at.index);
        let Ok(decision) = lookup::ask(host, &question) else {
            return false;
        };
        let name = self.net.name(at);
        let picky = ["all", &name]
            .iter()
            .any(|name| host.is_set(&format!("ipv4/conf/{name}/arp_ignore")));
        let proxies = host
            .settings(family::INET, at.index)
            .is_some_and(|settings| settings.proxy);
        match decision.kind {
            RTN_LOCAL => has_it || !picky,
            RTN_UNICAST => proxies && decision.output != at.index,
            _ => false,
        }
    }

    /// Sends the packet's frame.
    pub fn transmit(
        &mut self,
        output: DeviceId,
        next: Inet,
        packet: &Packet,
        neighbour: &Resolved,
    ) -> Result<Delivery, Stop> {
        let device = self.net.device(output);
        let source = device.and_then(|device| device.mac).unwrap_or([0; 6]);
        let frame = Frame {
            source,
            target: Target::Station(neighbour.mac.unwrap_or([0; 6])),
            tag: None,
            inet: packet.destination,
        };
        let flown = self.fly(output, frame);
        if let Some(delivery) = flown.open().next() {
            return Ok(delivery.clone());
        }
        if let Some(why) = flown.why_unclear() {
            return Err(Stop::Unclear(why.to_owned()));
        }
        if let Some(obstacle) = self.best(&flown, None) {
            return Err(Stop::Blocked(Box::new(obstacle)));
        }
        Err(self.misaddressed(output, next, device, neighbour))
    }

    fn misaddressed(
        &self,
        output: DeviceId,
        next: Inet,
        device: Option<&Device>,
        neighbour: &Resolved,
    ) -> Stop {
        let name = self.net.name(output);
        if device.is_some_and(|device| !device.resolves()) {
            let text = format!(
                "{} does not ask for neighbours (NOARP), so no device accepts its frames",
                self.net.place(output)
            );
            let command = self
                .net
                .command(output.space, &format!("link set {name} arp on"));
            return self.blocked(
                "noarp",
                output.space,
                Some(output.index),
                text,
                Some(command),
            );
        }
        let mac = lladdr::hex(&neighbour.mac.unwrap_or([0; 6]));
        let text = format!(
            "{}: the neighbour entry of {next} on {name} says {mac}, which no device on the wire has",
            self.net.label(output.space)
        );
        let command = self
            .net
            .command(output.space, &format!("neigh del {next} dev {name}"));
        self.blocked(
            "neighbour",
            output.space,
            Some(output.index),
            text,
            Some(command),
        )
    }

    /// A permanent entry that leads elsewhere than to the next hop.
    pub fn strayed(
        &self,
        output: DeviceId,
        next: Inet,
        neighbour: &Resolved,
        at: DeviceId,
    ) -> Option<Stop> {
        let host = self.net.host(at.space)?;
        if !neighbour.is_permanent || host.owner(next).is_some() {
            return None;
        }
        let name = self.net.name(output);
        let text = format!(
            "{}: the neighbour entry of {next} on {name} says {}, which is {}",
            self.net.label(output.space),
            lladdr::hex(&neighbour.mac.unwrap_or([0; 6])),
            self.net.place(at)
        );
        let command = self
            .net
            .command(output.space, &format!("neigh del {next} dev {name}"));
        Some(self.blocked(
            "neighbour",
            output.space,
            Some(output.index),
            text,
            Some(command),
        ))
    }

    /// The first obstacle on the way with the fewest, to `goal` if one is given.
    pub fn best(&self, flown: &Flown, goal: Option<DeviceId>) -> Option<Obstacle> {
        let ways = flown.deliveries.iter();
        let blocked = ways.filter(|delivery| {
            !delivery.trail.obstacles.is_empty() && goal.is_none_or(|goal| delivery.at == goal)
        });
        let best = blocked.min_by_key(|delivery| delivery.trail.obstacles.len());
        best.map(|delivery| &delivery.trail)
            .or_else(|| {
                flown
                    .dead_ends
                    .iter()
                    .find(|trail| !trail.obstacles.is_empty())
            })
            .or_else(|| {
                let unclear = flown.unclear.iter().map(|(trail, _)| trail);
                unclear.min_by_key(|trail| trail.obstacles.len())
            })
            .and_then(|trail| trail.obstacles.first().cloned())
    }
}
