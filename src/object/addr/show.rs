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
/// A wrong argument, an unknown device, the kernel's.
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
    // iproute2 opens the array before the request, and succeeds if the device vanishes.
    let dumped = filter
        .links
        .ask_for_addresses(session, session.family, index);
    let reply = match dumped {
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
            show_if_matching(&link, &addresses, filter, display);
        }
    });
    Ok(())
}

/// Shows the addresses of all devices.
fn show_all(filter: &Filter, session: &mut Session) -> Result<()> {
    // Requested before the links, which are shown as they arrive.
    let addresses = Addresses::ask(filter, session);
    let request = filter
        .links
        .request_for_addresses(&session.view, session.family);
    let addresses = match addresses {
        Ok(addresses) => addresses,
        Err(error) if error.ends_batch() => return Err(error),
        Err(error) => {
            // iproute2 dumps the links first, shows an empty list if one of the dumps fails, and succeeds.
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
        &mut |link, display| show_if_matching(link, &addresses, filter, display),
        &mut |display| show_without_links(&addresses, filter, display),
    )
}

/// Addresses as received messages, which need less memory than records.
#[derive(Default)]
struct Addresses {
    dump: Dump,
    /// Index of the device and offset of the message, ordered by device, then as received.
    places: Vec<(u32, usize)>,
}

impl Addresses {
    /// Dumps the addresses that the filter selects.
    fn ask(filter: &Filter, session: &mut Session) -> Result<Addresses> {
        if filter.family == family::PACKET {
            return Ok(Addresses::default());
        }
        let dump = filter.dump(session, filter.family)?;
        let mut places: Vec<(u32, usize)> = dump
            .places()
            .filter_map(|(place, message)| {
                let address =
                    Address::read(&message).filter(|address| filter.matches_device(address))?;
                Some((address.header.index, place))
            })
            .collect();
        places.sort_by_key(|(index, _)| *index);
        Ok(Addresses { dump, places })
    }

    /// The addresses of a device.
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

fn show_if_matching(link: &Link, addresses: &Addresses, filter: &Filter, display: &mut Display) {
    let own = addresses.of(link.index);
    if filter.links.asks_for(link) && is_shown(&own, filter, display) {
        show(link, &own, filter, display);
    }
}

/// Shows addresses where dumps of links are not permitted: a link has only an index and a name then.
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
            show_if_matching(&link, addresses, filter, display);
        }
    }
}

/// Whether a link is shown: without addresses, if no family was requested; else if an address matches.
fn is_shown(addresses: &[Address], filter: &Filter, display: &mut Display) -> bool {
    match filter.family {
        family::PACKET => true,
        family::UNSPEC if addresses.is_empty() => true,
        _ => addresses
            .iter()
            .any(|address| filter.matches(address, &mut display.names.links)),
    }
}

fn show(link: &Link, addresses: &[Address], filter: &Filter, display: &mut Display) {
    display.object(None, |display| {
        // With one line per address, the link has no line.
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

/// Shows the addresses of a link. One that does not match leaves an empty object in JSON, as in iproute2.
fn show_addresses(addresses: &[Address], heading: bool, filter: &Filter, display: &mut Display) {
    display.array(Some("addr_info"), |display| {
        for address in addresses {
            display.object(None, |display| {
                if filter.matches(address, &mut display.names.links)
                    && filter.matches_proto(address)
                {
                    record::show(address, heading, display);
                }
            });
        }
    });
}
