//! Global options.
//!
//! iproute2's options are words with one or two dashes, abbreviated by first fit in a fixed order (`-h` is human, `-b`
//! is batch). clap cannot express that. Each option is therefore rewritten to a long name; clap then counts and types
//! them. A command line without options does not build the parser.

use crate::args::short;
use crate::error::{Error, Result};
use crate::output::{Form, colour::When};
use crate::session::View;
use crate::value::{family, number};
use clap::{Arg, ArgAction, ArgMatches, Command};

/// The global options of a command line.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)]
pub(super) struct Options {
    pub view: View,
    pub family: u8,
    pub oneline: bool,
    pub json: bool,
    pub numeric: bool,
    pub force: bool,
    pub ensure: bool,
    pub all: bool,
    pub loops: i32,
    pub receive_buffer: Option<i32>,
    pub colour: Option<When>,
    pub batch: Option<String>,
    /// Namespaces to enter, in order.
    pub namespaces: Vec<String>,
    pub version: bool,
    /// The first error; options before it that act at once still act.
    pub error: Option<Error>,
}

impl Options {
    /// The format of records.
    pub(super) fn form(&self) -> Form {
        match (self.json, self.view.pretty, self.oneline) {
            (true, true, _) => Form::Pretty,
            (true, false, _) => Form::Json,
            (false, _, true) => Form::Oneline,
            (false, _, false) => Form::Text,
        }
    }
}

/// The argument of an option.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    Nothing,
    /// A value; the text is its name in the error for a missing one.
    Value(&'static str),
    /// Optional `=WHEN`.
    When,
    /// None; the option stands for `--family NAME`.
    Family(&'static str),
}
use Follows::{Family, Nothing, Value};

/// An option: its word, its long name for clap, whether it may be abbreviated, its argument.
struct Row(&'static str, &'static str, bool, Follows);

/// In the order of abbreviation.
const ROWS: &[Row] = &[
    Row("loops", "loops", true, Value("loop count")),
    Row("family", "family", true, Value("family type")),
    Row("4", "family", false, Family("inet")),
    Row("6", "family", false, Family("inet6")),
    Row("0", "family", false, Family("link")),
    Row("M", "family", false, Family("mpls")),
    Row("B", "family", false, Family("bridge")),
    Row("human-readable", "human-readable", true, Nothing),
    Row("iec", "iec", true, Nothing),
    Row("stats", "statistics", true, Nothing),
    Row("statistics", "statistics", true, Nothing),
    Row("details", "details", true, Nothing),
    Row("resolve", "resolve", true, Nothing),
    Row("oneline", "oneline", true, Nothing),
    Row("timestamp", "timestamp", true, Nothing),
    Row("tshort", "tshort", true, Nothing),
    Row("Version", "Version", true, Nothing),
    Row("force", "force", true, Nothing),
    Row("batch", "batch", true, Value("batch file")),
    Row("brief", "brief", true, Nothing),
    Row("json", "json", true, Nothing),
    Row("pretty", "pretty", true, Nothing),
    Row("rcvbuf", "rcvbuf", true, Value("rcvbuf size")),
    Row("color", "color", true, Follows::When),
    Row("help", "help", true, Nothing),
    Row("netns", "netns", true, Value("netns")),
    Row("Numeric", "Numeric", true, Nothing),
    Row("all", "all", true, Nothing),
    Row("echo", "echo", false, Nothing),
    // Not in iproute2: last, and never abbreviated.
    Row("ensure", "ensure", false, Nothing),
];

impl Row {
    fn fits(&self, given: &str) -> bool {
        let Row(word, _, cut, follows) = self;
        let given = match follows {
            Follows::When => given.split_once('=').map_or(given, |(name, _)| name),
            Nothing | Value(_) | Family(_) => given,
        };
        // A lone dash abbreviates every option.
        if *cut {
            given.is_empty() || short(given, word)
        } else {
            given == *word
        }
    }
}

/// The options before the object, and the words after them.
///
/// # Errors
/// An unknown option, a missing value or a wrong one, unless an option before it acts at once.
pub(super) fn parse(words: &[String]) -> Result<(Options, &[String])> {
    if !words.first().is_some_and(|word| word.starts_with('-')) {
        return Ok((
            Options {
                loops: 10,
                ..Options::default()
            },
            words,
        ));
    }
    let mut canonical = Canonical {
        long: vec![String::from("ip")],
        left: words,
    };
    let error = canonical.rewrite().err();
    let matches = command()
        .try_get_matches_from(&canonical.long)
        .map_err(|error| Error::fatal(error.to_string(), 255))?;
    let options = Options {
        error,
        ..gather(&matches)
    };
    Ok((options, canonical.left))
}

struct Canonical<'a> {
    long: Vec<String>,
    left: &'a [String],
}

