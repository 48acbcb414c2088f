//! linux/snmp.h: places in the array of a device's IPv6 counters.
/// `IPSTATS_MIB_INPKTS`.
pub const IPSTATS_MIB_INPKTS: usize = 1;
/// `IPSTATS_MIB_INOCTETS`.
pub const IPSTATS_MIB_INOCTETS: usize = 2;
/// `IPSTATS_MIB_OUTPKTS`.
pub const IPSTATS_MIB_OUTPKTS: usize = 9;
/// `IPSTATS_MIB_OUTOCTETS`.
pub const IPSTATS_MIB_OUTOCTETS: usize = 10;
/// `IPSTATS_MIB_INDISCARDS`.
pub const IPSTATS_MIB_INDISCARDS: usize = 18;
/// `IPSTATS_MIB_OUTDISCARDS`.
pub const IPSTATS_MIB_OUTDISCARDS: usize = 19;
/// `IPSTATS_MIB_INMCASTPKTS`.
pub const IPSTATS_MIB_INMCASTPKTS: usize = 28;
/// `IPSTATS_MIB_CSUMERRORS`.
pub const IPSTATS_MIB_CSUMERRORS: usize = 36;
