//! What a CAN controller tells. Functions and not rows: each block begins a line, and three of them are alike.

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

/// One of the three bit timings: its attributes, and the names of its JSON and text.
struct Phase {
    timing: u16,
    limits: u16,
    rates: u16,
    delay: Option<u16>,
    width: Option<u16>,
    /// The JSON key of the timing; that of the limits ends in `_const`, that of a chosen rate in `_bitrate`.
    key: &'static str,
    rates_key: &'static str,
    delay_key: &'static str,
    /// What stands before each word in text.
    prefix: &'static str,
}

const PHASES: [Phase; 3] = [
    Phase {
        timing: IFLA_CAN_BITTIMING,
        limits: IFLA_CAN_BITTIMING_CONST,
        rates: IFLA_CAN_BITRATE_CONST,
        delay: None,
        width: None,
        key: "bittiming",
        rates_key: "bitrate_const",
        delay_key: "",
        prefix: "",
    },
    Phase {
        timing: IFLA_CAN_DATA_BITTIMING,
        limits: IFLA_CAN_DATA_BITTIMING_CONST,
        rates: IFLA_CAN_DATA_BITRATE_CONST,
        delay: Some(IFLA_CAN_TDC),
        width: None,
        key: "data_bittiming",
        rates_key: "data_bitrate_const",
        delay_key: "tdc",
        prefix: "d",
    },
    Phase {
        timing: IFLA_CAN_XL_DATA_BITTIMING,
        limits: IFLA_CAN_XL_DATA_BITTIMING_CONST,
        rates: IFLA_CAN_XL_DATA_BITRATE_CONST,
        delay: Some(IFLA_CAN_XL_TDC),
        width: Some(IFLA_CAN_XL_PWM),
        key: "xl_data_bittiming",
        // iproute2 gives the rates of XL the key of those of FD.
        rates_key: "data_bitrate_const",
        delay_key: "xtdc",
        prefix: "x",
    },
];

/// Two numbers in a row.
pub fn pair(bytes: &[u8]) -> Option<(u32, u32)> {
    let (first, rest) = bytes.split_first_chunk()?;
    Some((
        u32::from_ne_bytes(*first),
        u32::from_ne_bytes(*rest.first_chunk()?),
    ))
}

fn numbers<const N: usize>(bytes: &[u8]) -> Option<[u32; N]> {
    let mut numbers = [0; N];
    for (i, n) in numbers.iter_mut().enumerate() {
        let chunk = bytes.get(i * 4..)?.first_chunk()?;
        *n = u32::from_ne_bytes(*chunk);
    }
    Some(numbers)
}

/// A block begins a line of its own.
fn block(out: &mut Out) {
    out.line();
    out.word("\t ");
}

fn member(out: &mut Out, key: &str, prefix: &str, word: &str, n: u32) {
    if out.is_json() {
        out.json(key, n);
    } else {
        out.word(&format!(" {prefix}{word} {n}"));
    }
}

fn limits(out: &mut Out, key: &str, text: &str, min: u32, max: u32) {
    if out.is_json() {
        out.object(Some(key), |out| {
            out.json("min", min);
            out.json("max", max);
        });
    } else {
        out.word(&format!(" {text} {}..{}", min as i32, max as i32));
    }
}

/// The fields of a controller.
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

fn show_phase(phase: &Phase, attrs: Attrs, out: &mut Out) {
    let rates = attrs.get(phase.rates);
    let timing = attrs.get(phase.timing).and_then(|attr| numbers(attr.bytes));
    if let (Some(timing), None) = (timing, rates) {
        out.object(Some(phase.key), |out| {
            show_timing(phase, timing, out);
            let delay = phase.delay.and_then(|attr| attrs.get(attr));
            if let Some(delay) = delay {
                show_values(out, phase.delay_key, phase.prefix, delay.nest(), &DELAY);
            }
            let width = phase.width.and_then(|attr| attrs.get(attr));
            if let Some(width) = width {
                show_values(out, "pwm", "", width.nest(), &WIDTH);
            }
        });
    }
    if let Some(bytes) = attrs.get(phase.limits).map(|attr| attr.bytes) {
        if rates.is_none() {
            out.object(Some(&format!("{}_const", phase.key)), |out| {
                show_limits(phase, bytes, out);
                let delay = phase.delay.and_then(|attr| attrs.get(attr));
                if let Some(delay) = delay {
                    show_ranges(out, phase.delay_key, phase.prefix, delay.nest(), &DELAY);
                }
                let width = phase.width.and_then(|attr| attrs.get(attr));
                if let Some(width) = width {
                    show_ranges(out, "pwm", "", width.nest(), &WIDTH);
                }
            });
        }
    }
    if let Some(rates) = rates {
        show_rates(phase, timing.map_or(0, |[rate, ..]| rate), rates, out);
    }
}

