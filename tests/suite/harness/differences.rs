//! docs/differences.md: intended differences from the reference.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use libtest_mimic::Trial;

use super::case::Case;

/// Reasons by test name.
pub struct Differences(BTreeMap<String, String>);

impl Differences {
    /// Reads the table; a line that names no case is an error.
    pub fn read(cases: &[Case]) -> Result<Self, String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/differences.md");
        let text = fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))?;
        let listed = Self(table(&text));
        let known = |name: &&String| cases.iter().any(|case| case.name == **name);
        match listed.0.keys().find(|name| !known(name)) {
            Some(name) => Err(format!("docs/differences.md: there is no case {name}")),
            None => Ok(listed),
        }
    }

    pub fn reason(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// The rows `| \`test\` | reason |`.
fn table(text: &str) -> BTreeMap<String, String> {
    let row = |line: &str| {
        let (name, reason) = line.strip_prefix("| `")?.split_once("` | ")?;
        Some((
            name.to_owned(),
            reason.trim_end_matches([' ', '|']).to_owned(),
        ))
    };
    text.lines().filter_map(row).collect()
}

pub fn self_tests() -> Vec<Trial> {
    vec![Trial::test(
        "harness::the table of differences is read",
        || {
            let rows = table("# x\n| test | reason |\n|---|---|\n| `a/b::c d` | because |\n");
            assert_eq!(rows.len(), 1);
            assert_eq!(rows["a/b::c d"], "because");
            Ok(())
        },
    )]
}
