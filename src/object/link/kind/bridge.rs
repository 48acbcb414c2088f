//! `bridge`: linux/if_bridge.h, linux/if_link.h.

use super::{Kind, PLAIN, Unknown, bridge_xstats};
use crate::args::Word::{Short, Whole};
use crate::netlink::{Attr, Attrs};
use crate::schema::*;
use crate::session::Display;
use crate::uapi::bridge::*;
use crate::value::{duration, family, inet::Inet};

#[rustfmt::skip] // a row a line
const ROWS: &[Row] = &[
    row(&[Short("forward_delay")], IFLA_BR_FORWARD_DELAY, &U32),
    row(&[Short("hello_time")], IFLA_BR_HELLO_TIME, &U32),
    row(&[Short("max_age")], IFLA_BR_MAX_AGE, &U32),
    row(&[Short("ageing_time")], IFLA_BR_AGEING_TIME, &U32),
    row(&[Short("stp_state")], IFLA_BR_STP_STATE, &U32),
    row(&[Whole("stp_mode")], IFLA_BR_STP_MODE, &OneOf32(&["auto", "user", "kernel"])),
    row(&[Short("priority")], IFLA_BR_PRIORITY, &U16),
    row(&[Short("vlan_filtering")], IFLA_BR_VLAN_FILTERING, &U8),
    row(&[Short("vlan_protocol")], IFLA_BR_VLAN_PROTOCOL, &EtherType),
    shown("bridge_id", IFLA_BR_BRIDGE_ID, &BRIDGE_ID),
    shown("root_id", IFLA_BR_ROOT_ID, &BRIDGE_ID).text("designated_root {} "),
    shown("root_port", IFLA_BR_ROOT_PORT, &U16),
    shown("root_path_cost", IFLA_BR_ROOT_PATH_COST, &U32),
    shown("topology_change", IFLA_BR_TOPOLOGY_CHANGE, &U8),
    shown("topology_change_detected", IFLA_BR_TOPOLOGY_CHANGE_DETECTED, &U8),
    shown("hello_timer", IFLA_BR_HELLO_TIMER, &CENTISECONDS),
    shown("tcn_timer", IFLA_BR_TCN_TIMER, &CENTISECONDS),
    shown("topology_change_timer", IFLA_BR_TOPOLOGY_CHANGE_TIMER, &CENTISECONDS),
    shown("gc_timer", IFLA_BR_GC_TIMER, &CENTISECONDS),
    shown("fdb_n_learned", IFLA_BR_FDB_N_LEARNED, &U32),
    row(&[Whole("fdb_max_learned")], IFLA_BR_FDB_MAX_LEARNED, &U32),
    row(&[Short("vlan_default_pvid")], IFLA_BR_VLAN_DEFAULT_PVID, &U16),
    row(&[Short("vlan_stats_enabled")], IFLA_BR_VLAN_STATS_ENABLED, &U8),
    row(&[Short("vlan_stats_per_port")], IFLA_BR_VLAN_STATS_PER_PORT, &U8),
    row(&[Short("group_fwd_mask")], IFLA_BR_GROUP_FWD_MASK, &Hex16),
    row(&[Short("group_address")], IFLA_BR_GROUP_ADDR, &Mac).key("group_addr"),
    row(&[Short("mcast_snooping")], IFLA_BR_MCAST_SNOOPING, &U8),
    row(&[Whole("no_linklocal_learn")], IFLA_BR_MULTI_BOOLOPT, &MaskedBit(BR_BOOLOPT_NO_LL_LEARN)),
    row(&[Whole("mcast_vlan_snooping")], IFLA_BR_MULTI_BOOLOPT, &MaskedBit(BR_BOOLOPT_MCAST_VLAN_SNOOPING)),
    row(&[Whole("mst_enabled")], IFLA_BR_MULTI_BOOLOPT, &MaskedBit(BR_BOOLOPT_MST_ENABLE)),
    row(&[Whole("mdb_offload_fail_notification")], IFLA_BR_MULTI_BOOLOPT, &MaskedBit(BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION)),
    row(&[Whole("fdb_local_vlan_0")], IFLA_BR_MULTI_BOOLOPT, &MaskedBit(BR_BOOLOPT_FDB_LOCAL_VLAN_0)),
    row(&[Short("mcast_router")], IFLA_BR_MCAST_ROUTER, &U8),
    row(&[Short("mcast_query_use_ifaddr")], IFLA_BR_MCAST_QUERY_USE_IFADDR, &U8),
    row(&[Short("mcast_querier")], IFLA_BR_MCAST_QUERIER, &U8),
    shown("", IFLA_BR_MCAST_QUERIER_STATE, &Shown(querier_state)),
    row(&[Short("mcast_hash_elasticity")], IFLA_BR_MCAST_HASH_ELASTICITY, &U32),
    row(&[Short("mcast_hash_max")], IFLA_BR_MCAST_HASH_MAX, &U32),
    row(&[Short("mcast_last_member_count")], IFLA_BR_MCAST_LAST_MEMBER_CNT, &U32).key("mcast_last_member_cnt"),
    row(&[Short("mcast_startup_query_count")], IFLA_BR_MCAST_STARTUP_QUERY_CNT, &U32).key("mcast_startup_query_cnt"),
    row(&[Short("mcast_last_member_interval")], IFLA_BR_MCAST_LAST_MEMBER_INTVL, &U64).key("mcast_last_member_intvl"),
    row(&[Short("mcast_membership_interval")], IFLA_BR_MCAST_MEMBERSHIP_INTVL, &U64).key("mcast_membership_intvl"),
    row(&[Short("mcast_querier_interval")], IFLA_BR_MCAST_QUERIER_INTVL, &U64).key("mcast_querier_intvl"),
    row(&[Short("mcast_query_interval")], IFLA_BR_MCAST_QUERY_INTVL, &U64).key("mcast_query_intvl"),
    row(&[Short("mcast_query_response_interval")], IFLA_BR_MCAST_QUERY_RESPONSE_INTVL, &U64).key("mcast_query_response_intvl"),
    row(&[Short("mcast_startup_query_interval")], IFLA_BR_MCAST_STARTUP_QUERY_INTVL, &U64).key("mcast_startup_query_intvl"),
    row(&[Short("mcast_stats_enabled")], IFLA_BR_MCAST_STATS_ENABLED, &U8),
    row(&[Short("mcast_igmp_version")], IFLA_BR_MCAST_IGMP_VERSION, &U8),
    row(&[Short("mcast_mld_version")], IFLA_BR_MCAST_MLD_VERSION, &U8),
    row(&[Short("nf_call_iptables")], IFLA_BR_NF_CALL_IPTABLES, &U8),
    row(&[Short("nf_call_ip6tables")], IFLA_BR_NF_CALL_IP6TABLES, &U8),
    row(&[Short("nf_call_arptables")], IFLA_BR_NF_CALL_ARPTABLES, &U8),
    typed(&[Short("fdb_flush")], IFLA_BR_FDB_FLUSH, &Flag),
];

