//! Runs `tests/spec/recurrence.md`, and laws of schedules (S0.7, D2, D4, D6).

mod common;

use proptest::prelude::*;
use relance_core::recurrence::{Cron, Every, RepeatUnit, Schedule};
use relance_core::wire::schedule::{description_to_json, schedule_from_json, schedule_to_json};
use relance_core::words::{Date, Moment, TimeOfDay, Zone};
use serde_json::json;

const TABLE: &str = "recurrence.md";

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

/// `2026-10-25 02:30 (second)`.
fn moment(text: &str, zone: Zone) -> Moment {
    let parts: Vec<&str> = text.split(' ').collect();
    let (date, time) = (Date::parse(parts[0]).unwrap(), TimeOfDay::parse(parts[1]).unwrap());
    let first = zone.resolve(date, time);
    match parts.get(2) {
        None => first,
        Some(mark) => {
            assert_eq!(*mark, "(second)");
            zone.resolve_not_before(date, time, first.plus_ms(1))
        }
    }
}

fn shown(moment: Moment, zone: Zone) -> String {
    let (date, time) = moment.civil(zone);
    let second = if zone.resolve(date, time) == moment { "" } else { " (second)" };
    format!("{date} {time}{second}")
}

/// `every 2 weeks from 2026-01-31 09:00`, or a cron expression.
fn schedule(text: &str) -> Schedule {
    let json = match text.strip_prefix("every ") {
        None => json!({"cron": text}),
        Some(rest) => {
            let parts: Vec<&str> = rest.split(' ').collect();
            let [count, unit, "from", date, time] = parts[..] else { panic!("{text}") };
            let unit = format!("{}s", unit.trim_end_matches('s'));
            let from = format!("{date}T{time}");
            json!({"every": count.parse::<u32>().unwrap(), "unit": unit, "from": from})
        }
    };
    let read = schedule_from_json(&json).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(schedule_from_json(&schedule_to_json(&read)), Ok(read.clone()), "{text}");
    read
}

fn slots(schedule: &Schedule, after: Moment, zone: Zone, count: usize) -> Vec<Moment> {
    core::iter::successors(schedule.next_after(after, zone), |slot| {
        schedule.next_after(*slot, zone)
    })
    .take(count)
    .collect()
}

fn equal(got: &str, wanted: &str) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("wanted {wanted}, got {got}")) }
}

#[test]
fn slots_come_as_the_table_says() {
    common::check(TABLE, "Slots", |row| {
        let zone = zone(row.get("zone"));
        let wanted = row.get("slots");
        let count = wanted.split(", ").count();
        let after = moment(row.get("after"), zone);
        let found = slots(&schedule(row.get("schedule")), after, zone, count);
        let found: Vec<String> = found.into_iter().map(|slot| shown(slot, zone)).collect();
        equal(&found.join(", "), wanted)
    });
}

#[test]
fn a_job_that_slept_runs_once() {
    common::check(TABLE, "After an outage", |row| {
        let zone = zone(row.get("zone"));
        let (schedule, next) = (schedule(row.get("schedule")), moment(row.get("next slot"), zone));
        let due = schedule.due_slot(next, moment(row.get("now"), zone), zone);
        let at = due.map_or("none".to_owned(), |due| shown(due.at, zone));
        equal(&at, row.get("runs as of"))?;
        let missed = due.and_then(|due| due.missed_since);
        let missed = missed.map_or("none".to_owned(), |slot| shown(slot, zone));
        equal(&missed, row.get("missed since"))?;
        let next = due.and_then(|due| due.next_at).map_or("none".to_owned(), |at| shown(at, zone));
        equal(&next, row.get("then"))
    });
}

#[test]
fn a_schedule_is_described_in_parts() {
    common::check(TABLE, "What a console is told", |row| {
        let told = description_to_json(&schedule(row.get("schedule")));
        equal(&told.to_string(), row.get("description"))
    });
}

/// Every slot of a cron expression by brute force: each minute's local time, in order, with the
/// times that a gap swallows.
fn brute(cron: &str, from: Moment, until: Moment, zone: Zone) -> Vec<Moment> {
    let Schedule::Cron(cron) = schedule(cron) else { panic!("cron") };
    let rhythm = cron.rhythm();
    assert!(!rhythm.has_more);
    let is_in = |list: &Option<Vec<u16>>, value: u32| {
        list.as_ref().is_none_or(|list| list.contains(&(value as u16)))
    };
    let is_on = |date: Date| {
        let by_day = is_in(&rhythm.days, date.day());
        let by_weekday = rhythm.weekdays.as_ref().is_none_or(|days| days.contains(&date.weekday()));
        let is_either = rhythm.days.is_some() && rhythm.weekdays.is_some();
        is_in(&rhythm.months, date.month())
            && if is_either { by_day || by_weekday } else { by_day && by_weekday }
    };
    let mut found = Vec::new();
    let mut date = from.date(zone).plus_days(-2);
    while date <= until.date(zone).plus_days(2) {
        for minutes in (0..1440).filter(|_| is_on(date)) {
            let time = TimeOfDay::from_minutes(minutes).unwrap();
            let (hour, minute) = (u32::from(minutes / 60), u32::from(minutes % 60));
            if is_in(&rhythm.hours, hour) && is_in(&rhythm.minutes, minute) {
                let first = zone.resolve(date, time);
                found.push(first);
                if rhythm.hours.is_none() {
                    found.push(zone.resolve_not_before(date, time, first.plus_ms(1)));
                }
            }
        }
        date = date.plus_days(1);
    }
    found.sort();
    found.dedup();
    found.retain(|slot| *slot > from && *slot <= until);
    found
}

