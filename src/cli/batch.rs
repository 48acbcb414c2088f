//! Commands from a file.

use crate::error::{Error, Result};
use crate::session::Session;

/// Runs the commands in `file` (`-` for standard input).
pub(super) fn run(_session: &mut Session, _file: &str) -> Result<()> {
    Err(Error::not_built("-batch"))
}
