//! The generic options of `ip link add`, `set` and `delete`, and of the peers of devices that come in pairs.
//!
//! [`LinkOptions::read`] goes through the words and appends attributes in their order; [`LinkOptions::settle`] does what needs
//! all of them: which device is meant, in which namespace its lower device is, whether the options go together.

mod device;
pub(super) mod inet;
pub(super) mod netns;
mod values;
mod vf;
pub(super) mod words;
mod xdp;

use crate::args::Args;
use crate::error::{Error, Result};
use crate::names::links::index_of;
use crate::netlink::{Netlink, Request};
use crate::session::Session;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::RTM_GETLINK;
use std::os::fd::OwnedFd;
use std::sync::Arc;

/// What the generic options said.
pub(super) struct LinkOptions<'a> {
    /// The message, with an attribute for each option.
    pub(super) request: Request,
    /// The kind named by `type`, which ends the generic options.
    pub(super) kind: Option<&'a str>,
    /// The index of the device that is changed, or the one that a new device shall have; 0 for none.
    pub(super) device: u32,
    /// Whether a device is made.
    creating: bool,
    /// `AF_*`; a peer has none.
    pub(super) family: u8,
    name: Option<&'a str>,
    dev: Option<&'a str>,
    link: Option<&'a str>,
    index: Option<u32>,
    group: bool,
    flags: u32,
    change: u32,
    netns: Option<Arc<OwnedFd>>,
    link_netns: Option<&'a str>,
    link_nsid: Option<i32>,
    /// The length of the hardware address that was given.
    address: Option<usize>,
    /// Options that may come only once and have come.
    given: Vec<&'static str>,
}

/// What a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// One device.
    Device,
    /// The devices of a group.
    Group,
}

impl<'a> LinkOptions<'a> {
    /// Nothing said yet. `request` is the message to fill, with room for an `ifinfomsg`.
    pub(super) fn new(kind: u16, flags: u16, creating: bool) -> LinkOptions<'a> {
        LinkOptions {
            request: Request::new(kind, flags, &IfInfoMsg::default()),
            kind: None,
            device: 0,
            creating,
            family: 0,
            name: None,
            dev: None,
            link: None,
            index: None,
            group: false,
            flags: 0,
            change: 0,
            netns: None,
            link_netns: None,
            link_nsid: None,
            address: None,
            given: Vec::new(),
        }
    }

    /// Reads the options up to the kind of `type KIND`, or all of them.
    ///
    /// # Errors
    /// That of a wrong value, or of a word that is no option where the device is known.
    pub(super) fn read(&mut self, session: &mut Session, args: &mut Args<'a>) -> Result<()> {
        while let Some(word) = args.next() {
            match words::WORDS.iter().find(|(known, ..)| known.fits(word)) {
                Some((_, key, effect)) => effect.read(key, self, session, args)?,
                None => device::bare(self, word)?,
            }
            if self.kind.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// The device that is changed, as it was named.
    pub(super) fn device_name(&self) -> Option<&'a str> {
        self.dev.or(self.name)
    }

    /// The new name of the device.
    pub(super) fn new_name(&self) -> Option<&'a str> {
        self.name
    }

    /// Whether it goes into another namespace.
    pub(super) fn moves(&self) -> bool {
        self.netns.is_some()
    }

    /// The namespace that it goes to.
    pub(super) fn namespace(&self) -> Option<&Arc<OwnedFd>> {
        self.netns.as_ref()
    }

    /// The index that it is to get.
    pub(super) fn new_index(&self) -> Option<u32> {
        self.index
    }

    /// Makes the request one about the device with this index, wherever that is.
    pub(super) fn settle_at(&mut self, index: u32) {
        self.device = index;
        self.set_header();
    }

    /// Finds the device and sees that the options go together. What is left of `args` belongs to the kind.
    ///
    /// # Errors
    /// A device that is missing, not named or named twice.
    pub(super) fn settle(&mut self, session: &mut Session, args: &Args) -> Result<About> {
        if self.index.is_some() && !self.creating && self.netns.is_none() {
            let why = "index can be used only when creating devices or when moving device to another netns.";
            return Err(Error::fatal(why, 255));
        }
        if self.group && self.dev.or(self.name).is_none() {
            return self.settle_group(args);
        }
        let mut elsewhere = self.settle_link_netns(args)?;
        let dev = self.settle_name()?;
        if !self.creating {
            self.find(session, dev.unwrap_or_default())?;
        }
        if let Some(id) = self.link_nsid {
            self.request.put(IFLA_LINK_NETNSID, &id.to_ne_bytes());
        }
        if self.creating {
            self.settle_link(session, elsewhere.as_mut())?;
            self.device = self.index.unwrap_or(0);
        } else if let Some(index) = self.index {
            self.request.put_u32(IFLA_NEW_IFINDEX, index);
        }
        if let Some(name) = self.name.filter(|name| self.creating || Some(*name) != dev) {
            self.request.put_text(IFLA_IFNAME, name);
        }
        self.set_header();
        Ok(About::Device)
    }

    fn settle_group(&mut self, args: &Args) -> Result<About> {
        if self.creating {
            return Err(Error::fatal(
                "group cannot be used when creating devices.",
                255,
            ));
        }
        if let Some(word) = args.peek() {
            let text =
                format!("Garbage instead of arguments \"{word} ...\". Try \"ip link help\".");
            return Err(Error::fatal(text, 255));
        }
        self.set_header();
        Ok(About::Group)
    }

    /// Which device is meant: one may say `dev`, `name` or neither. A new device may be left without a name.
    fn settle_name(&mut self) -> Result<Option<&'a str>> {
        if !self.creating {
            let dev = self.dev.or(self.name);
            let why = "Not enough information: \"dev\" argument is required.";
            return dev.map(Some).ok_or_else(|| Error::fatal(why, 255));
        }
        if let (Some(name), Some(dev)) = (self.name, self.dev) {
            if name != dev {
                let why = "both \"name\" and \"dev\" cannot be used when creating devices.";
                return Err(Error::fatal(why, 255));
            }
        }
        self.name = self.name.or(self.dev);
        Ok(self.name)
    }

    /// Looks the device up that is changed.
    fn find(&mut self, session: &mut Session, name: &str) -> Result<()> {
        let index = session.names.links.index(name);
        self.device = index.ok_or_else(|| Error::no_device(name))?;
        match self.address {
            Some(length) => check_address(length, address_length(session, self.device)),
            None => Ok(()),
        }
    }

    /// The id of the namespace where the lower device is, and a socket that can ask about it.
    fn settle_link_netns(&mut self, args: &Args) -> Result<Option<Netlink>> {
        let Some(name) = self.link_netns else {
            return match self.link_nsid {
                Some(_) => netns::socket(self.netns.as_ref()).map(Some),
                None => Ok(None),
            };
        };
        let mut socket = netns::socket(self.netns.as_ref())?;
        let id = netns::open(name).and_then(|fd| netns::id(&mut socket, &fd));
        if id.is_none() {
            // iproute2 names the word that comes next, if any.
            let blamed = args.peek().unwrap_or("(null)");
            return Err(values::invalid(blamed, "link-netns"));
        }
        self.link_nsid = id;
        Ok(Some(socket))
    }

    /// Looks the lower device of a new one up, in its namespace.
    fn settle_link(
        &mut self,
        session: &mut Session,
        elsewhere: Option<&mut Netlink>,
    ) -> Result<()> {
        let Some(link) = self.link else {
            return Ok(());
        };
        let index = match (self.link_nsid, elsewhere) {
            (Some(id), Some(socket)) => index_elsewhere(socket, id, link),
            _ => session.names.links.index(link),
        };
        let index = index.ok_or_else(|| Error::no_device(link))?;
        self.request.put_u32(IFLA_LINK, index);
        Ok(())
    }

    fn set_header(&mut self) {
        self.request.set_header(&IfInfoMsg {
            family: self.family,
            index: self.device,
            flags: self.flags,
            change: self.change,
            ..IfInfoMsg::default()
        });
    }

    fn set_flag(&mut self, bit: u32, set: bool) {
        self.change |= bit;
        self.flags = if set {
            self.flags | bit
        } else {
            self.flags & !bit
        };
    }

    /// Notes that an option came with this value, the first time.
    fn once(&mut self, key: &'static str, word: &str) -> Result<()> {
        if self.given.contains(&key) {
            return Err(Error::duplicate(key, word));
        }
        self.given.push(key);
        Ok(())
    }
}

