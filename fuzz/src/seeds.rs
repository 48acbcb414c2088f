//! Where fuzzing begins: dumps of a kernel, the command lines of the cases, and what once made trouble.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use oxip::testing::KINDS;

fn here(below: &str) -> PathBuf {
    crate::top().join(below)
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false => files.push(path),
        }
    }
    files.sort();
    files
}

/// fuzz/corpus/TARGET: inputs as they are.
pub fn of_target(name: &str) -> Vec<Vec<u8>> {
    let directory = here("fuzz/corpus").join(name);
    let read = |path: PathBuf| fs::read(path).ok();
    files(&directory).into_iter().filter_map(read).collect()
}

/// The messages of fuzz/corpus/dumps, as a kernel sent them.
pub fn messages() -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    for path in files(&here("fuzz/corpus/dumps")) {
        let bytes = fs::read(path).expect("a dump");
        let mut left = bytes.as_slice();
        while let Some(length) = left.first_chunk().map(|n| u32::from_ne_bytes(*n) as usize) {
            messages.push(left[..length].to_vec());
            left = &left[length.next_multiple_of(4).min(left.len())..];
        }
    }
    messages
}

/// A link of each kind and port of each kind, with attributes of sixteen bytes.
pub fn links_of_all_kinds() -> Vec<Vec<u8>> {
    let names = KINDS.iter().flat_map(|kind| kind.names);
    names.map(|name| link(name)).collect()
}

fn attr(kind: u16, payload: &[u8]) -> Vec<u8> {
    let mut bytes = (payload.len() as u16 + 4).to_ne_bytes().to_vec();
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(payload);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn link(name: &str) -> Vec<u8> {
    let data: Vec<u8> = (1..=48)
        .flat_map(|kind| attr(kind, &[(kind % 5) as u8; 16]))
        .collect();
    let (kind, key) = match name.strip_suffix("_slave") {
        None => (name, 1),
        Some(master) => (master, 4),
    };
    let info = [
        attr(key, &[kind.as_bytes(), b"\0"].concat()),
        attr(key + 1, &data),
    ];
    let mut body = vec![0, 0, 1, 0, 5, 0, 0, 0, 0x43, 0x10, 1, 0, 0, 0, 0, 0];
    body.extend(attr(3, b"dev5\0"));
    body.extend(attr(18, &info.concat()));
    let mut message = (body.len() as u32 + 16).to_ne_bytes().to_vec();
    message.extend([16, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    message.extend(body);
    message
}

/// The command lines of all cases, without their first word.
pub fn command_lines() -> Vec<Vec<String>> {
    let mut lines = BTreeSet::new();
    for path in files(&here("tests/cases")) {
        let text = fs::read(path).expect("a case");
        for line in String::from_utf8_lossy(&text).lines() {
            let command = line.split_once("ip ").map(|(_, command)| command);
            let is_one = line.starts_with(['$', '>', '?', '~']) && !line.contains(['|', '`', '(']);
            if let Some(command) = command.filter(|_| is_one) {
                let words = command.split([' ', ';', '"', '\'']);
                lines.insert(
                    words
                        .filter(|word| !word.is_empty())
                        .map(str::to_owned)
                        .collect::<Vec<_>>(),
                );
            }
        }
    }
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// Words worth trying.
pub fn dictionary() -> Vec<Vec<u8>> {
    let mut words: BTreeSet<String> = command_lines().into_iter().flatten().collect();
    for kind in KINDS.iter() {
        words.extend(kind.names.iter().map(|name| (*name).to_owned()));
        let separate = |c: char| !(c.is_ascii_alphanumeric() || "-_+.".contains(c));
        words.extend(kind.help.split(separate).map(str::to_owned));
        for row in kind.rows.iter().flat_map(|rows| rows.iter()) {
            words.extend(row.words.iter().map(|word| word.name().to_owned()));
        }
    }
    words.retain(|word| !word.is_empty() && word.len() < 64);
    words.into_iter().map(String::into_bytes).collect()
}
