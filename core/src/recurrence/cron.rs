//! Cron expressions: five fields, weekdays as POSIX counts them (0 and 7 are Sunday).
//!
//! croner reads the expression and knows which dates match; what a local time means on the clocks
//! of a zone is ours (D4). A local time that a clock change skips moves forward by the gap; one that
//! exists twice is the first, except where the hour is `*`: "every hour" names no hour, and comes in
//! both (as Vixie cron has it).

use std::sync::Arc;

use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
use croner::time::Weekday as CronWeekday;

use crate::words::{Date, Moment, Problem, Problems, TimeOfDay, WEEK, Weekday, Zone, clip};

/// Longest expression. Units: bytes. Source: our choice; sixty minutes written out are 170.
pub const CRON_BYTES_MAX: usize = 400;

/// Days that are searched for a match. 29 February on a certain weekday comes every 28 years, or 40
/// across a year like 2100 that skips its leap day.
const DAYS_SEARCHED_MAX: i32 = 41 * 366;

/// Further from a clock change than this, local time and instants run alike. Units: milliseconds.
/// The longest jump of a clock since 1970 is 24 hours (Samoa).
const CHANGE_REACH_MS: i64 = 25 * 3_600_000;

const MINUTES_PER_HOUR: u16 = 60;

/// A cron expression that has slots.
#[derive(Clone, Debug)]
pub struct Cron {
    text: String,
    pattern: Arc<croner::Cron>,
    /// Minutes of a day that match, ascending.
    times: Arc<[TimeOfDay]>,
    is_every_hour: bool,
}

/// What an expression says, for people: a console writes it in their language. `None` = any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// Minutes of the hour.
    pub minutes: Option<Vec<u16>>,
    /// Hours of the day.
    pub hours: Option<Vec<u16>>,
    /// Days of the month.
    pub days: Option<Vec<u16>>,
    /// Months, 1 to 12.
    pub months: Option<Vec<u16>>,
    /// Weekdays, Monday first.
    pub weekdays: Option<Vec<Weekday>>,
    /// Whether `L`, `W` or `#` says more than the lists can.
    pub has_more: bool,
}

impl PartialEq for Cron {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Cron {}

/// The five fields: name, what may stand there, words allowed in it.
const FIELDS: [(&str, &str, &[&str]); 5] = [
    ("minute", "0 to 59", &[]),
    ("hour", "0 to 23", &[]),
    ("day of month", "1 to 31, L, 15W", &["L", "W", "LW"]),
    (
        "month",
        "1 to 12, JAN to DEC",
        &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
    ),
    (
        "weekday",
        "0 to 7 (0 and 7 are Sunday), MON to SUN, 5L, MON#1",
        &[
            "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "L", "SUNL", "MONL", "TUEL", "WEDL",
            "THUL", "FRIL", "SATL",
        ],
    ),
];

const NICKNAMES: [&str; 6] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@hourly"];

impl Cron {
    /// Reads an expression: minute, hour, day of month, month, weekday.
    ///
    /// # Errors
    /// `invalid_cron` for each field that cannot be read, or for the number of fields;
    /// `schedule_never_comes` when no date matches (30 February).
    pub fn parse(text: &str) -> Result<Self, Problems> {
        let text = text.trim();
        if text.len() > CRON_BYTES_MAX || !text.is_ascii() {
            return Err(vec![unreadable(text)]);
        }
        check_fields(text)?;
        let mut pattern = read(text).map_err(|_| vec![unreadable(text)])?;
        // A year field is not offered; its table of 5,000 years need not be carried along.
        pattern.pattern.years = Default::default();
        let hours = pattern.pattern.hours.values();
        let minutes = pattern.pattern.minutes.values();
        let times = hours.iter().flat_map(|hour| {
            minutes
                .iter()
                .filter_map(move |minute| TimeOfDay::from_minutes(hour * MINUTES_PER_HOUR + minute))
        });
        let cron = Cron {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            times: times.collect(),
            is_every_hour: hours.len() == 24,
            pattern: Arc::new(pattern),
        };
        // The Gregorian calendar repeats; from 2000 on the search meets every kind of year.
        let has_date = Date::new(2000, 1, 1).is_some_and(|date| cron.date_from(date).is_some());
        if cron.times.is_empty() || !has_date {
            let message = format!("`{}` never comes: no date matches", clip(text));
            return Err(vec![Problem::new("schedule_never_comes", message).found(clip(text))]);
        }
        Ok(cron)
    }

    /// The expression as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    pub fn rhythm(&self) -> Rhythm {
        let pattern = &self.pattern.pattern;
        let listed = |values: Vec<u16>, all: usize| (values.len() < all).then_some(values);
        let weekdays = (!pattern.is_dow_wildcard()).then(|| {
            let days = pattern.days_of_week.values();
            WEEK.into_iter().filter(|day| days.contains(&from_sunday(*day))).collect()
        });
        Rhythm {
            minutes: listed(pattern.minutes.values(), 60),
            hours: listed(pattern.hours.values(), 24),
            days: (!pattern.is_dom_wildcard()).then(|| pattern.days.values()),
            months: listed(pattern.months.values(), 12),
            weekdays,
            has_more: pattern.days.has_modifiers()
                || pattern.days_of_week.has_modifiers()
                || pattern.matches_dom_and_dow(),
        }
    }

