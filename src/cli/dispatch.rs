//! From the words of a command to its object.

use super::{hints, objects, report, usage};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs the object in the program's own name, or the object that the first word names.
pub(super) fn run_as(program: &str, session: &mut Session, words: &[String]) -> Result<()> {
    let base = program.rsplit('/').next().unwrap_or(program);
    // `ipaddr` is `ip addr`. If that fails, the first word chooses the object, as in iproute2.
    if let Some(object) = base.get(2..).filter(|object| !object.is_empty()) {
        if let Ok(run) = objects::find(object) {
            match run(session, Args::new(words)) {
                Err(error) if error.status() == 1 && !error.ends_batch() => {
                    report::print(&error, words, None)
                }
                result => return result,
            }
        }
    }
    run_object(session, words)
}

/// Runs the object that the first word names.
///
/// # Errors
/// An unknown object; the errors of the object.
pub fn run_object(session: &mut Session, words: &[String]) -> Result<()> {
    let mut args = Args::new(words);
    let result = match args.next() {
        Some(word) => objects::find(word)?(session, args),
        None => return Err(Error::usage(usage::MAIN)),
    };
    hints::print_of_success(session);
    // The result may depend on devices whose request failed.
    match session.names.links.failure.take() {
        Some(failure) => Err(failure),
        None => result,
    }
}
