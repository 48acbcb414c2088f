//! linux/neighbour.h: tables of neighbours.

pub const NDTPA_IFINDEX: u16 = 1;
pub const NDTPA_REFCNT: u16 = 2;
pub const NDTPA_REACHABLE_TIME: u16 = 3;
pub const NDTPA_BASE_REACHABLE_TIME: u16 = 4;
pub const NDTPA_RETRANS_TIME: u16 = 5;
pub const NDTPA_GC_STALETIME: u16 = 6;
pub const NDTPA_DELAY_PROBE_TIME: u16 = 7;
pub const NDTPA_QUEUE_LEN: u16 = 8;
pub const NDTPA_APP_PROBES: u16 = 9;
pub const NDTPA_UCAST_PROBES: u16 = 10;
pub const NDTPA_MCAST_PROBES: u16 = 11;
pub const NDTPA_ANYCAST_DELAY: u16 = 12;
pub const NDTPA_PROXY_DELAY: u16 = 13;
pub const NDTPA_PROXY_QLEN: u16 = 14;
pub const NDTPA_LOCKTIME: u16 = 15;
pub const NDTPA_MCAST_REPROBES: u16 = 17;
pub const NDTA_NAME: u16 = 1;
pub const NDTA_THRESH1: u16 = 2;
pub const NDTA_THRESH2: u16 = 3;
pub const NDTA_THRESH3: u16 = 4;
pub const NDTA_CONFIG: u16 = 5;
pub const NDTA_PARMS: u16 = 6;
pub const NDTA_STATS: u16 = 7;
pub const NDTA_GC_INTERVAL: u16 = 8;
