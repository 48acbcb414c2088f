//! linux/if_link.h: attributes of netkit.

pub const IFLA_NETKIT_PEER_INFO: u16 = 1;
pub const IFLA_NETKIT_PRIMARY: u16 = 2;
pub const IFLA_NETKIT_POLICY: u16 = 3;
pub const IFLA_NETKIT_PEER_POLICY: u16 = 4;
pub const IFLA_NETKIT_MODE: u16 = 5;
pub const IFLA_NETKIT_SCRUB: u16 = 6;
pub const IFLA_NETKIT_PEER_SCRUB: u16 = 7;
pub const NETKIT_PASS: u32 = 0;
pub const NETKIT_DROP: u32 = 2;
pub const NETKIT_L2: u32 = 0;
pub const NETKIT_L3: u32 = 1;
pub const NETKIT_SCRUB_NONE: u32 = 0;
pub const NETKIT_SCRUB_DEFAULT: u32 = 1;
