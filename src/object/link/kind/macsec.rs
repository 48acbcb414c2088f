//! `macsec`: frames encrypted and authenticated hop by hop (IEEE 802.1AE). linux/if_macsec.h.

use super::{Kind, KindContext, Lower, PLAIN, Unknown};
use crate::args::Word::Whole;
use crate::args::{Args, FromWord};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::schema::{
    self, By, Draft, I32, OnOff, OneOf8, Reading, Row, Shown, U8, U32, put, shown, typed,
};
use crate::session::Display;
use crate::session::Session;
use crate::uapi::link::IFLA_INFO_DATA;
use crate::uapi::macsec::*;
use crate::value::lladdr;
use crate::value::{number, switch};

const HELP: &str = "Usage: ... macsec [ [ address LLADDR ] port { 1..65535 } | sci SCI ]
		[ cipher { default | gcm-aes-128 | gcm-aes-256 |
			   gcm-aes-xpn-128 | gcm-aes-xpn-256 } ]
		[ icvlen { 8..16 } ] [ encrypt { on | off } ]
		[ protect { on | off } ]
		[ send_sci { on | off } ] [ end_station { on | off } ]
		[ scb { on | off } ]
		[ replay { on | off } window { 0..2^32-1 } ]
		[ validate { strict | check | disabled } ]
		[ encodingsa { 0..3 } ]
		[ offload { mac | phy | off } ]

SCI := 64 bits in hexadecimal
";

/// How strictly frames are validated.
pub const LEVELS: [&str; 3] = ["disabled", "check", "strict"];
const VALIDATION: OneOf8 = OneOf8(&LEVELS);
const OFFLOAD: OneOf8 = OneOf8(&["off", "phy", "mac"]);
const SUITES: [(&str, u64); 5] = [
    ("gcm-aes-128", MACSEC_CIPHER_ID_GCM_AES_128),
    ("gcm-aes-256", MACSEC_CIPHER_ID_GCM_AES_256),
    ("gcm-aes-xpn-128", MACSEC_CIPHER_ID_GCM_AES_XPN_128),
    ("gcm-aes-xpn-256", MACSEC_CIPHER_ID_GCM_AES_XPN_256),
    ("default", MACSEC_DEFAULT_CIPHER_ID),
];

const OPTIONS: &[Row] = &[
    typed(
        &[Whole("cipher")],
        IFLA_MACSEC_CIPHER_SUITE,
        &By {
            read: read_cipher,
            show: nothing,
        },
    ),
    typed(
        &[Whole("icvlen")],
        IFLA_MACSEC_ICV_LEN,
        &By {
            read: read_icv_length,
            show: nothing,
        },
    ),
    typed(&[Whole("encrypt")], IFLA_MACSEC_ENCRYPT, &OnOff),
    typed(&[Whole("send_sci")], IFLA_MACSEC_INC_SCI, &OnOff),
    typed(&[Whole("end_station")], IFLA_MACSEC_ES, &OnOff),
    typed(&[Whole("scb")], IFLA_MACSEC_SCB, &OnOff),
    typed(&[Whole("protect")], IFLA_MACSEC_PROTECT, &OnOff),
    typed(&[Whole("replay")], IFLA_MACSEC_REPLAY_PROTECT, &OnOff),
    typed(&[Whole("window")], IFLA_MACSEC_WINDOW, &U32).wrong("expected replay window size"),
    typed(
        &[Whole("validate")],
        IFLA_MACSEC_VALIDATION,
        &By {
            read: read_validation,
            show: nothing,
        },
    ),
    typed(
        &[Whole("encodingsa")],
        IFLA_MACSEC_ENCODING_SA,
        &By {
            read: read_association,
            show: nothing,
        },
    )
    .wrong("expected an { 0..3 }"),
    typed(&[Whole("offload")], IFLA_MACSEC_OFFLOAD, &OFFLOAD),
];

const FIELDS: &[Row] = &[
    shown("sci", IFLA_MACSEC_SCI, &Shown(show_sci)),
    shown("protect", IFLA_MACSEC_PROTECT, &OnOff),
    shown(
        "cipher_suite",
        IFLA_MACSEC_CIPHER_SUITE,
        &Shown(show_cipher),
    )
    .text("cipher {} "),
    shown("icv_len", IFLA_MACSEC_ICV_LEN, &U8).text("icvlen {} "),
    shown("encoding_sa", IFLA_MACSEC_ENCODING_SA, &U8).text("encodingsa {} "),
    shown("validation", IFLA_MACSEC_VALIDATION, &VALIDATION).text("validate {} "),
    shown("offload", IFLA_MACSEC_OFFLOAD, &OFFLOAD),
    shown("encrypt", IFLA_MACSEC_ENCRYPT, &OnOff),
    shown("inc_sci", IFLA_MACSEC_INC_SCI, &OnOff).text("send_sci {} "),
    shown("es", IFLA_MACSEC_ES, &OnOff).text("end_station {} "),
    shown("scb", IFLA_MACSEC_SCB, &OnOff),
    shown("replay_protect", IFLA_MACSEC_REPLAY_PROTECT, &OnOff).text("replay {} "),
    shown("window", IFLA_MACSEC_WINDOW, &I32),
];

