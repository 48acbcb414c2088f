//! `ip sr`: HMAC keys and the tunnel source address of segment routing over IPv6. ip-sr(8).

use crate::args::{Args, FromWord, Word, Word::Short};
use crate::command::{Run, choose};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Genl, Message};
use crate::output::{Out, eprint_line};
use crate::session::{Session, list_family};
use crate::sys::secret;
use crate::uapi::seg6::*;
use crate::value::{family, inet::Inet};

const HELP: &str = "\
Usage: ip sr hmac show
       ip sr hmac set KEYID ALGO
       ip sr tunsrc show
       ip sr tunsrc set ADDRESS
       ip sr help
ALGO := { sha1 | sha256 }
";

/// Keywords and their functions.
type VerbTable = &'static [(Word, Run)];

const COMMANDS: VerbTable = &[
    (Short("help"), help),
    (Short("hmac"), |session, args| {
        choose(session, args, HMAC, UNKNOWN)
    }),
    (Short("tunsrc"), |session, args| {
        choose(session, args, SOURCE, UNKNOWN)
    }),
];

const HMAC: VerbTable = &[(Short("show"), show_keys), (Short("set"), set_key)];

const SOURCE: VerbTable = &[(Short("show"), show_source), (Short("set"), set_source)];

const UNKNOWN: &str = "unknown";

const ALGORITHMS: [(&str, u8); 2] = [
    ("sha1", SEG6_HMAC_ALGO_SHA1),
    ("sha256", SEG6_HMAC_ALGO_SHA256),
];

/// Maximum length of a secret in iproute2's request.
const ROOM: usize = 996;

fn help(_session: &mut Session, _args: Args) -> Result<()> {
    Err(Error::usage(HELP))
}

/// Runs `ip sr`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    if args.is_empty() {
        return help(session, args);
    }
    choose(session, args, COMMANDS, UNKNOWN)
}

fn open() -> Result<Genl> {
    Genl::open("SEG6", 1)
}

fn show_keys(session: &mut Session, _args: Args) -> Result<()> {
    let mut generic = open()?;
    let request = generic.request(SEG6_CMD_DUMPHMAC);
    list_family(&mut generic, request, &mut session.out, &mut show_key).map_err(Error::ending)
}

fn show_key(message: &Message, out: &mut Out) {
    let attrs = message.attrs(Genl::HEADER);
    out.object(None, |out| {
        if let Some(key) = attrs.get(SEG6_ATTR_HMACKEYID).and_then(Attr::u32) {
            out.put("hmac", "hmac {} ", key);
        }
        let number = attrs.get(SEG6_ATTR_ALGID).and_then(Attr::u8);
        let known = ALGORITHMS.iter().find(|(_, known)| Some(*known) == number);
        out.put(
            "algo",
            "algo {} ",
            known.map_or("<unknown>", |known| known.0),
        );
        let length = attrs.get(SEG6_ATTR_SECRETLEN).and_then(Attr::u8);
        let length = usize::from(length.unwrap_or(0));
        let most = SEG6_HMAC_SECRET_LEN - 1;
        if length > most {
            eprint_line(&format!("HMAC secret length {length} > {most}, truncated"));
        }
        let secret = attrs.get(SEG6_ATTR_SECRET).map_or(&[][..], Attr::text);
        let shown = secret.get(..length.min(most)).unwrap_or(secret);
        out.put("secret", "secret \"{}\"", shown);
        out.end_record();
    });
}

fn set_key(session: &mut Session, mut args: Args) -> Result<()> {
    let word = args.value()?;
    let key = u32::from_word(word).filter(|key| *key != 0);
    let key = key.ok_or_else(|| Error::invalid(word, "hmac KEYID value is invalid"))?;
    let word = args.value()?;
    let algorithm = ALGORITHMS.iter().find(|(name, _)| *name == word);
    let wrong = || Error::invalid(word, "hmac ALGO value is invalid");
    let (_, algorithm) = algorithm.ok_or_else(wrong)?;
    let question = "Enter secret for HMAC key ID (blank to delete): ";
    let mut secret = secret::ask(question, &mut || session.next_line());
    if let Some(end) = secret.iter().position(|byte| *byte == 0) {
        secret.truncate(end);
    }
    let mut generic = open()?;
    let mut request = generic.request(SEG6_CMD_SETHMAC);
    request.put_u32(SEG6_ATTR_HMACKEYID, key);
    // As in iproute2, the length attribute holds only the lowest byte, which the kernel uses.
    let [length, ..] = secret.len().to_le_bytes();
    request.put_u8(SEG6_ATTR_SECRETLEN, length);
    request.put_u8(SEG6_ATTR_ALGID, *algorithm);
    if secret.len() > ROOM {
        eprint_line("addattr_l ERROR: message exceeded bound of 1044");
    } else if !secret.is_empty() {
        request.put(SEG6_ATTR_SECRET, &secret);
    }
    let set = generic.netlink.ack(request);
    set.map_err(|error| error.status_as(1))
}

fn show_source(session: &mut Session, _args: Args) -> Result<()> {
    let mut generic = open()?;
    let request = generic.request(SEG6_CMD_GET_TUNSRC);
    let reply = generic.netlink.get(request)?;
    let source = reply.message().attrs(Genl::HEADER).get(SEG6_ATTR_DST);
    session.out.records(|out| {
        if let Some(source) = source {
            out.object(None, |out| {
                let inet = Inet::new(family::INET6, source.bytes);
                out.put("tunsrc", "tunsrc addr {}", inet.shown(out));
                out.end_record();
            });
        }
    });
    Ok(())
}

fn set_source(_session: &mut Session, mut args: Args) -> Result<()> {
    let inet = Inet::parse(args.value()?, family::INET6)?;
    let mut generic = open()?;
    let mut request = generic.request(SEG6_CMD_SET_TUNSRC);
    request.put(SEG6_ATTR_DST, inet.bytes());
    let set = generic.netlink.ack(request);
    set.map_err(|error| error.status_as(1))
}
