//! Fields and counters of a CAN controller. Functions instead of rows, since each block begins a line.

use super::can_timing::{PHASES, block, numbers, show_phase};
use crate::netlink::{Attr, Attrs};
use crate::output::Out;
use crate::session::Display;
use crate::uapi::can::*;

/// The modes, in the order in which they are shown.
const MODES: [(u32, &str); 16] = [
    (CAN_CTRLMODE_LOOPBACK, "LOOPBACK"),
    (CAN_CTRLMODE_LISTENONLY, "LISTEN-ONLY"),
    (CAN_CTRLMODE_3_SAMPLES, "TRIPLE-SAMPLING"),
    (CAN_CTRLMODE_ONE_SHOT, "ONE-SHOT"),
    (CAN_CTRLMODE_BERR_REPORTING, "BERR-REPORTING"),
    (CAN_CTRLMODE_FD, "FD"),
    (CAN_CTRLMODE_FD_NON_ISO, "FD-NON-ISO"),
    (CAN_CTRLMODE_PRESUME_ACK, "PRESUME-ACK"),
    (CAN_CTRLMODE_CC_LEN8_DLC, "CC-LEN8-DLC"),
    (CAN_CTRLMODE_TDC_AUTO, "TDC-AUTO"),
    (CAN_CTRLMODE_TDC_MANUAL, "TDC-MANUAL"),
    (CAN_CTRLMODE_RESTRICTED, "RESTRICTED"),
    (CAN_CTRLMODE_XL, "XL"),
    (CAN_CTRLMODE_XL_TDC_AUTO, "XL-TDC-AUTO"),
    (CAN_CTRLMODE_XL_TDC_MANUAL, "XL-TDC-MANUAL"),
    (CAN_CTRLMODE_XL_TMS, "TMS"),
];
const STATES: [&str; 6] = [
    "ERROR-ACTIVE",
    "ERROR-WARNING",
    "ERROR-PASSIVE",
    "BUS-OFF",
    "STOPPED",
    "SLEEPING",
];

/// Two consecutive numbers.
pub fn pair(bytes: &[u8]) -> Option<(u32, u32)> {
    let (first, rest) = bytes.split_first_chunk()?;
    Some((
        u32::from_ne_bytes(*first),
        u32::from_ne_bytes(*rest.first_chunk()?),
    ))
}

/// Shows the fields of a controller.
pub fn show(nest: Attrs, display: &mut Display) {
    let attrs = nest;
    let out = &mut *display.out;
    show_modes(attrs, out);
    if let Some(state) = attrs.get(IFLA_CAN_STATE).and_then(Attr::u32) {
        let name = usize::try_from(state).ok().and_then(|n| STATES.get(n));
        out.put("state", "state {} ", *name.unwrap_or(&"UNKNOWN"));
    }
    if let Some(&[a, b, c, d]) = attrs.get(IFLA_CAN_BERR_COUNTER).map(|attr| attr.bytes) {
        out.object(Some("berr_counter"), |out| {
            out.put("tx", "(berr-counter tx {}", u16::from_ne_bytes([a, b]));
            out.put("rx", " rx {}) ", u16::from_ne_bytes([c, d]));
        });
    }
    if let Some(ms) = attrs.get(IFLA_CAN_RESTART_MS).and_then(Attr::u32) {
        out.put("restart_ms", "restart-ms {} ", ms);
    }
    for phase in &PHASES {
        show_phase(phase, attrs, out);
    }
    show_termination(attrs, out);
    if let Some(clock) = attrs.get(IFLA_CAN_CLOCK).and_then(Attr::u32) {
        block(out);
        out.put("clock", " clock {} ", clock);
    }
}

fn show_modes(attrs: Attrs, out: &mut Out) {
    let Some((_, flags)) = attrs
        .get(IFLA_CAN_CTRLMODE)
        .and_then(|attr| pair(attr.bytes))
    else {
        return;
    };
    if flags != 0 {
        list(out, "ctrlmode", ["<", ",", "> "], flags);
    }
    let extended = super::nested(attrs, IFLA_CAN_CTRLMODE_EXT);
    let supported = extended
        .get(IFLA_CAN_CTRLMODE_SUPPORTED)
        .and_then(Attr::u32);
    let Some(supported) = supported.filter(|_| out.is_json()) else {
        return;
    };
    for (key, flags) in [
        ("ctrlmode_supported", supported),
        ("ctrlmode_static", flags & !supported),
    ] {
        if flags != 0 {
            list(out, key, [""; 3], flags);
        }
    }
}

fn list(out: &mut Out, key: &str, text: [&str; 3], flags: u32) {
    let on = MODES.iter().filter(|(bit, _)| flags & bit != 0);
    let mut words: Vec<&str> = on.map(|(_, name)| *name).collect();
    let rest = MODES.iter().fold(flags, |rest, (bit, _)| rest & !bit);
    let rest = (rest != 0).then(|| format!("{rest:x}"));
    words.extend(rest.as_deref());
    out.list(key, text, &words);
}

fn show_termination(attrs: Attrs, out: &mut Out) {
    let now = attrs.get(IFLA_CAN_TERMINATION).and_then(Attr::u16);
    let choices = attrs.get(IFLA_CAN_TERMINATION_CONST);
    let (Some(now), Some(choices)) = (now, choices) else {
        return;
    };
    block(out);
    out.put("termination", " termination {} [ ", now);
    out.array(Some("termination_const"), |out| {
        for (i, choice) in choices.u16s().enumerate() {
            if i > 0 {
                out.word(", ");
            }
            out.element("{}", choice);
        }
    });
    out.word(" ]");
}

/// Counters of a controller (`struct can_device_stats`), in the order in which they are shown.
const COUNTERS: [&str; 6] = [
    "restarts",
    "bus_error",
    "arbitration_lost",
    "error_warning",
    "error_passive",
    "bus_off",
];

/// Length of `struct can_device_stats`. Counters of another length are not shown.
const COUNTERS_SIZE: usize = 24;

/// Shows the counters of a controller.
pub fn show_counters(out: &mut Out, attr: Attr) {
    let counters = (attr.bytes.len() == COUNTERS_SIZE).then(|| numbers(attr.bytes));
    let Some([bus_error, warning, passive, bus_off, arbitration, restarts]) = counters.flatten()
    else {
        return;
    };
    let counters = [restarts, bus_error, arbitration, warning, passive, bus_off];
    if out.is_json() {
        for (key, n) in COUNTERS.iter().zip(counters) {
            out.json(key, n);
        }
        return;
    }
    block(out);
    out.word(" re-started bus-errors arbit-lost error-warn error-pass bus-off");
    block(out);
    for n in counters {
        out.word(&format!(" {n:<10}"));
    }
}
