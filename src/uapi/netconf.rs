//! linux/netconf.h: configuration of a device.

pub const NETCONFA_IFINDEX: u16 = 1;
pub const NETCONFA_FORWARDING: u16 = 2;
pub const NETCONFA_RP_FILTER: u16 = 3;
pub const NETCONFA_MC_FORWARDING: u16 = 4;
pub const NETCONFA_PROXY_NEIGH: u16 = 5;
pub const NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN: u16 = 6;
pub const NETCONFA_INPUT: u16 = 7;
pub const NETCONFA_IFINDEX_ALL: u32 = -1_i32 as u32;
pub const NETCONFA_IFINDEX_DEFAULT: u32 = -2_i32 as u32;