const ABBREVIATION_OVERRIDES: &[(&str, &str)] = &[
    ("mc", "mcast_router"),
    ("mca", "mcast_router"),
    ("mcas", "mcast_router"),
    ("mcast", "mcast_router"),
    ("mcast_", "mcast_router"),
];

/// One protocol's querier: where it is, behind which port, and how long the kernel will yet believe in it.
struct Querier {
    key: &'static str,
    family: u8,
    address: (u16, &'static str, &'static str),
    port: (u16, &'static str, &'static str),
    timer: (u16, &'static str, &'static str),
}

#[rustfmt::skip]
const QUERIERS: [Querier; 2] = [
    Querier {
        key: "mcast_querier_state_ipv4",
        family: family::INET,
        address: (BRIDGE_QUERIER_IP_ADDRESS, "mcast_querier_ipv4_addr", "mcast_querier_ipv4_addr {} "),
        port: (BRIDGE_QUERIER_IP_PORT, "mcast_querier_ipv4_port", "mcast_querier_ipv4_port {} "),
        timer: (BRIDGE_QUERIER_IP_OTHER_TIMER, "mcast_querier_ipv4_other_timer", "mcast_querier_ipv4_other_timer {} "),
    },
    Querier {
        key: "mcast_querier_state_ipv6",
        family: family::INET6,
        address: (BRIDGE_QUERIER_IPV6_ADDRESS, "mcast_querier_ipv6_addr", "mcast_querier_ipv6_addr {} "),
        port: (BRIDGE_QUERIER_IPV6_PORT, "mcast_querier_ipv6_port", "mcast_querier_ipv6_port {} "),
        timer: (BRIDGE_QUERIER_IPV6_OTHER_TIMER, "mcast_querier_ipv6_other_timer", "mcast_querier_ipv6_other_timer {} "),
    },
];

fn querier_state(_: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let state = attr.nest();
    for querier in &QUERIERS {
        display.out.object(Some(querier.key), |out| {
            let (kind, key, text) = querier.address;
            if let Some(address) = state.get(kind) {
                out.put(
                    key,
                    text,
                    Inet::new(querier.family, address.bytes).to_string(),
                );
            }
            let (kind, key, text) = querier.port;
            if let Some(port) = state.get(kind).and_then(Attr::u32) {
                out.put(key, text, port);
            }
            let (kind, key, text) = querier.timer;
            if let Some(left) = state.get(kind).and_then(Attr::u64) {
                out.put(key, text, duration::nanoseconds(left));
            }
        });
    }
}

