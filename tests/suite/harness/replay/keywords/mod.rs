//! Abbreviated keywords: for every object and verb, every possible keyword or value is tried in each of its prefixes,
//! and with one letter more.
//!
//! A round tries some of them, the same in each run; `OXIP_REPLAY_ROUNDS=all` tries all (two million lines, an hour).

mod stems;
mod vocabulary;

use std::collections::BTreeSet;

use super::dice::Dice;
use super::ring::{Answer, EVERYTHING, Line, Ring};
use super::{Rounds, TALLY, Tally, rounds, state};
pub use stems::{OBJECTS, Object};

/// A word that neither program knows.
const UNKNOWN: &str = "xyzzy";

/// The reference's error for a missing value.
const INCOMPLETE: &str = "2 Command line is not complete.";

/// Numbers of samples per place: forms of keywords, alone and before another word; options whose values are tried;
/// possible values; forms of valid values.
struct Sample {
    alone: usize,
    followed: usize,
    options: usize,
    values: usize,
    short: usize,
}

const SAMPLE: Sample = Sample {
    alone: 30,
    followed: 15,
    options: 1,
    values: 40,
    short: 25,
};

pub fn compare(object: &Object, ring: &Ring) -> Result<(), String> {
    let mut typist = Typist {
        ring,
        object,
        words: Words::gather(object, ring),
        feed: state::messages(),
        wrong: String::new(),
    };
    match rounds() {
        Rounds::All => {
            for stem in object.stems {
                typist.places(&[stem], &mut Chooser(None))?;
            }
        }
        Rounds::Number(number) => {
            for round in 0..number {
                let dice = Dice::new(&format!("{} keywords {round}", object.name));
                typist.places(object.stems, &mut Chooser(Some(dice)))?;
            }
        }
    }
    match typist.wrong.is_empty() {
        true => Ok(()),
        false => Err(typist.wrong),
    }
}

/// Chooses some elements, or all.
struct Chooser(Option<Dice>);

impl Chooser {
    fn some<T>(&mut self, mut from: Vec<T>, number: usize) -> Vec<T> {
        let Some(dice) = &mut self.0 else {
            return from;
        };
        while from.len() > number {
            let place = dice.below(from.len());
            from.swap_remove(place);
        }
        from
    }
}

/// The words to try.
struct Words {
    keywords: BTreeSet<String>,
    /// Include keywords, because most values are in the same texts.
    values: BTreeSet<String>,
}

impl Words {
    fn gather(object: &Object, ring: &Ring) -> Self {
        let mut keywords = BTreeSet::new();
        for help in object.help {
            for text in ring.help(help) {
                vocabulary::of_help(&text, &mut keywords);
            }
        }
        for path in object.source {
            vocabulary::of_source(path, &mut keywords);
        }
        let mut values = keywords.clone();
        vocabulary::of_tables(&mut values);
        Self { keywords, values }
    }

    /// All forms of keywords. A keyword in no text may still be found by its first letters.
    fn forms(&self) -> Vec<String> {
        let letters = ('a'..='z').map(String::from);
        let forms = self.keywords.iter().flat_map(|word| forms(word));
        letters.chain(forms).collect()
    }

    fn followed(&self) -> Vec<String> {
        let forms = self.keywords.iter().flat_map(|word| {
            let follower = follower(word);
            forms(word).map(move |form| format!("{form} {follower}"))
        });
        forms.collect()
    }
}

/// Runs lines and collects differences.
struct Typist<'r> {
    ring: &'r Ring,
    object: &'r Object,
    words: Words,
    feed: Vec<u8>,
    wrong: String,
}

/// A word and its place.
type Typed = (String, String);

