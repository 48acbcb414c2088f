//! Link kinds with a few attributes: VRF, HSR, tun, batadv: linux/if_link.h, linux/batman_adv.h.

/// `IFLA_VRF_UNSPEC`.
pub const IFLA_VRF_UNSPEC: u16 = 0;
/// `IFLA_VRF_TABLE`.
pub const IFLA_VRF_TABLE: u16 = 1;
/// `IFLA_VRF_PORT_UNSPEC`.
pub const IFLA_VRF_PORT_UNSPEC: u16 = 0;
/// `IFLA_VRF_PORT_TABLE`.
pub const IFLA_VRF_PORT_TABLE: u16 = 1;
/// `IFLA_HSR_UNSPEC`.
pub const IFLA_HSR_UNSPEC: u16 = 0;
/// `IFLA_HSR_SLAVE1`.
pub const IFLA_HSR_SLAVE1: u16 = 1;
/// `IFLA_HSR_SLAVE2`.
pub const IFLA_HSR_SLAVE2: u16 = 2;
/// `IFLA_HSR_MULTICAST_SPEC`.
pub const IFLA_HSR_MULTICAST_SPEC: u16 = 3;
/// `IFLA_HSR_SUPERVISION_ADDR`.
pub const IFLA_HSR_SUPERVISION_ADDR: u16 = 4;
/// `IFLA_HSR_SEQ_NR`.
pub const IFLA_HSR_SEQ_NR: u16 = 5;
/// `IFLA_HSR_VERSION`.
pub const IFLA_HSR_VERSION: u16 = 6;
/// `IFLA_HSR_PROTOCOL`.
pub const IFLA_HSR_PROTOCOL: u16 = 7;
/// `IFLA_HSR_INTERLINK`.
pub const IFLA_HSR_INTERLINK: u16 = 8;
/// `IFLA_TUN_UNSPEC`.
pub const IFLA_TUN_UNSPEC: u16 = 0;
/// `IFLA_TUN_OWNER`.
pub const IFLA_TUN_OWNER: u16 = 1;
/// `IFLA_TUN_GROUP`.
pub const IFLA_TUN_GROUP: u16 = 2;
/// `IFLA_TUN_TYPE`.
pub const IFLA_TUN_TYPE: u16 = 3;
/// `IFLA_TUN_PI`.
pub const IFLA_TUN_PI: u16 = 4;
/// `IFLA_TUN_VNET_HDR`.
pub const IFLA_TUN_VNET_HDR: u16 = 5;
/// `IFLA_TUN_PERSIST`.
pub const IFLA_TUN_PERSIST: u16 = 6;
/// `IFLA_TUN_MULTI_QUEUE`.
pub const IFLA_TUN_MULTI_QUEUE: u16 = 7;
/// `IFLA_TUN_NUM_QUEUES`.
pub const IFLA_TUN_NUM_QUEUES: u16 = 8;
/// `IFLA_TUN_NUM_DISABLED_QUEUES`.
pub const IFLA_TUN_NUM_DISABLED_QUEUES: u16 = 9;
/// `IFLA_BATADV_UNSPEC`.
pub const IFLA_BATADV_UNSPEC: u16 = 0;
/// `IFLA_BATADV_ALGO_NAME`.
pub const IFLA_BATADV_ALGO_NAME: u16 = 1;
