//! Options of all verbs.

use super::HELP;
use crate::args::{Args, Word::Short, encode};
use crate::error::{Error, Result};
use crate::names::links::checked_name;
use crate::output::eprint_line;
use crate::uapi::l2tp::*;
use crate::value::{family, inet::Inet};

/// The options; a repeated one replaces the first. A number of 0 counts as absent.
#[derive(Default)]
pub(super) struct Words<'a> {
    /// `tunnel` was given; both may be.
    pub(super) tunnel: bool,
    /// `session` was given.
    pub(super) session: bool,
    pub(super) tunnel_id: u32,
    pub(super) peer_tunnel_id: u32,
    pub(super) session_id: u32,
    pub(super) peer_session_id: u32,
    pub(super) encap: u16,
    pub(super) local: Option<Inet>,
    pub(super) remote: Option<Inet>,
    pub(super) source_port: u16,
    pub(super) destination_port: u16,
    pub(super) checksum: bool,
    pub(super) checksum_sent: bool,
    pub(super) checksum_received: bool,
    pub(super) name: Option<&'a str>,
    pub(super) cookie: Vec<u8>,
    pub(super) peer_cookie: Vec<u8>,
    pub(super) header: u8,
    pub(super) send: bool,
    pub(super) receive: bool,
}

/// Reads the value of an option.
type ReadValue = for<'a> fn(&mut Words<'a>, &mut Args<'a>) -> Result<()>;

/// Keywords, not abbreviated.
const KEYWORDS: &[(&str, ReadValue)] = &[
    ("tunnel", |words, _| set(&mut words.tunnel, true)),
    ("session", |words, _| set(&mut words.session, true)),
    ("tunnel_id", |words, args| id(&mut words.tunnel_id, args)),
    ("peer_tunnel_id", |words, args| {
        id(&mut words.peer_tunnel_id, args)
    }),
    ("session_id", |words, args| id(&mut words.session_id, args)),
    ("peer_session_id", |words, args| {
        id(&mut words.peer_session_id, args)
    }),
    ("encap", |words, args| {
        let encap = match args.value()? {
            "ip" => L2TP_ENCAPTYPE_IP,
            "udp" => L2TP_ENCAPTYPE_UDP,
            other => return unknown("tunnel encapsulation", other),
        };
        set(&mut words.encap, encap)
    }),
    ("local", |words, args| address(&mut words.local, args)),
    ("remote", |words, args| address(&mut words.remote, args)),
    ("udp_sport", |words, args| {
        port(&mut words.source_port, args)
    }),
    ("udp_dport", |words, args| {
        port(&mut words.destination_port, args)
    }),
    ("udp_csum", |words, args| {
        on_off(&mut words.checksum, args, "udp_csum")
    }),
    ("udp6_csum_tx", |words, args| {
        on_off(&mut words.checksum_sent, args, "udp6_csum_tx")
    }),
    ("udp6_csum_rx", |words, args| {
        on_off(&mut words.checksum_received, args, "udp6_csum_rx")
    }),
    ("name", |words, args| {
        let name = checked_name(args.value()?, "\"name\" not a valid ifname")?;
        set(&mut words.name, Some(name))
    }),
    ("cookie", |words, args| cookie(&mut words.cookie, args)),
    ("peer_cookie", |words, args| {
        cookie(&mut words.peer_cookie, args)
    }),
    ("l2spec_type", |words, args| {
        let value = args.value()?;
        let header = match value {
            _ if value.eq_ignore_ascii_case("none") => L2TP_L2SPECTYPE_NONE,
            _ if value.eq_ignore_ascii_case("default") => L2TP_L2SPECTYPE_DEFAULT,
            _ => return unknown("layer2specific header type", value),
        };
        set(&mut words.header, header)
    }),
    ("seq", sequence),
    ("offset", |_, args| ignore("offset", args)),
    ("peer_offset", |_, args| ignore("peer_offset", args)),
];

impl<'a> Words<'a> {
    /// Reads the options.
    ///
    /// # Errors
    /// An unknown keyword, a wrong or missing value, neither a tunnel nor a session; the usage text without arguments.
    pub(super) fn parse(mut args: Args<'a>) -> Result<Words<'a>> {
        if args.is_empty() {
            return Err(Error::usage(HELP));
        }
        let mut words = Words {
            checksum_sent: true,
            checksum_received: true,
            header: L2TP_L2SPECTYPE_DEFAULT,
            ..Words::default()
        };
        while let Some(word) = args.next() {
            let Some((_, take)) = KEYWORDS.iter().find(|(known, _)| *known == word) else {
                if !Short("help").fits(word) {
                    eprint_line(&["Unknown command: ", word].concat());
                }
                return Err(Error::usage(HELP));
            };
            take(&mut words, &mut args)?;
        }
        match words.tunnel || words.session {
            true => Ok(words),
            false => Err(Error::missing("tunnel or session")),
        }
    }
}

fn set<T>(place: &mut T, value: T) -> Result<()> {
    *place = value;
    Ok(())
}

fn id(place: &mut u32, args: &mut Args) -> Result<()> {
    set(place, args.parse("invalid ID\n")?)
}

fn port(place: &mut u16, args: &mut Args) -> Result<()> {
    set(place, args.parse("invalid port\n")?)
}

fn unknown(what: &str, value: &str) -> Result<()> {
    let line = ["Unknown ", what, " \"", value, "\""].concat();
    Err(Error::fatal(line, 255))
}

/// Reads an address of either family; `any` counts as absent.
fn address(place: &mut Option<Inet>, args: &mut Args) -> Result<()> {
    let inet = Inet::parse(args.value()?, family::UNSPEC)?;
    set(
        place,
        Some(inet).filter(|inet| inet.family != family::UNSPEC),
    )
}

fn on_off(place: &mut bool, args: &mut Args, key: &str) -> Result<()> {
    let value = args.value()?;
    if !matches!(value, "on" | "off") {
        let why = ["invalid option for ", key, "\n"].concat();
        return Err(Error::invalid(value, &why));
    }
    set(place, value == "on")
}

/// Reads which packets are numbered. `send` and `recv` combine.
fn sequence(words: &mut Words, args: &mut Args) -> Result<()> {
    let value = args.value()?;
    let is = |word: &str| value.eq_ignore_ascii_case(word);
    let none = is("none");
    if !(none || is("send") || is("recv") || is("both")) {
        return unknown("seq value", value);
    }
    words.send = !none && (words.send || !is("recv"));
    words.receive = !none && (words.receive || !is("send"));
    Ok(())
}

/// Reads an option that current kernels do not have.
fn ignore(key: &str, args: &mut Args) -> Result<()> {
    eprint_line(&["Ignoring option \"", key, "\""].concat());
    args.value().map(drop)
}

/// Reads four or eight bytes in hexadecimal.
fn cookie(place: &mut Vec<u8>, args: &mut Args) -> Result<()> {
    let word = args.value()?;
    let digits = encode(word);
    if !matches!(digits.len(), 8 | 16) {
        let why = "cookie must be either 8 or 16 hex digits\n";
        return Err(Error::invalid(word, why));
    }
    place.clear();
    for pair in digits.chunks(2) {
        let mut byte = 0;
        for digit in pair {
            let value = char::from(*digit).to_digit(16);
            let value = value.and_then(|value| u8::try_from(value).ok());
            let wrong = || Error::invalid(word, "cookie must be a hex string\n");
            byte = byte << 4 | value.ok_or_else(wrong)?;
        }
        place.push(byte);
    }
    Ok(())
}
