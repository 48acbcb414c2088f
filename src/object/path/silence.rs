//! Says why a next hop does not answer.

use super::device::{DeviceId, Kind};
use super::frames::{Frame, Target};
use super::lookup::{self, Question};
use super::network::Far;
use super::report::Stop;
use super::walk::{Flown, Walk};
use crate::uapi::addr::{IFA_F_DADFAILED, IFA_F_TENTATIVE};
use crate::value::{family, inet::Inet};

impl Walk<'_> {
    /// Why no device answers for a next hop.
    pub fn unresolved(
        &mut self,
        output: DeviceId,
        next: Inet,
        asker: Option<Inet>,
        flown: &Flown,
    ) -> Stop {
        let blocked = flown.deliveries.iter().filter(|delivery| {
            !delivery.trail.obstacles.is_empty() && self.owns(delivery.at, next)
        });
        let best = blocked.min_by_key(|delivery| delivery.trail.obstacles.len());
        let reached = flown.open().find(|delivery| self.owns(delivery.at, next));
        if let Some(reached) = reached {
            return self.mute(reached.at, next, asker);
        }
        if let Some(obstacle) = best.and_then(|best| best.trail.obstacles.first()) {
            return Stop::Blocked(Box::new(obstacle.clone()));
        }
        if let Some(why) = flown.why_unclear() {
            return Stop::Unclear(why.to_owned());
        }
        let mut dead = flown.dead_ends.iter();
        if let Some(obstacle) = dead.find_map(|trail| trail.obstacles.first()) {
            return Stop::Blocked(Box::new(obstacle.clone()));
        }
        if let Some((owner, _)) = self.net.owners(next).first().copied() {
            if owner.space != output.space {
                return self.unconnected(output, owner, next, flown);
            }
        }
        let mut unclear = flown.unclear.iter();
        if let Some(obstacle) = unclear.find_map(|(trail, _)| trail.obstacles.first()) {
            return Stop::Blocked(Box::new(obstacle.clone()));
        }
        if let Some((label, why)) = self.net.topology.unseen.first() {
            return Stop::Unclear(format!(
                "{next} is in no namespace that can be seen, and {label} cannot ({why})"
            ));
        }
        // A device that is down has lost its IPv6 addresses.
        let mut obstacles = flown
            .deliveries
            .iter()
            .filter_map(|delivery| delivery.trail.obstacles.first());
        let down = obstacles.find(|obstacle| obstacle.reason == "down");
        if let Some(down) = down.filter(|_| next.family == family::INET6) {
            return Stop::Blocked(Box::new(down.clone()));
        }
        self.unowned(output, next, flown)
    }

    fn owns(&self, at: DeviceId, inet: Inet) -> bool {
        let host = self.net.host(at.space);
        host.is_some_and(|host| host.owner(inet).is_some())
    }

    /// The owner is reached and does not answer.
    fn mute(&self, at: DeviceId, next: Inet, asker: Option<Inet>) -> Stop {
        let place = self.net.place(at);
        let Some(host) = self.net.host(at.space) else {
            return Stop::Unclear(place);
        };
        let name = self.net.name(at);
        let blocked = |reason, text, words: Option<String>| {
            let command = words.map(|words| self.net.command(at.space, &words));
            self.blocked(reason, at.space, Some(at.index), text, command)
        };
        if self.net.device(at).is_some_and(|device| !device.resolves()) {
            let text = format!("{place} does not answer who has {next} (NOARP)");
            return blocked("noarp", text, Some(format!("link set {name} arp on")));
        }
        let address = host.owner(next);
        let unready = address.filter(|it| it.flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED) != 0);
        if unready.is_some() {
            let text = format!(
                "{next} on {place} is not usable: it is being or was found to be a duplicate"
            );
            return blocked("tentative", text, None);
        }
        if let Some(asker) = asker.filter(|_| next.family == family::INET) {
            let question = Question::of_arp(next, asker, at.index);
            if let Err(errno) = lookup::ask(host, &question) {
                return self.refused(at.space, &question, errno);
            }
        }
        let elsewhere = address.map(|address| DeviceId {
            space: at.space,
            index: address.index,
        });
        let text = match elsewhere.filter(|other| *other != at) {
            Some(other) => format!(
                "{next} is an address of {}, and {name} does not answer for it",
                self.net.place(other)
            ),
            None => format!("{place} does not answer who has {next}"),
        };
        blocked("no-answer", text, None)
    }

    /// The owner is on another wire.
    fn unconnected(
        &mut self,
        output: DeviceId,
        owner: DeviceId,
        next: Inet,
        flown: &Flown,
    ) -> Stop {
        let source = self.net.device(owner).and_then(|device| device.mac);
        let frame = Frame {
            source: source.unwrap_or([0; 6]),
            target: Target::Broadcast,
            tag: None,
            inet: next,
        };
        if self.net.far(owner) == Far::Device(output) {
            let text = format!(
                "{} is stacked on {}, and frames do not pass between such devices",
                self.net.place(owner),
                self.net.place(output)
            );
            return self.blocked("macvlan-lower", owner.space, Some(owner.index), text, None);
        }
        let theirs = self.fly(owner, frame).touched;
        let ours = &flown.touched;
        let mut found: Vec<(DeviceId, DeviceId)> = Vec::new();
        for (bridges, others) in [(ours, &theirs), (&theirs, ours)] {
            let bridge = bridges.iter().find(|id| self.is_bridge(**id));
            let Some(bridge) = bridge.copied() else {
                continue;
            };
            let apart = others.iter().copied().find(|id| {
                id.space == bridge.space
                    && *id != output
                    && !bridges.contains(id)
                    && self
                        .net
                        .device(*id)
                        .is_some_and(|device| device.kind == Kind::Pair)
            });
            found.extend(apart.map(|port| (port, bridge)));
        }
        // The bridge with most ports is the one that is meant.
        let most = |(_, bridge): &(DeviceId, DeviceId)| self.net.ports(*bridge).len();
        if let Some((port, bridge)) = found.into_iter().max_by_key(most) {
            return self.no_port(port, bridge);
        }
        let text = format!(
            "{next} is an address of {}, to which no wire leads from {}{}",
            self.net.place(owner),
            self.net.place(output),
            self.ends(flown)
        );
        self.blocked("unconnected", output.space, Some(output.index), text, None)
    }

    /// Where the wire leads, if to a few devices.
    fn ends(&self, flown: &Flown) -> String {
        let mut places: Vec<String> = flown
            .deliveries
            .iter()
            .map(|delivery| self.net.place(delivery.at))
            .collect();
        places.sort();
        places.dedup();
        match places.len() {
            1..=3 => format!("; it reaches {}", places.join(", ")),
            _ => String::new(),
        }
    }

    fn is_bridge(&self, id: DeviceId) -> bool {
        let device = self.net.device(id);
        device.is_some_and(|device| matches!(device.kind, Kind::Bridge { .. }))
    }

    fn no_port(&self, port: DeviceId, bridge: DeviceId) -> Stop {
        let (name, of) = (self.net.name(port), self.net.name(bridge));
        let text = format!("{} is no port of {of}", self.net.place(port));
        let words = format!("link set {name} master {of}");
        let command = self.net.command(port.space, &words);
        self.blocked("port", port.space, Some(port.index), text, Some(command))
    }

    /// No namespace that can be seen has the address.
    fn unowned(&self, output: DeviceId, next: Inet, flown: &Flown) -> Stop {
        let text = format!(
            "no device that {} reaches has {next}{}",
            self.net.place(output),
            self.ends(flown)
        );
        let mut ends = flown.deliveries.iter().map(|delivery| delivery.at);
        let command = match (ends.next(), ends.next()) {
            (Some(only), None) => {
                let ours = self.net.host(output.space).and_then(|host| {
                    let mut all = host.addresses.iter();
                    all.find(|address| address.inet.contains(address.length, next))
                });
                ours.map(|ours| {
                    let words = format!(
                        "addr add {next}/{} dev {}",
                        ours.length,
                        self.net.name(only)
                    );
                    self.net.command(only.space, &words)
                })
            }
            _ => None,
        };
        self.blocked("no-owner", output.space, Some(output.index), text, command)
    }
}
