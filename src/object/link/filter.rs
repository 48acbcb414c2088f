//! Which links are shown: the words that `ip link show` and `ip addr show` share, the request, the choice.
//!
//! The kernel chooses by master and kind. What it does not choose by is looked at here, where a link that does not fit
//! leaves an empty object in JSON, as with iproute2.

use super::model::Link;
use crate::args::{Args, encode};
use crate::error::{Error, Result, strerror};
use crate::names::links::index_of;
use crate::names::{self, NameTable};
use crate::netlink::{Attr, Reply, Request};
use crate::session::{Session, View, vrf_table_of};
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_GETLINK, RTM_NEWLINK};
use crate::value::family;

/// What was asked for.
#[derive(Debug, Default)]
pub struct Filter {
    /// `dev`: its name as it was typed, and its index.
    pub device: Option<(String, u32)>,
    up: bool,
    down: bool,
    /// `master`, `vrf`; [`NO_MASTER`] for `nomaster`.
    master: Option<u32>,
    kind: Option<String>,
    /// `type KIND_slave`: the part before `_slave`.
    port_kind: Option<String>,
    group: Option<u32>,
    without_functions: bool,
}

/// `IFLA_MASTER` of a request for links without master.
const NO_MASTER: u32 = u32::MAX;

impl Filter {
    /// Reads `word` and what belongs to it; false if it is none of these words. A device's bare name is left to
    /// [`Filter::take_device`].
    ///
    /// # Errors
    /// A wrong value.
    pub fn read(&mut self, word: &str, args: &mut Args, session: &mut Session) -> Result<bool> {
        match word {
            "dev" => {
                let name = args.value()?;
                self.take_device(name)?;
            }
            "up" => self.up = true,
            "down" => self.down = true,
            "group" => {
                let word = args.value()?;
                let group = session.names.tables.id(NameTable::Group, word);
                let group =
                    group.ok_or_else(|| Error::invalid(word, "Invalid \"group\" value\n"))?;
                self.group = Some(group);
            }
            "master" => {
                let word = args.value()?;
                let index = session.names.links.index(word);
                let index = index.ok_or_else(|| Error::invalid(word, "Device does not exist\n"))?;
                self.master = Some(index);
            }
            "vrf" => {
                let word = args.value()?;
                let index = vrf(word, session);
                let index = index.ok_or_else(|| Error::invalid(word, "Not a valid VRF name\n"))?;
                self.master = Some(index);
            }
            "nomaster" => self.master = Some(NO_MASTER),
            "type" => {
                let word = args.value()?;
                match word.strip_suffix("_slave") {
                    Some(kind) => self.port_kind = Some(kind.to_owned()),
                    None => self.kind = Some(word.to_owned()),
                }
            }
            "novf" => self.without_functions = true,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Takes the name of the device to show.
    ///
    /// # Errors
    /// A second device.
    pub fn take_device(&mut self, name: &str) -> Result<()> {
        if self.device.is_some() {
            return Err(Error::duplicate_or_garbage("dev", name));
        }
        self.device = Some((name.to_owned(), 0));
        Ok(())
    }

    /// Looks the device up, after all words have been read.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn find_device(&mut self, session: &mut Session) -> Result<()> {
        if let Some((name, index)) = &mut self.device {
            let found = session.names.links.index(name);
            *index = found.ok_or_else(|| Error::no_such_device(name))?;
        }
        Ok(())
    }

    /// The name of the device to ask for, if all others are of no interest.
    pub fn only(&self) -> Option<&str> {
        let device = self.device.as_ref().filter(|_| self.group.is_none());
        device.map(|(name, _)| name.as_str())
    }

    /// The index of the device, if one was named.
    pub fn index(&self) -> Option<u32> {
        self.device.as_ref().map(|(_, index)| *index)
    }

    /// Asks for the one device by the name that was typed, and remembers it.
    ///
    /// # Errors
    /// The kernel's.
    pub fn ask(&self, session: &mut Session, name: &str) -> Result<Reply> {
        let reply = self.ask_one(session, family::PACKET, name)?;
        session.names.links.remember(&reply.message());
        Ok(reply)
    }

    /// Asks for the one device whose addresses of this family are to be shown, and remembers it.
    ///
    /// # Errors
    /// The kernel's.
    pub fn ask_for_addresses(
        &self,
        session: &mut Session,
        family: u8,
        index: u32,
    ) -> Result<Reply> {
        let reply = self.ask_by_index(session, family, index)?;
        session.names.links.remember(&reply.message());
        Ok(reply)
    }

    /// The request for the links whose addresses of this family are to be shown.
    pub fn request_for_addresses(&self, view: &View, family: u8) -> Request {
        match family {
            family::UNSPEC | family::PACKET => self.request(view, family),
            // The dump of a family of its own refuses attributes.
            _ => Request::new(RTM_GETLINK, 0, &header(family)),
        }
    }

    fn ask_by_index(&self, session: &mut Session, family: u8, index: u32) -> Result<Reply> {
        let header = IfInfoMsg {
            index,
            ..header(family)
        };
        let mut request = Request::new(RTM_GETLINK, 0, &header);
        request.put_u32(IFLA_EXT_MASK, self.mask(&session.view));
        session.kernel.get(request).map_err(|error| {
            let why = strerror(reason(&error));
            Error::command(format!("{error}\nCannot send link request: {why}"))
        })
    }

    fn ask_one(&self, session: &mut Session, family: u8, name: &str) -> Result<Reply> {
        let mut request = Request::new(RTM_GETLINK, 0, &header(family));
        let attr = if names::links::valid_name(name) {
            IFLA_IFNAME
        } else {
            IFLA_ALT_IFNAME
        };
        request.put_text(attr, name);
        request.put_u32(IFLA_EXT_MASK, self.mask(&session.view));
        session.kernel.get(request).map_err(|error| {
            let why = strerror(reason(&error));
            // iproute2 exits here, which ends a batch.
            Error::command(format!("{error}\nCannot send link get request: {why}")).ending()
        })
    }

    /// The request for the links that are to be shown.
    pub fn request(&self, view: &View, family: u8) -> Request {
        let mut request = Request::new(RTM_GETLINK, 0, &header(family));
        request.put_u32(IFLA_EXT_MASK, self.mask(view));
        if let Some(master) = self.master {
            request.put_u32(IFLA_MASTER, master);
        }
        if let Some(kind) = &self.kind {
            request.bare_nest(IFLA_LINKINFO, |request| {
                request.put_bare_text(IFLA_INFO_KIND, kind);
            });
        }
        request
    }

    fn mask(&self, view: &View) -> u32 {
        let functions = if self.without_functions {
            0
        } else {
            RTEXT_FILTER_VF
        };
        let statistics = if view.statistics > 0 {
            0
        } else {
            RTEXT_FILTER_SKIP_STATS
        };
        functions | statistics
    }

    /// Whether the link is one of those asked for at all: one that is not leaves no trace.
    pub fn asks_for(&self, link: &Link) -> bool {
        let index = self.index().filter(|_| self.group.is_some());
        index.is_none_or(|index| index == link.index)
            && self
                .group
                .is_none_or(|group| link.u32(IFLA_GROUP) == Some(group))
    }

    /// Whether the link is up or down as asked.
    pub fn fits_state(&self, link: &Link) -> bool {
        let up = link.has(IFF_UP);
        (up || !self.up) && (!up || !self.down)
    }

    /// Whether the link is shown: one that is not leaves an empty object in JSON.
    pub fn fits(&self, link: &Link) -> bool {
        let wanted_master = self.master.filter(|master| *master != NO_MASTER);
        let info = link
            .attrs
            .get(IFLA_LINKINFO)
            .map(Attr::nest)
            .unwrap_or_default();
        let is = |wanted: &Option<String>, attr| match wanted {
            Some(kind) => info.get(attr).map(Attr::text) == Some(encode(kind).as_ref()),
            None => true,
        };
        self.fits_state(link)
            && wanted_master.is_none_or(|master| link.u32(IFLA_MASTER) == Some(master))
            && is(&self.kind, IFLA_INFO_KIND)
            && is(&self.port_kind, IFLA_INFO_SLAVE_KIND)
    }
}

/// Why the kernel did not tell: what it said, or what kept it from saying anything.
fn reason(error: &Error) -> i32 {
    let last = || std::io::Error::last_os_error().raw_os_error();
    error.errno().or_else(last).unwrap_or(0)
}

fn header(family: u8) -> IfInfoMsg {
    IfInfoMsg {
        family,
        ..IfInfoMsg::default()
    }
}

/// The index of a device of kind `vrf`.
fn vrf(name: &str, session: &mut Session) -> Option<u32> {
    let mut request = Request::new(RTM_GETLINK, 0, &IfInfoMsg::default());
    request.put_text(IFLA_IFNAME, name);
    let reply = session.kernel.get(request).ok()?;
    let message = reply.message();
    vrf_table_of(&message)?;
    (message.kind == RTM_NEWLINK).then_some(index_of(&message)?)
}
