//! `bridge_slave`, the port of a bridge: linux/if_link.h.

use super::{Kind, PLAIN, Unknown, bridge_xstats};
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::output::Value;
use crate::schema::*;
use crate::session::Display;
use crate::uapi::bridge::*;

#[rustfmt::skip] // a row a line
const ROWS: &[Row] = &[
    row(&[Short("state")], IFLA_BRPORT_STATE, &By { read: |row, reading| U8.read(row, reading), show: show_state }),
    row(&[Short("priority")], IFLA_BRPORT_PRIORITY, &U16),
    row(&[Short("cost")], IFLA_BRPORT_COST, &By { read: |row, reading| U32.read(row, reading), show: |row, attr, nest, display| I32.show(row, attr, nest, display) }),
    row(&[Short("hairpin")], IFLA_BRPORT_MODE, &OnOff),
    row(&[Short("guard")], IFLA_BRPORT_GUARD, &OnOff),
    row(&[Short("root_block")], IFLA_BRPORT_PROTECT, &OnOff),
    row(&[Short("fastleave")], IFLA_BRPORT_FAST_LEAVE, &OnOff),
    row(&[Short("learning")], IFLA_BRPORT_LEARNING, &OnOff),
    row(&[Short("flood")], IFLA_BRPORT_UNICAST_FLOOD, &OnOff),
    shown("id", IFLA_BRPORT_ID, &Hex16).text("port_id {} "),
    shown("no", IFLA_BRPORT_NO, &Hex16).text("port_no {} "),
    shown("designated_port", IFLA_BRPORT_DESIGNATED_PORT, &U16),
    shown("designated_cost", IFLA_BRPORT_DESIGNATED_COST, &U16),
    shown("bridge_id", IFLA_BRPORT_BRIDGE_ID, &BRIDGE_ID).text("designated_bridge {} "),
    shown("root_id", IFLA_BRPORT_ROOT_ID, &BRIDGE_ID).text("designated_root {} "),
    shown("hold_timer", IFLA_BRPORT_HOLD_TIMER, &CENTISECONDS),
    shown("message_age_timer", IFLA_BRPORT_MESSAGE_AGE_TIMER, &CENTISECONDS),
    shown("forward_delay_timer", IFLA_BRPORT_FORWARD_DELAY_TIMER, &CENTISECONDS),
    shown("topology_change_ack", IFLA_BRPORT_TOPOLOGY_CHANGE_ACK, &U8),
    shown("config_pending", IFLA_BRPORT_CONFIG_PENDING, &U8),
    row(&[Short("proxy_arp")], IFLA_BRPORT_PROXYARP, &OnOff),
    row(&[Short("proxy_arp_wifi")], IFLA_BRPORT_PROXYARP_WIFI, &OnOff),
    row(&[Short("mcast_router")], IFLA_BRPORT_MULTICAST_ROUTER, &U8).key("multicast_router").wrong("invalid mcast_router"),
    row(&[Short("mcast_fast_leave")], IFLA_BRPORT_FAST_LEAVE, &By { read: |row, reading| OnOff.read(row, reading), show: show_fast_leave }),
    row(&[Short("mcast_flood")], IFLA_BRPORT_MCAST_FLOOD, &OnOff),
    row(&[Short("bcast_flood")], IFLA_BRPORT_BCAST_FLOOD, &OnOff),
    row(&[Short("mcast_to_unicast")], IFLA_BRPORT_MCAST_TO_UCAST, &OnOff),
    row(&[Short("neigh_suppress")], IFLA_BRPORT_NEIGH_SUPPRESS, &OnOff),
    row(&[Whole("neigh_vlan_suppress")], IFLA_BRPORT_NEIGH_VLAN_SUPPRESS, &OnOff),
    row(&[Whole("neigh_forward_grat")], IFLA_BRPORT_NEIGH_FORWARD_GRAT, &OnOff),
    row(&[Short("group_fwd_mask")], IFLA_BRPORT_GROUP_FWD_MASK, &By { read: |row, reading| U16.read(row, reading), show: show_mask }).wrong("invalid group_fwd_mask"),
    row(&[Short("vlan_tunnel")], IFLA_BRPORT_VLAN_TUNNEL, &OnOff),
    row(&[Short("isolated")], IFLA_BRPORT_ISOLATED, &OnOff),
    row(&[Short("locked")], IFLA_BRPORT_LOCKED, &OnOff),
    row(&[Whole("mab")], IFLA_BRPORT_MAB, &OnOff),
    row(&[Short("backup_port")], IFLA_BRPORT_BACKUP_PORT, &By { read: read_backup, show: show_backup }),
    row(&[Whole("backup_nhid")], IFLA_BRPORT_BACKUP_NHID, &U32),
    typed(&[Short("nobackup_port")], IFLA_BRPORT_BACKUP_PORT, &By { read: read_no_backup, show: |_, _, _, _| () }),
    typed(&[Short("fdb_flush")], IFLA_BRPORT_FLUSH, &Flag),
];

