//! Follows a frame into a vxlan and out of the other one.

use super::device::{DeviceId, Kind, Mac, Vxlan};
use super::frames::{Flight, Frame, Target, Trail};
use super::report::{Leg, Limit, Stop};
use super::walk::{Flown, Packet, Start, Walk};
use crate::value::{family, inet::Inet};

/// The way of an outer packet.
struct Crossing {
    end: Inet,
    /// The namespace that it started in.
    space: Option<usize>,
    leg: Leg,
}

/// Bytes that a vxlan adds to a packet: an Ethernet header, its own, UDP's and that of IP.
fn overhead(family: u8) -> u32 {
    if family == family::INET6 { 70 } else { 50 }
}

/// Lets a frame come out of the vxlan at the other end.
fn land(flight: &mut Flight, from: DeviceId, frame: Frame, mut trail: Trail, crossing: Crossing) {
    let Crossing { end, space, leg } = crossing;
    if space.is_none() {
        let why = "the namespace of a vxlan's outer packets cannot be seen".to_owned();
        return flight.unclear.push((trail, why));
    }
    trail.doubts.extend(leg.doubts.iter().cloned());
    match &leg.stop {
        Some(Stop::Unclear(why)) => return flight.unclear.push((trail, why.clone())),
        Some(Stop::Blocked(obstacle)) => trail.block((**obstacle).clone()),
        None => {}
    }
    if let Some((_, least)) = leg.smallest() {
        let size = least.size.saturating_sub(overhead(end.family));
        if trail.limit.as_ref().is_none_or(|limit| limit.size > size) {
            trail.limit = Some(Limit {
                size,
                ..least.clone()
            });
        }
    }
    let owners = flight.net.owners(end);
    let arrived = leg
        .arrival
        .map(|(space, _)| space)
        .or(owners.first().map(|(id, _)| id.space));
    let Some(space) = arrived else {
        return flight.dead_ends.push(trail);
    };
    let source = leg.hops.first().and_then(|hop| hop.source.clone());
    let source = source.and_then(|text| Inet::from_word(&text, end.family));
    come_out(flight, from, space, (frame, trail), source, end);
}

/// Finds the vxlan that takes the packet.
fn come_out(
    flight: &mut Flight,
    from: DeviceId,
    space: usize,
    (frame, mut trail): (Frame, Trail),
    source: Option<Inet>,
    end: Inet,
) {
    let net = flight.net;
    let Some(Kind::Vxlan(ours)) = net.device(from).map(|device| &device.kind) else {
        return;
    };
    let ends: Vec<(DeviceId, &Vxlan)> = net
        .devices()
        .filter_map(|(id, device)| match &device.kind {
            Kind::Vxlan(theirs) if net.underlay(id) == Some(space) && id != from => {
                Some((id, theirs))
            }
            _ => None,
        })
        .collect();
    let same = ends
        .iter()
        .find(|(_, theirs)| theirs.vni == ours.vni && theirs.port == ours.port);
    let Some((id, theirs)) = same.or(ends.first()) else {
        let text = format!(
            "no vxlan in {} takes what {} sends to {end}",
            net.label(space),
            net.place(from)
        );
        trail.block(flight.obstacle("vxlan", from, text, None));
        return flight.dead_ends.push(trail);
    };
    if theirs.vni != ours.vni || theirs.port != ours.port {
        let text = format!(
            "{} has VNI {} and port {}, {} has VNI {} and port {}",
            net.place(from),
            ours.vni,
            ours.port,
            net.place(*id),
            theirs.vni,
            theirs.port
        );
        trail.block(flight.obstacle("vni", *id, text, None));
    }
    if theirs.local.is_some_and(|local| local != end) {
        let text = format!("{} does not take what is for {end}", net.place(*id));
        trail.block(flight.obstacle("vxlan", *id, text, None));
    }
    if let Some(source) = source.filter(|_| theirs.learning && trail.obstacles.is_empty()) {
        flight.learned.ends.insert((*id, frame.source), source);
    }
    flight.receive(*id, frame, trail);
}

