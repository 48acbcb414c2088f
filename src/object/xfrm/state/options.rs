//! Options of several verbs besides the key.

use crate::args::Args;
use crate::error::{Error, Result};
use crate::names::Names as Known;
use crate::netlink::Request;
use crate::object::xfrm::attributes::{DIRECTIONS, ENCAPS};
use crate::object::xfrm::id::address_bytes;
use crate::object::xfrm::words::{Names, after, flags, mask, named};
use crate::uapi::xfrm::*;
use crate::value::{family, inet::Inet};

pub(super) const FLAGS: Names<u32> = &[
    (XFRM_STATE_NOECN as u32, "noecn"),
    (XFRM_STATE_DECAP_DSCP as u32, "decap-dscp"),
    (XFRM_STATE_NOPMTUDISC as u32, "nopmtudisc"),
    (XFRM_STATE_WILDRECV as u32, "wildrecv"),
    (XFRM_STATE_ICMP as u32, "icmp"),
    (XFRM_STATE_AF_UNSPEC as u32, "af-unspec"),
    (XFRM_STATE_ALIGN4 as u32, "align4"),
    (XFRM_STATE_ESN as u32, "esn"),
];

pub(super) const EXTRA_FLAGS: Names<u32> = &[
    (XFRM_SA_XFLAG_DONT_ENCAP_DSCP, "dont-encap-dscp"),
    (XFRM_SA_XFLAG_OSEQ_MAY_WRAP, "oseq-may-wrap"),
];

pub(super) fn parse_flags(args: &mut Args) -> Result<u8> {
    let flags = flags(args, FLAGS, 0xff, "FLAG value is invalid")?;
    Ok(u8::try_from(flags).unwrap_or(0))
}

pub(super) fn parse_extra_flags(args: &mut Args) -> Result<u32> {
    flags(args, EXTRA_FLAGS, u32::MAX, "\"EXTRA-FLAG\" is invalid")
}

pub(super) fn parse_direction(args: &mut Args) -> Result<u8> {
    named(args, DIRECTIONS, "DIR value is not \"in\" or \"out\"")
}

/// Reads the sequence number; requests carry it in network byte order.
pub(super) fn parse_seq(args: &mut Args) -> Result<[u8; 4]> {
    args.parse("SEQ value is invalid").map(u32::to_be_bytes)
}

/// No specific CPU.
const ANY_CPU: u32 = u32::MAX;

/// Appends the CPU of the state.
pub(super) fn put_cpu(request: &mut Request, cpu: Option<u32>) {
    if let Some(cpu) = cpu.filter(|cpu| *cpu != ANY_CPU) {
        request.put_u32(XFRMA_SA_PCPU, cpu);
    }
}

/// The output mark.
#[derive(Default)]
pub(super) struct OutputMark {
    value: u32,
    mask: u32,
}

impl OutputMark {
    pub(super) fn parse(&mut self, args: &mut Args) -> Result<()> {
        self.value = after(args, "output-mark")?;
        if let Some(mask) = mask(args, "mask value is invalid\n")? {
            self.mask = mask;
        }
        Ok(())
    }

    pub(super) fn put(&self, request: &mut Request) {
        for (kind, n) in [
            (XFRMA_SET_MARK, self.value),
            (XFRMA_SET_MARK_MASK, self.mask),
        ] {
            if n != 0 {
                request.put_u32(kind, n);
            }
        }
    }
}

/// Reads the value of `encap` as its structure.
pub(super) fn parse_encap(args: &mut Args) -> Result<Vec<u8>> {
    let kind = named(args, ENCAPS, "ENCAP-TYPE value is invalid")?;
    let mut bytes = kind.to_ne_bytes().to_vec();
    for which in ["SPORT", "DPORT"] {
        let why = format!("{which} value after \"encap\" is invalid");
        bytes.extend_from_slice(&args.parse::<u16>(&why)?.to_be_bytes());
    }
    bytes.extend_from_slice(&[0; 2]);
    let inet = Inet::parse(args.value()?, family::UNSPEC)?;
    bytes.extend_from_slice(&address_bytes(Some(inet)));
    Ok(bytes)
}

/// An offload device and its direction.
#[derive(Clone, Copy)]
pub(super) struct Offload {
    index: u32,
    packet: bool,
    pub(super) direction: u8,
}

impl Offload {
    pub(super) fn parse(args: &mut Args, names: &mut Known) -> Result<Offload> {
        let mut word = args.value()?;
        let packet = word == "packet";
        if let "crypto" | "packet" = word {
            word = args.value()?;
        }
        if word != "dev" {
            return Err(Error::invalid(word, "Missing dev keyword"));
        }
        let name = args.value()?;
        let index = names.links.index(name);
        let unknown = || Error::invalid(name, "Invalid device name");
        let index = index.ok_or_else(unknown)?;
        let word = args.value()?;
        if word != "dir" {
            return Err(Error::invalid(word, "Missing DIR keyword"));
        }
        Ok(Offload {
            index,
            packet,
            direction: parse_direction(args)?,
        })
    }

    /// Appends the offload with the last direction given.
    pub(super) fn put(self, request: &mut Request, direction: Option<u8>) {
        let mut flags = 0;
        if direction == Some(XFRM_SA_DIR_IN) {
            flags |= XFRM_OFFLOAD_INBOUND;
        }
        if self.packet {
            flags |= XFRM_OFFLOAD_PACKET;
        }
        let bytes = [self.index.to_ne_bytes(), [flags, 0, 0, 0]];
        request.put(XFRMA_OFFLOAD_DEV, bytes.as_flattened());
    }
}
