//! What vxlan and geneve have in common.

use crate::error::{Error, Result};
use crate::netlink::Attr;
use crate::schema::{Codec, Reading, Row, Showing, Shown, put};
use crate::value::{family, inet::Inet};

/// The identifier of a virtual network: 24 bits.
pub struct Id;
/// The codec of identifiers.
pub const ID: Id = Id;
impl Codec for Id {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let id = crate::args::FromWord::from_word(word)
            .filter(|id: &u32| *id < 1 << 24)
            .ok_or_else(|| Error::invalid(word, "invalid id"))?;
        reading.draft.push(row.attr, &id.to_ne_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, showing: &mut Showing) {
        if let Some(id) = attr.u32() {
            put(row, showing, id);
        }
    }
}

/// That the time to live is inherited: only text says so.
pub const INHERIT: Shown = Shown(|_, attr, showing| {
    if attr.u8().is_some_and(|n| n != 0) {
        showing.out.word("ttl inherit ");
    }
});

/// The far end of a tunnel: an address of either family.
#[derive(Clone, Copy)]
pub struct Endpoint {
    /// Its attribute for IPv4.
    pub v4: u16,
    /// Its attribute for IPv6.
    pub v6: u16,
    /// Whether it has to be a multicast address.
    pub multicast: bool,
    /// What is wrong with an address that does not do.
    pub wrong: &'static str,
    /// Attributes of addresses that have to be of the same family, and their families.
    pub related: &'static [(u16, u8)],
}

impl Endpoint {
    fn show_as(&self, keys: [&str; 2], text: &str, attr: Attr, showing: &mut Showing) {
        let v6 = attr.kind == self.v6;
        // Where both came, IPv4 is meant.
        if v6 && showing.attrs.get(self.v4).is_some() {
            return;
        }
        let address = Inet::new(if v6 { family::INET6 } else { family::INET }, attr.bytes);
        if !address.is_unspecified() {
            let [v4_key, v6_key] = keys;
            let key = if v6 { v6_key } else { v4_key };
            showing.out.put(key, text, address.to_string());
        }
    }
}

impl Codec for Endpoint {
    fn read(&self, _row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let staged = self
            .related
            .iter()
            .find(|(kind, _)| reading.draft.has(*kind));
        let wanted = staged.map_or(family::UNSPEC, |(_, family)| *family);
        let address = Inet::parse(word, wanted)?;
        if address.is_unspecified() || address.is_multicast() != self.multicast {
            return Err(Error::invalid(word, self.wrong));
        }
        let kind = if address.family == family::INET6 {
            self.v6
        } else {
            self.v4
        };
        reading.draft.push(kind, address.bytes());
        Ok(())
    }
    fn show(&self, _row: &Row, attr: Attr, showing: &mut Showing) {
        let v6 = attr.kind == self.v6;
        let address = Inet::new(if v6 { family::INET6 } else { family::INET }, attr.bytes);
        if address.is_multicast() {
            self.show_as(["group", "group6"], "group {} ", attr, showing);
        } else {
            self.show_as(["remote", "remote6"], "remote {} ", attr, showing);
        }
    }
}

/// The near end.
pub struct Local(pub Endpoint);
impl Codec for Local {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        self.0.read(row, reading)
    }
    fn show(&self, _row: &Row, attr: Attr, showing: &mut Showing) {
        self.0
            .show_as(["local", "local6"], "local {} ", attr, showing);
    }
}
