//! A link as a message reports it, before anything is shown.

use crate::netlink::{Attr, AttrTable, Message};
use crate::session::View;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_DELLINK, RTM_NEWLINK};
use crate::value::family;

/// Number of attributes that the table holds.
const ATTRS: usize = IFLA_TAILROOM as usize + 1;

/// A link as the kernel reports it.
pub struct Link<'m> {
    /// `ifi_index`.
    pub index: u32,
    /// `IFF_*`.
    pub flags: u32,
    /// `ARPHRD_*`.
    pub hardware: u16,
    /// `AF_*`.
    pub family: u8,
    /// `IFLA_*`.
    pub attrs: AttrTable<'m, ATTRS>,
    /// Whether it was deleted (`RTM_DELLINK`).
    pub deleted: bool,
}

/// Which command shows a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// `ip link`.
    Link,
    /// `ip addr` of a family (`AF_*`, 0 for all).
    Addr(u8),
    /// `ip monitor`, `-echo`.
    Monitor,
}

impl For {
    /// Whether the second line, with the link-layer address, is shown even without `-details`.
    pub(super) fn shows_address(self) -> bool {
        match self {
            For::Link | For::Monitor => true,
            For::Addr(family) => matches!(family, family::UNSPEC | family::PACKET),
        }
    }

    /// Whether the parts are shown that belong to `ip link` or to `-details`.
    pub(super) fn is_link_or_detailed(self, view: &View) -> bool {
        self == For::Link || view.details > 0
    }
}

impl<'m> Link<'m> {
    /// Reads a message; `None` for messages of other objects and for those that are too short.
    pub fn read(message: &Message<'m>) -> Option<Link<'m>> {
        if !matches!(message.kind, RTM_NEWLINK | RTM_DELLINK) {
            return None;
        }
        let header = IfInfoMsg::parse(message.body)?;
        Some(Link {
            index: header.index,
            flags: header.flags,
            hardware: header.hardware,
            family: header.family,
            attrs: message.attrs(IfInfoMsg::SIZE).table(),
            deleted: message.kind == RTM_DELLINK,
        })
    }

    /// The name, if reported.
    pub fn name(&self) -> Option<&'m [u8]> {
        self.text(IFLA_IFNAME)
    }

    /// Whether all of these flags (`IFF_*`) are set.
    pub fn has(&self, flags: u32) -> bool {
        self.flags & flags == flags
    }

    #[inline(always)] // an absent attribute is one test
    pub(super) fn text(&self, kind: u16) -> Option<&'m [u8]> {
        self.attrs.get(kind).map(Attr::text)
    }

    #[inline(always)] // an absent attribute is one test
    pub(super) fn u32(&self, kind: u16) -> Option<u32> {
        self.attrs.get(kind).and_then(Attr::u32)
    }

    #[inline(always)] // an absent attribute is one test
    pub(super) fn u8(&self, kind: u16) -> Option<u8> {
        self.attrs.get(kind).and_then(Attr::u8)
    }
}
