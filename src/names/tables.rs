//! The name tables in /etc/iproute2 and /usr/share/iproute2: routing tables, protocols, scopes, device groups …
//!
//! A file in /etc replaces its namesake in /usr/share; to it come the files of `NAME.d/*.conf` in both places (of two
//! with one name, that in /etc). Without any file, the names built in here hold.

use crate::args::decode;
use crate::value::number;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// One of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
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
    /// Netlink families.
    Netlink,
    /// Address protocols.
    AddressProtocol,
    /// Reasons for protodown, by bit.
    ProtodownReason,
}

/// How many tables there are.
const TABLES: usize = 9;

/// How a table is stored and what it holds without files.
struct Source {
    file: &'static str,
    max: u32,
    built_in: &'static [(u32, &'static str)],
}

impl Table {
    fn source(self) -> Source {
        let (file, max, built_in): (_, _, &[(u32, &str)]) = match self {
            Table::Route => (
                "rt_tables",
                u32::MAX,
                &[(253, "default"), (254, "main"), (255, "local")],
            ),
            Table::Protocol => ("rt_protos", 255, PROTOCOLS),
            Table::Scope => (
                "rt_scopes",
                255,
                &[
                    (0, "global"),
                    (200, "site"),
                    (253, "link"),
                    (254, "host"),
                    (255, "nowhere"),
                ],
            ),
            Table::Realm => ("rt_realms", 255, &[(0, "cosmos")]),
            Table::Dsfield => ("rt_dsfield", 255, &[(0, "default")]),
            Table::Group => ("group", u32::MAX, &[(0, "default")]),
            Table::Netlink => ("nl_protos", 255, NETLINK),
            Table::AddressProtocol => (
                "rt_addrprotos",
                255,
                &[
                    (0, "unspec"),
                    (1, "kernel_lo"),
                    (2, "kernel_ra"),
                    (3, "kernel_ll"),
                ],
            ),
            Table::ProtodownReason => ("protodown_reasons", 31, &[]),
        };
        Source {
            file,
            max,
            built_in,
        }
    }
}

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

const NETLINK: &[(u32, &str)] = &[
    (0, "rtnl"),
    (1, "unused"),
    (2, "usersock"),
    (3, "fw"),
    (4, "tcpdiag"),
    (5, "nflog"),
    (6, "xfrm"),
    (7, "selinux"),
    (8, "iscsi"),
    (9, "audit"),
    (10, "fiblookup"),
    (11, "connector"),
    (12, "nft"),
    (13, "ip6fw"),
    (14, "dec-rt"),
    (15, "uevent"),
    (16, "genl"),
    (18, "scsi-trans"),
    (19, "ecryptfs"),
    (20, "rdma"),
    (21, "crypto"),
];

/// The tables, each read when it is first asked for.
#[derive(Debug, Default)]
pub struct Tables {
    read: [OnceCell<BTreeMap<u32, String>>; TABLES],
    /// Show numbers (`-Numeric`).
    pub numeric: bool,
}

/// What every host has, whatever its files say. Protocols and scopes are not among them: in a batch, iproute2 takes a name
/// that comes again after a number for that number.
const EVERYWHERE: [(Table, &[(u32, &str)]); 2] = [
    (
        Table::Route,
        &[(253, "default"), (254, "main"), (255, "local")],
    ),
    (Table::Group, &[(0, "default")]),
];

impl Tables {
    /// The names that every host has and every program reads alike; all else is a number.
    pub fn everywhere() -> Tables {
        let mut read: [OnceCell<BTreeMap<u32, String>>; TABLES] =
            std::array::from_fn(|_| OnceCell::from(BTreeMap::new()));
        for (table, names) in EVERYWHERE {
            let names = names.iter().map(|(id, name)| (*id, (*name).to_owned()));
            if let Some(cell) = read.get_mut(table as usize) {
                *cell = OnceCell::from(names.collect::<BTreeMap<_, _>>());
            }
        }
        Tables {
            read,
            numeric: false,
        }
    }

