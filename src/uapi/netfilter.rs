//! linux/netfilter/nfnetlink.h, linux/netfilter/nf_tables.h.

pub const NFNL_SUBSYS_NFTABLES: u16 = 10;
pub const NFT_MSG_GETCHAIN: u16 = 4;
pub const NFT_MSG_GETRULE: u16 = 7;
pub const NFTA_CHAIN_POLICY: u16 = 5;
pub const NF_DROP: u32 = 0;
