//! `can`: controllers of the CAN bus. linux/can/netlink.h.
//!
//! Three bit timings (arbitration, FD data, XL data) have the same options under the prefixes ``, `d` and `x`; what
//! is shown has the same shape thrice ([`super::can_show`]).

use super::{Kind, KindContext, PLAIN, Unknown, can_show};
use crate::args::Args;
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::schema::{self, Codec, Draft, Reading, Row, U16, U32, typed};
use crate::session::Display;
use crate::session::Session;
use crate::uapi::can::*;
use crate::uapi::link::IFLA_INFO_DATA;
use netlink_packet_core::NLA_F_NESTED;

const HELP: &str = "Usage: ip link set DEVICE type can
	[ bitrate RATE [ sample-point POINT ] ] |
	[ tq TIME prop-seg N phase-seg1 N phase-seg2 N [ sjw N ] ]
The data phases of CAN FD and CAN XL have timings of their own:
	[ dbitrate RATE [ dsample-point POINT ] ] |
	[ dtq TIME dprop-seg N dphase-seg1 N dphase-seg2 N [ dsjw N ] ]
	[ tdcv N tdco N tdcf N ]
	[ xbitrate RATE [ xsample-point POINT ] ] |
	[ xtq TIME xprop-seg N xphase-seg1 N xphase-seg2 N [ xsjw N ] ]
	[ xtdcv N xtdco N xtdcf N ] [ pwms N pwml N pwmo N ]
	[ { loopback | listen-only | triple-sampling | one-shot |
	    berr-reporting | fd | fd-non-iso | presume-ack | cc-len8-dlc |
	    restricted | xl | tms } { on | off } ]...
	[ tdc-mode { auto | manual | off } ]
	[ xtdc-mode { auto | manual | off } ]
Controller:
	[ restart-ms MILLISECONDS ] [ restart ] [ termination OHM ]

RATE  := bits per second
POINT := 0.000..0.999
TIME  := nanoseconds
";

/// A field of `struct can_bittiming`.
struct Timing(usize);
/// Sample point, in thousandths; it is typed as a fraction.
struct SamplePoint;

const SIZE: usize = 32;

fn set_field(row: &Row, reading: &mut Reading, field: usize, n: u32) {
    let before = reading.draft.get(row.attr).unwrap_or_default();
    let mut timing: [u8; SIZE] = before.first_chunk().copied().unwrap_or_default();
    if let Some(room) = timing.get_mut(field * 4..field * 4 + 4) {
        room.copy_from_slice(&n.to_ne_bytes());
    }
    reading.draft.set(row.attr, &timing);
}

