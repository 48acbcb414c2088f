//! Follows a packet from namespace to namespace.

use super::device::{DeviceId, Kind};
use super::fib::{self, Flow};
use super::frames::{Delivery, Learned, Trail};
use super::lookup::{self, Decision, Question};
use super::network::Network;
use super::report::{Hop, Leg, Limit, Obstacle, Stop};
use crate::uapi::netconf::NETCONFA_IFINDEX_ALL;
use crate::uapi::route::{RTN_ANYCAST, RTN_LOCAL, RTN_UNICAST};
use crate::value::{family, inet::Inet};
use std::collections::BTreeSet;

/// A packet. Ports are those of its protocol, if it has any.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packet {
    pub destination: Inet,
    pub source: Option<Inet>,
    pub protocol: Option<u8>,
    pub source_port: Option<u16>,
    pub port: Option<u16>,
}

/// Where a packet is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    pub space: usize,
    /// The device that it came in on.
    pub input: Option<u32>,
    /// The device that it is bound to.
    pub output: Option<u32>,
}

pub(super) struct Walk<'n> {
    pub net: &'n Network,
    pub learned: Learned,
    /// The device by which an answer goes to where its packet came from.
    pub home: Option<DeviceId>,
    /// Tunnels within tunnels.
    pub depth: u8,
}

/// What a frame did.
pub(super) struct Flown {
    pub deliveries: Vec<Delivery>,
    pub unclear: Vec<(Trail, String)>,
    pub dead_ends: Vec<Trail>,
    pub touched: BTreeSet<DeviceId>,
}

impl Flown {
    /// The first delivery that nothing stops.
    pub fn open(&self) -> impl Iterator<Item = &Delivery> {
        let all = self.deliveries.iter();
        all.filter(|delivery| delivery.trail.obstacles.is_empty())
    }

    /// Why it cannot be told where the frame went.
    pub fn why_unclear(&self) -> Option<&str> {
        let free = self
            .unclear
            .iter()
            .find(|(trail, _)| trail.obstacles.is_empty());
        free.map(|(_, why)| why.as_str())
    }
}

/// The time to live of a new packet.
const HOPS: usize = 64;

