//! The layers of src/: a module imports only from layers below its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};

/// From bottom to top. Modules on one line do not import each other.
const LAYERS: &[&[&str]] = &[
    &["error"],
    &["args"],
    &["uapi"],
    &["sys"],
    &["netlink", "output"],
    &["value"],
    &["names"],
    &["session"],
    &["schema"],
    &["ensure", "flush"],
    &["command"],
    &["object"],
    &["cli"],
    &["main", "lib"],
];

/// Allowed imports between objects, by module; `*` is any object.
const BETWEEN_OBJECTS: &[(&str, &str, &[&str])] = &[
    ("addr", "link", &["record", "show", "filter", "listing"]),
    ("macsec", "link", &["kind"]),
    ("stats", "link", &["record", "stats", "kind", "afstats"]),
    ("tunnel", "link", &["record", "stats"]),
    ("topology", "link", &["kind"]),
    ("tuntap", "link", &["kind"]),
    ("route", "nexthop", &["record"]),
    ("monitor", "*", &["record", "show"]),
    // It uses the records and the parsers of the others.
    ("export", "*", &["record", "kind", "run"]),
    // It walks through what the other has collected.
    ("path", "topology", &["collect", "model"]),
];

/// Directories whose modules still import each other in circles.
const CIRCLES_IN: [&str; 1] = ["object/export"];

/// Where the names of link kinds are.
const KINDS_IN: &str = "object/link/kind";

/// Literals equal to the name of a link kind outside of [`KINDS_IN`]: file, names, why. Everything that the program
/// knows of a kind is in its file, as fields of `Kind`. A directory ends with a slash.
const NAMES_OF_KINDS: &[(&str, &[&str], &str)] = &[
    ("cli/mod.rs", &["vrf"], "object"),
    ("cli/objects.rs", &["macsec", "vrf", "xfrm"], "object"),
    ("cli/options.rs", &["bridge"], "address family"),
    ("value/family.rs", &["bridge"], "address family"),
    ("value/ethertype.rs", &["can"], "Ethernet protocol"),
    (
        "object/path/device.rs",
        &[
            "bond", "bridge", "dummy", "ipvlan", "ipvtap", "macvlan", "macvtap", "netkit", "veth",
            "vlan", "vrf", "vxcan", "vxlan",
        ],
        "how frames pass, which no other object knows",
    ),
    (
        "object/path/bridge.rs",
        &["bridge", "vlan"],
        "program, reason",
    ),
    (
        "object/path/frames.rs",
        &["bond", "dummy", "vlan"],
        "reason",
    ),
    ("object/path/overlay.rs", &["vxlan"], "reason"),
    ("schema/encap/xfrm.rs", &["xfrm"], "encapsulation"),
    ("object/export/words.rs", &["xfrm"], "encapsulation"),
    (
        "object/link/hardware.rs",
        &["can", "gre", "ipip", "sit"],
        "hardware type",
    ),
    (
        "object/link/vf.rs",
        &["vlan"],
        "option of a virtual function",
    ),
    (
        "object/link/parse/vf.rs",
        &["vlan"],
        "option of a virtual function",
    ),
    ("object/link/filter.rs", &["vrf"], "keyword"),
    ("object/link/parse/words.rs", &["vrf"], "keyword"),
    ("object/neigh/filter.rs", &["vrf"], "keyword"),
    ("object/nexthop/filter.rs", &["vrf"], "keyword"),
    ("object/route/change.rs", &["vrf"], "keyword"),
    ("object/route/filter.rs", &["vrf"], "keyword"),
    ("object/route/get.rs", &["vrf"], "keyword"),
    (
        "object/macsec/mod.rs",
        &["macsec"],
        "generic netlink family",
    ),
    (
        "object/stats/groups.rs",
        &["bond", "bridge", "vlan"],
        "group of statistics",
    ),
    (
        "object/tunnel/v4.rs",
        &["gre", "ipip", "sit", "vti"],
        "mode of ip tunnel",
    ),
    (
        "object/tunnel/v6.rs",
        &["gre", "ip6gre", "vti6"],
        "mode of ip tunnel",
    ),
    (
        "object/tuntap/",
        &["tun"],
        "the kind that ip tuntap creates",
    ),
    ("object/vrf/show.rs", &["vrf"], "the kind that ip vrf shows"),
    (
        "session/vrf.rs",
        &["vrf"],
        "options of all objects take the name of a VRF",
    ),
    ("sys/vrf_cgroup.rs", &["vrf"], "directory"),
    (
        "object/export/defaults.rs",
        &["veth"],
        "lower device of probes",
    ),
];

