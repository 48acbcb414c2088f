//! The `ip` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    oxip::cli::run(std::env::args_os())
}
