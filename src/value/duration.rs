//! Time spans.

/// Formats nanoseconds in the largest unit with a nonzero integer part, with three significant digits.
pub fn nanoseconds(n: u64) -> String {
    #[allow(clippy::cast_precision_loss)] // three digits are shown
    let value = n as f64;
    match n {
        1_000_000_000.. => format!("{}s", significant(value / 1e9)),
        1_000_000.. => format!("{}ms", significant(value / 1e6)),
        1_000.. => format!("{}us", significant(value / 1e3)),
        _ => format!("{n}ns"),
    }
}

/// Three significant digits as C's `%.3g` writes them: no trailing zeros, an exponent from 1000 on.
fn significant(value: f64) -> String {
    let scientific = format!("{value:.2e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: usize = exponent.parse().unwrap_or(0);
    if exponent > 2 {
        return format!("{}e+{exponent:02}", trimmed(digits));
    }
    trimmed(&format!("{value:.*}", 2 - exponent)).to_owned()
}

fn trimmed(digits: &str) -> &str {
    match digits.contains('.') {
        true => digits.trim_end_matches('0').trim_end_matches('.'),
        false => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_printf_writes_them() {
        for (n, shown) in [
            (0, "0ns"),
            (999, "999ns"),
            (1234, "1.23us"),
            (26_000, "26us"),
            (999_999, "1e+03us"),
            (255_000_000_000, "255s"),
            (12_345_000_000_000, "1.23e+04s"),
        ] {
            assert_eq!(nanoseconds(n), shown);
        }
    }
}
