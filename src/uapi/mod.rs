//! Numbers of the kernel's ABI, by header, under the kernel's own names.

pub mod addr;
pub mod devconf;
pub mod link;
pub mod neigh;
pub mod rtnetlink;
pub mod snmp;
pub mod stats;
pub mod tunnel;
pub mod vf;
pub mod xdp;
