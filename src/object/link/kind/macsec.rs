//! `macsec`: frames encrypted and authenticated hop by hop (IEEE 802.1AE). linux/if_macsec.h.

use super::{Kind, Making, PLAIN, Unknown};
use crate::args::FromWord;
use crate::args::Word::{Short, Whole};
use crate::error::{Error, Result};
use crate::netlink::Attr;
use crate::schema::{
    By, Draft, OnOff, OneOf8, Reading, Row, Showing, Shown, U8, U32, put, shown, typed,
};
use crate::uapi::macsec::*;
use crate::value::lladdr;

const HELP: &str = "Usage: ... macsec [ [ address LLADDR ] port { 1..65535 } | sci SCI ]
		[ cipher { default | gcm-aes-128 | gcm-aes-256 | gcm-aes-xpn-128 | gcm-aes-xpn-256 } ]
		[ icvlen { 8..16 } ] [ encrypt { on | off } ] [ protect { on | off } ]
		[ send_sci { on | off } ] [ end_station { on | off } ] [ scb { on | off } ]
		[ replay { on | off } window { 0..2^32-1 } ]
		[ validate { strict | check | disabled } ] [ encodingsa { 0..3 } ]
		[ offload { mac | phy | off } ]

SCI := 64 bits in hexadecimal
";

const VALIDATION: OneOf8 = OneOf8(&["disabled", "check", "strict"]);
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
        &[Whole("sci")],
        IFLA_MACSEC_SCI,
        &By {
            read: read_sci,
            show: nothing,
        },
    ),
    typed(
        &[Whole("address")],
        IFLA_MACSEC_SCI,
        &By {
            read: read_address,
            show: nothing,
        },
    ),
    typed(
        &[Whole("port")],
        IFLA_MACSEC_PORT,
        &By {
            read: read_port,
            show: nothing,
        },
    ),
    typed(
        &[Short("cipher")],
        IFLA_MACSEC_CIPHER_SUITE,
        &By {
            read: read_cipher,
            show: nothing,
        },
    ),
    typed(
        &[Short("icvlen")],
        IFLA_MACSEC_ICV_LEN,
        &By {
            read: read_icv_length,
            show: nothing,
        },
    ),
    typed(&[Short("encrypt")], IFLA_MACSEC_ENCRYPT, &OnOff),
    typed(&[Short("send_sci")], IFLA_MACSEC_INC_SCI, &OnOff),
    typed(&[Short("end_station")], IFLA_MACSEC_ES, &OnOff),
    typed(&[Short("scb")], IFLA_MACSEC_SCB, &OnOff),
    typed(&[Short("protect")], IFLA_MACSEC_PROTECT, &OnOff),
    typed(&[Short("replay")], IFLA_MACSEC_REPLAY_PROTECT, &OnOff),
    typed(&[Short("window")], IFLA_MACSEC_WINDOW, &U32).wrong("expected replay window size"),
    typed(&[Short("validate")], IFLA_MACSEC_VALIDATION, &VALIDATION),
    typed(
        &[Short("encodingsa")],
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
    shown("window", IFLA_MACSEC_WINDOW, &U32),
];

fn nothing(_row: &Row, _attr: Attr, _showing: &mut Showing) {}

/// Once the channel is named, the words for it are unknown.
fn once(reading: &Reading) -> Result<()> {
    let sci = reading
        .draft
        .get(IFLA_MACSEC_SCI)
        .is_some_and(|sci| sci.len() == 8);
    if sci || reading.draft.has(IFLA_MACSEC_PORT) {
        return Err(KIND.unknown_word("macsec", reading.typed));
    }
    Ok(())
}

fn read_sci(row: &Row, reading: &mut Reading) -> Result<()> {
    once(reading)?;
    let word = reading.value()?;
    let sci = crate::value::number::hexadecimal(word, u64::MAX).filter(|sci| *sci != 0);
    let sci = sci.ok_or_else(|| Error::invalid(word, "expected sci"))?;
    reading.draft.set(row.attr, &sci.to_be_bytes());
    Ok(())
}