impl<'a> Canonical<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.left.split_first()?;
        self.left = rest;
        Some(first)
    }

    /// Rewrites options up to the object; stops at one that ends the program.
    fn rewrite(&mut self) -> Result<()> {
        while let Some(word) = self.left.first().filter(|word| word.starts_with('-')) {
            self.next();
            if word == "--" {
                break;
            }
            let given = word
                .strip_prefix("--")
                .or_else(|| word.strip_prefix('-'))
                .unwrap_or(word);
            let row = ROWS
                .iter()
                .find(|row| row.fits(given) && colour_is_known(row, given));
            let Some(Row(_, name, _, follows)) = row else {
                return Err(Error::fatal(
                    format!("Option \"-{given}\" is unknown, try \"ip -help\"."),
                    255,
                ));
            };
            match *follows {
                Nothing => self.long.push(format!("--{name}")),
                Family(family) => self.long.push(format!("--{name}={family}")),
                Follows::When => {
                    let when = given.split_once('=').map_or("always", |(_, when)| when);
                    self.long.push(format!("--{name}={when}"));
                }
                Value(what) => self.value(name, what)?,
            }
            match *name {
                "help" => return Err(Error::usage(super::usage::MAIN)),
                "Version" => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }

    fn value(&mut self, name: &str, what: &str) -> Result<()> {
        let Some(value) = self.next() else {
            return Err(match name {
                "netns" => Error::fatal(
                    "Cannot open network namespace \"(null)\": No such file or directory",
                    255,
                ),
                _ => Error::missing(what),
            });
        };
        match name {
            "family" if value == "help" => return Err(Error::usage(super::usage::MAIN)),
            "family" if family::from_name(value).is_none() => {
                return Err(Error::invalid(value, "invalid protocol family"));
            }
            "rcvbuf" if receive_buffer(value).is_none() => {
                return Err(Error::fatal(format!("Invalid rcvbuf size '{value}'"), 255));
            }
            _ => {}
        }
        self.long.push(format!("--{name}={value}"));
        Ok(())
    }
}

fn when(word: &str) -> Option<When> {
    Some(match word {
        "" | "always" => When::Always,
        "auto" => When::Auto,
        "never" => When::Never,
        _ => return None,
    })
}

fn colour_is_known(row: &Row, given: &str) -> bool {
    row.3 != Follows::When
        || given
            .split_once('=')
            .is_none_or(|(_, word)| when(word).is_some())
}

fn receive_buffer(word: &str) -> Option<i32> {
    number::unsigned(word, u32::MAX.into()).map(|size| i32::try_from(size).unwrap_or(i32::MAX))
}

/// The parser of long names.
fn command() -> Command {
    let base = Command::new("ip")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .args_override_self(true);
    ROWS.iter().fold(base, |command, Row(_, name, _, follows)| {
        if command.get_arguments().any(|arg| arg.get_id() == *name) {
            return command;
        }
        let arg = Arg::new(*name).long(*name);
        command.arg(match (*name, follows) {
            ("netns", _) => arg.action(ArgAction::Append),
            (_, Nothing) => arg.action(ArgAction::Count),
            (_, Value(_) | Follows::When | Family(_)) => arg.action(ArgAction::Set),
        })
    })
}

fn gather(matches: &ArgMatches) -> Options {
    let count = |name| matches.get_count(name);
    let flag = |name| count(name) > 0;
    let value = |name| matches.get_one::<String>(name).map(String::as_str);
    Options {
        view: View {
            details: count("details"),
            statistics: count("statistics"),
            human: flag("human-readable"),
            iec: flag("iec"),
            brief: flag("brief"),
            resolve: flag("resolve"),
            timestamp: flag("timestamp") || flag("tshort"),
            short_timestamp: flag("tshort"),
            echo: flag("echo"),
            pretty: flag("pretty"),
        },
        family: value("family")
            .and_then(family::from_name)
            .unwrap_or(family::UNSPEC),
        oneline: flag("oneline"),
        json: flag("json"),
        numeric: flag("Numeric"),
        force: flag("force"),
        ensure: flag("ensure"),
        all: flag("all"),
        loops: value("loops").map_or(10, number::atoi),
        receive_buffer: value("rcvbuf").and_then(receive_buffer),
        colour: value("color").and_then(when),
        batch: value("batch").map(str::to_owned),
        namespaces: matches
            .get_many::<String>("netns")
            .map(|names| names.cloned().collect())
            .unwrap_or_default(),
        version: flag("Version"),
        error: None,
    }
}
