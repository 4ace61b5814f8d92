//! When a recurring job's slots come (S0.7): every so often, or by a cron expression, on the clocks
//! of a zone (D2, D4); and what a job does about those that it slept over (D6).
//!
//! A slot depends on the schedule and the zone alone, never on where one asks from, so a restart, a
//! late tick and the plan all name the same instants. Does not decide which records a slot concerns
//! (`definitions`, `engine`). Table: `tests/spec/recurrence.md`.

mod cron;
mod every;

pub use self::cron::{CRON_BYTES_MAX, Cron, Rhythm};
pub use self::every::{Every, RepeatUnit};
use crate::words::{Moment, Zone};

/// When a recurring job comes round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// Every so many units from a start.
    Every(Every),
    /// By a cron expression.
    Cron(Cron),
}

/// What a job does now about slots that have come (D6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueSlot {
    /// The latest slot that has come: the one that runs, and the logical instant of what it decides.
    pub at: Moment,
    /// The first slot that this run stands for, when the job slept over at least one.
    pub missed_since: Option<Moment>,
    /// The slot after it; `None` when there is none any more.
    pub next_at: Option<Moment>,
}

impl Schedule {
    /// The first slot strictly after an instant; `None` when the schedule has none there.
    ///
    /// ```
    /// use relance_core::recurrence::{Every, RepeatUnit, Schedule};
    /// use relance_core::words::{Date, Moment, TimeOfDay, Zone};
    /// // Monthly from 31 January: February ends early, March does not (D2).
    /// let zone = Zone::parse("Europe/Warsaw")?;
    /// let from = (Date::parse("2026-01-31")?, TimeOfDay::parse("09:00")?);
    /// let monthly = Schedule::Every(Every::new(1, RepeatUnit::Months, from)?);
    /// let february = monthly.next_after(Moment::parse("2026-02-01T00:00:00Z")?, zone);
    /// assert_eq!(february, Some(Moment::parse("2026-02-28T09:00:00+01:00")?));
    /// let march = monthly.next_after(Moment::parse("2026-03-01T00:00:00Z")?, zone);
    /// assert_eq!(march, Some(Moment::parse("2026-03-31T09:00:00+02:00")?));
    /// # Ok::<(), relance_core::words::Problem>(())
    /// ```
    pub fn next_after(&self, after: Moment, zone: Zone) -> Option<Moment> {
        match self {
            Schedule::Every(every) => every.next_after(after, zone),
            Schedule::Cron(cron) => cron.next_after(after, zone),
        }
    }

    /// The first slot at or after an instant.
    pub fn next_from(&self, from: Moment, zone: Zone) -> Option<Moment> {
        self.next_after(from.plus_ms(-1), zone)
    }

    /// What is due at `now` when `next_at` is the first slot that has not run: all slots that have
    /// come are one run, as of the latest (D6). `None` while the first still lies ahead.
    pub fn due_slot(&self, next_at: Moment, now: Moment, zone: Zone) -> Option<DueSlot> {
        if next_at > now {
            return None;
        }
        let next_until_now =
            |after: Moment| self.next_after(after, zone).filter(|next| *next <= now);
        // Halving: each round brings `latest` past the middle, or ends the search there. The range of
        // Moment has fewer milliseconds than 2^58.
        let (mut latest, mut none_after) = (next_at, now);
        while let Some(next) = next_until_now(latest) {
            let middle = latest.plus_ms((none_after.as_ms() - latest.as_ms()).div_euclid(2));
            match next_until_now(middle) {
                Some(later) => latest = later,
                None => (latest, none_after) = (next, middle),
            }
        }
        Some(DueSlot {
            at: latest,
            missed_since: (latest > next_at).then_some(next_at),
            next_at: self.next_after(latest, zone),
        })
    }
}
