//! What vxlan and geneve have in common.

use crate::args::FromWord;
use crate::error::{Error, Result};
use crate::names::NameTable;
use crate::netlink::{Attr, Attrs};
use crate::schema::{Codec, Reading, Row, Shown, put, put_split};
use crate::session::Display;
use crate::value::{family, inet::Inet, number};

/// The identifier of a virtual network: 24 bits.
pub struct Id;
/// The codec of identifiers.
pub const ID: Id = Id;
impl Codec for Id {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let id = FromWord::from_word(word)
            .filter(|id: &u32| *id < 1 << 24)
            .ok_or_else(|| Error::invalid(word, "invalid id"))?;
        reading.draft.push(row.attr, &id.to_ne_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(id) = attr.u32() {
            put(row, display, id);
        }
    }
}

/// That the time to live is inherited: only text says so.
pub const INHERIT: Shown = Shown(|_, attr, _, display| {
    if attr.u8().is_some_and(|n| n != 0) {
        display.out.word("ttl inherit ");
    }
});

/// A type of service by name, or by number in hexadecimal.
fn named_tos(reading: &Reading, word: &str) -> Option<u8> {
    let tables = &reading.session.names.tables;
    let mut names = tables.iter(NameTable::Dsfield);
    if let Some((id, _)) = names.find(|(_, name)| *name == word) {
        return u8::try_from(id).ok();
    }
    let n = number::hexadecimal(word, 255)?;
    u8::try_from(n).ok()
}

/// The type of service: a name, a number or `inherit` (1).
pub struct Tos;
impl Codec for Tos {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let tos = match word {
            "inherit" => Some(1),
            _ => named_tos(reading, word),
        };
        let tos = tos.ok_or_else(|| Error::invalid(word, "bad TOS value"))?;
        reading.draft.push(row.attr, &[tos]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        match attr.u8() {
            None | Some(0) => {}
            Some(1) => put_split(row, display, "inherit", "0x1"),
            Some(tos) => put(row, display, format!("{tos:#x}")),
        }
    }
}

/// The label of IPv6 flows, 20 bits in network order; zero is not shown.
pub struct FlowLabel;
impl Codec for FlowLabel {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let label = FromWord::from_word(word)
            .filter(|label: &u32| *label <= 0xf_ffff)
            .ok_or_else(|| Error::invalid(word, "invalid flowlabel"))?;
        reading.draft.push(row.attr, &label.to_be_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(label) = attr.be32().filter(|label| *label != 0) {
            put(row, display, format!("{label:#x}"));
        }
    }
}

/// Whether packets may be fragmented.
pub struct Fragmentation;
const FRAGMENTATION: [&str; 3] = ["unset", "set", "inherit"];
impl Codec for Fragmentation {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let place = FRAGMENTATION.iter().position(|known| *known == word);
        let df = place
            .and_then(|place| u8::try_from(place).ok())
            .ok_or_else(|| Error::invalid(word, "DF must be 'unset', 'set' or 'inherit'"))?;
        reading.draft.push(row.attr, &[df]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        match attr.u8().and_then(|df| FRAGMENTATION.get(usize::from(df))) {
            Some(&"unset") => display.out.json(row.key, "unset"),
            Some(df) => put(row, display, *df),
            None => {}
        }
    }
}

/// The time to live: a number, `auto` (0), or `inherit`, which has an attribute of its own.
pub struct Ttl {
    /// The attribute that says inherit.
    pub inherit: u16,
    /// What it is sent with.
    pub payload: &'static [u8],
    /// Whether zero is sent beside it.
    pub zero: bool,
}
impl Codec for Ttl {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let ttl: u32 = match word {
            "inherit" => {
                reading.draft.push(self.inherit, self.payload);
                if self.zero {
                    reading.draft.push(row.attr, &[0]);
                }
                return Ok(());
            }
            "auto" => 0,
            _ => FromWord::from_word(word).ok_or_else(|| Error::invalid(word, "invalid TTL"))?,
        };
        let ttl = u8::try_from(ttl).map_err(|_| Error::invalid(word, "TTL must be <= 255"))?;
        reading.draft.push(row.attr, &[ttl]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        let inherited = nest.get(self.inherit).and_then(Attr::u8);
        if inherited.is_some_and(|n| n != 0) {
            return;
        }
        match attr.u8() {
            Some(0) => put_split(row, display, "auto", 0u8),
            Some(ttl) => put(row, display, ttl),
            None => {}
        }
    }
}

/// Which end of a tunnel an address is, and how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The far end: `group` if it is a multicast address, else `remote`.
    GroupOrRemote,
    /// The far end; an IPv6 multicast address is not shown.
    Remote,
    /// The near end.
    Local,
    /// The near end; for IPv4 shown even if it is unspecified.
    AnyLocal,
}

/// An end of a tunnel: an address of either family, each in an attribute of its own.
#[derive(Clone, Copy)]
pub struct Endpoint {
    /// Its attribute for IPv4.
    pub v4: u16,
    /// Its attribute for IPv6.
    pub v6: u16,
    /// Which end.
    pub end: End,
    /// Whether it has to be a multicast address.
    pub multicast: bool,
    /// What is wrong with an address that does not do.
    pub wrong: &'static str,
    /// Attributes of addresses that have to be of the same family, and their families.
    pub related: &'static [(u16, u8)],
}

impl Codec for Endpoint {
    fn read(&self, _row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let mut related = self.related.iter();
        let staged = related.find(|(kind, _)| reading.draft.has(*kind));
        let wanted = staged.map_or(family::UNSPEC, |(_, family)| *family);
        let address = Inet::parse(word, wanted)?;
        let any = matches!(word, "any" | "all" | "default");
        if any || address.is_multicast() != self.multicast {
            return Err(Error::invalid(word, self.wrong));
        }
        let v6 = address.family == family::INET6;
        let kind = if v6 { self.v6 } else { self.v4 };
        reading.draft.push(kind, address.bytes());
        Ok(())
    }

    fn show(&self, _row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        let v6 = attr.kind == self.v6;
        let family = if v6 { family::INET6 } else { family::INET };
        let address = Inet::new(family, attr.bytes);
        let multicast = address.is_multicast();
        // Where both came, IPv4 is meant.
        let hidden = (v6 && nest.get(self.v4).is_some())
            || (address.is_unspecified() && (v6 || self.end != End::AnyLocal))
            || (v6 && multicast && self.end == End::Remote);
        if hidden {
            return;
        }
        let (v4_key, v6_key, text) = match self.end {
            End::Local | End::AnyLocal => ("local", "local6", "local {} "),
            End::GroupOrRemote if multicast => ("group", "group6", "group {} "),
            End::GroupOrRemote | End::Remote => ("remote", "remote6", "remote {} "),
        };
        let key = if v6 { v6_key } else { v4_key };
        let shown = address.shown(display.out);
        display.out.put(key, text, shown);
    }
}
