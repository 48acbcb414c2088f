//! `vlan`: linux/if_vlan.h, linux/if_link.h.

use super::{Kind, Lower, PLAIN, Unknown};
use crate::args::{FromWord, Word::Short};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::schema::*;
use crate::session::Display;
use crate::uapi::vlan::*;
use crate::value::switch;

#[rustfmt::skip] // a row a line
const ROWS: &[Row] = &[
    row(&[Short("protocol")], IFLA_VLAN_PROTOCOL, &EtherType),
    row(&[Short("id")], IFLA_VLAN_ID, &U16),
    shown("flags", IFLA_VLAN_FLAGS, &Shown(show_flags)),
    typed(&[Short("reorder_hdr")], IFLA_VLAN_FLAGS, &FlagBit(VLAN_FLAG_REORDER_HDR)),
    typed(&[Short("gvrp")], IFLA_VLAN_FLAGS, &FlagBit(VLAN_FLAG_GVRP)),
    typed(&[Short("mvrp")], IFLA_VLAN_FLAGS, &FlagBit(VLAN_FLAG_MVRP)),
    typed(&[Short("loose_binding")], IFLA_VLAN_FLAGS, &FlagBit(VLAN_FLAG_LOOSE_BINDING)),
    typed(&[Short("bridge_binding")], IFLA_VLAN_FLAGS, &FlagBit(VLAN_FLAG_BRIDGE_BINDING)),
    row(&[Short("ingress-qos-map")], IFLA_VLAN_INGRESS_QOS, &QosMap).key("ingress_qos").wrong("invalid ingress-qos-map"),
    row(&[Short("egress-qos-map")], IFLA_VLAN_EGRESS_QOS, &QosMap).key("egress_qos").wrong("invalid egress-qos-map"),
];

/// A bit of `struct ifla_vlan_flags` {flags, mask}.
struct FlagBit(u32);
impl Codec for FlagBit {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let on = switch::on_off(reading.args, row.name())?;
        let (flags, mask) = reading
            .draft
            .get(row.attr)
            .and_then(pair)
            .unwrap_or_default();
        // iproute2 takes a flag that is turned off out of the mask's company only by clearing it.
        let flags = if on { flags | self.0 } else { flags & !self.0 };
        let bytes = [flags.to_ne_bytes(), (mask | self.0).to_ne_bytes()].concat();
        reading.draft.set(row.attr, &bytes);
        Ok(())
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

fn pair(bytes: &[u8]) -> Option<(u32, u32)> {
    let (first, rest) = bytes.split_first_chunk()?;
    Some((
        u32::from_ne_bytes(*first),
        u32::from_ne_bytes(*rest.first_chunk()?),
    ))
}

const FLAGS: [(u32, &str); 5] = [
    (VLAN_FLAG_REORDER_HDR, "REORDER_HDR"),
    (VLAN_FLAG_GVRP, "GVRP"),
    (VLAN_FLAG_MVRP, "MVRP"),
    (VLAN_FLAG_LOOSE_BINDING, "LOOSE_BINDING"),
    (VLAN_FLAG_BRIDGE_BINDING, "BRIDGE_BINDING"),
];

fn show_flags(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let Some((mut flags, _)) = pair(attr.bytes) else {
        return;
    };
    let mut words = Vec::new();
    for (flag, name) in FLAGS {
        if flags & flag != 0 {
            words.push(name.to_owned());
            flags &= !flag;
        }
    }
    if flags != 0 {
        words.push(format!("{flags:x}"));
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    display.out.list(row.key, ["<", ",", "> "], &words);
}

/// Pairs FROM:TO, as many as follow.
struct QosMap;
impl Codec for QosMap {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let mut nest = Request::with_body(0, 0, &[]);
        // The first word has to be there, but it need not be a pair.
        reading.args.peek().ok_or_else(Error::incomplete)?;
        while let Some((from, to)) = reading.args.peek().and_then(|word| word.split_once(':')) {
            let wrong = || Error::invalid(from, row.wrong);
            let from = u32::from_word(from).ok_or_else(wrong)?;
            let to = u32::from_word(to).ok_or_else(wrong)?;
            let pair = [from.to_ne_bytes(), to.to_ne_bytes()].concat();
            nest.put(IFLA_VLAN_QOS_MAPPING, &pair);
            reading.args.next();
        }
        reading.draft.push(row.attr, nest.body());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let out = &mut *display.out;
        out.line();
        out.word("      ");
        out.word(row.name());
        out.word(" { ");
        out.array(Some(row.key), |out| {
            let pairs = attr.nest();
            for mapping in pairs.iter() {
                if let Some((from, to)) = pair(mapping.bytes) {
                    out.object(None, |out| {
                        out.put("from", "{}", from);
                        out.put("to", ":{} ", to);
                    });
                }
            }
        });
        out.word("} ");
    }
}

/// Without an id, nothing is shown.
fn show(nest: Attrs, display: &mut Display) {
    if nest.get(IFLA_VLAN_ID).is_none() {
        return;
    }
    if nest.get(IFLA_VLAN_PROTOCOL).is_none() {
        display.out.put("protocol", "protocol {} ", "802.1q");
    }
    crate::schema::show(&[ROWS], nest, display);
}

const HELP: &str = "\
Usage: ... vlan id VLANID [ protocol { 802.1Q | 802.1ad } ]
                [ reorder_hdr { on | off } ] [ gvrp { on | off } ]
                [ mvrp { on | off } ] [ loose_binding { on | off } ]
                [ bridge_binding { on | off } ] [ ingress-qos-map FROM:TO ... ]
                [ egress-qos-map FROM:TO ... ]
VLANID := 0..4095
";

/// The kind.
pub const KIND: Kind = Kind {
    names: &["vlan"],
    rows: &[ROWS],
    wrong: "{} is invalid",
    shows: true,
    unknown: Unknown::Command,
    help: HELP,
    finish: Some(|draft, _| {
        draft.move_last(IFLA_VLAN_FLAGS);
        Ok(())
    }),
    show: Some(show),
    config: "VLAN_8021Q",
    lower: Lower::Anywhere,
    ..PLAIN
};
