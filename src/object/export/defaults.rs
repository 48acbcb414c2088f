//! The options that the kernel gives a device created without any: equal ones are left out of the export.
//!
//! They are read from devices in a temporary namespace without a name, which ends with its socket. Without permission to
//! create one, all options are exported.

use crate::error::{Error, Result};
use crate::names::links::index_of;
use crate::netlink::{Attr, Attrs, Message, Netlink, Protocol, Reply, Request};
use crate::object::link::kind;
use crate::sys::netns;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_GETLINK, RTM_NEWLINK};
use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL};
use std::collections::BTreeMap;
use std::os::fd::AsFd;

/// Devices as the kernel makes them, by kind.
pub(super) struct KernelDefaults {
    netlink: Option<Netlink>,
    /// How many were tried to make.
    count: usize,
    made: BTreeMap<DefaultsKey, Option<DefaultDevice>>,
    ports: BTreeMap<DefaultsKey, Option<Reply>>,
}

/// A kind, and the value of the option that decides what is usual for the others.
pub(super) type DefaultsKey = (String, Vec<u8>);

/// A device as the kernel made it.
pub(super) struct DefaultDevice {
    reply: Reply,
    /// Its options, without what had to be told.
    options: Request,
}

impl DefaultDevice {
    pub(super) fn message(&self) -> Message<'_> {
        self.reply.message()
    }

    pub(super) fn options(&self) -> Attrs<'_> {
        Attrs::new(self.options.body())
    }
}

/// What is usual for a device of this kind where that cannot be asked.
pub(super) fn certain(kind: &str) -> Request {
    let mut options = Request::with_body(0, 0, &[]);
    let known = kind::find(kind).map_or(&[][..], |kind| kind.known_defaults);
    for (option, value) in known {
        options.put(*option, value);
    }
    options
}

/// The option that decides the defaults of the others.
fn deciding<'a>(kind: &str, options: Attrs<'a>) -> Option<Attr<'a>> {
    options.get(kind::find(kind)?.deciding_attr?)
}

/// The sort of device that one with these options is.
pub(super) fn sort(kind: &str, options: Attrs) -> DefaultsKey {
    let told = deciding(kind, options);
    (
        kind.to_owned(),
        told.map_or_else(Vec::new, |attr| attr.bytes.to_vec()),
    )
}

/// The end of a pair that becomes a port.
const PORT: &str = "port0";

impl KernelDefaults {
    /// Makes the namespace; the calling thread comes back to `home`.
    pub(super) fn new(home: impl AsFd) -> Result<KernelDefaults> {
        let netlink = match netns::enter_new() {
            Ok(()) => {
                let opened = Netlink::open(Protocol::Route, true);
                netns::enter(home)
                    .map_err(|error| Error::system("Return to the namespace", &error))?;
                opened.ok()
            }
            Err(_) => None,
        };
        let mut defaults = KernelDefaults {
            netlink,
            count: 0,
            made: BTreeMap::new(),
            ports: BTreeMap::new(),
        };
        defaults.pair(PORT);
        Ok(defaults)
    }

    /// Makes a pair of devices that others can be put on.
    fn pair(&mut self, name: &str) -> bool {
        let mut pair = Request::new(
            RTM_NEWLINK,
            NLM_F_CREATE | NLM_F_EXCL,
            &IfInfoMsg::default(),
        );
        pair.put_text(IFLA_IFNAME, name);
        pair.bare_nest(IFLA_LINKINFO, |info| {
            info.put_text(IFLA_INFO_KIND, "veth");
        });
        self.ask(pair)
    }

    fn ask(&mut self, request: Request) -> bool {
        match &mut self.netlink {
            Some(netlink) => netlink.ack(request).is_ok(),
            None => false,
        }
    }

    fn link(&mut self, name: &str) -> Option<Reply> {
        let mut request = Request::new(RTM_GETLINK, 0, &IfInfoMsg::default());
        request.put_text(IFLA_IFNAME, name);
        self.netlink.as_mut()?.get(request).ok()
    }

