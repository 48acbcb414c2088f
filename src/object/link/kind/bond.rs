//! `bond`: several links as one, for spare or for speed. linux/if_link.h.

use super::{Kind, PLAIN, Unknown, bond_xstats};
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::schema::*;
use crate::session::Display;
use crate::uapi::bond::*;
use crate::value::{family, inet::Inet, lladdr};

#[rustfmt::skip] // a row a line
const ROWS: &[Row] = &[
    row(&[Short("mode")], IFLA_BOND_MODE, &choice(&["balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"])),
    row(&[Short("active_slave")], IFLA_BOND_ACTIVE_SLAVE, &Device),
    row(&[Short("miimon")], IFLA_BOND_MIIMON, &U32),
    row(&[Short("updelay")], IFLA_BOND_UPDELAY, &U32),
    row(&[Short("downdelay")], IFLA_BOND_DOWNDELAY, &U32),
    row(&[Short("peer_notify_delay")], IFLA_BOND_PEER_NOTIF_DELAY, &U32),
    row(&[Short("use_carrier")], IFLA_BOND_USE_CARRIER, &U8),
    row(&[Short("arp_interval")], IFLA_BOND_ARP_INTERVAL, &U32),
    row(&[Whole("arp_missed_max")], IFLA_BOND_MISSED_MAX, &U8),
    row(&[Short("arp_ip_target")], IFLA_BOND_ARP_IP_TARGET, &Targets(family::INET)),
    row(&[Whole("ns_ip6_target")], IFLA_BOND_NS_IP6_TARGET, &Targets(family::INET6)),
    row(&[Short("arp_validate")], IFLA_BOND_ARP_VALIDATE, &Choice { words: &["none", "active", "backup", "all", "filter", "filter_active", "filter_backup"], wide: true, null: true }),
    row(&[Short("arp_all_targets")], IFLA_BOND_ARP_ALL_TARGETS, &Choice { words: &["any", "all"], wide: true, null: false }),
    row(&[Short("primary")], IFLA_BOND_PRIMARY, &Device),
    row(&[Short("primary_reselect")], IFLA_BOND_PRIMARY_RESELECT, &choice(&["always", "better", "failure"])),
    row(&[Short("fail_over_mac")], IFLA_BOND_FAIL_OVER_MAC, &choice(&["none", "active", "follow"])),
    row(&[Short("xmit_hash_policy")], IFLA_BOND_XMIT_HASH_POLICY, &choice(&["layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"])),
    row(&[Short("resend_igmp")], IFLA_BOND_RESEND_IGMP, &U32),
    row(&[Short("num_grat_arp"), Short("num_unsol_na")], IFLA_BOND_NUM_PEER_NOTIF, &U8).key("num_peer_notif").wrong("invalid num_grat_arp|num_unsol_na"),
    row(&[Short("all_slaves_active")], IFLA_BOND_ALL_SLAVES_ACTIVE, &U8),
    row(&[Short("lacp_strict")], IFLA_BOND_LACP_STRICT, &OnOff),
    row(&[Short("min_links")], IFLA_BOND_MIN_LINKS, &U32),
    row(&[Short("lp_interval")], IFLA_BOND_LP_INTERVAL, &U32),
    row(&[Short("packets_per_slave")], IFLA_BOND_PACKETS_PER_SLAVE, &U32),
    row(&[Whole("lacp_active")], IFLA_BOND_AD_LACP_ACTIVE, &choice(&["off", "on"])).key("ad_lacp_active"),
    row(&[Short("lacp_rate")], IFLA_BOND_AD_LACP_RATE, &choice(&["slow", "fast"])).key("ad_lacp_rate"),
    row(&[Whole("coupled_control")], IFLA_BOND_COUPLED_CONTROL, &OnOff),
    row(&[Whole("broadcast_neighbor")], IFLA_BOND_BROADCAST_NEIGH, &OnOff),
    row(&[Short("ad_select")], IFLA_BOND_AD_SELECT, &choice(&["stable", "bandwidth", "count", "actor_port_prio"])),
    shown("ad_info", IFLA_BOND_AD_INFO, &Shown(show_info)),
    row(&[Short("ad_actor_sys_prio")], IFLA_BOND_AD_ACTOR_SYS_PRIO, &U16),
    row(&[Short("ad_user_port_key")], IFLA_BOND_AD_USER_PORT_KEY, &U16),
    row(&[Short("ad_actor_system")], IFLA_BOND_AD_ACTOR_SYSTEM, &Mac),
    row(&[Short("tlb_dynamic_lb")], IFLA_BOND_TLB_DYNAMIC_LB, &U8),
    typed(&[Short("clear_active_slave")], IFLA_BOND_ACTIVE_SLAVE, &By { read: read_clear_active_slave, show: |_, _, _, _| () }),
];

