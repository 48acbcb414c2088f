//! Key of a state: addresses, protocol, SPI (`struct xfrm_id` and the source).

use super::formatter::{Fixed, Formatter};
use super::selector::{prefix, same_family};
use super::words::{self, parse_protocol, protocol};
use super::wrong;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::uapi::xfrm::proto;
use crate::value::family;
use crate::value::inet::{Inet, Prefix};

/// The given parts of a key.
#[derive(Default, Clone, Copy)]
pub(super) struct Id {
    pub(super) source: Option<Prefix>,
    pub(super) destination: Option<Prefix>,
    pub(super) protocol: u8,
    pub(super) spi: Option<u32>,
}

impl Id {
    /// Reads the arguments of a key, as far as they go. Lists do not require a protocol.
    pub(super) fn parse(args: &mut Args, required: u8, may_lack: bool) -> Result<Id> {
        let mut id = Id::default();
        let mut last = "";
        while let Some(word) = args.peek() {
            let value = args.rest().get(1);
            match word {
                "src" | "dst" | "proto" | "spi" => args.next(),
                _ => break,
            };
            match word {
                "src" => id.source = Some(prefix(args, word, required)?),
                "dst" => id.destination = Some(prefix(args, word, required)?),
                "proto" => id.protocol = parse_protocol(args)?,
                _ => id.spi = Some(args.parse("SPI value is invalid")?),
            }
            last = value.map_or("", String::as_str);
        }
        same_family(id.source, id.destination, last)?;
        id.check_spi()?;
        match id.protocol {
            0 if !may_lack => Err(Error::missing("XFRM-PROTO")),
            _ => Ok(id),
        }
    }

    fn check_spi(&self) -> Result<()> {
        let spi = self.spi.unwrap_or(0);
        let name = protocol(self.protocol);
        match self.protocol {
            proto::ROUTING | proto::DSTOPTS if spi != 0 => Err(wrong(format!(
                "\"spi\" is invalid with XFRM-PROTO value \"{name}\""
            ))),
            proto::COMP if spi > 0xffff => Err(wrong(format!(
                "SPI value is too large with XFRM-PROTO value \"{name}\""
            ))),
            _ => Ok(()),
        }
    }

    /// The family of its addresses; 0 without any.
    pub(super) fn family(&self) -> u8 {
        let given = self.destination.or(self.source);
        given.map_or(family::UNSPEC, |prefix| prefix.inet.family)
    }

    /// The source as a message carries it.
    pub(super) fn source_bytes(&self) -> [u8; 16] {
        address_bytes(self.source.map(|prefix| prefix.inet))
    }

    /// `struct xfrm_id`: destination, SPI, protocol.
    pub(super) fn bytes(&self) -> [u8; 24] {
        let mut bytes = [0; 24];
        let (address, rest) = bytes.split_at_mut(16);
        address.copy_from_slice(&address_bytes(self.destination.map(|prefix| prefix.inet)));
        let (spi, rest) = rest.split_at_mut(4);
        spi.copy_from_slice(&self.spi.unwrap_or(0).to_be_bytes());
        if let Some(protocol) = rest.first_mut() {
            *protocol = self.protocol;
        }
        bytes
    }
}

/// An address padded to 16 bytes.
pub(super) fn address_bytes(inet: Option<Inet>) -> [u8; 16] {
    let mut bytes = [0; 16];
    if let Some(inet) = inet {
        for (to, from) in bytes.iter_mut().zip(inet.bytes()) {
            *to = *from;
        }
    }
    bytes
}

/// Fields of a state or a template, as shown after its addresses.
pub(super) struct Fields<'a> {
    pub(super) family: u16,
    pub(super) source: &'a [u8],
    pub(super) destination: &'a [u8],
    pub(super) protocol: u8,
    pub(super) spi: u32,
    /// Whether to show an SPI of 0 if the protocol has one.
    pub(super) spi_always: bool,
    pub(super) reqid: u32,
    pub(super) mode: u8,
}

impl<'a> Fields<'a> {
    /// Reads a structure by offsets: destination, SPI, protocol, family, source, reqid, mode.
    pub(super) fn at(of: Fixed<'a>, offsets: [usize; 7], spi_always: bool) -> Fields<'a> {
        let [destination, spi, protocol, family, source, reqid, mode] = offsets;
        Fields {
            family: of.u16(family),
            source: of.address(source),
            destination: of.address(destination),
            protocol: of.u8(protocol),
            spi: of.be32(spi),
            spi_always,
            reqid: of.u32(reqid),
            mode: of.u8(mode),
        }
    }

    /// Shows two lines, the second indented by one more tab than `prefix`.
    pub(super) fn show(&self, formatter: &mut Formatter, prefix: &str) {
        formatter.address("src {} ", self.family, self.source);
        formatter.address("dst {}", self.family, self.destination);
        formatter.line();
        formatter.word(prefix);
        formatter.put("\tproto {} ", protocol(self.protocol));
        let has_spi = matches!(self.protocol, proto::ESP | proto::AH | proto::COMP);
        show_spi(formatter, self.spi, self.spi_always && has_spi);
        formatter.put("reqid {}", self.reqid);
        if formatter.shows_statistics() {
            formatter.hex("(0x{})", self.reqid);
        }
        formatter.put(" mode {}", words::mode(self.mode));
        formatter.line();
    }
}

/// Shows an SPI, unless it is 0 and statistics are off.
pub(super) fn show_spi(formatter: &mut Formatter, spi: u32, always: bool) {
    if always || formatter.shows_statistics() || spi != 0 {
        formatter.hex("spi 0x{}", spi);
        if formatter.shows_statistics() {
            formatter.put("({})", spi);
        }
        formatter.word(" ");
    }
}
