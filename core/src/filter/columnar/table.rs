//! One module's records by column, and the way back from a row to a record.
//!
//! Row numbers are for ever: an id gets the next row when it is first seen and keeps it, also when
//! the record is removed and comes again. Decides nothing about filters.

use std::collections::BTreeMap;

use super::bits::Bitset;
use super::column::{Column, Refusal, SECOND_MS, WholeColumn};
use super::fold::Folder;
use super::names::{Index, TextPool, hash};
use crate::words::{Field, FieldKey, FieldTrace, Module, Moment, Problem, Record, RecordId};

/// The records of one module.
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) module: Module,
    /// One for each field of the module, in its order.
    pub(super) columns: Vec<Column>,
    /// Which field has which place; the first of a key, as [`Module::field`] answers.
    places: BTreeMap<FieldKey, usize>,
    /// When fields last changed and what they held, for fields that ever changed.
    traces: BTreeMap<usize, TraceColumn>,
    /// The id of each row.
    ids: TextPool,
    id_index: Index,
    versions: Vec<u32>,
    /// The rows that stand for a record that is there.
    alive: Bitset,
}

#[derive(Clone, Debug)]
struct TraceColumn {
    changed_at: Column,
    previous: Column,
}

impl Table {
    /// An empty table for the records of a module.
    pub fn new(module: Module) -> Self {
        let columns = module.fields.iter().map(|field| Column::new(&field.kind)).collect();
        let mut places = BTreeMap::new();
        for (place, field) in module.fields.iter().enumerate() {
            places.entry(field.key.clone()).or_insert(place);
        }
        Table {
            module,
            columns,
            places,
            traces: BTreeMap::new(),
            ids: TextPool::default(),
            id_index: Index::default(),
            versions: Vec::new(),
            alive: Bitset::default(),
        }
    }

    /// The module whose records these are.
    pub fn module(&self) -> &Module {
        &self.module
    }

    /// How many rows, those of removed records included.
    pub fn rows(&self) -> usize {
        self.alive.len()
    }

    /// The rows of records that are there.
    pub fn alive(&self) -> &Bitset {
        &self.alive
    }

    /// How many records.
    pub fn len(&self) -> usize {
        self.alive.count()
    }

    /// Whether there are no records.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of a field among the columns.
    pub fn place(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// The column of a field.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.get(self.place(key)?)
    }

    /// The row of a record, also of a removed one.
    pub(super) fn row_ever(&self, id: &str) -> Option<usize> {
        self.id_index.find(hash(id.as_bytes()), |row| self.ids.get(row) == id)
    }

    /// The row of a record.
    pub fn row(&self, id: &str) -> Option<usize> {
        self.row_ever(id).filter(|row| self.alive.contains(*row))
    }

    /// The id of a row; empty for a row that does not exist.
    pub fn id(&self, row: usize) -> &str {
        self.ids.get(row)
    }

    /// How many times the record of a row was written.
    pub fn version(&self, row: usize) -> u64 {
        self.versions.get(row).copied().map_or(1, u64::from)
    }

    /// Makes room for so many more records of so many bytes of JSON.
    ///
    /// In the browser growing step by step makes the garbage collector run each time (measured:
    /// 35 times slower), so the memory is asked for once, before.
    pub fn reserve(&mut self, records: usize) {
        for column in &mut self.columns {
            column.reserve(records);
        }
        self.ids.reserve(records, records * ID_BYTES_USUAL);
        self.id_index.reserve(records);
        self.versions.reserve(records);
    }

    /// Adds a record, or replaces the one with its id.
    ///
    /// # Errors
    /// `wrong_module`; `wrong_type` or `unknown_choice` when a value does not fit its field;
    /// `too_large` when a column is full. The table is unchanged then.
    pub fn upsert(&mut self, record: &Record, folder: &Folder) -> Result<usize, Problem> {
        if record.module != self.module.key {
            let message =
                format!("the record is of `{}`, the table of `{}`", record.module, self.module.key);
            return Err(Problem::new("wrong_module", message).at(record.id.as_str()));
        }
        for (key, value) in &record.values {
            if let Some(field) = self.module.field(key.as_str()) {
                value.fits(field)?;
            }
        }
        let row = self.row_ever(record.id.as_str()).unwrap_or(self.rows());
        let outcome = self.put_values(row, record, folder);
        if outcome.is_err() && row == self.rows() {
            self.truncate(row);
        }
        outcome.map_err(|_| Self::full(record.id.as_str()))?;
        self.settle(row, record.id.as_str(), record.version)
            .ok_or_else(|| Self::full(record.id.as_str()))
    }

    fn put_values(&mut self, row: usize, record: &Record, folder: &Folder) -> Result<(), Refusal> {
        for (field, column) in self.module.fields.iter().zip(&mut self.columns) {
            column.put_value(row, record.get(field.key.as_str()), folder)?;
        }
        for trace in self.traces.values_mut() {
            trace.changed_at.clear(row);
            trace.previous.clear(row);
        }
        for (key, trace) in &record.traces {
            let Some(place) = self.place(key.as_str()) else { continue };
            let rows = self.rows();
            let Some(column) = self.trace_column(place, rows) else { continue };
            column.changed_at.put_whole(row, trace.changed_at.as_ms())?;
            column.previous.put_value(row, trace.previous.as_ref(), folder)?;
        }
        Ok(())
    }