impl Flight<'_> {
    /// Wraps a frame in a packet to each other end that the vxlan has for its address.
    pub(super) fn send_by_vxlan(
        &mut self,
        from: DeviceId,
        vxlan: &Vxlan,
        frame: Frame,
        mut trail: Trail,
    ) {
        if vxlan.is_external {
            let why = format!(
                "{} asks routes or filters where to send",
                self.net.place(from)
            );
            return self.unclear.push((trail, why));
        }
        let Some(host) = self.net.host(from.space) else {
            return;
        };
        let own = || {
            let entries = host.fdb.iter();
            entries.filter(|entry| entry.index == from.index && entry.remote.is_some())
        };
        let wanted = match frame.target {
            Target::Station(mac) if own().any(|entry| entry.mac == mac) => mac,
            _ => [0; 6],
        };
        let learned = self.learned.ends.get(&(from, wanted_mac(frame.target)));
        if let (Some(end), [0, 0, 0, 0, 0, 0]) = (learned, wanted) {
            let end = *end;
            return self.tunnelled.push((from, frame, trail, end));
        }
        let ends: Vec<_> = own()
            .filter(|entry| entry.mac == wanted)
            .filter_map(|entry| entry.remote)
            .collect();
        if ends.is_empty() {
            let text = format!("{} knows no other end to send to", self.net.place(from));
            trail.block(self.obstacle("vxlan", from, text, None));
            self.dead_ends.push(trail.clone());
        }
        for end in ends {
            self.tunnelled.push((from, frame, trail.clone(), end));
        }
    }
}

/// The station that a frame is for; zero for several.
fn wanted_mac(target: Target) -> Mac {
    match target {
        Target::Station(mac) => mac,
        Target::Broadcast | Target::Multicast => [0; 6],
    }
}

impl Walk<'_> {
    /// Lets a frame fly, and the packets in which tunnels wrap it.
    pub fn fly(&mut self, from: DeviceId, frame: Frame) -> Flown {
        let mut flight = Flight::new(self.net, std::mem::take(&mut self.learned));
        flight.send(from, frame, Trail::default());
        let mut rounds = 0;
        while let Some((vxlan, frame, trail, end)) = flight.tunnelled.pop() {
            rounds += 1;
            if self.depth > 2 || rounds > 64 {
                let why = "tunnels within tunnels".to_owned();
                flight.unclear.push((trail, why));
                break;
            }
            self.learned = std::mem::take(&mut flight.learned);
            self.depth += 1;
            let crossing = self.cross(vxlan, end);
            self.depth -= 1;
            flight.learned = std::mem::take(&mut self.learned);
            land(&mut flight, vxlan, frame, trail, crossing);
        }
        self.learned = flight.learned;
        Flown {
            deliveries: flight.deliveries,
            unclear: flight.unclear,
            dead_ends: flight.dead_ends,
            touched: flight.touched,
        }
    }

    /// Follows the outer packet of a vxlan.
    fn cross(&mut self, vxlan: DeviceId, end: Inet) -> Crossing {
        let space = self.net.underlay(vxlan);
        let options = self.net.device(vxlan).map(|device| &device.kind);
        let (Some(space), Some(Kind::Vxlan(options))) = (space, options) else {
            return Crossing {
                end,
                space: None,
                leg: Leg::default(),
            };
        };
        let packet = Packet {
            destination: end,
            source: options.local,
            protocol: u8::try_from(libc::IPPROTO_UDP).ok(),
            source_port: None,
            port: Some(options.port),
        };
        let start = Start {
            space,
            input: None,
            output: None,
        };
        let leg = if end.is_multicast() {
            Leg {
                stop: Some(Stop::Unclear(format!(
                    "{} sends to the group {end}",
                    self.net.place(vxlan)
                ))),
                ..Leg::default()
            }
        } else {
            self.leg(start, packet)
        };
        Crossing {
            end,
            space: Some(space),
            leg,
        }
    }
}
