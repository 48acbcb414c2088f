//! linux/neighbour.h: tables of neighbours.
/// `NDTPA_UNSPEC`.
pub const NDTPA_UNSPEC: u16 = 0;
/// `NDTPA_IFINDEX`.
pub const NDTPA_IFINDEX: u16 = 1;
/// `NDTPA_REFCNT`.
pub const NDTPA_REFCNT: u16 = 2;
/// `NDTPA_REACHABLE_TIME`.
pub const NDTPA_REACHABLE_TIME: u16 = 3;
/// `NDTPA_BASE_REACHABLE_TIME`.
pub const NDTPA_BASE_REACHABLE_TIME: u16 = 4;
/// `NDTPA_RETRANS_TIME`.
pub const NDTPA_RETRANS_TIME: u16 = 5;
/// `NDTPA_GC_STALETIME`.
pub const NDTPA_GC_STALETIME: u16 = 6;
/// `NDTPA_DELAY_PROBE_TIME`.
pub const NDTPA_DELAY_PROBE_TIME: u16 = 7;
/// `NDTPA_QUEUE_LEN`.
pub const NDTPA_QUEUE_LEN: u16 = 8;
/// `NDTPA_APP_PROBES`.
pub const NDTPA_APP_PROBES: u16 = 9;
/// `NDTPA_UCAST_PROBES`.
pub const NDTPA_UCAST_PROBES: u16 = 10;
/// `NDTPA_MCAST_PROBES`.
pub const NDTPA_MCAST_PROBES: u16 = 11;
/// `NDTPA_ANYCAST_DELAY`.
pub const NDTPA_ANYCAST_DELAY: u16 = 12;
/// `NDTPA_PROXY_DELAY`.
pub const NDTPA_PROXY_DELAY: u16 = 13;
/// `NDTPA_PROXY_QLEN`.
pub const NDTPA_PROXY_QLEN: u16 = 14;
/// `NDTPA_LOCKTIME`.
pub const NDTPA_LOCKTIME: u16 = 15;
/// `NDTPA_QUEUE_LENBYTES`.
pub const NDTPA_QUEUE_LENBYTES: u16 = 16;
/// `NDTPA_MCAST_REPROBES`.
pub const NDTPA_MCAST_REPROBES: u16 = 17;
/// `NDTPA_PAD`.
pub const NDTPA_PAD: u16 = 18;
/// `NDTPA_INTERVAL_PROBE_TIME_MS`.
pub const NDTPA_INTERVAL_PROBE_TIME_MS: u16 = 19;
/// `NDTA_UNSPEC`.
pub const NDTA_UNSPEC: u16 = 0;
/// `NDTA_NAME`.
pub const NDTA_NAME: u16 = 1;
/// `NDTA_THRESH1`.
pub const NDTA_THRESH1: u16 = 2;
/// `NDTA_THRESH2`.
pub const NDTA_THRESH2: u16 = 3;
/// `NDTA_THRESH3`.
pub const NDTA_THRESH3: u16 = 4;
/// `NDTA_CONFIG`.
pub const NDTA_CONFIG: u16 = 5;
/// `NDTA_PARMS`.
pub const NDTA_PARMS: u16 = 6;
/// `NDTA_STATS`.
pub const NDTA_STATS: u16 = 7;
/// `NDTA_GC_INTERVAL`.
pub const NDTA_GC_INTERVAL: u16 = 8;
/// `NDTA_PAD`.
pub const NDTA_PAD: u16 = 9;
