//! Writes completions and manual pages from what the program itself says: its usage texts.
//!
//!     pages PROGRAM DIRECTORY      into DIRECTORY/completions and DIRECTORY/man

#![allow(clippy::indexing_slicing, clippy::string_slice, clippy::print_stderr)] // the input is our own texts

mod complete;
mod grammar;
mod help;
mod man;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut words = std::env::args_os().skip(1);
    let (Some(program), Some(directory)) = (words.next(), words.next()) else {
        eprintln!("usage: pages PROGRAM DIRECTORY");
        std::process::exit(2);
    };
    let texts = help::ask(Path::new(&program))?;
    let directory = Path::new(&directory);
    complete::write(&texts, &directory.join("completions"))?;
    man::write(&texts, &directory.join("man"))
}
