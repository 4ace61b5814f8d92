//! How a record stands in an automation, at the boundary.
//!
//! Shape: `{"record","automation","is_inside","since","left_at","pass","enrollment":null|{"id",
//! "entered_at","base_at","state":"waiting|held|finished|exited","step","due_at","at","reason","cause",
//! "activity"}}`; a waiting enrollment has `step` and `due_at`, a finished or exited one `at`, an
//! exited one `reason`.

use serde_json::{Value as Json, json};

use super::json::Object;
use super::step::key;
use crate::engine::{Cause, Enrollment, EnrollmentState, Reason, Standing};
use crate::words::{AutomationId, DerivedKey, Moment, Problem, Problems, RecordId, StepId, clip};

/// A standing with what it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingOf {
    /// The record.
    pub record: RecordId,
    /// The automation.
    pub automation: AutomationId,
    /// How the one stands in the other.
    pub standing: Standing,
}

/// Writes a standing.
pub fn standing_to_json(of: &StandingOf) -> Json {
    let standing = &of.standing;
    json!({
        "record": of.record.as_str(),
        "automation": of.automation.as_str(),
        "is_inside": standing.is_inside,
        "since": standing.since.to_iso(),
        "left_at": standing.left_at.map(Moment::to_iso),
        "pass": standing.pass,
        "enrollment": standing.enrollment.as_ref().map(enrollment_to_json),
    })
}

/// Writes an enrollment.
pub fn enrollment_to_json(enrollment: &Enrollment) -> Json {
    let (state, step, due_at, at, reason) = match &enrollment.state {
        EnrollmentState::Waiting { step, due_at } => {
            ("waiting", Some(step.as_str()), Some(due_at.to_iso()), None, None)
        }
        EnrollmentState::Held => ("held", None, None, None, None),
        EnrollmentState::Finished { at } => ("finished", None, None, Some(at.to_iso()), None),
        EnrollmentState::Exited { at, reason } => {
            ("exited", None, None, Some(at.to_iso()), Some(reason.key()))
        }
    };
    json!({
        "id": enrollment.id.as_str(),
        "entered_at": enrollment.entered_at.to_iso(),
        "base_at": enrollment.base_at.to_iso(),
        "state": state,
        "step": step,
        "due_at": due_at,
        "at": at,
        "reason": reason,
        "cause": enrollment.cause.as_ref().map(cause_to_json),
        "activities": enrollment.activities.iter().map(RecordId::as_str).collect::<Vec<_>>(),
    })
}

/// Writes a cause: `{"began_at","chain":[{"automation","record"}]}`.
pub fn cause_to_json(cause: &Cause) -> Json {
    let link = |(automation, record): &(AutomationId, RecordId)| json!({"automation": automation.as_str(), "record": record.as_str()});
    json!({
        "began_at": cause.began_at.to_iso(),
        "chain": cause.chain.iter().map(link).collect::<Vec<_>>(),
    })
}

/// Reads a cause; the inverse of [`cause_to_json`].
///
/// # Errors
/// Everything malformed, with its place.
pub fn cause_from_json(value: &Json) -> Result<Cause, Problems> {
    let mut object = Object::of(value)?;
    let began_at = object.text("began_at");
    let began_at = began_at.and_then(|at| object.keep("began_at", Moment::parse(at)));
    let chain = object.each("chain", |link| {
        let mut link = Object::of(link)?;
        let automation = key(&mut link, "automation", AutomationId::parse);
        let record = key(&mut link, "record", RecordId::parse);
        link.finish()?;
        automation.zip(record).ok_or_else(Problems::new)
    });
    object.finish()?;
    began_at.map(|began_at| Cause { began_at, chain }).ok_or_else(Problems::new)
}

/// Reads a standing; the inverse of [`standing_to_json`].
///
/// # Errors
/// Everything malformed, with its place.
pub fn standing_from_json(value: &Json) -> Result<StandingOf, Problems> {
    let mut object = Object::of(value)?;
    let record = object.text("record").and_then(|id| object.keep("record", RecordId::parse(id)));
    let automation = object.text("automation");
    let automation = automation.and_then(|id| object.keep("automation", AutomationId::parse(id)));
    let is_inside = object.yes_no("is_inside", false);
    let since = moment(&mut object, "since");
    let left_at = moment(&mut object, "left_at");
    let pass = object.whole_if_any("pass").and_then(|pass| u32::try_from(pass).ok()).unwrap_or(0);
    let enrollment = match object.value("enrollment") {
        None => Some(None),
        Some(value) => object.keep_all("enrollment", enrollment_from_json(value)).map(Some),
    };
    object.finish()?;
    match (record, automation, since, enrollment) {
        (Some(record), Some(automation), Some(since), Some(enrollment)) => {
            let standing = Standing { is_inside, since, left_at, pass, enrollment };
            Ok(StandingOf { record, automation, standing })
        }
        _ => Err(vec![Problem::new("missing", "`since` is missing").at("since")]),
    }
}

