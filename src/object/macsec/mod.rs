//! `ip macsec`: channels and associations of MACsec devices. ip-macsec(8).

mod record;

use crate::args::{Args, FromWord, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::netlink::{Genl, Message, Request};
use crate::object::link::kind::macsec::{read_address, read_port, read_sci};
use crate::output::{Out, eprint_line};
use crate::session::{Session, list_family};
use crate::uapi::macsec::*;
use crate::value::switch;

const HELP: &str = "\
Usage: ip macsec { add | set | del } DEV tx sa { 0..3 } [ OPTS ] [ key ID KEY ]
       ip macsec { add | set | del } DEV rx SCI [ on | off ]
       ip macsec { add | set | del } DEV rx SCI sa { 0..3 } [ OPTS ]
                 [ key ID KEY ]
       ip macsec show [ DEV ]
       ip macsec offload DEV { off | phy | mac }
OPTS := [ pn <u32> | xpn <u64> ] [ salt SALT ] [ ssci <u32> ] [ on | off ]
ID   := 128 bits in hexadecimal
KEY  := 128 or 256 bits in hexadecimal
SCI  := { sci <u64> | port { 1..2^16-1 } address <lladdr> }
SALT := 96 bits in hexadecimal
";

const VERBS: Verbs = Verbs {
    object: "ip macsec",
    default: help,
    table: &[
        (Short("show"), show),
        (Short("add"), |session, args| {
            change(session, args, Change::Add)
        }),
        (Short("set"), |session, args| {
            change(session, args, Change::Set)
        }),
        (Short("delete"), |session, args| {
            change(session, args, Change::Delete)
        }),
        (Short("offload"), offload),
    ],
};

fn help(_session: &mut Session, _args: Args) -> Result<()> {
    Err(Error::usage(HELP))
}

/// Runs `ip macsec`.
///
/// # Errors
/// What the verb returns, before that a kernel without MACsec.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run_with(open, session, args)
}

fn open() -> Result<Genl> {
    Genl::open("macsec", 1)
}

/// Reads a device; returns its index.
fn device(session: &mut Session, args: &mut Args) -> Result<u32> {
    let name = args.next().ok_or_else(|| Error::usage(HELP))?;
    let index = session.names.links.index(name);
    index.ok_or_else(|| Error::no_such_device(name))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Add,
    Delete,
    Set,
}

/// `add`, `set` and `delete` of one of three kinds of objects.
fn change(session: &mut Session, mut args: Args, change: Change) -> Result<()> {
    let index = device(session, &mut args)?;
    let (channel, of) = match args.next() {
        Some("tx") if args.peek() == Some("sa") => (None, MACSEC_CMD_ADD_TXSA),
        Some("rx") => {
            let channel = channel(&mut args)?;
            let of = match args.peek() {
                Some("sa") => MACSEC_CMD_ADD_RXSA,
                _ => MACSEC_CMD_ADD_RXSC,
            };
            (Some(channel), of)
        }
        _ => return Err(Error::usage(HELP)),
    };
    let mut generic = open()?;
    let mut request = generic.request(of + change as u8);
    request.put_u32(MACSEC_ATTR_IFINDEX, index);
    if of == MACSEC_CMD_ADD_RXSC {
        let mut active = None;
        while let Some(word) = args.next().filter(|_| change != Change::Delete) {
            on_off(&mut active, word)?;
        }
        put_channel(&mut request, channel, active);
    } else {
        args.next();
        let association = Association::parse(&mut args, change)?;
        put_channel(&mut request, channel, None);
        association.put(&mut request);
    }
    generic.netlink.ack(request)
}

