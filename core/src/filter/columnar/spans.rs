//! Which values of a date or instant column pass a test against `now`, as ranges of values, so that
//! a column is compared with numbers and not asked row by row.
//!
//! Decides nothing: every edge of a range is found by asking `filter::time::holds` on both sides of
//! it. `v + 1 month` may fall as `v` rises (months clamp, clocks change), so a test can have more
//! than one range; the places where that happens are searched day by day.

use crate::filter::ast::{TimePoint, TimeTest};
use crate::filter::time::{At, TimeValue, earlier, holds, later};
use crate::words::{Date, Moment, Period, PeriodUnit};

/// Inclusive ranges of values, in order, apart. Units: milliseconds or days, as the column.
pub type Spans = Vec<(i64, i64)>;

const DAY_MS: i64 = 86_400_000;
/// Clock changes happen on quarters of an hour. Source: the zone database since 1945.
const QUARTER_MS: i64 = 900_000;
/// How far from where a calendar step back leads an edge can lie: months clamp by at most 3 days.
const MONTHS_REACH_DAYS: i64 = 5;
/// The same for days and weeks, which only clock changes move (by at most 24 h: Samoa, 2011).
const DAYS_REACH_DAYS: i64 = 2;

/// The instants that pass. `None` for anniversaries, which return every year.
pub fn instant_spans(test: &TimeTest, at: &At) -> Option<Spans> {
    let passes = |ms: i64| holds(test, TimeValue::Instant(Moment::from_ms(ms)), at);
    let mut flips = Vec::new();
    for edge in instant_edges(test, at)? {
        edge.find(at, &passes, &mut flips);
    }
    Some(spans_of(flips, Moment::from_ms(i64::MIN).as_ms(), &passes))
}

/// The days that pass. `None` for anniversaries.
pub fn day_spans(test: &TimeTest, at: &At) -> Option<Spans> {
    let passes = |days: i64| {
        let date = i32::try_from(days).ok().and_then(Date::from_days_since_epoch);
        date.is_some_and(|date| holds(test, TimeValue::Day(date), at))
    };
    let first = Date::from_days_since_epoch(DAY_LEAST).map_or(DAY_LEAST, Date::days_since_epoch);
    let mut flips = Vec::new();
    for edge in instant_edges(test, at)? {
        let day = i64::from(edge.near.date(at.zone).days_since_epoch());
        for day in day - MONTHS_REACH_DAYS..=day + MONTHS_REACH_DAYS {
            if day > i64::from(first) && passes(day) != passes(day - 1) {
                flips.push(day);
            }
        }
    }
    Some(spans_of(flips, i64::from(first), &passes))
}

/// Before any day of the calendar; such a day is brought to the first.
const DAY_LEAST: i32 = -719_162;

/// The ranges between flips.
fn spans_of(mut flips: Vec<i64>, least: i64, passes: &impl Fn(i64) -> bool) -> Spans {
    flips.sort_unstable();
    flips.dedup();
    let mut spans = Vec::new();
    let mut open = passes(least).then_some(least);
    for flip in flips {
        open = match open {
            None => Some(flip),
            Some(from) => {
                spans.push((from, flip - 1));
                None
            }
        };
    }
    if let Some(from) = open {
        spans.push((from, i64::MAX));
    }
    spans
}

/// A place near which a test changes its answer.
struct Edge {
    near: Moment,
    /// How many days around it have to be searched; 0: the edge is exactly there.
    reach_days: i64,
    is_by_months: bool,
}

fn instant_edges(test: &TimeTest, at: &At) -> Option<Vec<Edge>> {
    let exact = |near: Moment| Edge { near, reach_days: 0, is_by_months: false };
    let point = |point: TimePoint| match point {
        TimePoint::Day(day) => {
            vec![exact(at.zone.start_of(day)), exact(at.zone.start_of(day.plus_days(1)))]
        }
        TimePoint::Instant(moment) => vec![exact(moment)],
    };
    let step = |near: Moment, period: Period| {
        let is_by_months = matches!(period.unit, PeriodUnit::Months | PeriodUnit::Years);
        let reach_days = match period.unit {
            PeriodUnit::Minutes | PeriodUnit::Hours => 0,
            PeriodUnit::Days | PeriodUnit::Weeks => DAYS_REACH_DAYS,
            PeriodUnit::Months | PeriodUnit::Years => MONTHS_REACH_DAYS,
        };
        Edge { near, reach_days, is_by_months }
    };
    Some(match *test {
        // Clocks that go back over midnight show a day twice.
        TimeTest::On(day) => [at.zone.start_of(day), at.zone.start_of(day.plus_days(1))]
            .map(|near| Edge { near, reach_days: 1, is_by_months: false })
            .into(),
        TimeTest::Before(other) | TimeTest::After(other) => point(other),
        TimeTest::Between(from, to) => point(from).into_iter().chain(point(to)).collect(),
        TimeTest::InLast(period) => {
            vec![exact(at.now), step(earlier(at.now, period, at.zone), period)]
        }
        TimeTest::OlderThan(period) => vec![step(earlier(at.now, period, at.zone), period)],
        TimeTest::InNext(period) => {
            vec![exact(at.now), step(later(at.now, period, at.zone), period)]
        }
        TimeTest::MoreThanAhead(period) => vec![step(later(at.now, period, at.zone), period)],
        TimeTest::AnniversaryWithin { .. } => return None,
    })
}