impl<'n> Walk<'n> {
    pub fn new(net: &'n Network) -> Walk<'n> {
        Walk {
            net,
            learned: Learned::default(),
            home: None,
            depth: 0,
        }
    }

    /// Follows a packet to its end.
    pub fn leg(&mut self, start: Start, mut packet: Packet) -> Leg {
        let mut leg = Leg::default();
        let mut at = start;
        let mut been = BTreeSet::new();
        for _ in 0..HOPS {
            if !been.insert((at.space, at.input)) {
                let text = format!(
                    "{}: the packet comes round in a circle until its TTL is used up",
                    self.net.label(at.space)
                );
                leg.stop = Some(self.blocked("loop", at.space, None, text, None));
                return leg;
            }
            match self.step(&mut leg, at, &mut packet) {
                Ok(Some(next)) => at = next,
                Ok(None) => return leg,
                Err(stop) => {
                    let suspect = leg.suspect.take();
                    let suspect = suspect.filter(|_| matches!(stop, Stop::Blocked(_)));
                    leg.stop = Some(suspect.unwrap_or(stop));
                    return leg;
                }
            }
        }
        leg.stop = Some(Stop::Unclear(
            "the way is longer than 64 namespaces".to_owned(),
        ));
        leg
    }

    pub fn blocked(
        &self,
        reason: &'static str,
        space: usize,
        device: Option<u32>,
        text: String,
        command: Option<String>,
    ) -> Stop {
        Stop::Blocked(Box::new(Obstacle {
            reason,
            space,
            device: device.map(|index| self.net.name(DeviceId { space, index })),
            text,
            command,
        }))
    }

    /// One namespace: where the packet goes from it, `None` if it has arrived.
    fn step(
        &mut self,
        leg: &mut Leg,
        at: Start,
        packet: &mut Packet,
    ) -> Result<Option<Start>, Stop> {
        let Some(host) = self.net.host(at.space) else {
            return Ok(None);
        };
        let label = self.net.label(at.space);
        let doubts = host.doubts.iter().map(|what| format!("{what} in {label}"));
        leg.doubts.extend(doubts);
        let question = Question {
            destination: packet.destination,
            source: packet.source,
            input: at.input,
            output: at.output,
            protocol: packet.protocol,
            source_port: packet.source_port,
            port: packet.port,
        };
        let answer = lookup::ask(host, &question);
        let decision = answer.map_err(|errno| self.refused(at.space, &question, errno))?;
        packet.source = packet.source.or(decision.source);
        let mut hop = self.hop(at, &question, &decision);
        match decision.kind {
            RTN_LOCAL | RTN_ANYCAST => {
                self.arrive(leg, hop, at, packet)?;
                Ok(None)
            }
            RTN_UNICAST => {
                if at.input.is_some() {
                    self.check_forwarding(at, packet.destination.family)?;
                }
                let output = DeviceId {
                    space: at.space,
                    index: decision.output,
                };
                if self.home == Some(output) && at.input != Some(output.index) {
                    leg.hops.push(hop);
                    leg.arrival = Some((at.space, None));
                    return Ok(None);
                }
                let delivery = self.leave(leg, &mut hop, at, packet, &decision);
                leg.hops.push(hop);
                let delivery = delivery?;
                Ok(Some(Start {
                    space: delivery.at.space,
                    input: Some(delivery.at.index),
                    output: None,
                }))
            }
            _ => Err(Stop::Unclear(format!(
                "{label}: {} is not the address of one host",
                packet.destination
            ))),
        }
    }

    fn hop(&self, at: Start, question: &Question, decision: &Decision) -> Hop {
        let id = |index| DeviceId {
            space: at.space,
            index,
        };
        let mut hop = Hop {
            space: at.space,
            input: at.input.map(|index| self.net.name(id(index))),
            is_local: matches!(decision.kind, RTN_LOCAL | RTN_ANYCAST),
            ..Hop::default()
        };
        if let Some((prefix, length, table, metric)) = decision.matched {
            hop.route = Some(fib::prefix_text(decision.kind, prefix, length));
            hop.table = Some(fib::table_text(table));
            hop.metric = metric;
            let verdict = self.verdict(at.space, question);
            // Named only if the same route comes out. The kernel keeps the local table in the main one as long as it can.
            let same = verdict.route.filter(|route| {
                let is_same = route.prefix == prefix && route.length == length;
                is_same && (route.table == table || route.kind == RTN_LOCAL)
            });
            if let (Some(route), Some(rule)) = (same, verdict.rule) {
                hop.table = Some(fib::table_text(route.table));
                hop.rule = Some(rule.priority);
            }
        }
        if at.input.is_none() {
            hop.source = question.source.or(decision.source).map(|it| it.to_string());
        }
        if !hop.is_local {
            hop.output = Some(self.net.name(id(decision.output)));
            hop.has_gateway = decision.gateway.is_some();
            hop.next = Some(decision.gateway.unwrap_or(question.destination).to_string());
        }
        hop
    }

    /// What rules and routes say.
    pub fn verdict(&self, space: usize, question: &Question) -> fib::Verdict<'n> {
        let Some(host) = self.net.host(space) else {
            return fib::Verdict::default();
        };
        let name = |index| self.net.name(DeviceId { space, index });
        let input = question.input.map_or_else(|| "lo".to_owned(), name);
        let output = question.output.map(name);
        let of_vrf = question.input.or(question.output).and_then(|index| {
            let id = DeviceId { space, index };
            match self.net.device(id)?.kind {
                Kind::Vrf { table } => Some(table),
                _ => self.net.vrf(id).map(|(_, table)| table),
            }
        });
        let flow = Flow {
            destination: question.destination,
            source: question.source,
            input: &input,
            output: output.as_deref(),
            vrf: of_vrf,
            protocol: question.protocol,
            source_port: question.source_port,
            port: question.port,
        };
        fib::decide(&host.rules, &host.routes, &flow)
    }

