//! The record of a link: `RTM_NEWLINK` and `RTM_DELLINK`, as `ip link`, `ip addr` and `ip monitor` show it.

pub use super::parse::words::{flag_options, number_options};
use super::{address, details, first_line, flags, stats, vf, xdp};
use crate::args::encode;
use crate::names::Names;
use crate::netlink::{Attr, AttrTable, Message};
use crate::output::Out;
use crate::session::View;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_DELLINK, RTM_NEWLINK};
use crate::value::family;

/// Room for the attributes that are known.
const ATTRS: usize = IFLA_TAILROOM as usize + 1;

/// Length of `ifinfomsg`.
pub const HEADER: usize = 16;

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
}

/// What the description of a link may use.
pub struct Page<'s> {
    /// Where to.
    pub out: &'s mut Out,
    /// Names of devices and numbers.
    pub names: &'s mut Names,
    /// How.
    pub view: &'s View,
    /// For which command.
    pub of: For,
}

impl Page<'_> {
    /// Whether something is shown that belongs to `ip link` or to `-details`.
    pub(super) fn is_link_or_detailed(&self) -> bool {
        self.of == For::Link || self.view.details > 0
    }

    /// The name of a device as bytes.
    pub(super) fn device(&mut self, index: u32) -> Vec<u8> {
        encode(&self.names.links.name(index)).into_owned()
    }
}

impl<'m> Link<'m> {
    /// Reads a message; `None` if it tells of no link, or is too short to.
    pub fn read(message: &Message<'m>) -> Option<Link<'m>> {
        if !matches!(message.kind, RTM_NEWLINK | RTM_DELLINK) {
            return None;
        }
        Some(Link {
            index: message.u32_at(4)?,
            flags: message.u32_at(8)?,
            hardware: message.u16_at(2)?,
            family: message.u8_at(0)?,
            attrs: message.attrs(HEADER).table(),
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
pub fn show(link: &Link, page: &mut Page) {
    let of = page.of;
    first_line::show(link, page);
    if of.shows_address() || page.view.details > 0 {
        address::show(link, page);
    }
    address::show_rest(link, page);
    if page.view.details > 0 {
        details::show(link, page);
    }
    if page.is_link_or_detailed() {
        alias(link, page);
        xdp::show_programs(link, page);
    }
    if of == For::Link && page.view.statistics > 0 {
        page.out.line();
        stats::show(link, page.out, page.view);
    }
    if page.is_link_or_detailed() {
        vf::show(link, page);
    }
    altnames(link, page);
    page.out.end_record();
}

/// Describes the statistics of a link (`-s`) after its addresses, each line ended; the last one too stays on the one line
/// of `-o`.
pub fn show_statistics(link: &Link, page: &mut Page) {
    if page.view.statistics > 0 {
        stats::show(link, page.out, page.view);
        page.out.line();
    }
}

/// Describes a link in brief (`-br`): name, state, and for `ip link` address and flags. The line is not ended.
pub fn show_brief(link: &Link, page: &mut Page) {
    first_line::show_brief(link, page);
    if matches!(page.of, For::Link | For::Addr(family::PACKET)) {
        address::show_brief(link, page);
        flags::show(link, page);
    }
}

fn alias(link: &Link, page: &mut Page) {
    if let Some(alias) = link.text(IFLA_IFALIAS) {
        page.out.line();
        page.out.put("ifalias", "    alias {}", alias);
    }
}

fn altnames(link: &Link, page: &mut Page) {
    let Some(list) = link.attrs.get(IFLA_PROP_LIST) else {
        return;
    };
    page.out.array(Some("altnames"), |out| {
        let names = list.nest().iter();
        for name in names.filter(|attr| attr.kind == IFLA_ALT_IFNAME) {
            out.line();
            out.element("    altname {}", name.text());
        }
    });
}
