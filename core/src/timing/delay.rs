//! How long a step waits (D2).

use crate::words::{CalendarStep, Problem};

/// How long a step waits: at most ten years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay {
    amount: u32,
    unit: DelayUnit,
}

/// What a delay counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DelayUnit {
    /// Elapsed time.
    Minutes,
    /// Elapsed time.
    Hours,
    /// Calendar dates in the zone.
    Days,
    /// Calendar dates in the zone, seven at a time.
    Weeks,
    /// Calendar months in the zone; one that is too short clamps to its last day.
    Months,
}

/// Longest delay. Units: years. Source: our choice: a five-year contract's reminder fits twice, and
/// the zone data (to 2099) hold for every due time within this century's first nine decades.
const YEARS_MAX: u32 = 10;

const MS_PER_MINUTE: i64 = 60_000;

impl DelayUnit {
    /// The longest delay in this unit: ten years, with their two or three leap days.
    pub const fn amount_max(self) -> u32 {
        match self {
            DelayUnit::Minutes => DelayUnit::Days.amount_max() * 24 * 60,
            DelayUnit::Hours => DelayUnit::Days.amount_max() * 24,
            DelayUnit::Days => YEARS_MAX * 365 + 3,
            DelayUnit::Weeks => YEARS_MAX * 365 / 7 + 1,
            DelayUnit::Months => YEARS_MAX * 12,
        }
    }

    /// As written in definitions: `days`.
    pub const fn name(self) -> &'static str {
        match self {
            DelayUnit::Minutes => "minutes",
            DelayUnit::Hours => "hours",
            DelayUnit::Days => "days",
            DelayUnit::Weeks => "weeks",
            DelayUnit::Months => "months",
        }
    }
}

impl Delay {
    /// No delay.
    pub const NONE: Delay = Delay { amount: 0, unit: DelayUnit::Days };

    /// A delay of so many units.
    ///
    /// # Errors
    /// `delay_too_long` above ten years.
    pub fn new(amount: u32, unit: DelayUnit) -> Result<Self, Problem> {
        let amount_max = unit.amount_max();
        if amount > amount_max {
            let message = format!("a delay of `{amount}` {} is longer than ten years", unit.name());
            return Err(Problem::new("delay_too_long", message)
                .at("delay")
                .found(amount.to_string())
                .allowed([format!("0 to {amount_max}")]));
        }
        Ok(Delay { amount, unit })
    }

    /// How many units.
    pub const fn amount(&self) -> u32 {
        self.amount
    }

    /// What is counted.
    pub const fn unit(&self) -> DelayUnit {
        self.unit
    }

    /// Whether there is no delay, in whatever unit.
    pub const fn is_zero(&self) -> bool {
        self.amount == 0
    }

    /// The delay as a step of the calendar; `None` for minutes and hours, which elapse.
    pub fn calendar_step(&self) -> Option<CalendarStep> {
        // INVARIANT: amount_max is far below i32::MAX.
        let amount = i32::try_from(self.amount).unwrap_or(i32::MAX);
        match self.unit {
            DelayUnit::Minutes | DelayUnit::Hours => None,
            DelayUnit::Days => Some(CalendarStep::Days(amount)),
            DelayUnit::Weeks => Some(CalendarStep::Weeks(amount)),
            DelayUnit::Months => Some(CalendarStep::Months(amount)),
        }
    }

    /// The elapsed time of a delay in minutes or hours; 0 for steps of the calendar. Units:
    /// milliseconds.
    pub const fn elapsed_ms(&self) -> i64 {
        match self.unit {
            DelayUnit::Minutes => self.amount as i64 * MS_PER_MINUTE,
            DelayUnit::Hours => self.amount as i64 * 60 * MS_PER_MINUTE,
            DelayUnit::Days | DelayUnit::Weeks | DelayUnit::Months => 0,
        }
    }
}
