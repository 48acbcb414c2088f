//! `ip topology`: which namespaces there are, what is in them, and what is plugged into what. iproute2 has no such command.

mod collect;
mod diagram;
mod links;
mod model;
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

/// How the picture is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drawing {
    Text,
    Mermaid,
    Dot,
    Json,
}

/// The drawing that a word names.
fn drawing(word: &str) -> Option<Drawing> {
    match word {
        "text" => Some(Drawing::Text),
        "mermaid" => Some(Drawing::Mermaid),
        "dot" => Some(Drawing::Dot),
        "json" => Some(Drawing::Json),
        _ => None,
    }
}

/// What the words ask for.
#[derive(Default)]
struct Wanted {
    /// Namespaces by name; without any, this one and all named ones.
    names: Vec<String>,
    /// Those of processes too.
    all: bool,
    drawing: Option<Drawing>,
}

/// Runs `ip topology`.
///
/// # Errors
/// An unknown word, a named namespace that cannot be entered, the kernel's refusals.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    let wanted = parse(args)?;
    let topology = collect::collect(session, &wanted.names, wanted.all)?;
    let json = if session.out.is_json() {
        Drawing::Json
    } else {
        Drawing::Text
    };
    match wanted.drawing.unwrap_or(json) {
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

/// The word after `netns` is a name whatever it is; the ones after that are, unless they are a word of the grammar.
fn parse(mut args: Args) -> Result<Wanted> {
    let mut wanted = Wanted::default();
    let mut naming = false;
    while let Some(word) = args.next() {
        match word {
            "netns" if !naming => {
                wanted.names.push(args.value()?.to_owned());
                naming = true;
            }
            "all" => wanted.all = true,
            "help" if !naming => return Err(Error::usage(HELP)),
            _ => match drawing(word) {
                Some(_) if wanted.drawing.is_some() => {
                    return Err(Error::duplicate("drawing", word));
                }
                Some(drawing) => wanted.drawing = Some(drawing),
                None if naming => wanted.names.push(word.to_owned()),
                None => {
                    return Err(Error::fatal(
                        format!("Command \"{word}\" is unknown, try \"ip topology help\"."),
                        255,
                    ));
                }
            },
        }
    }
    Ok(wanted)
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
        let wanted = parse(Args::new(&line)).unwrap();
        assert_eq!(wanted.names, ["dot", "red"]);
        assert!(wanted.all);
        assert_eq!(wanted.drawing, Some(Drawing::Mermaid));
    }

    #[test]
    fn wrong_words_are_refused() {
        for line in ["x", "netns", "dot json", "netns a help dot text"] {
            assert!(parse(Args::new(&words(line))).is_err(), "{line}");
        }
    }
}
