//! Short counts (`-human`, `-iec`).

/// Formats `n` with three significant digits and a suffix; `base` is 1000, or 1024 with `-iec`.
pub fn human(n: u64, iec: bool) -> String {
    let base = if iec { 1024 } else { 1000 };
    if n < base {
        return n.to_string();
    }
    let mut power: u64 = base;
    let mut suffixes = "kMGTPE".chars();
    let mut suffix = suffixes.next().unwrap_or('k');
    while let Some(next) = suffixes.next().filter(|_| n / power >= base) {
        power *= base;
        suffix = next;
    }
    #[allow(clippy::cast_precision_loss)]
    let scaled = n as f64 / power as f64;
    let places = match n / power {
        0..10 => 2,
        10..100 => 1,
        _ => 0,
    };
    format!("{scaled:.places$}{suffix}{}", if iec { "i" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::human;

    #[test]
    fn as_iproute2() {
        for (n, si, iec) in [
            (999, "999", "999"),
            (60028, "60.0k", "58.6ki"),
            (120_056, "120k", "117ki"),
            (1_020_476, "1.02M", "997ki"),
            (193_110_076, "193M", "184Mi"),
        ] {
            assert_eq!(
                (human(n, false).as_str(), human(n, true).as_str()),
                (si, iec)
            );
        }
    }
}
