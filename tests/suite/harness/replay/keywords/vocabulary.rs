//! Possible keywords of an object: from its help in both programs, from its source, and from the name tables.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Protocols of /etc/protocols that some objects know.
const PROTOCOLS: &[&str] = &["tcp", "udp", "icmp", "gre", "esp", "sctp", "ipv6-icmp"];

/// The reference's tables, present in every world.
const TABLES: &str = "/usr/share/iproute2";

/// Maximum length of a word.
const LONGEST: usize = 40;

/// Whether a word could be a keyword.
fn is_word(word: &str) -> bool {
    let starts = word.starts_with(|c: char| c.is_ascii_alphanumeric());
    let letters = word.contains(|c: char| c.is_ascii_alphabetic());
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_+.".contains(c);
    word.len() <= LONGEST && starts && letters && word.chars().all(plain)
}

/// Keywords in capitals.
const CAPITALS: &[&str] = &["SA"];

/// Words of a usage text: keywords are in lower case, placeholders are not.
pub fn of_help(help: &str, words: &mut BTreeSet<String>) {
    let separate = |c: char| !(c.is_ascii_alphanumeric() || "-_+.".contains(c));
    let found = help
        .split(separate)
        .map(|word| word.trim_matches(['.', '-']));
    let lower = |word: &str| word != "Usage" && word.contains(|c: char| c.is_ascii_lowercase());
    let found = found.filter(|word| is_word(word) && (lower(word) || CAPITALS.contains(word)));
    words.extend(found.map(str::to_owned));
}

/// String literals in src that could be keywords.
pub fn of_source(path: &str, words: &mut BTreeSet<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    gather(&root.join(path), words);
}

fn gather(path: &Path, words: &mut BTreeSet<String>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries.for_each(|entry| gather(&entry.path(), words));
        return;
    }
    let text = fs::read_to_string(path).unwrap_or_default();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    for line in code.lines() {
        let literals = line.split('"').skip(1).step_by(2);
        let lower = |word: &&str| word.contains(|c: char| c.is_ascii_lowercase());
        let found = literals.filter(|word| is_word(word)).filter(lower);
        words.extend(found.map(str::to_owned));
    }
}

/// Names in tables of iproute2 and in /etc/protocols.
pub fn of_tables(words: &mut BTreeSet<String>) {
    for entry in fs::read_dir(TABLES).into_iter().flatten().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let names = lines.filter_map(|line| line.split_whitespace().nth(1));
        words.extend(names.filter(|name| is_word(name)).map(str::to_owned));
    }
    words.extend(PROTOCOLS.iter().map(|name| (*name).to_owned()));
}