const ZONES: [&str; 8] = [
    "Europe/Warsaw",
    "Europe/Bucharest",
    "Europe/Moscow",
    "UTC",
    "America/Nuuk",
    "Australia/Lord_Howe",
    "America/Havana",
    "Pacific/Apia",
];

const CRONS: [&str; 8] = [
    "*/30 * * * *",
    "30 2 * * *",
    "15,45 0-3 * * *",
    "0 * * * 1-5",
    "5 4 1,15 * 0",
    "0 9 * 2 *",
    "* 23 * * 7",
    "59 23 31 * *",
];

/// Around clock changes, and around the day that Samoa skipped.
fn any_after() -> impl Strategy<Value = (Zone, Moment)> {
    let zones = prop::sample::select(ZONES.as_slice());
    let starts = prop::sample::select(vec![
        "2011-12-28T00:00:00Z",
        "2026-03-27T00:00:00Z",
        "2026-10-23T00:00:00Z",
        "2026-03-07T00:00:00Z",
        "2026-04-03T00:00:00Z",
        "2026-06-28T00:00:00Z",
    ]);
    (zones, starts, 0_i64..4 * 1440).prop_map(|(name, start, minutes)| {
        (zone(name), Moment::parse(start).unwrap().plus_ms(minutes * 60_000))
    })
}

fn any_every() -> impl Strategy<Value = Schedule> {
    let units = prop::sample::select(vec![
        RepeatUnit::Minutes,
        RepeatUnit::Hours,
        RepeatUnit::Days,
        RepeatUnit::Weeks,
        RepeatUnit::Months,
    ]);
    (units, 1_u32..60, -4_000_i32..4_000, 0_u16..1440).prop_map(|(unit, count, days, minute)| {
        let date = Date::parse("2026-03-31").unwrap().plus_days(days);
        let from = (date, TimeOfDay::from_minutes(minute).unwrap());
        Schedule::Every(Every::new(count.min(unit.count_max()), unit, from).unwrap())
    })
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    let crons = prop::sample::select(CRONS.as_slice())
        .prop_map(|text| Schedule::Cron(Cron::parse(text).unwrap()));
    prop_oneof![any_every(), crons]
}

proptest! {
    /// What cron's shortcuts around clock changes find is what every minute by itself says (D4).
    #[test]
    fn cron_slots_are_those_of_every_minute_by_itself(
        (zone, after) in any_after(),
        cron in prop::sample::select(CRONS.as_slice()),
    ) {
        let until = after.plus_ms(40 * 86_400_000);
        let wanted = brute(cron, after, until, zone);
        let wanted = &wanted[..wanted.len().min(200)];
        let found = slots(&schedule(cron), after, zone, wanted.len());
        prop_assert_eq!(found, wanted);
    }

    /// Next is strictly later, and which slots there are does not depend on where one asks from.
    #[test]
    fn slots_do_not_depend_on_where_one_asks(
        schedule in any_schedule(),
        (zone, after) in any_after(),
        share in 0_i64..1000,
    ) {
        let Some(next) = schedule.next_after(after, zone) else { return Ok(()) };
        prop_assert!(next > after);
        let between = after.plus_ms((next.as_ms() - after.as_ms()) * share / 1000);
        prop_assert_eq!(schedule.next_after(between, zone), Some(next));
        prop_assert_eq!(schedule.next_from(next, zone), Some(next));
        prop_assert!(schedule.next_after(next, zone).is_none_or(|later| later > next));
    }

    /// However long a job slept, it runs as of the latest slot that has come (D6).
    #[test]
    fn the_latest_slot_is_the_one_before_the_next(
        schedule in any_schedule(),
        (zone, after) in any_after(),
        slept_minutes in 0_i64..20_000,
    ) {
        let Some(next) = schedule.next_after(after, zone) else { return Ok(()) };
        let now = after.plus_ms(slept_minutes * 60_000);
        let Some(due) = schedule.due_slot(next, now, zone) else {
            prop_assert!(next > now);
            return Ok(());
        };
        prop_assert!(due.at >= next && due.at <= now);
        prop_assert_eq!(due.missed_since, (due.at > next).then_some(next));
        prop_assert_eq!(due.next_at, schedule.next_after(now, zone));
        prop_assert_eq!(schedule.next_from(due.at, zone), Some(due.at));
    }
}
