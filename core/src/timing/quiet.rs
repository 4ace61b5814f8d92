//! Quiet hours: when no SMS leaves (S1.6-7, D17), and what happens to one that would.
//!
//! Judged in the recipient's zone by what clocks show there, whatever zone the step uses; e-mail
//! has no quiet hours. Table: `tests/spec/quiet_hours.md`.

use super::{Hour, Timing, next_allowed, next_opening};
use crate::calendar::Calendar;
use crate::words::{Account, Moment, Problem, TimeOfDay, Zone};

/// The hours in which no SMS leaves: from one time (inclusive) to another (exclusive), which may
/// lie beyond midnight. Equal times: none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// No SMS from this time on.
    pub from: TimeOfDay,
    /// SMS again from this time on.
    pub until: TimeOfDay,
}

/// What an automation does with an SMS that falls into quiet hours (D17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AtNight {
    /// Not sent later (S1.7): the default of sequences.
    Drop,
    /// Sent at the next moment that is neither quiet nor forbidden by the step's timing: the
    /// default of campaigns and rules.
    NextWindow,
}

/// Where and how an SMS step runs.
#[derive(Clone, Copy, Debug)]
pub struct NightRule<'a> {
    /// The account's quiet hours.
    pub quiet: QuietHours,
    /// The recipient's zone, which judges what is night.
    pub recipient_zone: Zone,
    /// The automation's choice.
    pub at_night: AtNight,
    /// The step's own days and hour.
    pub timing: &'a Timing,
    /// The zone in which the step's timing is meant.
    pub step_zone: Zone,
    /// The account's working days.
    pub calendar: &'a Calendar,
}

/// What becomes of an SMS planned for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NightVerdict {
    /// It is not night: send.
    Send,
    /// Send at this later moment.
    Move(Moment),
    /// Never sent (S1.7).
    Drop,
}

/// How many of the step's next regular times are tried for one outside quiet hours. A week: a
/// clock change shifts an hour against another zone's night for longer than that, so more do not
/// help; fewer could meet only the nights around a change.
const OPENINGS_TRIED_MAX: usize = 7;

/// The shortest span before quiet hours that is worth suggesting as a from-hour (B4). Units:
/// minutes. Source: our choice: a narrower one would push most messages to the next day.
const SUGGESTED_SPAN_MINUTES: u16 = 60;

const MINUTES_PER_DAY: u16 = 24 * 60;

impl QuietHours {
    /// The account's.
    pub fn of(account: &Account) -> Self {
        QuietHours { from: account.quiet_from, until: account.quiet_until }
    }

    /// Whether a clock shows a quiet time.
    pub fn contain(&self, time: TimeOfDay) -> bool {
        if self.from <= self.until {
            self.from <= time && time < self.until
        } else {
            self.from <= time || time < self.until
        }
    }
}

/// Whether no SMS may leave at this moment to a recipient in this zone.
pub fn quiet_at(moment: Moment, zone: Zone, quiet: &QuietHours) -> bool {
    quiet.contain(moment.civil(zone).1)
}

/// When the quiet hours around this moment end; the moment itself when it is not quiet.
pub fn end_of_quiet(moment: Moment, zone: Zone, quiet: &QuietHours) -> Moment {
    let (date, time) = moment.civil(zone);
    if !quiet.contain(time) {
        return moment;
    }
    let last_date = if time < quiet.until { date } else { date.plus_days(1) };
    zone.resolve_not_before(last_date, quiet.until, moment)
}

/// What becomes of an SMS planned for `planned` (D17).
///
/// A step whose hour comes round outside quiet hours is the correct setting of S1.7 and loses
/// nothing: the SMS waits for that hour. Otherwise the automation's choice decides.
///
/// # Errors
/// `no_allowed_day`, when the step's timing allows no day at all.
pub fn at_night(planned: Moment, rule: &NightRule<'_>) -> Result<NightVerdict, Problem> {
    let is_quiet = |moment| quiet_at(moment, rule.recipient_zone, &rule.quiet);
    if !is_quiet(planned) {
        return Ok(NightVerdict::Send);
    }
    let mut opening = planned;
    for _ in 0..OPENINGS_TRIED_MAX {
        match next_opening(opening, rule.timing, rule.step_zone, rule.calendar)? {
            None => break,
            Some(next) if !is_quiet(next) => return Ok(NightVerdict::Move(next)),
            Some(next) => opening = next,
        }
    }
    match rule.at_night {
        AtNight::Drop => Ok(NightVerdict::Drop),
        AtNight::NextWindow => next_window(planned, rule).map(NightVerdict::Move),
    }
}

/// The first moment after the night that the step allows; where its hour lies in the night itself,
/// the hour gives way and only its days count.
fn next_window(planned: Moment, rule: &NightRule<'_>) -> Result<Moment, Problem> {
    if let Some(moment) = first_morning(planned, rule.timing, rule)? {
        return Ok(moment);
    }
    let days_only = Timing::new(rule.timing.days(), Hour::None)?;
    let moment = first_morning(planned, &days_only, rule)?;
    Ok(moment.unwrap_or_else(|| end_of_quiet(planned, rule.recipient_zone, &rule.quiet)))
}

/// The first moment after the night that this timing allows and that is not night again.
fn first_morning(
    planned: Moment,
    timing: &Timing,
    rule: &NightRule<'_>,
) -> Result<Option<Moment>, Problem> {
    let mut moment = planned;
    for _ in 0..OPENINGS_TRIED_MAX {
        let morning = end_of_quiet(moment, rule.recipient_zone, &rule.quiet);
        moment = next_allowed(morning, timing, rule.step_zone, rule.calendar)?;
        if !quiet_at(moment, rule.recipient_zone, &rule.quiet) {
            return Ok(Some(moment));
        }
    }
    Ok(None)
}

/// The from-hour nearest to the wanted one that loses no SMS (B4): the wanted one when it is not
/// quiet, else the end of the quiet hours, or an hour before they begin where that is nearer.
pub fn nearest_loss_free_from_hour(wanted: TimeOfDay, quiet: &QuietHours) -> TimeOfDay {
    if !quiet.contain(wanted) {
        return wanted;
    }
    let minutes_after = |time: u16, from: u16| (time + MINUTES_PER_DAY - from) % MINUTES_PER_DAY;
    let distance = |from: TimeOfDay, to: TimeOfDay| minutes_after(to.minutes(), from.minutes());
    let evening = minutes_after(quiet.from.minutes(), SUGGESTED_SPAN_MINUTES);
    let evening = TimeOfDay::from_minutes(evening).filter(|time| !quiet.contain(*time));
    match evening {
        Some(evening) if distance(evening, wanted) < distance(wanted, quiet.until) => evening,
        _ => quiet.until,
    }
}
