//! How long a step waits (D2): a period of at most ten years.

use crate::words::{CalendarStep, Period, PeriodUnit, Problem};

/// How long a step waits: at most ten years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay(Period);

/// Longest delay. Units: years. Source: our choice: a five-year contract's reminder fits twice, and
/// the zone data (to 2099) know the clocks at every due time of a delay begun before 2089.
const YEARS_MAX: u32 = 10;

/// Ten years in days, with at most three leap days.
const DAYS_MAX: u32 = YEARS_MAX * 365 + 3;

const MS_PER_MINUTE: i64 = 60_000;

impl Delay {
    /// No delay.
    pub const NONE: Delay = Delay(Period::new(0, PeriodUnit::Days));

    /// A delay of so many units.
    ///
    /// # Errors
    /// `delay_too_long` above ten years.
    pub fn new(amount: u32, unit: PeriodUnit) -> Result<Self, Problem> {
        let amount_max = Delay::amount_max(unit);
        let period = Period::new(amount, unit);
        if amount > amount_max {
            let message = format!("a delay of `{period}` is longer than ten years");
            return Err(Problem::new("delay_too_long", message)
                .at("delay")
                .found(amount.to_string())
                .allowed([format!("0 to {amount_max}")]));
        }
        Ok(Delay(period))
    }

    /// The longest delay in this unit.
    pub const fn amount_max(unit: PeriodUnit) -> u32 {
        match unit {
            PeriodUnit::Minutes => DAYS_MAX * 24 * 60,
            PeriodUnit::Hours => DAYS_MAX * 24,
            PeriodUnit::Days => DAYS_MAX,
            PeriodUnit::Weeks => DAYS_MAX / 7,
            PeriodUnit::Months => YEARS_MAX * 12,
            PeriodUnit::Years => YEARS_MAX,
        }
    }

    /// How many units.
    pub const fn amount(&self) -> u32 {
        self.0.count
    }

    /// What is counted.
    pub const fn unit(&self) -> PeriodUnit {
        self.0.unit
    }

    /// Whether there is no delay, in whatever unit.
    pub const fn is_zero(&self) -> bool {
        self.0.count == 0
    }

    /// The delay as a step of the calendar; `None` for minutes and hours, which elapse.
    pub fn calendar_step(&self) -> Option<CalendarStep> {
        // INVARIANT: amount_max is far below i32::MAX.
        let amount = i32::try_from(self.0.count).unwrap_or(i32::MAX);
        match self.0.unit {
            PeriodUnit::Minutes | PeriodUnit::Hours => None,
            PeriodUnit::Days => Some(CalendarStep::Days(amount)),
            PeriodUnit::Weeks => Some(CalendarStep::Weeks(amount)),
            PeriodUnit::Months => Some(CalendarStep::Months(amount)),
            PeriodUnit::Years => Some(CalendarStep::Months(amount.saturating_mul(12))),
        }
    }

    /// The elapsed time of a delay in minutes or hours; 0 for steps of the calendar. Units:
    /// milliseconds.
    pub const fn elapsed_ms(&self) -> i64 {
        match self.0.unit {
            PeriodUnit::Minutes => self.0.count as i64 * MS_PER_MINUTE,
            PeriodUnit::Hours => self.0.count as i64 * 60 * MS_PER_MINUTE,
            _ => 0,
        }
    }
}
