//! linux/ila.h.

pub const ILA_ATTR_LOCATOR: u16 = 1;
pub const ILA_ATTR_LOCATOR_MATCH: u16 = 3;
pub const ILA_ATTR_IFINDEX: u16 = 4;
pub const ILA_ATTR_CSUM_MODE: u16 = 7;
pub const ILA_ATTR_IDENT_TYPE: u16 = 8;
pub const ILA_ATTR_HOOK_TYPE: u16 = 9;
pub const ILA_CMD_ADD: u8 = 1;
pub const ILA_CMD_DEL: u8 = 2;
pub const ILA_CMD_GET: u8 = 3;
