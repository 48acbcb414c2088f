//! Protocols of Ethernet frames (`ETH_P_*`, linux/if_ether.h).

use crate::args::FromWord;

/// `ETH_P_8021Q`: a VLAN tag.
pub const VLAN: u16 = 0x8100;
/// `ETH_P_8021AD`: the outer of two VLAN tags.
pub const SERVICE_VLAN: u16 = 0x88A8;

/// Names, and the protocols that they mean.
const NAMES: &[(&str, u16)] = &[
    ("loop", 0x0060),
    ("pup", 0x0200),
    ("ip", 0x0800),
    ("x25", 0x0805),
    ("arp", 0x0806),
    ("rarp", 0x8035),
    ("atalk", 0x809B),
    ("aarp", 0x80F3),
    ("802.1Q", VLAN),
    ("ipx", 0x8137),
    ("ipv6", 0x86DD),
    ("mpls_uc", 0x8847),
    ("mpls_mc", 0x8848),
    ("ppp_disc", 0x8863),
    ("ppp_ses", 0x8864),
    ("aoe", 0x88A2),
    ("802.1ad", SERVICE_VLAN),
    ("tipc", 0x88CA),
    ("all", 0x0003),
];

/// The protocol of a name in any case, or of a number.
pub fn from_word(word: &str) -> Option<u16> {
    let named = NAMES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    named
        .map(|(_, protocol)| *protocol)
        .or_else(|| FromWord::from_word(word))
}
