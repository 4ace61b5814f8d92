//! Instants, dates, times of day and zones. This folder alone names chrono.
//!
//! Decides what a local time means (D4) and what "N days later" is (D2); which days and hours are
//! allowed is `timing`'s. Table: `tests/spec/moment.md`.

mod date;
mod zone;

use core::fmt;

pub use chrono::Weekday;
use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};

pub use self::date::{CalendarStep, Date, TimeOfDay};
pub use self::zone::{ClockChange, Zone, zone_data_version};
use super::ident::clip;
use super::problem::Problem;

/// The days of a week, from Monday on.
pub const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// An instant. Units: milliseconds since 1970-01-01T00:00Z. Range: the years 1 to 9999, which
/// ISO 8601 writes with four digits, so that each instant can be written, read back and shown in
/// any zone, here and in JavaScript.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// 0001-01-01T00:00:00.000Z.
const MOMENT_MS_MIN: i64 = -62_135_596_800_000;
/// 9999-12-31T23:59:59.999Z.
const MOMENT_MS_MAX: i64 = 253_402_300_799_999;

impl Moment {
    /// The instant so many milliseconds after 1970, clamped to the range of the type.
    pub const fn from_ms(ms: i64) -> Self {
        if ms > MOMENT_MS_MAX {
            Moment(MOMENT_MS_MAX)
        } else if ms < MOMENT_MS_MIN {
            Moment(MOMENT_MS_MIN)
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
        let parsed =
            DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.timestamp_millis());
        // Clamping is for sums; what somebody wrote is either kept or refused.
        parsed.map(Moment::from_ms).filter(|moment| Some(moment.0) == parsed).ok_or_else(|| {
            Problem::new("invalid_instant", format!("`{}` is not an instant", clip(text)))
                .found(clip(text))
                .help("write it as 2026-11-21T09:30:00Z, with Z or an offset like +01:00")
        })
    }

    /// An instant as HTTP writes it, like `Sun, 22 Nov 2026 09:30:00 GMT`. Source: RFC 9110 §5.6.7,
    /// the form that is to be sent.
    pub fn parse_http_date(text: &str) -> Option<Self> {
        let parsed = NaiveDateTime::parse_from_str(text, "%a, %d %b %Y %H:%M:%S GMT").ok()?;
        Some(Moment::from_ms(parsed.and_utc().timestamp_millis()))
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

    /// What clocks in this zone show, to the millisecond.
    fn local(self, zone: Zone) -> NaiveDateTime {
        self.utc().with_timezone(&zone.tz()).naive_local()
    }

    /// The date and the time of day that clocks in this zone show at this instant; seconds are cut.
    pub fn civil(self, zone: Zone) -> (Date, TimeOfDay) {
        let local = self.local(zone);
        (Date::of(local.date()), TimeOfDay::of(local.time()))
    }

    /// The date in this zone.
    pub fn date(self, zone: Zone) -> Date {
        self.civil(zone).0
    }

    /// So many days, weeks or months later by the calendar: the same local time, to the
    /// millisecond, on that date (D2). A local time that a clock change skips or repeats resolves
    /// as in [`Zone::resolve`] (D4).
    ///
    /// ```
    /// use relance_core::words::{CalendarStep, Moment, Zone};
    /// let zone = Zone::parse("Europe/Warsaw")?;
    /// let saturday_noon = Moment::parse("2026-03-28T12:00:00+01:00")?;
    /// let sunday_noon = saturday_noon.plus_calendar(CalendarStep::Days(1), zone);
    /// assert_eq!(sunday_noon.to_iso(), "2026-03-29T10:00:00Z"); // 23 hours later
    /// # Ok::<(), relance_core::words::Problem>(())
    /// ```
    #[must_use]
    pub fn plus_calendar(self, step: CalendarStep, zone: Zone) -> Self {
        let date = self.date(zone).plus(step);
        self.at_same_time_on(date, zone)
    }

    /// The instant on another date when clocks show the local time, to the millisecond, that they
    /// show now.
    #[must_use]
    pub fn at_same_time_on(self, date: Date, zone: Zone) -> Self {
        if date == self.date(zone) {
            // Not resolved again, or the second 02:30 of an autumn night would become the first.
            return self;
        }
        zone.resolve_local(date.naive().and_time(self.local(zone).time())).first()
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_iso())
    }
}
