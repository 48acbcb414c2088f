//! Shows a notification by the record of its object.

use super::short;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Message};
use crate::object::addr::record::{self as addr, Address};
use crate::object::addrlabel::show as show_label;
use crate::object::link::record::{self as link, For, Link};
use crate::object::mroute::record::{self as mroute, Entry};
use crate::object::neigh::record::{self as neigh, Neighbour};
use crate::object::netconf::show as show_netconf;
use crate::object::netns::record as nsid;
use crate::object::nexthop::record as nexthop;
use crate::object::route::record::{self as route, Route};
use crate::object::rule::record::{self as rule, Rule};
use crate::output::eprint_line;
use crate::session::{Session, header_error, warn_of_leftover};
use crate::sys::time::LocalTime;
use crate::uapi::header::{
    FibRuleHdr, IfAddrMsg, IfInfoMsg, NdMsg, NhMsg, PrefixMsg, RtGenMsg, RtMsg,
};
use crate::uapi::netconf::NETCONFA_IFINDEX;
use crate::uapi::route::{RTM_F_CLONED, RTNL_FAMILY_IP6MR, RTNL_FAMILY_IPMR};
use crate::uapi::rtnetlink::*;

/// Which events are shown, and where.
pub(super) struct Events<'s> {
    pub session: &'s mut Session,
    /// `AF_*`, 0 for all.
    pub family: u8,
    /// The index of a device, 0 for all.
    pub device: u32,
    /// Whether each event is labelled with its object.
    pub label: bool,
    /// With `all-nsid`, the id of the event's namespace; the inner `None` is the current namespace.
    pub nsid: Option<Option<i32>>,
}

/// Treatment of a message that is too short for its header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TooShort {
    Ignored,
    /// Printed with this suffix.
    Printed(&'static str),
    /// Ends the monitor.
    Fatal,
}
use TooShort::{Fatal, Ignored, Printed};

