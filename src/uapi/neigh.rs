//! linux/neighbour.h: attributes, states and flags of a neighbour.
/// `NDA_UNSPEC`.
pub const NDA_UNSPEC: u16 = 0;
/// `NDA_DST`.
pub const NDA_DST: u16 = 1;
/// `NDA_LLADDR`.
pub const NDA_LLADDR: u16 = 2;
/// `NDA_CACHEINFO`.
pub const NDA_CACHEINFO: u16 = 3;
/// `NDA_PROBES`.
pub const NDA_PROBES: u16 = 4;
/// `NDA_VLAN`.
pub const NDA_VLAN: u16 = 5;
/// `NDA_PORT`.
pub const NDA_PORT: u16 = 6;
/// `NDA_VNI`.
pub const NDA_VNI: u16 = 7;
/// `NDA_IFINDEX`.
pub const NDA_IFINDEX: u16 = 8;
/// `NDA_MASTER`.
pub const NDA_MASTER: u16 = 9;
/// `NDA_LINK_NETNSID`.
pub const NDA_LINK_NETNSID: u16 = 10;
/// `NDA_SRC_VNI`.
pub const NDA_SRC_VNI: u16 = 11;
/// `NDA_PROTOCOL`.
pub const NDA_PROTOCOL: u16 = 12;
/// `NDA_NH_ID`.
pub const NDA_NH_ID: u16 = 13;
/// `NDA_FDB_EXT_ATTRS`.
pub const NDA_FDB_EXT_ATTRS: u16 = 14;
/// `NDA_FLAGS_EXT`.
pub const NDA_FLAGS_EXT: u16 = 15;
/// `NDA_NDM_STATE_MASK`.
pub const NDA_NDM_STATE_MASK: u16 = 16;
/// `NDA_NDM_FLAGS_MASK`.
pub const NDA_NDM_FLAGS_MASK: u16 = 17;
/// `NTF_USE`.
pub const NTF_USE: u8 = 1 << 0;
/// `NTF_SELF`.
pub const NTF_SELF: u8 = 1 << 1;
/// `NTF_MASTER`.
pub const NTF_MASTER: u8 = 1 << 2;
/// `NTF_PROXY`.
pub const NTF_PROXY: u8 = 1 << 3;
/// `NTF_EXT_LEARNED`.
pub const NTF_EXT_LEARNED: u8 = 1 << 4;
/// `NTF_OFFLOADED`.
pub const NTF_OFFLOADED: u8 = 1 << 5;
/// `NTF_STICKY`.
pub const NTF_STICKY: u8 = 1 << 6;
/// `NTF_ROUTER`.
pub const NTF_ROUTER: u8 = 1 << 7;
/// `NTF_EXT_MANAGED`.
pub const NTF_EXT_MANAGED: u32 = 1 << 0;
/// `NTF_EXT_LOCKED`.
pub const NTF_EXT_LOCKED: u32 = 1 << 1;
/// `NTF_EXT_EXT_VALIDATED`.
pub const NTF_EXT_EXT_VALIDATED: u32 = 1 << 2;
/// `NUD_NONE`.
pub const NUD_NONE: u16 = 0x00;
/// `NUD_INCOMPLETE`.
pub const NUD_INCOMPLETE: u16 = 0x01;
/// `NUD_REACHABLE`.
pub const NUD_REACHABLE: u16 = 0x02;
/// `NUD_STALE`.
pub const NUD_STALE: u16 = 0x04;
/// `NUD_DELAY`.
pub const NUD_DELAY: u16 = 0x08;
/// `NUD_PROBE`.
pub const NUD_PROBE: u16 = 0x10;
/// `NUD_FAILED`.
pub const NUD_FAILED: u16 = 0x20;
/// `NUD_NOARP`.
pub const NUD_NOARP: u16 = 0x40;
/// `NUD_PERMANENT`.
pub const NUD_PERMANENT: u16 = 0x80;
