//! Which addresses are shown, flushed or saved.

use super::flags;
use super::help::HELP;
use super::record::Address;
use crate::args::{Args, FromWord, Word, encode};
use crate::error::{Error, Result};
use crate::names::{Links, NameTable};
use crate::netlink::{Dump, Request};
use crate::object::link::filter::Filter as LinkFilter;
use crate::session::Session;
use crate::sys::glob;
use crate::uapi::addr::{IFA_F_PERMANENT, IFA_F_SECONDARY};
use crate::uapi::header::IfAddrMsg;
use crate::uapi::rtnetlink::RTM_GETADDR;
use crate::value::{family, inet::Prefix};

/// The arguments after `show`, `flush` and `save`.
#[derive(Debug, Default)]
pub(super) struct Filter<'a> {
    /// The part that concerns devices.
    pub links: LinkFilter,
    /// `AF_*`: of the command line or of `to`.
    pub family: u8,
    pub label: Option<&'a str>,
    scope: Option<u8>,
    to: Option<Prefix>,
    proto: Option<u8>,
    /// Flags to compare.
    mask: u32,
    /// Their required values.
    flags: u32,
}

impl<'a> Filter<'a> {
    /// Reads the arguments after the verb.
    ///
    /// # Errors
    /// A wrong argument, an unknown device.
    pub fn parse(mut args: Args<'a>, session: &mut Session) -> Result<Filter<'a>> {
        let mut filter = Filter {
            family: session.family,
            ..Filter::default()
        };
        while let Some(word) = args.next() {
            if filter.read(word, &mut args, session)? || filter.flag(word) {
                continue;
            }
            if filter.links.read(word, &mut args, session)? {
                continue;
            }
            if Word::Short("help").fits(word) {
                return Err(Error::usage(HELP));
            }
            filter.links.take_device(word)?;
        }
        filter.links.find_device(session)?;
        Ok(filter)
    }

    fn read(&mut self, word: &str, args: &mut Args<'a>, session: &Session) -> Result<bool> {
        match word {
            "to" => self.to(args.value()?)?,
            "scope" => {
                let word = args.value()?;
                self.scope = match word {
                    "all" => None,
                    _ => Some(scope(word, session)?),
                };
            }
            "label" => self.label = Some(args.value()?),
            "proto" => self.proto = Some(proto(args.value()?)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn to(&mut self, word: &str) -> Result<()> {
        let prefix = Prefix::parse(word, self.family)?;
        if self.family == family::UNSPEC {
            self.family = prefix.inet.family;
        }
        self.to = Some(prefix);
        Ok(())
    }

    /// Reads a flag, optionally after a minus sign; returns whether `word` is one.
    fn flag(&mut self, word: &str) -> bool {
        let (name, set) = match word.strip_prefix('-') {
            Some(name) => (name, false),
            None => (word, true),
        };
        let (mask, set) = match name {
            "primary" => (IFA_F_SECONDARY, !set),
            "dynamic" => (IFA_F_PERMANENT, !set),
            name => match flags::find(name) {
                Some(flag) => (flag.mask, set),
                None => return false,
            },
        };
        self.mask |= mask;
        self.flags = if set {
            self.flags | mask
        } else {
            self.flags & !mask
        };
        true
    }

    /// Whether the filter selects primary addresses only.
    pub fn is_for_primary(&self) -> bool {
        self.mask & IFA_F_SECONDARY != 0 && self.flags & IFA_F_SECONDARY == 0
    }

    /// Dumps the addresses of this family; of one device if the filter names one.
    ///
    /// # Errors
    /// The kernel's.
    pub fn dump(&self, session: &mut Session, family: u8) -> Result<Dump> {
        let header = IfAddrMsg {
            family,
            index: self.links.index().unwrap_or(0),
            ..IfAddrMsg::default()
        };
        session
            .kernel
            .collect(Request::new(RTM_GETADDR, 0, &header))
    }

    /// Whether the address has the requested family and device; old kernels do not filter by device.
    pub fn matches_device(&self, address: &Address) -> bool {
        (self.family == family::UNSPEC || self.family == address.header.family)
            && self
                .links
                .index()
                .is_none_or(|index| index == address.header.index)
    }

    /// Whether scope, flags, prefix and label of the address match.
    pub fn matches(&self, address: &Address, links: &mut Links) -> bool {
        self.scope.is_none_or(|scope| scope == address.header.scope)
            && (self.flags ^ address.flags) & self.mask == 0
            && self.to.is_none_or(|to| {
                let local = address.local();
                local.is_some_and(|local| local.matches(&to.inet, to.length))
            })
            && self.matches_label(address, links)
    }

    fn matches_label(&self, address: &Address, links: &mut Links) -> bool {
        let Some(pattern) = self.label else {
            return true;
        };
        let pattern = encode(pattern);
        match address.label() {
            Some(label) => glob::matches(&pattern, label),
            None => glob::matches(&pattern, &encode(&links.name(address.header.index))),
        }
    }

    /// Whether the protocol matches. An address without protocol matches any.
    pub fn matches_proto(&self, address: &Address) -> bool {
        let (Some(requested), Some(proto)) = (self.proto, address.proto()) else {
            return true;
        };
        requested == proto
    }
}

fn scope(word: &str, session: &Session) -> Result<u8> {
    session
        .names
        .tables
        .id(NameTable::Scope, word)
        .and_then(|id| u8::try_from(id).ok())
        .ok_or_else(|| Error::invalid(word, "invalid \"scope\"\n"))
}

fn proto(word: &str) -> Result<u8> {
    u8::from_word(word).ok_or_else(|| Error::invalid(word, "\"proto\" value is invalid\n"))
}
