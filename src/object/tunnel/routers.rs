//! What sit tunnels have besides: potential routers (ISATAP, RFC 5214) and prefixes of rapid deployment (RFC 5969).

use super::keys::v4;
use super::place;
use crate::args::{Args, encode};
use crate::error::{Error, Result};
use crate::names::links::checked_name;
use crate::output::Out;
use crate::session::Session;
use crate::sys::ioctl;
use crate::sys::tunnel::{self, Call, Parameters};
use crate::value::family;
use crate::value::inet::{Inet, Prefix};

/// `PRL_DEFAULT`.
const DEFAULT: u16 = 1;

/// `prl`.
pub(super) fn prl(_session: &mut Session, mut args: Args) -> Result<()> {
    let mut room = [0; 128];
    let (mut name, mut call) = ("", None);
    while let Some(word) = args.next() {
        let wanted = match word {
            "dev" => {
                name = device(&mut args)?;
                continue;
            }
            "prl-default" | "prl-nodefault" => Call::AddRouter,
            "prl-delete" => Call::DeleteRouter,
            _ => return Err(wrong("PRL", word)),
        };
        place(&mut room, 0, &v4(args.value()?)?.to_be_bytes());
        if word == "prl-default" {
            place(&mut room, 4, &DEFAULT.to_ne_bytes());
        }
        if call.replace(wanted).is_some() {
            return Err(Error::fatal("One PRL entry at a time", 255));
        }
    }
    run(name, call, &mut room)
}

/// `6rd`.
pub(super) fn rapid(_session: &mut Session, mut args: Args) -> Result<()> {
    let mut room = [0; 128];
    let (mut name, mut call) = ("", None);
    while let Some(word) = args.next() {
        match word {
            "dev" => name = device(&mut args)?,
            "6rd-prefix" => {
                let prefix = Prefix::parse(args.value()?, family::INET6)?;
                place(&mut room, 0, prefix.inet.bytes());
                place(&mut room, 20, &u16::from(prefix.length).to_ne_bytes());
                call = Some(Call::AddRapid);
            }
            "6rd-relay_prefix" => {
                let prefix = Prefix::parse(args.value()?, family::INET)?;
                place(&mut room, 16, prefix.inet.bytes());
                place(&mut room, 22, &u16::from(prefix.length).to_ne_bytes());
                call = Some(Call::AddRapid);
            }
            "6rd-reset" => call = Some(Call::DeleteRapid),
            _ => return Err(wrong("6RD", word)),
        }
    }
    run(name, call, &mut room)
}

fn wrong(what: &str, word: &str) -> Error {
    Error::fatal(format!("Invalid {what} parameter \"{word}\""), 255)
}

fn device<'a>(args: &mut Args<'a>) -> Result<&'a str> {
    checked_name(args.value()?, "\"dev\" not a valid ifname")
}

fn run(name: &str, call: Option<Call>, room: &mut Parameters) -> Result<()> {
    if name.is_empty() {
        return Err(Error::fatal("Must specify device", 255));
    }
    let result = match call {
        Some(call) => tunnel::call(false, &encode(name), call, room),
        // iproute2 makes an ioctl of number 0, which no socket knows.
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
        let [a, b, c, d, low, high, ..] = entry;
        let inet = Inet::new(family::INET, &[a, b, c, d]).to_string();
        if u16::from_ne_bytes([low, high]) & DEFAULT != 0 {
            out.put("pdr", " pdr {}", inet);
        } else {
            out.put("pr", " pr {}", inet);
        }
    }
}

/// Shows the prefixes of rapid deployment.
pub(super) fn show_rapid(name: &str, out: &mut Out) {
    let mut room = [0; 128];
    if tunnel::call(false, &encode(name), Call::GetRapid, &mut room).is_err() {
        return;
    }
    let length = |at| u16::from_ne_bytes(super::bytes(&room, at));
    let prefix = Inet::new(family::INET6, &super::bytes::<16>(&room, 0));
    let relay = Inet::new(family::INET, &super::bytes::<4>(&room, 16));
    if length(20) == 0 {
        return;
    }
    out.put("6rd-prefix", " 6rd-prefix {}", prefix.to_string());
    out.put("6rd-prefixlen", "/{}", length(20));
    if !relay.is_unspecified() {
        let text = " 6rd-relay_prefix {}";
        out.put("6rd-relay_prefix", text, relay.to_string());
        out.put("6rd-relay_prefixlen", "/{}", length(22));
    }
}
