//! `bond_slave`, the port of a bond: linux/if_link.h.

use super::{Kind, PLAIN, Unknown, bond_xstats};
use crate::args::Word::{Short, Whole};
use crate::error::Result;
use crate::netlink::{Attr, Attrs};
use crate::schema::*;
use crate::session::Display;
use crate::uapi::bond::*;

const CHURN: State = State {
    words: &["MONITOR", "CHURN", "NO_CHURN"],
    other: "",
};

#[rustfmt::skip] // a row a line
const ROWS: &[Row] = &[
    shown("state", IFLA_BOND_SLAVE_STATE, &State { words: &["ACTIVE", "BACKUP"], other: "state_index" }),
    shown("mii_status", IFLA_BOND_SLAVE_MII_STATUS, &State { words: &["UP", "GOING_DOWN", "DOWN", "GOING_BACK"], other: "mii_status_index" }),
    shown("link_failure_count", IFLA_BOND_SLAVE_LINK_FAILURE_COUNT, &I32),
    shown("perm_hwaddr", IFLA_BOND_SLAVE_PERM_HWADDR, &Mac),
    row(&[Short("queue_id")], IFLA_BOND_SLAVE_QUEUE_ID, &U16),
    row(&[Whole("prio")], IFLA_BOND_SLAVE_PRIO, &I32),
    shown("ad_aggregator_id", IFLA_BOND_SLAVE_AD_AGGREGATOR_ID, &U16),
    shown("ad_actor_oper_port_state", IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE, &Shown(|row, attr, _, display| {
        show_port_state(row, attr.u8().map(u16::from), "ad_actor_oper_port_state_str", display);
    })),
    shown("ad_partner_oper_port_state", IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE, &Shown(|row, attr, _, display| {
        show_port_state(row, attr.u16(), "ad_partner_oper_port_state_str", display);
    })),
    shown("churn_actor_state", IFLA_BOND_SLAVE_AD_CHURN_ACTOR_STATE, &CHURN),
    shown("churn_partner_state", IFLA_BOND_SLAVE_AD_CHURN_PARTNER_STATE, &CHURN),
    row(&[Whole("actor_port_prio")], IFLA_BOND_SLAVE_ACTOR_PORT_PRIO, &U16).wrong("actor prio is invalid"),
];

/// A state by its word; one without a word by its number, in JSON perhaps under another key.
struct State {
    words: &'static [&'static str],
    other: &'static str,
}
impl Codec for State {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        Err(reading.wrong(row, reading.typed))
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let Some(n) = attr.u8() else { return };
        match self.words.get(usize::from(n)) {
            Some(word) => put(row, display, *word),
            None if self.other.is_empty() => put(row, display, n),
            None => display.out.labelled(self.other, row.name(), n),
        }
    }
}

/// `LACP_STATE_*` by bit.
const PORT_STATES: [&str; 8] = [
    "active",
    "short_timeout",
    "aggregating",
    "in_sync",
    "collecting",
    "distributing",
    "defaulted",
    "expired",
];

fn show_port_state(row: &Row, state: Option<u16>, words_key: &str, display: &mut Display) {
    let Some(state) = state else { return };
    put(row, display, state);
    let mut words: Vec<&str> = (0..)
        .zip(PORT_STATES)
        .filter(|(bit, _)| state >> bit & 1 != 0)
        .map(|(_, word)| word)
        .collect();
    // Bits without a word leave a comma behind the last that has one.
    if state > 0xff && !words.is_empty() && !display.out.is_json() {
        words.push("");
    }
    display.out.word(words_key);
    display.out.list(words_key, [" <", ",", "> "], &words);
}

const HELP: &str = "\
Usage: ... bond_slave [ queue_id ID ] [ prio PRIORITY ]
                      [ actor_port_prio PRIORITY ]
";

/// The kind.
pub const KIND: Kind = Kind {
    names: &["bond_slave"],
    rows: &[ROWS],
    wrong: "{} is invalid",
    shows: true,
    unknown: Unknown::Option,
    help: HELP,
    permanent_address: Some(IFLA_BOND_SLAVE_PERM_HWADDR),
    states: &["state"],
    xstats: Some(&bond_xstats::PORT),
    ..PLAIN
};