impl Edge {
    /// Adds each value at which the answer differs from that of the value before.
    fn find(&self, at: &At, passes: &impl Fn(i64) -> bool, flips: &mut Vec<i64>) {
        let near = self.near.as_ms();
        let found = flips.len();
        flips.extend([near, near + 1].into_iter().filter(|ms| passes(*ms) != passes(*ms - 1)));
        if self.reach_days == 0 || (flips.len() > found && self.is_calm(at)) {
            return;
        }
        let mut start = near - self.reach_days * DAY_MS;
        let end = near + self.reach_days * DAY_MS;
        while start < end {
            let stop = (start + QUARTER_MS).min(end);
            if passes(start) != passes(stop) {
                flips.push(bisect(start, stop, passes));
            }
            start = stop;
        }
    }

    /// Whether neither the clocks nor the months' lengths can have moved the edge.
    fn is_calm(&self, at: &At) -> bool {
        let reach_ms = self.reach_days * DAY_MS;
        let is_same = |middle: Moment| {
            let offset = |ms| at.zone.offset_seconds(middle.plus_ms(ms));
            offset(-reach_ms) == offset(reach_ms) && offset(0) == offset(reach_ms)
        };
        let day = |ms| self.near.plus_ms(ms).date(at.zone).day();
        let is_mid_month =
            !self.is_by_months || (day(-reach_ms) < day(reach_ms) && day(reach_ms) <= 28);
        is_mid_month && is_same(self.near) && is_same(at.now)
    }
}

/// The first value of `(start, stop]` whose answer is that of `stop`, when it changes once.
fn bisect(start: i64, stop: i64, passes: &impl Fn(i64) -> bool) -> i64 {
    let wanted = passes(stop);
    let (mut before, mut from) = (start, stop);
    while from - before > 1 {
        let middle = before + (from - before) / 2;
        if passes(middle) == wanted {
            from = middle;
        } else {
            before = middle;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Zone;

    #[test]
    fn ranges_agree_with_the_test_of_each_value() {
        let units = [
            PeriodUnit::Hours,
            PeriodUnit::Days,
            PeriodUnit::Weeks,
            PeriodUnit::Months,
            PeriodUnit::Years,
        ];
        let mut seed = 7_u64;
        let mut random = move |n: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % n
        };
        for round in 0..400 {
            let zone =
                ["Europe/Warsaw", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC"][round % 4];
            let zone = Zone::parse(zone).unwrap();
            // Around month ends and clock changes: late March, late October, turns of the year.
            let base = [
                "2026-03-28T00:00:00Z",
                "2026-10-24T00:00:00Z",
                "2027-02-27T00:00:00Z",
                "2017-10-14T00:00:00Z",
            ];
            let base = Moment::parse(base[random(4) as usize]).unwrap();
            let now = base.plus_ms(random(3 * 86_400) as i64 * 1000);
            let at = At { now, zone };
            let period = Period::new(1 + random(53) as u32, units[random(5) as usize]);
            let day = TimePoint::Day(base.date(zone));
            let tests = [
                TimeTest::InLast(period),
                TimeTest::OlderThan(period),
                TimeTest::InNext(period),
                TimeTest::MoreThanAhead(period),
                TimeTest::On(base.date(zone)),
                TimeTest::Before(day),
                TimeTest::After(day),
                TimeTest::Between(day, TimePoint::Day(base.date(zone).plus_days(2))),
            ];
            for test in tests {
                let spans = instant_spans(&test, &at).unwrap();
                let edges = [now, earlier(now, period, zone), later(now, period, zone), base];
                for _ in 0..50 {
                    let near = edges[random(4) as usize];
                    let ms = near.as_ms() + (random(10 * 86_400) as i64 - 5 * 86_400) * 1000;
                    let inside = spans.iter().any(|(from, to)| (*from..=*to).contains(&ms));
                    let value = TimeValue::Instant(Moment::from_ms(ms));
                    assert_eq!(
                        inside,
                        holds(&test, value, &at),
                        "{test:?} {value:?} {at:?} {spans:?}"
                    );
                }
                let spans = day_spans(&test, &at).unwrap();
                for near in edges {
                    for days in -6..=6 {
                        let day = near.date(zone).plus_days(days);
                        let number = i64::from(day.days_since_epoch());
                        let inside = spans.iter().any(|(from, to)| (*from..=*to).contains(&number));
                        assert_eq!(
                            inside,
                            holds(&test, TimeValue::Day(day), &at),
                            "{test:?} {day} {at:?} {spans:?}"
                        );
                    }
                }
            }
        }
    }
}
