//! Public holidays by rule: fixed dates, and those that follow Easter, each from the year of its
//! law.
//!
//! Sources: PL ustawa o dniach wolnych od pracy (1951, as amended 2010, 2024); RO Codul muncii
//! art. 139 (as amended by laws 176/2016, 220/2016, 64/2018, 52/2023); HU Munka törvénykönyve
//! 102. § (Good Friday since 2017; Christmas Eve since act LXXII of 2026); RU Labour Code art. 112.
//! Compared date by date with two published libraries: `tests/spec/calendar.md`.

use super::Country;
use crate::words::Date;

/// The name of the public holiday on a date, in the country's language.
pub(super) fn name(country: Country, date: Date) -> Option<&'static str> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let fixed = match country {
        Country::Poland => poland_fixed(year, month, day),
        Country::Romania => romania_fixed(year, month, day),
        Country::Hungary => hungary_fixed(year, month, day),
        Country::Russia => russia_fixed(month, day),
    };
    // Good Friday comes on 20 March at the earliest, Corpus Christi and the Orthodox Monday after
    // Pentecost on 27 June at the latest (until 2099): other months need no Easter.
    if fixed.is_some() || !(3..=6).contains(&month) {
        return fixed;
    }
    let easter = match country {
        Country::Poland | Country::Hungary => western_easter(year)?,
        Country::Romania => orthodox_easter(year)?,
        Country::Russia => return None,
    };
    let days_after_easter = date.days_since_epoch() - easter.days_since_epoch();
    match country {
        Country::Poland => poland_movable(days_after_easter),
        Country::Romania => romania_movable(year, days_after_easter),
        Country::Hungary => hungary_movable(year, days_after_easter),
        Country::Russia => None,
    }
}

fn poland_fixed(year: i32, month: u32, day: u32) -> Option<&'static str> {
    Some(match (month, day) {
        (1, 1) => "Nowy Rok",
        (1, 6) if year >= 2011 => "Święto Trzech Króli",
        (5, 1) => "Święto Państwowe",
        (5, 3) => "Święto Narodowe Trzeciego Maja",
        (8, 15) => "Wniebowzięcie Najświętszej Marii Panny",
        (11, 1) => "Wszystkich Świętych",
        (11, 11) => "Narodowe Święto Niepodległości",
        // A law of its own, for the hundredth anniversary.
        (11, 12) if year == 2018 => "Setna rocznica odzyskania niepodległości",
        (12, 24) if year >= 2025 => "Wigilia Bożego Narodzenia",
        (12, 25) => "Boże Narodzenie (pierwszy dzień)",
        (12, 26) => "Boże Narodzenie (drugi dzień)",
        _ => return None,
    })
}

fn poland_movable(days_after_easter: i32) -> Option<&'static str> {
    Some(match days_after_easter {
        0 => "Niedziela Wielkanocna",
        1 => "Poniedziałek Wielkanocny",
        49 => "Zielone Świątki",
        60 => "Boże Ciało",
        _ => return None,
    })
}

fn romania_fixed(year: i32, month: u32, day: u32) -> Option<&'static str> {
    Some(match (month, day) {
        (1, 1 | 2) => "Anul Nou",
        (1, 6) if year >= 2024 => "Boboteaza",
        (1, 7) if year >= 2024 => "Sfântul Ioan Botezătorul",
        (1, 24) if year >= 2017 => "Ziua Unirii Principatelor Române",
        (5, 1) => "Ziua Muncii",
        (6, 1) if year >= 2017 => "Ziua Copilului",
        (8, 15) if year >= 2009 => "Adormirea Maicii Domnului",
        (11, 30) if year >= 2012 => "Sfântul Andrei",
        (12, 1) => "Ziua Națională a României",
        (12, 25 | 26) => "Crăciunul",
        _ => return None,
    })
}

fn romania_movable(year: i32, days_after_easter: i32) -> Option<&'static str> {
    Some(match days_after_easter {
        -2 if year >= 2018 => "Vinerea Mare",
        0 | 1 => "Paștele",
        49 | 50 if year >= 2009 => "Rusaliile",
        _ => return None,
    })
}

fn hungary_fixed(year: i32, month: u32, day: u32) -> Option<&'static str> {
    Some(match (month, day) {
        (1, 1) => "Újév",
        (3, 15) | (10, 23) => "Nemzeti ünnep",
        (5, 1) => "A munka ünnepe",
        (8, 20) => "Az államalapítás ünnepe",
        (11, 1) => "Mindenszentek",
        (12, 24) if year >= 2026 => "Szenteste",
        (12, 25) => "Karácsony",
        (12, 26) => "Karácsony másnapja",
        _ => return None,
    })
}

fn hungary_movable(year: i32, days_after_easter: i32) -> Option<&'static str> {
    Some(match days_after_easter {
        -2 if year >= 2017 => "Nagypéntek",
        0 => "Húsvét",
        1 => "Húsvéthétfő",
        49 => "Pünkösd",
        50 => "Pünkösdhétfő",
        _ => return None,
    })
}

fn russia_fixed(month: u32, day: u32) -> Option<&'static str> {
    Some(match (month, day) {
        (1, 7) => "Рождество Христово",
        (1, 1..=8) => "Новогодние каникулы",
        (2, 23) => "День защитника Отечества",
        (3, 8) => "Международный женский день",
        (5, 1) => "Праздник Весны и Труда",
        (5, 9) => "День Победы",
        (6, 12) => "День России",
        (11, 4) => "День народного единства",
        _ => return None,
    })
}

/// Easter Sunday of the western churches. Source: the anonymous Gregorian computus (Meeus,
/// Astronomical Algorithms, chapter 8), valid for every year of the Gregorian calendar.
pub fn western_easter(year: i32) -> Option<Date> {
    let (golden, century) = (year.rem_euclid(19), year.div_euclid(100));
    let (leaps, after_leap) = (year.rem_euclid(100) / 4, year.rem_euclid(4));
    let correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - correction + 15).rem_euclid(30);
    let weekday = (32 + 2 * century.rem_euclid(4) + 2 * leaps - epact - after_leap).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let from_march = epact + weekday - 7 * late + 114;
    in_spring(year, from_march)
}

/// Easter Sunday of the Orthodox churches, in the civil (Gregorian) calendar. Source: Meeus' Julian
/// computus, moved by the distance of the two calendars (13 days until 2099).
pub fn orthodox_easter(year: i32) -> Option<Date> {
    let moon = (19 * year.rem_euclid(19) + 15).rem_euclid(30);
    let weekday = (2 * year.rem_euclid(4) + 4 * year.rem_euclid(7) - moon + 34).rem_euclid(7);
    let from_march = moon + weekday + 114;
    let calendars_apart = year.div_euclid(100) - year.div_euclid(400) - 2;
    Some(in_spring(year, from_march)?.plus_days(calendars_apart))
}

/// Both rules give the month in units of 31 and the day, from zero, as the rest.
fn in_spring(year: i32, month_and_day: i32) -> Option<Date> {
    let month = u32::try_from(month_and_day / 31).ok()?;
    Date::new(year, month, u32::try_from(month_and_day % 31 + 1).ok()?)
}
