//! Help for people: a line after an error, at a terminal only. Scripts see what iproute2 would print and no more.
//!
//! What is known of a command comes from where the command itself takes it: the objects' table, the usage texts, the
//! kinds of links, the devices and namespaces that there are.

use super::{objects, usage};
use crate::args::{Args, encode, printable, short};
use crate::error::Error;
use crate::object::link::kind::KINDS;
use crate::output::eprint_line;
use crate::session::Session;
use crate::sys::netns::{self, State};
use crate::uapi::link::IFLA_IFNAME;
use std::ffi::OsStr;
use std::io::{IsTerminal, stderr};
use std::os::unix::ffi::OsStrExt;

/// Prints what may help after this error of these words (the object first), if somebody is there to read it.
/// `OXIP_HINTS` set to 0 or 1 decides instead of the terminal.
pub(super) fn print(error: &Error, words: &[String]) {
    if wanted()
        && let Some(hint) = hint(error, words)
    {
        eprint_line(&format!("hint: {hint}"));
    }
}

/// Prints what a command that did not fail wants to say to a person, after its output.
pub(super) fn print_of_success(session: &mut Session) {
    if let Some(hint) = session.hint.take()
        && wanted()
    {
        // What cannot be written now is tried again at the end, and is an error then.
        let _ = session.out.flush();
        eprint_line(&format!("hint: {hint}"));
    }
}

fn wanted() -> bool {
    match std::env::var("OXIP_HINTS").as_deref() {
        Ok("0") => false,
        Ok("1") => true,
        _ => stderr().is_terminal(),
    }
}

fn hint(error: &Error, words: &[String]) -> Option<String> {
    let text = error.to_string();
    let line = text
        .lines()
        .next()
        .filter(|line| !line.starts_with("Usage:"))?;
    if line.ends_with("Operation not permitted") || line.ends_with("Permission denied") {
        return Some(privilege());
    }
    let starts = |start: &str| line.starts_with(start);
    let (word, known) = if starts("Object \"") {
        (quoted(line).next()?, objects::names())
    } else if starts("Option \"") {
        (quoted(line).next()?, options())
    } else if starts("Cannot find device \"")
        || starts("Device \"")
        || line.ends_with(" is wrong: Device does not exist")
    {
        (quoted(line).next()?, devices())
    } else if starts("setting the network namespace \"") {
        return Some(not_mounted(quoted(line).next()?));
    } else if starts("Cannot open network namespace \"")
        || line.ends_with(" is wrong: Invalid \"netns\" value")
    {
        (quoted(line).next()?, namespaces())
    } else if starts("Cannot remove namespace file \"") {
        let name = quoted(line).next()?.rsplit('/').next()?;
        (name, namespaces())
    } else if line.contains("Unknown device type") {
        let (kind, known) = (kind(words)?, kinds());
        let near = nearest(kind, &known).filter(|_| !known.iter().any(|known| known == kind));
        return Some(near.map_or_else(|| missing_kind(kind), |near| did_you_mean(&near)));
    } else if let Some(hint) = of_state(error, line, words) {
        return Some(hint);
    } else {
        return among_keywords(line, words);
    };
    nearest(word, &known).map(|near| did_you_mean(&near))
}

/// The keyword that was meant by a word that the line complains of.
fn among_keywords(line: &str, words: &[String]) -> Option<String> {
    let known = keywords(words);
    let unknown = |word: &&str| !known.iter().any(|known| known == word);
    let typed = |word: &&str| words.iter().any(|typed| typed == word);
    let word = quoted(line).filter(typed).find(unknown)?;
    // A keyword that was not known as one has been taken for a name, and its value for another.
    let before = words.iter().position(|typed| typed == word)?.checked_sub(1);
    let before = before.and_then(|at| words.get(at)).map(String::as_str);
    let before = before
        .filter(|_| line.ends_with(" is garbage."))
        .filter(unknown);
    let near = before.and_then(|before| nearest(before, &known));
    near.or_else(|| nearest(word, &known))
        .map(|near| did_you_mean(&near))
}

fn did_you_mean(word: &str) -> String {
    format!("did you mean \"{word}\"?")
}

fn privilege() -> String {
    let mut hint =
        "this needs CAP_NET_ADMIN (and CAP_SYS_ADMIN for namespaces): try sudo".to_owned();
    if std::env::var_os("OXIP_SANDBOX").is_none() {
        hint += ", or \"ip sandbox\", a shell that has them over a network of its own";
    }
    hint
}

/// Why a name is no namespace.
fn not_mounted(name: &str) -> String {
    let file: &[u8] = &encode(name);
    let name = printable(name);
    match netns::state_of(OsStr::from_bytes(file)) {
        Ok(Some(State::Elsewhere(pid))) => format!(
            "in the mount namespace of process {pid} it is one: \"nsenter --mount --target {pid}\" enters that"
        ),
        Ok(Some(State::Other(what))) => format!("{}/{name} is {what}", netns::RUN_DIR),
        _ => format!(
            "nothing is mounted on {}/{name}: \"ip netns check repair\" removes names like that",
            netns::RUN_DIR
        ),
    }
}

