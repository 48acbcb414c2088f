//! `ip netns`.

use crate::args::Args;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `ip netns`.
///
/// # Errors
/// What the verb returns.
pub fn run(_session: &mut Session, _args: Args) -> Result<()> {
    Err(Error::not_built("netns"))
}
