//! The name tables in /etc/iproute2 and /usr/share/iproute2: routing tables, protocols, scopes, device groups …
//!
//! A file in /etc replaces its namesake in /usr/share. The files `NAME.d/*.conf` of both directories add to it; of two
//! with the same name, the one in /etc is read. Built-in names hold where no file renames them.

use super::sources::{GROUPS, NameTable, ROUTE_TABLES, Source, TABLES};
use crate::args::decode;
use crate::sys::directory;
use crate::value::number;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The names of one table.
#[derive(Debug, Default)]
struct Names {
    /// The name that an id is shown with: its last one.
    by_id: BTreeMap<u32, String>,
    /// Earlier names of ids, oldest first.
    earlier: Vec<(u32, String)>,
}

/// Buckets of iproute2's hash tables, which decide between two ids of one name.
const BUCKETS: u32 = 256;

impl Names {
    fn new(names: &[(u32, &str)]) -> Names {
        let names = names.iter().map(|(id, name)| (*id, (*name).to_owned()));
        Names {
            by_id: names.collect(),
            earlier: Vec::new(),
        }
    }

    fn insert(&mut self, source: &Source, id: u32, name: &str) {
        let earlier = self.by_id.insert(id, name.to_owned());
        if let Some(earlier) = earlier.filter(|_| source.keeps_names) {
            self.earlier.push((id, earlier));
        }
    }

    /// The id of a name. Of several the first in iproute2's order: by bucket, the larger (usually later) id first.
    fn id(&self, name: &str) -> Option<u32> {
        let ids = self.by_id.iter().map(|(id, known)| (*id, known));
        let earlier = self.earlier.iter().map(|(id, known)| (*id, known));
        ids.chain(earlier)
            .filter(|(_, known)| *known == name)
            .map(|(id, _)| id)
            .min_by_key(|id| (id % BUCKETS, u32::MAX - id))
    }
}

/// All tables, each read when it is first needed.
#[derive(Debug, Default)]
pub struct NameTables {
    read: [OnceCell<Names>; TABLES],
    /// Show numbers (`-Numeric`).
    pub numeric: bool,
}

/// Names that every host has, whatever its files. Protocols and scopes are not among them: in a batch, iproute2 takes a
/// name that follows a number for that number.
const EVERYWHERE: [(NameTable, &[(u32, &str)]); 2] =
    [(NameTable::Route, ROUTE_TABLES), (NameTable::Group, GROUPS)];

impl NameTables {
    /// Tables of the names that every host has; every other id is a number.
    pub fn everywhere() -> NameTables {
        let mut read: [OnceCell<Names>; TABLES] =
            std::array::from_fn(|_| OnceCell::from(Names::default()));
        for (table, names) in EVERYWHERE {
            if let Some(cell) = read.get_mut(table as usize) {
                *cell = OnceCell::from(Names::new(names));
            }
        }
        NameTables {
            read,
            numeric: false,
        }
    }

    fn table(&self, table: NameTable) -> Option<&Names> {
        let cell = self.read.get(table as usize)?;
        Some(cell.get_or_init(|| load(table.source())))
    }

    /// The name of `id`, if it has one.
    ///
    /// As in iproute2, most tables are not read for a built-in name: files rename built-in ids only once another id or
    /// name made them be read.
    pub fn known(&self, table: NameTable, id: u32) -> Option<&str> {
        let source = table.source();
        let is_read = self.read.get(table as usize)?.get().is_some();
        let built_in = source.built_in.iter().find(|(known, _)| *known == id);
        match built_in {
            Some((_, name)) if !is_read && source.trusts_built_in => Some(name),
            Some(_) | None => self.table(table)?.by_id.get(&id).map(String::as_str),
        }
    }

    /// The name of `id`, or the number (always with `-Numeric`).
    pub fn name(&self, table: NameTable, id: u32) -> Cow<'_, str> {
        // iproute2 reads the tables that keep all names even if it shows none.
        let reads = !self.numeric || table.source().keeps_names;
        let name = reads.then(|| self.known(table, id)).flatten();
        match name.filter(|_| !self.numeric) {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(id.to_string()),
        }
    }

    /// The id of a name, or of a number written out.
    pub fn id(&self, table: NameTable, name: &str) -> Option<u32> {
        let known = self.table(table).and_then(|names| names.id(name));
        known.or_else(|| {
            let max = u64::from(table.source().max);
            number::unsigned(name, max).and_then(|id| u32::try_from(id).ok())
        })
    }

    /// Makes `text` the file of a table, in place of what was read.
    pub fn read_text(&mut self, table: NameTable, text: &[u8]) {
        let source = table.source();
        let mut names = Names::new(source.built_in);
        read_names(text, Path::new(source.file), source, &mut names);
        if let Some(cell) = self.read.get_mut(table as usize) {
            *cell = OnceCell::from(names);
        }
    }

    /// All ids of a table with their names, in ascending order.
    pub fn iter(&self, table: NameTable) -> impl Iterator<Item = (u32, &str)> {
        let names = self.table(table).map(|names| &names.by_id);
        names
            .into_iter()
            .flatten()
            .map(|(id, name)| (*id, name.as_str()))
    }
}

