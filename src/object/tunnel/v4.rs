//! Tunnels over IPv4 (`struct ip_tunnel_parm`).

use super::keys::{KEY, Keys, SPECIAL, v4};
use super::list::{self, Listed};
use super::{HELP, Tunnel, bytes, device, name, place, routers, take_name};
use crate::args::{Args, FromWord, Word::Short, encode};
use crate::error::{Error, Result};
use crate::names::{NameTable, NameTables, Names};
use crate::output::{Colour, Out};
use crate::session::Session;
use crate::sys::tunnel::{Call, Parameters};
use crate::uapi::arp::{ARPHRD_IPGRE, ARPHRD_SIT, ARPHRD_TUNNEL};
use crate::value::inet::Inet;

/// `IP_DF`, as it lies in memory.
const DONT_FRAGMENT: u16 = 0x4000_u16.to_be();
/// `IPPROTO_*`.
const IPIP: u8 = libc::IPPROTO_IPIP as u8;
const GRE: u8 = libc::IPPROTO_GRE as u8;
const IPV6: u8 = libc::IPPROTO_IPV6 as u8;
const MPLS: u8 = 137;

/// What the kernel knows of a tunnel.
pub(super) struct V4 {
    name: String,
    link: u32,
    keys: Keys,
    tos: u8,
    fragment: u16,
    ttl: u8,
    protocol: u8,
    local: u32,
    remote: u32,
}

impl Tunnel for V4 {
    const V6: bool = false;

    fn read(room: &Parameters) -> V4 {
        let [tos] = bytes(room, 33);
        let [ttl, protocol] = bytes(room, 40);
        V4 {
            name: name(room),
            link: u32::from_ne_bytes(bytes(room, 16)),
            keys: Keys::read(room, 20),
            tos,
            fragment: u16::from_ne_bytes(bytes(room, 38)),
            ttl,
            protocol,
            local: u32::from_be_bytes(bytes(room, 44)),
            remote: u32::from_be_bytes(bytes(room, 48)),
        }
    }

    fn write(&self, room: &mut Parameters) {
        place(room, 0, &encode(&self.name));
        place(room, 16, &self.link.to_ne_bytes());
        self.keys.write(room, 20);
        // Version 4, a header of five words.
        place(room, 32, &[0x45, self.tos]);
        place(room, 38, &self.fragment.to_ne_bytes());
        place(room, 40, &[self.ttl, self.protocol]);
        place(room, 44, &self.local.to_be_bytes());
        place(room, 48, &self.remote.to_be_bytes());
    }
}

/// Modes: protocol, whether it is the special one of its protocol.
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

impl V4 {
    fn parse(session: &mut Session, mut args: Args, call: Call) -> Result<V4> {
        let mut tunnel = V4 {
            name: String::new(),
            link: 0,
            keys: Keys::default(),
            tos: 0,
            fragment: DONT_FRAGMENT,
            ttl: 0,
            protocol: 0,
            local: 0,
            remote: 0,
        };
        let mut first = true;
        while let Some(word) = args.next() {
            tunnel.word(session, &mut args, word)?;
            // A change begins with what there is, provided the name comes first.
            if first && call == Call::Change && !tunnel.name.is_empty() {
                tunnel = V4::get(&tunnel.name)?;
            }
            first = false;
        }
        tunnel.guess_mode();
        tunnel.check()?;
        Ok(tunnel)
    }

    fn word(&mut self, session: &mut Session, args: &mut Args, word: &str) -> Result<()> {
        match word {
            "mode" => self.mode(args.value()?)?,
            "remote" => self.remote = v4(args.value()?)?,
            "local" => self.local = v4(args.value()?)?,
            "dev" => self.link = device(session, args)?,
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
            "pmtudisc" => self.fragment = DONT_FRAGMENT,
            _ if self.keys.option(args, word)? => {}
            _ => take_name(&mut self.name, args, word, HELP)?,
        }
        Ok(())
    }

    fn mode(&mut self, word: &str) -> Result<()> {
        let unknown = || Error::fatal(format!("Unknown tunnel mode \"{word}\""), 255);
        let (protocol, special) = mode(word).ok_or_else(unknown)?;
        if self.protocol != 0 && self.protocol != protocol {
            let line = "You managed to ask for more than one tunnel mode.";
            return Err(Error::fatal(line, 255));
        }
        self.protocol = protocol;
        self.keys.set_special(special);
        Ok(())
    }