fn show_timing(phase: &Phase, timing: [u32; 8], out: &mut Out) {
    let [rate, point, tq, prop, phase1, phase2, sjw, brp] = timing;
    let prefix = phase.prefix;
    block(out);
    member(out, "bitrate", prefix, "bitrate", rate);
    let mut point = format!("{}.{:03}", point / 1000, point % 1000);
    point.truncate(5);
    if out.is_json() {
        out.json("sample_point", point);
    } else {
        out.word(&format!(" {prefix}sample-point {point}"));
    }
    block(out);
    for (key, word, n) in [
        ("tq", "tq", tq),
        ("prop_seg", "prop-seg", prop),
        ("phase_seg1", "phase-seg1", phase1),
        ("phase_seg2", "phase-seg2", phase2),
        ("sjw", "sjw", sjw),
        ("brp", "brp", brp),
    ] {
        member(out, key, prefix, word, n);
    }
}

fn show_limits(phase: &Phase, bytes: &[u8], out: &mut Out) {
    let Some((name, rest)) = bytes.split_at_checked(16) else {
        return;
    };
    let Some(
        [
            tseg1_min,
            tseg1_max,
            tseg2_min,
            tseg2_max,
            sjw_max,
            brp_min,
            brp_max,
            brp_inc,
        ],
    ) = numbers(rest)
    else {
        return;
    };
    let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
    let prefix = phase.prefix;
    block(out);
    out.put("name", " {}:", name);
    for (key, min, max) in [
        ("tseg1", tseg1_min, tseg1_max),
        ("tseg2", tseg2_min, tseg2_max),
        ("sjw", 1, sjw_max),
        ("brp", brp_min, brp_max),
    ] {
        limits(out, key, &format!("{prefix}{key}"), min, max);
    }
    member(out, "brp_inc", prefix, "brp_inc", brp_inc);
}

/// A number in a nest: its word, its value, its least and greatest value.
type Inner = (&'static str, u16, u16, u16);

const DELAY: [Inner; 3] = [
    (
        "tdcv",
        IFLA_CAN_TDC_TDCV,
        IFLA_CAN_TDC_TDCV_MIN,
        IFLA_CAN_TDC_TDCV_MAX,
    ),
    (
        "tdco",
        IFLA_CAN_TDC_TDCO,
        IFLA_CAN_TDC_TDCO_MIN,
        IFLA_CAN_TDC_TDCO_MAX,
    ),
    (
        "tdcf",
        IFLA_CAN_TDC_TDCF,
        IFLA_CAN_TDC_TDCF_MIN,
        IFLA_CAN_TDC_TDCF_MAX,
    ),
];
const WIDTH: [Inner; 3] = [
    (
        "pwms",
        IFLA_CAN_PWM_PWMS,
        IFLA_CAN_PWM_PWMS_MIN,
        IFLA_CAN_PWM_PWMS_MAX,
    ),
    (
        "pwml",
        IFLA_CAN_PWM_PWML,
        IFLA_CAN_PWM_PWML_MIN,
        IFLA_CAN_PWM_PWML_MAX,
    ),
    (
        "pwmo",
        IFLA_CAN_PWM_PWMO,
        IFLA_CAN_PWM_PWMO_MIN,
        IFLA_CAN_PWM_PWMO_MAX,
    ),
];

fn show_values(out: &mut Out, key: &str, prefix: &str, nest: Attrs, inner: &[Inner]) {
    let values: Vec<_> = inner
        .iter()
        .filter_map(|(word, attr, _, _)| Some((*word, nest.get(*attr)?.u32()?)))
        .collect();
    if values.is_empty() {
        return;
    }
    // FD's words have their letter already; the keys of pulse widths begin with a blank in iproute2.
    let prefix = prefix.trim_start_matches('d');
    let blank = if key == "pwm" { " " } else { "" };
    out.object(Some(key), |out| {
        block(out);
        for (word, n) in values {
            member(out, &format!("{blank}{word}"), prefix, word, n);
        }
    });
}

fn show_ranges(out: &mut Out, key: &str, prefix: &str, nest: Attrs, inner: &[Inner]) {
    let prefix = prefix.trim_start_matches('d');
    out.object(Some(key), |out| {
        block(out);
        for (word, _, min, max) in inner {
            let number = |attr: u16| nest.get(attr).and_then(Attr::u32);
            if let (Some(min), Some(max)) = (number(*min), number(*max)) {
                limits(out, word, &format!("{prefix}{word}"), min, max);
            }
        }
    });
}

/// A controller with fixed rates: the one that is chosen, and all.
fn show_rates(phase: &Phase, rate: u32, rates: Attr, out: &mut Out) {
    let key = format!("{}_bitrate", phase.key);
    block(out);
    member(out, &key, phase.prefix, "bitrate", rate);
    block(out);
    out.word("    [");
    out.array(Some(phase.rates_key), |out| {
        for (i, rate) in rates.u32s().enumerate() {
            if i > 0 {
                out.word(", ");
            }
            if i > 0 && i % 6 == 0 {
                block(out);
                out.word("     ");
            }
            if out.is_json() {
                out.element("{}", rate);
            } else {
                out.word(&format!("{rate:8}"));
            }
        }
    });
    out.word(" ]");
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

/// The counters of a controller (`struct can_device_stats`), in the order in which they are shown.
const COUNTERS: [&str; 6] = [
    "restarts",
    "bus_error",
    "arbitration_lost",
    "error_warning",
    "error_passive",
    "bus_off",
];

/// The length of `struct can_device_stats`; of another length it is not shown.
const COUNTERS_SIZE: usize = 24;

/// The counters of a controller.
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
