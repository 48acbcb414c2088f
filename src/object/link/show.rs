//! `ip link show`.

use super::filter::Filter;
use super::listing;
use super::record::{self, For, Link};
use super::usage;
use crate::args::{Args, Word};
use crate::error::{Error, Result};
use crate::session::Display;
use crate::session::Session;
use crate::value::{family, number};

/// Shows links.
///
/// # Errors
/// A wrong word, an unknown device, the kernel's.
pub fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let mut asked = Asked::default();
    while let Some(word) = args.next() {
        asked.read(word, &mut args, session)?;
    }
    if asked.filter.only().is_some() {
        return show_one(&mut asked, session);
    }
    asked.filter.find_device(session)?;
    let request = asked.filter.request(&session.view, family::PACKET);
    listing::show(
        session,
        request,
        &mut |link, display| asked.show(link, display),
        &mut |_| (),
    )
}

/// Shows the one device. The answer tells its index too: it is looked for afterwards.
fn show_one(asked: &mut Asked, session: &mut Session) -> Result<()> {
    let name = asked.filter.only().unwrap_or_default().to_owned();
    let reply = asked.filter.ask(session, &name);
    if let Err(missing) = asked.filter.find_device(session) {
        // Whether it is there, only the kernel knows.
        let unknown = session.names.links.failure.take().and(reply.err());
        return Err(unknown.unwrap_or(missing));
    }
    // iproute2 opens the array before it asks, and closes it when there is none.
    session.display().records(|display| {
        let reply = reply?;
        if let Some(link) = Link::read(&reply.message()) {
            asked.show(&link, display);
        }
        Ok(())
    })
}

/// What was asked for: links, and words about addresses, which mean nothing here but are taken.
#[derive(Default)]
struct Asked {
    filter: Filter,
    /// `label`: it belongs to addresses, so no link has it.
    label: bool,
}

impl Asked {
    fn read(&mut self, word: &str, args: &mut Args, session: &mut Session) -> Result<()> {
        if self.filter.read(word, args, session)? || self.read_of_address(word, args, session)? {
            return Ok(());
        }
        if Word::Short("help").fits(word) {
            return Err(usage::error());
        }
        self.filter.take_device(word)
    }

    fn read_of_address(&mut self, word: &str, args: &mut Args, session: &Session) -> Result<bool> {
        match word {
            "to" => {
                let word = args.value()?;
                return Err(Error::fatal(
                    format!(
                        "Error: \"{word}\" may be inet prefix, but it is not allowed in this context."
                    ),
                    1,
                ));
            }
            "scope" => {
                let word = args.value()?;
                let table = crate::names::NameTable::Scope;
                if word != "all" && session.names.tables.id(table, word).is_none() {
                    return Err(Error::invalid(word, "invalid \"scope\"\n"));
                }
            }
            "label" => {
                args.value()?;
                self.label = true;
            }
            "proto" => {
                let word = args.value()?;
                if number::unsigned(word, 255).is_none() {
                    return Err(Error::invalid(word, "\"proto\" value is invalid\n"));
                }
            }
            flag => return Ok(ADDRESS_FLAGS.contains(&flag.strip_prefix('-').unwrap_or(flag))),
        }
        Ok(true)
    }

    fn show(&self, link: &Link, display: &mut Display) {
        if !self.filter.asks_for(link) {
            return;
        }
        display.object(None, |display| {
            if !self.filter.fits(link) || self.label {
                return;
            }
            if display.view.brief {
                record::show_brief(link, For::Link, display);
                display.out.end_record();
            } else {
                record::show(link, For::Link, display);
            }
        });
    }
}

/// Flags of an address.
const ADDRESS_FLAGS: [&str; 15] = [
    "dynamic",
    "permanent",
    "secondary",
    "primary",
    "temporary",
    "tentative",
    "deprecated",
    "dadfailed",
    "nodad",
    "optimistic",
    "home",
    "mngtmpaddr",
    "noprefixroute",
    "autojoin",
    "stable-privacy",
];
