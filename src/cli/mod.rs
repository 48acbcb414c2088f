//! The command line: global options, which object, a batch; errors become text and exit status.

mod batch;
mod hints;
mod objects;
mod options;
mod report;
mod usage;

use crate::args::{Args, decode};
use crate::error::{Error, Result};
use crate::names::hosts;
use crate::output::{self, Out, colour};
use crate::session::{Kernel, Session};
use crate::sys::capability;
use options::Options;
use std::ffi::OsString;
use std::io::{self, IsTerminal};

/// Runs `ip` with these arguments, the program's name first. Returns its exit status.
pub fn run(argv: impl Iterator<Item = OsString>) -> u8 {
    let words: Vec<String> = argv.map(|word| decode(word.as_encoded_bytes())).collect();
    let mut command = Vec::new();
    match start(&words, &mut command) {
        Ok(()) => 0,
        Err(error) => {
            report::print(&error, &command, None);
            error.status()
        }
    }
}

/// Does what the words say; `command` is what of them is left after the options.
fn start(words: &[String], command: &mut Vec<String>) -> Result<()> {
    let (program, words) = words
        .split_first()
        .map_or(("ip", words), |(first, rest)| (first.as_str(), rest));
    drop_capabilities(words)?;
    let (options, rest) = options::parse(words)?;
    command.extend_from_slice(rest);
    if options.version {
        return print_version();
    }
    let mut session = session(&options);
    for name in &options.namespaces {
        session.enter_namespace(name)?;
    }
    if let Some(error) = options.error {
        return Err(error);
    }
    let result = match &options.batch {
        Some(file) => run_batch(&mut session, file),
        None => objects::run(&mut session, program, rest),
    };
    // What was described before an error is shown all the same.
    let flushed = session.out.flush();
    result.and_then(|()| flushed.map_err(Error::from))
}

/// Gives up what a caller who is not root was lent, except for `ip vrf exec`, which needs it for a moment.
fn drop_capabilities(words: &[String]) -> Result<()> {
    if let [object, verb, ..] = words
        && object == "vrf"
        && verb == "exec"
    {
        return Ok(());
    }
    capability::drop_unless_inheritable().map_err(|_| Error::command(""))
}

fn print_version() -> Result<()> {
    let line = concat!(
        "ip utility, iproute2-7.3.0, oxip ",
        env!("CARGO_PKG_VERSION"),
        "\n"
    );
    Ok(output::write(line.as_bytes())?)
}

fn session(options: &Options) -> Session {
    let mut session = Session {
        view: options.view.clone(),
        out: Out::new(options.form(), palette(options)),
        family: options.family,
        force: options.force,
        ensure: options.ensure,
        all: options.all,
        loops: options.loops,
        receive_buffer: options.receive_buffer,
        batch: options.batch.is_some(),
        kernel: Kernel::new(options.batch.is_some()),
        ..Session::default()
    };
    session.out.set_oneline(options.oneline);
    if options.view.resolve {
        session.out.set_hosts(hosts::load());
    }
    session.names.tables.numeric = options.numeric;
    session
}

/// The colours to use, if any. Without `-color` they are for terminals, unless `NO_COLOR` is set (no-color.org).
fn palette(options: &Options) -> Option<colour::Palette> {
    let default = || match std::env::var_os("NO_COLOR") {
        Some(value) if !value.is_empty() => colour::When::Never,
        _ => colour::When::Auto,
    };
    let wanted = match options.colour.unwrap_or_else(default) {
        colour::When::Always => true,
        colour::When::Never => false,
        colour::When::Auto => io::stdout().is_terminal(),
    };
    wanted.then(|| colour::Palette::from_colorfgbg(std::env::var("COLORFGBG").ok().as_deref()))
}

/// Runs the commands in a file, one a line.
///
/// # Errors
/// As a batch ends: the line's own error was printed before.
pub fn run_batch(session: &mut Session, file: &str) -> Result<()> {
    batch::run(session, file)
}

/// Runs the object that the first word names.
///
/// # Errors
/// An unknown object, and what the object returns.
pub fn run_object(session: &mut Session, words: &[String]) -> Result<()> {
    let mut args = Args::new(words);
    let result = match args.next() {
        Some(word) => objects::find(word)?(session, args),
        None => return Err(Error::usage(usage::MAIN)),
    };
    hints::print_of_success(session);
    // Whatever came of it rests on devices that could not be asked for.
    match session.names.links.failure.take() {
        Some(failure) => Err(failure),
        None => result,
    }
}
