//! The generic options of a link, in the order in which they are tried.

use super::values::{choice, invalid, number};
use super::{LinkOptions, device, inet, vf, xdp};
use crate::args::Word::{Short, Whole};
use crate::args::{Args, Word};
use crate::error::Result;
use crate::session::Session;
use crate::uapi::link::*;
use crate::uapi::xdp::{XDP_FLAGS_DRV_MODE, XDP_FLAGS_HW_MODE, XDP_FLAGS_SKB_MODE};
use crate::value::switch;

/// What an option does.
pub(super) enum Effect {
    /// Sets or clears flags of the device.
    Flags {
        /// `IFF_*`.
        bit: u32,
        /// Whether the bit is set.
        set: bool,
    },
    /// `on` or `off`: a flag of the device.
    OnOff {
        /// `IFF_*`.
        bit: u32,
        /// Whether `on` clears the bit.
        inverse: bool,
    },
    /// `on` or `off`: an attribute of one byte.
    Switch(u16),
    /// A number that may be negative and may come once.
    Count(u16),
    /// A number up to a limit.
    Size(u16, u32),
    /// A keyword in any case. Its index is sent as one byte.
    Choice(u16, &'static [&'static str], &'static str),
    /// A string that ends with NUL.
    Text(u16),
    /// A program for received packets, with the flags of its mode.
    Xdp(u32),
    /// Read by a function.
    By(for<'a> fn(&mut LinkOptions<'a>, &mut Session, &mut Args<'a>) -> Result<()>),
}

/// An option: keyword, name in errors and for duplicates, effect.
type GenericOption = (Word, &'static str, Effect);

/// `GSO_MAX_SEGS` of the kernel.
const SEGMENTS_MAX: u32 = 65535;

/// States of RFC 2863 (`IF_OPER_*`).
const OPERSTATES: &[&str] = &[
    "UNKNOWN",
    "NOTPRESENT",
    "DOWN",
    "LOWERLAYERDOWN",
    "TESTING",
    "DORMANT",
    "UP",
];

/// `IF_LINK_MODE_*`.
const LINK_MODES: &[&str] = &["DEFAULT", "DORMANT"];

const fn on_off(bit: u32) -> Effect {
    Effect::OnOff {
        bit,
        inverse: false,
    }
}

const fn no(bit: u32) -> Effect {
    Effect::OnOff { bit, inverse: true }
}

/// All generic options except a bare name.
pub(super) const WORDS: &[GenericOption] = &[
    (
        Whole("up"),
        "up",
        Effect::Flags {
            bit: IFF_UP,
            set: true,
        },
    ),
    (
        Whole("down"),
        "down",
        Effect::Flags {
            bit: IFF_UP,
            set: false,
        },
    ),
    (Whole("name"), "name", Effect::By(device::name)),
    (Whole("index"), "index", Effect::By(device::index)),
    (Short("link"), "link", Effect::By(device::link)),
    (Short("address"), "address", Effect::By(device::address)),
    (
        Short("broadcast"),
        "broadcast",
        Effect::By(device::broadcast),
    ),
    (Whole("brd"), "broadcast", Effect::By(device::broadcast)),
    (
        Short("txqueuelen"),
        "txqueuelen",
        Effect::Count(IFLA_TXQLEN),
    ),
    (Short("txqlen"), "txqueuelen", Effect::Count(IFLA_TXQLEN)),
    (Whole("qlen"), "txqueuelen", Effect::Count(IFLA_TXQLEN)),
    (Whole("mtu"), "mtu", Effect::Count(IFLA_MTU)),
    (Whole("inet"), "inet", Effect::By(inet::read)),
    (Whole("xdp"), "xdp", Effect::Xdp(0)),
    (
        Whole("xdpgeneric"),
        "xdpgeneric",
        Effect::Xdp(XDP_FLAGS_SKB_MODE),
    ),
    (Whole("xdpdrv"), "xdpdrv", Effect::Xdp(XDP_FLAGS_DRV_MODE)),
    (
        Whole("xdpoffload"),
        "xdpoffload",
        Effect::Xdp(XDP_FLAGS_HW_MODE),
    ),
    (Whole("netns"), "netns", Effect::By(device::netns)),
    (Whole("multicast"), "multicast", on_off(IFF_MULTICAST)),
    (Whole("allmulticast"), "allmulticast", on_off(IFF_ALLMULTI)),
    (Whole("promisc"), "promisc", on_off(IFF_PROMISC)),
    (Whole("trailers"), "trailers", no(IFF_NOTRAILERS)),
    (Whole("arp"), "arp", no(IFF_NOARP)),
    (Whole("carrier"), "carrier", Effect::Switch(IFLA_CARRIER)),
    (Whole("vf"), "vf", Effect::By(vf::read)),
    (Short("master"), "master", Effect::By(device::master)),
    (Whole("vrf"), "vrf", Effect::By(device::vrf)),
    (Short("nomaster"), "nomaster", Effect::By(device::nomaster)),
    (Short("dynamic"), "dynamic", on_off(IFF_DYNAMIC)),
    (Short("type"), "type", Effect::By(device::kind)),
    (Short("alias"), "alias", Effect::By(device::alias)),
    (Whole("group"), "group", Effect::By(device::group)),
    (
        Whole("mode"),
        "mode",
        Effect::Choice(IFLA_LINKMODE, LINK_MODES, "Invalid link mode\n"),
    ),
    (
        Whole("state"),
        "state",
        Effect::Choice(IFLA_OPERSTATE, OPERSTATES, "Invalid operstate\n"),
    ),
    (
        Short("numtxqueues"),
        "numtxqueues",
        Effect::Count(IFLA_NUM_TX_QUEUES),
    ),
    (
        Short("numrxqueues"),
        "numrxqueues",
        Effect::Count(IFLA_NUM_RX_QUEUES),
    ),
    (
        Short("addrgenmode"),
        "addrgenmode",
        Effect::By(inet::address_generation),
    ),
    (
        Short("link-netns"),
        "link-netns",
        Effect::By(device::link_netns),
    ),
    (
        Short("link-netnsid"),
        "link-netnsid",
        Effect::By(device::link_netnsid),
    ),
    (
        Whole("protodown"),
        "protodown",
        Effect::Switch(IFLA_PROTO_DOWN),
    ),
    (
        Whole("protodown_reason"),
        "protodown_reason",
        Effect::By(device::protodown_reason),
    ),
    (
        Whole("gso_max_size"),
        "gso_max_size",
        Effect::Size(IFLA_GSO_MAX_SIZE, u32::MAX),
    ),
    (
        Whole("gso_max_segs"),
        "gso_max_segs",
        Effect::Size(IFLA_GSO_MAX_SEGS, SEGMENTS_MAX),
    ),
    (
        Whole("gro_max_size"),
        "gro_max_size",
        Effect::Size(IFLA_GRO_MAX_SIZE, u32::MAX),
    ),
    (
        Whole("gso_ipv4_max_size"),
        "gso_ipv4_max_size",
        Effect::Size(IFLA_GSO_IPV4_MAX_SIZE, u32::MAX),
    ),
    (
        Whole("gro_ipv4_max_size"),
        "gro_ipv4_max_size",
        Effect::Size(IFLA_GRO_IPV4_MAX_SIZE, u32::MAX),
    ),
    (
        Whole("parentdev"),
        "parentdev",
        Effect::Text(IFLA_PARENT_DEV_NAME),
    ),
    (Whole("dev"), "dev", Effect::By(device::dev)),
];

/// The generic options with a number as value: attribute, keyword.
pub fn number_options() -> impl Iterator<Item = (u16, &'static str)> {
    let mut before = 0;
    WORDS.iter().filter_map(move |(_, key, effect)| {
        let (Effect::Count(attr) | Effect::Size(attr, _)) = *effect else {
            return None;
        };
        // Several keywords may set the same attribute.
        (std::mem::replace(&mut before, attr) != attr).then_some((attr, *key))
    })
}

/// The generic options that are `on` or `off`: flag (`IFF_*`), keyword, whether `on` clears the flag.
pub fn flag_options() -> impl Iterator<Item = (u32, &'static str, bool)> {
    WORDS.iter().filter_map(|(_, key, effect)| {
        let Effect::OnOff { bit, inverse } = *effect else {
            return None;
        };
        Some((bit, *key, inverse))
    })
}

impl Effect {
    /// Reads the value of the option `key`.
    pub(super) fn read<'a>(
        &self,
        key: &'static str,
        options: &mut LinkOptions<'a>,
        session: &mut Session,
        args: &mut Args<'a>,
    ) -> Result<()> {
        match *self {
            Effect::Flags { bit, set } => options.set_flag(bit, set),
            Effect::OnOff { bit, inverse } => {
                let on = switch::on_off(args, key)?;
                options.set_flag(bit, on != inverse);
            }
            Effect::Switch(attr) => {
                let on = switch::off_on(args, key, 22)?;
                options.request.put_u8(attr, u8::from(on));
            }
            Effect::Count(attr) => {
                let word = args.value()?;
                options.once(key, word)?;
                let n: i32 = number(word, key)?;
                options.request.put_u32(attr, n as u32);
            }
            Effect::Size(attr, max) => {
                let word = args.value()?;
                let n = number(word, key)?;
                if n > max {
                    return Err(invalid(word, key));
                }
                options.request.put_u32(attr, n);
            }
            Effect::Choice(attr, words, why) => {
                let n = choice(args, words, why)?;
                options.request.put_u8(attr, n);
            }
            Effect::Text(attr) => {
                options.request.put_text(attr, args.value()?);
            }
            Effect::Xdp(mode) => return xdp::read(options, session, args, mode),
            Effect::By(read) => return read(options, session, args),
        }
        Ok(())
    }
}