    fn arrive(&mut self, leg: &mut Leg, hop: Hop, at: Start, packet: &Packet) -> Result<(), Stop> {
        leg.hops.push(hop);
        let lo = DeviceId {
            space: at.space,
            index: 1,
        };
        let is_down = self.net.device(lo).is_some_and(|lo| !lo.is_up());
        if at.input.is_none() && is_down {
            let text = format!("{} is down", self.net.place(lo));
            let command = self.net.command(at.space, "link set lo up");
            return Err(self.blocked("down", at.space, Some(1), text, Some(command)));
        }
        self.check_echo(at.space, packet)?;
        let device = at.input.map(|index| DeviceId {
            space: at.space,
            index,
        });
        leg.arrival = Some((at.space, device));
        Ok(())
    }

    fn check_echo(&self, space: usize, packet: &Packet) -> Result<(), Stop> {
        let is_v6 = packet.destination.family == family::INET6;
        let is_echo = matches!(
            packet.protocol.map(i32::from),
            Some(libc::IPPROTO_ICMP | libc::IPPROTO_ICMPV6)
        );
        let (file, name) = if is_v6 {
            ("ipv6/icmp/echo_ignore_all", "net.ipv6.icmp.echo_ignore_all")
        } else {
            ("ipv4/icmp_echo_ignore_all", "net.ipv4.icmp_echo_ignore_all")
        };
        let host = self.net.host(space);
        if is_echo && host.is_some_and(|host| host.is_set(file)) {
            let text = format!("{} ignores pings ({name} is 1)", self.net.label(space));
            let command = self.net.in_space(space, "sysctl", &format!("-w {name}=0"));
            return Err(self.blocked("echo-ignored", space, None, text, Some(command)));
        }
        Ok(())
    }

    /// IPv6 looks at the setting of all devices; IPv4's lookup has looked at the device's already.
    fn check_forwarding(&self, at: Start, family: u8) -> Result<(), Stop> {
        let host = self.net.host(at.space);
        let all = host.and_then(|host| host.settings(family, NETCONFA_IFINDEX_ALL));
        if family == family::INET6 && all.is_some_and(|all| !all.forwarding) {
            return Err(self.no_forwarding(at.space, at.input, family));
        }
        Ok(())
    }

    /// Sends the packet by the device of its route.
    fn leave(
        &mut self,
        leg: &mut Leg,
        hop: &mut Hop,
        at: Start,
        packet: &Packet,
        decision: &Decision,
    ) -> Result<Delivery, Stop> {
        let output = DeviceId {
            space: at.space,
            index: decision.output,
        };
        if let Some(device) = self.net.device(output) {
            let mtu = decision.mtu.map_or(device.mtu, |mtu| mtu.min(device.mtu));
            hop.mtu = Some(mtu);
            leg.limits.push(Limit {
                size: mtu,
                place: self.net.place(output),
                is_silent: false,
            });
        }
        let is_link_local = |source: Inet| source.bytes().starts_with(&[0xfe, 0x80]);
        if at.input.is_none()
            && decision.gateway.is_some()
            && packet.source.is_some_and(is_link_local)
        {
            let text = format!(
                "{} has no IPv6 address but a link-local one, which routers do not forward",
                self.net.place(output)
            );
            return Err(self.blocked("no-address", at.space, Some(output.index), text, None));
        }
        let next = decision.gateway.unwrap_or(packet.destination);
        let neighbour = self.resolve(output, next, packet)?;
        hop.lladdr = neighbour.mac.map(|mac| crate::value::lladdr::hex(&mac));
        hop.is_permanent = neighbour.is_permanent;
        leg.doubts.extend(neighbour.doubt.clone());
        let delivery = self.transmit(output, next, packet, &neighbour)?;
        leg.doubts.extend(delivery.trail.doubts.iter().cloned());
        leg.suspect = self.strayed(output, next, &neighbour, delivery.at);
        leg.limits.extend(delivery.trail.limit.clone());
        hop.through = delivery
            .trail
            .passed
            .iter()
            .map(|id| self.net.place(*id))
            .collect();
        Ok(delivery)
    }
}
