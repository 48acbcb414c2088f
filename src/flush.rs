//! `flush`: rounds that dump and delete, until nothing matches. Each object has its own rounds and messages.

use crate::error::{Error, Result, strerror};
use crate::netlink::{Netlink, Request};
use crate::output::eprint_line;
use crate::session::Session;

/// Maximum number of rounds of objects that ignore `-loops`: entries may be created while others are deleted.
pub const MAX_ROUNDS: u32 = 10;

/// Writes a line under `-s`, also in JSON.
pub fn report(session: &mut Session, line: &str) {
    if session.view.statistics > 0 {
        session.out.raw(line.as_bytes());
    }
}

/// Reports a round, numbered from 1.
pub fn report_round(session: &mut Session, round: u32, count: usize, what: &str) {
    let line = format!("\n*** Round {round}, deleting {count} {what} ***\n");
    report(session, &line);
}

/// Reports the end of a flush after this many rounds.
pub fn report_end(session: &mut Session, rounds: u32) {
    let plural = if rounds == 1 { "" } else { "s" };
    let line = match rounds {
        0 => "Nothing to flush.\n".to_owned(),
        _ => format!("*** Flush is complete after {rounds} round{plural} ***\n"),
    };
    report(session, &line);
}

/// Reports that entries are left after [`MAX_ROUNDS`] rounds. The error has no line of its own.
pub fn bail_out(status: u8) -> Error {
    eprint_line(&format!(
        "*** Flush not complete bailing out after {MAX_ROUNDS} rounds"
    ));
    Error::with_status("", status)
}

/// Deletes what a round found.
///
/// # Errors
/// The first refusal as `refused` returns it, unless its errno is in `gone`: such entries vanished meanwhile.
pub fn delete(
    netlink: &mut Netlink,
    mut requests: Vec<Request>,
    gone: &[i32],
    refused: &dyn Fn(Error) -> Error,
) -> Result<()> {
    for answer in netlink.pipeline(&mut requests)? {
        match answer {
            Err(error) if error.errno().is_some_and(|errno| gone.contains(&errno)) => {}
            answer => answer.map_err(refused)?,
        }
    }
    Ok(())
}

/// The kernel's refusal as the error of a flush.
pub fn refused(error: Error, status: u8) -> Error {
    match error.errno() {
        Some(errno) => {
            let line = format!("Failed to send flush request: {}", strerror(errno));
            Error::with_status(line, status)
        }
        None => error,
    }
}