    /// Takes the mode from the tunnel's name where no other is known, as iproute2 does: `sit1` is a sit.
    fn guess_mode(&mut self) {
        const NAMES: [&str; 5] = ["gre", "ipip", "isatap", "sit", "vti"];
        let begun = NAMES.iter().find(|start| self.name.starts_with(**start));
        if let Some((protocol, special)) = begun
            .filter(|_| self.protocol == 0)
            .and_then(|start| mode(start))
        {
            self.protocol = protocol;
            self.keys.set_special(special);
        }
    }

    fn check(&mut self) -> Result<()> {
        let [flags, _] = self.keys.flags;
        let vti = self.protocol == IPIP && flags & SPECIAL != 0;
        if self.keys.keyed() && self.protocol != GRE && !vti {
            let line = "Keys are not allowed with ipip and sit tunnels";
            return Err(Error::command(line));
        }
        if !Inet::from_v4(self.remote).is_multicast() {
            return Ok(());
        }
        // Without a key, a group is its own.
        for (flags, key) in self.keys.flags.iter_mut().zip(&mut self.keys.keys) {
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

    /// The device by which tunnels of this kind are made.
    fn base(&self) -> Option<&'static str> {
        let [flags, _] = self.keys.flags;
        Some(match self.protocol {
            IPIP if flags & SPECIAL != 0 => "ip_vti0",
            IPIP => "tunl0",
            GRE => "gre0",
            IPV6 => "sit0",
            _ => return None,
        })
    }

    /// Its own name, else that of the device by which it is made.
    fn device(&self) -> &str {
        match self.name.as_str() {
            "" => self.base().unwrap_or_default(),
            name => name,
        }
    }
}

/// `inherit`, a field, or both with a slash between. What follows another word's slash is not looked at.
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

/// `delete`.
pub(super) fn delete(session: &mut Session, args: Args) -> Result<()> {
    let tunnel = V4::parse(session, args, Call::Delete)?;
    tunnel.call(tunnel.device(), Call::Delete)
}

/// `show`.
pub(super) fn show(session: &mut Session, args: Args) -> Result<()> {
    let wanted = V4::parse(session, args, Call::Get)?;
    if wanted.base().is_some() {
        let found = V4::get(wanted.device())?;
        let Session { out, names, .. } = session;
        // One tunnel is text, whatever the options say.
        return out.as_text(|out| {
            found.describe(out, names);
            out.end_record();
            Ok(())
        });
    }
    list::run(
        session,
        &[ARPHRD_TUNNEL, ARPHRD_SIT, ARPHRD_IPGRE],
        &|found: &V4| {
            let same = |wanted: u32, found: u32| wanted == 0 || wanted == found;
            (wanted.name.is_empty() || wanted.name == found.name)
                && same(wanted.link, found.link)
                && same(wanted.local, found.local)
                && same(wanted.remote, found.remote)
        },
    )
}

impl Listed for V4 {
    fn describe(&self, out: &mut Out, names: &mut Names) {
        let protocol = match self.protocol {
            0 => "any",
            IPIP => "ip",
            GRE => "gre",
            IPV6 => "ipv6",
            MPLS => "mpls",
            _ => "unknown",
        };
        out.paint(Colour::Ifname, "ifname", "{}: ", &self.name);
        out.put("mode", "{}", [protocol, "/ip"].concat());
        endpoint(out, ["remote", " remote ", "{} "], self.remote, true);
        endpoint(out, ["local", "local ", "{}"], self.local, false);
        let [flags, _] = self.keys.flags;
        if self.protocol == IPV6 && flags & SPECIAL != 0 {
            routers::show(&self.name, out);
        }
        if self.link != 0 {
            out.put("dev", " dev {}", names.links.name(self.link));
        }
        match self.ttl {
            0 => out.word(" ttl inherit"),
            ttl => out.put("ttl", " ttl {}", ttl),
        }
        self.show_tos(out, &names.tables);
        if self.fragment & DONT_FRAGMENT == 0 {
            out.put("nopmtudisc", " nopmtudisc", ());
        }
        if self.protocol == IPV6 {
            routers::show_rapid(&self.name, out);
        }
        self.keys.show(out);
        if self.protocol == GRE {
            self.keys.show_flags(out);
        }
    }
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

/// An address, by its name if that is wanted; `any` in text for none.
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
