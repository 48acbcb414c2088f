//! Colours of text output, and when they are used.

/// What a colour stands for; everything else is never coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// The name of an interface.
    Ifname,
    /// A link-layer address.
    Mac,
    /// An IPv4 address.
    Inet,
    /// An IPv6 address.
    Inet6,
    /// The operational state UP.
    Up,
    /// The operational state DOWN.
    Down,
}

impl Colour {
    /// The colour of an address of this family (`AF_*`), if it has one.
    pub fn of_family(family: u8) -> Option<Colour> {
        match i32::from(family) {
            libc::AF_INET => Some(Colour::Inet),
            libc::AF_INET6 => Some(Colour::Inet6),
            _ => None,
        }
    }
}

/// When to colour (`-color=WHEN`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// If stdout is a terminal.
    Auto,
    /// Never.
    Never,
}

/// The colours for a dark or a light background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
}

/// Ends a coloured piece of text.
pub(super) const RESET: &str = "\x1b[0m";

impl Palette {
    /// The palette for what a terminal says of its background in `COLORFGBG` (`15;0`; the background comes last).
    pub fn from_colorfgbg(colorfgbg: Option<&str>) -> Palette {
        match colorfgbg.and_then(|text| text.rsplit_once(';')) {
            Some((_, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "8")) | None => Palette::Dark,
            Some(_) => Palette::Light,
        }
    }

    /// The escape sequence (SGR, ECMA-48) that begins this colour.
    pub(super) fn sgr(self, colour: Colour) -> &'static str {
        match (self, colour) {
            (Palette::Dark, Colour::Ifname) => "\x1b[1;36m",
            (Palette::Dark, Colour::Mac) => "\x1b[1;33m",
            (Palette::Dark, Colour::Inet) => "\x1b[1;35m",
            (Palette::Dark, Colour::Inet6) => "\x1b[1;94m",
            (Palette::Dark, Colour::Up) => "\x1b[1;32m",
            (Palette::Dark, Colour::Down) => "\x1b[1;31m",
            (Palette::Light, Colour::Ifname) => "\x1b[36m",
            (Palette::Light, Colour::Mac) => "\x1b[33m",
            (Palette::Light, Colour::Inet) => "\x1b[35m",
            (Palette::Light, Colour::Inet6) => "\x1b[34m",
            (Palette::Light, Colour::Up) => "\x1b[32m",
            (Palette::Light, Colour::Down) => "\x1b[31m",
        }
    }
}
