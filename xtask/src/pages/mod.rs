//! Completions and manual pages from the program's own usage texts.

pub mod complete;
pub mod grammar;
pub mod help;
pub mod man;
pub mod manual;

use std::io;
use std::path::Path;

/// Writes DIRECTORY/completions and DIRECTORY/man.
pub fn write(program: &Path, directory: &Path) -> io::Result<()> {
    let texts = help::ask(program)?;
    complete::write(&texts, &directory.join("completions"))?;
    man::write(&texts, &directory.join("man"))
}
