//! `ip tunnel`: tunnels over IP, by ioctl. ip-tunnel(8).

mod keys;
mod list;
mod routers;
mod v4;
mod v6;

use crate::args::{Args, Word, Word::Short, decode, encode};
use crate::command::Run;
use crate::error::{Error, Result};
use crate::names::Names;
use crate::names::links::checked_name;
use crate::output::Out;
use crate::session::Session;
use crate::sys::ioctl;
use crate::sys::tunnel::{self, Call, Parameters};
use crate::value::family;
use keys::Keys;
use std::io;
use v4::V4;
use v6::V6;

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
    (Short("delete"), delete::<V4>),
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
    (Short("delete"), delete::<V6>),
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
    // The first `mode` may select IPv6 in any family.
    let words = args.rest();
    let mode = words.iter().position(|word| word == "mode");
    let mode = mode.and_then(|at| words.get(at + 1));
    let is_v6 = mode.is_some_and(|mode| v6::protocol(mode).is_some());
    let (verbs, unknown, default): (_, _, Run) = match session.family {
        _ if is_v6 => (VERBS6, "-f inet6 tunnel help\".", v6::show),
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

/// What tunnels of both families have.
#[derive(Default)]
struct Common {
    name: String,
    /// Index of the lower device.
    link: u32,
    keys: Keys,
}

/// A tunnel over IPv4 or IPv6.
trait Tunnel: Sized {
    const V6: bool;
    const HELP: &'static str;

    /// A tunnel without arguments.
    fn new(call: Call) -> Self;

    fn common(&self) -> &Common;

    fn common_mut(&mut self) -> &mut Common;

    /// Reads the structure that the kernel wrote.
    fn read(room: &Parameters) -> Self;

    /// Writes the structure for the kernel.
    fn write(&self, room: &mut Parameters);

    /// Reads an option that the other family does not have; returns whether `word` is one.
    fn option(&mut self, session: &mut Session, args: &mut Args, word: &str) -> Result<bool>;

    /// Completes and checks the options.
    fn complete(&mut self) -> Result<()> {
        Ok(())
    }

    /// The device through which the kernel creates tunnels of this mode.
    fn base(&self) -> Option<&'static str>;

    /// Shows the tunnel without the end of the line.
    fn show(&self, out: &mut Out, names: &mut Names);

    fn parse(session: &mut Session, mut args: Args, call: Call) -> Result<Self> {
        let mut tunnel = Self::new(call);
        let mut first = true;
        while let Some(word) = args.next() {
            if !tunnel.option(session, &mut args, word)? {
                let common = tunnel.common_mut();
                common.option(session, &mut args, word, Self::HELP)?;
            }
            // A change starts from the existing tunnel if the name comes first.
            let name = &tunnel.common().name;
            if first && call == Call::Change && !name.is_empty() {
                tunnel = Self::get(name)?;
            }
            first = false;
        }
        tunnel.complete()?;
        Ok(tunnel)
    }

    /// The tunnel's own device, or else [`Self::base`].
    fn device(&self) -> &str {
        match self.common().name.as_str() {
            "" => self.base().unwrap_or_default(),
            name => name,
        }
    }

    /// Reads the tunnel of this name from the kernel.
    fn get(device: &str) -> Result<Self> {
        let mut room = [0; 128];
        request(Self::V6, device, Call::Get, &mut room)?;
        Ok(Self::read(&room))
    }

    /// Adds, changes or deletes the tunnel through a device.
    fn call(&self, device: &str, call: Call) -> Result<()> {
        let mut room = [0; 128];
        self.write(&mut room);
        request(Self::V6, device, call, &mut room)
    }
}

impl Common {
    fn option(
        &mut self,
        session: &mut Session,
        args: &mut Args,
        word: &str,
        help: &'static str,
    ) -> Result<()> {
        if word == "dev" {
            let name = args.value()?;
            let index = session.names.links.index(name);
            self.link = index.ok_or_else(|| Error::no_device(name))?;
            return Ok(());
        }
        if self.keys.option(args, word)? {
            return Ok(());
        }
        let value = if word == "name" { args.value()? } else { word };
        if word != "name" && Short("help").fits(word) {
            return Err(Error::usage(help));
        }
        if !self.name.is_empty() {
            return Err(Error::duplicate_or_garbage("name", value));
        }
        checked_name(value, "\"name\" not a valid ifname")?.clone_into(&mut self.name);
        Ok(())
    }

    /// Whether a tunnel has the name and the lower device of this one, as far as they are set.
    fn matches(&self, found: &Common) -> bool {
        (self.name.is_empty() || self.name == found.name)
            && (self.link == 0 || self.link == found.link)
    }
}

/// `delete`.
fn delete<T: Tunnel>(session: &mut Session, args: Args) -> Result<()> {
    let tunnel = T::parse(session, args, Call::Delete)?;
    tunnel.call(tunnel.device(), Call::Delete)
}

fn request(v6: bool, device: &str, call: Call, room: &mut Parameters) -> Result<()> {
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

/// A name as structures hold it, up to its NUL.
fn name(bytes: &[u8; 16]) -> String {
    decode(bytes.split(|byte| *byte == 0).next().unwrap_or_default())
}

/// A name for a structure.
fn name_bytes(name: &str) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(encode(name).iter()) {
        *to = *from;
    }
    bytes
}