    fn table(&self, table: Table) -> &BTreeMap<u32, String> {
        static EMPTY: BTreeMap<u32, String> = BTreeMap::new();
        self.read
            .get(table as usize)
            .map_or(&EMPTY, |cell| cell.get_or_init(|| load(&table.source())))
    }

    /// The name of `id`, if it has one.
    pub fn known(&self, table: Table, id: u32) -> Option<&str> {
        self.table(table).get(&id).map(String::as_str)
    }

    /// The name of `id`, or the number (always with `-Numeric`).
    pub fn name(&self, table: Table, id: u32) -> Cow<'_, str> {
        match self.known(table, id).filter(|_| !self.numeric) {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(id.to_string()),
        }
    }

    /// The number of a name, or of a number written out.
    pub fn id(&self, table: Table, name: &str) -> Option<u32> {
        if let Some((id, _)) = self.table(table).iter().find(|(_, known)| *known == name) {
            return Some(*id);
        }
        let max = u64::from(table.source().max);
        number::unsigned(name, max).and_then(|id| u32::try_from(id).ok())
    }

    /// Makes `text` the file of a table, in place of what was read.
    pub fn read_text(&mut self, table: Table, text: &[u8]) {
        let source = table.source();
        let mut names = built_in(&source);
        read_names(text, Path::new(source.file), source.max, &mut names);
        if let Some(cell) = self.read.get_mut(table as usize) {
            *cell = OnceCell::from(names);
        }
    }

    /// All names of a table, in the order of their numbers.
    pub fn iter(&self, table: Table) -> impl Iterator<Item = (u32, &str)> {
        self.table(table)
            .iter()
            .map(|(id, name)| (*id, name.as_str()))
    }
}

const ETC: &str = "/etc/iproute2";
const USR: &str = "/usr/share/iproute2";

fn built_in(source: &Source) -> BTreeMap<u32, String> {
    let names = source.built_in.iter();
    names.map(|(id, name)| (*id, (*name).to_owned())).collect()
}

fn load(source: &Source) -> BTreeMap<u32, String> {
    let mut names = built_in(source);
    if let Err(error) = read_file(&Path::new(ETC).join(source.file), source.max, &mut names)
        && error.kind() == ErrorKind::NotFound
    {
        let _ = read_file(&Path::new(USR).join(source.file), source.max, &mut names);
    }
    for file in drop_ins(source.file) {
        let _ = read_file(&file, source.max, &mut names);
    }
    names
}

/// The files of `NAME.d`: those of /usr/share that /etc does not replace, then those of /etc.
fn drop_ins(name: &str) -> Vec<PathBuf> {
    let files = |directory: &str| -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(Path::new(directory).join(format!("{name}.d"))) else {
            return Vec::new();
        };
        entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "conf")
            })
            .collect()
    };
    let etc = files(ETC);
    let mut all = files(USR);
    all.retain(|path| {
        !etc.iter()
            .any(|other| other.file_name() == path.file_name())
    });
    all.extend(etc);
    all
}

fn read_file(path: &Path, max: u32, names: &mut BTreeMap<u32, String>) -> std::io::Result<()> {
    read_names(&fs::read(path)?, path, max, names);
    Ok(())
}

/// Names from the text of a file; a line that is none ends it.
fn read_names(text: &[u8], path: &Path, max: u32, names: &mut BTreeMap<u32, String>) {
    for line in decode(text).lines() {
        let line = line.split('#').next().unwrap_or_default().trim_start();
        if line.is_empty() {
            continue;
        }
        let mut words = line.split_ascii_whitespace();
        let id = words
            .next()
            .and_then(|word| number::unsigned(word, u32::MAX.into()));
        let (Some(id), Some(name)) = (id.and_then(|id| u32::try_from(id).ok()), words.next())
        else {
            crate::output::complain(&format!(
                "Database {} is corrupted at {line}",
                path.display()
            ));
            break;
        };
        if id <= max {
            names.insert(id, name.to_owned());
        }
    }
}
