//! linux/if_link.h: virtual functions within `IFLA_VFINFO_LIST`.

pub const IFLA_VF_INFO: u16 = 1;
pub const IFLA_VF_MAC: u16 = 1;
pub const IFLA_VF_VLAN: u16 = 2;
pub const IFLA_VF_TX_RATE: u16 = 3;
pub const IFLA_VF_SPOOFCHK: u16 = 4;
pub const IFLA_VF_LINK_STATE: u16 = 5;
pub const IFLA_VF_RATE: u16 = 6;
pub const IFLA_VF_RSS_QUERY_EN: u16 = 7;
pub const IFLA_VF_STATS: u16 = 8;
pub const IFLA_VF_TRUST: u16 = 9;
pub const IFLA_VF_IB_NODE_GUID: u16 = 10;
pub const IFLA_VF_IB_PORT_GUID: u16 = 11;
pub const IFLA_VF_VLAN_LIST: u16 = 12;
pub const IFLA_VF_BROADCAST: u16 = 13;
pub const IFLA_VF_VLAN_INFO: u16 = 1;
pub const IFLA_VF_STATS_RX_PACKETS: u16 = 0;
pub const IFLA_VF_STATS_TX_PACKETS: u16 = 1;
pub const IFLA_VF_STATS_RX_BYTES: u16 = 2;
pub const IFLA_VF_STATS_TX_BYTES: u16 = 3;
pub const IFLA_VF_STATS_BROADCAST: u16 = 4;
pub const IFLA_VF_STATS_MULTICAST: u16 = 5;
pub const IFLA_VF_STATS_RX_DROPPED: u16 = 7;
pub const IFLA_VF_STATS_TX_DROPPED: u16 = 8;
/// Service VLAN; linux/if_ether.h
pub const ETH_P_8021AD: u16 = 0x88a8;
