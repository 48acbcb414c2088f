//! Flags of addresses in display order.

use crate::uapi::addr::*;

/// Where a flag can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    /// In any request.
    Any,
    /// In requests for IPv6 addresses.
    Ipv6,
    /// Nowhere: the kernel sets it.
    Kernel,
}

pub(super) struct Flag {
    pub name: &'static str,
    pub mask: u32,
    pub set: Set,
}

const fn flag(name: &'static str, mask: u32, set: Set) -> Flag {
    Flag { name, mask, set }
}

/// `secondary` and `temporary` are one bit; `dynamic` is the absence of `permanent`.
pub(super) const FLAGS: &[Flag] = &[
    flag("secondary", IFA_F_SECONDARY, Set::Kernel),
    flag("temporary", IFA_F_SECONDARY, Set::Kernel),
    flag("nodad", IFA_F_NODAD, Set::Ipv6),
    flag("optimistic", IFA_F_OPTIMISTIC, Set::Ipv6),
    flag("dadfailed", IFA_F_DADFAILED, Set::Kernel),
    flag("home", IFA_F_HOMEADDRESS, Set::Ipv6),
    flag("deprecated", IFA_F_DEPRECATED, Set::Kernel),
    flag("tentative", IFA_F_TENTATIVE, Set::Kernel),
    flag("permanent", IFA_F_PERMANENT, Set::Kernel),
    flag("mngtmpaddr", IFA_F_MANAGETEMPADDR, Set::Ipv6),
    flag("noprefixroute", IFA_F_NOPREFIXROUTE, Set::Any),
    flag("autojoin", IFA_F_MCAUTOJOIN, Set::Any),
    flag("stable-privacy", IFA_F_STABLE_PRIVACY, Set::Kernel),
];

/// The flag of this name.
pub(super) fn find(name: &str) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.name == name)
}
