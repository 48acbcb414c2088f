//! Rows: one line of data says how an option is read, sent, received and shown.
//!
//! A [`Row`] names the keywords, the netlink attribute, the JSON key, the text and the codec, which reads and shows values of
//! one type. The same rows drive parsing with abbreviations ([`read()`]), all output formats ([`show()`]), the way from
//! attributes back to arguments ([`inverse()`]), and random tests. Rows are `const` data in display order. An abbreviation means
//! the first row that matches; where iproute2 means another one, `Kind::abbreviation_overrides` lists the prefix.

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
pub use inverse::{Implied, displayed_words, first_differing, inverse, words_of};
pub use read::{Reading, read};
pub use show::{show, show_row};

use crate::args::Word;

/// The text of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// `name value `, where the name is the first keyword, or the key.
    Named,
    /// A template with a `{}`.
    Template(&'static str),
    /// Shown in JSON only.
    Hidden,
}

/// When a row is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// If its attribute is present.
    Present,
    /// Always; the codec gets no bytes if the attribute is absent.
    Always,
    /// If the attribute is present and not zero.
    NonZero,
    /// Never: the option can only be set.
    Never,
}

/// An option: how it is read, sent, received and shown.
pub struct Row {
    /// The keywords; none for values that the kernel only reports.
    pub words: &'static [Word],
    /// The attribute.
    pub attr: u16,
    /// The JSON key.
    pub key: &'static str,
    /// The text.
    pub text: Text,
    /// When it is shown.
    pub when: When,
    /// The error message for a wrong value; empty for that of the kind. A newline in it prints an empty line, as in iproute2.
    pub wrong: &'static str,
    /// Reads and shows the value.
    pub codec: &'static dyn Codec,
}

/// An option with these keywords, shown under the first.
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

/// A value that the kernel reports and no argument sets.
pub const fn shown(key: &'static str, attr: u16, codec: &'static dyn Codec) -> Row {
    Row {
        key,
        ..row(&[], attr, codec)
    }
}

/// An option that is never shown.
pub const fn typed(words: &'static [Word], attr: u16, codec: &'static dyn Codec) -> Row {
    Row {
        when: When::Never,
        text: Text::Hidden,
        ..row(words, attr, codec)
    }
}

impl Row {
    /// The same row with another JSON key.
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

    /// The same row with its own error message.
    pub const fn wrong(self, wrong: &'static str) -> Row {
        Row { wrong, ..self }
    }

    /// The same row, hidden if its value is zero.
    pub const fn unless_zero(self) -> Row {
        Row {
            when: When::NonZero,
            ..self
        }
    }

    /// The same row, shown even if its attribute is absent.
    pub const fn always(self) -> Row {
        Row {
            when: When::Always,
            ..self
        }
    }

    /// The first keyword, or the key if it has none.
    pub fn name(&self) -> &'static str {
        self.words.first().map_or(self.key, |word| word.name())
    }
}
