//! `ip tcp_metrics`: metrics that the kernel keeps for TCP destinations. ip-tcp_metrics(8).

mod flush;
mod record;

use crate::args::{Args, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::netlink::{Genl, Message, Request};
use crate::output::Out;
use crate::session::{Session, list_family};
use crate::uapi::tcp_metrics::*;
use crate::value::family;
use crate::value::inet::{Inet, Prefix};
use record::Entry;

const HELP: &str = "\
Usage: ip tcp_metrics { show | flush } SELECTOR
       ip tcp_metrics delete [ address ] ADDRESS
SELECTOR := [ [ address ] PREFIX ] [ source ADDRESS ]
";

const VERBS: Verbs = Verbs {
    object: "ip tcp_metrics",
    default: show,
    table: &[
        (Short("delete"), delete),
        (Short("remove"), delete),
        (Short("show"), show),
        (Short("lst"), show),
        (Short("list"), show),
        (Short("flush"), flush::run),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip tcp_metrics`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}

/// Selection of entries.
struct Filter {
    family: u8,
    to: Option<Prefix>,
    from: Option<Inet>,
}

impl Filter {
    /// Reads the arguments; with `one`, an address is required instead of a prefix.
    fn parse(session: &Session, mut args: Args, one: bool) -> Result<Filter> {
        if !matches!(
            session.family,
            family::UNSPEC | family::INET | family::INET6
        ) {
            let line = format!("Unsupported protocol family: {}", session.family);
            return Err(Error::command(line));
        }
        let mut filter = Filter {
            family: session.family,
            to: None,
            from: None,
        };
        while let Some(word) = args.next() {
            let source = matches!(word, "src" | "source");
            let value = match word {
                "src" | "source" | "addr" | "address" => args.value()?,
                word => word,
            };
            if Short("help").fits(value) {
                return Err(Error::usage(HELP));
            }
            let (known, what) = match source {
                true => (filter.from.is_some(), "source"),
                false => (filter.to.is_some(), "address"),
            };
            if known {
                return Err(Error::duplicate_or_garbage(what, value));
            }
            let prefix = Prefix::parse(value, filter.family)?;
            if (one || source) && exact(&prefix).is_none() {
                let line =
                    format!("Error: a specific IP address is expected rather than \"{value}\"");
                return Err(Error::fatal(line, 1));
            }
            if source {
                filter.from = Some(prefix.inet);
            } else {
                filter.to = Some(prefix);
            }
            // iproute2 ignores the argument after a value.
            args.next();
        }
        if let (true, None) = (one, &filter.to) {
            return Err(Error::missing("address"));
        }
        Ok(filter)
    }

    /// The selected address, if it is one.
    fn exact(&self) -> Option<Inet> {
        exact(self.to.as_ref()?)
    }

    fn matches(&self, entry: &Entry) -> bool {
        let to = &entry.to;
        (self.family == family::UNSPEC || self.family == to.family)
            && self.to.as_ref().is_none_or(|requested| {
                requested.inet.family == family::UNSPEC
                    || requested.inet.family == to.family && to.matches(&requested.inet, requested.length)
            })
            // An entry without a source matches any.
            && self
                .from
                .as_ref()
                .zip(entry.from.as_ref())
                .is_none_or(|(requested, from)| requested == from)
    }
}

/// The address of a prefix with full length.
fn exact(prefix: &Prefix) -> Option<Inet> {
    let whole = prefix.length == family::bits(prefix.inet.family);
    (whole && prefix.length != 0).then_some(prefix.inet)
}

fn open() -> Result<Genl> {
    Genl::open("tcp_metrics", TCP_METRICS_GENL_VERSION)
}

/// Adds the key of an entry to a request.
fn put(request: &mut Request, to: Inet, from: Option<Inet>) {
    let six = |inet: &Inet| inet.family == family::INET6;
    let kind = if six(&to) {
        TCP_METRICS_ATTR_ADDR_IPV6
    } else {
        TCP_METRICS_ATTR_ADDR_IPV4
    };
    request.put(kind, to.bytes());
    if let Some(from) = from {
        let kind = if six(&from) {
            TCP_METRICS_ATTR_SADDR_IPV6
        } else {
            TCP_METRICS_ATTR_SADDR_IPV4
        };
        request.put(kind, from.bytes());
    }
}

fn show(session: &mut Session, args: Args) -> Result<()> {
    let filter = Filter::parse(session, args, false)?;
    let mut generic = open()?;
    let mut request = generic.request(TCP_METRICS_CMD_GET);
    if let Some(to) = filter.exact() {
        put(&mut request, to, filter.from);
        let reply = generic.netlink.get(request)?;
        // One entry is shown as text in any format.
        return session.out.as_text(|out| {
            if let Some(entry) = Entry::read(&reply.message()) {
                record::show(&entry, out);
            }
            Ok(())
        });
    }
    let each = &mut |message: &Message, out: &mut Out| {
        if let Some(entry) = Entry::read(message).filter(|entry| filter.matches(entry)) {
            record::show(&entry, out);
        }
    };
    list_family(&mut generic, request, &mut session.out, each).map_err(Error::ending)
}

fn delete(session: &mut Session, args: Args) -> Result<()> {
    let filter = Filter::parse(session, args, true)?;
    delete_one(&filter)
}

/// Deletes the entries of one address, or all.
fn delete_one(filter: &Filter) -> Result<()> {
    let mut generic = open()?;
    let mut request = generic.request(TCP_METRICS_CMD_DEL);
    if let Some(to) = filter.exact() {
        put(&mut request, to, filter.from);
    }
    generic.netlink.ack(request)
}
