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

    fn show(&self, _row: &Row, attr: Attr, showing: &mut Showing) {
        let v6 = attr.kind == self.v6;
        let family = if v6 { family::INET6 } else { family::INET };
        let address = Inet::new(family, attr.bytes);
        let multicast = address.is_multicast();
        // Where both came, IPv4 is meant.
        let hidden = (v6 && showing.attrs.get(self.v4).is_some())
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
        showing.out.put(key, text, address.to_string());
    }
}