fn nothing(_row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}

/// The channel, if it is named, comes first: an identifier, or an address and a port, or a port alone.
fn read_channel(args: &mut Args) -> Result<Option<(u16, Vec<u8>)>> {
    let mut address = None;
    while let Some(word) = args.peek() {
        match word {
            "address" => {
                args.next();
                address = Some(read_address(args.value()?)?);
            }
            "port" => {
                args.next();
                let port = read_port(args.value()?)?.to_be_bytes();
                return Ok(Some(match address {
                    Some(address) => (IFLA_MACSEC_SCI, [&address[..], &port].concat()),
                    None => (IFLA_MACSEC_PORT, port.to_vec()),
                }));
            }
            "sci" if address.is_some() => return Err(Error::invalid(word, "expected port")),
            "sci" => {
                args.next();
                return Ok(Some(match read_sci(args.value()?)? {
                    0 => no_port(),
                    sci => (IFLA_MACSEC_SCI, sci.to_be_bytes().to_vec()),
                }));
            }
            _ => break,
        }
    }
    Ok(address.map(|_| no_port()))
}

/// Reads a channel's identifier.
///
/// # Errors
/// iproute2's line, status 255.
pub fn read_sci(word: &str) -> Result<u64> {
    number::hexadecimal(word, u64::MAX).ok_or_else(|| Error::invalid(word, "expected sci"))
}

/// Reads the port of a channel.
///
/// # Errors
/// iproute2's line, status 255.
pub fn read_port(word: &str) -> Result<u16> {
    match u16::from_word(word) {
        Some(0) => Err(Error::invalid(word, "expected port != 0")),
        Some(port) => Ok(port),
        None => Err(Error::invalid(word, "expected port")),
    }
}

/// Reads the address of a channel.
///
/// # Errors
/// iproute2's line, status 255.
pub fn read_address(word: &str) -> Result<Vec<u8>> {
    let wrong = |error| {
        let why = Error::invalid(word, "expected lladdr");
        Error::fatal(format!("{error}\n{why}"), 255)
    };
    let mut address = lladdr::parse(word).map_err(wrong)?;
    if address.len() > 6 {
        return Err(wrong(lladdr::invalid(word)));
    }
    address.resize(6, 0);
    Ok(address)
}

/// An address without a port, or a channel of zero, is sent as port 0, which the kernel refuses.
fn no_port() -> (u16, Vec<u8>) {
    (IFLA_MACSEC_PORT, vec![0; 2])
}

/// An option that comes once.
fn once<'a>(row: &Row, reading: &mut Reading<'_, 'a>) -> Result<&'a str> {
    let word = reading.value()?;
    if reading.draft.has(row.attr) {
        return Err(Error::duplicate(row.name(), word));
    }
    Ok(word)
}

fn read_cipher(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = once(row, reading)?;
    let known = SUITES
        .iter()
        .find(|(name, _)| *name == word || name.to_ascii_uppercase() == word);
    let (_, id) = known.ok_or_else(|| {
        Error::invalid(
            word,
            "expected: default, gcm-aes-128, gcm-aes-256, gcm-aes-xpn-128 or gcm-aes-xpn-256",
        )
    })?;
    reading.draft.push(row.attr, &id.to_ne_bytes());
    Ok(())
}

fn show_cipher(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    let id = match attr.u64() {
        Some(MACSEC_DEFAULT_CIPHER_ID) => MACSEC_CIPHER_ID_GCM_AES_128,
        Some(id) => id,
        None => return,
    };
    put(row, display, suite(id));
}

/// The name of a cipher suite, as it is shown.
pub fn suite(id: u64) -> String {
    let known = SUITES.iter().find(|(_, known)| *known == id);
    known.map_or_else(
        || "(unknown)".to_owned(),
        |(name, _)| name.to_ascii_uppercase(),
    )
}

fn show_sci(row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
    if let Some(sci) = attr.be64() {
        put(row, display, format!("{sci:016x}"));
    }
}

/// The window that stands for none.
const NO_WINDOW: u32 = u32::MAX;

