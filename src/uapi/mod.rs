//! Numbers of the kernel's ABI, by header, under the kernel's own names.

pub mod addr;
pub mod bond;
pub mod bridge;
pub mod devconf;
pub mod link;
pub mod link_kinds;
pub mod lwtunnel;
pub mod macsec;
pub mod macvlan;
pub mod minor;
pub mod neigh;
pub mod neightbl;
pub mod netkit;
pub mod nexthop;
pub mod route;
pub mod rtnetlink;
pub mod rule;
pub mod small;
pub mod snmp;
pub mod stats;
pub mod tcp_metrics;
pub mod tunnel;
pub mod vf;
pub mod vlan;
pub mod vxlan;
pub mod xdp;
