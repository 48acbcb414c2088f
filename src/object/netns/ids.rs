//! `ip netns set` and `list-id`: ids of namespaces.

use super::{HELP, file_name, name, record};
use crate::args::{Args, FromWord};
use crate::ensure;
use crate::error::{Error, Result};
use crate::names::nsids::of_fd;
use crate::netlink::Request;
use crate::session::Session;
use crate::sys::netns;
use crate::uapi::header::RtGenMsg;
use crate::uapi::rtnetlink::{
    NETNSA_FD, NETNSA_NSID, NETNSA_TARGET_NSID, RTM_GETNSID, RTM_NEWNSID,
};
use std::os::fd::AsRawFd;

/// Lets the kernel choose an id.
const AUTO: i32 = -1;

/// `ip netns set NAME { auto | NSID }`: assigns an id, which is then permanent.
pub(super) fn set(session: &mut Session, mut args: Args) -> Result<()> {
    let name = name(&mut args)?;
    let Some(word) = args.next() else {
        return Err(Error::command("No nsid specified"));
    };
    let id = match word {
        "auto" => AUTO,
        _ => id(word, word, "Invalid \"netnsid\" value", "netnsid")?,
    };
    // iproute2 7.3 prints no error for a missing namespace.
    let file = netns::find(file_name(name)).map_err(|_| Error::command(""))?;
    let mut request = Request::new(RTM_NEWNSID, 0, &RtGenMsg::default());
    request.put_u32(NETNSA_FD, file.as_raw_fd() as u32);
    request.put_u32(NETNSA_NSID, id as u32);
    match session.kernel.ack(request) {
        Err(error) if session.ensure && error.errno() == Some(libc::EEXIST) => {
            match of_fd(session.kernel.netlink()?, &file)? {
                Some(known) if id == AUTO || known == id => Ok(()),
                Some(known) => Err(ensure::conflict("nsid", &known.to_string())),
                None => Err(error),
            }
        }
        answer => answer,
    }
}

/// Reads a number that is not negative. The error for a negative one names `blamed`.
fn id(word: &str, blamed: &str, garbage: &str, key: &str) -> Result<i32> {
    let id = i32::from_word(word).ok_or_else(|| Error::invalid(word, garbage))?;
    if id < 0 {
        return Err(Error::invalid(
            blamed,
            &format!("\"{key}\" value should be >= 0"),
        ));
    }
    Ok(id)
}

/// The arguments of `list-id`.
#[derive(Debug, Default, PartialEq, Eq)]
struct ListOptions {
    target: Option<i32>,
    id: Option<i32>,
}

/// `ip netns list-id [target-nsid NSID] [nsid NSID]`: the ids in this namespace, or in the one with the target's id; or
/// only one of them.
pub(super) fn list(session: &mut Session, args: Args) -> Result<()> {
    session.names.nsids.load();
    let options = options(args)?;
    let mut request = Request::new(RTM_GETNSID, 0, &RtGenMsg::default());
    if let Some(id) = options.id {
        request.put_u32(NETNSA_NSID, id as u32);
    }
    if let Some(target) = options.target {
        request.put_u32(NETNSA_TARGET_NSID, target as u32);
    }
    match options.id {
        Some(_) => list_one(session, request),
        None => list_all(session, request),
    }
}

fn options(mut args: Args) -> Result<ListOptions> {
    let mut options = ListOptions::default();
    while let Some(key) = args.next() {
        let slot = match key {
            "nsid" => &mut options.id,
            "target-nsid" => &mut options.target,
            _ => return Err(Error::usage(HELP)),
        };
        if slot.is_some() {
            return Err(Error::duplicate(key, key));
        }
        let word = args.value()?;
        let garbage = format!("\"{key}\" value is invalid");
        // iproute2 names the next argument, or `(null)` at the end.
        let blamed = args.peek().unwrap_or("(null)");
        *slot = Some(id(word, blamed, &garbage, key)?);
    }
    Ok(options)
}

fn list_one(session: &mut Session, request: Request) -> Result<()> {
    let reply = session.kernel.get(request)?;
    let names = &mut session.names.nsids;
    session
        .out
        .records(|out| out.object(None, |out| record::show(out, names, &reply.message())));
    Ok(())
}

/// The array is present even if the kernel refuses the request.
fn list_all(session: &mut Session, request: Request) -> Result<()> {
    let (kernel, names) = (&mut session.kernel, &mut session.names.nsids);
    session.out.records(|out| {
        kernel.dump(request, &mut |message| {
            out.object(None, |out| record::show(out, names, &message));
            Ok(())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> std::result::Result<ListOptions, String> {
        let words: Vec<String> = words.split_whitespace().map(String::from).collect();
        options(Args::new(&words)).map_err(|error| error.to_string())
    }

    #[test]
    fn both_keys_in_any_order() {
        let both = Ok(ListOptions {
            target: Some(5),
            id: Some(0x10),
        });
        assert_eq!(read("nsid 0x10 target-nsid 5"), both);
        assert_eq!(read("target-nsid 5 nsid 16"), both);
        assert_eq!(read(""), Ok(ListOptions::default()));
    }

    #[test]
    fn errors_are_iproute2_s() {
        let error = |words| read(words).unwrap_err();
        assert_eq!(
            error("nsid x"),
            "Error: argument \"x\" is wrong: \"nsid\" value is invalid"
        );
        assert_eq!(
            error("nsid -5"),
            "Error: argument \"(null)\" is wrong: \"nsid\" value should be >= 0"
        );
        assert_eq!(
            error("target-nsid -5 nsid 1"),
            "Error: argument \"nsid\" is wrong: \"target-nsid\" value should be >= 0"
        );
        assert_eq!(
            error("nsid 1 nsid 2"),
            "Error: duplicate \"nsid\": \"nsid\" is the second value."
        );
        assert!(error("n 5").starts_with("Usage:"));
    }
}