/// Reads `sci SCI`, or `port PORT` and `address LLADDR` in any order.
fn channel(args: &mut Args) -> Result<u64> {
    let (mut port, mut address): (Option<u16>, Option<Vec<u8>>) = (None, None);
    loop {
        if let (Some(port), Some(address)) = (port, &address) {
            let bytes = [address.as_slice(), &port.to_be_bytes()].concat();
            let sci = bytes.first_chunk().copied().unwrap_or_default();
            return Ok(u64::from_be_bytes(sci));
        }
        match args.next() {
            Some(word @ "sci") if port.is_some() => {
                return Err(Error::invalid(word, "expected address"));
            }
            Some(word @ "sci") if address.is_some() => {
                return Err(Error::invalid(word, "expected port"));
            }
            Some("sci") => return read_sci(args.value()?),
            Some("port") => port = Some(read_port(args.value()?)?),
            Some("address") => address = Some(read_address(args.value()?)?),
            Some(word) => return Err(Error::invalid(word, "expected sci, port, or address")),
            None => {
                eprint_line("expected sci");
                return Err(Error::usage(HELP));
            }
        }
    }
}

fn put_channel(request: &mut Request, channel: Option<u64>, active: Option<bool>) {
    let Some(channel) = channel else {
        return;
    };
    request.bare_nest(MACSEC_ATTR_RXSC_CONFIG, |request| {
        request.put(MACSEC_RXSC_ATTR_SCI, &channel.to_be_bytes());
        if let Some(active) = active {
            request.put_u8(MACSEC_RXSC_ATTR_ACTIVE, active.into());
        }
    });
}

/// Reads `on` or `off`, once; no other argument is valid here.
fn on_off(active: &mut Option<bool>, word: &str) -> Result<()> {
    if !matches!(word, "on" | "off") {
        eprint_line(&format!("macsec: unknown command \"{word}\"?"));
        return Err(Error::usage(HELP));
    }
    if active.replace(word == "on").is_some() {
        return Err(Error::duplicate_or_garbage("on/off", word));
    }
    Ok(())
}

/// An association and its options.
#[derive(Default)]
struct Association {
    number: u8,
    packet: Option<Vec<u8>>,
    salt: Option<Vec<u8>>,
    ssci: Option<u32>,
    active: Option<bool>,
    key: Option<(Vec<u8>, Vec<u8>)>,
}

/// Reads hexadecimal bytes; returns the first `most`.
fn hexadecimal(args: &mut Args, most: usize, why: &str) -> Result<Vec<u8>> {
    let word = args.value()?;
    let digits = word.as_bytes();
    let pairs = digits.chunks_exact(2);
    let rest = pairs.remainder();
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).ok()?;
        let hex = pair.bytes().all(|digit| digit.is_ascii_hexdigit());
        u8::from_str_radix(pair, 16).ok().filter(|_| hex)
    };
    let bytes: Option<Vec<u8>> = pairs.take(most).map(byte).collect();
    bytes
        .filter(|_| rest.is_empty())
        .ok_or_else(|| Error::invalid(word, why))
}

impl Association {
    fn parse(args: &mut Args, change: Change) -> Result<Association> {
        let word = args.value()?;
        let number = u8::from_word(word).filter(|number| *number < 4);
        let mut association = Association {
            number: number.ok_or_else(|| Error::invalid(word, "expected an { 0..3 }"))?,
            ..Association::default()
        };
        if change != Change::Delete {
            while let Some(word) = args.next() {
                association.option(args, word)?;
            }
        }
        association.check(change)?;
        Ok(association)
    }

