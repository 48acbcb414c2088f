//! `ip fou`: ports for foo-over-UDP. ip-fou(8).

use crate::args::{Args, FromWord, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::names::Names;
use crate::names::links::valid_name;
use crate::netlink::{Attr, Genl, Message, Request};
use crate::output::{Out, eprint_line};
use crate::session::{Session, list_family};
use crate::uapi::fou::*;
use crate::value::{family, inet::Inet, ip_protocol};

const HELP: &str = "\
Usage: ip fou add port PORT { ipproto PROTO | gue } [ local IFADDR ]
                  [ peer IFADDR peer_port PORT ] [ dev IFNAME ] [ -6 ]
       ip fou del port PORT [ local IFADDR ] [ peer IFADDR peer_port PORT ]
              [ dev IFNAME ]
       ip fou show
PROTO := { NAME | 1..255 }
PORT  := { 1..65535 }
";

const VERBS: Verbs = Verbs {
    object: "ip fou",
    default: help,
    table: &[
        (Short("add"), |session, args| {
            change(session, args, FOU_CMD_ADD)
        }),
        (Short("delete"), |session, args| {
            change(session, args, FOU_CMD_DEL)
        }),
        (Short("show"), show),
    ],
};

fn help(_session: &mut Session, _args: Args) -> Result<()> {
    Err(Error::usage(HELP))
}

/// Runs `ip fou`.
///
/// # Errors
/// What the verb returns, before that a kernel without such ports.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run_with(open, session, args)
}

fn open() -> Result<Genl> {
    Genl::open("fou", 1)
}

/// A port as the arguments describe it.
#[derive(Default)]
struct Port<'a> {
    six: bool,
    port: Option<u16>,
    protocol: Option<u8>,
    gue: bool,
    local: Option<&'a str>,
    peer: Option<&'a str>,
    peer_port: Option<u16>,
    device: Option<u32>,
}

/// Reads a number other than 0.
fn positive<T: FromWord + Default + PartialEq>(args: &mut Args, why: &str) -> Result<T> {
    let word = args.value()?;
    let number = T::from_word(word).filter(|n| *n != T::default());
    number.ok_or_else(|| Error::invalid(word, why))
}

impl<'a> Port<'a> {
    fn parse(session: &mut Session, mut args: Args<'a>) -> Result<Port<'a>> {
        let mut port = Port {
            six: session.family == family::INET6,
            ..Port::default()
        };
        while let Some(word) = args.next() {
            match word {
                _ if Short("port").fits(word) => {
                    port.port = Some(positive(&mut args, "invalid port")?);
                }
                _ if Short("ipproto").fits(word) => {
                    let value = args.value()?;
                    let protocol = u8::from_word(value).filter(|n| *n != 0);
                    let protocol = protocol.or_else(|| ip_protocol::of_name(value));
                    let wrong = || Error::invalid(value, "invalid ipproto");
                    port.protocol = Some(protocol.ok_or_else(wrong)?);
                }
                _ if Short("gue").fits(word) => port.gue = true,
                "-6" => port.six = true,
                _ if Short("local").fits(word) => port.local = Some(args.value()?),
                _ if Short("peer").fits(word) => port.peer = Some(args.value()?),
                _ if Short("peer_port").fits(word) => {
                    port.peer_port = Some(positive(&mut args, "invalid peer port")?);
                }
                _ if Short("dev").fits(word) => {
                    let name = args.value()?;
                    if !valid_name(name) {
                        return Err(Error::command("fou: invalid device name"));
                    }
                    let index = session.names.links.index(name);
                    let unknown = || Error::command("fou: unknown device name");
                    port.device = Some(index.ok_or_else(unknown)?);
                }
                _ => {
                    eprint_line(&format!("fou: unknown command \"{word}\"?"));
                    return Err(Error::usage(HELP));
                }
            }
        }
        Ok(port)
    }

    /// The error for missing or conflicting options.
    fn wrong(&self, adding: bool) -> Option<&'static str> {
        if self.port.is_none() {
            return Some("fou: missing port");
        }
        if adding && self.protocol.is_none() && !self.gue {
            return Some("fou: must set ipproto or gue");
        }
        if self.protocol.is_some() && self.gue {
            return Some("fou: cannot set ipproto and gue");
        }
        (self.peer.is_some() != self.peer_port.is_some())
            .then_some("fou: both peer and peer port must be set")
    }

