//! Bit timings of a CAN controller: the arbitration phase and the data phases of CAN FD and XL, which are shown alike.

use crate::netlink::{Attr, Attrs};
use crate::output::Out;
use crate::uapi::can::*;

/// A bit timing: its attributes, JSON keys and text.
pub struct Phase {
    timing: u16,
    limits: u16,
    rates: u16,
    delay: Option<u16>,
    width: Option<u16>,
    /// JSON key of the timing. The key of the limits ends in `_const`, that of a fixed rate in `_bitrate`.
    key: &'static str,
    rates_key: &'static str,
    delay_key: &'static str,
    /// Prefix of each name in text.
    prefix: &'static str,
}

/// Classical CAN, the data phase of CAN FD, that of CAN XL.
pub const PHASES: [Phase; 3] = [
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

/// The first numbers of a struct.
pub fn numbers<const N: usize>(bytes: &[u8]) -> Option<[u32; N]> {
    let mut numbers = [0; N];
    for (i, n) in numbers.iter_mut().enumerate() {
        let chunk = bytes.get(i * 4..)?.first_chunk()?;
        *n = u32::from_ne_bytes(*chunk);
    }
    Some(numbers)
}

/// Begins the line of a block.
pub fn block(out: &mut Out) {
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

/// Shows the timing of a phase, its limits and its fixed rates, each if reported.
pub fn show_phase(phase: &Phase, attrs: Attrs, out: &mut Out) {
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

/// A number in a nest: its name, and the attributes of its value, minimum and maximum.
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
    // The names of FD begin with the prefix already. iproute2 begins the keys of pulse widths with a blank.
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

/// Shows the rates of a controller that has fixed ones: the current rate and all.
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
