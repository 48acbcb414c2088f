//! `ip addr show`: links, each with its addresses.

use super::filter::Filter;
use super::record::{self, Address};
use crate::args::Args;
use crate::error::Result;
use crate::netlink::Message;
use crate::object::link::record::{self as link, For, Link, Page};
use crate::output::complain;
use crate::session::Session;
use crate::value::family;

/// Shows addresses.
///
/// # Errors
/// A wrong word, an unknown device, the kernel's.
pub(super) fn run(session: &mut Session, args: Args) -> Result<()> {
    let filter = Filter::parse(args, session)?;
    // iproute2 opens the array before it asks, and does not fail when the device is gone.
    let links = match filter.links.ask_for_addresses(session, session.family) {
        Ok(links) => links,
        Err(error) if error.ends_batch() => return Err(error),
        Err(error) => {
            session.out.records(|_| ());
            complain(&error.to_string());
            return Ok(());
        }
    };
    let dump = match filter.family {
        family::PACKET => None,
        _ => Some(filter.ask(session, filter.family)?),
    };
    // By device, and for each in the kernel's order. Read again when their device is shown: many addresses that are
    // read take more room than their messages.
    let messages = dump.iter().flat_map(|dump| dump.iter());
    let mut addresses: Vec<(u32, Message)> = messages
        .filter_map(|message| {
            let address = Address::read(&message).filter(|address| filter.asks_for(address))?;
            Some((address.index, message))
        })
        .collect();
    addresses.sort_by_key(|(index, _)| *index);
    let Session {
        out, names, view, ..
    } = session;
    let of = For::Addr(filter.family);
    out.records(|out| {
        for link in links.iter().filter_map(|message| Link::read(&message)) {
            let first = addresses.partition_point(|(index, _)| *index < link.index);
            let own: Vec<Address> = addresses
                .iter()
                .skip(first)
                .take_while(|(index, _)| *index == link.index)
                .filter_map(|(_, message)| Address::read(message))
                .collect();
            let page = &mut Page {
                out,
                names,
                view,
                of,
            };
            if filter.links.asks_for(&link) && is_shown(&own, &filter, page) {
                show(&link, &own, &filter, page);
            }
            out.flush_if_full()?;
        }
        Ok(())
    })
}

/// A link without any address is shown if no family was named; others if one of their addresses is.
fn is_shown(addresses: &[Address], filter: &Filter, page: &mut Page) -> bool {
    match filter.family {
        family::PACKET => true,
        family::UNSPEC if addresses.is_empty() => true,
        _ => addresses
            .iter()
            .any(|address| filter.selects(address, &mut page.names.links)),
    }
}

fn show(link: &Link, addresses: &[Address], filter: &Filter, page: &mut Page) {
    let Page {
        out,
        names,
        view,
        of,
    } = page;
    out.object(None, |out| {
        let page = &mut Page {
            out,
            names,
            view,
            of: *of,
        };
        // One line for each address leaves no line for the link.
        let bare = page.out.is_oneline() && !page.view.brief && filter.family != family::PACKET;
        if !bare {
            if !filter.links.fits_state(link) {
                return;
            }
            if filter.label.is_none() {
                if !filter.links.fits(link) {
                    return;
                }
                show_link(link, page);
            }
        }
        if filter.family != family::PACKET {
            let addresses = match bare && !filter.links.fits_state(link) {
                true => &[],
                false => addresses,
            };
            show_addresses(addresses, bare, filter, page);
        }
        if page.view.brief {
            if filter.family != family::PACKET || filter.label.is_none() {
                page.out.end_record();
            }
        } else if !bare && filter.label.is_none() {
            link::show_statistics(link, page);
        }
    });
}

fn show_link(link: &Link, page: &mut Page) {
    if page.view.brief {
        link::show_brief(link, page);
    } else {
        link::show(link, page);
    }
}

/// The addresses of a link. One that was not asked for leaves an empty object in JSON, as with iproute2.
fn show_addresses(addresses: &[Address], heading: bool, filter: &Filter, page: &mut Page) {
    let Page {
        out, names, view, ..
    } = page;
    out.array(Some("addr_info"), |out| {
        for address in addresses {
            out.object(None, |out| {
                if filter.selects(address, &mut names.links) && filter.fits_proto(address) {
                    record::show(address, out, names, view, heading);
                }
            });
        }
    });
}
