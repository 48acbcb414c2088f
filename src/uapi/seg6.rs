//! linux/seg6_genl.h, linux/seg6_hmac.h.
/// `SEG6_ATTR_DST`.
pub const SEG6_ATTR_DST: u16 = 1;
/// `SEG6_ATTR_HMACKEYID`.
pub const SEG6_ATTR_HMACKEYID: u16 = 3;
/// `SEG6_ATTR_SECRET`.
pub const SEG6_ATTR_SECRET: u16 = 4;
/// `SEG6_ATTR_SECRETLEN`.
pub const SEG6_ATTR_SECRETLEN: u16 = 5;
/// `SEG6_ATTR_ALGID`.
pub const SEG6_ATTR_ALGID: u16 = 6;
/// `SEG6_CMD_SETHMAC`.
pub const SEG6_CMD_SETHMAC: u8 = 1;
/// `SEG6_CMD_DUMPHMAC`.
pub const SEG6_CMD_DUMPHMAC: u8 = 2;
/// `SEG6_CMD_SET_TUNSRC`.
pub const SEG6_CMD_SET_TUNSRC: u8 = 3;
/// `SEG6_CMD_GET_TUNSRC`.
pub const SEG6_CMD_GET_TUNSRC: u8 = 4;
/// `SEG6_HMAC_SECRET_LEN`.
pub const SEG6_HMAC_SECRET_LEN: usize = 64;
/// `SEG6_HMAC_ALGO_SHA1`.
pub const SEG6_HMAC_ALGO_SHA1: u8 = 1;
/// `SEG6_HMAC_ALGO_SHA256`.
pub const SEG6_HMAC_ALGO_SHA256: u8 = 2;