impl Typist<'_> {
    /// Tries keywords in some places, then values of the options found there.
    fn places(&mut self, stems: &[&str], chooser: &mut Chooser) -> Result<(), String> {
        let mut alone = Vec::new();
        let mut followed = Vec::new();
        for stem in stems {
            let words = chooser.some(self.words.forms(), SAMPLE.alone);
            alone.extend(words.into_iter().map(|word| (word, (*stem).to_owned())));
            let words = chooser.some(self.words.followed(), SAMPLE.followed);
            followed.extend(words.into_iter().map(|word| (word, (*stem).to_owned())));
        }
        let answers = self.type_in(alone)?;
        self.type_in(followed)?;
        let mut places = Vec::new();
        for stem in stems {
            let options = answers.iter().filter(|((word, place), answer)| {
                place == stem && self.words.keywords.contains(word) && self.is_option(word, answer)
            });
            let options = options.map(|((word, _), _)| put(stem, &format!("{word} {{}}")));
            places.extend(chooser.some(options.collect(), SAMPLE.options));
        }
        self.values(&places, chooser)
    }

    fn is_option(&self, word: &str, answer: &Answer) -> bool {
        answer.told.contains(INCOMPLETE) && !self.object.undefined.contains(&word)
    }

    /// The values of options: words for which the reference's answer differs from that for an unknown word. Where it
    /// accepts any text, most words are values.
    fn values(&mut self, places: &[String], chooser: &mut Chooser) -> Result<(), String> {
        let mut whole = Vec::new();
        for place in places {
            let values: Vec<String> = self.words.values.iter().cloned().collect();
            let mut values = chooser.some(values, SAMPLE.values);
            values.push(UNKNOWN.to_owned());
            whole.extend(values.into_iter().map(|word| (word, place.clone())));
        }
        let answers = self.type_in(whole)?;
        let mut short = Vec::new();
        for place in places {
            let here = answers.iter().filter(|((_, at), _)| at == place);
            let here: Vec<_> = here.map(|((word, _), answer)| (word, answer)).collect();
            let Some((_, unknown)) = here.last().copied() else {
                continue;
            };
            let known = here.iter().filter(|(word, answer)| {
                answer.status != unknown.status
                    || answer.told.replace(word.as_str(), UNKNOWN) != unknown.told
            });
            let known: Vec<&String> = known.map(|(word, _)| *word).collect();
            if known.len() * 2 < here.len() {
                let forms = known.iter().flat_map(|word| forms(word)).collect();
                let forms = chooser.some(forms, SAMPLE.short);
                short.extend(forms.into_iter().map(|word| (word, place.clone())));
            }
        }
        self.type_in(short).map(drop)
    }

    /// Runs words in their places, except lines with intended differences; returns the reference's answers.
    fn type_in(&mut self, mut typed: Vec<Typed>) -> Result<Vec<(Typed, Answer)>, String> {
        typed.retain(|(word, place)| {
            let line = put(place, word);
            !self.object.own.iter().any(|own| line.starts_with(own))
        });
        let lines = typed.iter().map(|(word, place)| Line {
            message: EVERYTHING,
            words: put(place, word),
        });
        let lines: Vec<Line> = lines.collect();
        let (answers, differing) = self.ring.answers(&lines, &self.feed)?;
        Tally::add(&TALLY.lines, lines.len());
        self.wrong += &differing;
        Ok(typed.into_iter().zip(answers).collect())
    }
}

/// The prefixes of a word, and the word with one letter more.
fn forms(word: &str) -> impl Iterator<Item = String> {
    let prefixes = (1..=word.len()).map(|end| word[..end].to_owned());
    prefixes.chain([format!("{word}x")])
}

/// A valid argument after a keyword.
fn follower(word: &str) -> &'static str {
    let known = stems::FOLLOWERS
        .iter()
        .find(|(words, _)| words.contains(&word));
    known.map_or("1", |(_, follower)| follower)
}

/// A word in its place.
fn put(stem: &str, word: &str) -> String {
    match stem.contains("{}") {
        true => stem.replace("{}", word),
        false => format!("{stem} {word}"),
    }
}
