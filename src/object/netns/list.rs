//! `ip netns list`: names, and their ids in this namespace.

use super::record;
use crate::args::{Args, decode, printable};
use crate::error::Result;
use crate::names::nsids::{self, Entry};
use crate::output::eprint_line;
use crate::session::Session;
use std::os::unix::ffi::OsStrExt;

/// `ip netns list`. Without the directory there is no output, not even an empty array.
pub(super) fn list(session: &mut Session, _args: Args) -> Result<()> {
    let Some(entries) = nsids::survey(session.kernel.netlink()?)? else {
        return Ok(());
    };
    if session.names.nsids.remember(&entries) {
        // iproute2 requests the ids twice, for its name cache and for the list, and prints the kernel's errors each
        // time.
        entries
            .iter()
            .filter_map(|entry| entry.complaint.as_deref())
            .for_each(eprint_line);
    }
    session.hint = hint(&entries);
    session.out.records(|out| {
        for entry in &entries {
            out.object(None, |out| record::named(out, &entry.name, entry.id));
        }
    });
    Ok(())
}

/// Names the entries that the kernel refused; its own message has no name.
fn hint(entries: &[Entry]) -> Option<String> {
    let names: Vec<String> = entries
        .iter()
        .filter(|entry| entry.complaint.is_some())
        .map(|entry| printable(&decode(entry.name.as_bytes())))
        .collect();
    let see = "see \"ip netns check\"";
    match names.as_slice() {
        [] => None,
        [name] => Some(format!("{name} is not a namespace: {see}")),
        names => Some(format!("{} are not namespaces: {see}", names.join(", "))),
    }
}