    /// The traces of a field, made when the first is stored, empty in the rows before.
    fn trace_column(&mut self, place: usize, rows: usize) -> Option<&mut TraceColumn> {
        let kind = &self.module.fields.get(place)?.kind;
        Some(self.traces.entry(place).or_insert_with(|| {
            let small = WholeColumn::Small { unit: SECOND_MS, values: Vec::new() };
            let mut column =
                TraceColumn { changed_at: Column::Whole(small), previous: Column::new(kind) };
            for row in 0..rows {
                column.changed_at.clear(row);
                column.previous.clear(row);
            }
            column
        }))
    }

    /// Notes when the field of a row last changed; what it held before is empty until it is put
    /// into [`Table::previous_column`].
    pub(super) fn put_trace(
        &mut self,
        row: usize,
        place: usize,
        at_ms: i64,
    ) -> Result<(), Refusal> {
        let column = self.trace_column(place, row).ok_or(Refusal::WrongKind)?;
        column.changed_at.put_whole(row, at_ms)?;
        column.previous.clear(row);
        Ok(())
    }

    /// What a field held before its last change.
    pub(super) fn previous_column(&mut self, place: usize) -> Option<(&Field, &mut Column)> {
        let trace = self.traces.get_mut(&place)?;
        Some((self.module.fields.get(place)?, &mut trace.previous))
    }

    /// Ends the writing of a row: empties what was not written, and knows the row by its id. A
    /// last row that turns out to carry a known id replaces that row. `None` when ids are full.
    pub(super) fn settle(&mut self, row: usize, id: &str, version: u64) -> Option<usize> {
        self.complete(row);
        let version = u32::try_from(version).unwrap_or(u32::MAX);
        let hash = hash(id.as_bytes());
        let known = self.id_index.find(hash, |row| self.ids.get(row) == id);
        let row = match known {
            Some(older) if older != row => {
                self.move_last_to(older);
                older
            }
            Some(same) => same,
            None => {
                let number = self.ids.push(id)?;
                self.id_index.insert(hash, number);
                self.versions.push(version);
                self.alive.resize(row + 1);
                row
            }
        };
        if let Some(place) = self.versions.get_mut(row) {
            *place = version;
        }
        self.alive.insert(row);
        Some(row)
    }

    /// The row of an id; a new one, of a record that is not there yet, when the id is not known.
    /// `None` when ids are full.
    pub(super) fn row_for(&mut self, id: &str) -> Option<u32> {
        let row = match self.row_ever(id) {
            Some(row) => row,
            None => {
                let row = self.settle(self.rows(), id, 1)?;
                self.alive.take_out(row);
                row
            }
        };
        u32::try_from(row).ok()
    }

    /// When a field last changed, and what it held before, for fields that ever changed.
    pub(super) fn trace(&self, place: usize) -> Option<(&Column, &Column)> {
        self.traces.get(&place).map(|trace| (&trace.changed_at, &trace.previous))
    }

    fn complete(&mut self, row: usize) {
        let traces =
            self.traces.values_mut().flat_map(|trace| [&mut trace.changed_at, &mut trace.previous]);
        for column in self.columns.iter_mut().chain(traces) {
            if column.len() == row {
                column.clear(row);
            }
        }
    }

    fn move_last_to(&mut self, row: usize) {
        let traces =
            self.traces.values_mut().flat_map(|trace| [&mut trace.changed_at, &mut trace.previous]);
        for column in self.columns.iter_mut().chain(traces) {
            column.move_last_to(row);
        }
    }

    /// Drops what was written from row `len` on: a row that turned out to be wrong.
    pub(super) fn truncate(&mut self, len: usize) {
        let traces =
            self.traces.values_mut().flat_map(|trace| [&mut trace.changed_at, &mut trace.previous]);
        for column in self.columns.iter_mut().chain(traces) {
            column.truncate(len);
        }
    }

    /// Removes a record; tells whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(row) = self.row(id) else { return false };
        let traces =
            self.traces.values_mut().flat_map(|trace| [&mut trace.changed_at, &mut trace.previous]);
        for column in self.columns.iter_mut().chain(traces) {
            column.clear(row);
        }
        self.alive.take_out(row);
        true
    }

    /// The record of a row; `None` for a removed one.
    pub fn record(&self, row: usize) -> Option<Record> {
        if !self.alive.contains(row) {
            return None;
        }
        let mut values = BTreeMap::new();
        let mut traces = BTreeMap::new();
        for (place, (field, column)) in self.module.fields.iter().zip(&self.columns).enumerate() {
            if let Some(value) = column.value(row, &field.kind) {
                values.entry(field.key.clone()).or_insert(value);
            }
            let Some(trace) = self.traces.get(&place) else { continue };
            if let Column::Whole(column) = &trace.changed_at
                && let Some(ms) = column.get(row)
            {
                let previous = trace.previous.value(row, &field.kind);
                let trace = FieldTrace { changed_at: Moment::from_ms(ms), previous };
                traces.insert(field.key.clone(), trace);
            }
        }
        let id = RecordId::parse(self.id(row)).ok()?;
        Some(Record {
            id,
            module: self.module.key.clone(),
            version: self.version(row),
            values,
            traces,
        })
    }

    pub(super) fn full(at: &str) -> Problem {
        Problem::new("too_large", "a column holds more than 4 GiB").at(at)
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let columns: usize = self.columns.iter().map(Column::bytes).sum();
        columns + self.ids.bytes() + self.id_index.bytes() + self.versions.capacity() * 4
    }
}

/// Room made for an id. Source: our choice; a UUID has 36, our own ids 32 or fewer.
const ID_BYTES_USUAL: usize = 24;
