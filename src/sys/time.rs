//! Local time, for the time stamps of `ip monitor`.
//!
//! # Safety
//!
//! One call of `localtime_r` with a buffer of ours. It reads `TZ` and the file it names the first
//! time, so nobody may change the environment meanwhile; nothing in this program ever does.

use std::mem::MaybeUninit;
use std::time::{SystemTime, UNIX_EPOCH};

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A moment on the clock and the calendar of this place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LocalTime {
    /// All digits of it.
    pub year: i64,
    /// 0 is January.
    pub month: i32,
    /// The first is 1.
    pub day: i32,
    /// 0 is Sunday.
    pub weekday: i32,
    /// 0 to 23
    pub hour: i32,
    /// 0 to 59
    pub minute: i32,
    /// 0 to 60
    pub second: i32,
    /// 0 to 999999
    pub micros: u32,
}

impl LocalTime {
    /// This moment.
    #[must_use]
    pub fn now() -> Self {
        // A clock before 1970 is shown as 1970.
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self::at(now.as_secs().cast_signed(), now.subsec_micros())
    }

    /// Whole seconds since the start of 1970.
    #[must_use]
    pub fn unix_seconds() -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.unwrap_or_default().as_secs().cast_signed()
    }

    /// The moment this many seconds and microseconds after the start of 1970. One whose year does
    /// not fit in a C `int` is all zeroes.
    #[must_use]
    pub fn at(seconds: i64, micros: u32) -> Self {
        let mut local = MaybeUninit::<libc::tm>::zeroed();
        // SAFETY: `local` is writable, and is read only after the call has filled it in.
        let local = unsafe {
            if libc::localtime_r(&raw const seconds, local.as_mut_ptr()).is_null() {
                return Self::default();
            }
            local.assume_init()
        };
        Self {
            year: i64::from(local.tm_year) + 1900,
            month: local.tm_mon,
            day: local.tm_mday,
            weekday: local.tm_wday,
            hour: local.tm_hour,
            minute: local.tm_min,
            second: local.tm_sec,
            micros,
        }
    }

    /// C's `asctime` without the newline: `Mon Nov 23 20:08:13 2026`.
    #[must_use]
    pub fn asctime(&self) -> String {
        format!(
            "{} {}{:3} {:02}:{:02}:{:02} {}",
            pick(&DAYS, self.weekday),
            pick(&MONTHS, self.month),
            self.day,
            self.hour,
            self.minute,
            self.second,
            self.year
        )
    }

    /// To the second: `2026-11-23 20:08:22`.
    #[must_use]
    pub fn date_and_time(&self) -> String {
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            self.year,
            self.month + 1,
            self.day,
            self.hour,
            self.minute,
            self.second
        )
    }

    /// ISO 8601 to the microsecond: `2026-11-23T20:08:22.211622`.
    #[must_use]
    pub fn iso(&self) -> String {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}",
            self.year,
            self.month + 1,
            self.day,
            self.hour,
            self.minute,
            self.second,
            self.micros
        )
    }
}

/// C's `asctime` has question marks for what is no day or month.
fn pick(names: &[&'static str], index: i32) -> &'static str {
    let name = usize::try_from(index).ok().and_then(|at| names.get(at));
    name.copied().unwrap_or("???")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENT: LocalTime = LocalTime {
        year: 2026,
        month: 10,
        day: 3,
        weekday: 2,
        hour: 20,
        minute: 8,
        second: 1,
        micros: 4211,
    };

    #[test]
    fn days_are_padded_like_asctime_s() {
        assert_eq!(MOMENT.asctime(), "Tue Nov  3 20:08:01 2026");
        let odd = LocalTime {
            weekday: 9,
            month: -1,
            ..MOMENT
        };
        assert_eq!(odd.asctime(), "??? ???  3 20:08:01 2026");
    }

    #[test]
    fn short_stamps_sort() {
        assert_eq!(MOMENT.iso(), "2026-11-03T20:08:01.004211");
    }

    #[test]
    fn the_calendar_is_libc_s() {
        // Within a day of 1 January 2001 wherever this runs.
        let moment = LocalTime::at(978_307_200, 5);
        assert!(matches!(
            (moment.year, moment.month, moment.day),
            (2001, 0, 1) | (2000, 11, 31)
        ));
        assert_eq!(moment.micros, 5);
        assert_eq!(LocalTime::at(i64::MAX, 0), LocalTime::default());
    }
}
