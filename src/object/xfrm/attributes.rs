//! What states, policies and events have in common: how their attributes are shown.

use super::algorithm::{self, KINDS};
use super::lifetime::moment;
use super::pen::{Fixed, Pen};
use super::words::Names;
use super::{replay, template, words};
use crate::netlink::{Attr, Attrs};
use crate::uapi::xfrm::*;

/// How packets are wrapped to pass where only UDP or TCP does.
pub(super) const ENCAPS: Names<u16> = &[
    (UDP_ENCAP_ESPINUDP_NON_IKE, "espinudp-nonike"),
    (UDP_ENCAP_ESPINUDP, "espinudp"),
    (TCP_ENCAP_ESPINTCP, "espintcp"),
];

/// Which packets a state is for.
pub(super) const DIRECTIONS: Names<u8> = &[(XFRM_SA_DIR_IN, "in"), (XFRM_SA_DIR_OUT, "out")];

/// Shows the attributes. `directed` says whether an offload has a direction of its own.
pub(super) fn show(pen: &mut Pen, attrs: Attrs, family: u16, directed: bool) {
    show_marks(pen, attrs);
    show_algorithms(pen, attrs);
    let bytes = |kind| attrs.get(kind).map(|attr: Attr| attr.bytes);
    if let Some(bytes) = bytes(XFRMA_ENCAP) {
        show_encap(pen, family, bytes);
    }
    if let Some(bytes) = bytes(XFRMA_TMPL) {
        template::show_all(pen, bytes);
    }
    if let Some(bytes) = bytes(XFRMA_COADDR) {
        whole(pen, "coa ", bytes, 16, |pen| {
            pen.address("{}", family, bytes)
        });
    }
    if let Some(bytes) = bytes(XFRMA_LASTUSED) {
        whole(pen, "lastused ", bytes, 8, |pen| {
            pen.put("{}", moment(Fixed(bytes).u64(0)));
        });
    }
    if let Some(bytes) = bytes(XFRMA_REPLAY_VAL) {
        replay::show(pen, bytes);
    }
    if let Some(bytes) = bytes(XFRMA_REPLAY_ESN_VAL) {
        replay::show_extended(pen, bytes);
    }
    if let Some(bytes) = bytes(XFRMA_OFFLOAD_DEV) {
        let label = "crypto offload parameters: ";
        whole(pen, label, bytes, 8, |pen| {
            show_offload(pen, Fixed(bytes), directed);
        });
    }
    show_numbers(pen, attrs);
}

/// A line of an attribute that has to have this many bytes.
fn whole(pen: &mut Pen, label: &str, bytes: &[u8], length: usize, inside: impl FnOnce(&mut Pen)) {
    pen.begin(label);
    match bytes.len() < length {
        true => pen.word("(ERROR truncated)"),
        false => inside(pen),
    }
    pen.line();
}

/// One line for both, wherever the record's lines begin.
fn show_marks(pen: &mut Pen, attrs: Attrs) {
    let mark = attrs.get(XFRMA_MARK);
    let output = attrs.get(XFRMA_SET_MARK);
    if mark.is_none() && output.is_none() {
        return;
    }
    pen.word("\t");
    if let Some(mark) = mark {
        let mark = Fixed(mark.bytes);
        pen.short_hex("mark {}/", mark.u32(0));
        pen.short_hex("{} ", mark.u32(4));
    }
    if let Some(output) = output {
        pen.plain_hex("output-mark 0x{}", Fixed(output.bytes).u32(0));
        if let Some(mask) = attrs.get(XFRMA_SET_MARK_MASK) {
            pen.plain_hex("/0x{}", Fixed(mask.bytes).u32(0));
        }
    }
    pen.line();
}

/// The kernel tells a hash in the older form too, which then is not shown.
fn show_algorithms(pen: &mut Pen, attrs: Attrs) {
    let truncated = attrs.get(XFRMA_ALG_AUTH_TRUNC).is_some();
    for kind in &KINDS {
        let repeated = kind.attribute == XFRMA_ALG_AUTH && truncated;
        if let Some(attr) = attrs.get(kind.attribute).filter(|_| !repeated) {
            algorithm::show(pen, kind, attr.bytes);
        }
    }
}

fn show_encap(pen: &mut Pen, family: u16, bytes: &[u8]) {
    pen.begin("encap ");
    if bytes.len() < encap::SIZE {
        pen.word("(ERROR truncated)");
        return pen.line();
    }
    let of = Fixed(bytes);
    pen.put("type {} ", words::name(ENCAPS, of.u16(encap::TYPE)));
    pen.put("sport {} ", of.be16(encap::SPORT));
    pen.put("dport {} ", of.be16(encap::DPORT));
    pen.address("addr {}", family, of.address(encap::OA));
    pen.line();
}

fn show_offload(pen: &mut Pen, of: Fixed, directed: bool) {
    pen.device("dev {} ", of.u32(0));
    let flags = of.u8(4);
    if directed {
        let inbound = flags & XFRM_OFFLOAD_INBOUND != 0;
        pen.put("dir {} ", if inbound { "in" } else { "out" });
    }
    let packet = flags & XFRM_OFFLOAD_PACKET != 0;
    pen.put("mode {}", if packet { "packet" } else { "crypto" });
}

fn show_numbers(pen: &mut Pen, attrs: Attrs) {
    let number = |kind| attrs.get(kind).map(|attr| Fixed(attr.bytes).u32(0));
    if let Some(id) = number(XFRMA_IF_ID) {
        pen.begin("");
        pen.short_hex("if_id {}", id);
        pen.line();
    }
    if let Some(length) = number(XFRMA_TFCPAD) {
        pen.begin("");
        pen.put("tfcpad {}", length);
        pen.line();
    }
    if let Some(attr) = attrs.get(XFRMA_SA_DIR) {
        let number = Fixed(attr.bytes).u8(0);
        let known = DIRECTIONS.iter().find(|(known, _)| *known == number);
        match known {
            Some((_, name)) => pen.put("\tdir {}", *name),
            None => pen.put("\tdir other ({})", number),
        }
        pen.line();
    }
    if let Some(cpu) = number(XFRMA_SA_PCPU) {
        pen.put("\tpcpu-num {}", cpu);
        pen.line();
    }
}

/// Shows a security context, if there is one.
pub(super) fn show_context(pen: &mut Pen, attrs: Attrs) {
    let Some(attr) = attrs.get(XFRMA_SEC_CTX) else {
        return;
    };
    pen.word("\tsecurity context ");
    match attr.bytes.get(8..) {
        Some(text) => {
            let length = usize::from(Fixed(attr.bytes).u16(6));
            let text = text.get(..length).unwrap_or(text);
            let text = text.split(|byte| *byte == 0).next();
            pen.put("{} ", text.unwrap_or_default());
        }
        None => pen.word("(ERROR truncated) "),
    }
    pen.line();
}
