//! Neighbour records.

use super::state;
use crate::args::encode;
use crate::names::{NameTable, Names};
use crate::netlink::{self, Message};
use crate::output::{Colour, Out, padded};
use crate::session::Display;
use crate::uapi::header::NdMsg;
use crate::uapi::neigh::*;
use crate::uapi::rtnetlink::RTM_DELNEIGH;
use crate::value::{family, inet::Inet, lladdr};

/// A neighbour, borrowed from its message.
pub struct Neighbour<'m> {
    pub(super) header: NdMsg,
    deleted: bool,
    attrs: netlink::AttrTable<'m, { NDA_FLAGS_EXT as usize + 1 }>,
}

impl<'m> Neighbour<'m> {
    /// Reads `RTM_NEWNEIGH` or `RTM_DELNEIGH`; `None` if it is too short.
    pub fn read(message: &Message<'m>) -> Option<Neighbour<'m>> {
        Some(Neighbour {
            header: NdMsg::parse(message.body)?,
            deleted: message.kind == RTM_DELNEIGH,
            attrs: message.attrs(NdMsg::SIZE).table(),
        })
    }

    /// The address. Entries of bridges and VXLAN devices hold a remote endpoint, whose family follows from its length.
    pub(super) fn destination(&self) -> Option<Inet> {
        let bytes = self.attrs.get(NDA_DST)?.bytes;
        Some(match (self.header.family, bytes.len()) {
            (family::BRIDGE, 16) => Inet::new(family::INET6, bytes),
            (family::BRIDGE, _) => Inet::new(family::INET, bytes.get(..4).unwrap_or(bytes)),
            (family, _) => Inet::new(family, bytes),
        })
    }

    pub(super) fn protocol(&self) -> u8 {
        self.attrs
            .get(NDA_PROTOCOL)
            .and_then(|attr| attr.u8())
            .unwrap_or(0)
    }

    /// `struct nda_cacheinfo`: confirmed, used, updated (clock ticks ago), references.
    fn cache_info(&self) -> Option<[u32; 4]> {
        let bytes: &[u8; 16] = self.attrs.get(NDA_CACHEINFO)?.bytes.first_chunk()?;
        let [
            c0,
            c1,
            c2,
            c3,
            u0,
            u1,
            u2,
            u3,
            d0,
            d1,
            d2,
            d3,
            r0,
            r1,
            r2,
            r3,
        ] = *bytes;
        let number = u32::from_ne_bytes;
        Some([
            number([c0, c1, c2, c3]),
            number([u0, u1, u2, u3]),
            number([d0, d1, d2, d3]),
            number([r0, r1, r2, r3]),
        ])
    }

    pub(super) fn references(&self) -> u32 {
        self.cache_info().map_or(0, |[.., references]| references)
    }
}

/// Clock ticks per second in rtnetlink messages (`USER_HZ`).
const TICKS: u32 = 100;

/// Shows a neighbour; its device only with `devices`.
pub fn show(neighbour: &Neighbour, devices: bool, display: &mut Display) {
    let Display { out, names, view } = display;
    out.object(None, |out| {
        if neighbour.deleted {
            out.put("deleted", "Deleted ", true);
        }
        if view.brief {
            return brief(neighbour, devices, out, names);
        }
        addresses(neighbour, devices, out, names);
        flags(neighbour, out);
        if view.statistics > 0 {
            statistics(neighbour, out);
        }
        states(neighbour.header.state, out);
        if let Some(attr) = neighbour
            .attrs
            .get(NDA_PROTOCOL)
            .and_then(|attr| attr.u8())
            .filter(|id| *id != 0)
        {
            out.put(
                "protocol",
                "proto {} ",
                names.tables.name(NameTable::Protocol, attr.into()),
            );
        }
        out.end_record();
    });
}

fn addresses(neighbour: &Neighbour, devices: bool, out: &mut Out, names: &mut Names) {
    if let Some(inet) = neighbour.destination() {
        inet.show(out, "dst", "{} ");
    }
    if devices && neighbour.header.index != 0 {
        out.word("dev ");
        out.paint(
            Colour::Ifname,
            "dev",
            "{} ",
            names.links.name(neighbour.header.index),
        );
    }
    if let Some(attr) = neighbour.attrs.get(NDA_LLADDR) {
        let hardware = names
            .links
            .get(neighbour.header.index)
            .map_or(0, |link| link.hardware);
        out.word("lladdr ");
        out.paint(
            Colour::Mac,
            "lladdr",
            "{} ",
            lladdr::value(attr.bytes, hardware),
        );
    }
}

fn flags(neighbour: &Neighbour, out: &mut Out) {
    let extended = neighbour
        .attrs
        .get(NDA_FLAGS_EXT)
        .and_then(|attr| attr.u32())
        .unwrap_or(0);
    let marks = [
        (
            neighbour.header.flags & NTF_ROUTER != 0,
            "router",
            "router ",
        ),
        (neighbour.header.flags & NTF_PROXY != 0, "proxy", "proxy "),
        (extended & NTF_EXT_MANAGED != 0, "managed", "managed "),
        (
            neighbour.header.flags & NTF_EXT_LEARNED != 0,
            "extern_learn",
            "extern_learn ",
        ),
        (
            neighbour.header.flags & NTF_OFFLOADED != 0,
            "offload",
            "offload ",
        ),
        (
            extended & NTF_EXT_EXT_VALIDATED != 0,
            "extern_valid",
            "extern_valid ",
        ),
    ];
    for (_, key, text) in marks.into_iter().filter(|(set, ..)| *set) {
        out.put(key, text, ());
    }
}

fn statistics(neighbour: &Neighbour, out: &mut Out) {
    if let Some([confirmed, used, updated, references]) = neighbour.cache_info() {
        if references != 0 {
            out.put("refcnt", " ref {}", references);
        }
        out.put("used", " used {}", used / TICKS);
        out.put("confirmed", "/{}", confirmed / TICKS);
        out.put("updated", "/{}", updated / TICKS);
    }
    if let Some(probes) = neighbour.attrs.get(NDA_PROBES).and_then(|attr| attr.u32()) {
        out.put("probes", "probes {} ", probes);
    }
}

fn states(set: u16, out: &mut Out) {
    if set == NUD_NONE {
        return;
    }
    out.array(Some("state"), |out| {
        for (_, name) in state::SHOWN.iter().filter(|(bit, _)| set & bit != 0) {
            out.element("{} ", *name);
        }
    });
}

fn brief(neighbour: &Neighbour, devices: bool, out: &mut Out, names: &mut Names) {
    if let Some(inet) = neighbour.destination() {
        let text = inet.shown(out);
        let mut column = Vec::with_capacity(39);
        text.write_text(&mut column);
        let column = padded(column, 39);
        match Colour::of_family(inet.family).filter(|_| !out.is_json()) {
            Some(colour) => out.paint(colour, "dst", "{} ", column),
            None => out.split("dst", "{} ", column, text),
        }
    }
    if devices && neighbour.header.index != 0 {
        let name = names.links.name(neighbour.header.index).into_owned();
        if out.is_json() {
            out.json("dev", name);
        } else {
            out.paint(Colour::Ifname, "dev", "{} ", padded(encode(&name), 16));
        }
    }
    if let Some(attr) = neighbour.attrs.get(NDA_LLADDR) {
        let hardware = names
            .links
            .get(neighbour.header.index)
            .map_or(0, |link| link.hardware);
        out.paint(
            Colour::Mac,
            "lladdr",
            "{}",
            lladdr::value(attr.bytes, hardware),
        );
    }
    out.end_record();
}
