//! `ip tunnel`: tunnels over IP, made and shown by ioctl. ip-tunnel(8).

mod keys;
mod list;
mod routers;
mod v4;
mod v6;

use crate::args::{Args, Word, Word::Short, encode};
use crate::command::Run;
use crate::error::{Error, Result};
use crate::names::links::checked_name;
use crate::session::Session;
use crate::sys::ioctl;
use crate::sys::tunnel::{self, Call, Parameters};
use crate::value::family;
use std::io;

const HELP: &str = "\
Usage: ip tunnel { add | change | del | show } [ NAME ] [ OPTIONS ]
       ip tunnel prl dev NAME
                 { prl-default ADDR | prl-nodefault ADDR | prl-delete ADDR }
       ip tunnel 6rd dev NAME
                 { 6rd-prefix PREFIX | 6rd-relay_prefix PREFIX | 6rd-reset }
OPTIONS := [ mode { gre | ipip | isatap | sit | vti } ] [ remote ADDR ]
           [ local ADDR ] [ [i|o]seq ] [ [i|o]key KEY ] [ [i|o]csum ]
           [ ttl TTL ] [ tos TOS ] [ [no]pmtudisc ] [ dev PHYS_DEV ]
ADDR := { IP_ADDRESS | any }
TOS  := { STRING | 00..ff | inherit | inherit/STRING | inherit/00..ff }
TTL  := { 1..255 | inherit }
KEY  := { DOTTED_QUAD | NUMBER }
";

const HELP6: &str = "\
Usage: ip -f inet6 tunnel { add | change | del | show } [ NAME ] [ OPTIONS ]
OPTIONS := [ mode { ip6ip6 | ipip6 | ip6gre | vti6 | any } ]
           [ remote ADDR local ADDR ] [ dev PHYS_DEV ] [ encaplimit ELIM ]
           [ hoplimit TTL ] [ tclass TCLASS ] [ flowlabel FLOWLABEL ]
           [ dscp inherit ] [ [no]allow-localremote ] [ [i|o]seq ]
           [ [i|o]key KEY ] [ [i|o]csum ]
ELIM      := { none | 0..255 }
TTL       := 0..255
TCLASS    := { 0x0..0xff | inherit }
FLOWLABEL := { 0x0..0xfffff | inherit }
KEY       := { DOTTED_QUAD | NUMBER }
";

const VERBS: &[(Word, Run)] = &[
    (Short("add"), |session, args| {
        v4::change(session, args, Call::Add)
    }),
    (Short("change"), |session, args| {
        v4::change(session, args, Call::Change)
    }),
    (Short("delete"), v4::delete),
    (Short("show"), v4::show),
    (Short("lst"), v4::show),
    (Short("list"), v4::show),
    (Short("prl"), routers::prl),
    (Short("6rd"), routers::rapid),
    (Short("help"), |_, _| Err(Error::usage(HELP))),
];

const VERBS6: &[(Word, Run)] = &[
    (Short("add"), |session, args| {
        v6::change(session, args, Call::Add)
    }),
    (Short("change"), |session, args| {
        v6::change(session, args, Call::Change)
    }),
    (Short("delete"), v6::delete),
    (Short("show"), v6::show),
    (Short("lst"), v6::show),
    (Short("list"), v6::show),
    (Short("help"), |_, _| Err(Error::usage(HELP6))),
];

/// Runs `ip tunnel`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, mut args: Args) -> Result<()> {
    // The first mode named may ask for IPv6, whatever the family.
    let words = args.rest();
    let mode = words.iter().position(|word| word == "mode");
    let mode = mode.and_then(|at| words.get(at + 1));
    let asks = mode.is_some_and(|mode| v6::protocol(mode).is_some());
    let (verbs, unknown, default): (_, _, Run) = match session.family {
        _ if asks => (VERBS6, "-f inet6 tunnel help\".", v6::show),
        family::INET6 => (VERBS6, "-f inet6 tunnel help\".", v6::show),
        family::UNSPEC | family::INET => (VERBS, "tunnel help\"", v4::show),
        other => {
            let line = format!("Unsupported protocol family: {other}");
            return Err(Error::fatal(line, 255));
        }
    };
    let Some(word) = args.next() else {
        return default(session, args);
    };
    match verbs.iter().find(|(verb, _)| verb.fits(word)) {
        Some((_, run)) => run(session, args),
        None => Err(Error::fatal(
            format!("Command \"{word}\" is unknown, try \"ip {unknown}"),
            255,
        )),
    }
}

/// The structure that describes a tunnel to the kernel, of IPv4 or IPv6: both begin with the tunnel's name and the
/// index of the device below.
trait Tunnel: Sized {
    /// Whether it is that of IPv6.
    const V6: bool;

    /// Reads what the kernel wrote.
    fn read(room: &Parameters) -> Self;

    /// Writes it for the kernel.
    fn write(&self, room: &mut Parameters);

    /// Asks the kernel for the tunnel of this name.
    fn get(device: &str) -> Result<Self> {
        let mut room = [0; 128];
        ask(Self::V6, device, Call::Get, &mut room)?;
        Ok(Self::read(&room))
    }

    /// Has the kernel add, change or delete the tunnel by way of a device.
    fn call(&self, device: &str, call: Call) -> Result<()> {
        let mut room = [0; 128];
        self.write(&mut room);
        ask(Self::V6, device, call, &mut room)
    }
}

fn ask(v6: bool, device: &str, call: Call, room: &mut Parameters) -> Result<()> {
    tunnel::call(v6, &encode(device), call, room).map_err(|error| {
        let verb = match call {
            Call::Get => "get",
            Call::Delete => "delete",
            _ => "add",
        };
        match error {
            ioctl::Error::Socket(error) => no_socket(&error),
            ioctl::Error::Call(error) => {
                Error::system(&format!("{verb} tunnel \"{device}\" failed"), &error)
            }
        }
    })
}

/// The error of a missing socket: a kernel without IPv6 has none of that family.
fn no_socket(error: &io::Error) -> Error {
    Error::system("create socket failed", error)
}

/// Writes bytes into the room at an offset.
fn place(room: &mut Parameters, at: usize, bytes: &[u8]) {
    for (to, from) in room.iter_mut().skip(at).zip(bytes) {
        *to = *from;
    }
}

/// Bytes of the room at an offset.
fn bytes<const N: usize>(room: &Parameters, at: usize) -> [u8; N] {
    let found = room.get(at..).and_then(|tail| tail.first_chunk());
    found.copied().unwrap_or([0; N])
}

/// A name, up to its NUL.
fn name(room: &Parameters) -> String {
    let name: [u8; 16] = bytes(room, 0);
    crate::args::decode(name.split(|byte| *byte == 0).next().unwrap_or_default())
}

/// The name of a tunnel, which may be given once and with the word `name` before it.
fn take_name(known: &mut String, args: &mut Args, word: &str, help: &'static str) -> Result<()> {
    let value = if word == "name" { args.value()? } else { word };
    if word != "name" && Short("help").fits(word) {
        return Err(Error::usage(help));
    }
    if !known.is_empty() {
        return Err(Error::duplicate_or_garbage("name", value));
    }
    checked_name(value, "\"name\" not a valid ifname")?.clone_into(known);
    Ok(())
}

/// The index of the device below.
fn device(session: &mut Session, args: &mut Args) -> Result<u32> {
    let name = args.value()?;
    let index = session.names.links.index(name);
    index.ok_or_else(|| Error::no_device(name))
}
