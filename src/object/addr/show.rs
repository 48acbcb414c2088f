//! `ip addr show`: links, each with its addresses.

use super::filter::Filter;
use super::record::{self, Address};
use crate::args::Args;
use crate::error::Result;
use crate::netlink::{Dump, Message, Request};
use crate::object::link::listing;
use crate::object::link::record::{self as link, For, Link};
use crate::output::eprint_line;
use crate::session::Display;
use crate::session::Session;
use crate::uapi::arp::ARPHRD_VOID;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::IFLA_IFNAME;
use crate::uapi::rtnetlink::RTM_NEWLINK;
use crate::value::family;

/// Shows addresses.
///
/// # Errors
/// A wrong word, an unknown device, the kernel's.
pub(super) fn run(session: &mut Session, args: Args) -> Result<()> {
    let filter = Filter::parse(args, session)?;
    session.kernel.netlink()?;
    match filter.links.index() {
        Some(index) => show_one(&filter, session, index),
        None => show_all(&filter, session),
    }
}

/// Shows the addresses of one device.
fn show_one(filter: &Filter, session: &mut Session, index: u32) -> Result<()> {
    // iproute2 opens the array before it asks, and does not fail when the device is gone.
    let asked = filter
        .links
        .ask_for_addresses(session, session.family, index);
    let reply = match asked {
        Ok(reply) => reply,
        Err(error) if error.ends_batch() => return Err(error),
        Err(error) => {
            session.out.records(|_| ());
            eprint_line(&error.to_string());
            return Ok(());
        }
    };
    let addresses = match Addresses::ask(filter, session) {
        Err(error) if !error.ends_batch() => {
            session.out.records(|_| ());
            eprint_line(&error.to_string());
            return Ok(());
        }
        addresses => addresses?,
    };
    session.display().records(|display| {
        if let Some(link) = Link::read(&reply.message()) {
            show_if_meant(&link, &addresses, filter, display);
        }
    });
    Ok(())
}

/// Shows the addresses of all devices.
fn show_all(filter: &Filter, session: &mut Session) -> Result<()> {
    // Before the links, which are shown as they come.
    let addresses = Addresses::ask(filter, session);
    let request = filter
        .links
        .request_for_addresses(&session.view, session.family);
    let addresses = match addresses {
        Ok(addresses) => addresses,
        Err(error) if error.ends_batch() => return Err(error),
        Err(error) => {
            // iproute2 dumps the links first, shows an empty list if one of the dumps fails, and does not fail itself.
            let links = match error.errno() {
                Some(_) => session.kernel.dump(request, &mut |_| Ok(())).err(),
                None => None,
            };
            session.out.records(|_| ());
            eprint_line(&links.unwrap_or(error).to_string());
            return Ok(());
        }
    };
    listing::show(
        session,
        request,
        &mut |link, display| show_if_meant(link, &addresses, filter, display),
        &mut |display| show_without_links(&addresses, filter, display),
    )
}

/// Addresses as the kernel told them, kept as their messages: read, they take more room.
#[derive(Default)]
struct Addresses {
    dump: Dump,
    /// The index of the device and where the message begins; by device, and for each in the kernel's order.
    places: Vec<(u32, usize)>,
}

impl Addresses {
    /// Asks for those that the filter means.
    fn ask(filter: &Filter, session: &mut Session) -> Result<Addresses> {
        if filter.family == family::PACKET {
            return Ok(Addresses::default());
        }
        let dump = filter.ask(session, filter.family)?;
        let mut places: Vec<(u32, usize)> = dump
            .places()
            .filter_map(|(place, message)| {
                let address = Address::read(&message).filter(|address| filter.asks_for(address))?;
                Some((address.header.index, place))
            })
            .collect();
        places.sort_by_key(|(index, _)| *index);
        Ok(Addresses { dump, places })
    }

    /// Those of a device.
    fn of(&self, device: u32) -> Vec<Address<'_>> {
        let first = self.places.partition_point(|(index, _)| *index < device);
        self.places
            .iter()
            .skip(first)
            .take_while(|(index, _)| *index == device)
            .filter_map(|(_, place)| Address::read(&self.dump.at(*place)?))
            .collect()
    }
}

fn show_if_meant(link: &Link, addresses: &Addresses, filter: &Filter, display: &mut Display) {
    let own = addresses.of(link.index);
    if filter.links.asks_for(link) && is_shown(&own, filter, display) {
        show(link, &own, filter, display);
    }
}

/// Shows the addresses where links may not be dumped: each device is a link of which only index and name are known.
fn show_without_links(addresses: &Addresses, filter: &Filter, display: &mut Display) {
    let mut indices: Vec<u32> = addresses.places.iter().map(|(index, _)| *index).collect();
    indices.dedup();
    for index in indices {
        let header = IfInfoMsg {
            index,
            hardware: ARPHRD_VOID,
            ..IfInfoMsg::default()
        };
        let mut link = Request::new(RTM_NEWLINK, 0, &header);
        link.put_text(IFLA_IFNAME, &display.names.links.name(index));
        let message = Message {
            kind: RTM_NEWLINK,
            body: link.body(),
            ..Message::default()
        };
        if let Some(link) = Link::read(&message) {
            show_if_meant(&link, addresses, filter, display);
        }
    }
}

/// A link without any address is shown if no family was named; others if one of their addresses is.
fn is_shown(addresses: &[Address], filter: &Filter, display: &mut Display) -> bool {
    match filter.family {
        family::PACKET => true,
        family::UNSPEC if addresses.is_empty() => true,
        _ => addresses
            .iter()
            .any(|address| filter.selects(address, &mut display.names.links)),
    }
}

fn show(link: &Link, addresses: &[Address], filter: &Filter, display: &mut Display) {
    display.object(None, |display| {
        // One line for each address leaves no line for the link.
        let bare =
            display.out.is_oneline() && !display.view.brief && filter.family != family::PACKET;
        if !bare {
            if !filter.links.fits_state(link) {
                return;
            }
            if filter.label.is_none() {
                if !filter.links.fits(link) {
                    return;
                }
                show_link(link, For::Addr(filter.family), display);
            }
        }
        if filter.family != family::PACKET {
            let addresses = match bare && !filter.links.fits_state(link) {
                true => &[],
                false => addresses,
            };
            show_addresses(addresses, bare, filter, display);
        }
        if display.view.brief {
            if filter.family != family::PACKET || filter.label.is_none() {
                display.out.end_record();
            }
        } else if !bare && filter.label.is_none() {
            link::show_statistics(link, display);
        }
    });
}

fn show_link(link: &Link, of: For, display: &mut Display) {
    if display.view.brief {
        link::show_brief(link, of, display);
    } else {
        link::show(link, of, display);
    }
}

/// The addresses of a link. One that was not asked for leaves an empty object in JSON, as with iproute2.
fn show_addresses(addresses: &[Address], heading: bool, filter: &Filter, display: &mut Display) {
    display.array(Some("addr_info"), |display| {
        for address in addresses {
            display.object(None, |display| {
                if filter.selects(address, &mut display.names.links) && filter.fits_proto(address) {
                    record::show(address, heading, display);
                }
            });
        }
    });
}