/// Only this layer has unsafe code; each file states why it is sound.
const UNSAFE_IN: &str = "sys";

/// Files that contain the word: the one that allows it, and the entry point.
const NAMES_IT: [&str; 2] = ["lib", "main"];

/// A file of src/ and its module path: `object/link/mod.rs` is object, link.
struct Module {
    file: String,
    path: Vec<String>,
    code: String,
}

/// Where the table of docs/security.md and the files with unsafe code differ.
fn reviewed(sources: &[Module], page: &str) -> Vec<String> {
    let files = sources.iter().filter(|module| {
        let code = module.code.split("#[cfg(test)]\nmod ").next();
        bare(code.unwrap_or_default()).contains("unsafe ")
    });
    let files: BTreeSet<&str> = files
        .filter_map(|module| module.file.strip_prefix("sys/"))
        .collect();
    let table = page.split("## Unsafe code").nth(1).unwrap_or_default();
    let table = table.split("\n## ").next().unwrap_or_default();
    let rows: BTreeSet<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| "))
        .filter_map(|row| row.split(" | ").next())
        .flat_map(|names| names.split(", "))
        .filter(|name| name.ends_with(".rs"))
        .collect();
    let lacking = files.difference(&rows);
    let lacking = lacking.map(|name| format!("docs/security.md lacks src/sys/{name}"));
    let stale = rows.difference(&files);
    let stale = stale.map(|name| format!("docs/security.md: src/sys/{name} has no unsafe code"));
    lacking.chain(stale).collect()
}

