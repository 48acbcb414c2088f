//! Rows: one line of data says how an option is typed, sent, received and shown.
//!
//! A [`Row`] names the words on the command line, the netlink attribute, the JSON key, the text and the codec, which
//! knows how a datum of its sort is read from words and shown. From the same rows come parsing with abbreviations
//! ([`read()`]), all output forms ([`show()`]), the way back from attributes to words ([`inverse()`]), and the words that
//! random tests say. Rows are `const` data. They stand in the order in which they are shown; of a word cut short, the first
//! row that fits is meant, and where iproute2 means another one, a list of prefixes says so (`Kind::abbreviation_overrides`).

mod codec;
mod draft;
pub mod encap;
pub mod erspan;
mod inverse;
mod read;
mod show;
pub mod sixrd;
pub mod tunnel;

pub use codec::*;
pub use draft::Draft;
pub use inverse::{Implied, Inverse, first_differing, inverse, words_of};
pub use read::{Reading, read};
pub use show::{Showing, show, show_row};

use crate::args::Word;

/// How a row's text is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// `name value `, after its first word or its key.
    Named,
    /// A template with a `{}`.
    Template(&'static str),
    /// In JSON only.
    Hidden,
}

/// When a row is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// If its attribute came.
    Present,
    /// Always; the codec gets no bytes if the attribute did not come.
    Always,
    /// If the attribute came and its number is not zero.
    NonZero,
    /// Never: it can only be typed.
    Never,
}

/// One option: how it is typed, sent, received and shown.
pub struct Row {
    /// The words that mean it; none for what the kernel only tells.
    pub words: &'static [Word],
    /// The attribute.
    pub attr: u16,
    /// The JSON key.
    pub key: &'static str,
    /// How it reads in text.
    pub text: Text,
    /// When it is shown.
    pub when: When,
    /// What is wrong with a value that cannot be read; empty for the kind's own words. A line end in it prints an empty
    /// line, as iproute2 does.
    pub wrong: &'static str,
    /// How its datum is read and shown.
    pub codec: &'static dyn Codec,
}

/// An option typed as any of `words`, and shown under the name of the first.
pub const fn row(words: &'static [Word], attr: u16, codec: &'static dyn Codec) -> Row {
    let key = match words {
        [Word::Whole(name) | Word::Short(name), ..] => name,
        [] => "",
    };
    Row {
        words,
        attr,
        key,
        text: Text::Named,
        when: When::Present,
        wrong: "",
        codec,
    }
}

/// Something the kernel tells that cannot be typed.
pub const fn shown(key: &'static str, attr: u16, codec: &'static dyn Codec) -> Row {
    Row {
        key,
        ..row(&[], attr, codec)
    }
}

/// Something that can be typed and is never shown.
pub const fn typed(words: &'static [Word], attr: u16, codec: &'static dyn Codec) -> Row {
    Row {
        when: When::Never,
        text: Text::Hidden,
        ..row(words, attr, codec)
    }
}

impl Row {
    /// The same row under another JSON key.
    pub const fn key(self, key: &'static str) -> Row {
        Row { key, ..self }
    }

    /// The same row with its own text.
    pub const fn text(self, text: &'static str) -> Row {
        Row {
            text: Text::Template(text),
            ..self
        }
    }

    /// The same row with its own complaint.
    pub const fn wrong(self, wrong: &'static str) -> Row {
        Row { wrong, ..self }
    }

    /// The same row, not shown if its number is zero.
    pub const fn unless_zero(self) -> Row {
        Row {
            when: When::NonZero,
            ..self
        }
    }

    /// The same row, shown even if its attribute did not come.
    pub const fn always(self) -> Row {
        Row {
            when: When::Always,
            ..self
        }
    }

    /// Its first word, or its key if it has none.
    pub fn name(&self) -> &'static str {
        self.words.first().map_or(self.key, |word| word.name())
    }
}
