//! docs/json.md: the keys of every object, held to what the program prints.
//!
//! Every case and every line of the replay ring that prints JSON is held to the tables ([`hold`]).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use libtest_mimic::{Failed, Trial};
use serde_json::{Map, Value};

const FILE: &str = "docs/json.md";

/// The parts of the document whose `###` headings name objects and kinds of link.
const PARTS: [&str; 2] = ["## Records", "## Kinds of link"];

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
    ("fou", "fou"),
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
    ("nexthop", "nexthop"),
    ("mptcp", "mptcp"),
    ("stats", "stats"),
    ("topology", "topology"),
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
    let mut part = false;
    let mut names: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with("## ") {
            part = PARTS.contains(&line);
            names.clear();
        } else if let Some(heading) = line.strip_prefix("### ").filter(|_| part) {
            names = heading.split(", ").map(str::to_owned).collect();
        } else if let Some(rest) = line.strip_prefix("| `") {
            let (keys, rest) = rest.split_once("` | ").ok_or_else(|| line.to_owned())?;
            let (types, what) = rest.split_once(" | ").ok_or_else(|| line.to_owned())?;
            if what.trim_end_matches(" |").is_empty() {
                return Err(format!("{FILE} says nothing of `{keys}`"));
            }
            for name in &names {
                for key in keys.split("`, `") {
                    let section = sections.entry(name.clone()).or_default();
                    if section.keys.insert(key.to_owned(), types.to_owned()).is_some() {
                        return Err(format!("{FILE} has `{key}` of {name} twice"));
                    }
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
    for value in values.map_while(Result::ok) {
        dump(&objects, &value, command);
        let complaints = |object: &&str| {
            let mut found = Vec::new();
            Holder { sections, found: &mut found, object }.record(&value);
            found
        };
        let of_each: Vec<Vec<String>> = objects.iter().map(complaints).collect();
        if let Some(least) = of_each.iter().min_by_key(|found| found.len()) {
            for line in least {
                why.push_str(&format!("{FILE}, {}: {line}\n", objects.join(" or ")));
            }
        }
    }
    match why.is_empty() || std::env::var_os("OXIP_DUMP").is_some() {
        true => Ok(()),
        false => Err(format!("{command}\n{why}")),
    }
}

/// The headings of the objects that print JSON on this command line; none if nothing on it does.
fn printers(command: &str) -> Option<Vec<&'static str>> {
    let separators = |c: char| c.is_whitespace() || "|;&()'\"`".contains(c);
    let words: Vec<&str> = command.split(separators).filter(|word| !word.is_empty()).collect();
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
        let follows = |(name, least): &&(&str, usize)| option.len() >= *least && name.starts_with(option);
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
    object: &'h str,
}

impl Holder<'_> {
    fn record(&mut self, value: &Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.record(value)),
            Value::Object(members) => self.members(self.object, "", members),
            other => self.found.push(format!("a record is no object: {other}")),
        }
    }

    fn members(&mut self, section: &str, path: &str, members: &Map<String, Value>) {
        for (key, value) in members {
            let path = match path {
                "" => key.clone(),
                path => format!("{path}.{key}"),
            };
            match kind(section, &path, members) {
                Some(name) => match value.as_object() {
                    Some(members) => self.members(&name, "", members),
                    None => self.found.push(format!("`{path}` is no object")),
                },
                None => self.member(section, &path, value),
            }
        }
    }

    fn member(&mut self, section: &str, path: &str, value: &Value) {
        let Some(types) = self.types(section, path) else {
            self.found.push(format!("`{path}` of {section}, {}, is not there", name(value)));
            return;
        };
        if !fits(value, types) {
            self.found.push(format!("`{path}` of {section} is {types} there, and {} here", name(value)));
        }
        self.inside(section, path, value);
    }

    fn inside(&mut self, section: &str, path: &str, value: &Value) {
        match value {
            Value::Object(members) => self.members(section, path, members),
            Value::Array(values) => values.iter().for_each(|value| self.inside(section, path, value)),
            _ => {}
        }
    }

    fn types(&self, section: &str, path: &str) -> Option<&String> {
        let section = self.sections.get(section)?;
        section.keys.get(path).or_else(|| {
            section.also.iter().find_map(|other| self.types(other, path))
        })
    }
}

/// The kind whose keys are below this path, if it is where a kind has them.
fn kind(section: &str, path: &str, beside: &Map<String, Value>) -> Option<String> {
    let name = |key| beside.get(key).and_then(Value::as_str);
    match path {
        "linkinfo.info_data" => Some(name("info_kind").unwrap_or(section).to_owned()),
        "linkinfo.info_slave_data" => Some(format!("{}_slave", name("info_slave_kind")?)),
        _ => None,
    }
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

fn dump(objects: &[&str], value: &Value, command: &str) {
    use std::io::Write;
    let Some(file) = std::env::var_os("OXIP_DUMP") else { return };
    let line = format!("{}\n", serde_json::json!([objects, value, command]));
    let mut file = fs::OpenOptions::new().append(true).create(true).open(PathBuf::from(file)).unwrap();
    file.write_all(line.as_bytes()).unwrap();
}
