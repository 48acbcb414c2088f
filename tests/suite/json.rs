//! docs/json.md: the keys of every object, held to what the program prints.
//!
//! Whatever prints JSON in a case, in the replay ring or in a step is held to the tables ([`hold`]).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use libtest_mimic::{Failed, Trial};
use oxip::testing::KINDS;
use serde_json::{Map, Value};

const FILE: &str = "docs/json.md";

/// The parts of the document whose `###` headings name objects and kinds of link.
///
/// An object and a kind may have the same name; what comes before that of a kind.
const PARTS: [(&str, &str); 2] = [("## Records", ""), ("## Kinds of link", KIND)];
const KIND: &str = "kind ";

/// The objects by their words, in the order in which they are tried, and the headings of those that have their own.
const OBJECTS: &[(&str, &str)] = &[
    ("address", "addr"),
    ("addrlabel", "addrlabel"),
    ("maddress", "maddress"),
    ("route", "route"),
    ("rule", "rule"),
    ("neighbor", "neigh"),
    ("neighbour", "neigh"),
    ("ntable", "ntable"),
    ("ntbl", "ntable"),
    ("link", "link"),
    ("l2tp", "l2tp"),
    ("fou", "fou"),
    ("ila", "ila"),
    ("macsec", "macsec"),
    ("tunnel", "tunnel"),
    ("tunl", "tunnel"),
    ("tuntap", "tuntap"),
    ("tap", "tuntap"),
    ("token", "token"),
    ("tcpmetrics", "tcp_metrics"),
    ("tcp_metrics", "tcp_metrics"),
    ("monitor", "monitor"),
    ("mroute", "mroute"),
    ("mrule", "mrule"),
    ("netns", "netns"),
    ("netconf", "netconf"),
    ("vrf", "vrf"),
    ("sr", "sr"),
    ("nexthop", "nexthop"),
    ("mptcp", "mptcp"),
    ("ioam", "ioam"),
    ("stats", "stats"),
    ("topology", "topology"),
    ("path", "path"),
];

/// Options that take a value: their words, as far as they may be cut short.
const VALUED: [(&str, usize); 5] = [
    ("loops", 1),
    ("family", 1),
    ("batch", 1),
    ("rcvbuf", 2),
    ("netns", 1),
];

/// What the document says of an object or a kind.
#[derive(Debug, Default)]
struct Section {
    /// Types by key.
    keys: BTreeMap<String, String>,
    /// Objects whose keys it has besides.
    also: Vec<String>,
}

type Sections = BTreeMap<String, Section>;

static DOCUMENT: LazyLock<Result<Sections, String>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = fs::read_to_string(&path).map_err(|why| format!("{FILE}: {why}"))?;
    read(&text)
});

/// The sections of the document.
fn read(text: &str) -> Result<Sections, String> {
    let mut sections = Sections::new();
    let mut part = None;
    let mut names: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with("## ") {
            let found = PARTS.iter().find(|(title, _)| *title == line);
            part = found.map(|(_, before)| *before);
            names.clear();
        } else if let (Some(heading), Some(before)) = (line.strip_prefix("### "), part) {
            let heading = heading.split(", ");
            names = heading.map(|name| format!("{before}{name}")).collect();
        } else if let Some(row) = line.strip_prefix("| `").filter(|_| part.is_some()) {
            let (keys, types) = read_row(row)?;
            for (name, key) in names
                .iter()
                .flat_map(|name| keys.iter().map(move |key| (name, key)))
            {
                let section = sections.entry(name.clone()).or_default();
                if section.keys.insert(key.clone(), types.clone()).is_some() {
                    return Err(format!("{FILE} has `{key}` of {name} twice"));
                }
            }
        } else if let Some(rest) = line.strip_prefix("Also the keys of ") {
            for name in &names {
                let also = rest.split('`').skip(1).step_by(2).map(str::to_owned);
                sections.entry(name.clone()).or_default().also.extend(also);
            }
        }
    }
    Ok(sections)
}

/// The keys of a row, which begins with the first of them, and their types.
fn read_row(row: &str) -> Result<(Vec<String>, String), String> {
    let wrong = || format!("{FILE} does not say what this is: {row}");
    let (keys, rest) = row.split_once("` | ").ok_or_else(wrong)?;
    let (types, what) = rest.split_once(" | ").ok_or_else(wrong)?;
    if what.trim_end_matches([' ', '|']).is_empty() {
        return Err(wrong());
    }
    let keys = keys.split("`, `").map(str::to_owned);
    Ok((keys.collect(), types.to_owned()))
}

