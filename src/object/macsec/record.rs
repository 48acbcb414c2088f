//! Records of MACsec devices.

use super::OFFLOAD;
use crate::names::Names;
use crate::netlink::{Attr, Attrs, Genl, Message};
use crate::object::link::kind::macsec::{LEVELS, suite};
use crate::output::{Colour, Out};
use crate::uapi::macsec::*;

/// Names of counters; the index is the attribute number less one.
const OF_DEVICE: &[&str] = &[
    "OutPktsUntagged",
    "InPktsUntagged",
    "OutPktsTooLong",
    "InPktsNoTag",
    "InPktsBadTag",
    "InPktsUnknownSCI",
    "InPktsNoSCI",
    "InPktsOverrun",
];
const OF_TRANSMISSION: &[&str] = &[
    "OutPktsProtected",
    "OutPktsEncrypted",
    "OutOctetsProtected",
    "OutOctetsEncrypted",
];
const OF_CHANNEL: &[&str] = &[
    "InOctetsValidated",
    "InOctetsDecrypted",
    "InPktsUnchecked",
    "InPktsDelayed",
    "InPktsOK",
    "InPktsInvalid",
    "InPktsLate",
    "InPktsNotValid",
    "InPktsNotUsingSA",
    "InPktsUnusedSA",
];
const OF_ASSOCIATION: &[&str] = &[
    "InPktsOK",
    "InPktsInvalid",
    "InPktsNotValid",
    "InPktsNotUsingSA",
    "InPktsUnusedSA",
    "OutPktsProtected",
    "OutPktsEncrypted",
];

/// Switches in display order. The kernel does not report `sc` and `sa`: iproute2 shows the number of the encoding
/// association for them.
const SWITCHES: [(&str, u16); 7] = [
    ("sc", MACSEC_SECY_ATTR_ENCODING_SA),
    ("sa", MACSEC_SECY_ATTR_ENCODING_SA),
    ("encrypt", MACSEC_SECY_ATTR_ENCRYPT),
    ("send_sci", MACSEC_SECY_ATTR_INC_SCI),
    ("end_station", MACSEC_SECY_ATTR_ES),
    ("scb", MACSEC_SECY_ATTR_SCB),
    ("replay", MACSEC_SECY_ATTR_REPLAY),
];

/// Shows a device if it matches.
pub(super) fn show(
    message: &Message,
    requested: Option<u32>,
    out: &mut Out,
    names: &mut Names,
    counted: bool,
) {
    let attrs = message.attrs(Genl::HEADER);
    let index = attrs.get(MACSEC_ATTR_IFINDEX).and_then(Attr::u32);
    let (Some(index), Some(secy)) = (index, attrs.get(MACSEC_ATTR_SECY)) else {
        return;
    };
    if requested.is_some_and(|requested| requested != index) {
        return;
    }
    let counts = |kind| attrs.get(kind).filter(|_| counted);
    out.object(None, |out| {
        out.put("ifindex", "{}: ", index);
        out.paint(Colour::Ifname, "ifname", "{}: ", names.links.name(index));
        device(secy.nest(), out);
        statistics(counts(MACSEC_ATTR_SECY_STATS), OF_DEVICE, out);
        statistics(counts(MACSEC_ATTR_TXSC_STATS), OF_TRANSMISSION, out);
        associations(attrs.get(MACSEC_ATTR_TXSA_LIST), out, counted);
        out.array(Some("rx_sc"), |out| {
            let channels = attrs.get(MACSEC_ATTR_RXSC_LIST);
            for attr in channels.iter().flat_map(|list| list.nest().iter()) {
                out.object(None, |out| channel(attr.nest(), out, counted));
            }
        });
        let who = attrs.get(MACSEC_ATTR_OFFLOAD);
        let who = who.and_then(|attr| attr.nest().get(MACSEC_OFFLOAD_ATTR_TYPE)?.u8());
        if let Some(who) = who.and_then(|who| OFFLOAD.get(usize::from(who))) {
            out.put("offload", "    offload: {} ", *who);
            out.line();
        }
    });
}

fn switch(out: &mut Out, key: &str, on: bool) {
    out.word(key);
    out.split(key, " {} ", if on { "on" } else { "off" }, on);
}

