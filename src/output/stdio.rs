//! Writes to stdout and stderr without std's buffers.

use std::io::{self, Write};

/// Writes a line to stderr. Write errors are ignored: stderr is the last resort.
pub fn eprint_line(line: &str) {
    let mut bytes = crate::args::encode(line).into_owned();
    bytes.push(b'\n');
    let _ = io::stderr().write_all(&bytes);
}

/// Writes text to stdout. EPIPE is no error: where SIGPIPE is ignored, a batch runs to its end.
///
/// # Errors
/// write(2) failed, except with `EPIPE`.
pub fn write(bytes: &[u8]) -> io::Result<()> {
    match write_all(bytes) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Writes to stdout without std's line buffer, which would split the bytes at the last newline.
///
/// # Errors
/// write(2) failed.
pub fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match nix::unistd::write(io::stdout(), bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(nix::errno::Errno::EINTR) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}
