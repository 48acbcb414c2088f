//! `ip netns list`: names, and the ids that this namespace has given them.

use super::record;
use crate::args::Args;
use crate::error::Result;
use crate::names::nsids;
use crate::output::complain;
use crate::session::Session;

/// `ip netns list`. Without a directory to list there is no output, not even an empty array.
pub(super) fn list(session: &mut Session, _args: Args) -> Result<()> {
    let Some(entries) = nsids::survey(session.kernel.netlink()?)? else {
        return Ok(());
    };
    if session.names.nsids.remember(&entries) {
        // iproute2 asks once for its table of names and once to list them, and both times shows what the kernel says.
        entries
            .iter()
            .filter_map(|entry| entry.complaint.as_deref())
            .for_each(complain);
    }
    session.out.records(|out| {
        for entry in &entries {
            out.object(None, |out| record::named(out, &entry.name, entry.id));
        }
    });
    Ok(())
}
