//! Tunnels over IPv6 (`struct ip6_tnl_parm2`).

use super::keys::{Keys, SPECIAL};
use super::list::{self, Listed};
use super::{HELP6, Tunnel, bytes, device, name, place, take_name};
use crate::args::{Args, FromWord, Word::Short, encode};
use crate::error::{Error, Result};
use crate::names::Names;
use crate::output::{Colour, Out, eprint_line};
use crate::session::Session;
use crate::sys::tunnel::{Call, Parameters};
use crate::uapi::arp::{ARPHRD_IP6GRE, ARPHRD_TUNNEL6};
use crate::value::{family, inet::Inet, number};

/// `IPPROTO_*`.
const IPIP: u8 = libc::IPPROTO_IPIP as u8;
const GRE: u8 = libc::IPPROTO_GRE as u8;
const IPV6: u8 = libc::IPPROTO_IPV6 as u8;

/// `IP6_TNL_F_*` (linux/ip6_tunnel.h): the flag, the JSON key that stands for it.
const IGNORE_LIMIT: (u32, &str) = (0x1, "ip6_tnl_f_ign_encap_limit");
const ORIGINAL_CLASS: (u32, &str) = (0x2, "ip6_tnl_f_use_orig_tclass");
const ORIGINAL_LABEL: (u32, &str) = (0x4, "ip6_tnl_f_use_orig_flowlabel");
const COPY_DSCP: (u32, &str) = (0x10, "ip6_tnl_f_rcv_dscp_copy");
const ALLOW_LOCAL: (u32, &str) = (0x40, "ip6_tnl_f_allow_local_remote");

/// What the kernel knows of a tunnel.
pub(super) struct V6 {
    name: String,
    link: u32,
    protocol: u8,
    encap_limit: u8,
    hop_limit: u8,
    flow: u32,
    flags: u32,
    local: Inet,
    remote: Inet,
    keys: Keys,
}

impl Tunnel for V6 {
    const V6: bool = true;

    fn read(room: &Parameters) -> V6 {
        let [protocol, encap_limit, hop_limit] = bytes(room, 20);
        let inet = |at| Inet::new(family::INET6, &bytes::<16>(room, at));
        V6 {
            name: name(room),
            link: u32::from_ne_bytes(bytes(room, 16)),
            protocol,
            encap_limit,
            hop_limit,
            flow: u32::from_be_bytes(bytes(room, 24)),
            flags: u32::from_ne_bytes(bytes(room, 28)),
            local: inet(32),
            remote: inet(48),
            keys: Keys::read(room, 64),
        }
    }

    fn write(&self, room: &mut Parameters) {
        place(room, 0, &encode(&self.name));
        place(room, 16, &self.link.to_ne_bytes());
        place(room, 20, &[self.protocol, self.encap_limit, self.hop_limit]);
        place(room, 24, &self.flow.to_be_bytes());
        place(room, 28, &self.flags.to_ne_bytes());
        place(room, 32, self.local.bytes());
        place(room, 48, self.remote.bytes());
        self.keys.write(room, 64);
    }
}

/// The protocol of a mode of IPv6, and whether it is that of VTI.
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

impl V6 {
    fn parse(session: &mut Session, mut args: Args, call: Call, plain: bool) -> Result<V6> {
        // What is to be found or deleted has any protocol, limit and so on.
        let (protocol, encap_limit, hop_limit) = if plain { (0, 0, 0) } else { (IPV6, 4, 64) };
        let mut tunnel = V6 {
            name: String::new(),
            link: 0,
            protocol,
            encap_limit,
            hop_limit,
            flow: 0,
            flags: 0,
            local: Inet::unspecified(family::INET6),
            remote: Inet::unspecified(family::INET6),
            keys: Keys::default(),
        };
        let mut first = true;
        while let Some(word) = args.next() {
            tunnel.word(session, &mut args, word)?;
            // A change begins with what there is, provided the name comes first.
            if first && call == Call::Change && !tunnel.name.is_empty() {
                tunnel = V6::get(&tunnel.name)?;
            }
            first = false;
        }
        Ok(tunnel)
    }