fn enrollment_from_json(value: &Json) -> Result<Enrollment, Problems> {
    #[derive(Clone, Copy)]
    enum Word {
        Waiting,
        Held,
        Finished,
        Exited,
    }
    let words = [
        ("waiting", Word::Waiting),
        ("held", Word::Held),
        ("finished", Word::Finished),
        ("exited", Word::Exited),
    ];
    let mut object = Object::of(value)?;
    let id = object.text("id").and_then(|id| object.keep("id", DerivedKey::parse(id)));
    let entered_at = moment(&mut object, "entered_at");
    let base_at = moment(&mut object, "base_at").or(entered_at);
    let word = object.word("state", &words);
    let step = object.text_if_any("step").and_then(|id| object.keep("step", StepId::parse(id)));
    let due_at = moment(&mut object, "due_at");
    let at = moment(&mut object, "at");
    let reason = object.text_if_any("reason").and_then(|word| {
        let reason = Reason::parse(word).ok_or_else(|| {
            Problem::new("unknown_word", format!("`{}` is no reason", clip(word)))
                .found(clip(word))
                .allowed(Reason::ALL.iter().map(|reason| reason.key()))
                .suggest()
        });
        object.keep("reason", reason)
    });
    let cause = match object.value("cause") {
        None => Some(None),
        Some(cause) => object.keep_all("cause", cause_from_json(cause)).map(Some),
    };
    let texts = object.texts("activities").into_iter();
    let activities: Vec<Result<RecordId, Problem>> = texts.map(RecordId::parse).collect();
    let activities: Vec<RecordId> =
        activities.into_iter().filter_map(|one| object.keep("activities", one)).collect();
    object.finish()?;
    let Some(cause) = cause else { return Err(Problems::new()) };
    let state = match (word, step, due_at, at, reason) {
        (Some(Word::Waiting), Some(step), Some(due_at), ..) => {
            Some(EnrollmentState::Waiting { step, due_at })
        }
        (Some(Word::Held), ..) => Some(EnrollmentState::Held),
        (Some(Word::Finished), _, _, Some(at), _) => Some(EnrollmentState::Finished { at }),
        (Some(Word::Exited), _, _, Some(at), Some(reason)) => {
            Some(EnrollmentState::Exited { at, reason })
        }
        _ => None,
    };
    match (id, entered_at, base_at, state) {
        (Some(id), Some(entered_at), Some(base_at), Some(state)) => {
            Ok(Enrollment { id, entered_at, base_at, state, cause, activities })
        }
        _ => Err(vec![
            Problem::new("missing", "an enrollment needs `entered_at` and what its state has")
                .help("waiting: step and due_at; finished: at; exited: at and reason"),
        ]),
    }
}

fn moment(object: &mut Object<'_>, key: &'static str) -> Option<Moment> {
    let text = object.text_if_any(key)?;
    object.keep(key, Moment::parse(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standings_read_back_as_they_were_written() {
        let (at, later) = (Moment::from_ms(1_000), Moment::from_ms(61_000));
        let step = StepId::parse("mail").unwrap();
        let states = [
            EnrollmentState::Waiting { step, due_at: later },
            EnrollmentState::Held,
            EnrollmentState::Finished { at: later },
            EnrollmentState::Exited { at: later, reason: Reason::FilterNotMatched },
        ];
        let record = RecordId::parse("d1").unwrap();
        let automation = AutomationId::parse("a").unwrap();
        let enrollments = states.into_iter().map(|state| {
            Some(Enrollment {
                id: Enrollment::id_of(&automation, &record, 1),
                entered_at: at,
                base_at: later,
                state,
                cause: Some(Cause {
                    began_at: at,
                    chain: vec![(automation.clone(), record.clone())],
                }),
                activities: vec![record.clone()],
            })
        });
        for enrollment in enrollments.chain([None]) {
            let standing =
                Standing { is_inside: true, since: at, left_at: None, pass: 1, enrollment };
            let (record, automation) = (record.clone(), automation.clone());
            let of = StandingOf { record, automation, standing };
            assert_eq!(standing_from_json(&standing_to_json(&of)), Ok(of));
        }
    }

    #[test]
    fn a_waiting_enrollment_without_its_step_is_refused() {
        let value = json!({"record": "d1", "automation": "a", "is_inside": true, "since": "2026-03-02T09:00:00Z",
            "pass": 1, "enrollment": {"id": "a".repeat(32), "entered_at": "2026-03-02T09:00:00Z", "state": "waiting"}});
        let problems = standing_from_json(&value).unwrap_err();
        assert_eq!((problems[0].code, problems[0].at.as_str()), ("missing", "enrollment"));
    }
}
