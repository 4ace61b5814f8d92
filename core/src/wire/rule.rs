//! What starts a rule, at the boundary.
//!
//! Shapes: `"trigger": {"on":"stage","stage":key,"when":"moved|created|moved_or_created"}` ·
//! `{"on":"event","event":name,"stage":key?}` · `{"on":"created"}` ·
//! `{"on":"changed","field":key,"from"?,"to"?}` · `{"on":"manual"}`; and
//! `"placement": {"after":"parallel|previous","position":n,"continue_anyway":bool}`.

use serde_json::{Value as Json, json};

use super::filter::operand_to_json;
use super::json::{Object, word_of};
use super::step::{key, key_if_any, operand};
use crate::definitions::{After, AfterLeaving, Reached, Rule, Trigger};
use crate::filter::expression::Operand;
use crate::words::{EventName, FieldKey, Problem, Problems, StageKey};

const REACHED: [(&str, Reached); 3] = [
    ("moved", Reached::Moved),
    ("created", Reached::Created),
    ("moved_or_created", Reached::MovedOrCreated),
];

/// More rules than a stage has use for. Source: our choice.
const POSITION_MAX: i64 = 1_000;

#[derive(Clone, Copy)]
enum Word {
    Stage,
    Event,
    Created,
    Changed,
    Manual,
}

/// Reads what only a rule has.
pub(super) fn rule_from_json(object: &mut Object<'_>) -> Option<Rule> {
    let trigger = object.required("trigger");
    let trigger =
        trigger.and_then(|trigger| object.keep_all("trigger", trigger_from_json(trigger)));
    let placement = match object.value("placement") {
        None => Some((After::Parallel, 1)),
        Some(placement) => object.keep_all("placement", placement_from_json(placement)),
    };
    let after_leaving = match object.value("keep_after_leaving") {
        None => None,
        Some(_) if object.yes_no("keep_after_leaving", false) => Some(AfterLeaving::Keep),
        Some(_) => Some(AfterLeaving::Cancel),
    };
    let (after, position) = placement?;
    Some(Rule { trigger: trigger?, position, after, after_leaving })
}

fn trigger_from_json(value: &Json) -> Result<Trigger, Problems> {
    let words = [
        ("stage", Word::Stage),
        ("event", Word::Event),
        ("created", Word::Created),
        ("changed", Word::Changed),
        ("manual", Word::Manual),
    ];
    let mut object = Object::of(value)?;
    let word = object.word("on", &words);
    let trigger = word.and_then(|word| match word {
        Word::Stage => {
            let stage = key(&mut object, "stage", StageKey::parse);
            let how = object.word_or("when", &REACHED, Reached::MovedOrCreated);
            Some(Trigger::Stage { stage: stage?, how })
        }
        Word::Event => {
            let name = key(&mut object, "event", EventName::parse);
            let stage = key_if_any(&mut object, "stage", StageKey::parse);
            Some(Trigger::Event { name: name?, stage: stage? })
        }
        Word::Created => Some(Trigger::Created),
        Word::Changed => {
            let field = key(&mut object, "field", FieldKey::parse);
            let from = operand(&mut object, "from", Operand::Missing);
            let to = operand(&mut object, "to", Operand::Missing);
            Some(Trigger::Changed { field: field?, from: from?, to: to? })
        }
        Word::Manual => Some(Trigger::Manual),
    });
    object.finish()?;
    trigger.ok_or_else(Problems::new)
}

fn placement_from_json(value: &Json) -> Result<(After, u32), Problems> {
    let mut object = Object::of(value)?;
    let words = [("parallel", After::Parallel), ("previous", After::Previous)];
    let after = object.word_or("after", &words, After::Parallel);
    let after = match (after, object.yes_no("continue_anyway", false)) {
        (After::Previous, true) => After::PreviousAnyway,
        (after, _) => after,
    };
    let position = object.whole_if_any("position").unwrap_or(1);
    if !(1..=POSITION_MAX).contains(&position) {
        let message = format!("`position` is a whole number from 1 to {POSITION_MAX}");
        object.add(Problem::new("out_of_range", message).at("position"));
    }
    object.finish()?;
    Ok((after, u32::try_from(position).unwrap_or(1)))
}

/// Writes a trigger.
pub fn trigger_to_json(trigger: &Trigger) -> Json {
    match trigger {
        Trigger::Stage { stage, how } => {
            json!({"on": "stage", "stage": stage.as_str(), "when": word_of(how, &REACHED)})
        }
        Trigger::Event { name, stage } => json!({
            "on": "event", "event": name.as_str(), "stage": stage.as_ref().map(StageKey::as_str),
        }),
        Trigger::Created => json!({"on": "created"}),
        Trigger::Changed { field, from, to } => {
            let mut written = json!({"on": "changed", "field": field.as_str()});
            for (key, value) in [("from", from), ("to", to)] {
                if *value != Operand::Missing
                    && let Some(written) = written.as_object_mut()
                {
                    written.insert(key.to_owned(), operand_to_json(value));
                }
            }
            written
        }
        Trigger::Manual => json!({"on": "manual"}),
    }
}

/// Writes where a rule stands.
pub fn placement_to_json(rule: &Rule) -> Json {
    let (after, anyway) = match rule.after {
        After::Parallel => ("parallel", false),
        After::Previous => ("previous", false),
        After::PreviousAnyway => ("previous", true),
    };
    json!({"after": after, "position": rule.position, "continue_anyway": anyway})
}
