//! Tunnels over IPv6.

use super::keys::{Keys, SPECIAL};
use super::{Common, HELP6, Tunnel, list, name, name_bytes};
use crate::args::{Args, FromWord, Word::Short};
use crate::error::{Error, Result};
use crate::names::Names;
use crate::output::{Colour, Out, eprint_line};
use crate::session::Session;
use crate::sys::tunnel::{Call, Parameters};
use crate::uapi::arp::{ARPHRD_IP6GRE, ARPHRD_TUNNEL6};
use crate::uapi::header::Ip6TnlParm2;
use crate::value::{family, inet::Inet, number};
use netlink_packet_core::Emitable;

/// `IPPROTO_*`.
const IPIP: u8 = libc::IPPROTO_IPIP as u8;
const GRE: u8 = libc::IPPROTO_GRE as u8;
const IPV6: u8 = libc::IPPROTO_IPV6 as u8;

/// `IP6_TNL_F_*` (linux/ip6_tunnel.h) with their JSON keys.
const IGNORE_LIMIT: (u32, &str) = (0x1, "ip6_tnl_f_ign_encap_limit");
const ORIGINAL_CLASS: (u32, &str) = (0x2, "ip6_tnl_f_use_orig_tclass");
const ORIGINAL_LABEL: (u32, &str) = (0x4, "ip6_tnl_f_use_orig_flowlabel");
const COPY_DSCP: (u32, &str) = (0x10, "ip6_tnl_f_rcv_dscp_copy");
const ALLOW_LOCAL: (u32, &str) = (0x40, "ip6_tnl_f_allow_local_remote");

/// A tunnel over IPv6.
pub(super) struct V6 {
    common: Common,
    protocol: u8,
    encap_limit: u8,
    hop_limit: u8,
    flow: u32,
    flags: u32,
    local: Inet,
    remote: Inet,
}

/// The protocol of a mode, and whether the mode is VTI.
pub(super) fn protocol(word: &str) -> Option<(u8, bool)> {
    Some(match word {
        "ipv6/ipv6" | "ip6ip6" => (IPV6, false),
        "vti6" => (IPV6, true),
        "ip/ipv6" | "ipv4/ipv6" | "ipip6" | "ip4ip6" => (IPIP, false),
        "ip6gre" | "gre/ipv6" => (GRE, false),
        "any/ipv6" | "any" => (0, false),
        _ => return None,
    })
}

impl Tunnel for V6 {
    const V6: bool = true;
    const HELP: &'static str = HELP6;

    fn new(call: Call) -> V6 {
        // A filter for `show` has any protocol and limits.
        let (protocol, encap_limit, hop_limit) = match call {
            Call::Get => (0, 0, 0),
            _ => (IPV6, 4, 64),
        };
        V6 {
            common: Common::default(),
            protocol,
            encap_limit,
            hop_limit,
            flow: 0,
            flags: 0,
            local: Inet::unspecified(family::INET6),
            remote: Inet::unspecified(family::INET6),
        }
    }

    fn common(&self) -> &Common {
        &self.common
    }

    fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }

    fn read(room: &Parameters) -> V6 {
        let found = Ip6TnlParm2::parse(room).unwrap_or_default();
        V6 {
            common: Common {
                name: name(&found.name),
                link: found.link,
                keys: Keys::new([found.i_flags, found.o_flags], [found.i_key, found.o_key]),
            },
            protocol: found.proto,
            encap_limit: found.encap_limit,
            hop_limit: found.hop_limit,
            flow: u32::from_be_bytes(found.flowinfo),
            flags: found.flags,
            local: Inet::new(family::INET6, &found.laddr),
            remote: Inet::new(family::INET6, &found.raddr),
        }
    }

    fn write(&self, room: &mut Parameters) {
        let Common { name, link, keys } = &self.common;
        let [i_flags, o_flags] = keys.flags;
        let [i_key, o_key] = keys.keys.map(u32::to_be_bytes);
        let address = |inet: &Inet| inet.bytes().first_chunk().copied().unwrap_or_default();
        let structure = Ip6TnlParm2 {
            name: name_bytes(name),
            link: *link,
            proto: self.protocol,
            encap_limit: self.encap_limit,
            hop_limit: self.hop_limit,
            flowinfo: self.flow.to_be_bytes(),
            flags: self.flags,
            laddr: address(&self.local),
            raddr: address(&self.remote),
            i_flags,
            o_flags,
            i_key,
            o_key,
        };
        structure.emit(room);
    }

    fn option(&mut self, _session: &mut Session, args: &mut Args, word: &str) -> Result<bool> {
        match word {
            "mode" => {
                let value = args.value()?;
                let unknown = || Error::fatal(format!("Unknown tunnel mode \"{value}\""), 255);
                let (protocol, special) = protocol(value).ok_or_else(unknown)?;
                self.protocol = protocol;
                self.common.keys.set_special(special);
            }
            "remote" => self.remote = Inet::parse(args.value()?, family::INET6)?,
            "local" => self.local = Inet::parse(args.value()?, family::INET6)?,
            "encaplimit" => {
                let value = args.value()?;
                self.flag(IGNORE_LIMIT, value == "none");
                // Another word counts as `none`; iproute2 sends uninitialised memory.
                if let Some(n) = u8::from_word(value) {
                    self.encap_limit = n;
                }
            }
            "hoplimit" | "ttl" | "hlim" => self.hop_limit = args.parse("invalid TTL")?,
            "tclass" | "tc" | "tos" => self.class(args.value()?)?,
            _ if Short("dsfield").fits(word) => self.class(args.value()?)?,
            "flowlabel" | "fl" => self.label(args.value()?)?,
            "dscp" => {
                let value = args.value()?;
                if value != "inherit" {
                    return Err(Error::invalid(value, "not inherit"));
                }
                self.flag(COPY_DSCP, true);
            }
            "allow-localremote" => self.flag(ALLOW_LOCAL, true),
            "noallow-localremote" => self.flag(ALLOW_LOCAL, false),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn base(&self) -> Option<&'static str> {
        let [flags, _] = self.common.keys.flags;
        Some(match self.protocol {
            GRE => "ip6gre0",
            IPV6 if flags & SPECIAL != 0 => "ip6_vti0",
            _ => "ip6tnl0",
        })
    }

    fn show(&self, out: &mut Out, names: &mut Names) {
        let protocol = match self.protocol {
            0 => "any",
            IPIP => "ip",
            GRE => "gre",
            IPV6 => "ipv6",
            _ => "unknown",
        };
        out.paint(Colour::Ifname, "ifname", "{}: ", &self.common.name);
        out.put("mode", "{}", [protocol, "/ipv6"].concat());
        out.word(" remote ");
        out.paint(Colour::Inet6, "remote", "{} ", self.remote.shown(out));
        out.word("local ");
        out.paint(Colour::Inet6, "local", "{}", self.local.plain());
        if self.common.link != 0 {
            out.put("link", " dev {}", names.links.name(self.common.link));
        }
        if !self.show_flag(out, IGNORE_LIMIT, " encaplimit none") {
            out.put("encap_limit", " encaplimit {}", self.encap_limit);
        }
        match self.hop_limit {
            0 => out.word(" hoplimit inherit"),
            limit => out.put("hoplimit", " hoplimit {}", limit),
        }
        if !self.show_flag(out, ORIGINAL_CLASS, " tclass inherit") {
            let class = (self.flow & CLASS) >> 20;
            out.put("tclass", " tclass {}", format!("0x{class:02x}"));
        }
        if !self.show_flag(out, ORIGINAL_LABEL, " flowlabel inherit") {
            let label = self.flow & LABEL;
            out.put("flowlabel", " flowlabel {}", format!("0x{label:05x}"));
        }
        out.put("flowinfo", " (flowinfo {})", format!("0x{:08x}", self.flow));
        self.show_flag(out, COPY_DSCP, " dscp inherit");
        self.show_flag(out, ALLOW_LOCAL, " allow-localremote");
        self.common.keys.show(out);
        if self.protocol == GRE {
            self.common.keys.show_flags(out);
        }
    }
}

impl V6 {
    fn flag(&mut self, (flag, _): (u32, &str), on: bool) {
        self.flags = if on {
            self.flags | flag
        } else {
            self.flags & !flag
        };
    }

    fn class(&mut self, word: &str) -> Result<()> {
        let inherited = word == "inherit";
        let class = match word {
            "inherit" => 0,
            _ => hexadecimal(word, 0xff, "invalid TClass")?,
        };
        self.flow = self.flow & !CLASS | class << 20;
        self.flag(ORIGINAL_CLASS, inherited);
        Ok(())
    }

    fn label(&mut self, word: &str) -> Result<()> {
        let inherited = word == "inherit";
        let label = match word {
            "inherit" => 0,
            _ => hexadecimal(word, LABEL, "invalid Flowlabel")?,
        };
        self.flow = self.flow & !LABEL | label;
        self.flag(ORIGINAL_LABEL, inherited);
        Ok(())
    }
}

/// Parts of the flow information.
const CLASS: u32 = 0x0ff0_0000;
const LABEL: u32 = 0x000f_ffff;

fn hexadecimal(word: &str, max: u32, why: &str) -> Result<u32> {
    number::hexadecimal(word, max.into())
        .and_then(|n| u32::try_from(n).ok())
        .ok_or_else(|| Error::invalid(word, why))
}

/// `add` and `change`.
pub(super) fn change(session: &mut Session, args: Args, call: Call) -> Result<()> {
    let tunnel = V6::parse(session, args, call)?;
    if tunnel.common.name.is_empty() {
        eprint_line("Tunnel interface name not specified");
    }
    let device = match call {
        Call::Change => tunnel.device(),
        _ => tunnel.base().unwrap_or_default(),
    };
    tunnel.call(device, call)
}

/// `show`.
pub(super) fn show(session: &mut Session, args: Args) -> Result<()> {
    let filter = V6::parse(session, args, Call::Get)?;
    if !filter.common.name.is_empty() && session.view.statistics == 0 {
        let found = V6::get(&filter.common.name)?;
        let Session { out, names, .. } = session;
        // One tunnel is shown as text in any format, without the end of the line.
        return out.as_text(|out| {
            found.show(out, names);
            Ok(())
        });
    }
    list::run(session, &[ARPHRD_TUNNEL6, ARPHRD_IP6GRE], &|found: &V6| {
        let same = |filter: &Inet, found: &Inet| filter.is_unspecified() || filter == found;
        filter.common.matches(&found.common)
            && same(&filter.local, &found.local)
            && same(&filter.remote, &found.remote)
            && (filter.protocol == 0 || found.protocol == 0 || filter.protocol == found.protocol)
    })
}

impl V6 {
    /// Shows a flag if it is set; returns whether it is.
    fn show_flag(&self, out: &mut Out, (flag, key): (u32, &str), text: &str) -> bool {
        let set = self.flags & flag != 0;
        if set {
            out.put(key, text, ());
        }
        set
    }
}