/// Holds the JSON that a command line printed to the document.
///
/// What a batch or a script prints may come from any object.
pub fn hold(command: &str, stdout: &str) -> Result<(), String> {
    let Some(objects) = printers(command) else {
        return Ok(());
    };
    let sections = DOCUMENT.as_ref().map_err(Clone::clone)?;
    let mut why = String::new();
    // Some commands print text, whatever they are asked for.
    let values = serde_json::Deserializer::from_str(stdout).into_iter::<Value>();
    let records = |value: &Value| value.is_array() || value.is_object();
    for value in values.map_while(Result::ok).filter(records) {
        let of_each = objects
            .iter()
            .map(|object| complaints(sections, object, &value));
        for line in of_each.min_by_key(Vec::len).unwrap_or_default() {
            why.push_str(&format!("{FILE}, {}: {line}\n", objects.join(" or ")));
        }
    }
    match why.is_empty() {
        true => Ok(()),
        false => Err(format!("{command}\n{why}")),
    }
}

/// What of a value is not as it is documented.
fn complaints(sections: &Sections, object: &str, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut holder = Holder {
        sections,
        found: &mut found,
    };
    holder.record(object, value);
    found
}

/// The headings of the objects that print JSON on this command line; none if nothing on it does.
fn printers(command: &str) -> Option<Vec<&'static str>> {
    let separators = |c: char| c.is_whitespace() || "|;&()'\"`".contains(c);
    let words: Vec<&str> = command
        .split(separators)
        .filter(|word| !word.is_empty())
        .collect();
    let mut objects = Vec::new();
    let mut any = false;
    let mut json = false;
    for (place, _) in words.iter().enumerate().filter(|(_, word)| **word == "ip") {
        let (asked, object) = printer(&words[place + 1..]);
        json |= asked;
        match object {
            Some(object) if asked => objects.push(object),
            None if asked => any = true,
            _ => {}
        }
    }
    objects.dedup();
    if any {
        objects = OBJECTS.iter().map(|(_, heading)| *heading).collect();
    }
    json.then_some(objects)
}

/// Whether these words ask for JSON, and of which object; none for a batch.
fn printer(words: &[&str]) -> (bool, Option<&'static str>) {
    let mut words = words.iter();
    let (mut json, mut batch) = (false, false);
    while let Some(word) = words.next() {
        let Some(option) = word.strip_prefix('-') else {
            let object = OBJECTS.iter().find(|(object, _)| object.starts_with(word));
            return (json, object.filter(|_| !batch).map(|(_, heading)| *heading));
        };
        let option = option.trim_start_matches('-');
        json |= !option.is_empty() && "json".starts_with(option);
        let follows =
            |(name, least): &&(&str, usize)| option.len() >= *least && name.starts_with(option);
        if let Some((name, _)) = VALUED.iter().find(follows) {
            batch |= *name == "batch";
            words.next();
        }
    }
    (json, None)
}

/// Holds one record.
struct Holder<'h> {
    sections: &'h Sections,
    found: &'h mut Vec<String>,
}