impl Codec for Timing {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let n: u32 = reading.parse(row)?;
        set_field(row, reading, self.0, n);
        Ok(())
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

impl Codec for SamplePoint {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let point = fraction(word).ok_or_else(|| reading.wrong(row, word))?;
        // What is too great is 0, not the greatest number: so the processor converts it.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let thousandths = match point * 1000.0 {
            great if great.abs() < 9.2e18 => great as i64 as u32,
            _ => 0,
        };
        set_field(row, reading, 1, thousandths);
        Ok(())
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

/// A number as strtof(3) reads it.
fn fraction(word: &str) -> Option<f32> {
    #[allow(clippy::cast_precision_loss)]
    let whole = || crate::value::number::unsigned(word, u32::MAX.into()).map(|n| n as f32);
    word.parse().ok().or_else(whole)
}

/// A number within a nest.
struct Inner(u16);
impl Codec for Inner {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let n: u32 = reading.parse(row)?;
        let before = reading.draft.get(row.attr).unwrap_or_default();
        let mut inner = Draft::from_attrs(Attrs::new(before));
        match n {
            // As good as not said.
            u32::MAX => inner.remove(self.0),
            _ => inner.set(self.0, &n.to_ne_bytes()),
        }
        inner.arrange(&[IFLA_CAN_TDC_TDCV, IFLA_CAN_TDC_TDCO, IFLA_CAN_TDC_TDCF]);
        let mut nest = Request::with_body(0, 0, &[]);
        inner.emit(&mut nest);
        match nest.body() {
            [] => reading.draft.remove(row.attr),
            body => reading.draft.set(row.attr, body),
        }
        Ok(())
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

/// Bits of `struct can_ctrlmode` {mask, flags}. What was once turned on stays on: a later `off` only adds to the mask.
fn turn(row: &Row, reading: &mut Reading, mask: u32, flags: u32) {
    let before = reading.draft.get(row.attr).and_then(can_show::pair);
    let (old_mask, old_flags) = before.unwrap_or_default();
    let mode = [
        (old_mask | mask).to_ne_bytes(),
        (old_flags | flags).to_ne_bytes(),
    ];
    reading.draft.set(row.attr, &mode.concat());
}

/// A mode that is on or off.
struct Mode(u32);
impl Codec for Mode {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let flags = match reading.value()? {
            "on" => self.0,
            "off" => 0,
            word => {
                let key = row.name();
                return Err(Error::fatal(
                    format!(
                        "Error: argument of \"{key}\" must be \"on\" or \"off\", not \"{word}\""
                    ),
                    255,
                ));
            }
        };
        turn(row, reading, self.0, flags);
        Ok(())
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

/// Compensation of the transmitter's delay.
struct DelayMode {
    auto: u32,
    manual: u32,
}
impl Codec for DelayMode {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let (mask, flags) = match reading.value()? {
            "auto" => (self.auto, self.auto),
            "manual" => (self.manual, self.manual),
            "off" => (self.auto | self.manual, 0),
            word => {
                let key = row.name();
                let why = format!("\"{key}\" must be either of \"auto\", \"manual\" or \"off\"");
                return Err(Error::invalid(word, &why));
            }
        };
        turn(row, reading, mask, flags);
        Ok(())
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

/// A word that asks for a restart.
struct Restart;
impl Codec for Restart {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        reading.draft.push(row.attr, &1_u32.to_ne_bytes());
        Ok(())
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

const FLAGS: u16 = IFLA_CAN_CTRLMODE;
const TDC: u16 = IFLA_CAN_TDC | NLA_F_NESTED;
const XL_TDC: u16 = IFLA_CAN_XL_TDC | NLA_F_NESTED;
const XL_PWM: u16 = IFLA_CAN_XL_PWM | NLA_F_NESTED;
const DELAY: DelayMode = DelayMode {
    auto: CAN_CTRLMODE_TDC_AUTO,
    manual: CAN_CTRLMODE_TDC_MANUAL,
};
const XL_DELAY: DelayMode = DelayMode {
    auto: CAN_CTRLMODE_XL_TDC_AUTO,
    manual: CAN_CTRLMODE_XL_TDC_MANUAL,
};

/// The options of one bit timing.
macro_rules! timing {
    ($word:ident, $attr:expr, $bitrate:literal, $point:literal, $tq:literal, $prop:literal, $phase1:literal, $phase2:literal, $sjw:literal) => {
        &[
            typed(&[$word($bitrate)], $attr, &Timing(0)),
            typed(&[$word($point)], $attr, &SamplePoint),
            typed(&[$word($tq)], $attr, &Timing(2)),
            typed(&[$word($prop)], $attr, &Timing(3)),
            typed(&[$word($phase1)], $attr, &Timing(4)),
            typed(&[$word($phase2)], $attr, &Timing(5)),
            typed(&[$word($sjw)], $attr, &Timing(6)),
        ]
    };
}

const TIMING: &[Row] = timing!(
    Short,
    IFLA_CAN_BITTIMING,
    "bitrate",
    "sample-point",
    "tq",
    "prop-seg",
    "phase-seg1",
    "phase-seg2",
    "sjw"
);
const DATA_TIMING: &[Row] = timing!(
    Short,
    IFLA_CAN_DATA_BITTIMING,
    "dbitrate",
    "dsample-point",
    "dtq",
    "dprop-seg",
    "dphase-seg1",
    "dphase-seg2",
    "dsjw"
);
const XL_TIMING: &[Row] = timing!(
    Whole,
    IFLA_CAN_XL_DATA_BITTIMING,
    "xbitrate",
    "xsample-point",
    "xtq",
    "xprop-seg",
    "xphase-seg1",
    "xphase-seg2",
    "xsjw"
);

const REST: &[Row] = &[
    typed(&[Short("tdcv")], TDC, &Inner(IFLA_CAN_TDC_TDCV)),
    typed(&[Short("tdco")], TDC, &Inner(IFLA_CAN_TDC_TDCO)),
    typed(&[Short("tdcf")], TDC, &Inner(IFLA_CAN_TDC_TDCF)),
    typed(&[Short("loopback")], FLAGS, &Mode(CAN_CTRLMODE_LOOPBACK)),
    typed(
        &[Short("listen-only")],
        FLAGS,
        &Mode(CAN_CTRLMODE_LISTENONLY),
    ),
    typed(
        &[Short("triple-sampling")],
        FLAGS,
        &Mode(CAN_CTRLMODE_3_SAMPLES),
    ),
    typed(&[Short("one-shot")], FLAGS, &Mode(CAN_CTRLMODE_ONE_SHOT)),
    typed(
        &[Short("berr-reporting")],
        FLAGS,
        &Mode(CAN_CTRLMODE_BERR_REPORTING),
    ),
    typed(&[Short("fd")], FLAGS, &Mode(CAN_CTRLMODE_FD)),
    typed(
        &[Short("fd-non-iso")],
        FLAGS,
        &Mode(CAN_CTRLMODE_FD_NON_ISO),
    ),
    typed(
        &[Short("presume-ack")],
        FLAGS,
        &Mode(CAN_CTRLMODE_PRESUME_ACK),
    ),
    typed(
        &[Short("cc-len8-dlc")],
        FLAGS,
        &Mode(CAN_CTRLMODE_CC_LEN8_DLC),
    ),
    typed(&[Short("tdc-mode")], FLAGS, &DELAY),
    typed(&[Short("restart")], IFLA_CAN_RESTART, &Restart),
    typed(&[Short("restart-ms")], IFLA_CAN_RESTART_MS, &U32),
    typed(&[Short("termination")], IFLA_CAN_TERMINATION, &U16),
    typed(
        &[Whole("restricted")],
        FLAGS,
        &Mode(CAN_CTRLMODE_RESTRICTED),
    ),
    typed(&[Whole("xl")], FLAGS, &Mode(CAN_CTRLMODE_XL)),
    typed(&[Whole("xtdcv")], XL_TDC, &Inner(IFLA_CAN_TDC_TDCV)),
    typed(&[Whole("xtdco")], XL_TDC, &Inner(IFLA_CAN_TDC_TDCO)),
    typed(&[Whole("xtdcf")], XL_TDC, &Inner(IFLA_CAN_TDC_TDCF)),
    typed(&[Whole("xtdc-mode")], FLAGS, &XL_DELAY),
    typed(&[Whole("tms")], FLAGS, &Mode(CAN_CTRLMODE_XL_TMS)),
    // The numbers of the pulse width's nest are those of the delay's.
    typed(&[Whole("pwms")], XL_PWM, &Inner(IFLA_CAN_PWM_PWMS)),
    typed(&[Whole("pwml")], XL_PWM, &Inner(IFLA_CAN_PWM_PWML)),
    typed(&[Whole("pwmo")], XL_PWM, &Inner(IFLA_CAN_PWM_PWMO)),
];

/// What is sent after all else, in this order.
const LAST: [u16; 7] = [
    IFLA_CAN_BITTIMING,
    IFLA_CAN_DATA_BITTIMING,
    IFLA_CAN_XL_DATA_BITTIMING,
    FLAGS,
    TDC,
    XL_TDC,
    XL_PWM,
];

fn read(
    kind: &Kind,
    session: &mut Session,
    args: &mut Args,
    making: &KindContext,
    request: &mut Request,
) -> Result<()> {
    if args.is_empty() {
        return Ok(());
    }
    let mut draft = Draft::default();
    while let Some(word) = args.peek() {
        if !schema::read(
            kind.rows,
            kind.abbreviation_overrides,
            kind.wrong,
            session,
            args,
            &mut draft,
        )? {
            if Short("help").fits(word) {
                return Err(kind.unknown_word(making.name, word));
            }
            let help = kind.help.trim_end();
            return Err(Error::command(format!(
                "can: unknown option \"{word}\"\n{help}"
            )));
        }
    }
    for attr in LAST {
        let Some(bytes) = draft.get(attr).map(<[u8]>::to_vec) else {
            continue;
        };
        draft.remove(attr);
        // A timing needs a rate or a time quantum.
        let timing = bytes.len() == SIZE;
        let idle = |at: usize| bytes.get(at..at + 4) == Some(&[0; 4]);
        if !(timing && idle(0) && idle(8)) {
            draft.push(attr, &bytes);
        }
    }
    request.bare_nest(IFLA_INFO_DATA, |request| draft.emit(request));
    Ok(())
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["can"],
    rows: &[TIMING, DATA_TIMING, REST, XL_TIMING],
    shows: true,
    wrong: "invalid \"{}\" value",
    unknown: Unknown::Option,
    help: HELP,
    read: Some(read),
    show: Some(can_show::show),
    show_counters: Some(can_show::show_counters),
    ..PLAIN
};
