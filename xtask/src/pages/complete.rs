//! Completions: one table of words, one awk program that looks things up in it, and what ties it to each shell.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::grammar::{self, Value};
use super::help::Texts;

/// Writes `words`, `complete.awk`, `ip.bash`, `_ip` and `ip.fish`.
///
/// # Errors
/// Those of writing.
pub fn write(texts: &Texts, directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    fs::write(directory.join("words"), table(texts))?;
    fs::write(directory.join("complete.awk"), include_str!("complete.awk"))?;
    fs::write(directory.join("ip.bash"), include_str!("ip.bash"))?;
    fs::write(directory.join("_ip"), include_str!("ip.zsh"))?;
    fs::write(directory.join("ip.fish"), include_str!("ip.fish"))
}

/// What stands first after a verb, where the usage text calls it NAME.
const NAMES: &[(&str, &str, &str)] = &[
    ("netns", "delete exec pids set", "@netns"),
    ("vrf", "exec pids show", "@vrf"),
    ("address", "show", "@dev"),
    ("tunnel", "change del show", "@dev"),
];

/// Kinds of link that the kernel has and `ip` has no options for.
const WITHOUT_OPTIONS: [&str; 3] = ["lowpan", "pfcp", "wireguard"];

/// Lines of words, separated by tabs; see complete.awk.
pub fn table(texts: &Texts) -> String {
    let mut table = String::new();
    for option in options(&texts.main) {
        let _ = writeln!(table, "option\t{option}");
    }
    for (object, text) in &texts.objects {
        let _ = writeln!(table, "object\t{object}");
        let mut usages = grammar::object(text, object);
        for usage in &mut usages {
            // The same by another name, which the texts leave out.
            if usage.verbs.iter().any(|verb| verb == "list") {
                usage.verbs.push("show".to_owned());
            }
        }
        let mut verbs: Vec<&String> = usages.iter().flat_map(|usage| &usage.verbs).collect();
        let help = "help".to_owned();
        verbs.push(&help);
        let mut seen = Vec::new();
        for verb in verbs {
            if !seen.contains(&verb) {
                let _ = writeln!(table, "verb\t{object}\t{verb}");
                seen.push(verb);
            }
        }
        for usage in &usages {
            let verbs = if usage.verbs.is_empty() {
                "-".to_owned()
            } else {
                usage.verbs.join(" ")
            };
            for word in &usage.further {
                let _ = writeln!(table, "further\t{object}\t{verbs}\t{word}");
            }
            if usage.device_first {
                let _ = writeln!(table, "first\t{object}\t{verbs}\t@dev");
            }
            for (word, value) in &usage.words {
                let _ = writeln!(table, "word\t{object}\t{verbs}\t{word}\t{}", shown(value));
            }
        }
        for (_, verbs, value) in NAMES.iter().filter(|(known, ..)| known == object) {
            let _ = writeln!(table, "first\t{object}\t{verbs}\t{value}");
        }
    }
    for kind in WITHOUT_OPTIONS {
        let _ = writeln!(table, "kind\t{kind}");
    }
    for (kind, text) in &texts.kinds {
        let _ = writeln!(table, "kind\t{kind}");
        for (word, value) in grammar::kind(text, kind) {
            let _ = writeln!(table, "of\t{kind}\t{word}\t{}", shown(&value));
        }
    }
    table
}

fn shown(value: &Value) -> String {
    match value {
        Value::None => "-".to_owned(),
        Value::Free => "=".to_owned(),
        Value::Words(words) => words.join(" "),
        Value::Live(what) => (*what).to_owned(),
    }
}

/// Global options, whole: `-br[ief]` is `-brief`.
fn options(main: &str) -> Vec<String> {
    let mut all = Vec::new();
    for word in main.split_whitespace().filter(|word| word.starts_with('-')) {
        let word = word
            .split("[={")
            .next()
            .unwrap_or(word)
            .trim_end_matches(',');
        let whole: String = word
            .chars()
            .filter(|c| !matches!(c, '[' | ']' | '='))
            .collect();
        if whole.len() > 1 && !all.contains(&whole) {
            all.push(whole);
        }
    }
    all
}
