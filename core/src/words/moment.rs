//! Instants, dates, times of day and zones. The only file that names chrono.
//!
//! Spec: D2 (calendar steps), D4 (zones, clock changes). Table: `tests/spec/moment.md`.

use core::fmt;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, TimeDelta, Utc};
pub use chrono::Weekday;
use chrono_tz::Tz;

use super::ident::clip;
use super::problem::Problem;

/// An instant. Units: milliseconds since 1970-01-01T00:00Z. Range: that of JavaScript's Date
/// (±8.64e15), so that each instant has the same meaning in the browser and here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// A day of the calendar, in no zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// A time on a clock. Units: minutes since midnight, 0 to 1439.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

/// An IANA time zone, like `Europe/Warsaw`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

const MOMENT_MS_MAX: i64 = 8_640_000_000_000_000;

impl Moment {
    /// The instant so many milliseconds after 1970, clamped to the range of the type.
    pub const fn from_ms(ms: i64) -> Self {
        if ms > MOMENT_MS_MAX {
            Moment(MOMENT_MS_MAX)
        } else if ms < -MOMENT_MS_MAX {
            Moment(-MOMENT_MS_MAX)
        } else {
            Moment(ms)
        }
    }

    /// Units: milliseconds since 1970-01-01T00:00Z.
    pub const fn as_ms(self) -> i64 {
        self.0
    }

    /// An ISO 8601 instant with its offset, like `2026-11-21T09:30:00Z`.
    ///
    /// # Errors
    /// `invalid_instant` with an example.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        match DateTime::parse_from_rfc3339(text) {
            Ok(instant) => Ok(Moment::from_ms(instant.timestamp_millis())),
            Err(_) => Err(Problem::new("invalid_instant", format!("`{}` is not an instant", clip(text)))
                .found(clip(text))
                .help("write it as 2026-11-21T09:30:00Z, with Z or an offset like +01:00")),
        }
    }

    /// ISO 8601 in UTC; milliseconds only when there are any.
    pub fn to_iso(self) -> String {
        let format = if self.0 % 1000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        self.utc().to_rfc3339_opts(format, true)
    }

    /// So many milliseconds later (or earlier).
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Moment::from_ms(self.0.saturating_add(ms))
    }

    fn utc(self) -> DateTime<Utc> {
        // INVARIANT: the constructor keeps to a range that chrono can represent.
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The date and the time of day that clocks in this zone show at this instant.
    pub fn civil(self, zone: Zone) -> (Date, TimeOfDay) {
        use chrono::Timelike;
        let local = self.utc().with_timezone(&zone.0).naive_local();
        let minute = local.hour() * 60 + local.minute();
        (Date(local.date()), TimeOfDay(u16::try_from(minute).unwrap_or(0)))
    }
}

impl Date {
    /// The day, if the calendar has it.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Date)
    }

    /// A date like `2026-11-21`.
    ///
    /// # Errors
    /// `invalid_date` with an example.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let parsed = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        parsed.map(Date).ok_or_else(|| {
            Problem::new("invalid_date", format!("`{}` is not a date", clip(text)))
                .found(clip(text))
                .help("write it as 2026-11-21")
        })
    }

    /// Units: days since 1970-01-01.
    pub fn days_since_epoch(self) -> i32 {
        self.0.signed_duration_since(NaiveDate::default()).num_days() as i32
    }

    /// The date so many days after 1970-01-01, if the calendar reaches it.
    pub fn from_days_since_epoch(days: i32) -> Option<Self> {
        NaiveDate::default().checked_add_signed(TimeDelta::days(i64::from(days))).map(Date)
    }

    /// The weekday.
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }
    /// The year, like 2026.
    pub fn year(self) -> i32 {
        self.0.year()
    }
    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }
    /// The day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.0.day()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TimeOfDay {
    /// The time so many minutes after midnight, if a day has it.
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes < 24 * 60 { Some(TimeOfDay(minutes)) } else { None }
    }

    /// Units: minutes since midnight.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// A time like `09:30`.
    ///
    /// # Errors
    /// `invalid_time` with an example.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let parsed = text.split_once(':').and_then(|(hours, minutes)| {
            let two_digits = |s: &str| (s.len() == 2).then(|| s.parse::<u16>().ok()).flatten();
            let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
            (minutes < 60).then(|| TimeOfDay::from_minutes(hours * 60 + minutes)).flatten()
        });
        parsed.ok_or_else(|| {
            Problem::new("invalid_time", format!("`{}` is not a time of day", clip(text)))
                .found(clip(text))
                .help("write it as 09:30, from 00:00 to 23:59")
        })
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone(Tz::UTC);

    /// A zone by its IANA name.
    ///
    /// # Errors
    /// `unknown_zone` with the closest name.
    pub fn parse(name: &str) -> Result<Self, Problem> {
        name.parse::<Tz>().map(Zone).map_err(|_| {
            Problem::new("unknown_zone", format!("there is no time zone `{}`", clip(name)))
                .found(clip(name))
                .allowed(chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()))
                .suggest()
                .allowed(["Europe/Warsaw", "Europe/Bucharest", "Europe/Budapest", "Europe/Moscow"])
        })
    }

    /// The IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
