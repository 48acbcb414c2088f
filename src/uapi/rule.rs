//! linux/fib_rules.h: attributes, actions and flags of a rule.
/// `FRA_UNSPEC`.
pub const FRA_UNSPEC: u16 = 0;
/// `FRA_DST`.
pub const FRA_DST: u16 = 1;
/// `FRA_SRC`.
pub const FRA_SRC: u16 = 2;
/// `FRA_IIFNAME`.
pub const FRA_IIFNAME: u16 = 3;
/// `FRA_GOTO`.
pub const FRA_GOTO: u16 = 4;
/// `FRA_UNUSED2`.
pub const FRA_UNUSED2: u16 = 5;
/// `FRA_PRIORITY`.
pub const FRA_PRIORITY: u16 = 6;
/// `FRA_UNUSED3`.
pub const FRA_UNUSED3: u16 = 7;
/// `FRA_UNUSED4`.
pub const FRA_UNUSED4: u16 = 8;
/// `FRA_UNUSED5`.
pub const FRA_UNUSED5: u16 = 9;
/// `FRA_FWMARK`.
pub const FRA_FWMARK: u16 = 10;
/// `FRA_FLOW`.
pub const FRA_FLOW: u16 = 11;
/// `FRA_TUN_ID`.
pub const FRA_TUN_ID: u16 = 12;
/// `FRA_SUPPRESS_IFGROUP`.
pub const FRA_SUPPRESS_IFGROUP: u16 = 13;
/// `FRA_SUPPRESS_PREFIXLEN`.
pub const FRA_SUPPRESS_PREFIXLEN: u16 = 14;
/// `FRA_TABLE`.
pub const FRA_TABLE: u16 = 15;
/// `FRA_FWMASK`.
pub const FRA_FWMASK: u16 = 16;
/// `FRA_OIFNAME`.
pub const FRA_OIFNAME: u16 = 17;
/// `FRA_PAD`.
pub const FRA_PAD: u16 = 18;
/// `FRA_L3MDEV`.
pub const FRA_L3MDEV: u16 = 19;
/// `FRA_UID_RANGE`.
pub const FRA_UID_RANGE: u16 = 20;
/// `FRA_PROTOCOL`.
pub const FRA_PROTOCOL: u16 = 21;
/// `FRA_IP_PROTO`.
pub const FRA_IP_PROTO: u16 = 22;
/// `FRA_SPORT_RANGE`.
pub const FRA_SPORT_RANGE: u16 = 23;
/// `FRA_DPORT_RANGE`.
pub const FRA_DPORT_RANGE: u16 = 24;
/// `FRA_DSCP`.
pub const FRA_DSCP: u16 = 25;
/// `FRA_FLOWLABEL`.
pub const FRA_FLOWLABEL: u16 = 26;
/// `FRA_FLOWLABEL_MASK`.
pub const FRA_FLOWLABEL_MASK: u16 = 27;
/// `FRA_SPORT_MASK`.
pub const FRA_SPORT_MASK: u16 = 28;
/// `FRA_DPORT_MASK`.
pub const FRA_DPORT_MASK: u16 = 29;
/// `FRA_DSCP_MASK`.
pub const FRA_DSCP_MASK: u16 = 30;
/// `FR_ACT_UNSPEC`.
pub const FR_ACT_UNSPEC: u8 = 0;
/// `FR_ACT_TO_TBL`.
pub const FR_ACT_TO_TBL: u8 = 1;
/// `FR_ACT_GOTO`.
pub const FR_ACT_GOTO: u8 = 2;
/// `FR_ACT_NOP`.
pub const FR_ACT_NOP: u8 = 3;
/// `FR_ACT_RES3`.
pub const FR_ACT_RES3: u8 = 4;
/// `FR_ACT_RES4`.
pub const FR_ACT_RES4: u8 = 5;
/// `FR_ACT_BLACKHOLE`.
pub const FR_ACT_BLACKHOLE: u8 = 6;
/// `FR_ACT_UNREACHABLE`.
pub const FR_ACT_UNREACHABLE: u8 = 7;
/// `FR_ACT_PROHIBIT`.
pub const FR_ACT_PROHIBIT: u8 = 8;
/// `FIB_RULE_INVERT`.
pub const FIB_RULE_INVERT: u32 = 0x2;
/// `FIB_RULE_UNRESOLVED`.
pub const FIB_RULE_UNRESOLVED: u32 = 0x4;
/// `FIB_RULE_IIF_DETACHED`.
pub const FIB_RULE_IIF_DETACHED: u32 = 0x8;
/// `FIB_RULE_OIF_DETACHED`.
pub const FIB_RULE_OIF_DETACHED: u32 = 0x10;
