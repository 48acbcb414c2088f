//! What `-statistics` shows of a table.

use crate::netlink::Attr;
use crate::output::{Out, Value};
use crate::sys::time::LocalTime;

/// `struct ndt_config`: lines of JSON keys and texts.
const CONFIG: [&[(&str, &str)]; 3] = [
    &[
        ("key_length", "    config key_len {} "),
        ("entry_size", "entry_size {} "),
        ("entries", "entries {} "),
    ],
    &[
        ("last_flush", "        last_flush {} "),
        ("last_rand", "last_rand {} "),
    ],
    &[
        ("hash_rnd", "        hash_rnd {} "),
        ("hash_mask", "hash_mask {} "),
        ("hash_chain_gc", "hash_chain_gc {} "),
        ("proxy_qlen", "proxy_qlen {} "),
    ],
];

/// Shows the table's size and state.
pub(super) fn config(attr: Attr, out: &mut Out) {
    let half = |at: usize| {
        let found = attr.bytes.get(at..).and_then(|tail| tail.first_chunk());
        found.map_or(0, |bytes| u32::from(u16::from_ne_bytes(*bytes)))
    };
    let mut numbers = [half(0), half(2)].into_iter().chain(attr.u32s().skip(1));
    for row in CONFIG {
        for (key, text) in row {
            let n = numbers.next().unwrap_or(0);
            match *key {
                "last_flush" | "last_rand" => out.put(key, text, ago(n)),
                "hash_mask" => out.split(key, text, format!("{n:08x}"), format!("{n:#x}")),
                _ => out.put(key, text, n),
            }
        }
        out.line();
    }
}

/// The time this many milliseconds ago, to the second.
fn ago(milliseconds: u32) -> Value<'static> {
    let now = LocalTime::unix_seconds() - i64::from(milliseconds / 1000);
    LocalTime::at(now, 0).date_and_time().into()
}

/// `struct ndt_stats`: lines of keys.
const STATISTICS: [&[&str]; 5] = [
    &["allocs", "destroys", "hash_grows"],
    &["res_failed", "lookups", "hits"],
    &["rcv_probes_mcast", "rcv_probes_ucast"],
    &["periodic_gc_runs", "forced_gc_runs"],
    &["table_fulls"],
];

/// Shows the counters.
pub(super) fn statistics(attr: Attr, out: &mut Out) {
    let mut numbers = attr.u64s();
    let mut title = "    stats ";
    for row in STATISTICS {
        out.word(title);
        title = "    ";
        for key in row {
            out.word(key);
            out.put(key, " {} ", numbers.next().unwrap_or(0));
        }
        out.line();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Form;

    fn shown(show: fn(Attr, &mut Out), bytes: &[u8], form: Form) -> String {
        let mut out = Out::new(form, None);
        out.object(None, |out| show(Attr { kind: 0, bytes }, out));
        String::from_utf8(out.take()).unwrap_or_default()
    }

    #[test]
    fn sizes_and_counts() {
        let mut bytes = Vec::new();
        for n in [4_u16, 336] {
            bytes.extend(n.to_ne_bytes());
        }
        for n in [3_u32, 0, 0, 1_759_952_943, 31, 0, 5] {
            bytes.extend(n.to_ne_bytes());
        }
        let text = shown(config, &bytes, Form::Text);
        assert!(
            text.starts_with("    config key_len 4 entry_size 336 entries 3 \n        last_flush ")
        );
        let end = "        hash_rnd 1759952943 hash_mask 0000001f hash_chain_gc 0 proxy_qlen 5 \n";
        assert!(text.ends_with(end));
        assert!(shown(config, &bytes, Form::Json).contains("\"hash_mask\":\"0x1f\""));

        let bytes: Vec<u8> = (1_u64..12).flat_map(u64::to_ne_bytes).collect();
        let text = "    stats allocs 1 destroys 2 hash_grows 3 \n    res_failed 4 lookups 5 hits 6 \n    \
                    rcv_probes_mcast 7 rcv_probes_ucast 8 \n    periodic_gc_runs 9 forced_gc_runs 10 \n    \
                    table_fulls 11 \n";
        assert_eq!(shown(statistics, &bytes, Form::Text), text);
    }
}
