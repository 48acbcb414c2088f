//! `ip ila`: mappings of identifier-locator addressing. ip-ila(8).

use crate::args::{Args, Word::Short, encode};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::names::Names;
use crate::netlink::{Attr, Genl, Message, Request};
use crate::output::{Colour, Out, eprint_line, padded};
use crate::session::{Session, list_family};
use crate::uapi::ila::*;
use crate::value::ila;

const HELP: &str = "\
Usage: ip ila add loc_match LOCATOR loc LOCATOR [ dev DEV ] [ csum-mode MODE ]
                  [ ident-type TYPE ]
       ip ila del loc_match LOCATOR [ loc LOCATOR ] [ dev DEV ]
       ip ila list
LOCATOR := HEX:HEX:HEX:HEX
MODE    := { adj-transport | neutral-map | neutral-map-auto | no-action }
TYPE    := { luid | use-format }
";

const VERBS: Verbs = Verbs {
    object: "ip ila",
    default: help,
    table: &[
        (Short("add"), |session, args| {
            change(session, args, ILA_CMD_ADD)
        }),
        (Short("delete"), |session, args| {
            change(session, args, ILA_CMD_DEL)
        }),
        (Short("list"), show),
        (Short("lst"), show),
        (Short("show"), show),
    ],
};

fn help(_session: &mut Session, _args: Args) -> Result<()> {
    Err(Error::usage(HELP))
}

/// Runs `ip ila`.
///
/// # Errors
/// What the verb returns, before that a kernel without such addressing.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run_with(open, session, args)
}

fn open() -> Result<Genl> {
    Genl::open("ila", 1)
}

/// A mapping as the arguments describe it.
#[derive(Default)]
struct Mapping {
    matching: Option<[u8; 8]>,
    locator: Option<[u8; 8]>,
    device: Option<u32>,
    csum_mode: Option<u8>,
    ident_type: Option<u8>,
}

impl Mapping {
    /// Reads the arguments. A wrong value or a missing option is reported here and empties the mapping; the request is
    /// sent nevertheless.
    fn parse(session: &mut Session, mut args: Args, adding: bool) -> Result<Mapping> {
        let mut mapping = Mapping::default();
        while let Some(word) = args.next() {
            let option = OPTIONS.iter().find(|(name, ..)| Short(name).fits(word));
            let (_, what, read) = option.ok_or_else(|| Error::usage(HELP))?;
            let value = args.value()?;
            if read(&mut mapping, session, value).is_none() {
                eprint_line(&format!("{what}: {value}"));
                return Ok(Mapping::default());
            }
        }
        let missing = match mapping {
            _ if !adding => return Ok(mapping),
            Mapping { locator: None, .. } => "ila: missing locator",
            Mapping { matching: None, .. } => "ila: missing locator0match",
            _ => return Ok(mapping),
        };
        eprint_line(missing);
        Ok(Mapping::default())
    }

    fn put(&self, request: &mut Request) {
        for (kind, locator) in [
            (ILA_ATTR_LOCATOR_MATCH, self.matching),
            (ILA_ATTR_LOCATOR, self.locator),
        ] {
            if let Some(locator) = locator {
                request.put(kind, &locator);
            }
        }
        if let Some(index) = self.device {
            request.put_u32(ILA_ATTR_IFINDEX, index);
        }
        for (kind, number) in [
            (ILA_ATTR_CSUM_MODE, self.csum_mode),
            (ILA_ATTR_IDENT_TYPE, self.ident_type),
        ] {
            if let Some(number) = number {
                request.put_u8(kind, number);
            }
        }
    }
}

/// Reads the value of an option; `None` if it is wrong.
type Read = fn(&mut Mapping, &mut Session, &str) -> Option<()>;

/// Keyword, name in errors, reader.
const OPTIONS: [(&str, &str, Read); 5] = [
    ("loc", "Bad locator", |mapping, _, word| {
        mapping.locator = Some(ila::read(word)?);
        Some(())
    }),
    ("loc_match", "Bad locator to match", |mapping, _, word| {
        mapping.matching = Some(ila::read(word)?);
        Some(())
    }),
    ("csum-mode", "Bad csum-mode", |mapping, _, word| {
        let number = typed(word, ila::CSUM_MODES, ila::TYPED_CSUM_MODES);
        mapping.csum_mode = Some(number?);
        Some(())
    }),
    ("ident-type", "Bad ident-type", |mapping, _, word| {
        let number = typed(word, ila::IDENT_TYPES, ila::TYPED_IDENT_TYPES);
        mapping.ident_type = Some(number?);
        Some(())
    }),
    ("dev", "No such interface", |mapping, session, word| {
        mapping.device = Some(session.names.links.index(word)?);
        Some(())
    }),
];

/// The number of a keyword that arguments may use.
fn typed(word: &str, known: &[(u8, &str)], typed: &[&str]) -> Option<u8> {
    let found = known.iter().find(|(_, name)| *name == word)?;
    typed.contains(&word).then_some(found.0)
}

fn change(session: &mut Session, args: Args, command: u8) -> Result<()> {
    let mapping = Mapping::parse(session, args, command == ILA_CMD_ADD)?;
    let mut generic = open()?;
    let mut request = generic.request(command);
    mapping.put(&mut request);
    generic.netlink.ack(request)
}

fn show(session: &mut Session, args: Args) -> Result<()> {
    if !args.is_empty() {
        let line = "\"ip ila show\" does not take any arguments.";
        return Err(Error::command(line));
    }
    let mut generic = open()?;
    let request = generic.request(ILA_CMD_GET);
    let Session { out, names, .. } = session;
    list_family(&mut generic, request, out, &mut |message, out| {
        show_mapping(message, out, names);
    })
}

fn show_mapping(message: &Message, out: &mut Out, names: &mut Names) {
    let attrs = message.attrs(Genl::HEADER);
    out.object(None, |out| {
        for (kind, key) in [
            (ILA_ATTR_LOCATOR_MATCH, "locator_match"),
            (ILA_ATTR_LOCATOR, "locator"),
        ] {
            let whole = attrs.get(kind).filter(|attr| attr.bytes.len() >= 8);
            let shown = whole.map_or("-".to_owned(), |attr| ila::text(attr.bytes));
            out.split(key, "{}", format!("{shown:20}"), shown.as_str());
        }
        match attrs.get(ILA_ATTR_IFINDEX).and_then(Attr::u32) {
            Some(0) => interface("*", out),
            Some(index) => interface(&names.links.name(index), out),
            None => out.word(MISSING),
        }
        match attrs.get(ILA_ATTR_CSUM_MODE).and_then(Attr::u8) {
            Some(number) => out.put("csum_mode", "{}", name(number, ila::CSUM_MODES)),
            None => out.word(MISSING),
        }
        match attrs.get(ILA_ATTR_IDENT_TYPE).and_then(Attr::u8) {
            Some(number) => out.put("ident_type", "{}", name(number, ila::IDENT_TYPES)),
            None => out.word("-"),
        }
        out.line();
    });
}

fn interface(name: &str, out: &mut Out) {
    out.json("interface", name);
    out.text_painted(Colour::Ifname, "{}", padded(encode(name), 16));
}

/// Text in place of an absent attribute.
const MISSING: &str = "-          ";

fn name(number: u8, known: &'static [(u8, &'static str)]) -> &'static str {
    let found = known.iter().find(|(known, _)| *known == number);
    found.map_or("unknown", |(_, name)| name)
}
