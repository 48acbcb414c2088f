//! First-fit tables: from a word to what it starts.

use crate::args::{Args, Word};
use crate::error::{Error, Result};
use crate::netlink::Genl;
use crate::session::Session;

/// What an object or a verb runs.
pub type Run = fn(&mut Session, Args) -> Result<()>;

/// The verbs of an object, in the order in which they are tried.
pub struct Verbs {
    /// The object, as errors name it (`ip link`).
    pub object: &'static str,
    /// What no verb means.
    pub default: Run,
    /// Words and what they run.
    pub table: &'static [(Word, Run)],
}

impl Verbs {
    /// Runs the verb that the first word names.
    ///
    /// # Errors
    /// An unknown verb, and what the verb returns.
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

    /// The same for an object of generic netlink: any word but `help` needs the family.
    ///
    /// # Errors
    /// A kernel without the family; those of [`Verbs::run`].
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

/// Runs what the next word names, where one has to follow and an unknown one is an argument that is wrong.
///
/// # Errors
/// No word, one that is not in the table, and what the verb returns.
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
