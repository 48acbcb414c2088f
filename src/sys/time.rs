//! Local time for time stamps and dates.
//!
//! The C library's version would add a third of a megabyte, mostly scanf and what it references. A crate reads the
//! rules of the zone instead, as tzset(3) describes.

use std::fs::File;
use std::io::Read;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use tz::{DateTime, TimeZone, TimeZoneSettings};

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A local date and time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LocalTime {
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
    /// The current time.
    #[must_use]
    pub fn now() -> Self {
        // A clock before 1970 is shown as 1970.
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self::at(now.as_secs() as i64, now.subsec_micros())
    }

    /// Whole seconds since the start of 1970.
    #[must_use]
    pub fn unix_seconds() -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.unwrap_or_default().as_secs() as i64
    }

    /// The local time at this many seconds and microseconds after the start of 1970. All zero if the year does not fit
    /// a C `int`.
    #[must_use]
    pub fn at(seconds: i64, micros: u32) -> Self {
        let at = |zone: &TimeZone| DateTime::from_timespec(seconds, 0, zone.as_ref());
        // A zone may have no rules after its last recorded change.
        let local = at(zone()).or_else(|_| at(&TimeZone::utc()));
        local.map_or_else(
            |_| Self::default(),
            |local| Self {
                year: local.year().into(),
                month: i32::from(local.month()) - 1,
                day: local.month_day().into(),
                weekday: local.week_day().into(),
                hour: local.hour().into(),
                minute: local.minute().into(),
                second: local.second().into(),
                micros,
            },
        )
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

/// The zone of this process, read once from `TZ` and its files.
fn zone() -> &'static TimeZone {
    static ZONE: OnceLock<TimeZone> = OnceLock::new();
    ZONE.get_or_init(|| {
        let name = std::env::var("TZ").unwrap_or_else(|_| "localtime".to_owned());
        named(&name).unwrap_or_else(TimeZone::utc)
    })
}

/// The zone of a value of `TZ`; an empty one is UTC, as in C.
fn named(name: &str) -> Option<TimeZone> {
    let settings = TimeZoneSettings::new(&["/usr/share/zoneinfo"], |path| Ok(read(path)?));
    let parse = |name: &str| settings.parse_posix_tz(name).ok();
    // A summer time without dates follows the rules of the United States.
    parse(name).or_else(|| parse(&format!("{name},M3.2.0,M11.1.0")))
}

/// Larger than any zone file.
const LONGEST: u64 = 1 << 20;

/// Reads a zone file; `TZ` may name any file.
fn read(path: &str) -> std::io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let mut rules = Vec::new();
    file.take(LONGEST).read_to_end(&mut rules)?;
    Ok(rules)
}

/// C's `asctime` writes question marks for an invalid day or month.
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
    fn a_moment_is_where_it_should_be() {
        // Within a day of 1 January 2001 in any zone.
        let moment = LocalTime::at(978_307_200, 5);
        assert!(matches!(
            (moment.year, moment.month, moment.day),
            (2001, 0, 1) | (2000, 11, 31)
        ));
        assert_eq!(moment.micros, 5);
        assert_eq!(LocalTime::at(i64::MAX, 0), LocalTime::default());
    }

    #[test]
    fn zones_are_read_as_tzset_does() {
        let offset = |name: &str, at: i64| {
            let zone = named(name).unwrap();
            zone.find_local_time_type(at).unwrap().ut_offset()
        };
        let (winter, summer) = (1_767_225_600, 1_782_864_000);
        assert_eq!(offset("CET-1CEST,M3.5.0,M10.5.0/3", winter), 3600);
        assert_eq!(offset("CET-1CEST,M3.5.0,M10.5.0/3", summer), 7200);
        assert_eq!(offset("XYZ5XDT", winter), -18000);
        assert_eq!(offset("XYZ5XDT", summer), -14400);
        assert_eq!(offset("<+0545>-5:45", winter), 20700);
        for unknown in [
            "",
            "UTC+",
            "No/Where",
            ":/dev/zero",
            "/dev/zero",
            "../../../etc/passwd",
        ] {
            assert!(named(unknown).is_none(), "{unknown}");
        }
    }
}
