//! The record that a task becomes (S2.2, D26: tasks are records of the module `tasks`).

use std::collections::BTreeMap;

use super::effect::{Effect, EffectBody};
use crate::words::module::{CONTACTS, CONTACTS_MODULE, ORIGIN, OWNER, TASKS_MODULE};
use crate::words::{FieldKey, ModuleKey, Record, RecordId, Value, Written};

impl Effect {
    /// The task as a new record, when this effect is one. Its id is the effect's key, so that the
    /// same cause makes the same task; `subject` is the record that it is about.
    pub fn task(&self, subject: Option<&Record>) -> Option<Written> {
        let EffectBody::Task { assignee, title, description, .. } = &self.body else { return None };
        let text = |text: &str| (!text.trim().is_empty()).then(|| Value::Text(text.to_owned()));
        let module = subject.map(|record| record.module.as_str());
        let contacts = match (subject, module) {
            (Some(record), Some(CONTACTS_MODULE)) => vec![record.id.clone()],
            (Some(record), _) => record.related(CONTACTS).to_vec(),
            (None, _) => Vec::new(),
        };
        let values = [
            ("name", text(title)),
            ("description", text(description)),
            (OWNER, Some(Value::Code(assignee.as_str().to_owned()))),
            ("due_at", Some(Value::Instant(self.planned_at))),
            ("is_done", Some(Value::YesNo(false))),
            ("about", text(self.record.as_str())),
            ("about_module", module.and_then(text)),
            (ORIGIN, text(self.automation.as_str())),
            (CONTACTS, (!contacts.is_empty()).then_some(Value::Related(contacts))),
        ];
        let given: BTreeMap<FieldKey, Option<Value>> =
            values.into_iter().map(|(key, value)| (FieldKey::known(key), value)).collect();
        let id = RecordId::parse(self.key.as_str()).ok()?;
        let module = ModuleKey::known(TASKS_MODULE);
        Some(Record::create(id, module, given, self.planned_at, self.planned_at))
    }
}
