//! Lengths of time as people say them: "3 days", "2 months". How they are added to an instant (D2)
//! is in `moment.rs`.

use core::fmt;

/// A length of time. Minutes and hours are elapsed time; days and longer are calendar steps in a
/// zone (D2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: PeriodUnit,
}

/// What a period counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeriodUnit {
    /// 60 elapsed seconds.
    Minutes,
    /// 60 elapsed minutes.
    Hours,
    /// Calendar days.
    Days,
    /// 7 calendar days.
    Weeks,
    /// Calendar months; a month too short clamps to its last day.
    Months,
    /// 12 calendar months.
    Years,
}

impl Period {
    /// So many of that unit.
    pub const fn new(count: u32, unit: PeriodUnit) -> Self {
        Period { count, unit }
    }

    /// Whether it is elapsed time rather than a step of the calendar.
    pub const fn is_elapsed(self) -> bool {
        matches!(self.unit, PeriodUnit::Minutes | PeriodUnit::Hours)
    }
}

impl PeriodUnit {
    /// All units, shortest first.
    pub const ALL: [PeriodUnit; 6] = [
        PeriodUnit::Minutes,
        PeriodUnit::Hours,
        PeriodUnit::Days,
        PeriodUnit::Weeks,
        PeriodUnit::Months,
        PeriodUnit::Years,
    ];

    /// The largest count: a hundred years. Source: our choice; nothing in a CRM is asked beyond, and
    /// no sum of a date and a period leaves the calendar.
    pub const fn count_max(self) -> u32 {
        match self {
            PeriodUnit::Minutes => 52_596_000,
            PeriodUnit::Hours => 876_600,
            PeriodUnit::Days => 36_525,
            PeriodUnit::Weeks => 5_217,
            PeriodUnit::Months => 1_200,
            PeriodUnit::Years => 100,
        }
    }

    /// The unit's name, in the plural.
    pub const fn key(self) -> &'static str {
        match self {
            PeriodUnit::Minutes => "minutes",
            PeriodUnit::Hours => "hours",
            PeriodUnit::Days => "days",
            PeriodUnit::Weeks => "weeks",
            PeriodUnit::Months => "months",
            PeriodUnit::Years => "years",
        }
    }

    /// The unit called so, in the singular or the plural.
    pub fn parse(word: &str) -> Option<Self> {
        PeriodUnit::ALL
            .into_iter()
            .find(|unit| unit.key() == word || unit.key().strip_suffix('s') == Some(word))
    }
}

impl fmt::Display for Period {
    /// Like `1 day` and `3 days`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = self.unit.key();
        let unit =
            if self.count == 1 { plural.strip_suffix('s').unwrap_or(plural) } else { plural };
        write!(f, "{} {unit}", self.count)
    }
}
