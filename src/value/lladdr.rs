//! Link-layer addresses: hexadecimal bytes, or the network-layer address of a tunnel end.

use super::{family, inet::Inet};
use crate::args::decode;
use crate::error::{Error, Result};
use crate::output::Value;
use crate::uapi::arp::{ARPHRD_IP6GRE, ARPHRD_IPGRE, ARPHRD_SIT, ARPHRD_TUNNEL, ARPHRD_TUNNEL6};

/// The address of a device of hardware type `kind` (`ARPHRD_*`).
pub fn value(address: &[u8], kind: u16) -> Value<'_> {
    match (kind, address.len()) {
        (ARPHRD_TUNNEL | ARPHRD_SIT | ARPHRD_IPGRE, 4) => Inet::new(family::INET, address).plain(),
        (ARPHRD_TUNNEL6 | ARPHRD_IP6GRE, 16) => Inet::new(family::INET6, address).plain(),
        _ => Value::Hex(address),
    }
}

/// As [`value`], as text.
pub fn show(address: &[u8], kind: u16) -> String {
    let mut text = Vec::new();
    value(address, kind).write_text(&mut text);
    decode(&text)
}

/// Hexadecimal bytes with colons.
pub fn hex(address: &[u8]) -> String {
    show(address, 0)
}

/// Reads a dotted IPv4 address (four bytes) or hexadecimal bytes with colons.
///
/// # Errors
/// iproute2's line, status 1.
pub fn parse(word: &str) -> Result<Vec<u8>> {
    read(word).ok_or_else(|| invalid(word))
}

/// Reads an address of the family `required`; link-layer is a family, too. Returns the family and the payload of a
/// request.
///
/// # Errors
/// iproute2's lines, status 1.
pub fn parse_any(word: &str, required: u8) -> Result<(u8, Vec<u8>)> {
    if required != family::PACKET {
        let inet = Inet::parse(word, required)?;
        return Ok((inet.family, inet.payload(word).to_vec()));
    }
    if let "default" | "any" | "all" = word {
        return Ok((required, Vec::new()));
    }
    let address = parse(word).map_err(|error| {
        let line = format!("{error}\nError: link address is expected rather than \"{word}\".");
        Error::fatal(line, 1)
    })?;
    Ok((required, address))
}

/// iproute2's line about a word that is not an address, status 1.
pub fn invalid(word: &str) -> Error {
    Error::command(format!("\"{word}\" is invalid lladdr."))
}

fn read(word: &str) -> Option<Vec<u8>> {
    if word.contains('.') {
        return Inet::from_word(word, family::INET).map(|inet| inet.bytes().to_vec());
    }
    word.split(':').map(byte).collect::<Option<Vec<u8>>>()
}

/// One byte in hexadecimal.
fn byte(part: &str) -> Option<u8> {
    let part = part
        .strip_prefix("0x")
        .or_else(|| part.strip_prefix("0X"))
        .unwrap_or(part);
    // from_str_radix would accept a sign.
    let digits = part.bytes().all(|digit| digit.is_ascii_hexdigit());
    u8::from_str_radix(part, 16).ok().filter(|_| digits)
}
