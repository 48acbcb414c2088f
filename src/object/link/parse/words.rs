//! The generic options of a link: their words, in the order in which they are tried, and what each means.

use super::{LinkOptions, device, inet, vf, xdp};
use crate::args::Word::{Short, Whole};
use crate::args::{Args, Word};
use crate::error::{Error, Result};
use crate::session::Session;
use crate::uapi::link::*;
use crate::uapi::xdp::{XDP_FLAGS_DRV_MODE, XDP_FLAGS_HW_MODE, XDP_FLAGS_SKB_MODE};
use crate::value::switch;

/// What an option does.
pub(super) enum Means {
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
    /// One of some words, in any case: its place is sent as one byte.
    Choice(u16, &'static [&'static str], &'static str),
    /// A string that ends with NUL.
    Text(u16),
    /// A program for received packets, with the flags of its mode.
    Xdp(u32),
    /// Whatever a function does.
    By(for<'a> fn(&mut LinkOptions<'a>, &mut Session, &mut Args<'a>) -> Result<()>),
}

/// An option: its word, the name under which it is counted and complained about, its meaning.
type Row = (Word, &'static str, Means);

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

const fn on_off(bit: u32) -> Means {
    Means::OnOff {
        bit,
        inverse: false,
    }
}

const fn no(bit: u32) -> Means {
    Means::OnOff { bit, inverse: true }
}

/// All generic options but the name that stands bare.
pub(super) const WORDS: &[Row] = &[
    (
        Whole("up"),
        "up",
        Means::Flags {
            bit: IFF_UP,
            set: true,
        },
    ),
    (
        Whole("down"),
        "down",
        Means::Flags {
            bit: IFF_UP,
            set: false,
        },
    ),
    (Whole("name"), "name", Means::By(device::name)),
    (Whole("index"), "index", Means::By(device::index)),
    (Short("link"), "link", Means::By(device::link)),
    (Short("address"), "address", Means::By(device::address)),
    (
        Short("broadcast"),
        "broadcast",
        Means::By(device::broadcast),
    ),
    (Whole("brd"), "broadcast", Means::By(device::broadcast)),
    (Short("txqueuelen"), "txqueuelen", Means::Count(IFLA_TXQLEN)),
    (Short("txqlen"), "txqueuelen", Means::Count(IFLA_TXQLEN)),
    (Whole("qlen"), "txqueuelen", Means::Count(IFLA_TXQLEN)),
    (Whole("mtu"), "mtu", Means::Count(IFLA_MTU)),
    (Whole("inet"), "inet", Means::By(inet::read)),
    (Whole("xdp"), "xdp", Means::Xdp(0)),
    (
        Whole("xdpgeneric"),
        "xdpgeneric",
        Means::Xdp(XDP_FLAGS_SKB_MODE),
    ),
    (Whole("xdpdrv"), "xdpdrv", Means::Xdp(XDP_FLAGS_DRV_MODE)),
    (
        Whole("xdpoffload"),
        "xdpoffload",
        Means::Xdp(XDP_FLAGS_HW_MODE),
    ),
    (Whole("netns"), "netns", Means::By(device::netns)),
    (Whole("multicast"), "multicast", on_off(IFF_MULTICAST)),
    (Whole("allmulticast"), "allmulticast", on_off(IFF_ALLMULTI)),
    (Whole("promisc"), "promisc", on_off(IFF_PROMISC)),
    (Whole("trailers"), "trailers", no(IFF_NOTRAILERS)),
    (Whole("arp"), "arp", no(IFF_NOARP)),
    (Whole("carrier"), "carrier", Means::Switch(IFLA_CARRIER)),
    (Whole("vf"), "vf", Means::By(vf::read)),
    (Short("master"), "master", Means::By(device::master)),
    (Whole("vrf"), "vrf", Means::By(device::vrf)),
    (Short("nomaster"), "nomaster", Means::By(device::nomaster)),
    (Short("dynamic"), "dynamic", on_off(IFF_DYNAMIC)),
    (Short("type"), "type", Means::By(device::kind)),
    (Short("alias"), "alias", Means::By(device::alias)),
    (Whole("group"), "group", Means::By(device::group)),
    (
        Whole("mode"),
        "mode",
        Means::Choice(IFLA_LINKMODE, LINK_MODES, "Invalid link mode\n"),
    ),
    (
        Whole("state"),
        "state",
        Means::Choice(IFLA_OPERSTATE, OPERSTATES, "Invalid operstate\n"),
    ),
    (
        Short("numtxqueues"),
        "numtxqueues",
        Means::Count(IFLA_NUM_TX_QUEUES),
    ),
    (
        Short("numrxqueues"),
        "numrxqueues",
        Means::Count(IFLA_NUM_RX_QUEUES),
    ),
    (
        Short("addrgenmode"),
        "addrgenmode",
        Means::By(inet::address_generation),
    ),
    (
        Short("link-netns"),
        "link-netns",
        Means::By(device::link_netns),
    ),
    (
        Short("link-netnsid"),
        "link-netnsid",
        Means::By(device::link_netnsid),
    ),
    (
        Whole("protodown"),
        "protodown",
        Means::Switch(IFLA_PROTO_DOWN),
    ),
    (
        Whole("protodown_reason"),
        "protodown_reason",
        Means::By(device::protodown_reason),
    ),
    (
        Whole("gso_max_size"),
        "gso_max_size",
        Means::Size(IFLA_GSO_MAX_SIZE, u32::MAX),
    ),
    (
        Whole("gso_max_segs"),
        "gso_max_segs",
        Means::Size(IFLA_GSO_MAX_SEGS, SEGMENTS_MAX),
    ),
    (
        Whole("gro_max_size"),
        "gro_max_size",
        Means::Size(IFLA_GRO_MAX_SIZE, u32::MAX),
    ),
    (
        Whole("gso_ipv4_max_size"),
        "gso_ipv4_max_size",
        Means::Size(IFLA_GSO_IPV4_MAX_SIZE, u32::MAX),
    ),
    (
        Whole("gro_ipv4_max_size"),
        "gro_ipv4_max_size",
        Means::Size(IFLA_GRO_IPV4_MAX_SIZE, u32::MAX),
    ),
    (
        Whole("parentdev"),
        "parentdev",
        Means::Text(IFLA_PARENT_DEV_NAME),
    ),
    (Whole("dev"), "dev", Means::By(device::dev)),
];

/// The generic options whose value is a number: attribute and word.
pub fn number_options() -> impl Iterator<Item = (u16, &'static str)> {
    let mut before = 0;
    WORDS.iter().filter_map(move |(_, key, means)| {
        let (Means::Count(attr) | Means::Size(attr, _)) = *means else {
            return None;
        };
        // A word may have others that mean the same.
        (std::mem::replace(&mut before, attr) != attr).then_some((attr, *key))
    })
}

/// The generic options that are `on` or `off`: flag (`IFF_*`), word, whether `on` clears the flag.
pub fn flag_options() -> impl Iterator<Item = (u32, &'static str, bool)> {
    WORDS.iter().filter_map(|(_, key, means)| {
        let Means::OnOff { bit, inverse } = *means else {
            return None;
        };
        Some((bit, *key, inverse))
    })
}

impl Means {
    /// Reads what follows the option `key`.
    pub(super) fn read<'a>(
        &self,
        key: &'static str,
        options: &mut LinkOptions<'a>,
        session: &mut Session,
        args: &mut Args<'a>,
    ) -> Result<()> {
        match *self {
            Means::Flags { bit, set } => options.set_flag(bit, set),
            Means::OnOff { bit, inverse } => {
                let on = switch::on_off(args, key)?;
                options.set_flag(bit, on != inverse);
            }
            Means::Switch(attr) => {
                let on = switch::off_on(args, key, 22)?;
                options.request.put_u8(attr, u8::from(on));
            }
            Means::Count(attr) => {
                let word = args.value()?;
                options.once(key, word)?;
                let n: i32 = number(word, key)?;
                options.request.put_u32(attr, n as u32);
            }
            Means::Size(attr, max) => {
                let word = args.value()?;
                let n = number(word, key)?;
                if n > max {
                    return Err(invalid(word, key));
                }
                options.request.put_u32(attr, n);
            }
            Means::Choice(attr, words, why) => {
                let n = choice(args, words, why)?;
                options.request.put_u8(attr, n);
            }
            Means::Text(attr) => {
                options.request.put_text(attr, args.value()?);
            }
            Means::Xdp(mode) => return xdp::read(options, session, args, mode),
            Means::By(read) => return read(options, session, args),
        }
        Ok(())
    }
}

/// The complaint about a wrong value of the option `key`, which prints an empty line.
pub(super) fn invalid(word: &str, key: &str) -> Error {
    Error::invalid(word, &format!("Invalid \"{key}\" value\n"))
}

/// A number that is a value of the option `key`.
pub(super) fn number<T: crate::args::FromWord>(word: &str, key: &str) -> Result<T> {
    T::from_word(word).ok_or_else(|| invalid(word, key))
}

/// The place of the value among `words`, in any case.
pub(super) fn choice(args: &mut Args, words: &[&str], why: &str) -> Result<u8> {
    let word = args.value()?;
    words
        .iter()
        .position(|known| known.eq_ignore_ascii_case(word))
        .and_then(|place| u8::try_from(place).ok())
        .ok_or_else(|| Error::invalid(word, why))
}
