//! `ip path`: follows a packet through all namespaces, sending none. iproute2 has no such command.

mod bridge;
mod device;
mod doubts;
mod fib;
mod frames;
mod host;
mod lookup;
mod neighbour;
mod network;
mod overlay;
mod report;
mod show;
mod silence;
mod stacked;
mod walk;
mod why;

use crate::args::Args;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::value::{family, inet::Inet, number};
use device::DeviceId;
use network::Network;
use report::{Leg, Stop};
use walk::{Packet, Start, Walk};

const HELP: &str = "\
Usage: ip path ADDRESS [ from ADDRESS ] [ iif DEVICE ]
               [ proto { tcp | udp | icmp } ] [ port NUMBER ]
";

/// What the arguments ask for.
#[derive(Debug, Default)]
struct Wanted<'a> {
    destination: Option<Inet>,
    source: Option<Inet>,
    input: Option<&'a str>,
    protocol: Option<i32>,
    port: Option<u16>,
}

/// Both ways of a packet.
struct Found {
    destination: Inet,
    there: Leg,
    back: Option<Leg>,
}

/// Whether packets pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Open,
    Blocked,
    Unclear,
}

impl Found {
    fn legs(&self) -> impl Iterator<Item = &Leg> {
        std::iter::once(&self.there).chain(&self.back)
    }

    fn verdict(&self) -> Verdict {
        if self.legs().any(|leg| leg.obstacle().is_some()) {
            return Verdict::Blocked;
        }
        let is_unclear = |leg: &Leg| leg.unclear().is_some() || !leg.doubts.is_empty();
        if self.legs().any(is_unclear) || self.back.is_none() {
            return Verdict::Unclear;
        }
        Verdict::Open
    }

    /// Whether a namespace that was not looked into may hold the answer.
    fn may_be_elsewhere(&self) -> bool {
        self.legs().any(|leg| match &leg.stop {
            Some(Stop::Unclear(_)) => true,
            Some(Stop::Blocked(obstacle)) => {
                matches!(obstacle.reason, "no-owner" | "unconnected" | "no-route")
            }
            None => false,
        })
    }

    /// Whether a packet as long as the first device takes, which may not be divided, passes, and its answer comes back.
    fn takes_full_size(&self) -> bool {
        let Some(first) = self.there.limits.first() else {
            return true;
        };
        let size = first.size;
        let mut part = size;
        let passes = self.there.limits.iter().all(|limit| limit.size >= size);
        let back = self.back.iter().flat_map(|leg| &leg.limits);
        let comes_back = back.enumerate().all(|(place, limit)| {
            // The answer may be divided: in IPv4 by every router, in IPv6 by its sender.
            let may_divide = self.destination.family == family::INET || place == 0;
            if !limit.is_silent && may_divide {
                part = part.min(limit.size);
            }
            limit.size >= part
        });
        passes && comes_back
    }
}

/// Runs `ip path`.
///
/// # Errors
/// Wrong arguments, the current namespace not answering; status 1 if a way is blocked, 2 if that cannot be told.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    let wanted = parse(args)?;
    let mut network = network::read(session, false)?;
    let mut found = follow(&network, &wanted)?;
    if found.may_be_elsewhere() {
        network = network::read(session, true)?;
        found = follow(&network, &wanted)?;
    }
    show::show(&mut session.out, &network, &found);
    match found.verdict() {
        Verdict::Open => Ok(()),
        Verdict::Blocked => Err(Error::printed(1)),
        Verdict::Unclear => Err(Error::printed(2)),
    }
}

fn parse(mut args: Args) -> Result<Wanted> {
    let mut wanted = Wanted::default();
    while let Some(word) = args.next() {
        match word {
            "help" => return Err(Error::usage(HELP)),
            "from" if wanted.source.is_none() => {
                wanted.source = Some(address(args.value()?, &wanted)?);
            }
            "iif" if wanted.input.is_none() => wanted.input = Some(args.value()?),
            "proto" if wanted.protocol.is_none() => {
                wanted.protocol = Some(protocol(args.value()?)?);
            }
            "port" if wanted.port.is_none() => {
                let word = args.value()?;
                let port = number::decimal(word, u16::MAX.into());
                let port = port.and_then(|port| u16::try_from(port).ok());
                let port = port.filter(|port| *port != 0);
                wanted.port = Some(port.ok_or_else(|| Error::invalid(word, "invalid port"))?);
            }
            "from" | "iif" | "proto" | "port" => {
                return Err(Error::duplicate(word, args.value()?));
            }
            _ if wanted.destination.is_none() => {
                wanted.destination = Some(address(word, &wanted)?);
            }
            _ => {
                return Err(Error::fatal(
                    format!("Command \"{word}\" is unknown, try \"ip path help\"."),
                    255,
                ));
            }
        }
    }
    if wanted.destination.is_none() {
        return Err(Error::missing("ADDRESS"));
    }
    if wanted.input.is_some() && wanted.source.is_none() {
        return Err(Error::missing("from"));
    }
    let has_ports = matches!(wanted.protocol, Some(libc::IPPROTO_TCP | libc::IPPROTO_UDP));
    if wanted.port.is_some() && !has_ports {
        return Err(Error::missing("proto\" tcp or \"udp"));
    }
    Ok(wanted)
}

