//! Says why a packet gets no further.

use super::device::{DeviceId, Kind};
use super::fib;
use super::host::{Address, Host};
use super::lookup::{self, Question};
use super::report::Stop;
use super::walk::Walk;
use crate::uapi::netconf::NETCONFA_IFINDEX_ALL;
use crate::uapi::route::{RTN_BLACKHOLE, RTN_PROHIBIT, RTN_UNICAST, RTN_UNREACHABLE};
use crate::value::{family, inet::Inet};

impl Walk<'_> {
    /// The kernel has no route for the packet.
    pub fn refused(&self, space: usize, question: &Question, errno: i32) -> Stop {
        let label = self.net.label(space);
        let verdict = self.verdict(space, question);
        if let (Some(rule), None) = (verdict.rule, verdict.route) {
            let text = format!(
                "{label}: rule {} refuses what is for {}",
                rule.priority, question.destination
            );
            let words = format!("{}rule del pref {}", six(rule.family), rule.priority);
            return self.blocked(
                "rule",
                space,
                None,
                text,
                Some(self.net.command(space, &words)),
            );
        }
        let stops = verdict
            .route
            .filter(|route| matches!(route.kind, RTN_BLACKHOLE | RTN_UNREACHABLE | RTN_PROHIBIT));
        if let Some(route) = stops {
            let table = fib::table_text(route.table);
            let text = format!("{label}: route \"{}\" in table {table}", route.text());
            let words = format!(
                "{}route del {} table {table}",
                six(route.family),
                route.text()
            );
            let reason = match route.kind {
                RTN_BLACKHOLE => "blackhole",
                RTN_PROHIBIT => "prohibit",
                _ => "unreachable",
            };
            return self.blocked(
                reason,
                space,
                None,
                text,
                Some(self.net.command(space, &words)),
            );
        }
        if let Some(stop) = self.refused_input(space, question, errno) {
            return stop;
        }
        let Some(host) = self.net.host(space) else {
            return Stop::Unclear(format!("{label} cannot be seen"));
        };
        let foreign = question
            .source
            .filter(|source| question.input.is_none() && host.owner(*source).is_none());
        if let Some(source) = foreign {
            let text = format!("{source} is no address of {label}");
            return self.blocked("source", space, None, text, None);
        }
        self.no_route(space, host, question)
    }

    /// What only stops a packet that came from elsewhere.
    fn refused_input(&self, space: usize, question: &Question, errno: i32) -> Option<Stop> {
        let input = question.input?;
        let host = self.net.host(space)?;
        let family = question.destination.family;
        let device = DeviceId {
            space,
            index: input,
        };
        if family != family::INET {
            return None;
        }
        let is_local = host.owner(question.destination).is_some();
        let settings = host.settings(family, input)?;
        if errno == libc::EHOSTUNREACH && !settings.forwarding && !is_local {
            return Some(self.no_forwarding(space, Some(input), family));
        }
        let source = question.source?;
        if let Some(owner) = host.owner(source) {
            let text = format!(
                "{}: {source}, where the packet comes from, is its own address too (on {})",
                self.net.label(space),
                self.net.name(DeviceId {
                    space,
                    index: owner.index
                })
            );
            let name = self.net.name(DeviceId {
                space,
                index: owner.index,
            });
            let words = format!("addr del {source}/{} dev {name}", owner.length);
            return Some(self.blocked(
                "duplicate",
                space,
                Some(owner.index),
                text,
                Some(self.net.command(space, &words)),
            ));
        }
        let all = host.settings(family, NETCONFA_IFINDEX_ALL);
        let mode = settings.rp_filter.max(all.map_or(0, |all| all.rp_filter));
        if mode == 0 || errno == libc::ENETUNREACH {
            return None;
        }
        Some(self.reverse(device, host, question, source, mode))
    }

    /// rp_filter refuses a source: its route leads elsewhere, or nowhere.
    fn reverse(
        &self,
        device: DeviceId,
        host: &Host,
        question: &Question,
        source: Inet,
        mode: u32,
    ) -> Stop {
        let name = self.net.name(device);
        let label = self.net.label(device.space);
        let back = Question {
            destination: source,
            source: None,
            input: None,
            ..*question
        };
        let words = format!("-w net.ipv4.conf.{name}.rp_filter=2");
        let loose = self.net.in_space(device.space, "sysctl", &words);
        let (what, command) = match lookup::ask(host, &back) {
            Ok(decision) if decision.kind == RTN_UNICAST => {
                let other = self.net.name(DeviceId {
                    index: decision.output,
                    ..device
                });
                (format!("its route leads to {other}"), Some(loose))
            }
            Ok(_) => ("it is no address of a host".to_owned(), None),
            Err(_) => (
                "it has no route".to_owned(),
                Some(
                    self.net
                        .command(device.space, &format!("route add {source} dev {name}")),
                ),
            ),
        };
        let strict = if mode == 1 { "strict" } else { "loose" };
        let text = format!(
            "{label}: rp_filter ({strict}) on {name} refuses packets from {source}, as {what}"
        );
        self.blocked("rp-filter", device.space, Some(device.index), text, command)
    }

    pub fn no_forwarding(&self, space: usize, input: Option<u32>, family: u8) -> Stop {
        let name = input.map(|index| self.net.name(DeviceId { space, index }));
        let label = self.net.label(space);
        let (text, setting) = match (family, &name) {
            (family::INET, Some(name)) => (
                format!("{label}: IPv4 forwarding is off on {name}"),
                "net.ipv4.ip_forward".to_owned(),
            ),
            _ => (
                format!("{label}: IPv6 forwarding is off"),
                "net.ipv6.conf.all.forwarding".to_owned(),
            ),
        };
        let command = self
            .net
            .in_space(space, "sysctl", &format!("-w {setting}=1"));
        self.blocked("forwarding", space, input, text, Some(command))
    }

    fn no_route(&self, space: usize, host: &Host, question: &Question) -> Stop {
        let destination = question.destination;
        let label = self.net.label(space);
        if let Some(index) = self.down_device(space, host, destination) {
            let id = DeviceId { space, index };
            let name = self.net.name(id);
            let text = format!(
                "{} is down, and with it the route to {destination}",
                self.net.place(id)
            );
            let command = self.net.command(space, &format!("link set {name} up"));
            return self.blocked("down", space, Some(index), text, Some(command));
        }
        if let Some(stop) = self.no_address(space, host, destination.family) {
            return stop;
        }
        if let Some(route) = elsewhere(host, destination) {
            let table = fib::table_text(route.table);
            let text = format!(
                "{label}: only table {table} has a route to {destination}, and no rule leads this packet there"
            );
            let words = format!(
                "{}rule add to {destination} table {table}",
                six(destination.family)
            );
            let command = self.net.command(space, &words);
            return self.blocked("table", space, None, text, Some(command));
        }
        if let Some(stop) = self.wrong_length(space, host, destination) {
            return stop;
        }
        let text = format!("{label} has no route to {destination}");
        let command = self.gateway(space, host, destination).map(|gateway| {
            let words = format!(
                "{}route add {destination} via {gateway}",
                six(destination.family)
            );
            self.net.command(space, &words)
        });
        self.blocked("no-route", space, None, text, command)
    }

    /// A device that is down and would have a route to an address.
    fn down_device(&self, space: usize, host: &Host, destination: Inet) -> Option<u32> {
        let of = |index: u32| {
            let all = host.addresses.iter();
            all.filter(move |address| {
                address.index == index && address.inet.family == destination.family
            })
        };
        let down = || {
            host.devices.iter().filter(|device| {
                let is_port = device.port.is_some();
                !device.is_up() && device.kind != Kind::Loopback && !is_port
            })
        };
        let covers =
            |index| of(index).any(|address| address.inet.contains(address.length, destination));
        if let Some(device) = down().find(|device| covers(device.index)) {
            return Some(device.index);
        }
        // A device that is down loses its IPv6 addresses.
        let lost = |index| of(index).next().is_some() || destination.family == family::INET6;
        let other = host.devices.iter().any(|device| {
            let far = DeviceId {
                space,
                index: device.index,
            };
            device.is_up()
                && device.kind != Kind::Loopback
                && self.net.device(far).is_some()
                && of(device.index).next().is_some()
                && destination.family == family::INET
                && down().next().is_some_and(|down| !lost(down.index))
        });
        let device = down().find(|device| lost(device.index) && !other)?;
        Some(device.index)
    }

    fn no_address(&self, space: usize, host: &Host, family: u8) -> Option<Stop> {
        let usable = |address: &Address| {
            let is_link_local = address.inet.bytes().starts_with(&[0xfe, 0x80]);
            address.inet.family == family && address.index != 1 && !is_link_local
        };
        if host.addresses.iter().any(usable) {
            return None;
        }
        let device = host.devices.iter().find(|device| {
            device.is_up() && device.kind != Kind::Loopback && device.master.is_none()
        })?;
        let id = DeviceId {
            space,
            index: device.index,
        };
        let name = if family == family::INET6 {
            "IPv6"
        } else {
            "IPv4"
        };
        let text = format!("{} has no {name} address", self.net.place(id));
        Some(self.blocked("no-address", space, Some(device.index), text, None))
    }

    /// The goal is on our wire by its prefix, and we are not by ours.
    fn wrong_length(&self, space: usize, host: &Host, destination: Inet) -> Option<Stop> {
        let theirs = self.net.owners(destination).first().copied()?.1;
        let ours = host.addresses.iter().find(|ours| {
            ours.inet.family == destination.family
                && theirs.inet.contains(theirs.length, ours.inet)
                && ours.length != theirs.length
        })?;
        let name = self.net.name(DeviceId {
            space,
            index: ours.index,
        });
        let text = format!(
            "{}: the prefix of {}/{} on {name} does not cover {destination}/{}",
            self.net.label(space),
            ours.inet,
            ours.length,
            theirs.length
        );
        let words = format!("addr add {}/{} dev {name}", ours.inet, theirs.length);
        let command = self.net.command(space, &words);
        Some(self.blocked(
            "prefix-length",
            space,
            Some(ours.index),
            text,
            Some(command),
        ))
    }

    /// An address in reach of a namespace that forwards.
    fn gateway(&self, space: usize, host: &Host, destination: Inet) -> Option<Inet> {
        let hosts = self.net.hosts.iter().enumerate();
        for (_, other) in hosts.filter(|(other, _)| *other != space) {
            let forwards = other
                .settings(destination.family, NETCONFA_IFINDEX_ALL)
                .is_some_and(|settings| settings.forwarding);
            let near = other.addresses.iter().find(|theirs| {
                host.addresses
                    .iter()
                    .any(|ours| ours.index != 1 && ours.inet.contains(ours.length, theirs.inet))
            });
            if let Some(near) = near.filter(|_| forwards) {
                return Some(near.inet);
            }
        }
        None
    }
}

/// The option for commands of IPv6 that would be IPv4's without it.
fn six(family: u8) -> &'static str {
    if family == family::INET6 { "-6 " } else { "" }
}

/// A route to an address in any table.
fn elsewhere(host: &Host, destination: Inet) -> Option<&fib::Route> {
    let mut tables: Vec<u32> = host
        .routes
        .iter()
        .filter(|route| route.family == destination.family && route.kind == RTN_UNICAST)
        .map(|route| route.table)
        .collect();
    tables.sort_unstable();
    tables.dedup();
    let mut found = tables
        .into_iter()
        .filter_map(|table| fib::in_table(&host.routes, table, destination));
    found.find(|route| route.kind == RTN_UNICAST)
}
