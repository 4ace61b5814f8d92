//! Something told about one record, in a plan that imagines it or in the demo where it happens.
//!
//! Shape: `{"stage":key}` (it reaches this stage) · `{"event":name,"stage":key?}` (this happens to it,
//! while it is on a stage) · `{"start"|"stop"|"skip"|"replied":automation}` ·
//! `{"reschedule":automation,"at":instant}` (what people do to a passage).

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::json::Object;
use super::step::key_if_any;
use crate::engine::Input;
use crate::words::module::STAGE;
use crate::words::{
    AutomationId, Event, EventName, FieldKey, Moment, Problem, Problems, Record, StageKey, Value,
};

/// What is told.
#[derive(Clone, Debug)]
pub enum Told {
    /// The record reaches a stage.
    Stage(StageKey),
    /// Something happens to it, while it is on this stage.
    Event(EventName, Option<StageKey>),
    /// A person does something to a passage.
    ByHand(Input),
    /// A contact answers a message of this automation.
    Replied(AutomationId),
}

/// Reads what is told.
///
/// # Errors
/// `missing` when it says nothing or more than one thing; everything malformed, with its place.
pub fn told_from_json(value: &Json) -> Result<Told, Problems> {
    let mut object = Object::of(value)?;
    let stage = key_if_any(&mut object, "stage", StageKey::parse);
    let event = key_if_any(&mut object, "event", EventName::parse);
    let mut automation = |key| key_if_any(&mut object, key, AutomationId::parse).flatten();
    let (start, stop, skip) = (automation("start"), automation("stop"), automation("skip"));
    let (reschedule, replied) = (automation("reschedule"), automation("replied"));
    let at = object.text_if_any("at");
    let at = at.and_then(|at| object.keep("at", Moment::parse(at)));
    object.finish()?;
    let (Some(stage), Some(event)) = (stage, event) else { return Err(Problems::new()) };
    let by_hand = [
        start.map(Input::Start),
        stop.map(Input::Stop),
        skip.map(Input::SkipStep),
        reschedule.zip(at).map(|(automation, at)| Input::Reschedule(automation, at)),
    ];
    let by_hand = by_hand.into_iter().flatten().map(Told::ByHand);
    match (by_hand.chain(replied.map(Told::Replied)).next(), event, stage) {
        (Some(told), None, None) => Ok(told),
        (None, Some(event), stage) => Ok(Told::Event(event, stage)),
        (None, None, Some(stage)) => Ok(Told::Stage(stage)),
        _ => Err(vec![
            Problem::new("missing", "`told` says what happens: exactly one thing")
                .help("stage, event, start, stop, skip, replied, or reschedule with at"),
        ]),
    }
}

impl Told {
    /// The record as it stands before, and what comes to it. A record that is imagined to reach the
    /// stage on which it is comes from nowhere.
    #[must_use]
    pub fn of(self, record: Record, now: Moment) -> (Record, Input) {
        match self {
            Told::ByHand(input) => (record, input),
            Told::Replied(automation) => (record, Input::Replied(automation, now)),
            Told::Stage(stage) => {
                let before =
                    if record.is_on(&stage) { with_stage(record, None, now) } else { record };
                let after = with_stage(before.clone(), Some(&stage), now);
                (before, Input::Written(Box::new(after)))
            }
            Told::Event(name, stage) => {
                let before = match stage {
                    Some(stage) => with_stage(record, Some(&stage), now),
                    None => record,
                };
                let id = format!("told_{name}_{}", now.as_ms());
                let event = Event { id, record: before.id.clone(), name, at: now, about: None };
                (before, Input::Happened(vec![event]))
            }
        }
    }
}

fn with_stage(record: Record, stage: Option<&StageKey>, now: Moment) -> Record {
    let Ok(field) = FieldKey::parse(STAGE) else { return record };
    let value = stage.map(|stage| Value::Code(stage.as_str().to_owned()));
    record.update(BTreeMap::from([(field, value)]), now).record
}
