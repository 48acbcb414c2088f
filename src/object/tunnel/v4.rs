//! Tunnels over IPv4.

use super::keys::{KEY, Keys, SPECIAL, v4};
use super::{Common, HELP, Tunnel, list, name, name_bytes, routers};
use crate::args::{Args, FromWord, Word::Short};
use crate::error::{Error, Result};
use crate::names::{NameTable, NameTables, Names};
use crate::output::{Colour, Out};
use crate::session::Session;
use crate::sys::tunnel::{Call, Parameters};
use crate::uapi::arp::{ARPHRD_IPGRE, ARPHRD_SIT, ARPHRD_TUNNEL};
use crate::uapi::header::IpTunnelParm;
use crate::value::inet::Inet;
use netlink_packet_core::Emitable;

/// "Don't fragment" in the IPv4 header.
const IP_DF: u16 = 0x4000;
/// `IPPROTO_*`.
const IPIP: u8 = libc::IPPROTO_IPIP as u8;
const GRE: u8 = libc::IPPROTO_GRE as u8;
const IPV6: u8 = libc::IPPROTO_IPV6 as u8;
const MPLS: u8 = 137;

/// A tunnel over IPv4.
pub(super) struct V4 {
    common: Common,
    tos: u8,
    fragment: u16,
    ttl: u8,
    protocol: u8,
    local: u32,
    remote: u32,
}

/// The protocol of a mode, and whether the mode is marked by [`SPECIAL`].
fn mode(word: &str) -> Option<(u8, bool)> {
    Some(match word {
        "ipip" | "ip/ip" => (IPIP, false),
        "vti" => (IPIP, true),
        "gre" | "gre/ip" => (GRE, false),
        "sit" | "ipv6/ip" => (IPV6, false),
        "isatap" => (IPV6, true),
        _ => return None,
    })
}

impl Tunnel for V4 {
    const V6: bool = false;
    const HELP: &'static str = HELP;

    fn new(_call: Call) -> V4 {
        V4 {
            common: Common::default(),
            tos: 0,
            fragment: IP_DF,
            ttl: 0,
            protocol: 0,
            local: 0,
            remote: 0,
        }
    }

    fn common(&self) -> &Common {
        &self.common
    }

    fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }

    fn read(room: &Parameters) -> V4 {
        let found = IpTunnelParm::parse(room).unwrap_or_default();
        V4 {
            common: Common {
                name: name(&found.name),
                link: found.link,
                keys: Keys::new([found.i_flags, found.o_flags], [found.i_key, found.o_key]),
            },
            tos: found.tos,
            fragment: u16::from_be_bytes(found.frag_off),
            ttl: found.ttl,
            protocol: found.protocol,
            local: u32::from_be_bytes(found.saddr),
            remote: u32::from_be_bytes(found.daddr),
        }
    }

    fn write(&self, room: &mut Parameters) {
        let Common { name, link, keys } = &self.common;
        let [i_flags, o_flags] = keys.flags;
        let [i_key, o_key] = keys.keys.map(u32::to_be_bytes);
        let structure = IpTunnelParm {
            name: name_bytes(name),
            link: *link,
            i_flags,
            o_flags,
            i_key,
            o_key,
            // Version 4, a header of five words.
            version_and_length: 0x45,
            tos: self.tos,
            frag_off: self.fragment.to_be_bytes(),
            ttl: self.ttl,
            protocol: self.protocol,
            saddr: self.local.to_be_bytes(),
            daddr: self.remote.to_be_bytes(),
        };
        structure.emit(room);
    }

    fn option(&mut self, session: &mut Session, args: &mut Args, word: &str) -> Result<bool> {
        match word {
            "mode" => self.mode(args.value()?)?,
            "remote" => self.remote = v4(args.value()?)?,
            "local" => self.local = v4(args.value()?)?,
            "ttl" | "hoplimit" | "hlim" => {
                let value = args.value()?;
                let wrong = || Error::invalid(value, "invalid TTL\n");
                self.ttl = match value {
                    "inherit" => 0,
                    _ => u8::from_word(value).ok_or_else(wrong)?,
                };
            }
            "tos" | "tclass" => self.tos = tos(args.value()?, &session.names.tables)?,
            _ if Short("dsfield").fits(word) => {
                self.tos = tos(args.value()?, &session.names.tables)?;
            }
            "nopmtudisc" => self.fragment = 0,
            "pmtudisc" => self.fragment = IP_DF,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn complete(&mut self) -> Result<()> {
        self.guess_mode();
        self.check()
    }

    fn base(&self) -> Option<&'static str> {
        let [flags, _] = self.common.keys.flags;
        Some(match self.protocol {
            IPIP if flags & SPECIAL != 0 => "ip_vti0",
            IPIP => "tunl0",
            GRE => "gre0",
            IPV6 => "sit0",
            _ => return None,
        })
    }

    fn show(&self, out: &mut Out, names: &mut Names) {
        let protocol = match self.protocol {
            0 => "any",
            IPIP => "ip",
            GRE => "gre",
            IPV6 => "ipv6",
            MPLS => "mpls",
            _ => "unknown",
        };
        out.paint(Colour::Ifname, "ifname", "{}: ", &self.common.name);
        out.put("mode", "{}", [protocol, "/ip"].concat());
        endpoint(out, ["remote", " remote ", "{} "], self.remote, true);
        endpoint(out, ["local", "local ", "{}"], self.local, false);
        let [flags, _] = self.common.keys.flags;
        if self.protocol == IPV6 && flags & SPECIAL != 0 {
            routers::show(&self.common.name, out);
        }
        if self.common.link != 0 {
            out.put("dev", " dev {}", names.links.name(self.common.link));
        }
        match self.ttl {
            0 => out.word(" ttl inherit"),
            ttl => out.put("ttl", " ttl {}", ttl),
        }
        self.show_tos(out, &names.tables);
        if self.fragment & IP_DF == 0 {
            out.put("nopmtudisc", " nopmtudisc", ());
        }
        if self.protocol == IPV6 {
            routers::show_rapid(&self.common.name, out);
        }
        self.common.keys.show(out);
        if self.protocol == GRE {
            self.common.keys.show_flags(out);
        }
    }
}