/// The index of a device in the namespace that `socket`'s knows as `id`.
fn index_elsewhere(socket: &mut Netlink, id: i32, name: &str) -> Option<u32> {
    let mut request = Request::new(RTM_GETLINK, 0, &IfInfoMsg::default());
    request.put(IFLA_TARGET_NETNSID, &id.to_ne_bytes());
    request.put_text(IFLA_IFNAME, name);
    match socket.get(request) {
        Ok(reply) => index_of(&reply.message()),
        Err(error) => {
            crate::output::eprint_line(&error.to_string());
            None
        }
    }
}

/// How long a device's hardware addresses are. That the kernel refuses to tell is said, and left to the change itself.
fn address_length(session: &mut Session, index: u32) -> Option<usize> {
    let header = IfInfoMsg {
        index,
        ..IfInfoMsg::default()
    };
    match session.kernel.get(Request::new(RTM_GETLINK, 0, &header)) {
        Ok(reply) => {
            let address = reply.message().attrs(IfInfoMsg::SIZE).get(IFLA_ADDRESS);
            address.map(|attr| attr.bytes.len())
        }
        Err(error) => {
            crate::output::eprint_line(&error.to_string());
            None
        }
    }
}

/// Sees that an address has the length of the device's own.
fn check_address(length: usize, right: Option<usize>) -> Result<()> {
    match right {
        Some(right) if right != length => Err(Error::command(format!(
            "Invalid address length {length} - must be {right} bytes"
        ))),
        _ => Ok(()),
    }
}

/// Reads the options of the other end of a pair: an `ifinfomsg` and attributes, as if for a command of its own; and a
/// kind, which has been named before and so is one too many.
///
/// # Errors
/// As for the device itself.
pub(super) fn peer<'a>(
    session: &mut Session,
    args: &mut Args<'a>,
    creating: bool,
) -> Result<(Request, Option<&'a str>)> {
    let mut options = LinkOptions::new(0, 0, creating);
    options.read(session, args)?;
    options.settle(session, args)?;
    Ok((options.request, options.kind))
}
