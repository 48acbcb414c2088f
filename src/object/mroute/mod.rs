//! `ip mroute`: multicast routes. ip-mroute(8).

pub mod record;

use crate::args::{Args, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::names::NameTable;
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::header::RtMsg;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::RTM_GETROUTE;
use crate::value::family;
use crate::value::inet::Prefix;
use record::Entry;

const HELP: &str = "\
Usage: ip mroute show [ [ to ] PREFIX ] [ from PREFIX ] [ iif DEVICE ]
                 [ table TABLE_ID ]
TABLE_ID := [ local | main | default | all | NUMBER ]
";

const VERBS: Verbs = Verbs {
    object: "ip mroute",
    default: show,
    table: &[
        (Short("show"), show),
        (Short("lst"), show),
        (Short("list"), show),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip mroute`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}

/// The arguments after `show`.
struct Filter {
    /// `RTNL_FAMILY_IPMR` or `RTNL_FAMILY_IP6MR`.
    family: u8,
    /// 0 for all.
    table: u32,
    iif: Option<u32>,
    to: Option<Prefix>,
    from: Option<Prefix>,
}

impl Filter {
    fn parse(session: &mut Session, mut args: Args) -> Result<Filter> {
        let family = session.family;
        let mut filter = match family {
            family::INET6 => Filter::of(RTNL_FAMILY_IP6MR, 0),
            _ => Filter::of(RTNL_FAMILY_IPMR, RT_TABLE_DEFAULT),
        };
        while let Some(word) = args.next() {
            match word {
                _ if Short("table").fits(word) => {
                    let value = args.value()?;
                    let wrong = || Error::invalid(value, "table id value is invalid\n");
                    filter.table = match value {
                        "all" => 0,
                        "help" => return Err(Error::usage(HELP)),
                        _ => session
                            .names
                            .tables
                            .id(NameTable::Route, value)
                            .ok_or_else(wrong)?,
                    };
                }
                "iif" => {
                    let name = args.value()?;
                    let index = session.names.links.index(name);
                    filter.iif = Some(index.ok_or_else(|| Error::no_device(name))?);
                }
                _ if Short("from").fits(word) => {
                    filter.from = Some(Prefix::parse(args.value()?, family)?);
                }
                _ => {
                    let value = if word == "to" { args.value()? } else { word };
                    if Short("help").fits(value) {
                        return Err(Error::usage(HELP));
                    }
                    filter.to = Some(Prefix::parse(value, family)?);
                }
            }
        }
        Ok(filter)
    }

    fn of(family: u8, table: u32) -> Filter {
        Filter {
            family,
            table,
            iif: None,
            to: None,
            from: None,
        }
    }

    fn request(&self) -> Request {
        let header = RtMsg {
            family: self.family,
            ..RtMsg::default()
        };
        let mut request = Request::new(RTM_GETROUTE, 0, &header);
        if self.table != 0 {
            request.put_u32(RTA_TABLE, self.table);
        }
        request
    }

    fn matches(&self, entry: &Entry) -> bool {
        let inside = |requested: &Option<Prefix>, kind| {
            requested.is_none_or(|requested| {
                requested.length == 0
                    || entry.inet(kind).is_some_and(|inet| {
                        inet.family == requested.inet.family
                            && inet.matches(&requested.inet, requested.length)
                    })
            })
        };
        let family = match self.family {
            RTNL_FAMILY_IP6MR => family::INET6,
            _ => family::INET,
        };
        family == entry.family
            && (self.table == 0 || self.table == entry.table())
            && self.iif.is_none_or(|iif| entry.iif() == Some(iif))
            && inside(&self.to, RTA_DST)
            && inside(&self.from, RTA_SRC)
    }
}

fn show(session: &mut Session, args: Args) -> Result<()> {
    // Other families have no multicast routes.
    if !matches!(
        session.family,
        family::UNSPEC | family::INET | family::INET6
    ) {
        return Ok(());
    }
    let filter = Filter::parse(session, args)?;
    let request = filter.request();
    let (kernel, mut display) = session.kernel_and_display();
    display.records(|display| {
        kernel.dump(request, &mut |message| {
            let entry = Entry::read(&message)?;
            if let Some(entry) = entry.filter(|entry| filter.matches(entry)) {
                record::show(&entry, filter.table == 0, display);
            }
            Ok(())
        })
    })
}
