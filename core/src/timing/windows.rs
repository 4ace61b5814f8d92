//! The spans of time in which a timing allows a step, as instants: local hours are resolved at the
//! date of each window (D4), so that clock changes neither lose a window nor open one twice.

use super::{AllowedDays, Hour, Timing};
use crate::calendar::Calendar;
use crate::words::{Date, Moment, Problem, Zone};

/// How far an allowed day is looked for. Units: days. Source: our choice: four years hold every
/// weekday, and no working calendar is empty that long unless by mistake.
pub const SEARCH_DAYS_MAX: i32 = 4 * 366;

const MS_PER_MINUTE: i64 = 60_000;

/// A span in which the step may act: from `opens` (inclusive) to `closes` (exclusive).
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) opens: Moment,
    closes: Moment,
}

/// The first date from this one on (inclusive) that is allowed and that the zone has.
pub(super) fn next_allowed_date(
    from: Date,
    days: AllowedDays,
    zone: Zone,
    calendar: &Calendar,
) -> Result<Date, Problem> {
    (0..=SEARCH_DAYS_MAX)
        .map(|n| from.plus_days(n))
        .find(|date| days.allow(*date, calendar) && zone.has_date(*date))
        .ok_or_else(|| no_allowed_day(from))
}

/// The first window that closes after `from`.
pub(super) fn first_open_after(
    from: Moment,
    timing: &Timing,
    zone: Zone,
    calendar: &Calendar,
) -> Result<Window, Problem> {
    first(from, timing, zone, calendar, |window| window.closes > from)
}

/// The first window that opens after `after`.
pub(super) fn first_opening_after(
    after: Moment,
    timing: &Timing,
    zone: Zone,
    calendar: &Calendar,
) -> Result<Window, Problem> {
    first(after, timing, zone, calendar, |window| window.opens > after)
}

fn first(
    from: Moment,
    timing: &Timing,
    zone: Zone,
    calendar: &Calendar,
    is_wanted: impl Fn(&Window) -> bool,
) -> Result<Window, Problem> {
    // Yesterday's window may cross midnight into today.
    let mut date = from.date(zone).plus_days(-1);
    for _ in 0..=SEARCH_DAYS_MAX {
        date = next_allowed_date(date, timing.days, zone, calendar)?;
        let window = on(date, timing.hour, zone);
        if is_wanted(&window) {
            return Ok(window);
        }
        date = date.plus_days(1);
    }
    Err(no_allowed_day(date))
}

/// The window that opens on a date.
fn on(date: Date, hour: Hour, zone: Zone) -> Window {
    let tomorrow = date.plus_days(1);
    let (opens, closes) = match hour {
        Hour::None => (zone.start_of(date), zone.start_of(tomorrow)),
        Hour::From { from, until: None } => (zone.resolve(date, from), zone.start_of(tomorrow)),
        Hour::From { from, until: Some(until) } => {
            let opens = zone.resolve(date, from);
            let last_date = if until <= from { tomorrow } else { date };
            (opens, zone.resolve(last_date, until))
        }
        Hour::At(time) => {
            let opens = zone.resolve(date, time);
            (opens, opens.plus_ms(MS_PER_MINUTE))
        }
    };
    // A spring gap may swallow a window that begins in it and ends soon after: what is left is the
    // minute to which D4 moves its start.
    Window { opens, closes: closes.max(opens.plus_ms(MS_PER_MINUTE)) }
}

fn no_allowed_day(from: Date) -> Problem {
    Problem::new("no_allowed_day", format!("no day from `{from}` on is allowed within four years"))
        .at("days")
        .found(from.to_string())
        .help("check the days of the step and the days off of the account")
}
