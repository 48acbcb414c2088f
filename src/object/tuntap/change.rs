//! Making and removing a device.

use super::{HELP, ensure};
use crate::args::Args;
use crate::args::Word::Short;
use crate::args::encode;
use crate::error::{Error, Result};
use crate::names::links::checked_name;
use crate::session::Session;
use crate::sys::tun::Tun;
use crate::sys::users;
use crate::value::number;

/// What the words ask for.
#[derive(Default)]
pub(super) struct Wanted<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) flags: i32,
    pub(super) user: Option<u32>,
    pub(super) group: Option<u32>,
}

/// `add` and `del`.
pub(super) fn run(session: &mut Session, mut args: Args, add: bool) -> Result<()> {
    let wanted = parse(&mut args, add)?;
    let _locked = crate::ensure::lock(session);
    if session.ensure && add == ensure::is_there(session, &wanted)? {
        return Ok(());
    }
    let failed = |error: crate::sys::tun::Error| Error::command(error.to_string()).because(&error);
    // A device that is there already is not to be made again.
    let flags = wanted.flags | if add { IFF_TUN_EXCL } else { 0 };
    let tun = Tun::attach(encode(wanted.name.unwrap_or_default()), flags).map_err(failed)?;
    if add {
        if let Some(user) = wanted.user {
            tun.set_owner(user).map_err(failed)?;
        }
        if let Some(group) = wanted.group {
            tun.set_group(group).map_err(failed)?;
        }
    }
    tun.set_persistent(add).map_err(failed)
}

/// Reads the words. An owner is a keyword of `add` only.
fn parse<'a>(args: &mut Args<'a>, add: bool) -> Result<Wanted<'a>> {
    let mut wanted = Wanted {
        flags: libc::IFF_NO_PI,
        ..Wanted::default()
    };
    while let Some(word) = args.next() {
        match word {
            _ if Short("mode").fits(word) => wanted.mode(args.value()?)?,
            _ if add && Short("user").fits(word) => {
                wanted.user = id(args.value()?, "user", |name| users::user_id(name))?;
            }
            _ if add && Short("group").fits(word) => {
                wanted.group = id(args.value()?, "group", |name| users::group_id(name))?;
            }
            _ if Short("pi").fits(word) => wanted.flags &= !libc::IFF_NO_PI,
            _ if Short("one_queue").fits(word) => wanted.flags |= IFF_ONE_QUEUE,
            _ if Short("vnet_hdr").fits(word) => wanted.flags |= libc::IFF_VNET_HDR,
            _ if Short("multi_queue").fits(word) => wanted.flags |= libc::IFF_MULTI_QUEUE,
            _ if Short("dev").fits(word) => {
                wanted.device(args.value()?, "\"dev\" not a valid ifname")?
            }
            _ => {
                let named = Short("name").fits(word);
                let value = if named { args.value()? } else { word };
                if !named && Short("help").fits(value) {
                    return Err(Error::usage(HELP));
                }
                if wanted.name.is_some() {
                    return Err(Error::duplicate_or_garbage("name", value));
                }
                wanted.device(value, "\"name\" not a valid ifname")?;
            }
        }
    }
    if wanted.flags & (libc::IFF_TUN | libc::IFF_TAP) == 0 {
        return Err(Error::command("You failed to specify a tunnel mode"));
    }
    Ok(wanted)
}

/// `IFF_TUN_EXCL` (linux/if_tun.h).
const IFF_TUN_EXCL: i32 = 0x8000;
/// `IFF_ONE_QUEUE`.
const IFF_ONE_QUEUE: i32 = 0x2000;

impl<'a> Wanted<'a> {
    fn mode(&mut self, word: &str) -> Result<()> {
        let mode = match word {
            _ if Short("tun").fits(word) => libc::IFF_TUN,
            _ if Short("tap").fits(word) => libc::IFF_TAP,
            _ => return Err(Error::fatal(format!("Unknown tunnel mode \"{word}\""), 255)),
        };
        let other = (libc::IFF_TUN | libc::IFF_TAP) & !mode;
        if self.flags & other != 0 {
            let line = "You managed to ask for more than one tunnel mode.";
            return Err(Error::fatal(line, 255));
        }
        self.flags |= mode;
        Ok(())
    }

    fn device(&mut self, word: &'a str, wrong: &str) -> Result<()> {
        self.name = Some(checked_name(word, wrong)?);
        Ok(())
    }
}

/// A user's or a group's number, written out or by name.
fn id(word: &str, what: &str, find: fn(&str) -> Option<u32>) -> Result<Option<u32>> {
    let found = match word.bytes().next() {
        // What does not fit 32 bits is cut; -1 is nobody in particular.
        Some(b'0'..=b'9' | b'-') => number::signed(word, i64::MIN, i64::MAX).map(|n| n as u32),
        Some(_) | None => find(word),
    };
    match found {
        Some(u32::MAX) => Ok(None),
        Some(id) => Ok(Some(id)),
        None => Err(Error::fatal(format!("invalid {what} \"{word}\""), 255)),
    }
}
