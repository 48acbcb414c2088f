//! First-fit tables from keywords to functions.

use crate::args::{Args, Word};
use crate::error::{Error, Result};
use crate::netlink::Genl;
use crate::session::Session;

/// The function of an object or a verb.
pub type Run = fn(&mut Session, Args) -> Result<()>;

/// The verbs of an object, in matching order.
pub struct Verbs {
    /// The object as errors name it (`ip link`).
    pub object: &'static str,
    /// Runs when no verb is given.
    pub default: Run,
    /// Keywords and functions.
    pub table: &'static [(Word, Run)],
}

impl Verbs {
    /// Runs the verb that the first argument names.
    ///
    /// # Errors
    /// The verb is unknown, or fails.
    pub fn run(&self, session: &mut Session, mut args: Args) -> Result<()> {
        let Some(word) = args.next() else {
            return (self.default)(session, args);
        };
        match self.table.iter().find(|(verb, _)| verb.fits(word)) {
            Some((_, run)) => run(session, args),
            None => {
                let object = self.object;
                Err(Error::fatal(
                    format!("Command \"{word}\" is unknown, try \"{object} help\"."),
                    255,
                ))
            }
        }
    }

    /// The same for an object of generic netlink: every verb except `help` requires the family.
    ///
    /// # Errors
    /// The kernel lacks the family; those of [`Verbs::run`].
    pub fn run_with(
        &self,
        family: fn() -> Result<Genl>,
        session: &mut Session,
        args: Args,
    ) -> Result<()> {
        match args.peek() {
            Some(word) if !Word::Short("help").fits(word) => {
                family()?;
                self.run(session, args)
            }
            _ => (self.default)(session, args),
        }
    }
}

/// Runs the function that the required next argument names; an unknown one is a wrong argument.
///
/// # Errors
/// The argument is missing or unknown, or the function fails.
pub fn choose(
    session: &mut Session,
    mut args: Args,
    table: &[(Word, Run)],
    why: &str,
) -> Result<()> {
    let word = args.value()?;
    match table.iter().find(|(verb, _)| verb.fits(word)) {
        Some((_, run)) => run(session, args),
        None => Err(Error::invalid(word, why)),
    }
}
