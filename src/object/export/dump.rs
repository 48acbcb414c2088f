//! Whole tables of the current namespace.

use crate::error::Result;
use crate::netlink::{Attr, Attrs, Dump, Request};
use crate::session::Session;
use crate::uapi::route::RTA_TABLE;

/// Dumps a table.
pub(super) fn dump(session: &mut Session, request: Request) -> Result<Dump> {
    session.kernel.collect(request)
}

/// A request with a fixed header of `length` bytes, the first of which is the family.
pub(super) fn of_family(kind: u16, family: u8, length: usize) -> Request {
    let mut header = vec![0; length];
    if let Some(first) = header.first_mut() {
        *first = family;
    }
    Request::with_body(kind, 0, &header)
}

/// Dumps a table of one family. The table is empty if the kernel lacks the family: a kernel without IPv6 or MPLS answers for
/// routes and addresses with those of all other families, which are dropped.
pub(super) fn dump_family(
    session: &mut Session,
    kind: u16,
    family: u8,
    length: usize,
) -> Result<Dump> {
    let mut kept = Dump::default();
    let dumped = session
        .kernel
        .dump(of_family(kind, family, length), &mut |message| {
            if message.family() == family {
                kept.push(&message);
            }
            Ok(())
        });
    match dumped {
        Err(error) if error.lacks_family() => Ok(Dump::default()),
        dumped => dumped.map(|()| kept),
    }
}

/// The routing table of a route or a rule: `RTA_TABLE` (equal to `FRA_TABLE`), else the byte in its fixed header.
pub(super) fn table_of(body: &[u8], header: usize) -> u32 {
    let attrs = Attrs::new(body.get(header..).unwrap_or_default());
    attrs
        .get(RTA_TABLE)
        .and_then(Attr::u32)
        .unwrap_or(body.get(4).copied().unwrap_or(0).into())
}
