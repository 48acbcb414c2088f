//! `ip tuntap add` and `del`.

use super::{ensure, options};
use crate::args::{Args, encode};
use crate::error::{Error, Result};
use crate::session::Session;
use crate::sys::tun::{self, Tun};

/// linux/if_tun.h
const IFF_TUN_EXCL: i32 = 0x8000;

/// Creates (`add`) or removes a device.
pub(super) fn run(session: &mut Session, mut args: Args, add: bool) -> Result<()> {
    let options = options::parse(&mut args, add)?;
    let _locked = crate::ensure::lock(session);
    if session.ensure && add == ensure::is_present(session, &options)? {
        return Ok(());
    }
    let failed = |error: tun::Error| Error::command(error.to_string()).because(&error);
    // `add` fails for an existing device.
    let flags = options.flags | if add { IFF_TUN_EXCL } else { 0 };
    let tun = Tun::attach(encode(options.name.unwrap_or_default()), flags).map_err(failed)?;
    if add {
        if let Some(user) = options.user {
            tun.set_owner(user).map_err(failed)?;
        }
        if let Some(group) = options.group {
            tun.set_group(group).map_err(failed)?;
        }
    }
    tun.set_persistent(add).map_err(failed)
}
