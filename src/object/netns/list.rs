//! `ip netns list`: names, and the ids that this namespace has given them.

use super::record;
use crate::args::{Args, decode, printable};
use crate::error::Result;
use crate::names::nsids::{self, Entry};
use crate::output::eprint_line;
use crate::session::Session;
use std::os::unix::ffi::OsStrExt;

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
            .for_each(eprint_line);
    }
    session.hint = culprits(&entries);
    session.out.records(|out| {
        for entry in &entries {
            out.object(None, |out| record::named(out, &entry.name, entry.id));
        }
    });
    Ok(())
}

/// Which of the names the kernel complained of, as it does not say so itself.
fn culprits(entries: &[Entry]) -> Option<String> {
    let names: Vec<String> = entries
        .iter()
        .filter(|entry| entry.complaint.is_some())
        .map(|entry| printable(&decode(entry.name.as_bytes())))
        .collect();
    let why = "\"ip netns check\" says why";
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("{one} is no namespace: {why}")),
        many => Some(format!("{} are no namespaces: {why}", many.join(", "))),
    }
}