/// Prefixes that mean another word than the first row that fits (see [`Kind::abbreviation_overrides`]).
const ABBREVIATION_OVERRIDES: &[(&str, &str)] = &[
    ("l", "lp_interval"),
    ("la", "lacp_rate"),
    ("lac", "lacp_rate"),
    ("lacp", "lacp_rate"),
    ("lacp_", "lacp_rate"),
];

/// One of some words or its place among them. It takes no `0x1`, and shows a number without a
/// word as `UNKNOWN`.
struct Choice {
    words: &'static [&'static str],
    /// Four bytes instead of one.
    wide: bool,
    /// Whether the first is no value in JSON.
    null: bool,
}

/// A choice of one byte, each with a value in JSON.
const fn choice(words: &'static [&'static str]) -> Choice {
    Choice {
        words,
        wide: false,
        null: false,
    }
}

impl Codec for Choice {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let named = self.words.iter().position(|known| *known == word);
        let place = named
            .or_else(|| usize::try_from(word.parse::<i32>().ok()?).ok())
            .filter(|place| *place < self.words.len())
            .and_then(|place| u8::try_from(place).ok())
            .ok_or_else(|| reading.wrong(row, word))?;
        let wide = u32::from(place).to_ne_bytes();
        let narrow = [place];
        let bytes: &[u8] = if self.wide { &wide } else { &narrow };
        reading.draft.push(row.attr, bytes);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let place = match self.wide {
            true => attr.u32(),
            false => attr.u8().map(u32::from),
        };
        let Some(place) = place else { return };
        if self.null && place == 0 && display.out.is_json() {
            display.out.json(row.key, crate::output::Value::Null);
            return;
        }
        let word = usize::try_from(place).ok().and_then(|n| self.words.get(n));
        put(row, display, *word.unwrap_or(&"UNKNOWN"));
    }
}

/// Addresses with commas between them. An empty value, or the end of the words, clears the list.
struct Targets(u8);
/// `BOND_MAX_ARP_TARGETS` and `BOND_MAX_NS_TARGETS`: those beyond are ignored.
const TARGETS_MAX: u16 = 16;
impl Codec for Targets {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let list = reading.args.next().unwrap_or_default();
        let words = list.split(',').filter(|word| !word.is_empty());
        // Never sent: its body becomes the payload.
        let mut nest = Request::with_body(0, 0, &[]);
        for (place, word) in (0..TARGETS_MAX).zip(words) {
            let address = match self.0 {
                family::INET => Inet::from_word(word, family::INET).ok_or_else(|| {
                    let line = format!("Error: an IP address is expected rather than \"{word}\"");
                    Error::fatal(line, 1)
                })?,
                _ => Inet::parse(word, self.0)?,
            };
            nest.put(place, address.bytes());
        }
        reading.draft.push(row.attr, nest.body());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let list = attr.nest();
        let addresses: Vec<String> = (0..TARGETS_MAX)
            .filter_map(|place| list.get(place))
            .map(|target| Inet::new(self.0, target.bytes).to_string())
            .collect();
        if addresses.is_empty() {
            return;
        }
        display.out.word(row.name());
        let words: Vec<&str> = addresses.iter().map(String::as_str).collect();
        display.out.list(row.key, [" ", ",", " "], &words);
    }
}

/// No device, which is number 0.
fn read_clear_active_slave(row: &Row, reading: &mut Reading) -> Result<()> {
    reading.draft.push(row.attr, &[0; 4]);
    Ok(())
}

