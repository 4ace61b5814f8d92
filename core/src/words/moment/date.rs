//! Dates and times of day, in no zone, and steps of the calendar (D2).

use core::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Timelike, Weekday};

use crate::words::ident::clip;
use crate::words::problem::Problem;

/// A day of the calendar, in no zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// A time on a clock. Units: minutes since midnight, 0 to 1439.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

/// A distance on the calendar, as opposed to elapsed time (D2). Negative goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarStep {
    /// So many dates later.
    Days(i32),
    /// So many times seven dates later.
    Weeks(i32),
    /// The same day so many months later, or that month's last when it is shorter.
    Months(i32),
}

impl Date {
    pub(super) fn of(naive: NaiveDate) -> Self {
        Date(naive)
    }

    pub(super) fn naive(self) -> NaiveDate {
        self.0
    }

    /// The day, if the calendar has it.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Date)
    }

    /// A date like `2026-11-21`.
    ///
    /// # Errors
    /// `invalid_date` with an example.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        // chrono alone would also take spaces and signs in place of digits.
        let parsed = is_written_as(text, "dddd-dd-dd")
            .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
            .flatten();
        // The range of Moment begins with the year 1.
        parsed.filter(|date| date.year() > 0).map(Date).ok_or_else(|| {
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

    /// So many dates later, or earlier; a date that the calendar does not reach stays (years beyond
    /// ±262,000, which no [`super::Moment`] can name).
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        let distance = Days::new(u64::from(days.unsigned_abs()));
        let moved = if days < 0 {
            self.0.checked_sub_days(distance)
        } else {
            self.0.checked_add_days(distance)
        };
        moved.map_or(self, Date)
    }

    /// So many weeks later, or earlier.
    #[must_use]
    pub fn plus_weeks(self, weeks: i32) -> Self {
        self.plus_days(weeks.saturating_mul(7))
    }

    /// The same day so many months later, or earlier; the last of a month that is too short
    /// (31 Jan + 1 = 28 Feb). Always count from the original date: 31 Jan + 1 + 1 is 28 Mar, while
    /// 31 Jan + 2 is 31 Mar (D2).
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let distance = Months::new(months.unsigned_abs());
        let moved = if months < 0 {
            self.0.checked_sub_months(distance)
        } else {
            self.0.checked_add_months(distance)
        };
        moved.map_or(self, Date)
    }

    /// So far on the calendar (D2).
    ///
    /// ```
    /// use relance_core::words::{CalendarStep, Date};
    /// let original = Date::parse("2027-01-31")?;
    /// assert_eq!(original.plus(CalendarStep::Months(1)).to_string(), "2027-02-28");
    /// assert_eq!(original.plus(CalendarStep::Months(2)).to_string(), "2027-03-31");
    /// # Ok::<(), relance_core::words::Problem>(())
    /// ```
    #[must_use]
    pub fn plus(self, step: CalendarStep) -> Self {
        match step {
            CalendarStep::Days(days) => self.plus_days(days),
            CalendarStep::Weeks(weeks) => self.plus_weeks(weeks),
            CalendarStep::Months(months) => self.plus_months(months),
        }
    }

    /// The first instant of this date in a zone: [`super::Zone::start_of`].
    pub fn start(self, zone: super::Zone) -> super::Moment {
        zone.start_of(self)
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_saturday_or_sunday(self) -> bool {
        matches!(self.weekday(), Weekday::Sat | Weekday::Sun)
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
    /// 00:00.
    pub const MIDNIGHT: TimeOfDay = TimeOfDay(0);
    /// 12:00.
    pub const NOON: TimeOfDay = TimeOfDay(12 * 60);

    pub(super) fn of(time: NaiveTime) -> Self {
        TimeOfDay(u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0))
    }

    pub(super) fn naive(self) -> NaiveTime {
        let seconds = u32::from(self.0) * 60;
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or(NaiveTime::MIN)
    }

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
            let two_digits =
                |text: &str| is_written_as(text, "dd").then(|| text.parse::<u16>().ok()).flatten();
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

/// Whether a text has this shape, where `d` stands for a digit.
fn is_written_as(text: &str, shape: &str) -> bool {
    let fits = |(found, wanted): (u8, u8)| match wanted {
        b'd' => found.is_ascii_digit(),
        other => found == other,
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}
