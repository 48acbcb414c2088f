//! linux/if_link.h: `RTM_GETSTATS` and its answer.

pub const IFLA_STATS_LINK_64: u16 = 1;
pub const IFLA_STATS_LINK_XSTATS: u16 = 2;
pub const IFLA_STATS_LINK_XSTATS_SLAVE: u16 = 3;
pub const IFLA_STATS_LINK_OFFLOAD_XSTATS: u16 = 4;
pub const IFLA_STATS_AF_SPEC: u16 = 5;
pub const LINK_XSTATS_TYPE_BRIDGE: u16 = 1;
pub const LINK_XSTATS_TYPE_BOND: u16 = 2;
pub const BRIDGE_XSTATS_VLAN: u16 = 1;
pub const BRIDGE_XSTATS_MCAST: u16 = 2;
pub const BRIDGE_XSTATS_STP: u16 = 4;
pub const MPLS_STATS_LINK: u16 = 1;
/// linux/if_bonding.h
pub const BOND_XSTATS_3AD: u16 = 1;
pub const IFLA_STATS_GET_FILTERS: u16 = 1;
pub const IFLA_STATS_SET_OFFLOAD_XSTATS_L3_STATS: u16 = 2;
pub const IFLA_OFFLOAD_XSTATS_CPU_HIT: u16 = 1;
pub const IFLA_OFFLOAD_XSTATS_HW_S_INFO: u16 = 2;
pub const IFLA_OFFLOAD_XSTATS_L3_STATS: u16 = 3;
pub const IFLA_OFFLOAD_XSTATS_HW_S_INFO_REQUEST: u16 = 1;
pub const IFLA_OFFLOAD_XSTATS_HW_S_INFO_USED: u16 = 2;