const HELP: &str = "\
Usage: ... bridge [ fdb_flush ] [ forward_delay TIME ] [ hello_time TIME ]
                [ max_age TIME ] [ ageing_time TIME ] [ priority PRIORITY ]
                [ stp_state { 0 | 1 } ] [ stp_mode STP_MODE ]
                [ mst_enabled { 0 | 1 } ] [ group_fwd_mask MASK ]
                [ group_address LLADDR ] [ no_linklocal_learn { 0 | 1 } ]
                [ fdb_local_vlan_0 { 0 | 1 } ] [ fdb_max_learned NUMBER ]
                [ vlan_filtering { 0 | 1 } ]
                [ vlan_protocol { 802.1Q | 802.1ad } ] [ vlan_default_pvid VID ]
                [ vlan_stats_enabled { 0 | 1 } ]
                [ vlan_stats_per_port { 0 | 1 } ] [ mcast_snooping { 0 | 1 } ]
                [ mcast_vlan_snooping { 0 | 1 } ] [ mcast_router { 0 | 1 | 2 } ]
                [ mcast_query_use_ifaddr { 0 | 1 } ] [ mcast_querier { 0 | 1 } ]
                [ mcast_hash_elasticity NUMBER ] [ mcast_hash_max NUMBER ]
                [ mcast_last_member_count NUMBER ]
                [ mcast_last_member_interval TIME ]
                [ mcast_startup_query_count NUMBER ]
                [ mcast_startup_query_interval TIME ]
                [ mcast_membership_interval TIME ]
                [ mcast_querier_interval TIME ] [ mcast_query_interval TIME ]
                [ mcast_query_response_interval TIME ]
                [ mcast_stats_enabled { 0 | 1 } ]
                [ mcast_igmp_version { 2 | 3 } ] [ mcast_mld_version { 1 | 2 } ]
                [ nf_call_iptables { 0 | 1 } ] [ nf_call_ip6tables { 0 | 1 } ]
                [ nf_call_arptables { 0 | 1 } ]
                [ mdb_offload_fail_notification { 0 | 1 } ]
STP_MODE := { auto | user | kernel }
TIME is in hundredths of a second.
";

/// Some kernels refuse attributes of features that they were built without.
const KNOWN_DEFAULTS: &[(u16, &[u8])] = &[
    (IFLA_BR_VLAN_FILTERING, &[0]),
    (IFLA_BR_VLAN_STATS_ENABLED, &[0]),
    (IFLA_BR_VLAN_STATS_PER_PORT, &[0]),
    (IFLA_BR_MCAST_QUERIER, &[0]),
    (IFLA_BR_MCAST_STATS_ENABLED, &[0]),
    (IFLA_BR_NF_CALL_IPTABLES, &[0]),
    (IFLA_BR_NF_CALL_IP6TABLES, &[0]),
    (IFLA_BR_NF_CALL_ARPTABLES, &[0]),
    // {value, mask}.
    (IFLA_BR_MULTI_BOOLOPT, &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
];

/// The kind.
pub const KIND: Kind = Kind {
    names: &["bridge"],
    rows: &[ROWS],
    abbreviation_overrides: ABBREVIATION_OVERRIDES,
    shows: true,
    unknown: Unknown::Command,
    help: HELP,
    finish: Some(|draft, _| {
        // All bits go into one attribute, the last.
        draft.move_last(IFLA_BR_MULTI_BOOLOPT);
        Ok(())
    }),
    // There is none any more; the kernel takes any and says 16.
    kernel_owned_bits: &[(IFLA_BR_MCAST_HASH_ELASTICITY, u32::MAX)],
    lossy_attrs: &[
        IFLA_BR_FORWARD_DELAY,
        IFLA_BR_HELLO_TIME,
        IFLA_BR_MAX_AGE,
        IFLA_BR_AGEING_TIME,
        IFLA_BR_MCAST_LAST_MEMBER_INTVL,
        IFLA_BR_MCAST_MEMBERSHIP_INTVL,
        IFLA_BR_MCAST_QUERIER_INTVL,
        IFLA_BR_MCAST_QUERY_INTVL,
        IFLA_BR_MCAST_QUERY_RESPONSE_INTVL,
        IFLA_BR_MCAST_STARTUP_QUERY_INTVL,
    ],
    config: "BRIDGE",
    vlan_filtering: Some(IFLA_BR_VLAN_FILTERING),
    known_defaults: KNOWN_DEFAULTS,
    xstats: Some(&bridge_xstats::BRIDGE),
    ..PLAIN
};
