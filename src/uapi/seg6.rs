//! linux/seg6_genl.h, linux/seg6_hmac.h.

pub const SEG6_ATTR_DST: u16 = 1;
pub const SEG6_ATTR_HMACKEYID: u16 = 3;
pub const SEG6_ATTR_SECRET: u16 = 4;
pub const SEG6_ATTR_SECRETLEN: u16 = 5;
pub const SEG6_ATTR_ALGID: u16 = 6;
pub const SEG6_CMD_SETHMAC: u8 = 1;
pub const SEG6_CMD_DUMPHMAC: u8 = 2;
pub const SEG6_CMD_SET_TUNSRC: u8 = 3;
pub const SEG6_CMD_GET_TUNSRC: u8 = 4;
pub const SEG6_HMAC_SECRET_LEN: usize = 64;
pub const SEG6_HMAC_ALGO_SHA1: u8 = 1;
pub const SEG6_HMAC_ALGO_SHA256: u8 = 2;
