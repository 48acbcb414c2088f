//! Showing routes.

use super::filter::Filter;
use super::record::{self, Route};
use crate::args::Args;
use crate::error::Result;
use crate::session::Session;

/// `show`.
pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let filter = Filter::parse(session, &mut args)?;
    let Session {
        kernel,
        out,
        names,
        view,
        ..
    } = session;
    out.records(|out| {
        let told = kernel.dump(filter.request(), &mut |message| {
            if let Some(route) = Route::read(&message)
                && filter.matches(&route)
            {
                record::show(&route, &filter, out, names, view);
            }
            Ok(out.flush_if_full()?)
        });
        match told {
            // A namespace without routes has no main table yet, which is no error.
            Err(error) if filter.is_main() && error.errno() == Some(libc::ENOENT) => Ok(()),
            told => told.map_err(|error| error.status_as(2)),
        }
    })
}