/// Rows of BETWEEN_OBJECTS that docs/architecture.md lacks, and rows that it has besides.
fn imports_documented(page: &str) -> Vec<String> {
    let rows: BTreeSet<String> = BETWEEN_OBJECTS
        .iter()
        .map(|(from, to, modules)| format!("| `{from}` | `{to}` | {} |", modules.join(", ")))
        .collect();
    let table = page.split("| object | imports from |").nth(1);
    let table = table.and_then(|rest| rest.split("\n\n").next());
    let found = table.unwrap_or_default().lines().skip(2);
    let found: BTreeSet<String> = found.map(str::to_owned).collect();
    rows.symmetric_difference(&found)
        .map(|row| format!("docs/architecture.md and BETWEEN_OBJECTS differ: {row}"))
        .collect()
}

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("architecture::modules know only those above them", || {
            verdict(sources().iter().flat_map(forbidden).collect())
        }),
        Trial::test("architecture::unsafe code is in one place", || {
            verdict(sources().iter().flat_map(unsafe_code).collect())
        }),
        Trial::test(
            "architecture::every file with unsafe code has been reviewed",
            || {
                let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/security.md");
                verdict(reviewed(&sources(), &fs::read_to_string(page).unwrap()))
            },
        ),
        Trial::test(
            "architecture::the imports between objects are documented",
            || {
                let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
                verdict(imports_documented(&fs::read_to_string(page).unwrap()))
            },
        ),
        Trial::test(
            "architecture::link kinds are known in their files only",
            || {
                let sources = sources();
                let kinds = kind_names(&sources);
                assert!(kinds.contains("netkit") && kinds.contains("dummy"));
                let mut complaints: Vec<String> = sources
                    .iter()
                    .flat_map(|module| names_of_kinds(module, &kinds))
                    .collect();
                for (file, names, _) in NAMES_OF_KINDS {
                    let modules = sources
                        .iter()
                        .filter(|module| module.file.starts_with(file));
                    let literals: BTreeSet<_> =
                        modules.flat_map(|module| literals(&module.code)).collect();
                    let gone = names.iter().filter(|name| !literals.contains(**name));
                    complaints
                        .extend(gone.map(|name| format!("src/{file} has no \"{name}\" any more")));
                }
                verdict(complaints)
            },
        ),
        Trial::test(
            "architecture::a kind known in two places is noticed",
            || {
                let kind = module(
                    "object/link/kind/foo.rs",
                    "pub const KIND: Kind = Kind { names: &[\"foo\", \"footap\"], ..PLAIN };",
                );
                let kinds = kind_names(std::slice::from_ref(&kind));
                assert_eq!(names_of_kinds(&kind, &kinds), [""; 0]);
                let elsewhere = [
                    (
                        "object/topology/links.rs",
                        "const PAIRS: [&str; 1] = [\"foo\"];",
                        1,
                    ),
                    (
                        "object/export/device.rs",
                        "f(\"x\\\"\", b\"footap\", '\"', \"foo\")",
                        2,
                    ),
                    ("cli/hints.rs", "// \"foo\"\nf(\"a foo\")", 0),
                ];
                for (file, code, count) in elsewhere {
                    let found = names_of_kinds(&module(file, code), &kinds);
                    assert_eq!(found.len(), count, "{code}: {found:?}");
                }
                Ok(())
            },
        ),
        Trial::test("architecture::modules have no circles", || {
            let circles = circles(&sources());
            let is_known = |circle: &String| {
                let directory = circle.split(": ").next();
                CIRCLES_IN.contains(&directory.unwrap_or_default())
            };
            verdict(
                circles
                    .into_iter()
                    .filter(|circle| !is_known(circle))
                    .collect(),
            )
        }),
        Trial::test("architecture::a circle is noticed", || {
            let files = [
                ("cli/mod.rs", "mod a; mod b; mod c;"),
                ("cli/a.rs", "use super::{b, c};"),
                ("cli/b.rs", "fn f() { crate::cli::c::g() }"),
                ("cli/c/mod.rs", "mod d;"),
                ("cli/c/d.rs", "use crate::cli::Options;"),
            ];
            let mut sources: Vec<Module> = files.map(|(file, code)| module(file, code)).into();
            assert_eq!(circles(&sources), [""; 0]);
            sources.push(module("cli/c/e.rs", "use super::super::a::f;"));
            assert_eq!(circles(&sources), ["cli: a, b, c"]);
            Ok(())
        }),
        Trial::test("architecture::a forbidden arrow is noticed", || {
            let bad = [
                ("netlink/socket.rs", "use crate::output::Out;"),
                (
                    "output/json.rs",
                    "use crate::{error::Error, netlink::Request};",
                ),
                ("object/link/show.rs", "use crate::object::addr::show;"),
                ("object/addr/mod.rs", "use crate::object::link::kind;"),
                ("object/addr/mod.rs", "use crate::object::{self, route};"),
                (
                    "object/link/kind/veth.rs",
                    "use super::super::super::route::parse;",
                ),
                ("value/mod.rs", "fn f() { crate::session::g() }"),
                ("error.rs", "use crate::{\n    names,\n};"),
                ("object/mod.rs", "use crate::cli;"),
                ("uapi/link.rs", "use super::super::sys::x;"),
                ("nosuch.rs", "use crate::error;"),
            ];
            for (file, code) in bad {
                assert_eq!(forbidden(&module(file, code)).len(), 1, "{file}: {code}");
            }
            let good = [
                (
                    "netlink/socket.rs",
                    "use crate::error::Error; use super::attrs;",
                ),
                (
                    "object/link/kind/veth.rs",
                    "use super::super::parse; use crate::object::link::record;",
                ),
                (
                    "object/addr/show.rs",
                    "use crate::object::link::{record, show::line};",
                ),
                (
                    "object/monitor/mod.rs",
                    "use crate::object::route::record::Route;",
                ),
                (
                    "object/mod.rs",
                    "use crate::command; pub mod link; // crate::cli",
                ),
                (
                    "cli/mod.rs",
                    "use crate::object::link; const S: &str = \"crate::main\";",
                ),
                ("main.rs", "use oxip::cli;"),
            ];
            for (file, code) in good {
                assert_eq!(forbidden(&module(file, code)), [""; 0], "{file}: {code}");
            }
            assert_eq!(
                unsafe_code(&module("args.rs", "fn f() { unsafe { g() } }")).len(),
                1
            );
            assert_eq!(
                unsafe_code(&module("sys/a.rs", "fn f() { unsafe { g() } }")).len(),
                1
            );
            assert!(
                unsafe_code(&module(
                    "sys/a.rs",
                    "//! x\n//! # Safety\n\nunsafe fn f() {}"
                ))
                .is_empty()
            );
            assert!(
                unsafe_code(&module("args.rs", "//! unsafe\nfn f() { \"unsafe\" }")).is_empty()
            );
            Ok(())
        }),
    ]
}

