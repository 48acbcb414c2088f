//! The command line: global options, choice of the object, batches; errors become text and an exit status.

mod batch;
mod candidates;
mod dispatch;
mod hints;
mod nearest;
mod objects;
mod options;
mod report;
mod usage;

pub use batch::run as run_batch;
pub use dispatch::run_object;

use crate::args::decode;
use crate::error::{Error, Result};
use crate::names::hosts;
use crate::output::{self, Out, colour};
use crate::session::{Kernel, Session};
use crate::sys::capability;
use options::Options;
use std::ffi::OsString;
use std::io::{self, IsTerminal};

/// Runs `ip` with these arguments, the program's name first. Returns the exit status.
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

/// Runs the command line. Stores the words after the options in `command`.
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
        None => dispatch::run_as(program, &mut session, rest),
    };
    // Records shown before an error are written, too.
    let flushed = session.out.flush();
    result.and_then(|()| flushed.map_err(Error::from))
}

/// Drops capabilities of callers other than root. `ip vrf exec` drops them later, because it needs them first.
fn drop_capabilities(words: &[String]) -> Result<()> {
    if let [object, verb, ..] = words {
        if object == "vrf" && verb == "exec" {
            return Ok(());
        }
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
        report: Some(|error, words| report::print(error, words, None)),
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

/// The colours to use, if any. The default is `-color=auto`, or `never` if `NO_COLOR` is set (no-color.org).
fn palette(options: &Options) -> Option<colour::Palette> {
    let default = || match std::env::var_os("NO_COLOR") {
        Some(value) if !value.is_empty() => colour::When::Never,
        _ => colour::When::Auto,
    };
    let coloured = match options.colour.unwrap_or_else(default) {
        colour::When::Always => true,
        colour::When::Never => false,
        colour::When::Auto => io::stdout().is_terminal(),
    };
    coloured.then(|| colour::Palette::from_colorfgbg(std::env::var("COLORFGBG").ok().as_deref()))
}