impl V4 {
    fn mode(&mut self, word: &str) -> Result<()> {
        let unknown = || Error::fatal(format!("Unknown tunnel mode \"{word}\""), 255);
        let (protocol, special) = mode(word).ok_or_else(unknown)?;
        if self.protocol != 0 && self.protocol != protocol {
            let line = "You managed to ask for more than one tunnel mode.";
            return Err(Error::fatal(line, 255));
        }
        self.protocol = protocol;
        self.common.keys.set_special(special);
        Ok(())
    }

    /// Without a mode, the name decides, as in iproute2: `sit1` is a sit tunnel.
    fn guess_mode(&mut self) {
        const NAMES: [&str; 5] = ["gre", "ipip", "isatap", "sit", "vti"];
        let begun = NAMES
            .iter()
            .find(|start| self.common.name.starts_with(**start));
        if let Some((protocol, special)) = begun
            .filter(|_| self.protocol == 0)
            .and_then(|start| mode(start))
        {
            self.protocol = protocol;
            self.common.keys.set_special(special);
        }
    }

    fn check(&mut self) -> Result<()> {
        let [flags, _] = self.common.keys.flags;
        let vti = self.protocol == IPIP && flags & SPECIAL != 0;
        if self.common.keys.keyed() && self.protocol != GRE && !vti {
            let line = "Keys are not allowed with ipip and sit tunnels";
            return Err(Error::command(line));
        }
        if !Inet::from_v4(self.remote).is_multicast() {
            return Ok(());
        }
        // The default key of a multicast group is its address.
        for (flags, key) in self
            .common
            .keys
            .flags
            .iter_mut()
            .zip(&mut self.common.keys.keys)
        {
            if *flags & KEY == 0 {
                *flags |= KEY;
                *key = self.remote;
            }
        }
        if self.local == 0 {
            let line = "A broadcast tunnel requires a source address";
            return Err(Error::command(line));
        }
        Ok(())
    }
}

/// Reads `inherit`, a type of service, or both with a slash between. Text after the slash of another word is ignored.
fn tos(word: &str, tables: &NameTables) -> Result<u8> {
    let (first, rest) = match word.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (word, None),
    };
    let field = |word: &str| {
        tables
            .dsfield(word)
            .ok_or_else(|| Error::invalid(first, "bad TOS value"))
    };
    match (first, rest) {
        ("inherit", None) => Ok(1),
        ("inherit", Some(rest)) => Ok(1 | field(rest)?),
        (first, _) => field(first),
    }
}

/// `add` and `change`.
pub(super) fn change(session: &mut Session, args: Args, call: Call) -> Result<()> {
    let tunnel = V4::parse(session, args, call)?;
    if tunnel.ttl != 0 && tunnel.fragment == 0 {
        let line = "ttl != 0 and nopmtudisc are incompatible";
        return Err(Error::command(line));
    }
    let base = tunnel
        .base()
        .ok_or_else(|| Error::command("cannot determine tunnel mode (ipip, gre, vti or sit)"))?;
    let device = match call {
        Call::Change => tunnel.device(),
        _ => base,
    };
    tunnel.call(device, call)
}

/// `show`.
pub(super) fn show(session: &mut Session, args: Args) -> Result<()> {
    let filter = V4::parse(session, args, Call::Get)?;
    if filter.base().is_some() {
        let found = V4::get(filter.device())?;
        let Session { out, names, .. } = session;
        // One tunnel is shown as text in any format.
        return out.as_text(|out| {
            found.show(out, names);
            out.end_record();
            Ok(())
        });
    }
    list::run(
        session,
        &[ARPHRD_TUNNEL, ARPHRD_SIT, ARPHRD_IPGRE],
        &|found: &V4| {
            let same = |filter: u32, found: u32| filter == 0 || filter == found;
            filter.common.matches(&found.common)
                && same(filter.local, found.local)
                && same(filter.remote, found.remote)
        },
    )
}

impl V4 {
    fn show_tos(&self, out: &mut Out, tables: &NameTables) {
        let field = |tos: u8| {
            let known = tables.known(NameTable::Dsfield, tos.into());
            known
                .filter(|_| !tables.numeric)
                .map_or_else(|| format!("0x{tos:02x}"), str::to_owned)
        };
        match self.tos {
            0 => {}
            1 => out.word(" tos inherit"),
            tos if tos & 1 != 0 => {
                let shown = field(tos & !1);
                out.split("tos", " tos inherit/{}", shown, format!("0x{tos:02x}"));
            }
            tos => out.put("tos", " tos {}", field(tos)),
        }
    }
}

/// Shows an address, by its host name if `by_name`; text shows `any` for none.
fn endpoint(out: &mut Out, [key, label, text]: [&str; 3], address: u32, by_name: bool) {
    let inet = Inet::from_v4(address);
    let shown = if by_name {
        inet.shown(out)
    } else {
        inet.plain()
    };
    out.word(label);
    if address == 0 && !out.is_json() {
        out.text_painted(Colour::Inet, text, "any");
    } else {
        out.paint(Colour::Inet, key, text, shown);
    }
}
