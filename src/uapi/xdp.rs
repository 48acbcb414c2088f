//! linux/if_link.h: `IFLA_XDP`.
/// `IFLA_XDP_UNSPEC`.
pub const IFLA_XDP_UNSPEC: u16 = 0;
/// `IFLA_XDP_FD`.
pub const IFLA_XDP_FD: u16 = 1;
/// `IFLA_XDP_ATTACHED`.
pub const IFLA_XDP_ATTACHED: u16 = 2;
/// `IFLA_XDP_FLAGS`.
pub const IFLA_XDP_FLAGS: u16 = 3;
/// `IFLA_XDP_PROG_ID`.
pub const IFLA_XDP_PROG_ID: u16 = 4;
/// `IFLA_XDP_DRV_PROG_ID`.
pub const IFLA_XDP_DRV_PROG_ID: u16 = 5;
/// `IFLA_XDP_SKB_PROG_ID`.
pub const IFLA_XDP_SKB_PROG_ID: u16 = 6;
/// `IFLA_XDP_HW_PROG_ID`.
pub const IFLA_XDP_HW_PROG_ID: u16 = 7;
/// `IFLA_XDP_EXPECTED_FD`.
pub const IFLA_XDP_EXPECTED_FD: u16 = 8;
/// `XDP_ATTACHED_NONE`.
pub const XDP_ATTACHED_NONE: u8 = 0;
/// `XDP_ATTACHED_DRV`.
pub const XDP_ATTACHED_DRV: u8 = 1;
/// `XDP_ATTACHED_SKB`.
pub const XDP_ATTACHED_SKB: u8 = 2;
/// `XDP_ATTACHED_HW`.
pub const XDP_ATTACHED_HW: u8 = 3;
/// `XDP_ATTACHED_MULTI`.
pub const XDP_ATTACHED_MULTI: u8 = 4;
/// `XDP_FLAGS_UPDATE_IF_NOEXIST`.
pub const XDP_FLAGS_UPDATE_IF_NOEXIST: u32 = 1 << 0;
/// `XDP_FLAGS_SKB_MODE`.
pub const XDP_FLAGS_SKB_MODE: u32 = 1 << 1;
/// `XDP_FLAGS_DRV_MODE`.
pub const XDP_FLAGS_DRV_MODE: u32 = 1 << 2;
/// `XDP_FLAGS_HW_MODE`.
pub const XDP_FLAGS_HW_MODE: u32 = 1 << 3;
