//! Schedules of recurring jobs at the boundary.
//!
//! Shapes: `{"every": 1, "unit": "minutes|hours|days|weeks|months", "from": "2026-01-31T09:00"}` and
//! `{"cron": "0 9 * * 1"}`, both on the clocks of the account's zone. A description adds what a cron
//! expression says, in lists, for a console to say in its language; core writes no sentence.

use serde_json::{Value as Json, json};

use super::json::{Object, word_of, wrong_type};
use super::timing::WEEKDAYS;
use crate::recurrence::{Cron, Every, RepeatUnit, Schedule};
use crate::words::{Date, Moment, Problem, Problems, TimeOfDay, Zone, clip};

const UNITS: [(&str, RepeatUnit); 5] = [
    ("minutes", RepeatUnit::Minutes),
    ("hours", RepeatUnit::Hours),
    ("days", RepeatUnit::Days),
    ("weeks", RepeatUnit::Weeks),
    ("months", RepeatUnit::Months),
];

/// Slots that one question lists. Source: our choice, a month of days.
const SLOTS_LISTED_MAX: i64 = 31;
/// Slots listed when nobody says how many.
const SLOTS_LISTED: i64 = 5;

/// Reads a schedule.
///
/// # Errors
/// `missing`, `wrong_type`, `unknown_word`, `interval_out_of_range`, `invalid_local_time`,
/// `invalid_cron`, `schedule_never_comes`.
pub fn schedule_from_json(value: &Json) -> Result<Schedule, Problems> {
    let mut object = Object::of(value)?;
    if object.has("cron") {
        let cron = object.text("cron");
        let cron = cron.and_then(|text| object.keep_all("cron", Cron::parse(text)));
        object.finish()?;
        return cron.map(Schedule::Cron).ok_or_else(Problems::new);
    }
    let unit = object.word("unit", &UNITS);
    let from = object.text("from").and_then(|text| object.keep("from", local_time(text)));
    let every = object.required("every").and_then(|count| {
        let whole = count.as_u64().and_then(|count| u32::try_from(count).ok());
        object.keep("every", whole.ok_or_else(|| wrong_type("a whole number from 1", count)))
    });
    object.finish()?;
    match (every, unit, from) {
        (Some(count), Some(unit), Some(from)) => {
            Every::new(count, unit, from).map(Schedule::Every).map_err(|problem| vec![problem])
        }
        _ => Err(Problems::new()),
    }
}

/// A date and a time of day in no zone, like `2026-01-31T09:00`.
fn local_time(text: &str) -> Result<(Date, TimeOfDay), Problem> {
    text.split_once('T')
        .and_then(|(date, time)| Some((Date::parse(date).ok()?, TimeOfDay::parse(time).ok()?)))
        .ok_or_else(|| {
            let message = format!("`{}` is not a date with a time of day", clip(text));
            Problem::new("invalid_local_time", message)
                .found(clip(text))
                .help("write it as 2026-01-31T09:00, without a zone")
        })
}

/// Writes a schedule; the inverse of [`schedule_from_json`].
pub fn schedule_to_json(schedule: &Schedule) -> Json {
    match schedule {
        Schedule::Every(every) => {
            let (date, time) = every.from();
            let unit = word_of(&every.unit(), &UNITS);
            json!({"every": every.count(), "unit": unit, "from": format!("{date}T{time}")})
        }
        Schedule::Cron(cron) => json!({"cron": cron.text()}),
    }
}

/// Writes what a schedule says: of a cron expression `{"minutes","hours","days","months","weekdays",
/// "has_more"}`, where `null` is any.
pub fn description_to_json(schedule: &Schedule) -> Json {
    let Schedule::Cron(cron) = schedule else { return schedule_to_json(schedule) };
    let rhythm = cron.rhythm();
    let weekdays = rhythm.weekdays.map(|weekdays| {
        weekdays.iter().map(|weekday| word_of(weekday, &WEEKDAYS)).collect::<Vec<_>>()
    });
    json!({
        "cron": cron.text(),
        "minutes": rhythm.minutes,
        "hours": rhythm.hours,
        "days": rhythm.days,
        "months": rhythm.months,
        "weekdays": weekdays,
        "has_more": rhythm.has_more,
    })
}

/// The next slots of a schedule: `{"schedule","zone","after","count"?}`.
///
/// # Errors
/// Everything malformed in the question.
pub fn next_slots(request: &Json) -> Result<Json, Problems> {
    let mut object = Object::of(request)?;
    let schedule = object.required("schedule");
    let schedule = schedule.and_then(|json| object.keep_all("schedule", schedule_from_json(json)));
    let zone = object.text("zone").and_then(|name| object.keep("zone", Zone::parse(name)));
    let after = object.text("after").and_then(|text| object.keep("after", Moment::parse(text)));
    let count = object.whole_if_any("count").unwrap_or(SLOTS_LISTED);
    if !(1..=SLOTS_LISTED_MAX).contains(&count) {
        let message = format!("`count` is a whole number from 1 to {SLOTS_LISTED_MAX}");
        object.add(Problem::new("out_of_range", message).at("count").found(count.to_string()));
    }
    object.finish()?;
    let (Some(schedule), Some(zone), Some(after)) = (schedule, zone, after) else {
        return Err(Problems::new());
    };
    let next = |slot: &Moment| schedule.next_after(*slot, zone);
    let slots = core::iter::successors(next(&after), next);
    let slots = slots.take(usize::try_from(count).unwrap_or(0)).map(|slot| {
        let (date, time) = slot.civil(zone);
        json!({"at": slot.to_iso(), "local": format!("{date}T{time}")})
    });
    let slots: Vec<Json> = slots.collect();
    Ok(json!({"slots": slots, "description": description_to_json(&schedule)}))
}
