//! Arguments of `add`, `change`, `replace` and `delete`.

use super::flags::{self, Set};
use super::help::HELP;
use crate::args::Word::{self, Short, Whole};
use crate::args::{Args, FromWord, short};
use crate::error::{Error, Result};
use crate::names::{NameTable, NameTables};
use crate::netlink::Request;
use crate::output::eprint_line;
use crate::uapi::addr::*;
use crate::value::{
    family,
    inet::{Inet, Prefix},
    lladdr,
};

/// The argument of `broadcast`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broadcast {
    /// `+`: the host bits of the prefix set.
    Ones,
    /// `-`: the host bits of the prefix clear.
    Zeros,
    /// An address, already in the request.
    Written,
}

/// An address as the arguments describe it.
#[derive(Debug)]
pub(super) struct AddressOptions<'a> {
    pub family: u8,
    pub local: Option<Prefix>,
    pub peer: Option<Prefix>,
    pub broadcast: Option<Broadcast>,
    pub anycast: bool,
    pub scope: Option<u8>,
    pub dev: Option<&'a str>,
    pub flags: u32,
    pub valid: Option<u32>,
    pub preferred: Option<u32>,
    /// The attributes of the arguments, in their order.
    pub request: Request,
}

/// Reads an option after its keyword, which is passed as typed.
type ReadOption =
    for<'a> fn(&mut AddressOptions<'a>, &'a str, &mut Args<'a>, &NameTables) -> Result<()>;

/// In the order of comparison.
const OPTIONS: &[(&[Word], ReadOption)] = &[
    (&[Whole("peer"), Whole("remote")], |options, _, args, _| {
        options.peer(args.value()?)
    }),
    (
        &[Short("broadcast"), Whole("brd")],
        |options, _, args, _| options.broadcast(args.value()?),
    ),
    (&[Whole("anycast")], |options, _, args, _| {
        options.anycast(args.value()?)
    }),
    (&[Whole("scope")], |options, _, args, tables| {
        options.scope = Some(scope(args.value()?, tables)?);
        Ok(())
    }),
    (&[Whole("dev")], |options, _, args, _| {
        options.dev = Some(args.value()?);
        Ok(())
    }),
    (&[Whole("label")], |options, _, args, _| {
        options.request.put_text(IFA_LABEL, args.value()?);
        Ok(())
    }),
    (
        &[Short("metric"), Short("priority"), Short("preference")],
        |options, _, args, _| {
            let metric = args.parse("\"metric\" value is invalid\n")?;
            options.request.put_u32(IFA_RT_PRIORITY, metric);
            Ok(())
        },
    ),
    (&[Short("valid_lft")], |options, word, args, _| {
        lifetime(&mut options.valid, "valid_lft", word, args)
    }),
    (&[Short("preferred_lft")], |options, word, args, _| {
        lifetime(&mut options.preferred, "preferred_lft", word, args)
    }),
    (&[Whole("proto")], |options, _, args, tables| {
        let proto = proto(args.value()?, tables)?;
        options.request.put_u8(IFA_PROTO, proto);
        Ok(())
    }),
];

/// Whether an argument is a wildcard, not an address: its attribute has no payload, and the option may be repeated.
/// `default` is an address of zeros once the family is known.
fn is_wild(word: &str, family: u8) -> bool {
    match word {
        "any" | "all" => family != family::MPLS,
        "default" => matches!(family, family::UNSPEC | family::PACKET),
        _ => false,
    }
}

