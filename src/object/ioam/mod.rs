//! `ip ioam`: namespaces and schemas of IPv6 in-situ OAM. ip-ioam(8).

mod monitor;
mod show;

use crate::args::{Args, FromWord, Word, Word::Whole, encode};
use crate::command::{Run, choose};
use crate::error::{Error, Result};
use crate::netlink::{Genl, Request};
use crate::session::Session;
use crate::uapi::ioam6::*;
use crate::value::number::hexadecimal;

const HELP: &str = "\
Usage: ip ioam namespace show
       ip ioam namespace add ID [ data DATA32 ] [ wide DATA64 ]
       ip ioam namespace del ID
       ip ioam namespace set ID schema { ID | none }
       ip ioam schema show
       ip ioam schema add ID DATA
       ip ioam schema del ID
       ip ioam monitor
       ip ioam help
";

/// Keywords and their functions.
type VerbTable = &'static [(Word, Run)];

const COMMANDS: VerbTable = &[
    (Whole("help"), help),
    (Whole("namespace"), |session, args| {
        choose(session, args, NAMESPACE, UNKNOWN)
    }),
    (Whole("schema"), |session, args| {
        choose(session, args, SCHEMA, UNKNOWN)
    }),
    (Whole("monitor"), monitor::run),
];

const NAMESPACE: VerbTable = &[
    (Whole("show"), show::namespaces),
    (Whole("add"), |_, args| add_namespace(args)),
    (Whole("del"), |_, mut args| {
        let id = namespace(&mut args)?;
        change(IOAM6_CMD_DEL_NAMESPACE, |request| {
            request.put_u16(IOAM6_ATTR_NS_ID, id);
        })
    }),
    (Whole("set"), |_, args| set_schema(args)),
];

const SCHEMA: VerbTable = &[
    (Whole("show"), show::schemas),
    (Whole("add"), |_, args| add_schema(args)),
    (Whole("del"), |_, mut args| {
        let id = schema(&mut args)?;
        change(IOAM6_CMD_DEL_SCHEMA, |request| {
            request.put_u32(IOAM6_ATTR_SC_ID, id);
        })
    }),
];

const UNKNOWN: &str = "Unknown";

fn help(_session: &mut Session, _args: Args) -> Result<()> {
    Err(Error::usage(HELP))
}

/// Runs `ip ioam`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    if args.is_empty() {
        return help(session, args);
    }
    choose(session, args, COMMANDS, UNKNOWN)
}

fn open() -> Result<Genl> {
    Genl::open("IOAM6", 1)
}

fn namespace(args: &mut Args) -> Result<u16> {
    args.parse("Invalid namespace ID")
}

fn schema(args: &mut Args) -> Result<u32> {
    args.parse("Invalid schema ID")
}

/// Sends a change; `put` appends its attributes.
fn change(command: u8, put: impl FnOnce(&mut Request)) -> Result<()> {
    let mut generic = open()?;
    let mut request = generic.request(command);
    put(&mut request);
    let changed = generic.netlink.ack(request);
    changed.map_err(|error| error.status_as(1))
}

fn add_namespace(mut args: Args) -> Result<()> {
    let id = namespace(&mut args)?;
    let (mut data, mut wide): (Option<u32>, Option<u64>) = (None, None);
    // iproute2 ignores the arguments after two wrong ones.
    for why in ["Invalid argument", "Unexpected argument"] {
        match args.next() {
            None => break,
            Some("data") if why == "Invalid argument" => data = Some(args.parse("Invalid data")?),
            Some("wide") if wide.is_none() => {
                let value = args.value()?;
                let read = hexadecimal(value, u64::MAX);
                wide = Some(read.ok_or_else(|| Error::invalid(value, "Invalid wide data"))?);
            }
            Some(word) => return Err(Error::invalid(word, why)),
        }
    }
    change(IOAM6_CMD_ADD_NAMESPACE, |request| {
        request.put_u16(IOAM6_ATTR_NS_ID, id);
        if let Some(data) = data {
            request.put_u32(IOAM6_ATTR_NS_DATA, data);
        }
        if let Some(wide) = wide {
            request.put_u64(IOAM6_ATTR_NS_DATA_WIDE, wide);
        }
    })
}

fn add_schema(mut args: Args) -> Result<()> {
    let id = schema(&mut args)?;
    let word = args.value()?;
    let data = encode(word);
    if data.len() > IOAM6_MAX_SCHEMA_DATA_LEN {
        return Err(Error::invalid(word, "Schema DATA too big"));
    }
    change(IOAM6_CMD_ADD_SCHEMA, |request| {
        request.put_u32(IOAM6_ATTR_SC_ID, id);
        request.put(IOAM6_ATTR_SC_DATA, &data);
    })
}

/// `namespace set ID schema`: binds a schema to a namespace.
fn set_schema(mut args: Args) -> Result<()> {
    let id = namespace(&mut args)?;
    match args.value()? {
        "schema" => {}
        word => return Err(Error::invalid(word, UNKNOWN)),
    }
    let word = args.value()?;
    let schema = match word {
        "none" => None,
        _ => {
            let wrong = || Error::invalid(word, "Invalid schema ID");
            Some(u32::from_word(word).ok_or_else(wrong)?)
        }
    };
    change(IOAM6_CMD_NS_SET_SCHEMA, |request| {
        request.put_u16(IOAM6_ATTR_NS_ID, id);
        match schema {
            Some(schema) => request.put_u32(IOAM6_ATTR_SC_ID, schema),
            None => request.put(IOAM6_ATTR_SC_NONE, &[]),
        };
    })
}
