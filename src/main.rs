//! The `ip` binary.
fn main() {}