fn verdict(complaints: Vec<String>) -> Result<(), Failed> {
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(complaints.join("\n").into())
    }
}

fn sources() -> Vec<Module> {
    fn walk(directory: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    files
        .iter()
        .map(|file| {
            let name = file.strip_prefix(&root).unwrap().display().to_string();
            module(&name, &fs::read_to_string(file).unwrap())
        })
        .collect()
}

fn module(file: &str, code: &str) -> Module {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    Module {
        file: file.to_owned(),
        path: path.split('/').map(str::to_owned).collect(),
        code: code.to_owned(),
    }
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|names| names.contains(&name))
}

/// The forbidden imports of a module.
fn forbidden(module: &Module) -> Vec<String> {
    let from = &module.path;
    let Some(here) = layer(&from[0]) else {
        return vec![format!(
            "src/{}: {} is in no layer of tests/suite/architecture.rs",
            module.file, from[0]
        )];
    };
    let mut complaints = Vec::new();
    for to in paths(module) {
        let allowed = match to.first().map(|name| (name, layer(name))) {
            None => true,
            Some((name, _)) if *name == from[0] => {
                from[0] != "object" || between_objects(from, &to)
            }
            Some((_, Some(there))) => there < here,
            // A macro or an item of the crate root.
            Some((_, None)) => true,
        };
        if !allowed {
            complaints.push(format!(
                "src/{} must not know crate::{}",
                module.file,
                to.join("::")
            ));
        }
    }
    complaints
}

fn between_objects(from: &[String], to: &[String]) -> bool {
    let (Some(from), Some(to_object)) = (from.get(1), to.get(1)) else {
        return true;
    };
    let part = to.get(2).map(String::as_str).unwrap_or_default();
    from == to_object
        || to_object == "self"
        || BETWEEN_OBJECTS.iter().any(|(who, whom, parts)| {
            who == from && (*whom == "*" || whom == to_object) && parts.contains(&part)
        })
}

/// Modules of one directory that import each other, directly or through others: one line per directory.
fn circles(sources: &[Module]) -> Vec<String> {
    let mut arrows: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for source in sources {
        let tested = source.code.split("#[cfg(test)]\nmod ").next();
        let module = module(&source.file, tested.unwrap_or_default());
        for to in paths(&module) {
            let common = module.path.iter().zip(&to).take_while(|(a, b)| a == b);
            let common = common.count();
            let (Some(from), Some(name)) = (module.path.get(common), to.get(common)) else {
                continue;
            };
            if sources
                .iter()
                .any(|other| other.path.starts_with(&to[..=common]))
            {
                let directory = arrows.entry(to[..common].join("/")).or_default();
                directory
                    .entry(from.clone())
                    .or_default()
                    .insert(name.clone());
            }
        }
    }
    let in_circle = |arrows: &BTreeMap<String, BTreeSet<String>>, from: &String| {
        let mut seen = BTreeSet::new();
        let mut left = vec![from];
        while let Some(name) = left.pop() {
            left.extend(
                arrows
                    .get(name)
                    .into_iter()
                    .flatten()
                    .filter(|to| seen.insert(*to)),
            );
        }
        seen.contains(from)
    };
    let directories = arrows.iter().filter_map(|(directory, arrows)| {
        let names = arrows.keys().filter(|name| in_circle(arrows, name));
        let names: Vec<&str> = names.map(String::as_str).collect();
        (!names.is_empty()).then(|| format!("{directory}: {}", names.join(", ")))
    });
    directories.collect()
}

/// The names of all link kinds: the literals of `names: &[…]`, and of `plain(&[…]`.
fn kind_names(sources: &[Module]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for module in sources
        .iter()
        .filter(|module| module.file.starts_with(KINDS_IN))
    {
        for start in ["names: &[", "plain(&["] {
            for list in module.code.split(start).skip(1) {
                names.extend(literals(list.split(']').next().unwrap_or_default()));
            }
        }
    }
    names
}

