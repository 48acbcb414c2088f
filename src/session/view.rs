//! View options: how a command shows records.

/// The global options that choose how records are shown.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools)]
pub struct View {
    /// `-details`, counted.
    pub details: u8,
    /// `-statistics`, counted.
    pub statistics: u8,
    /// `-human`.
    pub human: bool,
    /// `-iec`.
    pub iec: bool,
    /// `-brief`.
    pub brief: bool,
    /// `-resolve`.
    pub resolve: bool,
    /// `-timestamp`.
    pub timestamp: bool,
    /// `-tshort`.
    pub short_timestamp: bool,
    /// `-echo`.
    pub echo: bool,
    /// `-pretty`; it only affects JSON.
    pub pretty: bool,
}
