//! linux/fou.h.
/// `FOU_ATTR_PORT`.
pub const FOU_ATTR_PORT: u16 = 1;
/// `FOU_ATTR_AF`.
pub const FOU_ATTR_AF: u16 = 2;
/// `FOU_ATTR_IPPROTO`.
pub const FOU_ATTR_IPPROTO: u16 = 3;
/// `FOU_ATTR_TYPE`.
pub const FOU_ATTR_TYPE: u16 = 4;
/// `FOU_ATTR_REMCSUM_NOPARTIAL`.
pub const FOU_ATTR_REMCSUM_NOPARTIAL: u16 = 5;
/// `FOU_ATTR_LOCAL_V4`.
pub const FOU_ATTR_LOCAL_V4: u16 = 6;
/// `FOU_ATTR_LOCAL_V6`.
pub const FOU_ATTR_LOCAL_V6: u16 = 7;
/// `FOU_ATTR_PEER_V4`.
pub const FOU_ATTR_PEER_V4: u16 = 8;
/// `FOU_ATTR_PEER_V6`.
pub const FOU_ATTR_PEER_V6: u16 = 9;
/// `FOU_ATTR_PEER_PORT`.
pub const FOU_ATTR_PEER_PORT: u16 = 10;
/// `FOU_ATTR_IFINDEX`.
pub const FOU_ATTR_IFINDEX: u16 = 11;
/// `FOU_CMD_ADD`.
pub const FOU_CMD_ADD: u8 = 1;
/// `FOU_CMD_DEL`.
pub const FOU_CMD_DEL: u8 = 2;
/// `FOU_CMD_GET`.
pub const FOU_CMD_GET: u8 = 3;
/// `FOU_ENCAP_DIRECT`.
pub const FOU_ENCAP_DIRECT: u8 = 1;
/// `FOU_ENCAP_GUE`.
pub const FOU_ENCAP_GUE: u8 = 2;