    fn option(&mut self, args: &mut Args, word: &str) -> Result<()> {
        match word {
            "pn" | "xpn" => {
                if self.packet.is_some() {
                    return Err(Error::duplicate_or_garbage(word, word));
                }
                let value = args.value()?;
                let wrong = || Error::invalid(value, "expected pn");
                let (n, bytes) = if word == "pn" {
                    let n = u32::from_word(value).ok_or_else(wrong)?;
                    (n.into(), n.to_ne_bytes().to_vec())
                } else {
                    let n = u64::from_word(value).ok_or_else(wrong)?;
                    (n, n.to_ne_bytes().to_vec())
                };
                if n == 0 {
                    return Err(Error::invalid(value, "expected pn != 0"));
                }
                self.packet = Some(bytes);
            }
            "salt" => {
                let mut salt = hexadecimal(args, 12, "expected salt")?;
                salt.resize(12, 0);
                self.salt = Some(salt);
            }
            "ssci" => {
                let value = args.value()?;
                let ssci = crate::value::number::hexadecimal(value, u32::MAX.into());
                let ssci = ssci.and_then(|ssci| u32::try_from(ssci).ok());
                let wrong = || Error::invalid(value, "expected ssci");
                self.ssci = Some(ssci.ok_or_else(wrong)?);
            }
            "key" => {
                let mut id = hexadecimal(args, 16, "expected key id")?;
                id.resize(16, 0);
                self.key = Some((id, hexadecimal(args, 32, "expected key")?));
            }
            _ => on_off(&mut self.active, word)?,
        }
        Ok(())
    }

    fn check(&self, change: Change) -> Result<()> {
        let line = match change {
            Change::Add if self.key.is_none() => "cannot create SA without key",
            Change::Add if self.packet.is_none() => "must specify a packet number != 0",
            Change::Set if self.key.is_some() => "cannot change key on SA",
            _ => return Ok(()),
        };
        Err(Error::command(line))
    }

    fn put(&self, request: &mut Request) {
        request.bare_nest(MACSEC_ATTR_SA_CONFIG, |request| {
            request.put_u8(MACSEC_SA_ATTR_AN, self.number);
            if let Some(packet) = &self.packet {
                request.put(MACSEC_SA_ATTR_PN, packet);
            }
            // They belong to extended packet numbers (`xpn`); iproute2 omits them without one.
            let extended = self.packet.as_ref().is_some_and(|packet| packet.len() == 8);
            if let Some(salt) = self.salt.as_ref().filter(|_| extended) {
                request.put(MACSEC_SA_ATTR_SALT, salt);
            }
            if let Some(ssci) = self.ssci.filter(|_| extended) {
                request.put(MACSEC_SA_ATTR_SSCI, &ssci.to_be_bytes());
            }
            if let Some((id, key)) = &self.key {
                request.put(MACSEC_SA_ATTR_KEYID, id);
                request.put(MACSEC_SA_ATTR_KEY, key);
            }
            if let Some(active) = self.active {
                request.put_u8(MACSEC_SA_ATTR_ACTIVE, active.into());
            }
        });
    }
}

/// Where encryption takes place.
const OFFLOAD: [&str; 3] = ["off", "phy", "mac"];

fn offload(session: &mut Session, mut args: Args) -> Result<()> {
    let index = device(session, &mut args)?;
    if args.is_empty() {
        return Err(Error::usage(HELP));
    }
    let who = switch::one_of(&mut args, "offload", &OFFLOAD, 255, &mut |line| {
        eprint_line(line);
    });
    let who = who.map_err(|error| {
        eprint_line(&error.to_string());
        Error::usage(HELP)
    })?;
    let mut generic = open()?;
    let mut request = generic.request(MACSEC_CMD_UPD_OFFLOAD);
    request.put_u32(MACSEC_ATTR_IFINDEX, index);
    request.bare_nest(MACSEC_ATTR_OFFLOAD, |request| {
        request.put_u8(MACSEC_OFFLOAD_ATTR_TYPE, u8::try_from(who).unwrap_or(0));
    });
    generic.netlink.ack(request)
}

fn show(session: &mut Session, mut args: Args) -> Result<()> {
    let index = match args.is_empty() {
        true => None,
        false => Some(device(session, &mut args)?),
    };
    if !args.is_empty() {
        return Err(Error::usage(HELP));
    }
    let mut generic = open()?;
    let request = generic.request(MACSEC_CMD_GET_TXSC);
    let Session {
        out, names, view, ..
    } = session;
    let each = &mut |message: &Message, out: &mut Out| {
        record::show(message, index, out, names, view.statistics > 0);
    };
    list_family(&mut generic, request, out, each).map_err(Error::ending)
}