const ETC: &str = "/etc/iproute2";
const USR: &str = "/usr/share/iproute2";

fn load(source: &Source) -> Names {
    let mut names = Names::new(source.built_in);
    if source.has_file {
        if let Err(error) = read_file(&Path::new(ETC).join(source.file), source, &mut names) {
            if error.kind() == ErrorKind::NotFound {
                let _ = read_file(&Path::new(USR).join(source.file), source, &mut names);
            }
        }
    }
    let drop_ins = source.has_drop_ins.then(|| drop_ins(source.file));
    for file in drop_ins.into_iter().flatten() {
        let _ = read_file(&file, source, &mut names);
    }
    names
}

/// The files of `NAME.d`: those of /usr/share that /etc does not replace, then those of /etc.
fn drop_ins(name: &str) -> Vec<PathBuf> {
    let files = |directory: &str| -> Vec<PathBuf> {
        let directory = Path::new(directory).join(format!("{name}.d"));
        let names = directory::names(&directory).unwrap_or_default();
        names
            .iter()
            .map(|name| directory.join(name))
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

fn read_file(path: &Path, source: &Source, names: &mut Names) -> std::io::Result<()> {
    read_names(&fs::read(path)?, path, source, names);
    Ok(())
}

/// Bytes that iproute2 reads at once: what a longer line has beyond counts as the next line.
const LINE_MAX: usize = 511;

/// Reads the lines `ID NAME` of a file; a malformed one ends it.
fn read_names(text: &[u8], path: &Path, source: &Source, names: &mut Names) {
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    for line in lines.flat_map(|line| line.chunks(LINE_MAX)) {
        match entry(&decode(line)) {
            Ok(Some((id, name))) => {
                // iproute2 skips negative numbers, too.
                if let Some(id) = u32::try_from(id).ok().filter(|id| *id <= source.max) {
                    names.insert(source, id, name);
                }
            }
            Ok(None) => {}
            Err(line) => {
                let path = path.display();
                return crate::output::eprint_line(&format!(
                    "Database {path} is corrupted at {line}"
                ));
            }
        }
    }
}

/// isspace(3) in the C locale.
const SPACES: [char; 6] = [' ', '\t', '\n', '\x0b', '\x0c', '\r'];

/// The id and the name in a line; `None` for a comment or an empty line.
fn entry(line: &str) -> Result<Option<(i32, &str)>, &str> {
    let line = line.trim_start_matches([' ', '\t']);
    if line.starts_with(['#', '\n', '\0']) || line.is_empty() {
        return Ok(None);
    }
    // As C does, end a line at a NUL.
    let line = line.split('\0').next().unwrap_or_default();
    let (id, rest) = scan_id(line).ok_or(line)?;
    let mut names = rest.split(SPACES).filter(|name| !name.is_empty());
    let name = names.next().ok_or(line)?;
    Ok(Some((id, name)))
}

/// What scanf(3) reads as `0x%x` or `%d`, and what follows it: the low 32 bits of a number, no octal.
fn scan_id(line: &str) -> Option<(i32, &str)> {
    let hex = line.strip_prefix("0x");
    let (radix, number) = hex.map_or((10, line), |number| (16, number));
    let sign = usize::from(number.starts_with(['+', '-']));
    let digits = number.get(sign..)?;
    let end = digits.find(|c: char| !c.is_digit(radix));
    let (digits, rest) = digits.split_at_checked(end.unwrap_or(digits.len()))?;
    let magnitude = match i64::from_str_radix(digits, radix) {
        Ok(number) => number,
        Err(_) if digits.is_empty() => return None,
        Err(_) => i64::MAX,
    };
    let value = match number.starts_with('-') {
        true => magnitude.wrapping_neg(),
        false => magnitude,
    };
    let low = value & i64::from(u32::MAX);
    Some((u32::try_from(low).ok()? as i32, rest))
}
