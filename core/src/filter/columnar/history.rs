//! What happened to the records and how their fields changed, by column, one list for each event
//! name and for each field.
//!
//! Decides nothing: holds, loads and gives back. Lists are in no order of time; each is compared in
//! one pass.

use std::collections::BTreeMap;

use super::column::{Column, Refusal, SECOND_MS, WholeColumn};
use super::fold::Folder;
use super::names::{Index, TextPool, hash};
use crate::words::{Change, Event, EventName, FieldKey, FieldKind, Moment, RecordId};

/// Events and changes of the own records.
#[derive(Clone, Debug)]
pub struct History {
    pub(super) events: BTreeMap<EventName, EventList>,
    pub(super) changes: BTreeMap<FieldKey, ChangeList>,
    /// The things that events were about. Number 0 is "nothing in particular".
    pub(super) abouts: TextPool,
    about_index: Index,
    event_ids: TextPool,
    event_index: Index,
}

/// All events of one name.
#[derive(Clone, Debug)]
pub struct EventList {
    /// The row that each happened to.
    pub rows: Vec<u32>,
    /// When. Units: milliseconds.
    pub at: WholeColumn,
    /// About what: a number of [`History::abouts`].
    pub about: Vec<u32>,
    ids: Vec<u32>,
}

/// All changes of one field.
#[derive(Clone, Debug)]
pub struct ChangeList {
    /// The row that each happened to.
    pub rows: Vec<u32>,
    /// When. Units: milliseconds.
    pub at: WholeColumn,
    /// What it held.
    pub old: Column,
    /// What it holds since.
    pub new: Column,
}

fn instants() -> WholeColumn {
    WholeColumn::Small { unit: SECOND_MS, values: Vec::new() }
}

impl Default for History {
    fn default() -> Self {
        let mut abouts = TextPool::default();
        abouts.push("");
        History {
            events: BTreeMap::new(),
            changes: BTreeMap::new(),
            abouts,
            about_index: Index::default(),
            event_ids: TextPool::default(),
            event_index: Index::default(),
        }
    }
}

impl History {
    /// Adds an event of a row; one whose id is known is the same event and is left out.
    ///
    /// # Errors
    /// [`Refusal::Full`].
    pub fn add_event(&mut self, row: u32, event: &Event) -> Result<bool, Refusal> {
        let id_hash = hash(event.id.as_bytes());
        let ids = &self.event_ids;
        if self.event_index.find(id_hash, |n| ids.get(n) == event.id).is_some() {
            return Ok(false);
        }
        let about = match event.about.as_deref() {
            None => 0,
            Some(about) => self.about_number(about)?,
        };
        let id = self.event_ids.push(&event.id).ok_or(Refusal::Full)?;
        self.event_index.insert(id_hash, id);
        let list = self.events.entry(event.name.clone()).or_insert_with(|| EventList {
            rows: Vec::new(),
            at: instants(),
            about: Vec::new(),
            ids: Vec::new(),
        });
        list.at.put(list.rows.len(), event.at.as_ms());
        list.rows.push(row);
        list.about.push(about);
        list.ids.push(id);
        Ok(true)
    }

    fn about_number(&mut self, about: &str) -> Result<u32, Refusal> {
        let about_hash = hash(about.as_bytes());
        let known = self.about_index.find(about_hash, |n| self.abouts.get(n) == about);
        if let Some(number) = known {
            return Ok(number as u32);
        }
        let number = self.abouts.push(about).ok_or(Refusal::Full)?;
        self.about_index.insert(about_hash, number);
        Ok(number)
    }

    /// The changes of a field, which holds values of this kind.
    pub fn change_list(&mut self, field: FieldKey, kind: &FieldKind) -> &mut ChangeList {
        self.changes.entry(field).or_insert_with(|| ChangeList {
            rows: Vec::new(),
            at: instants(),
            old: Column::new(kind),
            new: Column::new(kind),
        })
    }

    /// Adds a change of a field of a row.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn add_change(
        &mut self,
        row: u32,
        change: &Change,
        kind: &FieldKind,
        folder: &Folder,
    ) -> Result<(), Refusal> {
        let list = self.change_list(change.field.clone(), kind);
        let place = list.rows.len();
        let put = list
            .old
            .put_value(place, change.old.as_ref(), folder)
            .and_then(|()| list.new.put_value(place, change.new.as_ref(), folder));
        if let Err(refusal) = put {
            list.old.truncate(place);
            list.new.truncate(place);
            return Err(refusal);
        }
        list.at.put(place, change.at.as_ms());
        list.rows.push(row);
        Ok(())
    }

    /// The events of a row, oldest first.
    pub fn events_of(&self, row: u32, record: &RecordId) -> Vec<Event> {
        let mut events = Vec::new();
        for (name, list) in &self.events {
            for place in places(&list.rows, row) {
                let about = list.about.get(place).copied().unwrap_or(0) as usize;
                events.push(Event {
                    id: self
                        .event_ids
                        .get(list.ids.get(place).map_or(0, |id| *id as usize))
                        .to_owned(),
                    record: record.clone(),
                    name: name.clone(),
                    at: Moment::from_ms(list.at.get(place).unwrap_or(0)),
                    about: (about > 0).then(|| self.abouts.get(about).to_owned()),
                });
            }
        }
        events.sort_by_key(|event| event.at);
        events
    }

    /// The changes of a row, oldest first. `kind_of` tells the kind of a field.
    pub fn changes_of<'k>(
        &self,
        row: u32,
        record: &RecordId,
        kind_of: impl Fn(&str) -> Option<&'k FieldKind>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        for (field, list) in &self.changes {
            let Some(kind) = kind_of(field.as_str()) else { continue };
            for place in places(&list.rows, row) {
                changes.push(Change {
                    record: record.clone(),
                    field: field.clone(),
                    at: Moment::from_ms(list.at.get(place).unwrap_or(0)),
                    old: list.old.value(place, kind),
                    new: list.new.value(place, kind),
                });
            }
        }
        changes.sort_by_key(|change| change.at);
        changes
    }
}

fn places(rows: &[u32], row: u32) -> impl Iterator<Item = usize> {
    rows.iter().enumerate().filter(move |(_, other)| **other == row).map(|(place, _)| place)
}
