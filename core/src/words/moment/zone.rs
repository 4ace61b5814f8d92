//! Zones: from what a clock shows to the instant (D4), and when clocks change (B12).

use core::fmt;

use chrono::{LocalResult, NaiveDateTime, Offset, TimeZone};
use chrono_tz::{GapInfo, Tz};

use super::{Date, Moment, TimeOfDay};
use crate::words::ident::clip;
use crate::words::problem::Problem;

/// An IANA time zone, like `Europe/Warsaw`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

/// A change of the clocks of one zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockChange {
    /// The first instant of the new time.
    pub at: Moment,
    /// How far clocks jump. Units: minutes; forward is positive (spring: +60).
    pub shift_minutes: i32,
}

/// The instants at which a clock shows one local time: one, two in the autumn, none in the spring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occurrences {
    Once(Moment),
    Twice(Moment, Moment),
    /// Forward by the gap (D4), and where the gap ends.
    Never {
        moved: Moment,
        gap_ends: Moment,
    },
}

/// Clock changes are looked for this far ahead. Units: days. Zones that change do so at least
/// once a year; two years show the next two changes (B12) of any of them.
const CHANGE_SEARCH_DAYS: i64 = 2 * 366;

/// Clock changes are looked for in steps of a week: the closest two since 1970 that cancel each
/// other (Morocco's and Egypt's Ramadan) are a month apart.
const CHANGE_STEP_MS: i64 = 7 * MS_PER_DAY;

const MS_PER_DAY: i64 = 86_400_000;

/// The release of the IANA data in this build, like `2025b`; part of every digest, because other
/// data may give other instants.
///
/// The data hold each change up to 2099; later years keep the last offset. They are those of the
/// newest chrono-tz, and older than the newest IANA release: compared with 2026f, clocks from
/// autumn 2026 on differ in Moldova (changes come an hour later), Morocco, Cuba and western Canada;
/// the zones of Poland, Romania, Hungary and Russia are the same.
pub const fn zone_data_version() -> &'static str {
    chrono_tz::IANA_TZDB_VERSION
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone(Tz::UTC);

    /// A zone by its IANA name.
    ///
    /// # Errors
    /// `unknown_zone` with the closest name.
    pub fn parse(name: &str) -> Result<Self, Problem> {
        name.parse::<Tz>().map(Zone).map_err(|_| {
            Problem::new("unknown_zone", format!("there is no time zone `{}`", clip(name)))
                .found(clip(name))
                .allowed(chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()))
                .suggest()
                .allowed(["Europe/Warsaw", "Europe/Bucharest", "Europe/Budapest", "Europe/Moscow"])
        })
    }

    /// The instant at which clocks show this local time (D4). A time that does not exist (spring)
    /// moves forward by the gap: 02:30 is 03:30; one that exists twice (autumn) is the first.
    ///
    /// ```
    /// use relance_core::words::{Date, TimeOfDay, Zone};
    /// let zone = Zone::parse("Europe/Bucharest")?;
    /// let (spring, half_past_three) = (Date::parse("2027-03-28")?, TimeOfDay::parse("03:30")?);
    /// let moment = zone.resolve(spring, half_past_three);
    /// assert_eq!(moment.civil(zone).1.to_string(), "04:30");
    /// # Ok::<(), relance_core::words::Problem>(())
    /// ```
    pub fn resolve(self, date: Date, time: TimeOfDay) -> Moment {
        self.resolve_local(date.naive().and_time(time.naive())).first()
    }

    /// As [`Zone::resolve`], but never before `earliest` when the time exists twice and the second
    /// still lies ahead.
    pub fn resolve_not_before(self, date: Date, time: TimeOfDay, earliest: Moment) -> Moment {
        match self.resolve_local(date.naive().and_time(time.naive())) {
            Occurrences::Twice(first, second) if first < earliest => second,
            found => found.first(),
        }
    }

    /// The first instant of a date: 00:00, or later where the clocks skip midnight.
    pub fn start_of(self, date: Date) -> Moment {
        match self.resolve_local(date.naive().and_time(TimeOfDay::MIDNIGHT.naive())) {
            Occurrences::Never { gap_ends, .. } => gap_ends,
            found => found.first(),
        }
    }

    /// Whether the zone has this date at all; Samoa had no 30 December 2011.
    pub fn has_date(self, date: Date) -> bool {
        // A date that is skipped whole is skipped at noon; only then a closer look pays.
        match self.resolve_local(date.naive().and_time(TimeOfDay::NOON.naive())) {
            Occurrences::Never { .. } => self.start_of(date).date(self) == date,
            _ => true,
        }
    }

    pub(super) fn resolve_local(self, local: NaiveDateTime) -> Occurrences {
        let moment = |offset: chrono::FixedOffset| {
            let utc = local.and_utc().timestamp_millis();
            Moment::from_ms(utc.saturating_sub(i64::from(offset.local_minus_utc()) * 1000))
        };
        match self.0.offset_from_local_datetime(&local) {
            LocalResult::Single(offset) => Occurrences::Once(moment(offset.fix())),
            LocalResult::Ambiguous(one, other) => {
                let (one, other) = (moment(one.fix()), moment(other.fix()));
                Occurrences::Twice(one.min(other), one.max(other))
            }
            LocalResult::None => {
                // Read with the offset before the gap, the time lies as far behind it as it should.
                let gap = GapInfo::new(&local, &self.0);
                let (begin, end) = gap.map_or((None, None), |gap| (gap.begin, gap.end));
                let moved = moment(begin.map_or(chrono::Utc.fix(), |(_, offset)| offset.fix()));
                let gap_ends = end.map_or(moved, |end| Moment::from_ms(end.timestamp_millis()));
                Occurrences::Never { moved, gap_ends }
            }
        }
    }

    /// The next change of this zone's clocks strictly after an instant, if one comes within two
    /// years (B12). Changes of name or law that leave the clocks alone do not count.
    pub fn next_transition(self, after: Moment) -> Option<ClockChange> {
        let steps = CHANGE_SEARCH_DAYS * MS_PER_DAY / CHANGE_STEP_MS;
        let offset_before = self.offset_seconds(after);
        let is_changed = |at: &Moment| self.offset_seconds(*at) != offset_before;
        let mut changed =
            (1..=steps).map(|n| after.plus_ms(n * CHANGE_STEP_MS)).find(is_changed)?;
        let mut unchanged = changed.plus_ms(-CHANGE_STEP_MS);
        // A week has fewer than 2^30 milliseconds, so the halving ends.
        while changed.as_ms() - unchanged.as_ms() > 1 {
            let middle = unchanged.plus_ms((changed.as_ms() - unchanged.as_ms()) / 2);
            if is_changed(&middle) {
                changed = middle;
            } else {
                unchanged = middle;
            }
        }
        let shift_minutes = (self.offset_seconds(changed) - offset_before) / 60;
        Some(ClockChange { at: changed, shift_minutes })
    }

    /// How far clocks are ahead of UTC. Units: seconds.
    pub fn offset_seconds(self, at: Moment) -> i32 {
        self.0.offset_from_utc_datetime(&at.utc().naive_utc()).fix().local_minus_utc()
    }

    pub(super) fn tz(self) -> Tz {
        self.0
    }

    /// The IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl Occurrences {
    pub(super) fn first(self) -> Moment {
        match self {
            Occurrences::Once(moment)
            | Occurrences::Twice(moment, _)
            | Occurrences::Never { moved: moment, .. } => moment,
        }
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
