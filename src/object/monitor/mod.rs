//! `ip monitor`: what changes, as it changes, or as a file tells it. ip-monitor(8).

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

/// What the words ask for.
#[derive(Default)]
struct Asked<'a> {
    watched: Watched,
    /// The file to read instead of listening.
    file: Option<&'a str>,
    label: bool,
    /// Listen to all namespaces that have an id here.
    all_nsid: bool,
    /// The index of the device to tell of, 0 for all.
    device: u32,
}

/// Runs `ip monitor`.
///
/// # Errors
/// A wrong word, that of the file or of the socket. Without any it listens until it is ended.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    let asked = asked(session, args)?;
    // Text, whatever the form.
    let plain = session.out.plain();
    let aside = session
        .out
        .is_json()
        .then(|| std::mem::replace(&mut session.out, plain));
    let mut events = Events {
        family: session.family,
        device: asked.device,
        label: asked.label,
        nsid: asked.all_nsid.then_some(None),
        session,
    };
    let result = match asked.file {
        Some(file) => file::replay(&mut events, file),
        None => listen::run(&mut events, asked.watched),
    };
    let flushed = session.out.flush();
    if let Some(out) = aside {
        session.out = out;
    }
    result.and(Ok(flushed?))
}

fn asked<'a>(session: &mut Session, mut args: Args<'a>) -> Result<Asked<'a>> {
    let mut asked = Asked::default();
    while let Some(word) = args.next() {
        match word {
            _ if Short("file").fits(word) => asked.file = Some(args.value()?),
            _ if Short("label").fits(word) => asked.label = true,
            // Of several kinds each event tells its own.
            _ if asked.watched.add(word) => asked.label |= word == "all",
            _ if Short("all-nsid").fits(word) => asked.all_nsid = true,
            _ if Short("help").fits(word) => return Err(Error::usage(HELP)),
            "dev" => {
                let name = args.value()?;
                let index = session.names.links.index(name);
                let wrong = || Error::invalid(name, "Device does not exist\n");
                asked.device = index.ok_or_else(wrong)?;
            }
            _ => {
                let line = format!("Argument \"{word}\" is unknown, try \"ip monitor help\".");
                return Err(Error::fatal(line, 255));
            }
        }
    }
    Ok(asked)
}