/// What may be in the way of a change.
fn of_state(error: &Error, line: &str, words: &[String]) -> Option<String> {
    let object = words.first().map_or("", String::as_str);
    let is = |name: &'static str| !object.is_empty() && short(object, name);
    let changes = words.get(1).is_some_and(|verb| !short(verb, "get"));
    match error.errno() {
        Some(libc::EEXIST) if is("address") || is("route") || is("neighbour") || is("nexthop") => {
            Some("it is there already: \"replace\" instead of \"add\" changes it".to_owned())
        }
        Some(libc::EEXIST) if is("link") => {
            Some("that name or index is taken: \"ip link show\" tells by whom".to_owned())
        }
        Some(libc::ENETUNREACH | libc::EHOSTUNREACH) if is("route") && changes => Some(
            "the gateway has to be within reach: is there an address in its network, on a device that is up?"
                .to_owned(),
        ),
        Some(libc::ENETDOWN) => Some("the device is down: \"ip link set DEVICE up\"".to_owned()),
        None if line.ends_with("File exists") && is("netns") => {
            Some("that name is taken: \"ip netns pids NAME\" tells by whom, \"ip netns del NAME\" frees it".to_owned())
        }
        _ => None,
    }
}

/// The words between quotes.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

/// The kind that a command names.
fn kind(words: &[String]) -> Option<&str> {
    let mut words = words.iter().skip_while(|word| *word != "type");
    words.nth(1).map(String::as_str)
}

fn missing_kind(kind: &str) -> String {
    let option = CONFIGS.iter().find(|(name, _)| *name == kind);
    let option = option.map_or(String::new(), |(_, option)| format!(" (CONFIG_{option})"));
    format!(
        "this kernel has no links of that type yet: \"modprobe rtnl-link-{kind}\" loads their module, if it was built{option}"
    )
}

/// What the kernel calls its drivers when it is built.
const CONFIGS: &[(&str, &str)] = &[
    ("amt", "AMT"),
    ("bareudp", "BAREUDP"),
    ("batadv", "BATMAN_ADV"),
    ("bond", "BONDING"),
    ("bridge", "BRIDGE"),
    ("dummy", "DUMMY"),
    ("erspan", "NET_IPGRE"),
    ("geneve", "GENEVE"),
    ("gre", "NET_IPGRE"),
    ("gretap", "NET_IPGRE"),
    ("gtp", "GTP"),
    ("hsr", "HSR"),
    ("ifb", "IFB"),
    ("ip6gre", "IPV6_GRE"),
    ("ip6gretap", "IPV6_GRE"),
    ("ip6tnl", "IPV6_TUNNEL"),
    ("ipip", "NET_IPIP"),
    ("ipvlan", "IPVLAN"),
    ("ipvtap", "IPVTAP"),
    ("macsec", "MACSEC"),
    ("macvlan", "MACVLAN"),
    ("macvtap", "MACVTAP"),
    ("netdevsim", "NETDEVSIM"),
    ("netkit", "NETKIT"),
    ("nlmon", "NLMON"),
    ("ovpn", "OVPN"),
    ("pfcp", "PFCP"),
    ("rmnet", "RMNET"),
    ("sit", "IPV6_SIT"),
    ("team", "NET_TEAM"),
    ("vcan", "CAN_VCAN"),
    ("veth", "VETH"),
    ("vlan", "VLAN_8021Q"),
    ("vrf", "NET_VRF"),
    ("vti", "NET_IPVTI"),
    ("vti6", "IPV6_VTI"),
    ("vxcan", "CAN_VXCAN"),
    ("vxlan", "VXLAN"),
    ("wireguard", "WIREGUARD"),
    ("xfrm", "XFRM_INTERFACE"),
];

fn kinds() -> Vec<String> {
    let names = KINDS.iter().flat_map(|kind| kind.names);
    names.map(|name| (*name).to_owned()).collect()
}

/// The options before the object.
fn options() -> Vec<String> {
    let words = tokens(usage::MAIN).filter(|word| word.starts_with('-'));
    // `-f[amily]` is both of them.
    words.map(|word| word.replace(['[', ']'], "")).collect()
}

/// The verbs and keywords of an object, and of the kind of link that the command names: what their usage texts say.
fn keywords(words: &[String]) -> Vec<String> {
    let Some(object) = words.first() else {
        return Vec::new();
    };
    let mut text = help(object, &["help"]);
    if let Some(kind) = kind(words).filter(|_| short(object, "link")) {
        text += &help(object, &["help", kind]);
    }
    let words = tokens(&text).filter(|word| word.chars().all(|c| !c.is_ascii_uppercase()));
    words.map(str::to_owned).collect()
}

