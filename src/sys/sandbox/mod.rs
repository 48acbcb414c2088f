//! Sandbox: private namespaces in which any user is root and which vanish at the end.
//!
//! `user_namespaces(7)`, `pid_namespaces(7)`, `mount_namespaces(7)`. The first process inside is init of its pid
//! namespace: when it ends, the kernel ends all others, and the namespaces with them.
//!
//! # Safety
//!
//! Ignoring a signal and restoring it runs no handler of this program.

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

/// The waiting process outside of a sandbox, as seen from inside.
pub struct Outside(UnixStream);

impl Outside {
    /// Stops the outside process because the command inside stopped; returns when it continues.
    pub fn stop(&mut self) {
        // If the outside process is gone, the command continues.
        let _ = self.0.write_all(b"s");
        let _ = self.0.read_exact(&mut [0]);
    }
}

/// Runs `init` as the first process of a sandbox and waits until it ends. `init` receives the error if it could not
/// become root.
///
/// Root keeps its user namespace. Another user, or a root that may not create the other namespaces, becomes root of a
/// new one.
///
/// # Errors
///
/// The kernel's refusal, with the setting that causes it if that can be determined.
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

/// The first process of a sandbox, seen from outside, and the other end of [`Outside`]'s socket.
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

/// Ends everything inside when the outside process is killed.
fn end_with_parent() -> Result<(), Refusal> {
    set_pdeathsig(Signal::SIGKILL).map_err(Refusal::of)
}

/// Maps the caller to root in the new user namespace.
fn become_root(user: Uid, group: Gid) -> Result<(), Refusal> {
    // Required before mapping a group; kernels without the file do not require it.
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

/// Whether this process group owns the terminal.
#[must_use]
pub fn in_foreground() -> bool {
    tcgetpgrp(io::stdin()) == Ok(getpgrp())
}

/// Makes this process a job with the terminal, for a shell: the previous job has no number inside, so the shell could
/// not return the terminal to it.
pub fn take_terminal() {
    let Ok(action) = ignore(Signal::SIGTTOU) else {
        return;
    };
    let me = Pid::from_raw(0);
    // If this fails, the shell reports that it has no job control.
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

/// Waits for the sandbox. The keyboard's signals are for the command inside; its shell may have taken the terminal.
fn attend(Started(child, mut inside): Started, foreground: bool) -> Result<Ended, Refusal> {
    let before =
        [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTTOU].map(|signal| (signal, ignore(signal)));
    // Each byte is a stop; end of file is the end of init.
    while matches!(inside.read(&mut [0]), Ok(1)) {
        stop(foreground);
        let _ = inside.write_all(b"c");
    }
    let ended = process::wait(child);
    if foreground {
        // A process group that no longer exists cannot keep the terminal.
        let _ = tcsetpgrp(io::stdin(), getpgrp());
    }
    for (signal, action) in before {
        if let Ok(action) = action {
            restore(signal, &action);
        }
    }
    ended.map_err(|_| Refusal::of(Errno::ECHILD))
}

/// Stops this process because the command inside stopped, and returns when it continues. The shell outside gets the
/// terminal meanwhile.
fn stop(foreground: bool) {
    let job = tcgetpgrp(io::stdin()).ok().filter(|_| foreground);
    if foreground {
        let _ = tcsetpgrp(io::stdin(), getpgrp());
    }
    let _ = raise(Signal::SIGSTOP);
    // In the background the command gets no terminal.
    if let Some(job) = job.filter(|_| in_foreground()) {
        let _ = tcsetpgrp(io::stdin(), job);
    }
}
