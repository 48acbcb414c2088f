//! Reads a secret from the terminal without echo. getpass(3).

use super::signals;
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::{Read, Write, stderr, stdin};
use std::os::fd::{AsFd, BorrowedFd};

/// A terminal without echo, until dropped.
struct Hidden<'t> {
    terminal: BorrowedFd<'t>,
    before: Termios,
}

impl<'t> Hidden<'t> {
    /// `None` if it is not a terminal.
    fn begin(terminal: BorrowedFd<'t>) -> Option<Hidden<'t>> {
        let before = tcgetattr(terminal).ok()?;
        let mut now = before.clone();
        // A key that would send a signal is part of the secret, as in iproute2.
        now.local_flags.remove(LocalFlags::ECHO | LocalFlags::ISIG);
        tcsetattr(terminal, SetArg::TCSAFLUSH, &now).ok()?;
        Some(Hidden { terminal, before })
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        // Discard unread input: it belongs to the secret.
        let _ = tcsetattr(self.terminal, SetArg::TCSAFLUSH, &self.before);
    }
}

/// Signals for which the terminal is not restored: stops of a background process, which come before any change, and
/// those ignored by default.
const PASSED: [Signal; 6] = [
    Signal::SIGTTIN,
    Signal::SIGTTOU,
    Signal::SIGCHLD,
    Signal::SIGCONT,
    Signal::SIGURG,
    Signal::SIGWINCH,
];

/// Asks at the controlling terminal and reads a line there. Without one, the question goes to stderr and `other`
/// returns the line. The result has no newline.
///
/// The terminal is restored afterwards, and before a signal takes effect.
pub fn ask(question: &str, other: &mut dyn FnMut() -> Vec<u8>) -> Vec<u8> {
    let tty = File::options().read(true).write(true).open("/dev/tty").ok();
    let input = stdin();
    let terminal = tty.as_ref().map_or(input.as_fd(), File::as_fd);
    let tell = |text: &str| {
        // A failure cannot be reported.
        let _ = match &tty {
            Some(tty) => (&*tty).write_all(text.as_bytes()),
            None => stderr().write_all(text.as_bytes()),
        };
    };
    let mut signals = SigSet::all();
    for signal in PASSED {
        signals.remove(signal);
    }
    let mut line = Vec::new();
    let mut asked = false;
    loop {
        let _held = signals::hold_these(&signals);
        let hidden = Hidden::begin(terminal);
        if !asked {
            tell(question);
            asked = true;
        }
        match &tty {
            Some(tty) if !read(tty, &signals, &mut line) => continue,
            Some(_) => {}
            None => line = other(),
        }
        if line.last() == Some(&b'\n') {
            line.pop();
            if hidden.is_some() {
                tell("\n");
            }
        }
        return line;
    }
}

/// Reads up to the end of the line or of the file; stops at a signal.
fn read(mut tty: &File, signals: &SigSet, line: &mut Vec<u8>) -> bool {
    let mut room = [0; 4096];
    loop {
        if interrupted(tty, signals) {
            return false;
        }
        let read = tty.read(&mut room).unwrap_or(0);
        line.extend_from_slice(room.get(..read).unwrap_or_default());
        if read == 0 || line.ends_with(b"\n") {
            return true;
        }
    }
}

/// Waits for input; returns whether a signal came first.
fn interrupted(tty: &File, signals: &SigSet) -> bool {
    let Ok(signal) = SignalFd::with_flags(signals, SfdFlags::SFD_CLOEXEC) else {
        return false;
    };
    let mut waiting = [
        PollFd::new(signal.as_fd(), PollFlags::POLLIN),
        PollFd::new(tty.as_fd(), PollFlags::POLLIN),
    ];
    while poll(&mut waiting, PollTimeout::NONE) == Err(Errno::EINTR) {}
    let [signal, _] = &waiting;
    signal.any() == Some(true)
}