fn help(object: &str, words: &[&str]) -> String {
    let Some(run) = objects::with_help(object) else {
        return String::new();
    };
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let mut session = Session::default();
    let said = run(&mut session, Args::new(&words));
    let printed = String::from_utf8_lossy(&session.out.take()).into_owned();
    printed + &said.err().map_or(String::new(), |error| error.to_string())
}

/// The words of a usage text.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let apart = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '[' | ']'));
    text.split(apart).filter(|word| word.len() > 1)
}

/// The names of the devices in this namespace.
fn devices() -> Vec<String> {
    let mut session = Session::default();
    let Ok(dump) = session.kernel.collect(crate::names::links::dump_request()) else {
        return Vec::new();
    };
    let names = dump.iter().filter_map(|message| {
        let name = message.attrs(16).get(IFLA_IFNAME)?;
        Some(String::from_utf8_lossy(name.text()).into_owned())
    });
    names.collect()
}

fn namespaces() -> Vec<String> {
    let names = netns::list().unwrap_or_default();
    let names = names
        .iter()
        .map(|name| crate::args::decode(name.as_bytes()));
    names.collect()
}

/// The known word that was meant, if it is clear enough: one that was begun, or one nearly typed.
fn nearest(word: &str, known: &[String]) -> Option<String> {
    let begun = |known: &&String| word.len() > 2 && known.starts_with(word) && *known != word;
    if let Some(known) = known.iter().find(begun) {
        return Some(known.clone());
    }
    let most = match word.len() {
        0 | 1 => return None,
        2 | 3 => 1,
        _ => 2,
    };
    let near = known.iter().map(|known| (distance(word, known), known));
    let near = near.filter(|(far, _)| (1..=most).contains(far));
    // Letters swapped are likelier than one too many.
    near.min_by_key(|(far, known)| (*far, known.len().abs_diff(word.len())))
        .map(|(_, known)| known.clone())
}

/// How many letters to add, leave out, change or swap with their neighbour make one word the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |back: usize, column: usize| {
                let row = rows.len().checked_sub(back).and_then(|n| rows.get(n));
                row.and_then(|row| row.get(column))
                    .copied()
                    .unwrap_or(usize::MAX - 1)
            };
            let left = row.last().copied().unwrap_or_default();
            let mut least = (at(1, j) + usize::from(x != y))
                .min(at(1, j + 1) + 1)
                .min(left + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(2, j - 1) + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows.last()
        .and_then(|row| row.last())
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    fn hint_of(line: &str, text: &str) -> Option<String> {
        hint(&Error::command(text.to_owned()), &words(line))
    }

    #[test]
    fn letters_apart() {
        for (a, b, far) in [
            ("link", "link", 0),
            ("lnik", "link", 1),
            ("lin", "link", 1),
            ("", "ab", 2),
            ("ab", "", 2),
            ("vethh", "veth", 1),
            ("abc", "xyz", 3),
        ] {
            assert_eq!(distance(a, b), far, "{a} {b}");
        }
    }

    #[test]
    fn words_that_were_meant() {
        let near = |line, text, word: &str| {
            assert_eq!(hint_of(line, text), Some(did_you_mean(word)), "{line}");
        };
        near(
            "lnik",
            "Object \"lnik\" is unknown, try \"ip help\".",
            "link",
        );
        near(
            "topologie",
            "Object \"topologie\" is unknown, try \"ip help\".",
            "topology",
        );
        near(
            "link sett lo",
            "Command \"sett\" is unknown, try \"ip link help\".",
            "set",
        );
        near(
            "addr add 1.2.3.4 dve lo",
            "Error: either \"local\" is duplicate, or \"dve\" is garbage.",
            "dev",
        );
        near(
            "link add veth0 type veth peer nam veth1",
            "Error: either \"dev\" is duplicate, or \"veth1\" is garbage.",
            "name",
        );
        near(
            "topo",
            "Object \"topo\" is unknown, try \"ip help\".",
            "topology",
        );
        near(
            "x",
            "Option \"-brife\" is unknown, try \"ip -help\".",
            "-brief",
        );
        near(
            "link add v0 type vlxan",
            "Error: Unknown device type.",
            "vxlan",
        );
        assert_eq!(
            hint_of(
                "link add v0 type nosuchkind foo",
                "Command \"zzzzz\" is unknown"
            ),
            None
        );
        assert_eq!(hint_of("link help", "Usage: ip link"), None);
    }

    #[test]
    fn what_is_in_the_way() {
        for (kind, option) in [
            ("dummy", "DUMMY"),
            ("vlan", "VLAN_8021Q"),
            ("vti", "NET_IPVTI"),
        ] {
            let line = format!("link add d0 type {kind}");
            let missing = hint_of(&line, "Error: Unknown device type.");
            assert!(
                missing.is_some_and(|hint| hint.contains(&format!("CONFIG_{option})"))),
                "{kind}"
            );
        }
        let denied = hint_of(
            "netns add red",
            "mkdir /run/netns failed: Permission denied",
        );
        assert!(denied.is_some_and(|hint| hint.contains("sudo")));
    }
}
