//! linux/if_link.h: virtual functions within `IFLA_VFINFO_LIST`.
/// `IFLA_VF_PORTS`.
pub const IFLA_VF_PORTS: u16 = 24;
/// `IFLA_VF_INFO_UNSPEC`.
pub const IFLA_VF_INFO_UNSPEC: u16 = 0;
/// `IFLA_VF_INFO`.
pub const IFLA_VF_INFO: u16 = 1;
/// `IFLA_VF_UNSPEC`.
pub const IFLA_VF_UNSPEC: u16 = 0;
/// `IFLA_VF_MAC`.
pub const IFLA_VF_MAC: u16 = 1;
/// `IFLA_VF_VLAN`.
pub const IFLA_VF_VLAN: u16 = 2;
/// `IFLA_VF_TX_RATE`.
pub const IFLA_VF_TX_RATE: u16 = 3;
/// `IFLA_VF_SPOOFCHK`.
pub const IFLA_VF_SPOOFCHK: u16 = 4;
/// `IFLA_VF_LINK_STATE`.
pub const IFLA_VF_LINK_STATE: u16 = 5;
/// `IFLA_VF_RATE`.
pub const IFLA_VF_RATE: u16 = 6;
/// `IFLA_VF_RSS_QUERY_EN`.
pub const IFLA_VF_RSS_QUERY_EN: u16 = 7;
/// `IFLA_VF_STATS`.
pub const IFLA_VF_STATS: u16 = 8;
/// `IFLA_VF_TRUST`.
pub const IFLA_VF_TRUST: u16 = 9;
/// `IFLA_VF_IB_NODE_GUID`.
pub const IFLA_VF_IB_NODE_GUID: u16 = 10;
/// `IFLA_VF_IB_PORT_GUID`.
pub const IFLA_VF_IB_PORT_GUID: u16 = 11;
/// `IFLA_VF_VLAN_LIST`.
pub const IFLA_VF_VLAN_LIST: u16 = 12;
/// `IFLA_VF_BROADCAST`.
pub const IFLA_VF_BROADCAST: u16 = 13;
/// `IFLA_VF_VLAN_INFO_UNSPEC`.
pub const IFLA_VF_VLAN_INFO_UNSPEC: u16 = 0;
/// `IFLA_VF_VLAN_INFO`.
pub const IFLA_VF_VLAN_INFO: u16 = 1;
/// `IFLA_VF_LINK_STATE_AUTO`.
pub const IFLA_VF_LINK_STATE_AUTO: u16 = 0;
/// `IFLA_VF_LINK_STATE_ENABLE`.
pub const IFLA_VF_LINK_STATE_ENABLE: u16 = 1;
/// `IFLA_VF_LINK_STATE_DISABLE`.
pub const IFLA_VF_LINK_STATE_DISABLE: u16 = 2;
/// `IFLA_VF_STATS_RX_PACKETS`.
pub const IFLA_VF_STATS_RX_PACKETS: u16 = 0;
/// `IFLA_VF_STATS_TX_PACKETS`.
pub const IFLA_VF_STATS_TX_PACKETS: u16 = 1;
/// `IFLA_VF_STATS_RX_BYTES`.
pub const IFLA_VF_STATS_RX_BYTES: u16 = 2;
/// `IFLA_VF_STATS_TX_BYTES`.
pub const IFLA_VF_STATS_TX_BYTES: u16 = 3;
/// `IFLA_VF_STATS_BROADCAST`.
pub const IFLA_VF_STATS_BROADCAST: u16 = 4;
/// `IFLA_VF_STATS_MULTICAST`.
pub const IFLA_VF_STATS_MULTICAST: u16 = 5;
/// `IFLA_VF_STATS_PAD`.
pub const IFLA_VF_STATS_PAD: u16 = 6;
/// `IFLA_VF_STATS_RX_DROPPED`.
pub const IFLA_VF_STATS_RX_DROPPED: u16 = 7;
/// `IFLA_VF_STATS_TX_DROPPED`.
pub const IFLA_VF_STATS_TX_DROPPED: u16 = 8;
/// `IFLA_VF_PORT_UNSPEC`.
pub const IFLA_VF_PORT_UNSPEC: u16 = 0;
/// `IFLA_VF_PORT`.
pub const IFLA_VF_PORT: u16 = 1;
/// `ETH_P_8021AD` (linux/if_ether.h): service VLAN.
pub const ETH_P_8021AD: u16 = 0x88a8;