    fn put(&self, request: &mut Request) -> Result<()> {
        let family = if self.six {
            family::INET6
        } else {
            family::INET
        };
        let kind = if self.gue {
            FOU_ENCAP_GUE
        } else {
            FOU_ENCAP_DIRECT
        };
        request.put(FOU_ATTR_PORT, &self.port.unwrap_or(0).to_be_bytes());
        request.put_u8(FOU_ATTR_TYPE, kind);
        request.put_u8(FOU_ATTR_AF, family);
        if let Some(protocol) = self.protocol {
            request.put_u8(FOU_ATTR_IPPROTO, protocol);
        }
        let mut address = |word: Option<&str>, four, six| -> Result<()> {
            if let Some(word) = word {
                let kind = if self.six { six } else { four };
                let inet = Inet::parse(word, family)?;
                // `any` has no payload, which the kernel refuses.
                request.put(kind, inet.payload(word));
            }
            Ok(())
        };
        address(self.local, FOU_ATTR_LOCAL_V4, FOU_ATTR_LOCAL_V6)?;
        address(self.peer, FOU_ATTR_PEER_V4, FOU_ATTR_PEER_V6)?;
        if let Some(port) = self.peer_port {
            request.put(FOU_ATTR_PEER_PORT, &port.to_be_bytes());
        }
        if let Some(index) = self.device {
            request.put_u32(FOU_ATTR_IFINDEX, index);
        }
        Ok(())
    }
}

fn change(session: &mut Session, args: Args, command: u8) -> Result<()> {
    let adding = command == FOU_CMD_ADD;
    let port = Port::parse(session, args)?;
    let mut generic = open()?;
    let mut request = generic.request(command);
    match port.wrong(adding) {
        // The request is sent nevertheless, and the kernel refuses it.
        Some(why) => eprint_line(why),
        None => port.put(&mut request)?,
    }
    generic.netlink.ack(request)
}

fn show(session: &mut Session, args: Args) -> Result<()> {
    if !args.is_empty() {
        return Err(Error::command(
            "\"ip fou show\" does not take any arguments.",
        ));
    }
    let mut generic = open()?;
    let request = generic.request(FOU_CMD_GET);
    let Session { out, names, .. } = session;
    list_family(&mut generic, request, out, &mut |message, out| {
        show_port(message, out, names);
    })
}

fn show_port(message: &Message, out: &mut Out, names: &mut Names) {
    let attrs = message.attrs(Genl::HEADER);
    let byte = |kind| attrs.get(kind).and_then(Attr::u8);
    let six = byte(FOU_ATTR_AF) == Some(family::INET6);
    out.object(None, |out| {
        if let Some(port) = attrs.get(FOU_ATTR_PORT).and_then(Attr::be16) {
            out.put("port", "port {}", port);
        }
        match byte(FOU_ATTR_TYPE) {
            Some(FOU_ENCAP_GUE) => out.put("gue", " gue", ()),
            _ => {
                if let Some(protocol) = byte(FOU_ATTR_IPPROTO) {
                    out.put("ipproto", " ipproto {}", protocol);
                }
            }
        }
        let (text, family) = if six { (" -6", "inet6") } else { ("", "inet") };
        out.put("family", text, family);
        for (key, text, four, sixth) in [
            ("local", " local {}", FOU_ATTR_LOCAL_V4, FOU_ATTR_LOCAL_V6),
            ("peer", " peer {}", FOU_ATTR_PEER_V4, FOU_ATTR_PEER_V6),
        ] {
            let (kind, family) = if six {
                (sixth, family::INET6)
            } else {
                (four, family::INET)
            };
            let inet = attrs.get(kind).map(|attr| Inet::new(family, attr.bytes));
            if let Some(inet) = inet.filter(|inet| !inet.is_unspecified()) {
                out.put(key, text, inet.shown(out));
            }
        }
        let port = attrs.get(FOU_ATTR_PEER_PORT).and_then(Attr::be16);
        if let Some(port) = port.filter(|port| *port != 0) {
            out.put("peer_port", " peer_port {}", port);
        }
        let index = attrs.get(FOU_ATTR_IFINDEX).and_then(Attr::u32);
        if let Some(index) = index.filter(|index| *index != 0) {
            out.put("dev", " dev {}", names.links.name(index));
        }
        out.end_record();
    });
}
