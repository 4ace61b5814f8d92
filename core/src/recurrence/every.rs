//! Every N minutes, hours, days, weeks or months from a start (S0.7).
//!
//! Minutes and hours elapse; days, weeks and months are steps of the calendar, each counted from the
//! original date, so that a short month loses no day for good (D2).

use crate::words::{CalendarStep, Date, Moment, Problem, TimeOfDay, Zone};

/// What is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatUnit {
    /// 60 elapsed seconds.
    Minutes,
    /// 60 elapsed minutes.
    Hours,
    /// Calendar days.
    Days,
    /// 7 calendar days.
    Weeks,
    /// Calendar months; one too short has its last day.
    Months,
}

/// Every so many units, from a local start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Every {
    count: u32,
    unit: RepeatUnit,
    from: (Date, TimeOfDay),
}

const MS_PER_MINUTE: i64 = 60_000;

impl RepeatUnit {
    /// The longest interval in this unit: a year. Source: our choice; a rarer job is a date, and the
    /// shortest is a minute (S0.7).
    pub const fn count_max(self) -> u32 {
        match self {
            RepeatUnit::Minutes => 525_600,
            RepeatUnit::Hours => 8_760,
            RepeatUnit::Days => 366,
            RepeatUnit::Weeks => 52,
            RepeatUnit::Months => 12,
        }
    }
}

impl Every {
    /// Every `count` of the unit, first at `from` on the clocks of the zone.
    ///
    /// # Errors
    /// `interval_out_of_range` below one or above [`RepeatUnit::count_max`].
    pub fn new(count: u32, unit: RepeatUnit, from: (Date, TimeOfDay)) -> Result<Self, Problem> {
        if count == 0 || count > unit.count_max() {
            let message = "a job repeats at least every minute and at most once a year";
            return Err(Problem::new("interval_out_of_range", message)
                .at("every")
                .found(count.to_string())
                .allowed([format!("1 to {}", unit.count_max())]));
        }
        Ok(Every { count, unit, from })
    }

    /// How many units.
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// Of what.
    pub const fn unit(&self) -> RepeatUnit {
        self.unit
    }

    /// The first slot, as clocks in the zone show it.
    pub const fn from(&self) -> (Date, TimeOfDay) {
        self.from
    }

    pub(super) fn next_after(&self, after: Moment, zone: Zone) -> Option<Moment> {
        match self.elapsed_ms() {
            Some(interval_ms) => self.next_elapsed(interval_ms, after, zone),
            None => self.next_on_calendar(after, zone),
        }
    }

    /// The interval, where it is elapsed time. Units: milliseconds.
    fn elapsed_ms(&self) -> Option<i64> {
        let minutes = match self.unit {
            RepeatUnit::Minutes => i64::from(self.count),
            RepeatUnit::Hours => i64::from(self.count) * 60,
            RepeatUnit::Days | RepeatUnit::Weeks | RepeatUnit::Months => return None,
        };
        Some(minutes * MS_PER_MINUTE)
    }

    fn next_elapsed(&self, interval_ms: i64, after: Moment, zone: Zone) -> Option<Moment> {
        let start = zone.resolve(self.from.0, self.from.1);
        if after < start {
            return Some(start);
        }
        let passed = (after.as_ms() - start.as_ms()).div_euclid(interval_ms) + 1;
        Some(start.plus_ms(passed.saturating_mul(interval_ms))).filter(|next| *next > after)
    }

    fn next_on_calendar(&self, after: Moment, zone: Zone) -> Option<Moment> {
        let (start, time) = self.from;
        let days = after.date(zone).days_since_epoch() - start.days_since_epoch();
        // Never too late: at least so many whole steps lie before the date, and one more because a
        // slot that a clock change moved may show the next date.
        let steps_before = match self.unit {
            RepeatUnit::Months => months_between(start, after.date(zone)) / self.count_i32(),
            RepeatUnit::Weeks => days / (self.count_i32() * 7),
            _ => days / self.count_i32(),
        };
        let first = steps_before.saturating_sub(2).max(0);
        // Four steps on lies at least a day beyond `after`, so the search ends within them, or where
        // the calendar does.
        (first..first.saturating_add(SLOTS_TRIED_MAX))
            .map(|steps| zone.resolve(start.plus(self.step(steps)), time))
            .find(|slot| *slot > after)
    }

    fn count_i32(&self) -> i32 {
        // INVARIANT: count_max is far below i32::MAX.
        i32::try_from(self.count).unwrap_or(i32::MAX)
    }

    /// So many intervals from the start, as one step of the calendar (D2).
    fn step(&self, times: i32) -> CalendarStep {
        let amount = self.count_i32().saturating_mul(times);
        match self.unit {
            RepeatUnit::Weeks => CalendarStep::Weeks(amount),
            RepeatUnit::Months => CalendarStep::Months(amount),
            _ => CalendarStep::Days(amount),
        }
    }
}

/// Two before the estimate, the estimate, and three after it.
const SLOTS_TRIED_MAX: i32 = 6;

/// Whole months between two dates, or one more.
fn months_between(from: Date, to: Date) -> i32 {
    let months = |date: Date| date.year() * 12 + i32::try_from(date.month()).unwrap_or(1);
    months(to) - months(from)
}
