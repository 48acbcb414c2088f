//! `ip link`.

pub mod kind;

use crate::args::Args;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `ip link`.
///
/// # Errors
/// What the verb returns.
pub fn run(_session: &mut Session, _args: Args) -> Result<()> {
    Err(Error::not_built("link"))
}