/// The address is half a channel identifier; it waits for the port.
fn read_address(row: &Row, reading: &mut Reading) -> Result<()> {
    once(reading)?;
    let word = reading.value()?;
    let mut address = lladdr::parse(word).map_err(|error| {
        Error::fatal(
            format!("{error}\n{}", Error::invalid(word, "expected lladdr")),
            255,
        )
    })?;
    address.resize(6, 0);
    reading.draft.set(row.attr, &address);
    Ok(())
}

fn read_port(row: &Row, reading: &mut Reading) -> Result<()> {
    once(reading)?;
    let word = reading.value()?;
    let port = u16::from_word(word).ok_or_else(|| Error::invalid(word, "expected port"))?;
    if port == 0 {
        return Err(Error::invalid(word, "expected port != 0"));
    }
    match reading.draft.get(IFLA_MACSEC_SCI) {
        Some(address) => {
            let sci = [address, &port.to_be_bytes()].concat();
            reading.draft.set(IFLA_MACSEC_SCI, &sci);
        }
        None => reading.draft.set(row.attr, &port.to_be_bytes()),
    }
    Ok(())
}

fn read_cipher(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let known = SUITES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    let (_, id) = known.ok_or_else(|| {
        Error::invalid(
            word,
            "expected: default, gcm-aes-128, gcm-aes-256, gcm-aes-xpn-128 or gcm-aes-xpn-256",
        )
    })?;
    reading.draft.push(row.attr, &id.to_ne_bytes());
    Ok(())
}

fn show_cipher(row: &Row, attr: Attr, showing: &mut Showing) {
    let id = match attr.u64() {
        Some(MACSEC_DEFAULT_CIPHER_ID) => MACSEC_CIPHER_ID_GCM_AES_128,
        Some(id) => id,
        None => return,
    };
    match SUITES.iter().find(|(_, known)| *known == id) {
        Some((name, _)) => put(row, showing, name.to_ascii_uppercase()),
        None => put(row, showing, "(unknown)"),
    }
}

fn show_sci(row: &Row, attr: Attr, showing: &mut Showing) {
    if let Some(sci) = attr.be64() {
        put(row, showing, format!("{sci:016x}"));
    }
}

fn read_icv_length(row: &Row, reading: &mut Reading) -> Result<()> {
    let word = reading.value()?;
    let length = u8::from_word(word).ok_or_else(|| Error::invalid(word, "expected ICV length"))?;
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
    let word = reading.value()?;
    let association = u8::from_word(word).filter(|n| *n < 4);
    let association = association.ok_or_else(|| reading.wrong(row, word))?;
    reading.draft.push(row.attr, &[association]);
    Ok(())
}

fn check(draft: &mut Draft, _making: &Making) -> Result<()> {
    let on = |attr| draft.get(attr) == Some(&[1]);
    let ways = [IFLA_MACSEC_INC_SCI, IFLA_MACSEC_ES, IFLA_MACSEC_SCB];
    let window = draft
        .get(IFLA_MACSEC_WINDOW)
        .and_then(|bytes| bytes.first_chunk());
    match window {
        Some(window) if !on(IFLA_MACSEC_REPLAY_PROTECT) => {
            let window = u32::from_ne_bytes(*window);
            return Err(Error::command(format!(
                "replay window set, but replay protection not enabled. did you mean 'replay on window {window}'?"
            )));
        }
        None if on(IFLA_MACSEC_REPLAY_PROTECT) => {
            return Err(Error::command(
                "replay protection enabled, but no window set. did you mean 'replay on window VALUE'?",
            ));
        }
        Some(_) | None => {}
    }
    if ways.into_iter().filter(|way| on(*way)).count() > 1 {
        return Err(Error::command(
            "invalid combination of send_sci/end_station/scb",
        ));
    }
    // An address without a port is sent as no port, which the kernel refuses.
    if draft.get(IFLA_MACSEC_SCI).is_some_and(|sci| sci.len() < 8) {
        draft.remove(IFLA_MACSEC_SCI);
        draft.set(IFLA_MACSEC_PORT, &[0; 2]);
    }
    Ok(())
}

/// The kind.
pub const KIND: Kind = Kind {
    names: &["macsec"],
    rows: &[OPTIONS, FIELDS],
    shows: true,
    unknown: Unknown::Command,
    help: HELP,
    finish: Some(check),
    ..PLAIN
};
