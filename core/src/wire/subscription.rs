//! The subscription at the boundary, and the table of levels.
//!
//! Shape: `{"level":"pro"|null,"trial_ends_at":instant|null,"ends_at":instant|null,
//! "changed_at":instant|null}`. Which level has
//! what is `subscription_levels.json`, the one table that an operator edits; it is compiled in, so
//! that the browser and the Worker of one build go by the same.

use serde_json::{Value as Json, json};

use super::json::{Object, parse};
use crate::words::{CalendarStep, Zone};
use crate::words::{Feature, Level, Moment, Problem, Problems, Subscription, TRIAL_DAYS, clip};

const LEVELS: &str = include_str!("subscription_levels.json");

/// The levels of this build, the lowest first. INVARIANT: the table reads, by the test below.
pub fn levels() -> Vec<Level> {
    parse(LEVELS)
        .map_err(|problem| vec![problem])
        .and_then(|table| levels_from_json(&table))
        .unwrap_or_default()
}

/// Reads a table of levels.
///
/// # Errors
/// Everything malformed or unknown in it, with its place.
pub fn levels_from_json(table: &Json) -> Result<Vec<Level>, Problems> {
    let Json::Array(rows) = table else {
        return Err(vec![super::json::wrong_type("a list", table)]);
    };
    super::json::each(rows, |row| {
        let mut object = Object::of(row)?;
        let key = object.text("level").unwrap_or_default().to_owned();
        let words = Feature::ALL.map(|feature| (feature.key(), feature));
        let features = object.texts("has").into_iter().enumerate().filter_map(|(index, word)| {
            object.keep(&format!("has[{index}]"), super::json::one_word(word, &words))
        });
        let features = features.collect();
        object.finish()?;
        Ok(Level { key, features })
    })
}

/// The subscription of an account about which nothing was agreed: the highest level, without an
/// end. Our choice: who runs the program for himself has nobody to pay.
pub fn unlimited() -> Subscription {
    let levels = levels();
    let level = levels.last().map(|level| level.key.clone());
    Subscription { levels, level, trial_ends_at: None, ends_at: None, changed_at: None }
}

/// A trial of everything from `now` on (S0.20). Days are counted in UTC: the end is told to the
/// minute, and nobody is promised a midnight.
pub fn trial(now: Moment) -> Subscription {
    let days = CalendarStep::Days(i32::from(TRIAL_DAYS));
    let trial_ends_at = Some(now.plus_calendar(days, Zone::UTC));
    Subscription { levels: levels(), level: None, trial_ends_at, ends_at: None, changed_at: None }
}

/// Reads a subscription; what is absent stays as in `before`, `null` takes it away.
///
/// # Errors
/// `unknown_level` and what is malformed, with its place.
pub fn subscription_from_json(
    value: &Json,
    before: &Subscription,
) -> Result<Subscription, Problems> {
    let mut object = Object::of(value)?;
    let mut subscription = before.clone();
    if object.has("level") {
        subscription.level = object.text_if_any("level").and_then(|key| {
            let known = known_level(key, &before.levels);
            object.keep("level", known)
        });
    }
    if object.has("trial_ends_at") {
        subscription.trial_ends_at = instant(&mut object, "trial_ends_at");
    }
    if object.has("ends_at") {
        subscription.ends_at = instant(&mut object, "ends_at");
    }
    if object.has("changed_at") {
        subscription.changed_at = instant(&mut object, "changed_at");
    }
    object.finish()?;
    Ok(subscription)
}

fn instant(object: &mut Object<'_>, key: &'static str) -> Option<Moment> {
    let text = object.text_if_any(key)?;
    object.keep(key, Moment::parse(text))
}

fn known_level(key: &str, levels: &[Level]) -> Result<String, Problem> {
    if levels.iter().any(|level| level.key == key) {
        return Ok(key.to_owned());
    }
    Err(Problem::new("unknown_level", format!("there is no level `{}`", clip(key)))
        .found(clip(key))
        .allowed(levels.iter().map(|level| level.key.as_str()))
        .suggest())
}

/// Writes a subscription, as it is stored.
pub fn subscription_to_json(subscription: &Subscription) -> Json {
    json!({
        "level": subscription.level,
        "trial_ends_at": subscription.trial_ends_at.map(|at| at.to_iso()),
        "ends_at": subscription.ends_at.map(|at| at.to_iso()),
        "changed_at": subscription.changed_at.map(|at| at.to_iso()),
    })
}

/// What the account may use at `now`, for whoever shows it: the stored parts, whether the trial is
/// running, each feature with the level that has it and since when it is gone, and all levels.
pub fn standing_to_json(subscription: &Subscription, now: Moment) -> Json {
    let features: Vec<Json> = Feature::ALL
        .iter()
        .map(|feature| {
            let locked = subscription.allows(*feature, now).err();
            json!({
                "feature": feature.key(),
                "is_allowed": locked.is_none(),
                "ends_at": subscription.ends_after(*feature, now).map(|at| at.to_iso()),
                "needs": locked.as_ref().and_then(|locked| locked.needs.clone()),
                "ended_at": locked.and_then(|locked| locked.since).map(|at| at.to_iso()),
            })
        })
        .collect();
    let levels: Vec<Json> = subscription
        .levels
        .iter()
        .map(|level| {
            let has: Vec<&str> = level.features.iter().map(|one| one.key()).collect();
            json!({"level": level.key, "has": has})
        })
        .collect();
    let mut standing = subscription_to_json(subscription);
    if let Json::Object(map) = &mut standing {
        map.insert("is_trial".into(), subscription.is_trial(now).into());
        map.insert("features".into(), features.into());
        map.insert("levels".into(), levels.into());
    }
    standing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_levels_reads_and_each_level_has_what_the_one_below_has() {
        let levels = levels_from_json(&parse(LEVELS).unwrap()).unwrap();
        assert_eq!(levels.len(), 3);
        assert!(levels.is_sorted_by(|a, b| a.features.is_subset(&b.features)));
    }

    #[test]
    fn every_feature_has_a_word_and_a_level() {
        let subscription = unlimited();
        for feature in Feature::ALL {
            assert_eq!(Feature::parse(feature.key()), Some(feature));
            assert_eq!(subscription.allows(feature, Moment::from_ms(0)), Ok(()));
        }
    }
}