fn device(secy: Attrs, out: &mut Out) {
    let byte = |kind| secy.get(kind).and_then(Attr::u8);
    if let Some(protect) = byte(MACSEC_SECY_ATTR_PROTECT) {
        switch(out, "protect", protect != 0);
    }
    if let Some(level) = byte(MACSEC_SECY_ATTR_VALIDATE) {
        let level = LEVELS.get(usize::from(level)).copied();
        out.put("validate", "validate {} ", level.unwrap_or("(unknown)"));
    }
    for (key, kind) in SWITCHES {
        if let Some(on) = byte(kind) {
            switch(out, key, on != 0);
        }
    }
    if byte(MACSEC_SECY_ATTR_REPLAY).is_some_and(|on| on != 0) {
        if let Some(window) = secy.get(MACSEC_SECY_ATTR_WINDOW).and_then(Attr::u32) {
            out.put("window", "window {} ", window);
        }
    }
    out.line();
    if let Some(id) = secy.get(MACSEC_SECY_ATTR_CIPHER_SUITE).and_then(Attr::u64) {
        let id = match id {
            MACSEC_DEFAULT_CIPHER_ID => MACSEC_CIPHER_ID_GCM_AES_128,
            id => id,
        };
        out.put("cipher_suite", "    cipher suite: {},", suite(id));
    }
    if let Some(length) = byte(MACSEC_SECY_ATTR_ICV_LEN) {
        out.put("icv_length", " using ICV length {}\n", length);
    }
    if let Some(sci) = secy.get(MACSEC_SECY_ATTR_SCI).and_then(Attr::be64) {
        identifier(out, "    TXSC: {}", sci);
    }
    if let Some(number) = byte(MACSEC_SECY_ATTR_ENCODING_SA) {
        out.put("encoding_sa", " on SA {}\n", number);
    }
}

fn identifier(out: &mut Out, text: &str, sci: u64) {
    out.split("sci", text, format!("{sci:016x}"), format!("{sci:#x}"));
}

/// Shows a receive channel.
fn channel(attrs: Attrs, out: &mut Out, counted: bool) {
    if let Some(sci) = attrs.get(MACSEC_RXSC_ATTR_SCI).and_then(Attr::be64) {
        identifier(out, "    RXSC: {},", sci);
    }
    active(attrs.get(MACSEC_RXSC_ATTR_ACTIVE), " state {}\n", out);
    let counts = attrs.get(MACSEC_RXSC_ATTR_STATS).filter(|_| counted);
    statistics(counts, OF_CHANNEL, out);
    associations(attrs.get(MACSEC_RXSC_ATTR_SA_LIST), out, counted);
}

fn active(attr: Option<Attr>, text: &str, out: &mut Out) {
    if let Some(on) = attr.and_then(Attr::u8) {
        let on = on != 0;
        out.split("active", text, if on { "on" } else { "off" }, on);
    }
}

fn associations(list: Option<Attr>, out: &mut Out, counted: bool) {
    out.array(Some("sa_list"), |out| {
        for attr in list.iter().flat_map(|list| list.nest().iter()) {
            out.object(None, |out| association(attr.nest(), out, counted));
        }
    });
}

fn association(attrs: Attrs, out: &mut Out, counted: bool) {
    if let Some(number) = attrs.get(MACSEC_SA_ATTR_AN).and_then(Attr::u8) {
        out.put("an", "        {}:", number);
    }
    if let Some(packet) = attrs.get(MACSEC_SA_ATTR_PN) {
        // Eight bytes with extended packet numbers.
        let n = packet.u64().or_else(|| packet.u32().map(u64::from));
        out.put("pn", " PN {},", n.unwrap_or(0));
    }
    if let Some(ssci) = attrs.get(MACSEC_SA_ATTR_SSCI).and_then(Attr::be32) {
        out.split(
            "ssci",
            "SSCI {}",
            format!("{ssci:08x}"),
            format!("{ssci:#x}"),
        );
    }
    active(attrs.get(MACSEC_SA_ATTR_ACTIVE), " state {},", out);
    if let Some(id) = attrs.get(MACSEC_SA_ATTR_KEYID) {
        let id: String = id.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        out.put("key", " key {}\n", id);
    }
    let counts = attrs.get(MACSEC_SA_ATTR_STATS).filter(|_| counted);
    statistics(counts, OF_ASSOCIATION, out);
}

/// Shows two lines: names, and numbers aligned to their ends.
fn statistics(stats: Option<Attr>, names: &[&str], out: &mut Out) {
    let Some(stats) = stats else {
        return;
    };
    let stats = stats.nest();
    let numbers = names.iter().zip(1..).filter_map(|(name, kind)| {
        let attr = stats.get(kind)?;
        let n = attr.u64().or_else(|| attr.u32().map(u64::from))?;
        Some((*name, n))
    });
    let numbers: Vec<(&str, u64)> = numbers.collect();
    out.word("    stats:");
    for (name, _) in &numbers {
        out.text(" {}", *name);
    }
    out.word("\n          ");
    for (name, n) in &numbers {
        let width = name.len();
        out.split(name, " {}", format!("{n:width$}"), *n);
    }
    out.word("\n");
}
