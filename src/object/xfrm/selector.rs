//! Selectors of packets: `struct xfrm_selector`.

use super::formatter::{Fixed, Formatter};
use super::words::{after, lay};
use super::wrong;
use crate::args::{Args, FromWord};
use crate::error::{Error, Result};
use crate::names::Names;
use crate::uapi::xfrm::sel::*;
use crate::value::inet::{Inet, Prefix};
use crate::value::{family, ip_protocol};

/// Protocols with ports.
const WITH_PORTS: [u8; 4] = [6, 17, 33, 132];
/// Protocols whose type and code are stored as ports.
const ICMP: [u8; 2] = [1, 58];
/// The protocol whose type is stored as a port.
const MOBILITY_HEADER: u8 = 135;
/// The protocol whose key is stored in both ports.
const GRE: u8 = 47;

/// A number to compare, or none.
type Port = Option<u16>;

/// The given selector.
#[derive(Default, Clone, Copy)]
pub(super) struct Selector {
    pub(super) source: Option<Prefix>,
    pub(super) destination: Option<Prefix>,
    /// The protocol; 0 for any. `None` if it was not given.
    pub(super) protocol: Option<u8>,
    source_port: Port,
    destination_port: Port,
    device: u32,
}

/// Options of the upper protocol; their combination is checked at the end.
#[derive(Default)]
struct UpperOptions {
    ports: bool,
    kinds: bool,
    key: bool,
}

/// Reads an address; its family must be known.
pub(super) fn prefix(args: &mut Args, word: &str, wanted: u8) -> Result<Prefix> {
    let value = args.value()?;
    let prefix = Prefix::parse(value, wanted)?;
    match prefix.inet.family {
        family::UNSPEC => Err(Error::invalid(
            value,
            &format!("value after \"{word}\" has an unrecognized address family"),
        )),
        _ => Ok(prefix),
    }
}

/// Refuses addresses of two families; the error names the last argument.
pub(super) fn same_family(
    source: Option<Prefix>,
    destination: Option<Prefix>,
    last: &str,
) -> Result<()> {
    match (source, destination) {
        (Some(source), Some(destination)) if source.inet.family != destination.inet.family => {
            let why =
                "the same address family is required between values after \"src\" and \"dst\"";
            Err(Error::invalid(last, why))
        }
        _ => Ok(()),
    }
}

impl Selector {
    /// Reads the arguments of a selector, as far as they go; returns whether there was any.
    pub(super) fn parse(&mut self, args: &mut Args, names: &mut Names, wanted: u8) -> Result<bool> {
        let before = args.rest();
        let mut upper = false;
        loop {
            match args.peek() {
                Some("src") => {
                    args.next();
                    self.source = Some(prefix(args, "src", wanted)?);
                }
                Some("dst") => {
                    args.next();
                    self.destination = Some(prefix(args, "dst", wanted)?);
                }
                Some("dev") => {
                    args.next();
                    let name = args.value()?;
                    let index = names.links.index(name);
                    let unknown = || Error::invalid(name, "DEV value is invalid");
                    self.device = index.ok_or_else(unknown)?;
                }
                _ if !upper && self.parse_upper(args)? => upper = true,
                _ => break,
            }
        }
        let used = before.len() - args.rest().len();
        let last = before.get(used.wrapping_sub(1)).map_or("", String::as_str);
        same_family(self.source, self.destination, last)?;
        Ok(used > 0)
    }

    /// Reads options of the upper protocol; returns whether there was any.
    fn parse_upper(&mut self, args: &mut Args) -> Result<bool> {
        let mut upper = UpperOptions::default();
        let before = args.rest().len();
        while let Some(word) = args.peek() {
            let port = match word {
                "proto" | "sport" | "dport" | "type" | "code" | "key" => args.next(),
                _ => break,
            };
            match port {
                Some("proto") => {
                    let value = args.value()?;
                    let protocol = match value {
                        "any" => Some(0),
                        _ => ip_protocol::parse(value),
                    };
                    let wrong = || Error::invalid(value, "PROTO value is invalid");
                    self.protocol = Some(protocol.ok_or_else(wrong)?);
                }
                Some("key") => {
                    self.parse_key(args)?;
                    upper.key = true;
                }
                Some(word @ ("sport" | "dport")) => {
                    // Port 0 selects any.
                    let port = Some(after::<u16>(args, word)?).filter(|port| *port != 0);
                    *self.port(word == "sport") = port;
                    upper.ports |= port.is_some();
                }
                Some(word) => {
                    *self.port(word == "type") = Some(after::<u8>(args, word)?.into());
                    upper.kinds = true;
                }
                None => {}
            }
        }
        self.check(&upper)?;
        Ok(args.rest().len() < before)
    }

    fn port(&mut self, source: bool) -> &mut Port {
        match source {
            true => &mut self.source_port,
            false => &mut self.destination_port,
        }
    }

    fn parse_key(&mut self, args: &mut Args) -> Result<()> {
        let word = args.value()?;
        let key = if word.contains('.') {
            let address = Inet::from_word(word, family::INET).and_then(|inet| inet.v4());
            let line = || format!("Error: an IP address is expected rather than \"{word}\"");
            address.ok_or_else(|| wrong(line()))?
        } else {
            let line = "value after \"key\" is invalid";
            u32::from_word(word).ok_or_else(|| Error::fatal(line, 255))?
        };
        let [a, b, c, d] = key.to_be_bytes();
        self.source_port = Some(u16::from_be_bytes([a, b]));
        self.destination_port = Some(u16::from_be_bytes([c, d]));
        Ok(())
    }

