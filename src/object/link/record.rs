//! The record of a link: `RTM_NEWLINK` and `RTM_DELLINK`, as `ip link`, `ip addr` and `ip monitor` show it.

pub use super::parse::words::{flag_options, number_options};
use super::{address, details, first_line, flags, stats, vf, xdp};
use crate::netlink::{Attr, AttrTable, Message};
use crate::session::{Display, View};
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_DELLINK, RTM_NEWLINK};
use crate::value::family;

/// Room for the attributes that are known.
const ATTRS: usize = IFLA_TAILROOM as usize + 1;

/// A link that the kernel told of.
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
    /// The link is gone.
    pub deleted: bool,
}

/// Which command describes a link.
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
    fn shows_address(self) -> bool {
        match self {
            For::Link | For::Monitor => true,
            For::Addr(family) => matches!(family, family::UNSPEC | family::PACKET),
        }
    }

    /// Whether the parts are shown that belong to `ip link` or to `-details`.
    fn is_link_or_detailed(self, view: &View) -> bool {
        self == For::Link || view.details > 0
    }
}

impl<'m> Link<'m> {
    /// Reads a message; `None` if it tells of no link, or is too short to.
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

    /// The name, if the kernel told it.
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

/// The word for a way to make interface identifiers.
pub fn address_generation_word(mode: u8) -> Option<&'static str> {
    details::ADDRESS_GENERATION.get(usize::from(mode)).copied()
}

/// Describes a link, each line ended. The caller opens the JSON object.
///
/// For `ip addr` that is all but the statistics, which follow the addresses ([`show_statistics`]).
pub fn show(link: &Link, of: For, display: &mut Display) {
    first_line::show(link, of, display);
    if of.shows_address() || display.view.details > 0 {
        address::show(link, display);
    }
    address::show_rest(link, display);
    if display.view.details > 0 {
        details::show(link, of, display);
    }
    if of.is_link_or_detailed(display.view) {
        alias(link, display);
        xdp::show_programs(link, display);
    }
    if of == For::Link && display.view.statistics > 0 {
        display.out.line();
        stats::show(link, display.out, display.view);
    }
    if of.is_link_or_detailed(display.view) {
        vf::show(link, display);
    }
    altnames(link, display);
    display.out.end_record();
}

/// Describes the statistics of a link (`-s`) after its addresses, each line ended; the last one too stays on the one line
/// of `-o`.
pub fn show_statistics(link: &Link, display: &mut Display) {
    if display.view.statistics > 0 {
        stats::show(link, display.out, display.view);
        display.out.line();
    }
}

/// Describes a link in brief (`-br`): name, state, and for `ip link` address and flags. The line is not ended.
pub fn show_brief(link: &Link, of: For, display: &mut Display) {
    first_line::show_brief(link, display);
    if matches!(of, For::Link | For::Addr(family::PACKET)) {
        address::show_brief(link, display);
        flags::show(link, display);
    }
}

fn alias(link: &Link, display: &mut Display) {
    if let Some(alias) = link.text(IFLA_IFALIAS) {
        display.out.line();
        display.out.put("ifalias", "    alias {}", alias);
    }
}

fn altnames(link: &Link, display: &mut Display) {
    let Some(list) = link.attrs.get(IFLA_PROP_LIST) else {
        return;
    };
    display.out.array(Some("altnames"), |out| {
        let names = list.nest().iter();
        for name in names.filter(|attr| attr.kind == IFLA_ALT_IFNAME) {
            out.line();
            out.element("    altname {}", name.text());
        }
    });
}
