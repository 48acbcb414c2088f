//! The words after a verb.

use super::HELP;
use crate::args::{Args, Word::Short, encode};
use crate::error::{Error, Result};
use crate::names::links::valid_name;
use crate::output::complain;
use crate::uapi::l2tp::*;
use crate::value::{family, inet::Inet};

/// What the words say; one that is said again takes the place of the first. A number that is 0 was not said.
#[derive(Default)]
pub(super) struct Words<'a> {
    /// A tunnel is meant. Nobody minds if both are.
    pub(super) tunnel: bool,
    /// A session is meant.
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
    pub(super) bare_sent: bool,
    pub(super) bare_received: bool,
    pub(super) name: Option<&'a str>,
    pub(super) cookie: Vec<u8>,
    pub(super) peer_cookie: Vec<u8>,
    /// No layer-2 specific header.
    pub(super) headless: bool,
    pub(super) send: bool,
    pub(super) receive: bool,
}

impl<'a> Words<'a> {
    /// Reads the words.
    ///
    /// # Errors
    /// An unknown word, a wrong or missing value, neither a tunnel nor a session; the usage if nothing is said.
    pub(super) fn parse(mut args: Args<'a>) -> Result<Words<'a>> {
        if args.is_empty() {
            return Err(Error::usage(HELP));
        }
        let mut words = Words::default();
        while let Some(word) = args.next() {
            if words.id(word, &mut args)?
                || words.of_tunnel(word, &mut args)?
                || words.of_session(word, &mut args)?
            {
                continue;
            }
            if !Short("help").fits(word) {
                complain(&format!("Unknown command: {word}"));
            }
            return Err(Error::usage(HELP));
        }
        match words.tunnel || words.session {
            true => Ok(words),
            false => Err(Error::missing("tunnel or session")),
        }
    }

    /// Takes what is meant and the ids, if the word is one of these.
    fn id(&mut self, word: &str, args: &mut Args) -> Result<bool> {
        let id = match word {
            "tunnel" => {
                self.tunnel = true;
                return Ok(true);
            }
            "session" => {
                self.session = true;
                return Ok(true);
            }
            "tunnel_id" => &mut self.tunnel_id,
            "peer_tunnel_id" => &mut self.peer_tunnel_id,
            "session_id" => &mut self.session_id,
            "peer_session_id" => &mut self.peer_session_id,
            _ => return Ok(false),
        };
        *id = args.parse("invalid ID\n")?;
        Ok(true)
    }

    /// Takes an option of a tunnel, if the word is one.
    fn of_tunnel(&mut self, word: &str, args: &mut Args) -> Result<bool> {
        match word {
            "encap" => {
                self.encap = match args.value()? {
                    "ip" => L2TP_ENCAPTYPE_IP,
                    "udp" => L2TP_ENCAPTYPE_UDP,
                    other => return Err(unknown("Unknown tunnel encapsulation", other)),
                }
            }
            "local" => self.local = address(args)?,
            "remote" => self.remote = address(args)?,
            "udp_sport" => self.source_port = args.parse("invalid port\n")?,
            "udp_dport" => self.destination_port = args.parse("invalid port\n")?,
            "udp_csum" => self.checksum = on_off(args, word)?,
            "udp6_csum_tx" => self.bare_sent = !on_off(args, word)?,
            "udp6_csum_rx" => self.bare_received = !on_off(args, word)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Takes an option of a session, if the word is one.
    fn of_session(&mut self, word: &str, args: &mut Args<'a>) -> Result<bool> {
        match word {
            "name" => {
                let name = args.value()?;
                if !valid_name(name) {
                    return Err(Error::invalid(name, "\"name\" not a valid ifname"));
                }
                self.name = Some(name);
            }
            "cookie" => self.cookie = cookie(args)?,
            "peer_cookie" => self.peer_cookie = cookie(args)?,
            "l2spec_type" => {
                let value = args.value()?;
                self.headless = match value.to_ascii_lowercase().as_str() {
                    "none" => true,
                    "default" => false,
                    _ => return Err(unknown("Unknown layer2specific header type", value)),
                }
            }
            "seq" => self.sequence(args.value()?)?,
            // The kernel had this once.
            "offset" | "peer_offset" => {
                complain(&format!("Ignoring option \"{word}\""));
                args.value()?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Which packets are numbered. `send` and `recv` add to each other.
    fn sequence(&mut self, value: &str) -> Result<()> {
        match value.to_ascii_lowercase().as_str() {
            "both" => (self.send, self.receive) = (true, true),
            "none" => (self.send, self.receive) = (false, false),
            "send" => self.send = true,
            "recv" => self.receive = true,
            _ => return Err(unknown("Unknown seq value", value)),
        }
        Ok(())
    }
}

fn unknown(what: &str, value: &str) -> Error {
    Error::fatal(format!("{what} \"{value}\""), 255)
}

/// An address of either family; `any` is like none.
fn address(args: &mut Args) -> Result<Option<Inet>> {
    let inet = Inet::parse(args.value()?, family::UNSPEC)?;
    Ok(Some(inet).filter(|inet| inet.family != family::UNSPEC))
}

fn on_off(args: &mut Args, key: &str) -> Result<bool> {
    match args.value()? {
        "on" => Ok(true),
        "off" => Ok(false),
        value => Err(Error::invalid(
            value,
            &["invalid option for ", key, "\n"].concat(),
        )),
    }
}

/// Four or eight bytes in hexadecimal.
fn cookie(args: &mut Args) -> Result<Vec<u8>> {
    let word = args.value()?;
    let digits = encode(word);
    if !matches!(digits.len(), 8 | 16) {
        let why = "cookie must be either 8 or 16 hex digits\n";
        return Err(Error::invalid(word, why));
    }
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let pairs = digits.chunks_exact(2).map(|pair| {
        let value = pair
            .iter()
            .try_fold(0, |n, byte| Some(n * 16 + digit(byte)?))?;
        u8::try_from(value).ok()
    });
    let bytes: Option<Vec<u8>> = pairs.collect();
    bytes.ok_or_else(|| Error::invalid(word, "cookie must be a hex string\n"))
}