    fn word(&mut self, session: &mut Session, args: &mut Args, word: &str) -> Result<()> {
        match word {
            "mode" => {
                let value = args.value()?;
                let unknown = || Error::fatal(format!("Unknown tunnel mode \"{value}\""), 255);
                let (protocol, special) = protocol(value).ok_or_else(unknown)?;
                self.protocol = protocol;
                self.keys.set_special(special);
            }
            "remote" => self.remote = Inet::parse(args.value()?, family::INET6)?,
            "local" => self.local = Inet::parse(args.value()?, family::INET6)?,
            "dev" => self.link = device(session, args)?,
            "encaplimit" => {
                let value = args.value()?;
                self.flag(IGNORE_LIMIT, value == "none");
                // What is no number is taken for none (iproute2 sends what happens to lie on its stack).
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
            _ if self.keys.option(args, word)? => {}
            _ => take_name(&mut self.name, args, word, HELP6)?,
        }
        Ok(())
    }

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

    /// The device by which tunnels of this kind are made.
    fn base(&self) -> &'static str {
        let [flags, _] = self.keys.flags;
        match self.protocol {
            GRE => "ip6gre0",
            IPV6 if flags & SPECIAL != 0 => "ip6_vti0",
            _ => "ip6tnl0",
        }
    }

    /// Its own name, else that of the device by which it is made.
    fn device(&self) -> &str {
        match self.name.as_str() {
            "" => self.base(),
            name => name,
        }
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
    let tunnel = V6::parse(session, args, call, false)?;
    if tunnel.name.is_empty() {
        eprint_line("Tunnel interface name not specified");
    }
    let device = match call {
        Call::Change => tunnel.device(),
        _ => tunnel.base(),
    };
    tunnel.call(device, call)
}

/// `delete`.
pub(super) fn delete(session: &mut Session, args: Args) -> Result<()> {
    let tunnel = V6::parse(session, args, Call::Delete, false)?;
    tunnel.call(tunnel.device(), Call::Delete)
}

/// `show`.
pub(super) fn show(session: &mut Session, args: Args) -> Result<()> {
    let wanted = V6::parse(session, args, Call::Get, true)?;
    if !wanted.name.is_empty() && session.view.statistics == 0 {
        let found = V6::get(&wanted.name)?;
        let Session { out, names, .. } = session;
        // One tunnel is text without a line end, whatever the options say.
        return out.as_text(|out| {
            found.describe(out, names);
            Ok(())
        });
    }
    list::run(session, &[ARPHRD_TUNNEL6, ARPHRD_IP6GRE], &|found: &V6| {
        let same = |wanted: &Inet, found: &Inet| wanted.is_unspecified() || wanted == found;
        (wanted.name.is_empty() || wanted.name == found.name)
            && (wanted.link == 0 || wanted.link == found.link)
            && same(&wanted.local, &found.local)
            && same(&wanted.remote, &found.remote)
            && (wanted.protocol == 0 || found.protocol == 0 || wanted.protocol == found.protocol)
    })
}

impl Listed for V6 {
    fn describe(&self, out: &mut Out, names: &mut Names) {
        let protocol = match self.protocol {
            0 => "any",
            IPIP => "ip",
            GRE => "gre",
            IPV6 => "ipv6",
            _ => "unknown",
        };
        out.paint(Colour::Ifname, "ifname", "{}: ", &self.name);
        out.put("mode", "{}", [protocol, "/ipv6"].concat());
        out.word(" remote ");
        out.paint(Colour::Inet6, "remote", "{} ", self.remote.shown(out));
        out.word("local ");
        out.paint(Colour::Inet6, "local", "{}", self.local.plain());
        if self.link != 0 {
            out.put("link", " dev {}", names.links.name(self.link));
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
        self.keys.show(out);
        if self.protocol == GRE {
            self.keys.show_flags(out);
        }
    }
}

impl V6 {
    /// Shows a flag that is set.
    fn show_flag(&self, out: &mut Out, (flag, key): (u32, &str), text: &str) -> bool {
        let set = self.flags & flag != 0;
        if set {
            out.put(key, text, ());
        }
        set
    }
}
