//! `ip topology`: namespaces, their links, and the connections between these. Not in iproute2.

pub(super) mod collect;
mod diagram;
mod links;
pub(super) mod model;
mod record;
mod routes;
mod tree;

use crate::args::{Args, encode};
use crate::error::{Error, Result};
use crate::output::{Form, Out};
use crate::session::Session;

const HELP: &str = "\
Usage: ip topology [ all ] [ netns NAME... ] [ text | mermaid | dot | json ]
";

/// The output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drawing {
    Text,
    Mermaid,
    Dot,
    Json,
}

/// The format that a keyword names.
fn drawing(word: &str) -> Option<Drawing> {
    match word {
        "text" => Some(Drawing::Text),
        "mermaid" => Some(Drawing::Mermaid),
        "dot" => Some(Drawing::Dot),
        "json" => Some(Drawing::Json),
        _ => None,
    }
}

/// The arguments.
#[derive(Default)]
struct Options {
    /// Namespaces by name; by default the current one and all named ones.
    names: Vec<String>,
    /// Whether to include namespaces of processes.
    all: bool,
    drawing: Option<Drawing>,
}

/// Runs `ip topology`.
///
/// # Errors
/// An unknown keyword, a named namespace that cannot be entered, the kernel's refusals.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    let options = parse(args)?;
    let topology = collect::collect(session, &options.names, options.all)?;
    let json = if session.out.is_json() {
        Drawing::Json
    } else {
        Drawing::Text
    };
    match options.drawing.unwrap_or(json) {
        Drawing::Text => session.out.as_text(|out| tree::draw(out, &topology)),
        Drawing::Mermaid => session.out.raw(&encode(&diagram::mermaid(&topology))),
        Drawing::Dot => session.out.raw(&encode(&diagram::dot(&topology))),
        Drawing::Json => {
            if !session.out.is_json() {
                let form = if session.view.pretty {
                    Form::Pretty
                } else {
                    Form::Json
                };
                session.out = Out::new(form, None);
            }
            record::show(&mut session.out, &topology);
        }
    }
    Ok(())
}

/// The argument after `netns` is always a name; later ones are, unless they are keywords.
fn parse(mut args: Args) -> Result<Options> {
    let mut options = Options::default();
    let mut naming = false;
    while let Some(word) = args.next() {
        match word {
            "netns" if !naming => {
                options.names.push(args.value()?.to_owned());
                naming = true;
            }
            "all" => options.all = true,
            "help" if !naming => return Err(Error::usage(HELP)),
            _ => match drawing(word) {
                Some(_) if options.drawing.is_some() => {
                    return Err(Error::duplicate("drawing", word));
                }
                Some(drawing) => options.drawing = Some(drawing),
                None if naming => options.names.push(word.to_owned()),
                None => {
                    return Err(Error::fatal(
                        format!("Command \"{word}\" is unknown, try \"ip topology help\"."),
                        255,
                    ));
                }
            },
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_namespace_may_be_called_like_a_drawing() {
        let line = words("all netns dot red mermaid");
        let options = parse(Args::new(&line)).unwrap();
        assert_eq!(options.names, ["dot", "red"]);
        assert!(options.all);
        assert_eq!(options.drawing, Some(Drawing::Mermaid));
    }

    #[test]
    fn wrong_words_are_refused() {
        for line in ["x", "netns", "dot json", "netns a help dot text"] {
            assert!(parse(Args::new(&words(line))).is_err(), "{line}");
        }
    }
}
