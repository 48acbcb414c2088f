//! Small families: VRF devices, address labels, netconf, tables of neighbours.
/// `IFLA_VRF_TABLE` (linux/if_link.h).
pub const IFLA_VRF_TABLE: u16 = 1;
/// `IFAL_ADDRESS` (linux/if_addrlabel.h).
pub const IFAL_ADDRESS: u16 = 1;
/// `IFAL_LABEL`.
pub const IFAL_LABEL: u16 = 2;
/// `NETCONFA_IFINDEX` (linux/netconf.h).
pub const NETCONFA_IFINDEX: u16 = 1;
/// `NETCONFA_FORWARDING`.
pub const NETCONFA_FORWARDING: u16 = 2;
/// `NETCONFA_RP_FILTER`.
pub const NETCONFA_RP_FILTER: u16 = 3;
/// `NETCONFA_MC_FORWARDING`.
pub const NETCONFA_MC_FORWARDING: u16 = 4;
/// `NETCONFA_PROXY_NEIGH`.
pub const NETCONFA_PROXY_NEIGH: u16 = 5;
/// `NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN`.
pub const NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN: u16 = 6;
/// `NETCONFA_INPUT`.
pub const NETCONFA_INPUT: u16 = 7;
/// `NETCONFA_IFINDEX_ALL`.
pub const NETCONFA_IFINDEX_ALL: u32 = -1_i32 as u32;
/// `NETCONFA_IFINDEX_DEFAULT`.
pub const NETCONFA_IFINDEX_DEFAULT: u32 = -2_i32 as u32;
