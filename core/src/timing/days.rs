//! On which days a step may act (S1.23).

use crate::calendar::Calendar;
use crate::words::{Date, Problem, WEEK, Weekday};

/// The days on which a step may act (S1.23, D3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AllowedDays {
    /// All.
    #[default]
    Any,
    /// Those of the account's working calendar (D5).
    WorkingDays,
    /// Saturdays and Sundays, worked or not; a holiday in the week is neither kind.
    Weekend,
    /// These weekdays, holidays or not.
    Chosen(WeekdaySet),
}

/// At least one weekday.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct WeekdaySet(u8);

impl WeekdaySet {
    /// A set of these weekdays.
    ///
    /// # Errors
    /// `no_weekday` when there is none.
    pub fn new(weekdays: impl IntoIterator<Item = Weekday>) -> Result<Self, Problem> {
        let bits = weekdays.into_iter().fold(0, |bits, weekday| bits | bit(weekday));
        if bits == 0 {
            return Err(Problem::new("no_weekday", "no weekday is chosen")
                .at("days")
                .help("choose at least one, or any day"));
        }
        Ok(WeekdaySet(bits))
    }

    /// Whether the weekday is among them.
    pub const fn contains(self, weekday: Weekday) -> bool {
        self.0 & bit(weekday) != 0
    }

    /// The weekdays from Monday on.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEK.into_iter().filter(move |weekday| self.contains(*weekday))
    }
}

const fn bit(weekday: Weekday) -> u8 {
    1 << weekday.num_days_from_monday()
}

impl core::fmt::Debug for WeekdaySet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl AllowedDays {
    /// Whether a step may act on this date.
    pub fn allow(self, date: Date, calendar: &Calendar) -> bool {
        match self {
            AllowedDays::Any => true,
            AllowedDays::WorkingDays => calendar.is_working_day(date),
            AllowedDays::Weekend => date.is_saturday_or_sunday(),
            AllowedDays::Chosen(weekdays) => weekdays.contains(date.weekday()),
        }
    }
}
