//! `ip route show`, and the dump that it shares with `save`.

use super::filter::Filter;
use super::record::{self, Route};
use crate::args::Args;
use crate::error::Result;
use crate::netlink::Message;
use crate::session::{Kernel, Session};

/// `show`.
pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let filter = Filter::parse(session, &mut args)?;
    let omit = filter.omit();
    let (kernel, mut display) = session.kernel_and_display();
    display.records(|display| {
        dump(kernel, &filter, &mut |_, route| {
            record::show(route, &omit, display);
            Ok(display.out.flush_if_full()?)
        })
    })
}

/// Dumps the routes that match `filter` and passes each with its message.
///
/// # Errors
/// The kernel's, status 2. A missing main table is none: it is created with the first route of a namespace.
pub(super) fn dump(
    kernel: &mut Kernel,
    filter: &Filter,
    each: &mut dyn FnMut(&Message, &Route) -> Result<()>,
) -> Result<()> {
    let result = kernel.dump(filter.request(), &mut |message| match Route::read(&message)
        .filter(|route| filter.matches(route))
    {
        Some(route) => each(&message, &route),
        None => Ok(()),
    });
    match result {
        Err(error)
            if filter.is_main() && error.ended_dump() && error.errno() == Some(libc::ENOENT) =>
        {
            Ok(())
        }
        result => result.map_err(|error| error.status_as(2)),
    }
}
