//! Protocols of Ethernet frames (`ETH_P_*`, linux/if_ether.h).

use crate::args::FromWord;
use std::borrow::Cow;

/// `ETH_P_8021Q`, the VLAN tag.
pub const VLAN: u16 = 0x8100;
/// `ETH_P_8021AD`, the outer one of two VLAN tags.
pub const SERVICE_VLAN: u16 = 0x88A8;

/// Names and protocols. Output uses the first name of a protocol.
const NAMES: &[(&str, u16)] = &[
    ("802_3", 0x0001),
    ("ax25", 0x0002),
    ("all", 0x0003),
    ("802_2", 0x0004),
    ("snap", 0x0005),
    ("ddcmp", 0x0006),
    ("wan_ppp", 0x0007),
    ("ppp_mp", 0x0008),
    ("localtalk", 0x0009),
    ("can", 0x000C),
    ("ppptalk", 0x0010),
    ("tr_802_2", 0x0011),
    ("mobitex", 0x0015),
    ("control", 0x0016),
    ("irda", 0x0017),
    ("econet", 0x0018),
    ("loop", 0x0060),
    ("pup", 0x0200),
    ("pupat", 0x0201),
    ("ip", 0x0800),
    ("ipv4", 0x0800),
    ("x25", 0x0805),
    ("arp", 0x0806),
    ("bpq", 0x08FF),
    ("ieeepup", 0x0A00),
    ("ieeepupat", 0x0A01),
    ("dec", 0x6000),
    ("dna_dl", 0x6001),
    ("dna_rc", 0x6002),
    ("dna_rt", 0x6003),
    ("lat", 0x6004),
    ("diag", 0x6005),
    ("cust", 0x6006),
    ("sca", 0x6007),
    ("teb", 0x6558),
    ("rarp", 0x8035),
    ("atalk", 0x809B),
    ("aarp", 0x80F3),
    ("802.1Q", VLAN),
    ("ipx", 0x8137),
    ("ipv6", 0x86DD),
    ("mpls_uc", 0x8847),
    ("mpls_mc", 0x8848),
    ("atmmpoa", 0x884C),
    ("ppp_disc", 0x8863),
    ("ppp_ses", 0x8864),
    ("atmfate", 0x8884),
    ("profinet", 0x8892),
    ("aoe", 0x88A2),
    ("ethercat", 0x88A4),
    ("802.1ad", SERVICE_VLAN),
    ("tipc", 0x88CA),
    ("LLDP", 0x88CC),
    ("cfm", 0x8902),
];

/// Reads a name in any case, or a number.
pub fn from_word(word: &str) -> Option<u16> {
    let named = NAMES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    named
        .map(|(_, protocol)| *protocol)
        .or_else(|| FromWord::from_word(word))
}

/// The name of a protocol, or its number in brackets.
pub fn name(protocol: u16) -> Cow<'static, str> {
    match NAMES.iter().find(|(_, known)| *known == protocol) {
        Some((name, _)) => (*name).into(),
        None => number(protocol),
    }
}

/// The number of a protocol in brackets.
pub fn number(protocol: u16) -> Cow<'static, str> {
    format!("[{protocol}]").into()
}
