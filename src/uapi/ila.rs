//! linux/ila.h.
/// `ILA_ATTR_UNSPEC`.
pub const ILA_ATTR_UNSPEC: u16 = 0;
/// `ILA_ATTR_LOCATOR`.
pub const ILA_ATTR_LOCATOR: u16 = 1;
/// `ILA_ATTR_IDENTIFIER`.
pub const ILA_ATTR_IDENTIFIER: u16 = 2;
/// `ILA_ATTR_LOCATOR_MATCH`.
pub const ILA_ATTR_LOCATOR_MATCH: u16 = 3;
/// `ILA_ATTR_IFINDEX`.
pub const ILA_ATTR_IFINDEX: u16 = 4;
/// `ILA_ATTR_DIR`.
pub const ILA_ATTR_DIR: u16 = 5;
/// `ILA_ATTR_PAD`.
pub const ILA_ATTR_PAD: u16 = 6;
/// `ILA_ATTR_CSUM_MODE`.
pub const ILA_ATTR_CSUM_MODE: u16 = 7;
/// `ILA_ATTR_IDENT_TYPE`.
pub const ILA_ATTR_IDENT_TYPE: u16 = 8;
/// `ILA_ATTR_HOOK_TYPE`.
pub const ILA_ATTR_HOOK_TYPE: u16 = 9;
/// `ILA_CMD_ADD`.
pub const ILA_CMD_ADD: u8 = 1;
/// `ILA_CMD_DEL`.
pub const ILA_CMD_DEL: u8 = 2;
/// `ILA_CMD_GET`.
pub const ILA_CMD_GET: u8 = 3;
