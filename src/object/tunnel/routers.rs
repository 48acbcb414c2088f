//! Options of sit tunnels: potential routers (ISATAP, RFC 5214) and prefixes of rapid deployment (6rd, RFC 5969).

use super::keys::v4;
use crate::args::{Args, encode};
use crate::error::{Error, Result};
use crate::names::links::checked_name;
use crate::output::Out;
use crate::session::Session;
use crate::sys::ioctl;
use crate::sys::tunnel::{self, Call, Parameters};
use crate::uapi::header::{IpTunnel6rd, IpTunnelPrl};
use crate::value::family;
use crate::value::inet::{Inet, Prefix};
use netlink_packet_core::Emitable;

/// linux/if_tunnel.h
const PRL_DEFAULT: u16 = 1;

/// `prl`.
pub(super) fn prl(_session: &mut Session, mut args: Args) -> Result<()> {
    let mut router = IpTunnelPrl::default();
    let (mut name, mut call) = ("", None);
    while let Some(word) = args.next() {
        let requested = match word {
            "dev" => {
                name = device(&mut args)?;
                continue;
            }
            "prl-default" | "prl-nodefault" => Call::AddRouter,
            "prl-delete" => Call::DeleteRouter,
            _ => return Err(wrong("PRL", word)),
        };
        router.addr = v4(args.value()?)?.to_be_bytes();
        if word == "prl-default" {
            router.flags = PRL_DEFAULT;
        }
        if call.replace(requested).is_some() {
            return Err(Error::fatal("One PRL entry at a time", 255));
        }
    }
    run(name, call, &router)
}

/// `6rd`.
pub(super) fn rapid(_session: &mut Session, mut args: Args) -> Result<()> {
    let mut prefixes = IpTunnel6rd::default();
    let (mut name, mut call) = ("", None);
    while let Some(word) = args.next() {
        match word {
            "dev" => name = device(&mut args)?,
            "6rd-prefix" => {
                let prefix = Prefix::parse(args.value()?, family::INET6)?;
                prefixes.prefix = address(&prefix);
                prefixes.prefixlen = prefix.length.into();
                call = Some(Call::AddRapid);
            }
            "6rd-relay_prefix" => {
                let prefix = Prefix::parse(args.value()?, family::INET)?;
                prefixes.relay_prefix = address(&prefix);
                prefixes.relay_prefixlen = prefix.length.into();
                call = Some(Call::AddRapid);
            }
            "6rd-reset" => call = Some(Call::DeleteRapid),
            _ => return Err(wrong("6RD", word)),
        }
    }
    run(name, call, &prefixes)
}

/// The bytes of an address of a family that has `N` of them.
fn address<const N: usize>(prefix: &Prefix) -> [u8; N] {
    let bytes = prefix.inet.bytes().first_chunk();
    bytes.copied().unwrap_or([0; N])
}

fn wrong(what: &str, word: &str) -> Error {
    Error::fatal(format!("Invalid {what} parameter \"{word}\""), 255)
}

fn device<'a>(args: &mut Args<'a>) -> Result<&'a str> {
    checked_name(args.value()?, "\"dev\" not a valid ifname")
}

fn run(name: &str, call: Option<Call>, structure: &dyn Emitable) -> Result<()> {
    if name.is_empty() {
        return Err(Error::fatal("Must specify device", 255));
    }
    let mut room = [0; 128];
    structure.emit(&mut room);
    let result = match call {
        Some(call) => tunnel::call(false, &encode(name), call, &mut room),
        // iproute2 sends request 0, which no socket supports.
        None => tunnel::call_none(),
    };
    let code = call.map_or(0, Call::code);
    result.map_err(|error| match error {
        ioctl::Error::Socket(error) => super::no_socket(&error),
        ioctl::Error::Call(error) => {
            Error::system(&format!("{name}: ioctl {code:x} failed"), &error)
        }
    })
}

/// Shows the potential routers of a tunnel.
pub(super) fn show(name: &str, out: &mut Out) {
    for entry in tunnel::routers(&encode(name)).unwrap_or_default() {
        let router = IpTunnelPrl::parse(&entry).unwrap_or_default();
        let inet = Inet::new(family::INET, &router.addr).to_string();
        if router.flags & PRL_DEFAULT != 0 {
            out.put("pdr", " pdr {}", inet);
        } else {
            out.put("pr", " pr {}", inet);
        }
    }
}

/// Shows the prefixes of rapid deployment.
pub(super) fn show_rapid(name: &str, out: &mut Out) {
    let mut room: Parameters = [0; 128];
    if tunnel::call(false, &encode(name), Call::GetRapid, &mut room).is_err() {
        return;
    }
    let prefixes = IpTunnel6rd::parse(&room).unwrap_or_default();
    if prefixes.prefixlen == 0 {
        return;
    }
    let prefix = Inet::new(family::INET6, &prefixes.prefix);
    out.put("6rd-prefix", " 6rd-prefix {}", prefix.to_string());
    out.put("6rd-prefixlen", "/{}", prefixes.prefixlen);
    let relay = Inet::new(family::INET, &prefixes.relay_prefix);
    if !relay.is_unspecified() {
        let text = " 6rd-relay_prefix {}";
        out.put("6rd-relay_prefix", text, relay.to_string());
        out.put("6rd-relay_prefixlen", "/{}", prefixes.relay_prefixlen);
    }
}