    /// Whether the protocol has the given options.
    fn check(&self, upper: &UpperOptions) -> Result<()> {
        let protocol = self.protocol.unwrap_or(0);
        let refused = |what: &str| {
            let name = ip_protocol::of_number(protocol);
            let name = name.unwrap_or_else(|| match protocol {
                0 => String::from("ip"),
                other => other.to_string(),
            });
            Err(wrong(format!("{what} invalid with PROTO value \"{name}\"")))
        };
        if upper.ports && protocol != 0 && !WITH_PORTS.contains(&protocol) {
            return refused("\"sport\" and \"dport\" are");
        }
        if upper.kinds && !ICMP.contains(&protocol) && protocol != MOBILITY_HEADER {
            return refused("\"type\" and \"code\" are");
        }
        if upper.key && protocol != GRE {
            return refused("\"key\" is");
        }
        Ok(())
    }

    /// The family of the addresses; 0 without any.
    pub(super) fn family(&self) -> u8 {
        let given = self.destination.or(self.source);
        given.map_or(family::UNSPEC, |prefix| prefix.inet.family)
    }

    /// As a message carries it; `without` is the family of a selector without addresses.
    pub(super) fn bytes(&self, without: u8) -> [u8; SIZE] {
        let mut bytes = [0; SIZE];
        let mut put = |offset: usize, value: &[u8]| lay(&mut bytes, offset, value);
        let sides = [
            (self.destination, DADDR, PREFIXLEN_D),
            (self.source, SADDR, PREFIXLEN_S),
        ];
        for (prefix, address, length) in sides {
            if let Some(prefix) = prefix {
                put(address, prefix.inet.bytes());
                put(length, &[prefix.length]);
            }
        }
        let ports = [
            (self.destination_port, DPORT, DPORT_MASK),
            (self.source_port, SPORT, SPORT_MASK),
        ];
        for (port, value, mask) in ports {
            if let Some(port) = port {
                put(value, &port.to_be_bytes());
                put(mask, &[0xff; 2]);
            }
        }
        let family = match self.family() {
            family::UNSPEC => without,
            family => family,
        };
        put(FAMILY, &u16::from(family).to_ne_bytes());
        put(PROTO, &[self.protocol.unwrap_or(0)]);
        put(IFINDEX, &self.device.to_ne_bytes());
        bytes
    }

    /// Whether a received selector matches.
    pub(super) fn matches(&self, known: Fixed) -> bool {
        matches(self.source, known.u16(FAMILY), known.address(SADDR))
            && matches(self.destination, known.u16(FAMILY), known.address(DADDR))
            && (self.device == 0 || self.device == known.u32(IFINDEX))
            && self.protocol.is_none_or(|proto| proto == known.u8(PROTO))
            && self
                .source_port
                .is_none_or(|port| port == known.be16(SPORT))
            && self
                .destination_port
                .is_none_or(|port| port == known.be16(DPORT))
    }
}

/// Whether an address lies within a prefix, if one was given.
pub(super) fn matches(prefix: Option<Prefix>, family: u16, address: &[u8]) -> bool {
    prefix.is_none_or(|prefix| {
        let address = super::formatter::inet(family, address);
        address.family == prefix.inet.family && address.matches(&prefix.inet, prefix.length)
    })
}

/// Shows a selector; `without` is the family of one without addresses.
pub(super) fn show(formatter: &mut Formatter, selector: Fixed, without: u16) {
    let family = match selector.u16(FAMILY) {
        0 => without,
        family => family,
    };
    for (label, address, length) in [
        ("src {}/", SADDR, PREFIXLEN_S),
        ("dst {}/", DADDR, PREFIXLEN_D),
    ] {
        formatter.address(label, family, selector.address(address));
        formatter.put("{} ", selector.u8(length));
    }
    let protocol = selector.u8(PROTO);
    if protocol != 0 {
        let name = ip_protocol::of_number(protocol);
        formatter.put("proto {} ", name.unwrap_or_else(|| protocol.to_string()));
    }
    show_ports(formatter, selector, protocol);
    let index = selector.u32(IFINDEX);
    if index != 0 {
        formatter.device("dev {} ", index);
    }
    if formatter.shows_statistics() {
        formatter.put("uid {}", selector.u32(USER));
    }
    formatter.line();
}

fn show_ports(formatter: &mut Formatter, selector: Fixed, protocol: u8) {
    let [source, destination] = [(SPORT, SPORT_MASK), (DPORT, DPORT_MASK)].map(|(value, mask)| {
        let compared = selector.u16(mask) != 0;
        compared.then(|| selector.be16(value))
    });
    if protocol == GRE {
        if source.is_some() || destination.is_some() {
            let [high, low] = [SPORT, DPORT].map(|port| u32::from(selector.be16(port)));
            formatter.put("key {} ", high << 16 | low);
        }
        return;
    }
    let (first, second) = match protocol {
        _ if ICMP.contains(&protocol) => ("type {} ", Some("code {} ")),
        MOBILITY_HEADER => ("type {} ", None),
        _ => ("sport {} ", Some("dport {} ")),
    };
    if let Some(port) = source {
        formatter.put(first, port);
    }
    match (second, destination) {
        (Some(text), Some(port)) => formatter.put(text, port),
        // As stored.
        (None, Some(port)) if formatter.shows_statistics() => {
            formatter.put("(dport) 0x{} ", format!("{:04x}", port.to_be()));
        }
        _ => {}
    }
}
