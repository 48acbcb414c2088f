//! The table of link kinds in docs/compatibility.md, made from the kinds' rows and the cases.
//!
//! `OXIP_WRITE=1 cargo test --test suite -- compatibility` writes it anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use oxip::testing::{KINDS, Kind};

use crate::harness::case::{Case, Verb};
use crate::harness::replay;

const FILE: &str = "docs/compatibility.md";
const BEGIN: &str = "<!-- kinds: made by tests/suite/compatibility.rs -->\n";
const END: &str = "<!-- end of kinds -->\n";

/// What the cases compare of a kind, in lines; the last counts cases.
#[derive(Default)]
struct Compared {
    add: usize,
    set: usize,
    show: usize,
    json: usize,
    guest: usize,
}

pub fn trials(cases: &[Case]) -> Vec<Trial> {
    let table = table(cases);
    vec![Trial::test(
        "compatibility::the table of kinds is up to date",
        move || check(&table),
    )]
}

fn check(table: &str) -> Result<(), Failed> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(BEGIN).ok_or("no place for the table")?;
    let (written, after) = rest.split_once(END).ok_or("no end of the table")?;
    if written == table {
        return Ok(());
    }
    if std::env::var_os("OXIP_WRITE").is_some() {
        fs::write(&path, [before, BEGIN, table, END, after].concat())?;
        return Ok(());
    }
    let why = "OXIP_WRITE=1 cargo test --test suite -- compatibility";
    Err(format!("the table of kinds in {FILE} is stale; to write it anew:\n    {why}").into())
}

fn table(cases: &[Case]) -> String {
    let mut table = String::from(
        "\n| kind | options | add | set | show | JSON | replay | guest |\n|---|--:|--:|--:|--:|--:|---|--:|\n",
    );
    let replay = replay::COMPARISONS.map(|(name, _)| name).join(", ");
    let mut kinds: Vec<_> = KINDS
        .iter()
        .flat_map(|kind| kind.names.iter().map(move |name| (*name, *kind)))
        .collect();
    kinds.sort_unstable_by_key(|(name, _)| *name);
    for (name, kind) in kinds {
        let options = options(kind);
        let Compared {
            add,
            set,
            show,
            json,
            guest,
        } = compared(name, cases);
        let _ = writeln!(
            table,
            "| {name} | {options} | {add} | {set} | {show} | {json} | {replay} | {guest} |"
        );
    }
    table.push('\n');
    table
}

/// How many options it takes, `own` for a reader of its own without rows.
fn options(kind: &Kind) -> String {
    let rows = kind.rows.iter().copied().flatten();
    match rows.filter(|row| !row.words.is_empty()).count() {
        0 if kind.read.is_some() => "own".to_owned(),
        count => count.to_string(),
    }
}

fn compared(name: &str, cases: &[Case]) -> Compared {
    let mut sum = Compared::default();
    let of_links = |case: &&Case| case.name.starts_with("link/") || case.name.starts_with("kind/");
    for case in cases.iter().filter(of_links) {
        if !names(&case.text, name) {
            continue;
        }
        sum.guest += usize::from(!case.needs.is_empty());
        for step in &case.steps {
            let words: Vec<&str> = step.command.split_whitespace().collect();
            let says = |word: &str| words.contains(&word);
            let named = names(&step.command, name);
            match step.verb {
                Verb::Act | Verb::Read if named && says("add") => sum.add += 1,
                Verb::Act | Verb::Read if named && (says("set") || says("change")) => sum.set += 1,
                Verb::Read if says("link") && words.iter().any(|word| word.starts_with("-j")) => {
                    sum.json += 1;
                }
                Verb::Read if says("link") => sum.show += 1,
                Verb::Act | Verb::Read | Verb::Setup | Verb::Attempt | Verb::State => {}
            }
        }
    }
    sum
}

/// Whether this speaks of `type NAME`.
fn names(text: &str, name: &str) -> bool {
    let words: Vec<&str> = text.split([' ', '\n', ';', '\'', '"']).collect();
    words
        .windows(2)
        .any(|pair| pair[0] == "type" && pair[1] == name)
}
