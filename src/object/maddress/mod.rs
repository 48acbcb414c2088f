//! `ip maddress`: multicast addresses of devices. ip-maddress(8).

mod read;

use crate::args::Args;
use crate::args::Word::Short;
use crate::args::encode;
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::names::links::checked_name;
use crate::output::{Colour, Out};
use crate::session::Session;
use crate::sys::ioctl;
use crate::value::{family, inet::Inet, lladdr};
use read::Entry;

const HELP: &str = "\
Usage: ip maddr [ add | del ] MULTIADDR dev STRING
       ip maddr show [ dev STRING ]
";

const VERBS: Verbs = Verbs {
    object: "ip maddr",
    default: show,
    table: &[
        (Short("add"), |_, args| change(args, true)),
        (Short("delete"), |_, args| change(args, false)),
        (Short("list"), show),
        (Short("show"), show),
        (Short("lst"), show),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip maddress`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}

fn show(session: &mut Session, mut args: Args) -> Result<()> {
    let mut device = None;
    while let Some(word) = args.next() {
        let value = if word == "dev" { args.value()? } else { word };
        if word != "dev" && Short("help").fits(word) {
            return Err(Error::usage(HELP));
        }
        if device.is_some() {
            return Err(Error::duplicate_or_garbage("dev", value));
        }
        device = Some(value);
    }
    let entries = read::all(session.family, device);
    let oneline = session.view.brief || session.out.is_oneline();
    session.out.records(|out| {
        let devices = entries.chunk_by(|one, other| one.index == other.index);
        for of_device in devices {
            out.object(None, |out| show_device(out, of_device, oneline));
        }
    });
    Ok(())
}

fn show_device(out: &mut Out, entries: &[Entry], oneline: bool) {
    let Some(first) = entries.first() else {
        return;
    };
    if out.is_json() || !oneline {
        header(out, first);
        out.line();
    }
    out.array(Some("maddr"), |out| {
        for entry in entries {
            if !out.is_json() && oneline {
                header(out, entry);
                out.line();
            }
            out.object(None, |out| show_entry(out, entry));
        }
    });
}

fn header(out: &mut Out, entry: &Entry) {
    out.put("ifindex", "{}:", entry.index);
    out.paint(Colour::Ifname, "ifname", "\t{}", &entry.name);
}

fn show_entry(out: &mut Out, entry: &Entry) {
    if entry.family == family::PACKET {
        out.word("\tlink  ");
        out.paint(Colour::Mac, "link", "{}", lladdr::hex(&entry.address));
    } else {
        let name = family::name(entry.family);
        out.split("family", "\t{} ", format!("{name:<5}"), name);
        Inet::new(entry.family, &entry.address).show(out, "address", "{}");
    }
    if entry.users > 1 {
        out.put("users", " users {}", entry.users);
    }
    if entry.fixed {
        out.put("features", " {}", "static");
    }
    out.end_record();
}

/// Longest address in a request.
const ADDRESS_MAX: usize = 14;

fn change(mut args: Args, add: bool) -> Result<()> {
    let (mut address, mut device) = (None, None);
    while let Some(word) = args.next() {
        if word == "dev" {
            let value = args.value()?;
            if device.is_some() {
                return Err(Error::duplicate("dev", value));
            }
            device = Some(checked_name(value, "\"dev\" not a valid ifname")?);
            continue;
        }
        let value = if Short("address").fits(word) {
            args.value()?
        } else {
            word
        };
        if Short("help").fits(value) {
            return Err(Error::usage(HELP));
        }
        if address.is_some() {
            return Err(Error::duplicate("address", value));
        }
        address = Some(hardware(value)?);
    }
    let device = device
        .ok_or_else(|| Error::with_status("Not enough information: \"dev\" is required.", 255))?;
    let call = if add {
        ioctl::add_multicast
    } else {
        ioctl::delete_multicast
    };
    let address = address.unwrap_or_else(|| vec![0; 6]);
    call(encode(device), &address).map_err(|error| match error {
        ioctl::Error::Socket(error) => Error::system("Cannot create socket", &error),
        ioctl::Error::Call(error) => Error::system("ioctl", &error),
    })
}

fn hardware(word: &str) -> Result<Vec<u8>> {
    let address = lladdr::parse(word)?;
    match address.len() {
        6 => Ok(address),
        n if n > ADDRESS_MAX => Err(Error::command(format!("\"{word}\" is invalid lladdr."))),
        n => Err(Error::command(format!(
            "Error: Invalid address length {n} - must be 6 bytes"
        ))),
    }
}
