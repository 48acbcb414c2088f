//! linux/snmp.h: indices into the array of a device's IPv6 counters.

pub const IPSTATS_MIB_INPKTS: usize = 1;
pub const IPSTATS_MIB_INOCTETS: usize = 2;
pub const IPSTATS_MIB_OUTPKTS: usize = 9;
pub const IPSTATS_MIB_OUTOCTETS: usize = 10;
pub const IPSTATS_MIB_INDISCARDS: usize = 18;
pub const IPSTATS_MIB_OUTDISCARDS: usize = 19;
pub const IPSTATS_MIB_INMCASTPKTS: usize = 28;
pub const IPSTATS_MIB_CSUMERRORS: usize = 36;
