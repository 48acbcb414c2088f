//! Filters of `show` and `flush`.

use super::state;
use crate::args::Args;
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::names::NameTable;
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::neigh::*;
use crate::value::inet::{Inet, Prefix};

/// The arguments after `show` or `flush`.
#[derive(Default)]
pub(super) struct Filter {
    pub(super) family: u8,
    pub(super) ifindex: u32,
    pub(super) device: Option<String>,
    /// Index of the master; `u32::MAX` selects neighbours without one.
    pub(super) master: u32,
    pub(super) prefix: Option<Prefix>,
    pub(super) states: u16,
    /// The states of `nud all`.
    all: u16,
    pub(super) states_given: bool,
    pub(super) unused: bool,
    pub(super) proxy: bool,
    pub(super) protocol: Option<u32>,
}

impl Filter {
    /// Reads the arguments of `flush`, or of `show`.
    pub(super) fn parse(session: &mut Session, args: &mut Args, flush: bool) -> Result<Filter> {
        let mut filter = Filter {
            family: session.family,
            states: if flush { FLUSHED } else { SHOWN },
            all: if flush { !NUD_NOARP } else { u16::MAX },
            ..Filter::default()
        };
        while let Some(word) = args.next() {
            filter.word(session, args, word)?;
        }
        if let Some(name) = &filter.device {
            filter.ifindex = session
                .names
                .links
                .index(name)
                .ok_or_else(|| Error::no_device(name))?;
        }
        Ok(filter)
    }

    fn word(&mut self, session: &mut Session, args: &mut Args, word: &str) -> Result<()> {
        match word {
            "dev" => {
                let name = args.value()?;
                if self.device.is_some() {
                    return Err(Error::duplicate("dev", name));
                }
                self.device = Some(name.to_owned());
            }
            "master" => {
                let name = args.value()?;
                let index = session.names.links.index(name);
                self.master =
                    index.ok_or_else(|| Error::invalid(name, "Device does not exist\n"))?;
            }
            "vrf" => {
                let name = args.value()?;
                let wrong = || Error::invalid(name, "Not a valid VRF name\n");
                self.master = session.vrf_index(name).ok_or_else(wrong)?;
            }
            "nomaster" => self.master = u32::MAX,
            "unused" => self.unused = true,
            "nud" => self.add_state(args.value()?)?,
            "proxy" => self.proxy = true,
            _ if Short("protocol").fits(word) => {
                let name = args.value()?;
                self.protocol = match session.names.tables.id(NameTable::Protocol, name) {
                    None if name == "all" => None,
                    None => return Err(Error::invalid(name, "invalid \"protocol\"\n")),
                    // `unspec` selects any protocol.
                    id => id.filter(|id| *id != 0),
                };
            }
            _ => {
                let value = if Whole("to").fits(word) {
                    args.value()?
                } else {
                    word
                };
                if Short("help").fits(value) {
                    return Err(Error::usage(super::HELP));
                }
                let prefix = Prefix::parse(value, self.family)?;
                if self.family == 0 {
                    self.family = prefix.inet.family;
                }
                self.prefix = Some(prefix);
            }
        }
        Ok(())
    }

    fn add_state(&mut self, name: &str) -> Result<()> {
        let state = match name {
            "all" => self.all,
            _ => state::parse(name).ok_or_else(|| Error::invalid(name, "nud state is bad"))?,
        };
        if !self.states_given {
            self.states = 0;
            self.states_given = true;
        }
        // A bit that no state uses stands for the absence of a state.
        self.states |= if state == NUD_NONE { NO_STATE } else { state };
        Ok(())
    }

    /// Adds what the kernel filters by.
    pub(super) fn add_to(&self, request: &mut Request) {
        if self.ifindex != 0 {
            request.put_u32(NDA_IFINDEX, self.ifindex);
        }
        if self.master != 0 {
            request.put_u32(NDA_MASTER, self.master);
        }
    }

    /// Whether a neighbour matches.
    pub(super) fn matches(&self, neighbour: &super::record::Neighbour) -> bool {
        let state = if neighbour.header.state == NUD_NONE {
            NO_STATE
        } else {
            neighbour.header.state
        };
        (self.family == 0 || self.family == neighbour.header.family)
            && (self.ifindex == 0 || self.ifindex == neighbour.header.index)
            && (neighbour.header.flags & (NTF_PROXY | NTF_EXT_LEARNED) != 0
                || state & self.states != 0)
            && (!self.unused || neighbour.references() == 0)
            && self
                .protocol
                .is_none_or(|requested| u32::from(neighbour.protocol()) == requested)
            && self
                .prefix
                .is_none_or(|prefix| contains(&prefix, neighbour.destination()))
    }
}

/// Default states of `show`.
const SHOWN: u16 = !NUD_NOARP & 0xff;
/// Default states of `flush`.
const FLUSHED: u16 = !(NUD_PERMANENT | NUD_NOARP);

/// Stands for the absence of a state.
const NO_STATE: u16 = 0x100;

fn contains(prefix: &Prefix, destination: Option<Inet>) -> bool {
    destination.is_none_or(|inet| {
        prefix.inet.family == 0
            || inet.family == prefix.inet.family && inet.matches(&prefix.inet, prefix.length)
    })
}
