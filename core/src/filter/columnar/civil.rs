//! Dates and instants read fast: the two forms that our own API writes.
//!
//! Decides nothing: whatever is not exactly one of these forms goes to `words::moment`, which
//! decides what a date or an instant is.

use crate::words::{Date, Moment, Problem};

/// Units: days since 1970-01-01.
///
/// # Errors
/// Those of [`Date::parse`].
pub fn days_of_date(text: &str) -> Result<i32, Problem> {
    match date_in(text.as_bytes()) {
        Some((days, [])) => Ok(days),
        _ => Date::parse(text).map(Date::days_since_epoch),
    }
}

/// Units: milliseconds since 1970-01-01T00:00Z.
///
/// # Errors
/// Those of [`Moment::parse`].
pub fn ms_of_instant(text: &str) -> Result<i64, Problem> {
    match instant_in(text.as_bytes()) {
        Some(ms) => Ok(ms),
        None => Moment::parse(text).map(Moment::as_ms),
    }
}

/// `YYYY-MM-DD` and what follows it.
fn date_in(text: &[u8]) -> Option<(i32, &[u8])> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = text else { return None };
    let year = two_digits(*y1, *y2)? * 100 + two_digits(*y3, *y4)?;
    if year == 0 {
        return None;
    }
    let (month, day) = (two_digits(*m1, *m2)?, two_digits(*d1, *d2)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_in_month = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days_in_month).contains(&day).then(|| (days_from_civil(year, month, day), rest))
}

/// `YYYY-MM-DDTHH:MM:SSZ` or `YYYY-MM-DDTHH:MM:SS.mmmZ`.
fn instant_in(text: &[u8]) -> Option<i64> {
    let (days, rest) = date_in(text)?;
    let [b'T', h1, h2, b':', m1, m2, b':', s1, s2, fraction @ ..] = rest else { return None };
    let (hour, minute, second) =
        (two_digits(*h1, *h2)?, two_digits(*m1, *m2)?, two_digits(*s1, *s2)?);
    let ms = match fraction {
        [b'Z'] => 0,
        [b'.', a, b, c, b'Z'] => digit(*a)? * 100 + two_digits(*b, *c)?,
        _ => return None,
    };
    let is_good = hour < 24 && minute < 60 && second < 60;
    let second_of_day = (hour * 60 + minute) * 60 + second;
    is_good.then(|| (i64::from(days) * 86_400 + i64::from(second_of_day)) * 1000 + i64::from(ms))
}

fn digit(byte: u8) -> Option<i32> {
    let digit = byte.wrapping_sub(b'0');
    (digit <= 9).then_some(i32::from(digit))
}

fn two_digits(tens: u8, ones: u8) -> Option<i32> {
    Some(digit(tens)? * 10 + digit(ones)?)
}

/// Days since 1970-01-01 of a day of the Gregorian calendar, years counted from March so that the
/// leap day comes last. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = year - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_is_read_as_the_calendar_reads_it() {
        for days in (-720_000..3_000_000).step_by(37) {
            let Some(date) = Date::from_days_since_epoch(days) else { continue };
            if (1..10_000).contains(&date.year()) {
                assert_eq!(date_in(date.to_string().as_bytes()), Some((days, &b""[..])), "{date}");
            }
        }
    }

    #[test]
    fn instants_are_read_as_the_slow_way_reads_them() {
        for text in [
            "2026-11-21T09:30:00Z",
            "2024-02-29T23:59:59.999Z",
            "2026-11-21T09:30:00.5Z",
            "2026-11-21T09:30:00+01:00",
            "1969-12-31T23:59:59Z",
            "2026-02-29T00:00:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T23:60:00Z",
            "2026-11-21T23:59:60Z",
            "2026-11-21 09:30:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-21",
            "",
            "2026-11-21T09:30Z",
            "0000-01-01T00:00:00Z",
        ] {
            assert_eq!(ms_of_instant(text), Moment::parse(text).map(Moment::as_ms), "{text}");
        }
    }
}
