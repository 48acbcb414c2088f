//! Arguments of `ip tuntap add` and `del`.

use super::HELP;
use crate::args::Args;
use crate::args::Word::Short;
use crate::error::{Error, Result};
use crate::names::links::checked_name;
use crate::sys::users;
use crate::value::number;

/// The device that the arguments describe.
#[derive(Default)]
pub(super) struct TunOptions<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) flags: i32,
    pub(super) user: Option<u32>,
    pub(super) group: Option<u32>,
}

/// Reads the arguments. `user` and `group` are keywords of `add` only.
pub(super) fn parse<'a>(args: &mut Args<'a>, add: bool) -> Result<TunOptions<'a>> {
    let mut options = TunOptions {
        flags: libc::IFF_NO_PI,
        ..TunOptions::default()
    };
    while let Some(word) = args.next() {
        match word {
            _ if Short("mode").fits(word) => options.mode(args.value()?)?,
            _ if add && Short("user").fits(word) => {
                options.user = id(args.value()?, "user", |name| users::user_id(name))?;
            }
            _ if add && Short("group").fits(word) => {
                options.group = id(args.value()?, "group", |name| users::group_id(name))?;
            }
            _ if Short("pi").fits(word) => options.flags &= !libc::IFF_NO_PI,
            _ if Short("one_queue").fits(word) => options.flags |= IFF_ONE_QUEUE,
            _ if Short("vnet_hdr").fits(word) => options.flags |= libc::IFF_VNET_HDR,
            _ if Short("multi_queue").fits(word) => options.flags |= libc::IFF_MULTI_QUEUE,
            _ if Short("dev").fits(word) => {
                options.device(args.value()?, "\"dev\" not a valid ifname")?
            }
            _ => {
                let named = Short("name").fits(word);
                let value = if named { args.value()? } else { word };
                if !named && Short("help").fits(value) {
                    return Err(Error::usage(HELP));
                }
                if options.name.is_some() {
                    return Err(Error::duplicate_or_garbage("name", value));
                }
                options.device(value, "\"name\" not a valid ifname")?;
            }
        }
    }
    if options.flags & (libc::IFF_TUN | libc::IFF_TAP) == 0 {
        return Err(Error::command("You failed to specify a tunnel mode"));
    }
    Ok(options)
}

/// linux/if_tun.h
const IFF_ONE_QUEUE: i32 = 0x2000;

impl<'a> TunOptions<'a> {
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

/// Reads a user or group, by number or by name.
fn id(word: &str, what: &str, find: fn(&str) -> Option<u32>) -> Result<Option<u32>> {
    let found = match word.bytes().next() {
        // Numbers keep their low 32 bits; -1 is no owner.
        Some(b'0'..=b'9' | b'-') => number::signed(word, i64::MIN, i64::MAX).map(|n| n as u32),
        Some(_) | None => find(word),
    };
    match found {
        Some(u32::MAX) => Ok(None),
        Some(id) => Ok(Some(id)),
        None => Err(Error::fatal(format!("invalid {what} \"{word}\""), 255)),
    }
}
