//! Which dates are working days (D5): weekdays, public holidays, decreed exchanges of days, and the
//! account's own exceptions.
//!
//! Does not decide at which hour anything happens (`timing`). Table: `tests/spec/calendar.md`.
//! Nothing here allocates per date: previews of 90 days over all records ask it all the time.

mod decrees;
mod holidays;

use std::collections::BTreeSet;

pub use self::holidays::{orthodox_easter, western_easter};
use crate::words::ident::clip;
use crate::words::{Account, Date, Problem};

/// A country whose public holidays are built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Country {
    /// `PL`.
    Poland,
    /// `RO`.
    Romania,
    /// `HU`.
    Hungary,
    /// `RU`.
    Russia,
}

/// One account's working calendar.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Calendar {
    country: Option<Country>,
    extra_days_off: BTreeSet<Date>,
    extra_working_days: BTreeSet<Date>,
}

/// Why a date is no working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOff {
    /// A public holiday, by its name in the country's language.
    Holiday(&'static str),
    /// A day that law or decree frees in exchange for another (Hungary, Russia).
    Exchanged,
    /// A Saturday or Sunday.
    Weekend,
    /// The account's own exception.
    Own,
}

impl Country {
    /// Every country that is built in.
    pub const ALL: [Country; 4] =
        [Country::Poland, Country::Romania, Country::Hungary, Country::Russia];

    /// The country by its ISO 3166 code.
    ///
    /// # Errors
    /// `unknown_holiday_country` with the codes that are built in.
    pub fn parse(code: &str) -> Result<Self, Problem> {
        Country::ALL.into_iter().find(|country| country.code() == code).ok_or_else(|| {
            let message = format!("the holidays of `{}` are not built in", clip(code));
            Problem::new("unknown_holiday_country", message)
                .found(clip(code))
                .allowed(Country::ALL.map(Country::code))
                .help("choose one of them or none, and enter the days off of the account")
        })
    }

    /// ISO 3166 code.
    pub const fn code(self) -> &'static str {
        match self {
            Country::Poland => "PL",
            Country::Romania => "RO",
            Country::Hungary => "HU",
            Country::Russia => "RU",
        }
    }

    /// The last year whose exchanged days are known; later ones come by decree, a year ahead.
    /// Poland and Romania exchange none.
    pub const fn exchanges_known_until(self) -> Option<i32> {
        match self {
            Country::Poland | Country::Romania => None,
            Country::Hungary => Some(decrees::HUNGARY_LAST_YEAR),
            Country::Russia => Some(decrees::RUSSIA_LAST_YEAR),
        }
    }
}

impl Calendar {
    /// The account's calendar. A country code that is not built in counts as none: it was refused
    /// when the account was set up ([`Country::parse`]).
    pub fn of(account: &Account) -> Self {
        Calendar {
            country: account.holiday_country.as_deref().and_then(|code| Country::parse(code).ok()),
            extra_days_off: account.extra_days_off.clone(),
            extra_working_days: account.extra_working_days.clone(),
        }
    }

    /// A country's calendar without exceptions; `None` knows weekends only.
    pub fn of_country(country: Option<Country>) -> Self {
        Calendar { country, ..Calendar::default() }
    }

    /// Whether people work on this date.
    ///
    /// ```
    /// use relance_core::calendar::{Calendar, Country};
    /// use relance_core::words::Date;
    /// let poland = Calendar::of_country(Some(Country::Poland));
    /// assert!(!poland.is_working_day(Date::parse("2026-11-11")?));
    /// assert_eq!(poland.day_off_name(Date::parse("2026-11-11")?), Some("Narodowe Święto Niepodległości"));
    /// assert!(poland.is_working_day(Date::parse("2026-11-12")?));
    /// # Ok::<(), relance_core::words::Problem>(())
    /// ```
    pub fn is_working_day(&self, date: Date) -> bool {
        self.day_off(date).is_none()
    }

    /// Why nobody works on this date; `None` on working days. The account's own exceptions decide
    /// first (of two that contradict each other, the working day), then decrees and holidays.
    pub fn day_off(&self, date: Date) -> Option<DayOff> {
        if self.extra_working_days.contains(&date) {
            return None;
        }
        if self.extra_days_off.contains(&date) {
            return Some(DayOff::Own);
        }
        let weekend = date.is_saturday_or_sunday().then_some(DayOff::Weekend);
        let Some(country) = self.country else { return weekend };
        if let Some(name) = holidays::name(country, date) {
            return Some(DayOff::Holiday(name));
        }
        if weekend.is_some() {
            return weekend.filter(|_| !decrees::is_working_weekend(country, date));
        }
        decrees::is_exchanged_day_off(country, date).then_some(DayOff::Exchanged)
    }

    /// The public holiday on this date in the country's language, unless the account works then.
    pub fn day_off_name(&self, date: Date) -> Option<&'static str> {
        match self.day_off(date) {
            Some(DayOff::Holiday(name)) => Some(name),
            _ => None,
        }
    }
}
