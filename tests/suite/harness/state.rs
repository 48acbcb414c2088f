//! The state of a world as the reference shows it: one line per fact, for comparison.

use serde_json::Value;

use super::normal::{Names, without_dates, without_timers};
use super::world::{Program, World};

/// Commands for every namespace; addresses come before links, because a batch that has shown links shows addresses
/// differently.
const ASKED: [&str; 7] = [
    "addr show",
    "link show",
    "route show table all",
    "rule show",
    "neigh show",
    "neigh show proxy",
    "nexthop show",
];
const ASKED_OF_INET6: [&str; 2] = ["route show table all", "rule show"];

/// Commands without JSON.
const ASKED_IN_TEXT: [&str; 3] = ["xfrm state", "xfrm policy", "xfrm policy getdefault"];

/// Starts the commands; `read` returns the lines.
pub fn start(world: &World) {
    let (inet, inet6) = (ASKED.join("\n"), ASKED_OF_INET6.join("\n"));
    let text = ASKED_IN_TEXT.join("\n");
    let script = format!(
        r#"dump() {{
    echo '{inet}' | ip "$@" -d -j -force -batch - 2>&1
    echo '{inet6}' | ip "$@" -6 -d -j -force -batch - 2>&1
    echo '@ text'
    echo '{text}' | ip "$@" -o -s -force -batch - 2>&1
}}
echo '@ this namespace'
dump
echo '@ files'
if [ -d /run/netns ]; then
    ls -lU --time-style=+ /run/netns
    grep ' /run/netns' /proc/self/mountinfo
    ip -j netns list 2>&1
fi
for file in /run/netns/*; do
    if [ -e "$file" ]; then
        name=${{file##*/}}
        echo "@ namespace $name"
        dump -n "$name"
    fi
done
:"#
    );
    world.start(Program::Reference, &script, "");
}

pub fn read(world: &World, case_text: &str) -> Vec<String> {
    let told = world.wait();
    let mut names = Names::new(case_text);
    let mut lines = vec![format!("told {} {}", told.status, told.stderr)];
    for part in told.stdout.split("@ ").filter(|part| !part.is_empty()) {
        let (place, text) = part.split_once('\n').unwrap_or((part, ""));
        lines.push(format!("@ {place}"));
        if place == "text" {
            lines.extend(text.lines().map(|line| names.apply(&without_dates(line))));
            continue;
        }
        if place == "files" {
            lines.extend(
                text.lines()
                    .map(|line| names.apply(&without_mount_ids(line))),
            );
            continue;
        }
        let asked: Vec<String> = ASKED
            .iter()
            .map(|&command| command.to_owned())
            .chain(ASKED_OF_INET6.iter().map(|command| format!("-6 {command}")))
            .collect();
        let answers: Vec<&str> = text.lines().collect();
        if answers.len() != asked.len() {
            lines.extend(answers.iter().map(|line| names.apply(line)));
            continue;
        }
        for (command, answer) in asked.iter().zip(answers) {
            lines.extend(facts(command, &names.apply(answer)));
        }
    }
    lines
}

/// One line for each attribute of a link, and for each complete address, route, ….
fn facts(command: &str, answer: &str) -> Vec<String> {
    let Ok(Value::Array(items)) = serde_json::from_str(answer) else {
        return vec![format!("{command}: {answer}")];
    };
    let mut lines = Vec::new();
    for mut item in items {
        steady(&mut item);
        let name = item["ifname"].as_str().unwrap_or_default().to_owned();
        match command {
            "link show" => leaves(&format!("link {name}"), &item, &mut lines),
            "addr show" => {
                let addresses = item["addr_info"].as_array().cloned().unwrap_or_default();
                lines.extend(
                    addresses
                        .iter()
                        .map(|address| format!("addr {name}: {address}")),
                );
            }
            _ => lines.push(format!("{command}: {item}")),
        }
    }
    // The kernel orders these by hash or by address, which is random.
    if command.contains("route") || command.contains("neigh") {
        lines.sort();
    }
    lines
}

/// Lifetimes run: they are rounded to tens; timers are omitted.
fn steady(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(steady),
        Value::Object(fields) => {
            for (key, value) in fields.iter_mut() {
                let seconds = value
                    .as_u64()
                    .filter(|&n| n != 0 && n != u64::from(u32::MAX));
                match (key.as_str(), seconds) {
                    ("valid_life_time" | "preferred_life_time" | "expires", Some(n)) => {
                        *value = Value::from(format!("about {}0", (n + 5) / 10));
                    }
                    (key, _) if !without_timers(&format!("{key} 0")).1.is_empty() => {
                        *value = Value::Null
                    }
                    _ => steady(value),
                }
            }
        }
        _ => {}
    }
}

fn leaves(path: &str, value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                leaves(&format!("{path} {key}"), value, lines);
            }
        }
        leaf => lines.push(format!("{path}: {leaf}")),
    }
}

/// A line of mountinfo without ids of mounts, devices and peer groups.
fn without_mount_ids(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_mount = words.len() > 6 && words[2].contains(':') && words[0].parse::<u32>().is_ok();
    if !is_mount {
        return line.to_owned();
    }
    let mut kept = vec!["mount"];
    for word in &words[3..] {
        kept.push(match word.split_once(':') {
            Some((group @ ("shared" | "master" | "propagate_from"), _)) => group,
            _ => word,
        });
    }
    kept.join(" ")
}
