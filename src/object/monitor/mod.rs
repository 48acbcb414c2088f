//! `ip monitor`: changes as they happen, or from a file. ip-monitor(8).

mod event;
mod file;
mod listen;
mod short;
mod watched;

use crate::args::{Args, Word::Short};
use crate::error::{Error, Result};
use crate::session::Session;
use event::Events;
use watched::Watched;

const HELP: &str = "\
Usage: ip monitor [ all | OBJECTS... ] [ file FILENAME ] [ label ] [ all-nsid ]
                  [ dev DEVICE ]
OBJECTS := address | acaddress | link | maddress | mroute | neigh | netconf |
           nexthop | nsid | prefix | route | rule | stats
";

/// The arguments.
#[derive(Default)]
struct MonitorOptions<'a> {
    watched: Watched,
    /// The file to read instead of notifications.
    file: Option<&'a str>,
    label: bool,
    /// Whether to listen to all namespaces that have an id here.
    all_nsid: bool,
    /// Index of a device, 0 for all.
    device: u32,
}

/// Runs `ip monitor`.
///
/// # Errors
/// A wrong argument; errors of the file or the socket. Without errors it runs until interrupted.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    let options = options(session, args)?;
    // Text in any format.
    let plain = session.out.plain();
    let aside = session
        .out
        .is_json()
        .then(|| std::mem::replace(&mut session.out, plain));
    let mut events = Events {
        family: session.family,
        device: options.device,
        label: options.label,
        nsid: options.all_nsid.then_some(None),
        session,
    };
    let result = match options.file {
        Some(file) => file::replay(&mut events, file),
        None => listen::run(&mut events, options.watched),
    };
    let flushed = session.out.flush();
    if let Some(out) = aside {
        session.out = out;
    }
    result.and(Ok(flushed?))
}

fn options<'a>(session: &mut Session, mut args: Args<'a>) -> Result<MonitorOptions<'a>> {
    let mut options = MonitorOptions::default();
    while let Some(word) = args.next() {
        match word {
            _ if Short("file").fits(word) => options.file = Some(args.value()?),
            _ if Short("label").fits(word) => options.label = true,
            // With several objects, each event is labelled.
            _ if options.watched.add(word) => options.label |= word == "all",
            _ if Short("all-nsid").fits(word) => options.all_nsid = true,
            _ if Short("help").fits(word) => return Err(Error::usage(HELP)),
            "dev" => {
                let name = args.value()?;
                let index = session.names.links.index(name);
                let wrong = || Error::invalid(name, "Device does not exist\n");
                options.device = index.ok_or_else(wrong)?;
            }
            _ => {
                let line = format!("Argument \"{word}\" is unknown, try \"ip monitor help\".");
                return Err(Error::fatal(line, 255));
            }
        }
    }
    Ok(options)
}
