//! Names for numbers: configured tables, devices, namespace ids.

mod fields;
pub mod hosts;
pub mod links;
pub mod nsids;
mod sources;
pub mod tables;

pub use links::Links;
pub use nsids::Nsids;
pub use sources::NameTable;
pub use tables::NameTables;

/// Names of devices, tables and namespaces.
#[derive(Default)]
pub struct Names {
    /// Tables of /etc/iproute2 and /usr/share/iproute2.
    pub tables: NameTables,
    /// Devices.
    pub links: Links,
    /// Namespace ids.
    pub nsids: Nsids,
}
