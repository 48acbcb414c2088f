//! `ip netns check [repair]`: names without a namespace, and namespaces without a name. Not in iproute2.

use crate::args::{Args, Word, decode, encode, printable};
use crate::error::{Error, Result};
use crate::output::{Out, eprint_line};
use crate::session::Session;
use crate::sys::netns::{self, State};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// Maximum number of processes shown per namespace.
const SHOWN: usize = 3;

/// Shows problems; `repair` removes dead names. Status 1 if a problem remains.
pub(super) fn check(session: &mut Session, mut args: Args) -> Result<()> {
    let repair = args.take(Word::Whole("repair"));
    if !args.is_empty() {
        return Err(Error::command("extra arguments specified"));
    }
    let states = netns::states()?;
    let unnamed = netns::unnamed()?;
    let unshared = !states.is_empty() && netns::is_shared() == Some(false);
    let out = &mut session.out;
    let wrong = out.records(|out| {
        let mut wrong = unshared;
        if unshared {
            out.object(None, |out| {
                out.put("directory", "{}: ", netns::RUN_DIR);
                out.put(
                    "state",
                    "{}, so other mount namespaces do not see new names",
                    "unshared",
                );
                out.end_record();
            });
        }
        for (name, state) in &states {
            wrong |= show_name(out, name, *state, repair);
        }
        for (inode, pids) in &unnamed {
            without_name(out, *inode, pids);
        }
        wrong
    });
    if wrong {
        return Err(Error::command(""));
    }
    Ok(())
}

/// Shows a name that is not a namespace here. Returns whether a problem remains.
fn show_name(out: &mut Out, name: &OsStr, mut state: State, repair: bool) -> bool {
    let shown = printable(&decode(name.as_bytes()));
    let removed = repair && state == State::Dead && remove(name, &shown);
    if removed {
        state = State::Alive;
    }
    let (word, text) = match state {
        State::Alive if removed => ("removed", "removed: it was not a mount point"),
        State::Alive => return false,
        State::Elsewhere(_) => (
            "elsewhere",
            "mounted only in the mount namespace of process ",
        ),
        State::Dead => ("dead", "dead: not a mount point"),
        State::Other(_) => ("other", "not a network namespace: "),
    };
    out.object(None, |out| {
        out.split("name", "{}: ", encode(&shown), name.as_bytes());
        out.split("state", "{}", text, word);
        match state {
            State::Elsewhere(pid) => process(out, pid),
            State::Other(what) => out.put("what", "{}", what),
            State::Alive | State::Dead => {}
        }
        out.end_record();
    });
    !removed
}

/// Removes a dead name, or reports why it cannot; the others are removed in any case.
fn remove(name: &OsStr, shown: &str) -> bool {
    let removed = netns::remove_dead(name);
    if let Err(error) = &removed {
        let what = format!(
            "Cannot remove namespace file \"{}/{shown}\"",
            netns::RUN_DIR
        );
        eprint_line(&Error::system(&what, error).to_string());
    }
    removed.is_ok()
}

fn without_name(out: &mut Out, inode: u64, pids: &[u32]) {
    out.object(None, |out| {
        out.put("namespace", "net:[{}]: ", inode);
        out.split("state", "{}", "no name, used by ", "unnamed");
        out.array(Some("processes"), |out| {
            for (place, pid) in pids.iter().take(SHOWN).enumerate() {
                if place > 0 {
                    out.word(", ");
                }
                out.object(None, |out| process(out, *pid));
            }
        });
        if let Some(more) = pids.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            out.put(
                "more",
                " and {} more",
                u64::try_from(more).unwrap_or(u64::MAX),
            );
        }
        out.end_record();
    });
}

fn process(out: &mut Out, pid: u32) {
    let comm = std::fs::read(format!("/proc/{pid}/comm")).unwrap_or_default();
    out.put("pid", "{}", pid);
    let comm = comm.strip_suffix(b"\n").unwrap_or(&comm);
    let shown = printable(&decode(comm));
    out.split("comm", " ({})", encode(&shown), comm);
}
