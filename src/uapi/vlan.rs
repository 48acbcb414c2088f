//! VLAN devices: linux/if_link.h, linux/if_vlan.h.

pub const IFLA_VLAN_ID: u16 = 1;
pub const IFLA_VLAN_FLAGS: u16 = 2;
pub const IFLA_VLAN_EGRESS_QOS: u16 = 3;
pub const IFLA_VLAN_INGRESS_QOS: u16 = 4;
pub const IFLA_VLAN_PROTOCOL: u16 = 5;
pub const IFLA_VLAN_QOS_MAPPING: u16 = 1;
pub const VLAN_FLAG_REORDER_HDR: u32 = 1;
pub const VLAN_FLAG_GVRP: u32 = 2;
pub const VLAN_FLAG_LOOSE_BINDING: u32 = 4;
pub const VLAN_FLAG_MVRP: u32 = 8;
pub const VLAN_FLAG_BRIDGE_BINDING: u32 = 16;