    pub(super) fn next_after(&self, after: Moment, zone: Zone) -> Option<Moment> {
        let (date, time) = after.civil(zone);
        let (date, time) = self.local_after(date, time)?;
        let plain = zone.resolve(date, time);
        if plain > after && is_steady(after, zone) && is_steady(plain, zone) {
            return Some(plain);
        }
        self.next_near_a_change(after, zone)
    }

    /// The first local date and time that match strictly after these.
    fn local_after(&self, date: Date, time: TimeOfDay) -> Option<(Date, TimeOfDay)> {
        if self.is_on(date)
            && let Some(later) = self.times.iter().find(|later| **later > time)
        {
            return Some((date, *later));
        }
        let date = self.date_from(date.plus_days(1))?;
        Some((date, *self.times.first()?))
    }

    /// Where clocks change, local order is not the order of instants: every time of the dates around
    /// is resolved. A gap moves a time by a day at most, so that the date after the first one with a
    /// slot may still hold an earlier one.
    fn next_near_a_change(&self, after: Moment, zone: Zone) -> Option<Moment> {
        let mut date = self.date_from(after.date(zone).plus_days(-2))?;
        let mut soonest: Option<Moment> = None;
        for _ in 0..DATES_TRIED_MAX {
            let had_one = soonest.is_some();
            let slots = self.times.iter().flat_map(|time| self.slots(date, *time, zone));
            let first = slots.filter(|slot| *slot > after).min();
            soonest = soonest.into_iter().chain(first).min();
            if had_one {
                return soonest;
            }
            date = self.date_from(date.plus_days(1))?;
        }
        soonest
    }

    fn slots(&self, date: Date, time: TimeOfDay, zone: Zone) -> impl Iterator<Item = Moment> {
        let first = zone.resolve(date, time);
        let second = self
            .is_every_hour
            .then(|| zone.resolve_not_before(date, time, first.plus_ms(1)))
            .filter(|second| *second > first);
        core::iter::once(first).chain(second)
    }

    /// The first matching date at or after this one.
    fn date_from(&self, date: Date) -> Option<Date> {
        (0..DAYS_SEARCHED_MAX).map(|days| date.plus_days(days)).find(|date| self.is_on(*date))
    }

    fn is_on(&self, date: Date) -> bool {
        let pattern = &self.pattern.pattern;
        let weekday = CronWeekday::from_days_from_sunday(u32::from(from_sunday(date.weekday())));
        pattern.month_match(date.month()).unwrap_or(false)
            && pattern.day_match(date.year(), date.month(), date.day(), weekday).unwrap_or(false)
    }
}

/// Two dates before, the date itself, one that a clock skipped whole, and the two that decide.
const DATES_TRIED_MAX: usize = 6;

/// Units: days after Sunday, 0 to 6.
fn from_sunday(weekday: Weekday) -> u16 {
    u16::try_from(weekday.num_days_from_sunday()).unwrap_or(0)
}

/// Whether no clock change lies near enough to bring local time and instants out of step.
fn is_steady(at: Moment, zone: Zone) -> bool {
    zone.offset_seconds(at.plus_ms(-CHANGE_REACH_MS))
        == zone.offset_seconds(at.plus_ms(CHANGE_REACH_MS))
}

fn read(text: &str) -> Result<croner::Cron, CronError> {
    CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build().parse(text)
}

/// Each field by itself, so that the problem names the one that is wrong.
fn check_fields(text: &str) -> Result<(), Problems> {
    if text.starts_with('@') {
        let is_known = NICKNAMES.iter().any(|name| name.eq_ignore_ascii_case(text));
        return if is_known { Ok(()) } else { Err(vec![unreadable(text)]) };
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(vec![unreadable(text)]);
    }
    let wrong = fields.iter().zip(FIELDS).enumerate().filter_map(|(index, (field, about))| {
        let (name, allowed, words) = about;
        let mut alone = ["*"; FIELDS.len()];
        *alone.get_mut(index)? = field;
        let is_readable = has_only(field, words) && read(&alone.join(" ")).is_ok();
        (!is_readable).then(|| {
            let message = format!("`{}` is not the {name} of a cron expression", clip(field));
            Problem::new("invalid_cron", message)
                .found(clip(field))
                .allowed([allowed.to_owned()])
                .help(format!(
                    "{allowed}; lists as 1,15, ranges as 1-5, steps as */5, and * for any"
                ))
        })
    });
    let wrong: Problems = wrong.collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Whether the field has no empty item, and no letters but these words.
fn has_only(field: &str, words: &[&str]) -> bool {
    let mut runs = field.split(|c: char| !c.is_ascii_alphabetic()).filter(|run| !run.is_empty());
    field.split(',').all(|item| !item.is_empty())
        && runs.all(|run| words.iter().any(|word| word.eq_ignore_ascii_case(run)))
}

fn unreadable(text: &str) -> Problem {
    Problem::new("invalid_cron", format!("`{}` is not a cron expression", clip(text)))
        .found(clip(text))
        .help("write five fields: minute, hour, day of month, month, weekday, like 0 9 * * 1-5")
}