    /// A device of this sort as the kernel makes it when `silent` is sent. `told` are the options of a live one, of which
    /// some kinds need one.
    pub(super) fn device(
        &mut self,
        sort: &DefaultsKey,
        silent: Attrs,
        told: Attrs,
        on_lower: bool,
    ) -> Option<&DefaultDevice> {
        if !self.made.contains_key(sort) {
            let made = self.make(&sort.0, silent, told, on_lower);
            self.made.insert(sort.clone(), made);
        }
        self.made.get(sort)?.as_ref()
    }

    /// The loopback device of a new namespace.
    pub(super) fn loopback(&mut self) -> Option<&DefaultDevice> {
        let sort = ("lo".to_owned(), Vec::new());
        if !self.made.contains_key(&sort) {
            let usual = self.link("lo").map(|reply| DefaultDevice {
                reply,
                options: Request::with_body(0, 0, &[]),
            });
            self.made.insert(sort.clone(), usual);
        }
        self.made.get(&sort)?.as_ref()
    }

    fn make(
        &mut self,
        kind: &str,
        silent: Attrs,
        told: Attrs,
        on_lower: bool,
    ) -> Option<DefaultDevice> {
        self.netlink.as_ref()?;
        let deciding = deciding(kind, told);
        let usual = std::iter::once(None)
            .chain(told.iter().map(Some))
            .find_map(|needed| self.attempt(kind, silent, needed, on_lower))?;
        match deciding {
            Some(attr)
                if usual
                    .options()
                    .get(attr.kind)
                    .is_none_or(|usual| usual.bytes != attr.bytes) =>
            {
                self.attempt(kind, silent, Some(attr), on_lower)
            }
            Some(_) | None => Some(usual),
        }
    }

    fn attempt(
        &mut self,
        kind: &str,
        silent: Attrs,
        needed: Option<Attr>,
        on_lower: bool,
    ) -> Option<DefaultDevice> {
        self.count += 1;
        let name = format!("made{}", self.count);
        let lower = if on_lower {
            // Kinds do not share one.
            let under = format!("lower{}", self.count);
            self.pair(&under);
            index_of(&self.link(&under)?.message())
        } else {
            None
        };
        let mut request = Request::new(
            RTM_NEWLINK,
            NLM_F_CREATE | NLM_F_EXCL,
            &IfInfoMsg::default(),
        );
        request.put_text(IFLA_IFNAME, &name);
        if let Some(lower) = lower {
            request.put_u32(IFLA_LINK, lower);
        }
        let without = |attr: &Attr| needed.is_none_or(|needed| needed.kind != attr.kind);
        request.bare_nest(IFLA_LINKINFO, |info| {
            info.put_text(IFLA_INFO_KIND, kind);
            info.bare_nest(IFLA_INFO_DATA, |data| {
                for attr in silent.iter().filter(without).chain(needed) {
                    data.put(attr.kind, attr.bytes);
                }
            });
        });
        if !self.ask(request) {
            return None;
        }
        let reply = self.link(&name)?;
        let mut options = Request::with_body(0, 0, &[]);
        let always = kind::find(kind).map_or(&[][..], |kind| kind.always_exported);
        for attr in super::device::info(&reply.message(), IFLA_INFO_DATA)
            .iter()
            .filter(without)
            .filter(|attr| !always.contains(&attr.kind))
        {
            options.put(attr.kind, attr.bytes);
        }
        Some(DefaultDevice { reply, options })
    }

    /// A port of an ordinary device of the sort `master`, which was asked for before.
    pub(super) fn port(&mut self, master: &DefaultsKey) -> Option<&Reply> {
        if !self.ports.contains_key(master) {
            let port = self.enslave(master);
            self.ports.insert(master.clone(), port);
        }
        self.ports.get(master)?.as_ref()
    }

    fn enslave(&mut self, master: &DefaultsKey) -> Option<Reply> {
        let master = index_of(&self.made.get(master)?.as_ref()?.message())?;
        let index = index_of(&self.link(PORT)?.message())?;
        let header = IfInfoMsg {
            index,
            ..IfInfoMsg::default()
        };
        let mut request = Request::new(RTM_NEWLINK, 0, &header);
        request.put_u32(IFLA_MASTER, master);
        if !self.ask(request) {
            return None;
        }
        let port = self.link(PORT);
        let mut request = Request::new(RTM_NEWLINK, 0, &header);
        request.put_u32(IFLA_MASTER, 0);
        // For the next sort of master.
        self.ask(request).then_some(port)?
    }
}
