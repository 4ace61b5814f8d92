//! Actions that write the record itself: a field, a stage, a tag. What they bring about is decided in
//! the same call, with the automation as its cause (D19).

use std::collections::BTreeMap;

use super::act::Refusal;
use super::advance::{Advance, Happened, Happening};
use super::cause::Cause;
use super::log::{Reason, What};
use crate::definitions::{Action, Automation, Step, value_of};
use crate::template::money_in_words;
use crate::words::module::{STAGE, TAGS};
use crate::words::{FieldKey, FieldKind, Moment, Record, Value, WriteOutcome};

impl<'a> Advance<'a> {
    /// Writes what the step says. A value that is there already is no change: nothing follows, and the
    /// log says so.
    pub(super) fn change(
        &mut self,
        automation: &'a Automation,
        step: &Step,
        at: Moment,
    ) -> Result<(), Refusal> {
        let record = self.state.record.clone().ok_or(Reason::StepGone)?;
        let (field, value) = self.wanted(&record, step).ok_or(Reason::StepGone)?;
        let detail = self.in_words(&record, &field, value.as_ref());
        // A late decision is about its own instant, and never before the record's last write.
        let written_at = record.updated_at().map_or(at, |updated| updated.max(at));
        let written = record.update(BTreeMap::from([(field, value)]), written_at);
        if written.outcome == WriteOutcome::Unchanged {
            return Err(Refusal::Skip(Reason::AlreadySo, Some(detail)));
        }
        self.note(automation, at, What::RecordChanged, |entry| {
            entry.step = Some(step.id.clone());
            entry.action = Some(step.action.key());
            entry.detail = Some(detail);
        });
        let id = &automation.definition.id;
        let before = self.state.standings.get(id).and_then(|one| one.enrollment.as_ref());
        let before = before.and_then(|enrollment| enrollment.cause.as_ref());
        let cause = Some(Cause::after(before, id, &record.id, at));
        self.changes.to_mut().extend(written.changes.iter().cloned());
        self.state.record = Some(written.record.clone());
        self.writes.push(written);
        let what = Happened::Wrote(Some(Box::new(record)));
        self.happenings.push_back(Happening { at, cause, what });
        Ok(())
    }

    /// `amount: 50,00 PLN`, in the account's language.
    fn in_words(&self, record: &Record, field: &FieldKey, value: Option<&Value>) -> String {
        let module = self.setup.module(record.module.as_str());
        let kind = module.and_then(|one| one.field(field.as_str())).map(|field| &field.kind);
        let language = &self.setup.account.language;
        let value = value.map_or_else(String::new, |value| in_words(value, kind, language));
        format!("{field}: {value}")
    }

    fn wanted(&self, record: &Record, step: &Step) -> Option<(FieldKey, Option<Value>)> {
        let module = self.setup.module(record.module.as_str())?;
        match &step.action {
            Action::SetField { field, value } => {
                let kind = module.field(field.as_str())?;
                Some((field.clone(), value_of(value, kind).ok()?))
            }
            Action::MoveStage { stage } => {
                module.stage(stage.as_str())?;
                Some((FieldKey::known(STAGE), Some(Value::Code(stage.as_str().to_owned()))))
            }
            Action::AddTag { tag } => {
                let mut tags = tags_of(record);
                tags.push(tag.clone());
                tags.sort();
                tags.dedup();
                Some((FieldKey::known(TAGS), Some(Value::Tags(tags))))
            }
            Action::RemoveTag { tag } => {
                let mut tags = tags_of(record);
                tags.retain(|other| other != tag);
                let left = (!tags.is_empty()).then_some(Value::Tags(tags));
                Some((FieldKey::known(TAGS), left))
            }
            _ => None,
        }
    }
}

fn tags_of(record: &Record) -> Vec<String> {
    match record.get(TAGS) {
        Some(Value::Tags(tags)) => tags.clone(),
        _ => Vec::new(),
    }
}

fn in_words(value: &Value, kind: Option<&FieldKind>, language: &str) -> String {
    match value {
        Value::Text(text) | Value::Code(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Money(minor) => match kind {
            Some(FieldKind::Money { currency }) => money_in_words(*minor, currency, language),
            _ => minor.to_string(),
        },
        Value::Date(date) => date.to_string(),
        Value::Instant(at) => at.to_iso(),
        Value::YesNo(answer) => answer.to_string(),
        Value::Tags(tags) => tags.join(", "),
        Value::Related(ids) => ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", "),
    }
}
