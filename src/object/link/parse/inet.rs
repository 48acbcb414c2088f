//! IPv4 and IPv6 settings of a device, which travel in `IFLA_AF_SPEC`.

use super::LinkOptions;
use super::values::{choice, number};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::session::Session;
use crate::uapi::devconf::*;
use crate::uapi::link::{IFLA_AF_SPEC, IFLA_INET_CONF, IFLA_INET6_ADDR_GEN_MODE};
use crate::value::{family, switch};

/// How a setting is written.
#[derive(Clone, Copy)]
enum Written {
    OnOff,
    Number,
}
use Written::{Number, OnOff};

/// Settings by their names, as under /proc/sys/net/ipv4/conf.
const SETTINGS: &[(&str, u16, Written)] = &[
    ("forwarding", IPV4_DEVCONF_FORWARDING, OnOff),
    ("proxy_arp", IPV4_DEVCONF_PROXY_ARP, OnOff),
    ("accept_redirects", IPV4_DEVCONF_ACCEPT_REDIRECTS, OnOff),
    ("secure_redirects", IPV4_DEVCONF_SECURE_REDIRECTS, OnOff),
    ("send_redirects", IPV4_DEVCONF_SEND_REDIRECTS, OnOff),
    ("shared_media", IPV4_DEVCONF_SHARED_MEDIA, OnOff),
    ("rp_filter", IPV4_DEVCONF_RP_FILTER, Number),
    (
        "accept_source_route",
        IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE,
        OnOff,
    ),
    ("bootp_relay", IPV4_DEVCONF_BOOTP_RELAY, OnOff),
    ("log_martians", IPV4_DEVCONF_LOG_MARTIANS, OnOff),
    ("tag", IPV4_DEVCONF_TAG, Number),
    ("arp_filter", IPV4_DEVCONF_ARPFILTER, OnOff),
    ("medium_id", IPV4_DEVCONF_MEDIUM_ID, Number),
    ("disable_xfrm", IPV4_DEVCONF_NOXFRM, OnOff),
    ("disable_policy", IPV4_DEVCONF_NOPOLICY, OnOff),
    (
        "force_igmp_version",
        IPV4_DEVCONF_FORCE_IGMP_VERSION,
        Number,
    ),
    ("arp_announce", IPV4_DEVCONF_ARP_ANNOUNCE, Number),
    ("arp_ignore", IPV4_DEVCONF_ARP_IGNORE, Number),
    (
        "promote_secondaries",
        IPV4_DEVCONF_PROMOTE_SECONDARIES,
        OnOff,
    ),
    ("arp_accept", IPV4_DEVCONF_ARP_ACCEPT, Number),
    ("arp_notify", IPV4_DEVCONF_ARP_NOTIFY, OnOff),
    ("accept_local", IPV4_DEVCONF_ACCEPT_LOCAL, OnOff),
    ("src_vmark", IPV4_DEVCONF_SRC_VMARK, OnOff),
    ("proxy_arp_pvlan", IPV4_DEVCONF_PROXY_ARP_PVLAN, OnOff),
    ("route_localnet", IPV4_DEVCONF_ROUTE_LOCALNET, OnOff),
    (
        "igmpv2_unsolicited_report_interval",
        IPV4_DEVCONF_IGMPV2_UNSOLICITED_REPORT_INTERVAL,
        Number,
    ),
    (
        "igmpv3_unsolicited_report_interval",
        IPV4_DEVCONF_IGMPV3_UNSOLICITED_REPORT_INTERVAL,
        Number,
    ),
    (
        "ignore_routes_with_linkdown",
        IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN,
        OnOff,
    ),
    (
        "drop_unicast_in_l2_multicast",
        IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST,
        OnOff,
    ),
    (
        "drop_gratuitous_arp",
        IPV4_DEVCONF_DROP_GRATUITOUS_ARP,
        OnOff,
    ),
    ("bc_forwarding", IPV4_DEVCONF_BC_FORWARDING, OnOff),
    (
        "arp_evict_nocarrier",
        IPV4_DEVCONF_ARP_EVICT_NOCARRIER,
        OnOff,
    ),
];

fn setting(word: &str) -> Option<(&'static str, u16, Written)> {
    SETTINGS.iter().find(|(name, ..)| *name == word).copied()
}

/// Reads the settings after `inet`, one at least, up to a word that is none.
pub(super) fn read<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let mut settings = Vec::new();
    while let Some((name, id, written)) = args.peek().and_then(setting) {
        args.next();
        let value = match written {
            OnOff => u32::from(switch::off_on(args, name, 1)?),
            Number => {
                let word = args.value()?;
                number::<i32>(word, name)? as u32
            }
        };
        settings.push((id, value));
    }
    if settings.is_empty() {
        return Err(Error::incomplete());
    }
    options.request.bare_nest(IFLA_AF_SPEC, |request| {
        request.bare_nest(family::INET.into(), |request| {
            request.nest(IFLA_INET_CONF, |request| {
                for (id, value) in settings {
                    request.put_u32(id, value);
                }
            });
        });
    });
    Ok(())
}

/// `IN6_ADDR_GEN_MODE_*`.
const GENERATION_MODES: &[&str] = &["eui64", "none", "stable_secret", "random"];

/// The first setting in one `IFLA_AF_SPEC` that is otherwise in another, as the kernel tells it, and its value there.
pub(in crate::object::link) fn first_other(
    asked: Attrs,
    there: Attrs,
) -> Option<(&'static str, String)> {
    fn of(attrs: Attrs<'_>, family: u8, kind: u16) -> Option<Attr<'_>> {
        attrs.get(family.into())?.nest().get(kind)
    }
    let mode = |attrs| of(attrs, family::INET6, IFLA_INET6_ADDR_GEN_MODE).and_then(Attr::u8);
    if let Some(asked) = mode(asked) {
        if mode(there) != Some(asked) {
            let there = mode(there).and_then(|mode| GENERATION_MODES.get(usize::from(mode)));
            return Some(("addrgenmode", there.unwrap_or(&"").to_string()));
        }
    }
    // They are told in the order of their numbers, from 1.
    let all = of(there, family::INET, IFLA_INET_CONF).map_or(&[][..], |attr| attr.bytes);
    let told = |kind: u16| {
        let at = usize::from(kind).checked_sub(1)? * 4;
        Some(u32::from_ne_bytes(*all.get(at..)?.first_chunk()?))
    };
    let asked = of(asked, family::INET, IFLA_INET_CONF)?;
    let other = asked
        .nest()
        .iter()
        .find(|attr| attr.u32() != told(attr.kind))?;
    let name = SETTINGS.iter().find(|(_, kind, _)| *kind == other.kind)?.0;
    let there = told(other.kind).map_or_else(String::new, |n| format!("{name} {n}"));
    Some(("inet", there))
}

/// Reads how IPv6 addresses are made.
pub(super) fn address_generation<'a>(
    options: &mut LinkOptions<'a>,
    _session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let mode = choice(args, GENERATION_MODES, "Invalid address generation mode\n")?;
    options.request.bare_nest(IFLA_AF_SPEC, |request| {
        request.bare_nest(family::INET6.into(), |request| {
            request.put_u8(IFLA_INET6_ADDR_GEN_MODE, mode);
        });
    });
    Ok(())
}
