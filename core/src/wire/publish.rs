//! Publishing at the boundary: what a new version does to the records that are in it, and what was
//! chosen for what a pause left due.
//!
//! A preview: `{"automation","name","starts","enters","leaves","stays","kept","rescheduled","moved",
//! "passes_new_steps","skipped","ends","figures"}`, where each group is `{"count","sample":[{"record",
//! "name", "step"?, "to_step"?, "due_at"?, "was_due_at"?, "steps"?}]}`. Who enters either starts, or
//! only joins.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::account::account_from_json;
use super::automation::automation_from_json;
use super::json::Object;
use super::plan::FiguresWire;
use crate::definitions::{Automation, Setup};
use crate::engine::{
    CatchUp, Fate, Group, Migrations, Publication, SAMPLES_MAX, Sample, Version, Why,
};
use crate::words::{Moment, Problem, Problems};

/// Most actions of a spread in an hour. Source: our choice, as many as one page of a tick decides.
const PER_HOUR_MAX: i64 = 1_000;

/// Writes what a publication of one automation does.
pub fn migrations_to_json(automation: &Automation, migrations: &Migrations) -> Json {
    let group =
        |fates: &[&str]| group_to_json(fates.iter().filter_map(|fate| migrations.groups.get(fate)));
    json!({
        "automation": automation.definition.id.as_str(),
        "name": automation.definition.name,
        "starts": migrations.count("starts"),
        "enters": group(&["starts", "joins"]),
        "leaves": group(&["leaves"]),
        "stays": group_to_json(core::iter::once(&migrations.stay)),
        "kept": group(&["kept"]),
        "rescheduled": group(&["rescheduled"]),
        "moved": group(&["moved"]),
        "passes_new_steps": group(&["passes_new_steps"]),
        "skipped": group(&["skipped"]),
        "ends": group(&["ends"]),
        "figures": FiguresWire::from(&migrations.figures),
    })
}

/// Writes groups under their names.
pub fn groups_to_json(groups: &[(&str, &Group)]) -> Json {
    let groups = groups
        .iter()
        .map(|(name, group)| ((*name).to_owned(), group_to_json(core::iter::once(*group))));
    Json::Object(groups.collect())
}

fn group_to_json<'a>(groups: impl Iterator<Item = &'a Group>) -> Json {
    let (mut count, mut samples) = (0, Vec::new());
    for group in groups {
        count += group.count;
        samples.extend(group.samples.iter().map(sample_to_json));
    }
    samples.truncate(SAMPLES_MAX);
    json!({"count": count, "sample": samples})
}

fn sample_to_json(sample: &Sample) -> Json {
    let mut json = json!({"record": sample.record.as_str(), "name": sample.name});
    let mut set = |key: &str, value: Json| {
        if let Json::Object(map) = &mut json {
            map.insert(key.to_owned(), value);
        }
    };
    match &sample.fate {
        Fate::PassesNewSteps(steps) => {
            set("steps", steps.iter().map(|step| step.as_str()).collect());
        }
        Fate::Rescheduled { from, to } => {
            set("was_due_at", from.to_iso().into());
            set("due_at", to.to_iso().into());
        }
        Fate::Moved { from, to } => {
            set("step", from.as_str().into());
            set("to_step", to.as_str().into());
        }
        Fate::Skipped(step) | Fate::Ends(step) | Fate::Leaves { step: Some(step) } => {
            set("step", step.as_str().into());
        }
        Fate::Untouched
        | Fate::Starts
        | Fate::Joins
        | Fate::Stays
        | Fate::Kept
        | Fate::Leaves { step: None } => {}
    }
    json
}

/// Reads what becomes of overdue actions: `"send"`, `"skip"` or `{"spread":{"per_hour":n}}` (D6).
///
/// # Errors
/// `unknown_word`, `out_of_range`.
pub fn catch_up_from_json(value: &Json) -> Result<CatchUp, Problems> {
    if let Json::String(word) = value {
        let words = [("send", CatchUp::Send), ("skip", CatchUp::Skip)];
        return super::json::one_word(word, &words)
            .map_err(|problem| vec![problem.help("or {\"spread\": {\"per_hour\": 30}}")]);
    }
    let mut object = Object::of(value)?;
    let spread = object.required("spread");
    let per_hour = spread.and_then(|spread| object.keep_all("spread", per_hour(spread)));
    object.finish()?;
    per_hour.map(|per_hour| CatchUp::Spread { per_hour }).ok_or_else(Problems::new)
}

fn per_hour(value: &Json) -> Result<u32, Problems> {
    let mut object = Object::of(value)?;
    let given = object.whole_if_any("per_hour").unwrap_or(0);
    object.finish()?;
    if !(1..=PER_HOUR_MAX).contains(&given) {
        let message = format!("`per_hour` is a whole number from 1 to {PER_HOUR_MAX}");
        return Err(vec![Problem::new("out_of_range", message).at("per_hour")]);
    }
    Ok(u32::try_from(given).unwrap_or(1))
}

/// Writes what was chosen; the inverse of [`catch_up_from_json`].
pub fn catch_up_to_json(choice: CatchUp) -> Json {
    match choice {
        CatchUp::Send => json!("send"),
        CatchUp::Skip => json!("skip"),
        CatchUp::Spread { per_hour } => json!({"spread": {"per_hour": per_hour}}),
    }
}

/// Reads a look that is under way: `{"at_ms"?,"before"?:{"definition","account"?},"catch_up"?}`.
/// Without `at_ms` it is that of the activation.
///
/// # Errors
/// Everything malformed, with its place.
pub fn publication_from_json(
    value: &Json,
    automation: &Automation,
    setup: &Setup,
) -> Result<Publication, Problems> {
    let activated_at =
        automation.activation().map_or(Moment::from_ms(0), |activation| activation.at);
    let given = |key: &str| value.get(key).filter(|value| !value.is_null());
    let at = given("at_ms").and_then(Json::as_i64).map(Moment::from_ms);
    let before = given("before").map(|before| version_from_json(before, setup)).transpose()?;
    let catch_up = given("catch_up").map(catch_up_from_json).transpose()?;
    Ok(Publication {
        automation: automation.definition.id.clone(),
        at: at.unwrap_or(activated_at),
        why: if at.is_some() { Why::Published } else { Why::Activated },
        before: before.map(Arc::new),
        catch_up,
        rank: 0,
    })
}

/// Reads what ran before: `{"definition","account"?}`; without an account it is today's.
///
/// # Errors
/// Everything malformed, with its place.
pub fn version_from_json(value: &Json, setup: &Setup) -> Result<Version, Problems> {
    let definition = automation_from_json(value.get("definition").unwrap_or(&Json::Null))?.draft;
    let account = match value.get("account").filter(|account| !account.is_null()) {
        None => setup.account.clone(),
        Some(account) => account_from_json(account, &setup.account)?,
    };
    Ok(Version { definition, account })
}
