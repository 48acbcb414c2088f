//! `ip netns check [repair]`: names that lead nowhere, and namespaces without a name. iproute2 has no such command.

use crate::args::{Args, Word};
use crate::error::{Error, Result};
use crate::output::Out;
use crate::session::Session;
use crate::sys::netns::{self, State};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// Most processes that are named of a namespace.
const SHOWN: usize = 3;

/// Shows what is wrong, and with `repair` removes names that are dead. Status 1 if something is wrong after it.
pub(super) fn check(session: &mut Session, mut args: Args) -> Result<()> {
    let repair = args.take(Word::Whole("repair"));
    if !args.is_empty() {
        return Err(Error::command("extra arguments specified"));
    }
    let states = netns::states()?;
    let unnamed = netns::unnamed()?;
    let unshared = !states.is_empty() && netns::is_shared() == Some(false);
    let out = &mut session.out;
    let wrong = out.records(|out| -> Result<bool> {
        let mut wrong = unshared;
        if unshared {
            out.object(None, |out| {
                out.put("directory", "{}: ", netns::RUN_DIR);
                out.put(
                    "state",
                    "{}, so other mount namespaces do not see what is named here",
                    "unshared",
                );
                out.end_record();
            });
        }
        for (name, state) in &states {
            wrong |= one(out, name, *state, repair)?;
        }
        for (inode, pids) in &unnamed {
            without_name(out, *inode, pids);
        }
        Ok(wrong)
    })?;
    if wrong {
        return Err(Error::command(""));
    }
    Ok(())
}

/// Shows a name that is no namespace here. Returns whether something remains wrong.
fn one(out: &mut Out, name: &OsStr, state: State, repair: bool) -> Result<bool> {
    let (word, text) = match state {
        State::Alive => return Ok(false),
        State::Elsewhere(_) => (
            "elsewhere",
            "a namespace in another mount namespace only, that of process ",
        ),
        State::Dead if repair => ("removed", "removed, as no namespace was mounted on it"),
        State::Dead => ("dead", "dead, as no namespace is mounted on it"),
    };
    if word == "removed" {
        netns::remove_dead(name).map_err(|error| {
            let name = crate::args::decode(name.as_bytes());
            Error::system(
                &format!("Cannot remove namespace file \"{}/{name}\"", netns::RUN_DIR),
                &error,
            )
        })?;
    }
    out.object(None, |out| {
        out.put("name", "{}: ", name.as_bytes());
        out.split("state", "{}", text, word);
        if let State::Elsewhere(pid) = state {
            process(out, pid);
        }
        out.end_record();
    });
    Ok(word != "removed")
}

fn without_name(out: &mut Out, inode: u64, pids: &[u32]) {
    out.object(None, |out| {
        out.put("namespace", "net:[{}]: ", inode);
        out.split("state", "{}", "no name, kept by ", "unnamed");
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
    out.put("comm", " ({})", comm.strip_suffix(b"\n").unwrap_or(&comm));
}
