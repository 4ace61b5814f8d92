//! When a step acts: its delay (D2), its allowed days and hour (D3), resolved in a zone (D4) over a
//! working calendar (D5), and once more after an outage (D6).
//!
//! Does not decide what the delay counts from (D1: the engine gives the base) nor whether an SMS
//! may leave at night (`quiet`). Table: `tests/spec/timing.md`.

mod days;
mod delay;
mod quiet;
mod windows;

pub use self::days::{AllowedDays, WeekdaySet};
pub use self::delay::Delay;
pub use self::quiet::{
    AtNight, NightRule, NightVerdict, QuietHours, at_night, end_of_quiet,
    nearest_loss_free_from_hour, quiet_at,
};
pub use self::windows::SEARCH_DAYS_MAX;
use crate::calendar::Calendar;
use crate::words::{Moment, Problem, TimeOfDay, Zone};

/// The hour of a step (D3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Hour {
    /// Any.
    #[default]
    None,
    /// A lower bound (S1.24), inclusive, and perhaps an end, exclusive. A window with its end
    /// before its start crosses midnight and belongs to the date on which it opens; without an end
    /// it closes with its date.
    From {
        /// From this time on.
        from: TimeOfDay,
        /// Until just before this time.
        until: Option<TimeOfDay>,
    },
    /// The moment itself (S2.15): during this minute.
    At(TimeOfDay),
}

/// When a step may act (S1.23-24, S2.15): on which days, at which hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Timing {
    days: AllowedDays,
    hour: Hour,
}

impl Timing {
    /// Any day, any hour.
    pub const ANY: Timing = Timing { days: AllowedDays::Any, hour: Hour::None };

    /// A timing of these days and this hour.
    ///
    /// # Errors
    /// `empty_window` when the window ends at the very time it begins.
    pub fn new(days: AllowedDays, hour: Hour) -> Result<Self, Problem> {
        match hour {
            Hour::From { from, until: Some(until) } if from == until => {
                let message = format!("the hours from `{from}` until `{until}` are none");
                Err(Problem::new("empty_window", message)
                    .at("hour")
                    .found(format!("{from}-{until}"))
                    .help("leave the end open, or choose another one"))
            }
            _ => Ok(Timing { days, hour }),
        }
    }

    /// The allowed days.
    pub const fn days(&self) -> AllowedDays {
        self.days
    }

    /// The hour.
    pub const fn hour(&self) -> Hour {
        self.hour
    }
}

/// When a step is due that waits `delay` from `base` (D2, D3).
///
/// Delays of days and longer count calendar dates from the local date of the base: due on that
/// date at the hour, or without an hour at the same local time. Shorter ones are elapsed time: due
/// at the first moment from then on that days and hour allow. Never before the base.
///
/// ```
/// use relance_core::calendar::{Calendar, Country};
/// use relance_core::timing::{AllowedDays, Delay, Hour, Timing, due_at};
/// use relance_core::words::{Moment, PeriodUnit, TimeOfDay, Zone};
/// // "One day after, only on weekdays, from 9" (S1.22-24), entered on a Friday afternoon:
/// let zone = Zone::parse("Europe/Bucharest")?;
/// let calendar = Calendar::of_country(Some(Country::Romania));
/// let from = TimeOfDay::parse("09:00")?;
/// let timing = Timing::new(AllowedDays::WorkingDays, Hour::From { from, until: None })?;
/// let friday = Moment::parse("2026-03-06T16:20:00+02:00")?;
/// let due = due_at(friday, &Delay::new(1, PeriodUnit::Days)?, &timing, zone, &calendar)?;
/// assert_eq!(due, Moment::parse("2026-03-09T09:00:00+02:00")?);
/// # Ok::<(), relance_core::words::Problem>(())
/// ```
///
/// # Errors
/// `no_allowed_day` when the calendar allows none within [`SEARCH_DAYS_MAX`].
pub fn due_at(
    base: Moment,
    delay: &Delay,
    timing: &Timing,
    zone: Zone,
    calendar: &Calendar,
) -> Result<Moment, Problem> {
    let Some(step) = delay.calendar_step().filter(|_| !delay.is_zero()) else {
        return next_allowed(base.plus_ms(delay.elapsed_ms()), timing, zone, calendar);
    };
    let date = windows::next_allowed_date(base.date(zone).plus(step), timing.days, zone, calendar)?;
    Ok(match timing.hour {
        Hour::None => base.at_same_time_on(date, zone),
        Hour::From { from: time, .. } | Hour::At(time) => zone.resolve(date, time),
    })
}

/// The first moment at or after `from` that the timing allows: for delays of minutes and hours, and
/// for what is decided late after an outage (D6). A moment that is allowed is its own answer.
///
/// A day that is not allowed moves to the next allowed date at the hour; without an hour the local
/// time is kept (D3).
///
/// # Errors
/// `no_allowed_day` when the calendar allows none within [`SEARCH_DAYS_MAX`].
pub fn next_allowed(
    from: Moment,
    timing: &Timing,
    zone: Zone,
    calendar: &Calendar,
) -> Result<Moment, Problem> {
    if timing.hour == Hour::None {
        let date = windows::next_allowed_date(from.date(zone), timing.days, zone, calendar)?;
        return Ok(from.at_same_time_on(date, zone));
    }
    let window = windows::first_open_after(from, timing, zone, calendar)?;
    Ok(window.opens.max(from))
}

/// Whether the timing allows this very moment.
pub fn is_allowed_at(moment: Moment, timing: &Timing, zone: Zone, calendar: &Calendar) -> bool {
    next_allowed(moment, timing, zone, calendar) == Ok(moment)
}

/// The next time the hour comes round on an allowed date, strictly after `after`; `None` when the
/// timing has no hour. For what must not happen now but at the next regular time (D17).
///
/// # Errors
/// `no_allowed_day` when the calendar allows none within [`SEARCH_DAYS_MAX`].
pub fn next_opening(
    after: Moment,
    timing: &Timing,
    zone: Zone,
    calendar: &Calendar,
) -> Result<Option<Moment>, Problem> {
    if timing.hour == Hour::None {
        return Ok(None);
    }
    windows::first_opening_after(after, timing, zone, calendar).map(|window| Some(window.opens))
}