fn read_icv_length(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = once(row, reading)?;
    // Decimal, whatever it begins with.
    let length: Option<i32> = word.trim_start().parse().ok();
    let length = length
        .and_then(|length| u8::try_from(length).ok())
        .ok_or_else(|| Error::invalid(word, "expected ICV length"))?;
    if !(8..=16).contains(&length) {
        return Err(Error::invalid(
            word,
            "ICV length must be in the range {8..16}",
        ));
    }
    reading.draft.push(row.attr, &[length]);
    Ok(())
}

fn read_association(row: &Row, reading: &mut Reading) -> Result<()> {
    if reading.draft.has(row.attr) {
        return Err(Error::duplicate_or_garbage(row.name(), row.name()));
    }
    let word = reading.value()?;
    let association = u8::from_word(word).filter(|n| *n < 4);
    let association = association.ok_or_else(|| reading.wrong(row, word))?;
    reading.draft.push(row.attr, &[association]);
    Ok(())
}

/// `validate` may be cut short without a warning.
fn read_validation(row: &Row, reading: &mut Reading) -> Result<()> {
    let level = switch::one_of(reading.args, row.name(), &LEVELS, 1, &mut |_| ())?;
    let level = u8::try_from(level).map_err(|_| Error::incomplete())?;
    reading.draft.push(row.attr, &[level]);
    Ok(())
}

fn check(draft: &mut Draft) -> Result<()> {
    let on = |draft: &Draft, attr| draft.get(attr) == Some(&[1]);
    let ways = [IFLA_MACSEC_INC_SCI, IFLA_MACSEC_ES, IFLA_MACSEC_SCB];
    if ways.into_iter().filter(|way| on(draft, *way)).count() > 1 {
        return Err(Error::command(
            "invalid combination of send_sci/end_station/scb",
        ));
    }
    let window = draft
        .get(IFLA_MACSEC_WINDOW)
        .and_then(|bytes| bytes.first_chunk())
        .map(|bytes| u32::from_ne_bytes(*bytes))
        .filter(|window| *window != NO_WINDOW);
    match window {
        Some(window) if !draft.has(IFLA_MACSEC_REPLAY_PROTECT) => Err(Error::command(format!(
            "replay window set, but replay protection not enabled. did you mean 'replay on window {window}'?"
        ))),
        None if on(draft, IFLA_MACSEC_REPLAY_PROTECT) => Err(Error::command(
            "replay protection enabled, but no window set. did you mean 'replay on window VALUE'?",
        )),
        Some(_) if on(draft, IFLA_MACSEC_REPLAY_PROTECT) => Ok(()),
        _ => {
            draft.remove(IFLA_MACSEC_WINDOW);
            Ok(())
        }
    }
}

/// What is sent after all else, in this order.
const LAST: [u16; 5] = [
    IFLA_MACSEC_CIPHER_SUITE,
    IFLA_MACSEC_ICV_LEN,
    IFLA_MACSEC_WINDOW,
    IFLA_MACSEC_REPLAY_PROTECT,
    IFLA_MACSEC_ENCODING_SA,
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
    if let Some((attr, bytes)) = read_channel(args)? {
        draft.push(attr, &bytes);
    }
    while let Some(word) = args.peek() {
        if !schema::read(
            &[OPTIONS],
            kind.abbreviation_overrides,
            kind.wrong,
            session,
            args,
            &mut draft,
        )? {
            return Err(kind.unknown_word(making.name, word));
        }
    }
    check(&mut draft)?;
    for attr in LAST {
        if let Some(bytes) = draft.get(attr).map(<[u8]>::to_vec) {
            draft.remove(attr);
            draft.push(attr, &bytes);
        }
    }
    request.bare_nest(IFLA_INFO_DATA, |request| draft.emit(request));
    Ok(())
}

/// Compares the port, which a device reports as the end of its secure channel identifier.
fn first_differing(requested: Attrs, existing: Attrs) -> Option<(&'static str, String)> {
    let port = requested.get(IFLA_MACSEC_PORT)?;
    let channel = existing.get(IFLA_MACSEC_SCI)?;
    let same = channel.bytes.ends_with(port.bytes);
    (!same).then(|| ("port", "with another port".to_owned()))
}

/// The secure channel identifier, which has to be the first option.
fn special_options(options: &mut Vec<String>, data: Attrs) {
    if let Some(channel) = data.get(IFLA_MACSEC_SCI) {
        let channel = channel.bytes.iter().map(|byte| format!("{byte:02x}"));
        options.splice(0..0, ["sci".to_owned(), channel.collect()]);
    }
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["macsec"],
    rows: &[OPTIONS, FIELDS],
    shows: true,
    unknown: Unknown::Command,
    help_word: None,
    help: HELP,
    read: Some(read),
    config: "MACSEC",
    lower: Lower::Anywhere,
    first_differing: Some(first_differing),
    not_reported: "its associations and keys, which ip macsec sets",
    special_options: Some(special_options),
    ..PLAIN
};
