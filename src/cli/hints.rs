//! Hints: a line after an error, on terminals only. Scripts get exactly the output of iproute2.
//!
//! Candidates come from the parser's own sources: the table of objects, the usage texts, the link kinds, and the
//! devices and namespaces of this machine.

use super::candidates::{devices, keywords, kind_in, kinds, namespaces, options};
use super::nearest::nearest;
use super::objects;
use crate::args::{encode, printable, short};
use crate::error::Error;
use crate::object::link::kind;
use crate::output::eprint_line;
use crate::session::Session;
use crate::sys::netns::{self, State};
use std::ffi::OsStr;
use std::io::{IsTerminal, stderr};
use std::os::unix::ffi::OsStrExt;

/// Prints a hint for this error of these words (the object first) if stderr is a terminal. `OXIP_HINTS` set to 0 or 1
/// overrides the terminal check.
pub(super) fn print(error: &Error, words: &[String]) {
    if enabled() {
        if let Some(hint) = hint(error, words) {
            eprint_line(&format!("hint: {hint}"));
        }
    }
}

/// Prints the hint that a successful command left in the session, after its output.
pub(super) fn print_of_success(session: &mut Session) {
    if let Some(hint) = session.hint.take() {
        if enabled() {
            // A write error is reported by the final flush.
            let _ = session.out.flush();
            eprint_line(&format!("hint: {hint}"));
        }
    }
}

fn enabled() -> bool {
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
        let (kind, known) = (kind_in(words)?, kinds());
        let near = nearest(kind, &known).filter(|_| !known.iter().any(|known| known == kind));
        return Some(near.map_or_else(|| missing_kind(kind), |near| did_you_mean(&near)));
    } else if let Some(hint) = hint_for_errno(error, line, words) {
        return Some(hint);
    } else {
        return misspelled_keyword(line, words);
    };
    nearest(word, &known).map(|near| did_you_mean(&near))
}

/// The keyword that resembles a word quoted in the error line.
fn misspelled_keyword(line: &str, words: &[String]) -> Option<String> {
    let known = keywords(words);
    let unknown = |word: &&str| !known.iter().any(|known| known == word);
    let typed = |word: &&str| words.iter().any(|typed| typed == word);
    let word = quoted(line).filter(typed).find(unknown)?;
    // An unknown keyword is parsed as a name, and its value as a second name.
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
        "this requires CAP_NET_ADMIN (and CAP_SYS_ADMIN for namespaces): use sudo".to_owned();
    if std::env::var_os("OXIP_SANDBOX").is_none() {
        hint += ", or \"ip sandbox\" for a shell with both in a private network";
    }
    hint
}

/// Why a name is not a namespace.
fn not_mounted(name: &str) -> String {
    let file: &[u8] = &encode(name);
    let name = printable(name);
    match netns::state_of(OsStr::from_bytes(file)) {
        Ok(Some(State::Elsewhere(pid))) => format!(
            "it is a namespace in the mount namespace of process {pid}: enter that with \"nsenter --mount --target {pid}\""
        ),
        Ok(Some(State::Other(what))) => format!("{}/{name} is {what}", netns::RUN_DIR),
        _ => format!(
            "{}/{name} is not a mount point: \"ip netns check repair\" removes such names",
            netns::RUN_DIR
        ),
    }
}

/// What may prevent a change.
fn hint_for_errno(error: &Error, line: &str, words: &[String]) -> Option<String> {
    let object = words.first().map_or("", String::as_str);
    let is = |name: &'static str| !object.is_empty() && short(object, name);
    let changes = words.get(1).is_some_and(|verb| !short(verb, "get"));
    match error.errno() {
        Some(libc::EEXIST) if is("address") || is("route") || is("neighbour") || is("nexthop") => {
            Some("it exists already: use \"replace\" instead of \"add\" to change it".to_owned())
        }
        Some(libc::EEXIST) if is("link") => {
            Some("the name or index is in use: see \"ip link show\"".to_owned())
        }
        Some(libc::ENETUNREACH | libc::EHOSTUNREACH) if is("route") && changes => Some(
            "the gateway must be reachable: add an address in its network to a device that is up"
                .to_owned(),
        ),
        Some(libc::ENETDOWN) => Some("the device is down: use \"ip link set DEVICE up\"".to_owned()),
        None if line.ends_with("File exists") && is("netns") => {
            Some("the name is in use: \"ip netns pids NAME\" lists its processes, \"ip netns del NAME\" removes it".to_owned())
        }
        _ => None,
    }
}

/// The words between quotes.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

fn missing_kind(kind: &str) -> String {
    let config = kind::find_any(kind).map_or("", |kind| kind.config);
    let option = match config {
        "" => String::new(),
        config => format!(" (CONFIG_{config})"),
    };
    format!(
        "the kernel has no driver for this type: \"modprobe rtnl-link-{kind}\" loads the module, if it was built{option}"
    )
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
    fn misspelled_words() {
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
    fn causes_of_errors() {
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