/// The address of one host, of the family of the addresses before it.
fn address(word: &str, wanted: &Wanted) -> Result<Inet> {
    let before = wanted.destination.or(wanted.source);
    let family = before.map_or(family::UNSPEC, |inet| inet.family);
    let inet = Inet::parse(word, family)?;
    let is_one = matches!(inet.family, family::INET | family::INET6)
        && !inet.is_multicast()
        && !inet.is_unspecified()
        && inet.v4() != Some(u32::MAX);
    if is_one {
        Ok(inet)
    } else {
        Err(Error::invalid(word, "not the address of one host"))
    }
}

fn protocol(word: &str) -> Result<i32> {
    match word {
        "tcp" => Ok(libc::IPPROTO_TCP),
        "udp" => Ok(libc::IPPROTO_UDP),
        "icmp" => Ok(libc::IPPROTO_ICMP),
        _ => Err(Error::invalid(word, "not tcp, udp or icmp")),
    }
}

/// Follows the packet to its end, and the answer to where the packet came from.
fn follow(network: &Network, wanted: &Wanted) -> Result<Found> {
    let destination = wanted
        .destination
        .ok_or_else(|| Error::missing("ADDRESS"))?;
    let space = network.current;
    let input = wanted.input.map(|name| {
        let links = network.topology.spaces.get(space).map(|space| &space.links);
        let mut links = links.into_iter().flatten();
        links
            .find(|link| link.name == name)
            .map(|link| link.index)
            .ok_or_else(|| Error::no_device(name))
    });
    let input = input.transpose()?;
    let is_v6 = destination.family == family::INET6;
    let protocol = match wanted.protocol.unwrap_or(libc::IPPROTO_ICMP) {
        libc::IPPROTO_ICMP if is_v6 => libc::IPPROTO_ICMPV6,
        protocol => protocol,
    };
    let packet = Packet {
        destination,
        source: wanted.source,
        protocol: u8::try_from(protocol).ok(),
        source_port: None,
        port: wanted.port,
    };
    let start = Start {
        space,
        input,
        output: None,
    };
    let mut walk = Walk::new(network);
    let there = walk.leg(start, packet);
    let source = wanted.source.or_else(|| first_source(&there, destination));
    walk.home = input.map(|index| DeviceId { space, index });
    let back = match (there.arrival, source) {
        (Some((space, device)), Some(source)) => {
            // An answer stays in the VRF that the packet came by.
            let output = device.and_then(|device| network.vrf(device));
            let start = Start {
                space,
                input: None,
                output: output.map(|(index, _)| index),
            };
            let answer = Packet {
                destination: source,
                source: Some(destination),
                protocol: packet.protocol,
                source_port: packet.port,
                port: None,
            };
            Some(walk.leg(start, answer))
        }
        _ => None,
    };
    Ok(Found {
        destination,
        there,
        back,
    })
}

fn first_source(leg: &Leg, destination: Inet) -> Option<Inet> {
    let text = leg.hops.first()?.source.as_deref()?;
    Inet::from_word(text, destination.family)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn arguments_in_any_order() {
        let line = words("from 10.0.0.1 iif iif 10.0.0.2 port 53 proto udp");
        let wanted = parse(Args::new(&line)).unwrap();
        assert_eq!(wanted.destination.unwrap().to_string(), "10.0.0.2");
        assert_eq!(wanted.source.unwrap().to_string(), "10.0.0.1");
        assert_eq!(wanted.input, Some("iif"));
        assert_eq!(wanted.protocol, Some(libc::IPPROTO_UDP));
        assert_eq!(wanted.port, Some(53));
    }

    #[test]
    fn wrong_arguments_are_refused() {
        for line in [
            "",
            "10.0.0.1 10.0.0.2",
            "10.0.0.1 from",
            "10.0.0.1 from ::1",
            "10.0.0.0/8",
            "224.0.0.1",
            "ff02::1",
            "255.255.255.255",
            "0.0.0.0",
            "10.0.0.1 iif eth0",
            "10.0.0.1 port 80",
            "10.0.0.1 proto icmp port 80",
            "10.0.0.1 proto tcp port 0",
            "10.0.0.1 proto tcp port 65536",
            "10.0.0.1 proto sctp",
            "10.0.0.1 from 10.0.0.2 from 10.0.0.3",
        ] {
            assert!(parse(Args::new(&words(line))).is_err(), "{line}");
        }
    }
}
