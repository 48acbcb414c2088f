//! linux/if_addrlabel.h: address labels.

pub const IFAL_ADDRESS: u16 = 1;
pub const IFAL_LABEL: u16 = 2;
