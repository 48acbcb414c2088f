//! Values that are read with the names of a table.

use super::{NameTable, NameTables};
use crate::args::FromWord;
use crate::value::number;

impl NameTables {
    /// A type of service: a name, else a hexadecimal number, as strtoul(3) reads it.
    pub fn dsfield(&self, word: &str) -> Option<u8> {
        let named = self
            .iter(NameTable::Dsfield)
            .find(|(_, name)| *name == word)
            .map(|(id, _)| u64::from(id));
        let id = named.or_else(|| number::hexadecimal(word, 255))?;
        u8::try_from(id).ok()
    }

    /// `FROM/TO`, of which TO can be empty, or one realm: a name, or 32 bits that hold both.
    pub fn realms(&self, word: &str) -> Option<u32> {
        let id = |name: &str| self.id(NameTable::Realm, name);
        match word.split_once('/') {
            Some((from, "")) => Some(id(from)? << 16),
            Some((from, to)) => Some(id(from)? << 16 | id(to)?),
            None if word.is_empty() => Some(0),
            None => id(word).or_else(|| u32::from_word(word)),
        }
    }
}
