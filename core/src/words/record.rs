//! Records, what changed in them, and what happened to them.

use std::collections::BTreeMap;

use super::ident::{EventName, FieldKey, ModuleKey, RecordId, StageKey};
use super::module::{CREATED, EMAILS_MODULE, STAGE, UPDATED};
use super::moment::Moment;
use super::value::Value;

/// One row of one module. Contacts, tasks, invoices are records too (design: "everything is a record").
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Unique within the account.
    pub id: RecordId,
    /// The list that it belongs to.
    pub module: ModuleKey,
    /// Counts the writes of this record, from 1.
    pub version: u64,
    /// Every field that is not empty, the built-in ones (`created`, `owner`, `stage` …) included.
    pub values: BTreeMap<FieldKey, Value>,
    /// For each field that ever changed after creation: when last, and from what.
    pub traces: BTreeMap<FieldKey, FieldTrace>,
}

/// When a field last changed and what it held before.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldTrace {
    /// The instant of the last change.
    pub changed_at: Moment,
    /// What it held before; `None` was empty.
    pub previous: Option<Value>,
}

/// One field of one write: the history of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The record that changed.
    pub record: RecordId,
    /// The field that changed.
    pub field: FieldKey,
    /// When.
    pub at: Moment,
    /// What it held; `None` is empty.
    pub old: Option<Value>,
    /// What it holds since; `None` is empty.
    pub new: Option<Value>,
}

/// Something that happened to a record: `offer_sent`, `invoice_paid`, `email_opened`.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Chosen by the sender; the same id is the same event.
    pub id: String,
    /// The record that it happened to.
    pub record: RecordId,
    /// What happened.
    pub name: EventName,
    /// When.
    pub at: Moment,
    /// The thing that it was about (this offer, that page), so that absence can be asked for the
    /// same thing (S1.3).
    pub about: Option<String>,
}

/// A record with all that a filter, a template or the engine may ask about it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The record in question.
    pub record: &'a Record,
    /// The records it points to, by id; one that is missing here is treated as gone.
    pub related: &'a BTreeMap<RecordId, Record>,
    /// Its own changes, oldest first.
    pub changes: &'a [Change],
    /// Its own events, oldest first.
    pub events: &'a [Event],
}

impl Record {
    /// The value of a field; `None` is empty.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    /// When the record was created.
    pub fn created_at(&self) -> Option<Moment> {
        match self.get(CREATED) {
            Some(Value::Instant(at)) => Some(*at),
            _ => None,
        }
    }

    /// When the record was last written by anybody.
    pub fn updated_at(&self) -> Option<Moment> {
        match self.get(UPDATED) {
            Some(Value::Instant(at)) => Some(*at),
            _ => None,
        }
    }

    /// The text, code or id that a field holds, when it holds one.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Value::Text(text) | Value::Code(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether it stands on this stage.
    pub fn is_on(&self, stage: &StageKey) -> bool {
        self.text(STAGE) == Some(stage.as_str())
    }

    /// Whether it is an e-mail that a machine wrote: an automatic answer, a bounce, a mailing list.
    pub fn is_written_by_machine(&self) -> bool {
        self.module.as_str() == EMAILS_MODULE
            && self.get("is_automatic") == Some(&Value::YesNo(true))
    }

    /// The records that a relation field points to.
    pub fn related(&self, key: &str) -> &[RecordId] {
        match self.get(key) {
            Some(Value::Related(ids)) => ids,
            _ => &[],
        }
    }
}
