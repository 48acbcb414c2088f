//! `ip xfrm policy set`: minimum prefix lengths for the hash table of policies.

use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::object::xfrm::{open, unknown};
use crate::session::Session;
use crate::uapi::xfrm::*;
use crate::value::number;

/// Keyword, attribute, maximum prefix length.
const WORDS: [(&str, u16, u64); 2] = [
    ("hthresh4", XFRMA_SPD_IPV4_HTHRESH, 32),
    ("hthresh6", XFRMA_SPD_IPV6_HTHRESH, 128),
];

pub(super) fn set(_session: &mut Session, mut args: Args) -> Result<()> {
    let mut request = Request::with_body(XFRM_MSG_NEWSPDINFO, 0, &u32::MAX.to_ne_bytes());
    while let Some(word) = args.next() {
        let known = WORDS.iter().find(|(known, ..)| *known == word);
        let (_, attribute, most) = known.ok_or_else(|| unknown(word))?;
        if request.attrs(4).get(*attribute).is_some() {
            return Err(Error::duplicate(word, word));
        }
        let mut bits = [0; 2];
        for (place, side) in bits.iter_mut().zip(["LBITS", "RBITS"]) {
            let value = args.value()?;
            let number = number::unsigned(value, *most).and_then(|n| n.try_into().ok());
            let wrong = || Error::invalid(value, &format!("{word} {side} value is invalid"));
            *place = number.ok_or_else(wrong)?;
        }
        request.put(*attribute, &bits);
    }
    open()?.ack(request)
}