impl<'a> AddressOptions<'a> {
    /// Reads the arguments after the verb into `request`, whose header is not yet set.
    pub fn parse(
        mut args: Args<'a>,
        family: u8,
        tables: &NameTables,
        request: Request,
    ) -> Result<AddressOptions<'a>> {
        let mut options = AddressOptions {
            family,
            local: None,
            peer: None,
            broadcast: None,
            anycast: false,
            scope: None,
            dev: None,
            flags: 0,
            valid: None,
            preferred: None,
            request,
        };
        while let Some(word) = args.next() {
            let is_option = |(keywords, _): &&(&[Word], ReadOption)| {
                keywords.iter().any(|keyword| keyword.fits(word))
            };
            if let Some((_, read)) = OPTIONS.iter().find(is_option) {
                read(&mut options, word, &mut args, tables)?;
            } else if !options.flag(word) {
                options.local(word, &mut args)?;
            }
        }
        Ok(options)
    }

    /// Sets the family from the first address.
    fn learn_family(&mut self, inet: Inet) {
        if self.family == family::UNSPEC {
            self.family = inet.family;
        }
    }

    fn prefix(&mut self, word: &str, kind: u16) -> Result<Option<Prefix>> {
        let prefix = Prefix::parse(word, self.family)?;
        if is_wild(word, self.family) {
            self.request.put(kind, &[]);
            return Ok(None);
        }
        self.learn_family(prefix.inet);
        self.request.put(kind, prefix.inet.bytes());
        Ok(Some(prefix))
    }

    fn peer(&mut self, word: &str) -> Result<()> {
        if self.peer.is_some() {
            return Err(Error::duplicate("peer", word));
        }
        self.peer = self.prefix(word, IFA_ADDRESS)?;
        Ok(())
    }

    fn local(&mut self, word: &'a str, args: &mut Args<'a>) -> Result<()> {
        let word = if word == "local" { args.value()? } else { word };
        if short(word, "help") {
            return Err(Error::usage(HELP));
        }
        if self.local.is_some() {
            return Err(Error::duplicate_or_garbage("local", word));
        }
        self.local = self.prefix(word, IFA_LOCAL)?;
        Ok(())
    }

    /// Reads an address without a prefix; returns whether it is more than `any`.
    fn address(&mut self, word: &str, kind: u16) -> Result<bool> {
        let (family, bytes) = lladdr::parse_any(word, self.family)?;
        if self.family == family::UNSPEC {
            self.family = family;
        }
        self.request.put(kind, &bytes);
        Ok(!bytes.is_empty())
    }

    fn broadcast(&mut self, word: &str) -> Result<()> {
        if self.broadcast.is_some() {
            return Err(Error::duplicate("broadcast", word));
        }
        self.broadcast = match word {
            "+" => Some(Broadcast::Ones),
            "-" => Some(Broadcast::Zeros),
            _ => self
                .address(word, IFA_BROADCAST)?
                .then_some(Broadcast::Written),
        };
        Ok(())
    }

    fn anycast(&mut self, word: &str) -> Result<()> {
        if self.anycast {
            return Err(Error::duplicate("anycast", word));
        }
        self.anycast = self.address(word, IFA_ANYCAST)?;
        Ok(())
    }

    /// Reads a flag; returns whether `word` is one.
    fn flag(&mut self, word: &str) -> bool {
        let Some(flag) = flags::find(word) else {
            return false;
        };
        match flag.set {
            Set::Kernel => eprint_line(&format!(
                "Warning: {word} option is not mutable from userspace"
            )),
            Set::Ipv6 if self.family != family::INET6 => eprint_line(&format!(
                "Warning: {word} option can be set only for IPv6 addresses"
            )),
            Set::Ipv6 | Set::Any => self.flags |= flag.mask,
        }
        true
    }
}

fn scope(word: &str, tables: &NameTables) -> Result<u8> {
    tables
        .id(NameTable::Scope, word)
        .and_then(|id| u8::try_from(id).ok())
        .ok_or_else(|| Error::invalid(word, "invalid scope value."))
}

fn proto(word: &str, tables: &NameTables) -> Result<u8> {
    tables
        .id(NameTable::AddressProtocol, word)
        .and_then(|id| u8::try_from(id).ok())
        .ok_or_else(|| Error::invalid(word, "\"proto\" value is invalid\n"))
}

/// A second lifetime is refused before its value is read, so the error names the keyword.
fn lifetime(slot: &mut Option<u32>, key: &str, word: &str, args: &mut Args) -> Result<()> {
    if slot.is_some() {
        return Err(Error::duplicate(key, word));
    }
    let value = args.value()?;
    let seconds = if value == "forever" {
        Some(u32::MAX)
    } else {
        u32::from_word(value)
    };
    *slot = Some(seconds.ok_or_else(|| Error::invalid(value, &format!("{key} value")))?);
    Ok(())
}
