//! linux/fou.h.

pub const FOU_ATTR_PORT: u16 = 1;
pub const FOU_ATTR_AF: u16 = 2;
pub const FOU_ATTR_IPPROTO: u16 = 3;
pub const FOU_ATTR_TYPE: u16 = 4;
pub const FOU_ATTR_LOCAL_V4: u16 = 6;
pub const FOU_ATTR_LOCAL_V6: u16 = 7;
pub const FOU_ATTR_PEER_V4: u16 = 8;
pub const FOU_ATTR_PEER_V6: u16 = 9;
pub const FOU_ATTR_PEER_PORT: u16 = 10;
pub const FOU_ATTR_IFINDEX: u16 = 11;
pub const FOU_CMD_ADD: u8 = 1;
pub const FOU_CMD_DEL: u8 = 2;
pub const FOU_CMD_GET: u8 = 3;
pub const FOU_ENCAP_DIRECT: u8 = 1;
pub const FOU_ENCAP_GUE: u8 = 2;
