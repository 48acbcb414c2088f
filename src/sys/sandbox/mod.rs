//! A sandbox: namespaces of its own in which anybody is root, and which leave nothing behind.
//!
//! `user_namespaces(7)`, `pid_namespaces(7)`, `mount_namespaces(7)`. The first process inside is init of its pid
//! namespace: when it ends, the kernel ends all others, and with the last of them the namespaces go.
//!
//! # Safety
//!
//! Ignoring a signal, and taking that back, runs no code of ours in a handler.

mod refusal;
mod view;

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;

use nix::errno::Errno;
use nix::sched::CloneFlags;
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, raise, sigaction};
use nix::unistd::{Gid, Pid, Uid, getegid, geteuid, getpgrp, setpgid, tcgetpgrp, tcsetpgrp};

use super::process::{self, Ended};

pub use refusal::Refusal;
pub use view::set_up;

/// The process that waits outside of a sandbox, as the first one inside sees it.
pub struct Outside(UnixStream);

impl Outside {
    /// Lets it stop, as the command inside has, and comes back when it goes on.
    pub fn stop(&mut self) {
        // Should nobody be there any more, the command goes on.
        let _ = self.0.write_all(b"s");
        let _ = self.0.read_exact(&mut [0]);
    }
}

/// Runs `init` as the first process of a sandbox and waits until it ends. It is told if it could not be made root.
///
/// Root stays in its user namespace; anybody else, and a root that may not make the other namespaces, becomes root of
/// a new one.
///
/// # Errors
///
/// The kernel's refusal, with the setting that is to blame as far as that can be told.
pub fn run(mut init: impl FnMut(Result<(), Refusal>, Outside) -> u8) -> Result<Ended, Refusal> {
    let spaces = CloneFlags::CLONE_NEWNET
        | CloneFlags::CLONE_NEWNS
        | CloneFlags::CLONE_NEWPID
        | CloneFlags::CLONE_NEWUTS;
    let (user, group, foreground) = (geteuid(), getegid(), in_foreground());
    if user.is_root() {
        match start(spaces, end_with_parent, &mut init) {
            Err(Errno::EPERM) => {}
            started => return attend(started.map_err(Refusal::of)?, foreground),
        }
    }
    let prepare = || become_root(user, group).and_then(|()| end_with_parent());
    let started = start(spaces | CloneFlags::CLONE_NEWUSER, prepare, &mut init);
    attend(started.map_err(Refusal::of)?, foreground)
}

/// The first process of a sandbox, seen from outside, and the other end of what [`Outside`] has.
struct Started(Pid, UnixStream);

fn start(
    spaces: CloneFlags,
    prepare: impl FnOnce() -> Result<(), Refusal>,
    init: &mut dyn FnMut(Result<(), Refusal>, Outside) -> u8,
) -> nix::Result<Started> {
    let pair = UnixStream::pair();
    let (inside, outside) =
        pair.map_err(|error| Errno::from_raw(error.raw_os_error().unwrap_or(libc::EMFILE)))?;
    let child = move || init(prepare(), Outside(outside));
    Ok(Started(process::clone(spaces, child)?, inside))
}

/// Should we be killed, all inside is.
fn end_with_parent() -> Result<(), Refusal> {
    set_pdeathsig(Signal::SIGKILL).map_err(Refusal::of)
}

/// Makes the caller root of the user namespace that this process is the first of.
fn become_root(user: Uid, group: Gid) -> Result<(), Refusal> {
    // Without this promise nobody may map a group; a kernel older than the file asks for none.
    match fs::write("/proc/self/setgroups", "deny") {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(mapping(&error)),
        _ => {}
    }
    for (file, id) in [("uid_map", user.as_raw()), ("gid_map", group.as_raw())] {
        fs::write(format!("/proc/self/{file}"), format!("0 {id} 1\n"))
            .map_err(|error| mapping(&error))?;
    }
    Ok(())
}

fn mapping(error: &io::Error) -> Refusal {
    Refusal::of(Errno::from_raw(error.raw_os_error().unwrap_or(libc::EPERM)))
}

/// Whether the terminal is ours now.
#[must_use]
pub fn in_foreground() -> bool {
    tcgetpgrp(io::stdin()) == Ok(getpgrp())
}

/// Makes this process a job of its own that has the terminal, for a shell: the job it comes from has no number inside,
/// so it could not give the terminal back.
pub fn take_terminal() {
    let Ok(action) = ignore(Signal::SIGTTOU) else {
        return;
    };
    let me = Pid::from_raw(0);
    // Who cannot have it has a shell that says so.
    let _ = setpgid(me, me).and_then(|()| tcsetpgrp(io::stdin(), getpgrp()));
    restore(Signal::SIGTTOU, &action);
}

fn ignore(signal: Signal) -> nix::Result<SigAction> {
    let ignore = SigAction::new(SigHandler::SigIgn, SaFlags::empty(), SigSet::empty());
    // SAFETY: see the head of this file.
    unsafe { sigaction(signal, &ignore) }
}

fn restore(signal: Signal, action: &SigAction) {
    // SAFETY: the action is the one that was there before.
    let _ = unsafe { sigaction(signal, action) };
}

/// Waits for the sandbox. What the keyboard sends is for the command inside; its shell may have taken the terminal.
fn attend(Started(child, mut inside): Started, foreground: bool) -> Result<Ended, Refusal> {
    let before =
        [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTTOU].map(|signal| (signal, ignore(signal)));
    // Each byte is a stop; the end is the end of init.
    while matches!(inside.read(&mut [0]), Ok(1)) {
        stop(foreground);
        let _ = inside.write_all(b"c");
    }
    let ended = process::wait(child);
    if foreground {
        // A process group that is gone cannot keep the terminal.
        let _ = tcsetpgrp(io::stdin(), getpgrp());
    }
    for (signal, action) in before {
        if let Ok(action) = action {
            restore(signal, &action);
        }
    }
    ended.map_err(|_| Refusal::of(Errno::ECHILD))
}

/// Stops as the command inside has, and comes back when we are to go on. The shell outside gets the terminal meanwhile.
fn stop(foreground: bool) {
    let job = tcgetpgrp(io::stdin()).ok().filter(|_| foreground);
    if foreground {
        let _ = tcsetpgrp(io::stdin(), getpgrp());
    }
    let _ = raise(Signal::SIGSTOP);
    // In the background the command has to do without.
    if let Some(job) = job.filter(|_| in_foreground()) {
        let _ = tcsetpgrp(io::stdin(), job);
    }
}
