//! What the kernel makes of a device without options: what is no different need not be said.
//!
//! That is asked of devices made for it in a namespace that nobody sees and that ends with its socket. Without permission
//! to make one, everything is said.

use crate::error::{Error, Result};
use crate::netlink::{Attrs, Netlink, Protocol, Reply, Request};
use crate::object::link::kind::{Kind, Making};
use crate::session::Session;
use crate::sys::netns;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::{RTM_GETLINK, RTM_NEWLINK};
use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL};
use netlink_packet_route::link::LinkHeader;
use std::collections::BTreeMap;
use std::os::fd::AsFd;

/// Devices as the kernel makes them, by kind.
pub(super) struct Ordinary {
    netlink: Option<Netlink>,
    made: BTreeMap<String, Option<(String, Reply)>>,
    ports: BTreeMap<String, Option<Reply>>,
}

/// One end of the pair that other devices are put on, and of the one that becomes a port.
const LOWER: &str = "lower0";
const PORT: &str = "port0";

impl Ordinary {
    /// Makes the namespace; the calling thread comes back to `home`.
    pub(super) fn new(home: impl AsFd) -> Result<Ordinary> {
        let netlink = match netns::enter_new() {
            Ok(()) => {
                let opened = Netlink::open(Protocol::Route, true);
                netns::enter(home)
                    .map_err(|error| Error::system("Return to the namespace", &error))?;
                opened.ok()
            }
            Err(_) => None,
        };
        let mut ordinary = Ordinary {
            netlink,
            made: BTreeMap::new(),
            ports: BTreeMap::new(),
        };
        for name in [LOWER, PORT] {
            let mut pair = Request::new(
                RTM_NEWLINK,
                NLM_F_CREATE | NLM_F_EXCL,
                &LinkHeader::default(),
            );
            pair.put_text(IFLA_IFNAME, name);
            pair.bare_nest(IFLA_LINKINFO, |info| {
                info.put_text(IFLA_INFO_KIND, "veth");
            });
            ordinary.ask(pair);
        }
        Ok(ordinary)
    }

    fn ask(&mut self, request: Request) -> bool {
        match &mut self.netlink {
            Some(netlink) => netlink.ack(request).is_ok(),
            None => false,
        }
    }

    fn link(&mut self, name: &str) -> Option<Reply> {
        let mut request = Request::new(RTM_GETLINK, 0, &LinkHeader::default());
        request.put_text(IFLA_IFNAME, name);
        self.netlink.as_mut()?.get(request).ok()
    }

    /// A device of this kind as the kernel makes it. `told` are the options of a live one, of which some kinds need one.
    pub(super) fn device(
        &mut self,
        session: &mut Session,
        name: &str,
        kind: Option<&Kind>,
        told: Attrs,
        on_lower: bool,
    ) -> Option<&Reply> {
        if !self.made.contains_key(name) {
            let made = self.make(session, name, kind, told, on_lower);
            self.made.insert(name.to_owned(), made);
        }
        Some(&self.made.get(name)?.as_ref()?.1)
    }

    fn make(
        &mut self,
        session: &mut Session,
        kind_name: &str,
        kind: Option<&Kind>,
        told: Attrs,
        on_lower: bool,
    ) -> Option<(String, Reply)> {
        self.netlink.as_ref()?;
        let name = format!("made{}", self.made.len());
        let lower = if on_lower {
            self.link(LOWER)?.message().u32_at(4)
        } else {
            None
        };
        let mut data = Request::with_body(0, 0, &[]);
        // What is sent without a word.
        if let Some(read) = kind.and_then(|kind| kind.read.map(|read| (kind, read))) {
            let making = Making {
                name: kind_name,
                device: None,
            };
            let mut args = crate::args::Args::new(&[]);
            // A kind that needs words has no defaults.
            let _ = read.1(read.0, session, &mut args, &making, &mut data);
        }
        let base = Attrs::new(data.body())
            .get(IFLA_INFO_DATA)
            .map(|data| data.bytes.to_vec())
            .unwrap_or_default();
        let attempts = std::iter::once(None).chain(told.iter().map(Some));
        for attempt in attempts {
            let mut request = Request::new(
                RTM_NEWLINK,
                NLM_F_CREATE | NLM_F_EXCL,
                &LinkHeader::default(),
            );
            request.put_text(IFLA_IFNAME, &name);
            if let Some(lower) = lower {
                request.put_u32(IFLA_LINK, lower);
            }
            request.bare_nest(IFLA_LINKINFO, |info| {
                info.put_text(IFLA_INFO_KIND, kind_name);
                info.bare_nest(IFLA_INFO_DATA, |data| {
                    data.append(&base);
                    if let Some(attr) = attempt {
                        data.put(attr.kind, attr.bytes);
                    }
                });
            });
            if self.ask(request) {
                let reply = self.link(&name)?;
                return Some((name, reply));
            }
        }
        None
    }

    /// A port of an ordinary device of the kind `master`, which was asked for before.
    pub(super) fn port(&mut self, master: &str) -> Option<&Reply> {
        if !self.ports.contains_key(master) {
            let port = self.enslave(master);
            self.ports.insert(master.to_owned(), port);
        }
        self.ports.get(master)?.as_ref()
    }

    fn enslave(&mut self, master: &str) -> Option<Reply> {
        let master = self.made.get(master)?.as_ref()?.1.message().u32_at(4)?;
        let index = self.link(PORT)?.message().u32_at(4)?;
        let header = LinkHeader {
            index,
            ..LinkHeader::default()
        };
        let mut request = Request::new(RTM_NEWLINK, 0, &header);
        request.put_u32(IFLA_MASTER, master);
        if !self.ask(request) {
            return None;
        }
        self.link(PORT)
    }
}
