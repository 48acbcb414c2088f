//! Which name tables there are: their files, and the names they hold without files.

/// One of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameTable {
    /// Routing tables.
    Route,
    /// Route protocols.
    Protocol,
    /// Scopes of addresses and routes.
    Scope,
    /// Realms.
    Realm,
    /// Differentiated services field.
    Dsfield,
    /// Device groups.
    Group,
    /// Address protocols.
    AddressProtocol,
    /// Reasons for protodown, by bit.
    ProtodownReason,
}

/// Number of tables.
pub(super) const TABLES: usize = 8;

/// Where a table is read from and what it holds without files.
pub(super) struct Source {
    pub(super) file: &'static str,
    /// Whether `file` itself is read.
    pub(super) has_file: bool,
    /// Whether the files of `file.d` are read.
    pub(super) has_drop_ins: bool,
    /// Whether a built-in name is used without reading the files.
    pub(super) trusts_built_in: bool,
    pub(super) max: u32,
    /// Whether an id keeps all of its names for [`super::NameTables::id`]; otherwise the last name replaces the others.
    pub(super) keeps_names: bool,
    pub(super) built_in: &'static [(u32, &'static str)],
}

/// A table with one name for an id.
const ONE_NAME: Source = Source {
    file: "",
    has_file: true,
    has_drop_ins: false,
    trusts_built_in: true,
    max: 255,
    keeps_names: false,
    built_in: &[],
};

/// A table that keeps all names of an id.
const ALL_NAMES: Source = Source {
    trusts_built_in: false,
    max: u32::MAX,
    keeps_names: true,
    ..ONE_NAME
};

const SOURCES: [Source; TABLES] = [
    Source {
        file: "rt_tables",
        has_drop_ins: true,
        built_in: ROUTE_TABLES,
        ..ALL_NAMES
    },
    Source {
        file: "rt_protos",
        has_drop_ins: true,
        built_in: PROTOCOLS,
        ..ONE_NAME
    },
    Source {
        file: "rt_scopes",
        built_in: SCOPES,
        ..ONE_NAME
    },
    Source {
        file: "rt_realms",
        built_in: &[(0, "unknown")],
        ..ONE_NAME
    },
    Source {
        file: "rt_dsfield",
        built_in: &[(0, "0")],
        ..ONE_NAME
    },
    Source {
        file: "group",
        built_in: GROUPS,
        ..ALL_NAMES
    },
    Source {
        file: "rt_addrprotos",
        has_drop_ins: true,
        trusts_built_in: false,
        built_in: ADDRESS_PROTOCOLS,
        ..ONE_NAME
    },
    Source {
        file: "protodown_reasons",
        has_file: false,
        has_drop_ins: true,
        max: 31,
        ..ONE_NAME
    },
];

impl NameTable {
    pub(super) fn source(self) -> &'static Source {
        SOURCES.get(self as usize).unwrap_or(&ONE_NAME)
    }
}

pub(super) const ROUTE_TABLES: &[(u32, &str)] = &[(253, "default"), (254, "main"), (255, "local")];

pub(super) const GROUPS: &[(u32, &str)] = &[(0, "default")];

const SCOPES: &[(u32, &str)] = &[
    (0, "global"),
    (200, "site"),
    (253, "link"),
    (254, "host"),
    (255, "nowhere"),
];

const ADDRESS_PROTOCOLS: &[(u32, &str)] = &[
    (0, "unspec"),
    (1, "kernel_lo"),
    (2, "kernel_ra"),
    (3, "kernel_ll"),
];

const PROTOCOLS: &[(u32, &str)] = &[
    (0, "unspec"),
    (1, "redirect"),
    (2, "kernel"),
    (3, "boot"),
    (4, "static"),
    (8, "gated"),
    (9, "ra"),
    (10, "mrt"),
    (11, "zebra"),
    (12, "bird"),
    (13, "dnrouted"),
    (14, "xorp"),
    (15, "ntk"),
    (16, "dhcp"),
    (18, "keepalived"),
    (42, "babel"),
    (99, "openr"),
    (186, "bgp"),
    (187, "isis"),
    (188, "ospf"),
    (189, "rip"),
    (192, "eigrp"),
];
