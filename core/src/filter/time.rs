//! Dates and instants in filters: for which values of `now` a test of one value is true (D2, D9,
//! D10). Row evaluation, the columns and the next flip all ask here.
//!
//! Against `now`, every value falls into one of two parts on each side, and the edge is the very
//! instant to which a delay of that length leads (D2):
//! - an instant `v` is `in the last P` while `v ≤ now < v + P`, `older than P` from `v + P` on,
//!   `in the next P` while `v − P ≤ now < v`, `more than P ahead` until `v − P`;
//! - a date counts from local midnights: `in the last 3 days` is today and the two days before,
//!   `older than 3 days` the third day before and earlier, `in the next 3 days` today and the three
//!   days to come, `more than 3 days ahead` the rest. Today is in both: it has begun and is not over.
//!
//! Months clamp (31 Jan + 1 month is 28 Feb), so `v + P` may fall as `v` rises, by up to 3 days: do
//! not turn a test into one comparison of `v` with `now − P`.

use super::ast::{TimePoint, TimeTest};
use crate::words::{CalendarStep, Date, Moment, Period, PeriodUnit, Zone};

/// When and where a filter is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct At {
    /// The instant of the question.
    pub now: Moment,
    /// The zone whose days count (D4).
    pub zone: Zone,
}

/// A date or an instant that a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TimeValue {
    /// A day.
    Day(Date),
    /// An instant.
    Instant(Moment),
}

/// The instants of `now` at which something is true: from `from` on, before `until`; without one,
/// unbounded on that side. Nothing when `from ≥ until`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The first instant.
    pub from: Option<Moment>,
    /// The first instant after it.
    pub until: Option<Moment>,
}

impl Window {
    /// True at each `now`.
    pub const ALWAYS: Window = Window { from: None, until: None };

    /// From an instant on.
    pub fn from(from: Moment) -> Self {
        Window { from: Some(from), until: None }
    }

    /// Whether `now` is inside.
    pub fn contains(&self, now: Moment) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    /// Whether no `now` is inside.
    pub fn is_empty(&self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if from >= until)
    }
}

/// The instant a period after another (D2): calendar steps in the zone, minutes and hours elapsed.
pub fn later(moment: Moment, period: Period, zone: Zone) -> Moment {
    match step(period, 1) {
        Ok(step) => moment.plus_calendar(step, zone),
        Err(elapsed_ms) => moment.plus_ms(elapsed_ms),
    }
}

/// The instant a period before another (D2).
pub fn earlier(moment: Moment, period: Period, zone: Zone) -> Moment {
    match step(period, -1) {
        Ok(step) => moment.plus_calendar(step, zone),
        Err(elapsed_ms) => moment.plus_ms(elapsed_ms),
    }
}

/// The calendar step of a period, or its elapsed milliseconds.
fn step(period: Period, sign: i32) -> Result<CalendarStep, i64> {
    const MINUTE_MS: i64 = 60_000;
    let count = i32::try_from(period.count).unwrap_or(i32::MAX).saturating_mul(sign);
    match period.unit {
        PeriodUnit::Minutes => Err(i64::from(count) * MINUTE_MS),
        PeriodUnit::Hours => Err(i64::from(count) * 60 * MINUTE_MS),
        PeriodUnit::Days => Ok(CalendarStep::Days(count)),
        PeriodUnit::Weeks => Ok(CalendarStep::Weeks(count)),
        PeriodUnit::Months => Ok(CalendarStep::Months(count)),
        PeriodUnit::Years => Ok(CalendarStep::Months(count.saturating_mul(12))),
    }
}

/// A date so much later; a period of minutes or hours does not move it (`check` refuses those).
fn date_later(date: Date, period: Period, sign: i32) -> Date {
    step(period, sign).map_or(date, |step| date.plus(step))
}

/// Whether the test of this value is true.
pub fn holds(test: &TimeTest, value: TimeValue, at: &At) -> bool {
    match *test {
        TimeTest::On(date) => match value {
            TimeValue::Day(day) => day == date,
            TimeValue::Instant(moment) => moment.date(at.zone) == date,
        },
        TimeTest::Before(point) => is_before(value, point, at.zone),
        TimeTest::After(point) => is_after(value, point, at.zone),
        TimeTest::Between(from, to) => {
            !is_before(value, from, at.zone) && !is_after(value, to, at.zone)
        }
        TimeTest::AnniversaryWithin { days } => {
            let today = at.now.date(at.zone);
            anniversary_holds(value_day(value, at.zone), today, days)
        }
        _ => window(test, value, at.zone).is_some_and(|window| window.contains(at.now)),
    }
}

