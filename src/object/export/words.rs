//! Text that `show` makes, taken apart into words that `add` reads.

use crate::names::links::undisguised;
use crate::netlink::{Attr, Attrs};
use crate::output::{Form, Out};
use crate::schema::words_of;
use crate::session::{Display, Session, View};
use crate::uapi::route::{RTAX_RTO_MIN, RTAX_RTT, RTAX_RTTVAR};

/// Words of one line. Devices are disguised in them, until [`devices`].
pub(super) fn text(session: &mut Session, details: u8, show: &dyn Fn(&mut Display)) -> Vec<String> {
    let mut out = Out::new(Form::Oneline, None);
    let view = View {
        details,
        // They tell that there are counters.
        statistics: 1,
        ..View::default()
    };
    session.names.links.placeholder_names(true);
    show(&mut Display {
        out: &mut out,
        names: &mut session.names,
        view: &view,
    });
    session.names.links.placeholder_names(false);
    words_of(&out.take())
}

/// Gives the devices among the words their names; returns their indices.
pub(super) fn devices(session: &mut Session, words: &mut [String]) -> Vec<u32> {
    let mut found = Vec::new();
    for word in words {
        if let Some(index) = undisguised(word) {
            *word = session.names.links.name(index).into_owned();
            found.push(index);
        }
    }
    found
}

/// Takes out a word and as many of those that follow.
pub(super) fn without(words: &mut Vec<String>, word: &str, following: usize) {
    while let Some(at) = words.iter().position(|known| known == word) {
        words.drain(at..(at + 1 + following).min(words.len()));
    }
}

/// States of routes and next hops, which are no settings.
const HOP_STATES: [&str; 10] = [
    "dead",
    "linkdown",
    "offload",
    "trap",
    "unresolved",
    "offload_failed",
    "rt_offload",
    "rt_trap",
    "rt_offload_failed",
    "pervasive",
];

/// Takes out what is a state.
pub(super) fn without_states(words: &mut Vec<String>) {
    for state in HOP_STATES {
        without(words, state, 0);
    }
}

/// Metrics that are times: the number that the kernel keeps, since milliseconds may be less exact. The word `lock` goes
/// without saying for one of them, and cannot be said.
pub(super) fn metrics(words: &mut Vec<String>, metrics: Attrs) {
    for (kind, word) in [
        (RTAX_RTT, "rtt"),
        (RTAX_RTTVAR, "rttvar"),
        (RTAX_RTO_MIN, "rto_min"),
    ] {
        let raw = metrics.get(kind).and_then(Attr::u32);
        let (Some(raw), Some(at)) = (raw, words.iter().position(|known| known == word)) else {
            continue;
        };
        let locked = words.get(at + 1).is_some_and(|next| next == "lock");
        if locked && kind == RTAX_RTO_MIN {
            words.remove(at + 1);
        }
        let value = at + 1 + usize::from(locked && kind != RTAX_RTO_MIN);
        if let Some(word) = words.get_mut(value) {
            *word = raw.to_string();
        }
    }
}

/// What `encap` shows in one way and reads in another.
pub(super) fn encapsulation(words: &mut Vec<String>) {
    let mut at = 0;
    // Where the current one begins: its type, and what it does.
    let mut kind: Vec<String> = Vec::new();
    while let Some(word) = words.get(at) {
        match word.as_str() {
            "encap" => kind = words.iter().skip(at + 1).take(3).cloned().collect(),
            "segs" => {
                if kind.first().is_some_and(|kind| kind == "seg6local") {
                    words.insert(at, "srh".to_owned());
                    at += 1;
                }
                segments(words, at, &kind);
            }
            "hmac" => change(words, at + 1, |key| format!("0x{key}")),
            "tos" | "tc" if kind.first().is_some_and(|kind| kind.starts_with("ip")) => {
                change(words, at + 1, |tos| {
                    let tos: u8 = tos.parse().unwrap_or(0);
                    format!("{tos:#x}")
                });
            }
            "packets" => drop(words.splice(at..(at + 6).min(words.len()), ["count".to_owned()])),
            _ => {}
        }
        at += 1;
    }
    // It takes all words up to the end for its own.
    let xfrm = words.windows(2).position(|two| two == ["encap", "xfrm"]);
    if let Some(at) = xfrm.filter(|_| !words.iter().any(|word| word == "nexthop")) {
        let options = if words.get(at + 4).is_some_and(|word| word == "link_dev") {
            6
        } else {
            4
        };
        let clause: Vec<String> = words.drain(at..(at + options).min(words.len())).collect();
        words.extend(clause);
    }
}

fn change(words: &mut [String], at: usize, how: impl Fn(&str) -> String) {
    if let Some(word) = words.get_mut(at) {
        *word = how(word);
    }
}

/// `segs 2 [ a b ]` is read as `segs a,b`; of a header that is put in place, the last one is the packet's own.
fn segments(words: &mut Vec<String>, at: usize, kind: &[String]) {
    let end = words.iter().skip(at).position(|word| word == "]");
    let Some(end) = end.map(|end| at + end).filter(|end| *end > at + 2) else {
        return;
    };
    let mut list: Vec<String> = words.drain(at + 1..=end).skip(2).collect();
    list.pop();
    let inline = kind.ends_with(&["mode".to_owned(), "inline".to_owned()])
        || kind.ends_with(&["action".to_owned(), "End.B6".to_owned()]);
    if inline {
        list.pop();
    }
    words.insert(at + 1, list.join(","));
}
