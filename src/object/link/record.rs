//! Shows links (`RTM_NEWLINK`, `RTM_DELLINK`) for `ip link`, `ip addr` and `ip monitor`.

pub use super::model::{For, Link};
pub use super::parse::words::{flag_options, number_options};
use super::{address, details, first_line, flags, stats, vf, xdp};
use crate::session::Display;
use crate::uapi::link::*;
use crate::value::family;

/// The keyword of an address generation mode (`IN6_ADDR_GEN_MODE_*`).
pub fn address_generation_word(mode: u8) -> Option<&'static str> {
    details::ADDRESS_GENERATION.get(usize::from(mode)).copied()
}

/// Shows a link and ends each line. The caller opens the JSON object.
///
/// For `ip addr` the statistics are left out: they follow the addresses ([`show_statistics`]).
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

/// Shows the statistics of a link (`-s`) after its addresses and ends each line. With `-o` the last one too stays on the
/// line.
pub fn show_statistics(link: &Link, display: &mut Display) {
    if display.view.statistics > 0 {
        stats::show(link, display.out, display.view);
        display.out.line();
    }
}

/// Shows a link in brief (`-br`): name, state, and for `ip link` address and flags. Does not end the line.
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
