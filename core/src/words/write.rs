//! What a write does to a record: which fields change, and what is remembered of it.

use std::collections::BTreeMap;

use super::ident::{FieldKey, ModuleKey, RecordId};
use super::module::{CREATED, UPDATED};
use super::moment::Moment;
use super::record::{Change, FieldTrace, Record};
use super::value::Value;

/// A record after a write.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// As it is now.
    pub record: Record,
    /// One for each field that changed; none at creation, because what a record was created with is
    /// no change (S4.8-9), and each later change carries the old value.
    pub changes: Vec<Change>,
    /// What kind of write it was.
    pub outcome: WriteOutcome,
}

/// What a write did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteOutcome {
    /// There was no such record.
    Created,
    /// At least one field changed.
    Updated,
    /// Every given value was there already; nothing is written.
    Unchanged,
}

impl WriteOutcome {
    /// The name in every interface.
    pub const fn key(self) -> &'static str {
        match self {
            WriteOutcome::Created => "created",
            WriteOutcome::Updated => "updated",
            WriteOutcome::Unchanged => "unchanged",
        }
    }
}

impl Record {
    /// A new record with these values, created at an instant of the past (an import) or now.
    pub fn create(
        id: RecordId,
        module: ModuleKey,
        given: BTreeMap<FieldKey, Option<Value>>,
        created: Moment,
        now: Moment,
    ) -> Written {
        let values = given.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
        let mut record = Record { id, module, version: 1, values, traces: BTreeMap::new() };
        record.stamp(CREATED, created);
        record.stamp(UPDATED, now);
        Written { record, changes: Vec::new(), outcome: WriteOutcome::Created }
    }

    /// The record with the given fields set (`None` empties); fields that are not given stay.
    pub fn update(&self, given: BTreeMap<FieldKey, Option<Value>>, now: Moment) -> Written {
        let mut record = self.clone();
        let mut changes = Vec::new();
        for (field, new) in given {
            let old = record.values.get(&field).cloned();
            if old == new {
                continue;
            }
            match &new {
                Some(value) => record.values.insert(field.clone(), value.clone()),
                None => record.values.remove(&field),
            };
            let trace = FieldTrace { changed_at: now, previous: old.clone() };
            record.traces.insert(field.clone(), trace);
            changes.push(Change { record: self.id.clone(), field, at: now, old, new });
        }
        if changes.is_empty() {
            return Written { record, changes, outcome: WriteOutcome::Unchanged };
        }
        record.version = record.version.saturating_add(1);
        record.stamp(UPDATED, now);
        Written { record, changes, outcome: WriteOutcome::Updated }
    }

    fn stamp(&mut self, key: &str, at: Moment) {
        if let Ok(key) = FieldKey::parse(key) {
            self.values.insert(key, Value::Instant(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(value: Option<&str>) -> BTreeMap<FieldKey, Option<Value>> {
        let key = FieldKey::parse("city").unwrap();
        BTreeMap::from([(key, value.map(|text| Value::Text(text.to_owned())))])
    }

    #[test]
    fn a_write_remembers_what_was_there_and_an_idle_write_is_none() {
        let (first, later) = (Moment::from_ms(1_000), Moment::from_ms(2_000));
        let id = RecordId::parse("c1").unwrap();
        let module = ModuleKey::parse("contacts").unwrap();
        let created = Record::create(id, module, given(Some("Łódź")), first, first);
        assert!(created.changes.is_empty());

        let same = created.record.update(given(Some("Łódź")), later);
        assert_eq!((same.outcome, same.record.version), (WriteOutcome::Unchanged, 1));

        let emptied = created.record.update(given(None), later);
        assert_eq!((emptied.outcome, emptied.record.version), (WriteOutcome::Updated, 2));
        assert_eq!(emptied.changes[0].old, Some(Value::Text("Łódź".to_owned())));
        assert_eq!(emptied.record.traces["city"].changed_at, later);
        assert_eq!(emptied.record.updated_at(), Some(later));
    }
}