impl Holder<'_> {
    fn record(&mut self, object: &str, value: &Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.record(object, value)),
            Value::Object(members) => self.members(object, "", members),
            other => self.found.push(format!("a record is no object: {other}")),
        }
    }

    fn members(&mut self, section: &str, path: &str, members: &Map<String, Value>) {
        for (key, value) in members {
            let path = match path {
                "" => key.clone(),
                path => format!("{path}.{key}"),
            };
            let Some(types) = self.types(section, &path) else {
                let what = format!("`{path}` of {section} ({}) is not there", name(value));
                self.found.push(what);
                continue;
            };
            if !fits(value, types) {
                let what = format!("`{path}` of {section} is {types} there, and now {value}");
                self.found.push(what);
            }
            match elsewhere(&path, members) {
                Some((section, path)) => self.inside(&section, path, value),
                None => self.inside(section, &path, value),
            }
        }
    }

    fn inside(&mut self, section: &str, path: &str, value: &Value) {
        match value {
            Value::Object(members) => self.members(section, path, members),
            Value::Array(values) => {
                for value in values {
                    self.inside(section, path, value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn types(&self, section: &str, path: &str) -> Option<&String> {
        let section = self.sections.get(section)?;
        let others = || section.also.iter();
        let own = section.keys.get(path);
        own.or_else(|| others().find_map(|other| self.types(other, path)))
    }
}

/// The heading and the key below which the members of this key are documented, if not below it.
fn elsewhere(path: &str, beside: &Map<String, Value>) -> Option<(String, &'static str)> {
    let kind = |key| beside.get(key).and_then(Value::as_str);
    Some(match path {
        "linkinfo.info_data" => (format!("{KIND}{}", kind("info_kind")?), ""),
        "linkinfo.info_slave_data" => (format!("{KIND}{}_slave", kind("info_slave_kind")?), ""),
        "nh_info" => ("nexthop".to_owned(), ""),
        "nexthops.encap" => ("encap".to_owned(), "encap"),
        "stats" => ("statistics".to_owned(), "stats64"),
        _ => return None,
    })
}

fn name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a value is of one of the types: `string or number`, `array of strings`.
fn fits(value: &Value, types: &str) -> bool {
    match (value, types.split_once("array of ")) {
        (Value::Array(values), Some((_, of))) => values.iter().all(|value| {
            let plural = format!("{}s", name(value));
            of.split(" or ").any(|one| one == plural)
        }),
        (value, parts) => {
            let types = parts.map_or(types, |(before, _)| before);
            types.split(" or ").any(|one| one == name(value))
        }
    }
}

/// Where the keys of a heading are made, below src.
fn makers(heading: &str) -> Vec<String> {
    match heading {
        "statistics" => vec!["object/link".into(), "object/stats".into()],
        "encap" => vec!["schema/encap".into()],
        "stats" => vec!["object/stats".into(), "object/link".into()],
        _ if heading.starts_with(KIND) => vec!["object/link/kind".into(), "schema".into()],
        _ => vec![format!("object/{heading}"), format!("object/{heading}.rs")],
    }
}

/// The program's text in a file or a directory, without tests.
fn source(place: &Path) -> String {
    let inside = fs::read_dir(place).into_iter().flatten().flatten();
    let below: String = inside.map(|entry| source(&entry.path())).collect();
    let text = fs::read_to_string(place).unwrap_or_default();
    below + text.split("#[cfg(test)]").next().unwrap_or_default()
}

/// Whether a key stands in the program's text, whole or as the two parts it is put together of.
fn stands_in(text: &str, key: &str) -> bool {
    let key = key.trim();
    let has = |quoted: String| text.contains(&quoted);
    let parts = key.match_indices('_').any(|(at, _)| {
        let (before, after) = key.split_at(at);
        has(format!("\"{before}\"")) && (has(format!("\"{after}\"")) || has(format!("}}{after}\"")))
    });
    parts || has(format!("\"{key}\""))
}

/// Every documented key is one that the program has.
fn check_keys() -> Result<(), Failed> {
    let sections = DOCUMENT.as_ref()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut strange = Vec::new();
    for (heading, section) in sections {
        let places = makers(heading).into_iter();
        let text: String = places.map(|place| source(&root.join(place))).collect();
        for key in section.keys.keys() {
            let known = key == "802.3ad" || {
                let last = key.rsplit('.').next().unwrap_or(key);
                stands_in(&text, last)
            };
            if !known {
                strange.push(format!("`{key}` of {heading}"));
            }
        }
        for other in section
            .also
            .iter()
            .filter(|other| !sections.contains_key(*other))
        {
            strange.push(format!(
                "the keys of `{other}`, which {heading} is to have too"
            ));
        }
    }
    match strange.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "{FILE} has what the program has not:\n{}",
            strange.join("\n")
        )
        .into()),
    }
}

/// Every object that prints JSON, and every kind of link that has options, is documented.
fn check_headings() -> Result<(), Failed> {
    let sections = DOCUMENT.as_ref()?;
    let objects = OBJECTS.iter().map(|(_, heading)| *heading);
    let kinds = KINDS.iter().filter(|kind| kind.shows);
    let kinds = kinds.flat_map(|kind| kind.names.iter().map(|name| format!("{KIND}{name}")));
    let headings: Vec<String> = objects
        .filter(|object| *object != "monitor")
        .map(str::to_owned)
        .chain(kinds)
        .collect();
    match headings.iter().find(|name| !sections.contains_key(*name)) {
        Some(name) => Err(format!("{FILE} has no heading for {name}").into()),
        None => Ok(()),
    }
}

const SAMPLE: &str = "## Records\n### addr\nAlso the keys of `link`.\n| `a`, `a.b` | array of objects | what |\n\
    ### link\n| `linkinfo`, `linkinfo.info_data` | object | what |\n| `linkinfo.info_kind` | string | what |\n\
    ## Kinds of link\n### veth\n| `c` | string or null | what |\n## Errors\n| `d` | string | what |\n";

fn check_itself() -> Result<(), Failed> {
    let sections = read(SAMPLE)?;
    let wrong = |json: &str| {
        let value = serde_json::from_str(json).unwrap();
        complaints(&sections, "addr", &value).len()
    };
    assert_eq!(wrong(r#"[{"a":[{}],"linkinfo":{}}]"#), 0);
    assert_eq!(wrong(r#"[{"a":[{"b":[]}]},{"d":1}]"#), 1);
    assert_eq!(wrong(r#"[{"a":[{"b":1,"e":1}]}]"#), 2);
    let of_kind = |c: &str| {
        wrong(&format!(
            r#"{{"linkinfo":{{"info_kind":"veth","info_data":{c}}}}}"#
        ))
    };
    assert_eq!(of_kind(r#"{"c":null}"#) + of_kind(r#"{"c":"x"}"#), 0);
    assert_eq!(of_kind(r#"{"c":1}"#) + of_kind(r#"{"d":1}"#), 2);
    assert_eq!(
        printers("ip -n red -d -j link; ip addr"),
        Some(vec!["link"])
    );
    assert_eq!(printers("ip -d link"), None);
    assert_eq!(
        printers("ip -j -b -").map(|all| all.len()),
        Some(OBJECTS.len())
    );
    Ok(())
}

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test(
            "json::the program has every key of the document",
            check_keys,
        ),
        Trial::test(
            "json::every object and kind is in the document",
            check_headings,
        ),
        Trial::test(
            "json::a key or a type that is not documented is found",
            check_itself,
        ),
    ]
}