/// The literals of a module, without its tests, that are names of kinds and may not be there.
fn names_of_kinds(module: &Module, kinds: &BTreeSet<String>) -> Vec<String> {
    if module.file.starts_with(KINDS_IN) || module.file.ends_with("tests.rs") {
        return Vec::new();
    }
    let tested = module.code.split("#[cfg(test)]\nmod ").next();
    let allowed = NAMES_OF_KINDS
        .iter()
        .filter(|(file, ..)| module.file.starts_with(file));
    let allowed: Vec<&str> = allowed.flat_map(|(_, names, _)| *names).copied().collect();
    let found = literals(tested.unwrap_or_default());
    let found = found
        .intersection(kinds)
        .filter(|name| !allowed.contains(&name.as_str()));
    found
        .map(|name| {
            let file = &module.file;
            format!(
                "src/{file}: what depends on the kind \"{name}\" belongs into a field of `Kind`"
            )
        })
        .collect()
}

/// The contents of all string literals.
fn literals(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = code;
    while let Some(at) = rest.find(['/', '"', '\'']) {
        rest = &rest[at..];
        let length = token(rest);
        if rest.starts_with('"') && length > 1 {
            found.insert(rest[1..length - 1].to_owned());
        }
        rest = &rest[length..];
    }
    found
}

/// Every path in the code that starts at the crate or above the module, resolved.
fn paths(module: &Module) -> Vec<Vec<String>> {
    let code = bare(&module.code);
    let mut found = Vec::new();
    let mut rest = code.as_str();
    while let Some((start, root)) = ["crate::", "super::"]
        .iter()
        .filter_map(|&root| Some((rest.find(root)?, root)))
        .min()
    {
        let word_before = rest[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        rest = &rest[start..];
        if word_before {
            rest = &rest[root.len()..];
            continue;
        }
        let mut base = Vec::new();
        if root == "super::" {
            // `mod.rs` is the module of its directory; `super` resolves the same way.
            base.clone_from(&module.path);
            while let Some(after) = rest.strip_prefix("super::") {
                base.pop();
                rest = after;
            }
        } else {
            rest = &rest[root.len()..];
        }
        rest = expand(rest, &base, &mut found);
    }
    found
}

/// Resolves `a::{b, c::d}` to one path each; returns the rest of the text.
fn expand<'a>(mut rest: &'a str, base: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let mut path = base.to_vec();
    loop {
        rest = rest.trim_start();
        if let Some(inside) = rest.strip_prefix('{') {
            rest = inside;
            while !rest.is_empty() {
                rest = expand(rest, &path, found).trim_start();
                if let Some(after) = rest.strip_prefix('}') {
                    return after;
                }
                // A comma or an `as` name ends a path here.
                rest = rest.trim_start_matches(|c| c != ',' && c != '}');
                rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
                if let Some(after) = rest.strip_prefix('}') {
                    return after;
                }
            }
            return rest;
        }
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        if end > 0 {
            path.push(rest[..end].to_owned());
        }
        rest = &rest[end..];
        match rest.strip_prefix("::") {
            Some(after) => rest = after,
            None => {
                found.push(path);
                return rest;
            }
        }
    }
}

/// Code without comments and string contents.
fn bare(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some(at) = rest.find(['/', '"', '\'']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[token(rest)..];
    }
    kept.push_str(rest);
    kept
}

/// The length of the comment, string or character that a text begins with.
fn token(text: &str) -> usize {
    if text.starts_with("//") {
        text.find('\n').unwrap_or(text.len())
    } else if text.starts_with("/*") {
        text.find("*/").map_or(text.len(), |end| end + 2)
    } else if text.starts_with('"') {
        string(text)
    } else if text.starts_with("'\"'") {
        3
    } else {
        1
    }
}

/// How long the string literal is that a text begins with.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

fn unsafe_code(module: &Module) -> Vec<String> {
    let code = bare(&module.code);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if !code
        .split(|c| !is_word(c))
        .any(|word| matches!(word, "unsafe" | "unsafe_code"))
    {
        return Vec::new();
    }
    let complaint =
        if module.path[0] != UNSAFE_IN && !NAMES_IT.iter().any(|file| module.path == [*file]) {
            format!(
                "src/{}: unsafe code belongs into src/{UNSAFE_IN}",
                module.file
            )
        } else if module.path.len() > 1 && !module.code.contains("//! # Safety") {
            format!(
                "src/{}: the file has to say why it is sound, under \"//! # Safety\"",
                module.file
            )
        } else {
            return Vec::new();
        };
    vec![complaint]
}
