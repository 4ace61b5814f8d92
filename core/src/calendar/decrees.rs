//! Days that a decree exchanges: a weekday off for a Saturday at work (Hungary, Russia), or a
//! holiday lost on a weekend for a weekday (Russia). Known only for years already decreed.
//!
//! Source of the data: the yearly decrees (HU: NFM, PM, GM, NGM rendelet on the order of working
//! days; RU: government decrees on the transfer of days off), as collected with links by the Python
//! package `holidays` 0.109, whose table `tests/spec/calendar.md` repeats year by year.

use super::Country;
use crate::words::{Date, Weekday};

/// The last year whose decree is in the tables.
pub(super) const HUNGARY_LAST_YEAR: i32 = 2026;
/// The last year whose decree is in the tables.
pub(super) const RUSSIA_LAST_YEAR: i32 = 2027;
/// The first year whose decree is in the tables; earlier dates matter to no automation.
const FIRST_YEAR: i32 = 2015;

/// Whether a Saturday or Sunday is worked in exchange for another day.
pub(super) fn is_working_weekend(country: Country, date: Date) -> bool {
    match country {
        Country::Poland | Country::Romania => false,
        Country::Hungary => holds(&HUNGARY_WORKING, date),
        Country::Russia => holds(&RUSSIA_WORKING, date),
    }
}

/// Whether a weekday that is no holiday is free in exchange for another day.
pub(super) fn is_exchanged_day_off(country: Country, date: Date) -> bool {
    match country {
        Country::Poland | Country::Romania => false,
        Country::Hungary => holds(&HUNGARY_OFF, date),
        Country::Russia if (FIRST_YEAR..=RUSSIA_LAST_YEAR).contains(&date.year()) => {
            holds(&RUSSIA_OFF, date)
        }
        Country::Russia => is_moved_by_labour_code(date),
    }
}

/// Without a decree the Labour Code decides: a holiday on a weekend, except those of January, frees
/// the next working day. Source: art. 112, part 2.
fn is_moved_by_labour_code(date: Date) -> bool {
    let is_holiday = |date: Date| super::holidays::name(Country::Russia, date).is_some();
    let (saturday, sunday) = (date.plus_days(-2), date.plus_days(-1));
    date.weekday() == Weekday::Mon
        && date.month() != 1
        && !is_holiday(date)
        && (is_holiday(saturday) || is_holiday(sunday))
}

fn holds(sorted: &[u32], date: Date) -> bool {
    let year = u32::try_from(date.year()).unwrap_or(0);
    sorted.binary_search(&(year * 10_000 + date.month() * 100 + date.day())).is_ok()
}

// Written as year_month-and-day, sorted, a year a line.

#[rustfmt::skip]
static HUNGARY_OFF: [u32; 27] = [
    2015_0102, 2015_0821, 2015_1224,
    2016_0314, 2016_1031,
    2018_0316, 2018_0430, 2018_1022, 2018_1102, 2018_1224, 2018_1231,
    2019_0819, 2019_1224, 2019_1227,
    2020_0821, 2020_1224,
    2021_1224,
    2022_0314, 2022_1031,
    2024_0819, 2024_1224, 2024_1227,
    2025_0502, 2025_1024, 2025_1224,
    2026_0102, 2026_0821,
];

#[rustfmt::skip]
static HUNGARY_WORKING: [u32; 27] = [
    2015_0110, 2015_0808, 2015_1212,
    2016_0305, 2016_1015,
    2018_0310, 2018_0421, 2018_1013, 2018_1110, 2018_1201, 2018_1215,
    2019_0810, 2019_1207, 2019_1214,
    2020_0829, 2020_1212,
    2021_1211,
    2022_0326, 2022_1015,
    2024_0803, 2024_1207, 2024_1214,
    2025_0517, 2025_1018, 2025_1213,
    2026_0110, 2026_0808,
];

#[rustfmt::skip]
static RUSSIA_OFF: [u32; 60] = [
    2015_0109, 2015_0309, 2015_0504, 2015_0511,
    2016_0222, 2016_0307, 2016_0502, 2016_0503, 2016_0613,
    2017_0224, 2017_0508, 2017_1106,
    2018_0309, 2018_0430, 2018_0502, 2018_0611, 2018_1105, 2018_1231,
    2019_0502, 2019_0503, 2019_0510,
    2020_0224, 2020_0309, 2020_0504, 2020_0505, 2020_0511,
    2021_0222, 2021_0503, 2021_0510, 2021_0614, 2021_1105, 2021_1231,
    2022_0307, 2022_0502, 2022_0503, 2022_0510, 2022_0613,
    2023_0224, 2023_0508, 2023_1106,
    2024_0429, 2024_0430, 2024_0510, 2024_1230, 2024_1231,
    2025_0502, 2025_0508, 2025_0613, 2025_1103, 2025_1231,
    2026_0109, 2026_0309, 2026_0511, 2026_1231,
    2027_0222, 2027_0503, 2027_0510, 2027_0614, 2027_1105, 2027_1231,
];

#[rustfmt::skip]
static RUSSIA_WORKING: [u32; 11] = [
    2016_0220,
    2018_0428, 2018_0609, 2018_1229,
    2021_0220,
    2022_0305,
    2024_0427, 2024_1102, 2024_1228,
    2025_1101,
    2027_0220,
];
