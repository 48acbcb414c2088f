//! Dumps of a generic netlink family.

use crate::error::Result;
use crate::netlink::{Genl, Message, Request};
use crate::output::Out;

/// Dumps a generic netlink family and shows each message as one record.
///
/// # Errors
/// The kernel refused the dump.
pub fn list_family(
    generic: &mut Genl,
    request: Request,
    out: &mut Out,
    each: &mut dyn FnMut(&Message, &mut Out),
) -> Result<()> {
    out.records(|out| {
        let show = &mut |message: Message| {
            each(&message, out);
            Ok(())
        };
        generic.netlink.dump(request, show).map(drop)
    })
}