const ABBREVIATION_OVERRIDES: &[(&str, &str)] = &[
    ("f", "fdb_flush"),
    ("m", "mcast_flood"),
    ("mc", "mcast_flood"),
    ("mca", "mcast_flood"),
    ("mcas", "mcast_flood"),
    ("mcast", "mcast_flood"),
    ("mcast_", "mcast_flood"),
    ("mcast_f", "mcast_flood"),
];

/// `BR_STATE_*`.
const STATES: [&str; 5] = [
    "disabled",
    "listening",
    "learning",
    "forwarding",
    "blocking",
];

fn show_state(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let Some(n) = attr.u8() else { return };
    match STATES.get(usize::from(n)) {
        Some(word) => put(row, display, *word),
        None => display.out.put("state_index", "state ({}) ", n),
    }
}

/// The same attribute as `fastleave`; JSON has it once.
fn show_fast_leave(row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
    if !display.out.is_json() {
        OnOff.show(row, attr, nest, display);
    }
}

/// The last digit of the reserved multicast addresses (01:80:c2:00:00:0X) that have names.
const PROTOCOLS: [(u16, &str); 3] = [(0, "stp"), (2, "lacp"), (14, "lldp")];

fn show_mask(row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
    Hex16.show(row, attr, nest, display);
    let Some(mask) = attr.u16() else { return };
    let words: Vec<String> = (0..16)
        .filter(|bit| mask >> bit & 1 != 0)
        .map(
            |bit| match PROTOCOLS.iter().find(|(known, _)| *known == bit) {
                Some((_, name)) => (*name).to_owned(),
                None => format!("{:#x}", 1_u32 << bit),
            },
        )
        .collect();
    let text = if words.is_empty() {
        "0x0".to_owned()
    } else {
        words.join(",")
    };
    let text: Value = text.into();
    display
        .out
        .put("group_fwd_mask_str", "group_fwd_mask_str {} ", text);
}

fn read_backup(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let index = reading.session.names.links.index(word);
    let index = index.ok_or_else(|| Error::invalid(word, "Device does not exist\n"))?;
    reading.draft.push(row.attr, &index.to_ne_bytes());
    Ok(())
}

fn show_backup(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    if let Some(index) = attr.u32() {
        let name = display.names.links.name(index).into_owned();
        put(row, display, name);
    }
}

fn read_no_backup(row: &Row, reading: &mut Reading) -> Result<()> {
    reading.draft.push(row.attr, &[0; 4]);
    Ok(())
}

const HELP: &str = "\
Usage: ... bridge_slave [ fdb_flush ] [ state STATE ] [ priority PRIORITY ]
                        [ cost COST ] [ guard { on | off } ]
                        [ hairpin { on | off } ] [ fastleave { on | off } ]
                        [ root_block { on | off } ] [ learning { on | off } ]
                        [ flood { on | off } ] [ proxy_arp { on | off } ]
                        [ proxy_arp_wifi { on | off } ]
                        [ mcast_router { 0 | 1 | 2 | 3 } ]
                        [ mcast_fast_leave { on | off } ]
                        [ mcast_flood { on | off } ]
                        [ bcast_flood { on | off } ]
                        [ mcast_to_unicast { on | off } ]
                        [ group_fwd_mask MASK ] [ neigh_suppress { on | off } ]
                        [ neigh_vlan_suppress { on | off } ]
                        [ neigh_forward_grat { on | off } ]
                        [ vlan_tunnel { on | off } ] [ isolated { on | off } ]
                        [ locked { on | off } ] [ mab { on | off } ]
                        [ backup_port DEVICE ] [ nobackup_port ]
                        [ backup_nhid ID ]
STATE := 0 (disabled) .. 4 (blocking)
";

/// The kind.
pub const KIND: Kind = Kind {
    names: &["bridge_slave"],
    rows: &[ROWS],
    abbreviation_overrides: ABBREVIATION_OVERRIDES,
    wrong: "{} is invalid",
    shows: true,
    unknown: Unknown::Option,
    help: HELP,
    states: &["state"],
    xstats: Some(&bridge_xstats::PORT),
    ..PLAIN
};