fn is_before(value: TimeValue, point: TimePoint, zone: Zone) -> bool {
    match (value, point) {
        (TimeValue::Day(day), TimePoint::Day(other)) => day < other,
        (TimeValue::Day(day), TimePoint::Instant(other)) => zone.start_of(day) < other,
        (TimeValue::Instant(moment), TimePoint::Day(other)) => moment < zone.start_of(other),
        (TimeValue::Instant(moment), TimePoint::Instant(other)) => moment < other,
    }
}

fn is_after(value: TimeValue, point: TimePoint, zone: Zone) -> bool {
    match (value, point) {
        (TimeValue::Day(day), TimePoint::Day(other)) => day > other,
        (TimeValue::Day(day), TimePoint::Instant(other)) => zone.start_of(day) > other,
        (TimeValue::Instant(moment), TimePoint::Day(other)) => {
            moment >= zone.start_of(other.plus_days(1))
        }
        (TimeValue::Instant(moment), TimePoint::Instant(other)) => moment > other,
    }
}

/// When a test against `now` is true for this value; `None` for tests that `now` does not enter,
/// and for anniversaries, which return.
pub fn window(test: &TimeTest, value: TimeValue, zone: Zone) -> Option<Window> {
    let window = match (*test, value) {
        (TimeTest::InLast(period), TimeValue::Instant(moment)) => {
            Window { from: Some(moment), until: Some(later(moment, period, zone)) }
        }
        (TimeTest::InLast(period), TimeValue::Day(day)) => Window {
            from: Some(zone.start_of(day)),
            until: Some(zone.start_of(date_later(day, period, 1))),
        },
        (TimeTest::OlderThan(period), TimeValue::Instant(moment)) => {
            Window::from(later(moment, period, zone))
        }
        (TimeTest::OlderThan(period), TimeValue::Day(day)) => {
            Window::from(zone.start_of(date_later(day, period, 1)))
        }
        (TimeTest::InNext(period), TimeValue::Instant(moment)) => {
            Window { from: Some(earlier(moment, period, zone)), until: Some(moment) }
        }
        (TimeTest::InNext(period), TimeValue::Day(day)) => Window {
            from: Some(zone.start_of(date_later(day, period, -1))),
            until: Some(zone.start_of(day.plus_days(1))),
        },
        (TimeTest::MoreThanAhead(period), TimeValue::Instant(moment)) => {
            Window { from: None, until: Some(earlier(moment, period, zone)) }
        }
        (TimeTest::MoreThanAhead(period), TimeValue::Day(day)) => {
            Window { from: None, until: Some(zone.start_of(date_later(day, period, -1))) }
        }
        _ => return None,
    };
    Some(window)
}

/// The first instant after `at.now` at which the test of this value changes its answer.
pub fn next_flip(test: &TimeTest, value: TimeValue, at: &At) -> Option<Moment> {
    let candidates = match *test {
        TimeTest::AnniversaryWithin { days } => anniversary_edges(value, days, at),
        _ => {
            let window = window(test, value, at.zone)?;
            vec![window.from, window.until]
        }
    };
    let holds_now = holds(test, value, at);
    candidates
        .into_iter()
        .flatten()
        .filter(|edge| *edge > at.now && holds(test, value, &At { now: *edge, ..*at }) != holds_now)
        .min()
}

fn value_day(value: TimeValue, zone: Zone) -> Date {
    match value {
        TimeValue::Day(day) => day,
        TimeValue::Instant(moment) => moment.date(zone),
    }
}

/// The day's return in a year; 29 February is the 28th where there is none (D2).
fn anniversary(day: Date, year: i32) -> Date {
    day.plus_months((year - day.year()).saturating_mul(12))
}

fn anniversary_holds(day: Date, today: Date, days: u16) -> bool {
    let this_year = today.year();
    // At most 366 days ahead: this year's return, the next one's, or the one after in a leap year.
    (this_year..=this_year.saturating_add(2))
        .filter(|year| *year > day.year())
        .map(|year| anniversary(day, year))
        .any(|returned| returned >= today && returned <= today.plus_days(i32::from(days)))
}

/// Each instant within the coming years at which an anniversary test may change.
fn anniversary_edges(value: TimeValue, days: u16, at: &At) -> Vec<Option<Moment>> {
    let day = value_day(value, at.zone);
    let first = at.now.date(at.zone).year().max(day.year()).saturating_add(-1);
    // The window before a return may open in the year before it; three years hold the next change.
    (first..=first.saturating_add(4))
        .filter(|year| *year > day.year())
        .flat_map(|year| {
            let returned = anniversary(day, year);
            [returned.plus_days(-i32::from(days)), returned.plus_days(1)]
        })
        .map(|edge| Some(at.zone.start_of(edge)))
        .collect()
}
