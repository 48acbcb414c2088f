//! linux/if_link.h, linux/wwan.h: kinds with few attributes.
/// `IFLA_IPOIB_PKEY`.
pub const IFLA_IPOIB_PKEY: u16 = 1;
/// `IFLA_IPOIB_MODE`.
pub const IFLA_IPOIB_MODE: u16 = 2;
/// `IFLA_IPOIB_UMCAST`.
pub const IFLA_IPOIB_UMCAST: u16 = 3;
/// `IFLA_RMNET_MUX_ID`.
pub const IFLA_RMNET_MUX_ID: u16 = 1;
/// `IFLA_RMNET_FLAGS`.
pub const IFLA_RMNET_FLAGS: u16 = 2;
/// `IFLA_DSA_CONDUIT`.
pub const IFLA_DSA_CONDUIT: u16 = 1;
/// `IFLA_OVPN_MODE`.
pub const IFLA_OVPN_MODE: u16 = 1;
/// `IFLA_WWAN_LINK_ID`.
pub const IFLA_WWAN_LINK_ID: u16 = 1;
