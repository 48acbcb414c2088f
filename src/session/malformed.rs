//! iproute2's lines about malformed messages, which only files and broken kernels hold.

use crate::netlink::Message;
use crate::output::eprint_line;

/// The line about a message that does not hold its fixed header of `header` bytes.
pub fn header_error(message: &Message, header: usize) -> Option<String> {
    let missing = header.checked_sub(message.body.len())?;
    (missing > 0).then(|| format!("BUG: wrong nlmsg len -{missing}"))
}

/// Whether a message holds its fixed header of `header` bytes; prints the line if not.
pub fn has_header(message: &Message, header: usize) -> bool {
    let error = header_error(message, header);
    error.iter().for_each(|line| eprint_line(line));
    error.is_none()
}

/// Prints the line about bytes that follow the last complete attribute, or that padding lacks, of a message with a fixed
/// header of `header` bytes.
pub fn warn_of_leftover(message: &Message, header: usize) {
    let mut bytes = message.body.get(header..).unwrap_or_default();
    // iproute2 counts down a signed number, and reads a length behind the message where it is negative.
    let mut missing = header.saturating_sub(message.body.len());
    let length = |bytes: &[u8]| {
        let at = |place: usize| bytes.get(place).copied().unwrap_or(0);
        u16::from_ne_bytes([at(0), at(1)])
    };
    while bytes.len() >= 4 {
        let attribute = usize::from(length(bytes));
        if !(4..=bytes.len()).contains(&attribute) {
            break;
        }
        let step = attribute.next_multiple_of(4);
        missing = step.saturating_sub(bytes.len());
        bytes = bytes.get(step..).unwrap_or_default();
    }
    if !bytes.is_empty() {
        let (left, length) = (bytes.len(), length(bytes));
        eprint_line(&format!("!!!Deficit {left}, rta_len={length}"));
    } else if missing > 0 {
        eprint_line(&format!("!!!Deficit -{missing}, rta_len=0"));
    }
}
