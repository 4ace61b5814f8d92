//! Delays and timings at the boundary.
//!
//! Shapes: `{"amount": 4, "unit": "days"}` and
//! `{"days": "working_days", "hour": {"from": "09:00", "until": "17:00"}}`, where `days` is `any`,
//! `working_days`, `weekend` or a list like `["mon", "tue"]`, and `hour` is `none`, `{"from"…}` or
//! `{"at": "10:00"}`.

use serde_json::{Value as Json, json};

use super::json::{Object, one_word, word_of, wrong_type};
use crate::timing::{AllowedDays, Delay, Hour, Timing, WeekdaySet};
use crate::words::{PeriodUnit, Problem, Problems, TimeOfDay, Weekday};

const UNITS: [(&str, PeriodUnit); 6] = [
    ("minutes", PeriodUnit::Minutes),
    ("hours", PeriodUnit::Hours),
    ("days", PeriodUnit::Days),
    ("weeks", PeriodUnit::Weeks),
    ("months", PeriodUnit::Months),
    ("years", PeriodUnit::Years),
];

const KINDS_OF_DAY: [(&str, AllowedDays); 3] = [
    ("any", AllowedDays::Any),
    ("working_days", AllowedDays::WorkingDays),
    ("weekend", AllowedDays::Weekend),
];

pub(super) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// Reads a delay.
///
/// # Errors
/// `missing`, `wrong_type`, `unknown_word`, `delay_too_long`.
pub fn delay_from_json(value: &Json) -> Result<Delay, Problems> {
    let mut object = Object::of(value)?;
    let unit = object.word("unit", &UNITS);
    let amount = object.required("amount").and_then(|amount| {
        let whole = amount.as_u64().and_then(|amount| u32::try_from(amount).ok());
        object.keep("amount", whole.ok_or_else(|| wrong_type("a whole number from 0", amount)))
    });
    object.finish()?;
    match (amount, unit) {
        (Some(amount), Some(unit)) => Delay::new(amount, unit).map_err(|problem| vec![problem]),
        _ => Err(Problems::new()),
    }
}

/// Writes a delay.
pub fn delay_to_json(delay: &Delay) -> Json {
    json!({"amount": delay.amount(), "unit": word_of(&delay.unit(), &UNITS)})
}

/// Reads a timing; what is absent restricts nothing.
///
/// # Errors
/// `unknown_word`, `invalid_time`, `no_weekday`, and hours that are none.
pub fn timing_from_json(value: &Json) -> Result<Timing, Problems> {
    let mut object = Object::of(value)?;
    let days = match object.value("days") {
        None => Some(AllowedDays::Any),
        Some(days) => object.keep("days", days_from_json(days)),
    };
    let hour = match object.value("hour") {
        None => Some(Hour::None),
        Some(Json::String(word)) => object.keep("hour", one_word(word, &[("none", Hour::None)])),
        Some(hour) => object.keep_all("hour", hour_from_json(hour)),
    };
    object.finish()?;
    match (days, hour) {
        (Some(days), Some(hour)) => Timing::new(days, hour).map_err(|problem| vec![problem]),
        _ => Err(Problems::new()),
    }
}

fn days_from_json(value: &Json) -> Result<AllowedDays, Problem> {
    match value {
        Json::String(word) => one_word(word, &KINDS_OF_DAY),
        Json::Array(words) => {
            let weekdays = words.iter().map(|word| match word {
                Json::String(word) => one_word(word, &WEEKDAYS),
                other => Err(wrong_type("a weekday", other)),
            });
            let weekdays: Vec<Weekday> = weekdays.collect::<Result<_, _>>()?;
            Ok(AllowedDays::Chosen(WeekdaySet::new(weekdays)?))
        }
        other => Err(wrong_type("a kind of day or a list of weekdays", other)),
    }
}

fn hour_from_json(value: &Json) -> Result<Hour, Problems> {
    let mut object = Object::of(value)?;
    let mut time = |key| {
        let text = object.text_if_any(key)?;
        object.keep(key, TimeOfDay::parse(text))
    };
    let (at, from, until) = (time("at"), time("from"), time("until"));
    if at.is_some() && (from.is_some() || until.is_some()) {
        object.add(
            Problem::new("conflicting_hours", "an hour is either `at` or `from`, not both")
                .help("`at` is the moment itself, `from` the earliest"),
        );
    }
    if at.is_none() && from.is_none() {
        object.add(Problem::new("missing", "`at` or `from` is missing"));
    }
    object.finish()?;
    match (at, from) {
        (Some(at), _) => Ok(Hour::At(at)),
        (None, Some(from)) => Ok(Hour::From { from, until }),
        (None, None) => Err(Problems::new()),
    }
}

/// Writes a timing.
pub fn timing_to_json(timing: &Timing) -> Json {
    let days = match timing.days() {
        AllowedDays::Chosen(weekdays) => {
            json!(weekdays.iter().map(|day| word_of(&day, &WEEKDAYS)).collect::<Vec<_>>())
        }
        kind => json!(word_of(&kind, &KINDS_OF_DAY)),
    };
    let hour = match timing.hour() {
        Hour::None => json!("none"),
        Hour::At(at) => json!({"at": at.to_string()}),
        Hour::From { from, until: None } => json!({"from": from.to_string()}),
        Hour::From { from, until: Some(until) } => {
            json!({"from": from.to_string(), "until": until.to_string()})
        }
    };
    json!({"days": days, "hour": hour})
}
