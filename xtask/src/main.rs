//! Tasks of the build that need more than make.
//!
//!     cargo run -p xtask -- pages PROGRAM DIRECTORY      completions and manual pages

#![allow(clippy::indexing_slicing, clippy::string_slice, clippy::print_stderr)] // the input is our own texts

mod pages;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let result = match arguments.as_slice() {
        [task, program, directory] if task == "pages" => {
            pages::write(Path::new(program), Path::new(directory))
        }
        _ => {
            eprintln!("usage: xtask pages PROGRAM DIRECTORY");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