/// What 802.3ad settled on.
fn show_info(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let info = attr.nest();
    let numbers = [
        (
            IFLA_BOND_AD_INFO_AGGREGATOR,
            "aggregator",
            "ad_aggregator {} ",
        ),
        (IFLA_BOND_AD_INFO_NUM_PORTS, "num_ports", "ad_num_ports {} "),
        (IFLA_BOND_AD_INFO_ACTOR_KEY, "actor_key", "ad_actor_key {} "),
        (
            IFLA_BOND_AD_INFO_PARTNER_KEY,
            "partner_key",
            "ad_partner_key {} ",
        ),
    ];
    display.out.object(Some(row.key), |out| {
        for (kind, key, text) in numbers {
            if let Some(n) = info.get(kind).and_then(Attr::u16) {
                out.put(key, text, n);
            }
        }
        let mac = info.get(IFLA_BOND_AD_INFO_PARTNER_MAC);
        if let Some(mac) = mac.and_then(|mac| mac.bytes.first_chunk::<6>()) {
            out.put("partner_mac", "ad_partner_mac {} ", lladdr::hex(mac));
        }
    });
}

const HELP: &str = "\
Usage: ... bond [ mode BONDMODE ] [ active_slave DEVICE ] [ clear_active_slave ]
                [ primary DEVICE ] [ primary_reselect PRIMARY_RESELECT ]
                [ miimon MSEC ] [ updelay MSEC ] [ downdelay MSEC ]
                [ peer_notify_delay MSEC ] [ use_carrier { 0 | 1 } ]
                [ arp_interval MSEC ] [ arp_missed_max NUMBER ]
                [ arp_ip_target [ ADDRESS,... ] ]
                [ ns_ip6_target [ ADDRESS,... ] ]
                [ arp_validate ARP_VALIDATE ]
                [ arp_all_targets ARP_ALL_TARGETS ]
                [ fail_over_mac FAIL_OVER_MAC ]
                [ xmit_hash_policy XMIT_HASH_POLICY ] [ resend_igmp NUMBER ]
                [ { num_grat_arp | num_unsol_na } NUMBER ]
                [ all_slaves_active { 0 | 1 } ] [ min_links NUMBER ]
                [ lp_interval SECONDS ] [ packets_per_slave NUMBER ]
                [ tlb_dynamic_lb { 0 | 1 } ] [ lacp_rate LACP_RATE ]
                [ lacp_active LACP_ACTIVE ] [ lacp_strict LACP_STRICT ]
                [ coupled_control COUPLED_CONTROL ]
                [ broadcast_neighbor BROADCAST_NEIGHBOR ]
                [ ad_select AD_SELECT ] [ ad_user_port_key KEY ]
                [ ad_actor_sys_prio PRIORITY ] [ ad_actor_system LLADDR ]
BONDMODE := { balance-rr | active-backup | balance-xor | broadcast | 802.3ad |
              balance-tlb | balance-alb }
PRIMARY_RESELECT := { always | better | failure }
ARP_VALIDATE := { none | active | backup | all | filter | filter_active |
                  filter_backup }
ARP_ALL_TARGETS := { any | all }
FAIL_OVER_MAC := { none | active | follow }
XMIT_HASH_POLICY := { layer2 | layer2+3 | layer3+4 | encap2+3 | encap3+4 |
                      vlan+srcmac }
LACP_RATE := { slow | fast }
LACP_ACTIVE := { off | on }
LACP_STRICT := { off | on }
COUPLED_CONTROL := { off | on }
BROADCAST_NEIGHBOR := { off | on }
AD_SELECT := { stable | bandwidth | count | actor_port_prio }
";

/// The kind.
pub const KIND: Kind = Kind {
    names: &["bond"],
    rows: &[ROWS],
    abbreviation_overrides: ABBREVIATION_OVERRIDES,
    shows: true,
    unknown: Unknown::Command,
    help: HELP,
    config: "BONDING",
    deciding_attr: Some(IFLA_BOND_MODE),
    states: &["active_slave"],
    xstats: Some(&bond_xstats::BOND),
    ..PLAIN
};