impl Events<'_> {
    /// Shows a message if it matches.
    pub(super) fn show(&mut self, message: &Message) -> Result<()> {
        let (header, too_short) = match message.kind {
            // netlink's own
            1..=3 => return Ok(()),
            RTM_NEWLINK | RTM_DELLINK => (IfInfoMsg::SIZE, Ignored),
            RTM_NEWRULE | RTM_DELRULE | RTM_NEWADDRLABEL | RTM_DELADDRLABEL => {
                (FibRuleHdr::SIZE, Ignored)
            }
            RTM_NEWADDR | RTM_DELADDR | RTM_NEWMULTICAST | RTM_DELMULTICAST | RTM_NEWANYCAST
            | RTM_DELANYCAST => (IfAddrMsg::SIZE, Printed("")),
            RTM_NEWROUTE | RTM_DELROUTE => (RtMsg::SIZE, Fatal),
            RTM_NEWNEIGH | RTM_DELNEIGH | RTM_GETNEIGH | RTM_NEWPREFIX | RTM_NEWSTATS => {
                // Neighbours of other families are ignored.
                let other = !message.body.is_empty() && !self.is_family(message.family());
                let neighbour = message.kind < RTM_NEWRULE;
                (
                    NdMsg::SIZE,
                    if neighbour && other {
                        Ignored
                    } else {
                        Printed("")
                    },
                )
            }
            RTM_NEWNETCONF | RTM_DELNETCONF => (RtGenMsg::SIZE, Printed("")),
            RTM_NEWNSID | RTM_DELNSID => (RtGenMsg::SIZE, Printed(" in print_nsid")),
            RTM_NEWNEXTHOP | RTM_DELNEXTHOP | RTM_NEWNEXTHOPBUCKET | RTM_DELNEXTHOPBUCKET => {
                (NhMsg::SIZE, Printed(""))
            }
            _ => {
                unknown(message);
                return Ok(());
            }
        };
        if let Some(line) = header_error(message, header) {
            match too_short {
                Ignored => {}
                Printed(behind) => eprint_line(&[line.as_str(), behind].concat()),
                Fatal => return Err(Error::command(line)),
            }
            return Ok(());
        }
        self.dispatch(message, header)
    }

    fn dispatch(&mut self, message: &Message, header: usize) -> Result<()> {
        // These check their attributes only if they match.
        let later = matches!(message.kind, RTM_NEWNEIGH | RTM_DELNEIGH | RTM_GETNEIGH)
            || matches!(message.kind, RTM_NEWROUTE | RTM_DELROUTE | RTM_NEWPREFIX);
        if !later {
            warn_of_leftover(message, header);
        }
        match message.kind {
            RTM_NEWLINK | RTM_DELLINK => self.link(message),
            RTM_NEWROUTE | RTM_DELROUTE => return self.route(message),
            RTM_NEWNEIGH | RTM_DELNEIGH | RTM_GETNEIGH => self.neighbour(message),
            RTM_NEWRULE | RTM_DELRULE => self.rule(message),
            RTM_NEWPREFIX => self.prefix(message),
            RTM_NEWADDRLABEL | RTM_DELADDRLABEL => {
                let session = self.announce("[ADDRLABEL]");
                show_label(message, &mut session.out, &mut session.names);
            }
            RTM_NEWSTATS => {
                let session = self.announce("[STATS]");
                short::statistics(message, &mut session.out, &mut session.names);
            }
            RTM_NEWNETCONF | RTM_DELNETCONF => self.netconf(message),
            RTM_NEWNSID | RTM_DELNSID => self.nsid(message),
            RTM_NEWNEXTHOP | RTM_DELNEXTHOP => {
                let session = self.announce("[NEXTHOP]");
                nexthop::show(message, &mut session.display());
            }
            RTM_NEWNEXTHOPBUCKET | RTM_DELNEXTHOPBUCKET => {
                let session = self.announce("[NEXTHOPBUCKET]");
                nexthop::show_bucket(message, &mut session.out);
            }
            // Addresses remain.
            _ => self.address(message),
        }
        Ok(())
    }

    fn is_of(&self, device: u32) -> bool {
        self.device == 0 || self.device == device
    }

    fn is_family(&self, family: u8) -> bool {
        self.family == 0 || self.family == family
    }

    /// Prints the prefix of a record: time, namespace, object.
    fn announce(&mut self, label: &str) -> &mut Session {
        let session = &mut *self.session;
        let out = &mut session.out;
        if session.view.timestamp {
            let now = LocalTime::now();
            if session.view.short_timestamp {
                out.text("[{}] ", now.iso());
            } else {
                out.text("Timestamp: {} ", now.asctime());
                out.text("{} usec\n", now.micros);
            }
        }
        match self.nsid {
            Some(Some(id)) => out.text("[nsid {}]", id),
            Some(None) => out.word("[nsid current]"),
            None => {}
        }
        if self.label {
            out.word(label);
        }
        session
    }

    fn link(&mut self, message: &Message) {
        let Some(link) = Link::read(message) else {
            return;
        };
        let links = &mut self.session.names.links;
        if link.deleted {
            links.forget(link.index);
        } else {
            warn_of_leftover(message, IfInfoMsg::SIZE);
            links.remember(message);
        }
        if !self.is_of(link.index) {
            return;
        }
        let session = self.announce("[LINK]");
        let mut display = session.display();
        match display.view.brief {
            true => link::show_brief(&link, For::Monitor, &mut display),
            false => link::show(&link, For::Monitor, &mut display),
        }
    }

    fn address(&mut self, message: &Message) {
        let Some(address) =
            Address::read(message).filter(|address| self.is_of(address.header.index))
        else {
            return;
        };
        let session = self.announce("[ADDR]");
        addr::show(&address, true, &mut session.display());
    }

    fn route(&mut self, message: &Message) -> Result<()> {
        if let RTNL_FAMILY_IPMR | RTNL_FAMILY_IP6MR = message.family() {
            return self.multicast_route(message);
        }
        let device = self.device;
        let matches = |route: &Route| route.is_event_of(self.family, device);
        if let Some(route) = Route::read(message).filter(matches) {
            warn_of_leftover(message, RtMsg::SIZE);
            let session = self.announce("[ROUTE]");
            route::show_event(&route, device, &mut session.display());
        }
        Ok(())
    }

    fn multicast_route(&mut self, message: &Message) -> Result<()> {
        let entry = Entry::read(message)?;
        let flags = RtMsg::parse(message.body).map_or(0, |header| header.flags);
        let cloned = flags & RTM_F_CLONED != 0;
        let matches =
            |entry: &Entry| !cloned && (self.device == 0 || entry.iif() == Some(self.device));
        if let Some(entry) = entry.filter(matches) {
            warn_of_leftover(message, RtMsg::SIZE);
            let session = self.announce("[MROUTE]");
            mroute::show(&entry, true, &mut session.display());
        }
        Ok(())
    }

    fn neighbour(&mut self, message: &Message) {
        let NdMsg { family, index, .. } = NdMsg::parse(message.body).unwrap_or_default();
        let matches = self.is_family(family) && self.is_of(index);
        let Some(neighbour) = Neighbour::read(message).filter(|_| matches) else {
            return;
        };
        let devices = self.device == 0;
        warn_of_leftover(message, NdMsg::SIZE);
        let session = self.announce("[NEIGH]");
        if message.kind == RTM_GETNEIGH {
            session.out.word("miss ");
        }
        neigh::show(&neighbour, devices, &mut session.display());
    }

    fn rule(&mut self, message: &Message) {
        let matches = self.is_family(message.family());
        if let Some(rule) = Rule::read(message).filter(|_| matches) {
            let session = self.announce("[RULE]");
            rule::show(&rule, &mut session.display());
        }
    }

    fn prefix(&mut self, message: &Message) {
        if self.is_family(crate::value::family::INET6) && short::is_prefix(message) {
            warn_of_leftover(message, PrefixMsg::SIZE);
            let session = self.announce("[PREFIX]");
            short::prefix(message, &mut session.out, &mut session.names);
        }
    }

    fn netconf(&mut self, message: &Message) {
        let index = message
            .attrs(RtGenMsg::SIZE)
            .get(NETCONFA_IFINDEX)
            .and_then(Attr::u32);
        if self.device == 0 || index == Some(self.device) {
            let session = self.announce("[NETCONF]");
            show_netconf(message, &mut session.out, &mut session.names);
        }
    }

    fn nsid(&mut self, message: &Message) {
        let Some(id) = message
            .attrs(RtGenMsg::SIZE)
            .get(NETNSA_NSID)
            .and_then(Attr::i32)
        else {
            eprint_line("BUG: NETNSA_NSID is missing print_nsid");
            return;
        };
        let deleted = message.kind == RTM_DELNSID;
        if !deleted {
            self.session.names.nsids.look_for(id);
        }
        let session = self.announce("[NSID]");
        if deleted {
            session.out.word("Deleted ");
        }
        nsid::show(&mut session.out, &mut session.names.nsids, message);
        if deleted {
            session.names.nsids.forget(id);
        }
    }
}

fn unknown(message: &Message) {
    let (kind, flags, length) = (message.kind, message.flags, message.raw.len());
    eprint_line(&format!(
        "Unknown message: type={kind:#010x}({kind}) flags={flags:#010x}({flags}) len={length:#010x}({length})"
    ));
}
