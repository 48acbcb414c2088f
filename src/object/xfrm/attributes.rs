//! Attributes that states, policies and events have in common.

use super::algorithm::{self, KINDS};
use super::formatter::{Fixed, Formatter};
use super::lifetime::moment;
use super::words::Names;
use super::{replay, template, words};
use crate::netlink::{Attr, Attrs};
use crate::uapi::xfrm::*;

/// Encapsulations in UDP or TCP.
pub(super) const ENCAPS: Names<u16> = &[
    (UDP_ENCAP_ESPINUDP_NON_IKE, "espinudp-nonike"),
    (UDP_ENCAP_ESPINUDP, "espinudp"),
    (TCP_ENCAP_ESPINTCP, "espintcp"),
];

/// Directions of a state.
pub(super) const DIRECTIONS: Names<u8> = &[(XFRM_SA_DIR_IN, "in"), (XFRM_SA_DIR_OUT, "out")];

/// Shows the attributes. `directed` tells whether an offload has a direction of its own.
pub(super) fn show(formatter: &mut Formatter, attrs: Attrs, family: u16, directed: bool) {
    show_marks(formatter, attrs);
    show_algorithms(formatter, attrs);
    let bytes = |kind| attrs.get(kind).map(|attr: Attr| attr.bytes);
    if let Some(bytes) = bytes(XFRMA_ENCAP) {
        show_encap(formatter, family, bytes);
    }
    if let Some(bytes) = bytes(XFRMA_TMPL) {
        template::show_all(formatter, bytes);
    }
    if let Some(bytes) = bytes(XFRMA_COADDR) {
        show_sized(formatter, "coa ", bytes, 16, |formatter| {
            formatter.address("{}", family, bytes)
        });
    }
    if let Some(bytes) = bytes(XFRMA_LASTUSED) {
        show_sized(formatter, "lastused ", bytes, 8, |formatter| {
            formatter.put("{}", moment(Fixed(bytes).u64(0)));
        });
    }
    if let Some(bytes) = bytes(XFRMA_REPLAY_VAL) {
        replay::show(formatter, bytes);
    }
    if let Some(bytes) = bytes(XFRMA_REPLAY_ESN_VAL) {
        replay::show_extended(formatter, bytes);
    }
    if let Some(bytes) = bytes(XFRMA_OFFLOAD_DEV) {
        let label = "crypto offload parameters: ";
        show_sized(formatter, label, bytes, 8, |formatter| {
            show_offload(formatter, Fixed(bytes), directed);
        });
    }
    show_numbers(formatter, attrs);
}

/// Shows a line for an attribute that must have this many bytes.
fn show_sized(
    formatter: &mut Formatter,
    label: &str,
    bytes: &[u8],
    length: usize,
    inside: impl FnOnce(&mut Formatter),
) {
    formatter.begin(label);
    match bytes.len() < length {
        true => formatter.word("(ERROR truncated)"),
        false => inside(formatter),
    }
    formatter.line();
}

/// Shows both marks on one line, whatever the record's prefix.
fn show_marks(formatter: &mut Formatter, attrs: Attrs) {
    let mark = attrs.get(XFRMA_MARK);
    let output = attrs.get(XFRMA_SET_MARK);
    if mark.is_none() && output.is_none() {
        return;
    }
    formatter.word("\t");
    if let Some(mark) = mark {
        let mark = Fixed(mark.bytes);
        formatter.short_hex("mark {}/", mark.u32(0));
        formatter.short_hex("{} ", mark.u32(4));
    }
    if let Some(output) = output {
        formatter.plain_hex("output-mark 0x{}", Fixed(output.bytes).u32(0));
        if let Some(mask) = attrs.get(XFRMA_SET_MARK_MASK) {
            formatter.plain_hex("/0x{}", Fixed(mask.bytes).u32(0));
        }
    }
    formatter.line();
}

/// The kernel also reports a hash in its older form, which is not shown then.
fn show_algorithms(formatter: &mut Formatter, attrs: Attrs) {
    let truncated = attrs.get(XFRMA_ALG_AUTH_TRUNC).is_some();
    for kind in &KINDS {
        let repeated = kind.attribute == XFRMA_ALG_AUTH && truncated;
        if let Some(attr) = attrs.get(kind.attribute).filter(|_| !repeated) {
            algorithm::show(formatter, kind, attr.bytes);
        }
    }
}

fn show_encap(formatter: &mut Formatter, family: u16, bytes: &[u8]) {
    formatter.begin("encap ");
    if bytes.len() < encap::SIZE {
        formatter.word("(ERROR truncated)");
        return formatter.line();
    }
    let of = Fixed(bytes);
    formatter.put("type {} ", words::name(ENCAPS, of.u16(encap::TYPE)));
    formatter.put("sport {} ", of.be16(encap::SPORT));
    formatter.put("dport {} ", of.be16(encap::DPORT));
    formatter.address("addr {}", family, of.address(encap::OA));
    formatter.line();
}

fn show_offload(formatter: &mut Formatter, of: Fixed, directed: bool) {
    formatter.device("dev {} ", of.u32(0));
    let flags = of.u8(4);
    if directed {
        let inbound = flags & XFRM_OFFLOAD_INBOUND != 0;
        formatter.put("dir {} ", if inbound { "in" } else { "out" });
    }
    let packet = flags & XFRM_OFFLOAD_PACKET != 0;
    formatter.put("mode {}", if packet { "packet" } else { "crypto" });
}

fn show_numbers(formatter: &mut Formatter, attrs: Attrs) {
    let number = |kind| attrs.get(kind).map(|attr| Fixed(attr.bytes).u32(0));
    if let Some(id) = number(XFRMA_IF_ID) {
        formatter.begin("");
        formatter.short_hex("if_id {}", id);
        formatter.line();
    }
    if let Some(length) = number(XFRMA_TFCPAD) {
        formatter.begin("");
        formatter.put("tfcpad {}", length);
        formatter.line();
    }
    if let Some(attr) = attrs.get(XFRMA_SA_DIR) {
        let number = Fixed(attr.bytes).u8(0);
        let known = DIRECTIONS.iter().find(|(known, _)| *known == number);
        match known {
            Some((_, name)) => formatter.put("\tdir {}", *name),
            None => formatter.put("\tdir other ({})", number),
        }
        formatter.line();
    }
    if let Some(cpu) = number(XFRMA_SA_PCPU) {
        formatter.put("\tpcpu-num {}", cpu);
        formatter.line();
    }
}

/// Shows a security context, if present.
pub(super) fn show_context(formatter: &mut Formatter, attrs: Attrs) {
    let Some(attr) = attrs.get(XFRMA_SEC_CTX) else {
        return;
    };
    formatter.word("\tsecurity context ");
    match attr.bytes.get(8..) {
        Some(text) => {
            let length = usize::from(Fixed(attr.bytes).u16(6));
            let text = text.get(..length).unwrap_or(text);
            let text = text.split(|byte| *byte == 0).next();
            formatter.put("{} ", text.unwrap_or_default());
        }
        None => formatter.word("(ERROR truncated) "),
    }
    formatter.line();
}
