//! The objects of `ip`: what each verb asks, and how the answer is shown.

pub mod addr;
pub mod addrlabel;
pub mod export;
pub mod fou;
pub mod link;
pub mod macsec;
pub mod maddress;
pub mod monitor;
pub mod mptcp;
pub mod mroute;
pub mod neigh;
pub mod netconf;
pub mod netns;
pub mod nexthop;
pub mod ntable;
pub mod route;
pub mod rule;
pub mod sandbox;
pub mod stats;
pub mod tcp_metrics;
pub mod token;
pub mod topology;
pub mod tunnel;
pub mod tuntap;
pub mod vrf;
pub mod xfrm;
