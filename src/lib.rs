//! oxip: the `ip` command.
