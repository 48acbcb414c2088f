//! linux/rtnetlink.h: attributes, types, tables and flags of a route.
/// `RTA_UNSPEC`.
pub const RTA_UNSPEC: u16 = 0;
/// `RTA_DST`.
pub const RTA_DST: u16 = 1;
/// `RTA_SRC`.
pub const RTA_SRC: u16 = 2;
/// `RTA_IIF`.
pub const RTA_IIF: u16 = 3;
/// `RTA_OIF`.
pub const RTA_OIF: u16 = 4;
/// `RTA_GATEWAY`.
pub const RTA_GATEWAY: u16 = 5;
/// `RTA_PRIORITY`.
pub const RTA_PRIORITY: u16 = 6;
/// `RTA_PREFSRC`.
pub const RTA_PREFSRC: u16 = 7;
/// `RTA_METRICS`.
pub const RTA_METRICS: u16 = 8;
/// `RTA_MULTIPATH`.
pub const RTA_MULTIPATH: u16 = 9;
/// `RTA_PROTOINFO`.
pub const RTA_PROTOINFO: u16 = 10;
/// `RTA_FLOW`.
pub const RTA_FLOW: u16 = 11;
/// `RTA_CACHEINFO`.
pub const RTA_CACHEINFO: u16 = 12;
/// `RTA_SESSION`.
pub const RTA_SESSION: u16 = 13;
/// `RTA_MP_ALGO`.
pub const RTA_MP_ALGO: u16 = 14;
/// `RTA_TABLE`.
pub const RTA_TABLE: u16 = 15;
/// `RTA_MARK`.
pub const RTA_MARK: u16 = 16;
/// `RTA_MFC_STATS`.
pub const RTA_MFC_STATS: u16 = 17;
/// `RTA_VIA`.
pub const RTA_VIA: u16 = 18;
/// `RTA_NEWDST`.
pub const RTA_NEWDST: u16 = 19;
/// `RTA_PREF`.
pub const RTA_PREF: u16 = 20;
/// `RTA_ENCAP_TYPE`.
pub const RTA_ENCAP_TYPE: u16 = 21;
/// `RTA_ENCAP`.
pub const RTA_ENCAP: u16 = 22;
/// `RTA_EXPIRES`.
pub const RTA_EXPIRES: u16 = 23;
/// `RTA_PAD`.
pub const RTA_PAD: u16 = 24;
/// `RTA_UID`.
pub const RTA_UID: u16 = 25;
/// `RTA_TTL_PROPAGATE`.
pub const RTA_TTL_PROPAGATE: u16 = 26;
/// `RTA_IP_PROTO`.
pub const RTA_IP_PROTO: u16 = 27;
/// `RTA_SPORT`.
pub const RTA_SPORT: u16 = 28;
/// `RTA_DPORT`.
pub const RTA_DPORT: u16 = 29;
/// `RTA_NH_ID`.
pub const RTA_NH_ID: u16 = 30;
/// `RTA_FLOWLABEL`.
pub const RTA_FLOWLABEL: u16 = 31;
/// `RTAX_UNSPEC`.
pub const RTAX_UNSPEC: u16 = 0;
/// `RTAX_LOCK`.
pub const RTAX_LOCK: u16 = 1;
/// `RTAX_MTU`.
pub const RTAX_MTU: u16 = 2;
/// `RTAX_WINDOW`.
pub const RTAX_WINDOW: u16 = 3;
/// `RTAX_RTT`.
pub const RTAX_RTT: u16 = 4;
/// `RTAX_RTTVAR`.
pub const RTAX_RTTVAR: u16 = 5;
/// `RTAX_SSTHRESH`.
pub const RTAX_SSTHRESH: u16 = 6;
/// `RTAX_CWND`.
pub const RTAX_CWND: u16 = 7;
/// `RTAX_ADVMSS`.
pub const RTAX_ADVMSS: u16 = 8;
/// `RTAX_REORDERING`.
pub const RTAX_REORDERING: u16 = 9;
/// `RTAX_HOPLIMIT`.
pub const RTAX_HOPLIMIT: u16 = 10;
/// `RTAX_INITCWND`.
pub const RTAX_INITCWND: u16 = 11;
/// `RTAX_FEATURES`.
pub const RTAX_FEATURES: u16 = 12;
/// `RTAX_RTO_MIN`.
pub const RTAX_RTO_MIN: u16 = 13;
/// `RTAX_INITRWND`.
pub const RTAX_INITRWND: u16 = 14;
/// `RTAX_QUICKACK`.
pub const RTAX_QUICKACK: u16 = 15;
/// `RTAX_CC_ALGO`.
pub const RTAX_CC_ALGO: u16 = 16;
/// `RTAX_FASTOPEN_NO_COOKIE`.
pub const RTAX_FASTOPEN_NO_COOKIE: u16 = 17;
/// `RTN_UNSPEC`.
pub const RTN_UNSPEC: u8 = 0;
/// `RTN_UNICAST`.
pub const RTN_UNICAST: u8 = 1;
/// `RTN_LOCAL`.
pub const RTN_LOCAL: u8 = 2;
/// `RTN_BROADCAST`.
pub const RTN_BROADCAST: u8 = 3;
/// `RTN_ANYCAST`.
pub const RTN_ANYCAST: u8 = 4;
/// `RTN_MULTICAST`.
pub const RTN_MULTICAST: u8 = 5;
/// `RTN_BLACKHOLE`.
pub const RTN_BLACKHOLE: u8 = 6;
/// `RTN_UNREACHABLE`.
pub const RTN_UNREACHABLE: u8 = 7;
/// `RTN_PROHIBIT`.
pub const RTN_PROHIBIT: u8 = 8;
/// `RTN_THROW`.
pub const RTN_THROW: u8 = 9;
/// `RTN_NAT`.
pub const RTN_NAT: u8 = 10;
/// `RTN_XRESOLVE`.
pub const RTN_XRESOLVE: u8 = 11;
/// `RT_TABLE_UNSPEC`.
pub const RT_TABLE_UNSPEC: u32 = 0;
/// `RT_TABLE_COMPAT`.
pub const RT_TABLE_COMPAT: u32 = 252;
/// `RT_TABLE_DEFAULT`.
pub const RT_TABLE_DEFAULT: u32 = 253;
/// `RT_TABLE_MAIN`.
pub const RT_TABLE_MAIN: u32 = 254;
/// `RT_TABLE_LOCAL`.
pub const RT_TABLE_LOCAL: u32 = 255;
/// `RTPROT_UNSPEC`.
pub const RTPROT_UNSPEC: u8 = 0;
/// `RTPROT_REDIRECT`.
pub const RTPROT_REDIRECT: u8 = 1;
/// `RTPROT_KERNEL`.
pub const RTPROT_KERNEL: u8 = 2;
/// `RTPROT_BOOT`.
pub const RTPROT_BOOT: u8 = 3;
/// `RTPROT_STATIC`.
pub const RTPROT_STATIC: u8 = 4;
/// `RTPROT_GATED`.
pub const RTPROT_GATED: u8 = 8;
/// `RTPROT_RA`.
pub const RTPROT_RA: u8 = 9;
/// `RTPROT_MRT`.
pub const RTPROT_MRT: u8 = 10;
/// `RTPROT_ZEBRA`.
pub const RTPROT_ZEBRA: u8 = 11;
/// `RTPROT_BIRD`.
pub const RTPROT_BIRD: u8 = 12;
/// `RTPROT_DNROUTED`.
pub const RTPROT_DNROUTED: u8 = 13;
/// `RTPROT_XORP`.
pub const RTPROT_XORP: u8 = 14;
/// `RTPROT_NTK`.
pub const RTPROT_NTK: u8 = 15;
/// `RTPROT_DHCP`.
pub const RTPROT_DHCP: u8 = 16;
/// `RTPROT_MROUTED`.
pub const RTPROT_MROUTED: u8 = 17;
/// `RTPROT_KEEPALIVED`.
pub const RTPROT_KEEPALIVED: u8 = 18;
/// `RTPROT_BABEL`.
pub const RTPROT_BABEL: u8 = 42;
/// `RTPROT_OVN`.
pub const RTPROT_OVN: u8 = 84;
/// `RTPROT_OPENR`.
pub const RTPROT_OPENR: u8 = 99;
/// `RTPROT_BGP`.
pub const RTPROT_BGP: u8 = 186;
/// `RTPROT_ISIS`.
pub const RTPROT_ISIS: u8 = 187;
/// `RTPROT_OSPF`.
pub const RTPROT_OSPF: u8 = 188;
/// `RTPROT_RIP`.
pub const RTPROT_RIP: u8 = 189;
/// `RTPROT_EIGRP`.
pub const RTPROT_EIGRP: u8 = 192;
/// `RTM_F_NOTIFY`.
pub const RTM_F_NOTIFY: u32 = 0x100;
/// `RTM_F_CLONED`.
pub const RTM_F_CLONED: u32 = 0x200;
/// `RTM_F_EQUALIZE`.
pub const RTM_F_EQUALIZE: u32 = 0x400;
/// `RTM_F_PREFIX`.
pub const RTM_F_PREFIX: u32 = 0x800;
/// `RTM_F_LOOKUP_TABLE`.
pub const RTM_F_LOOKUP_TABLE: u32 = 0x1000;
/// `RTM_F_FIB_MATCH`.
pub const RTM_F_FIB_MATCH: u32 = 0x2000;
/// `RTM_F_OFFLOAD`.
pub const RTM_F_OFFLOAD: u32 = 0x4000;
/// `RTM_F_TRAP`.
pub const RTM_F_TRAP: u32 = 0x8000;
/// `RTM_F_OFFLOAD_FAILED`.
pub const RTM_F_OFFLOAD_FAILED: u32 = 0x20000000;
/// `RTNH_F_DEAD`.
pub const RTNH_F_DEAD: u8 = 1;
/// `RTNH_F_PERVASIVE`.
pub const RTNH_F_PERVASIVE: u8 = 2;
/// `RTNH_F_ONLINK`.
pub const RTNH_F_ONLINK: u8 = 4;
/// `RTNH_F_OFFLOAD`.
pub const RTNH_F_OFFLOAD: u8 = 8;
/// `RTNH_F_LINKDOWN`.
pub const RTNH_F_LINKDOWN: u8 = 16;
/// `RTNH_F_UNRESOLVED`.
pub const RTNH_F_UNRESOLVED: u8 = 32;
/// `RTNH_F_TRAP`.
pub const RTNH_F_TRAP: u8 = 64;
/// `RTAX_FEATURE_ECN`.
pub const RTAX_FEATURE_ECN: u32 = 1 << 0;
/// `RTAX_FEATURE_SACK`.
pub const RTAX_FEATURE_SACK: u32 = 1 << 1;
/// `RTAX_FEATURE_TIMESTAMP`.
pub const RTAX_FEATURE_TIMESTAMP: u32 = 1 << 2;
/// `RTAX_FEATURE_ALLFRAG`.
pub const RTAX_FEATURE_ALLFRAG: u32 = 1 << 3;
/// `RTAX_FEATURE_TCP_USEC_TS`.
pub const RTAX_FEATURE_TCP_USEC_TS: u32 = 1 << 4;
/// `RTNL_FAMILY_IPMR`.
pub const RTNL_FAMILY_IPMR: u8 = 128;
/// `RTNL_FAMILY_IP6MR`.
pub const RTNL_FAMILY_IP6MR: u8 = 129;
