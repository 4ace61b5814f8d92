//! What the live preview looks at: the records of one module, those that they point to, and what
//! happened to them.
//!
//! Decides nothing about filters: holds, loads, changes and gives back.

use std::collections::BTreeMap;

use super::column::Column;
use super::fold::Folder;
use super::history::History;
use super::load::{LoadReport, load_records};
use super::load_history::{load_changes, load_events};
use super::run::Kept;
use super::table::Table;
use crate::filter::ast::Accents;
use crate::words::{Change, Event, FieldKey, FieldKind, Module, ModuleKey, Problem, Record};

/// Records by column.
///
/// # Example
/// ```
/// use relance_core::filter::columnar::Dataset;
/// use relance_core::words::{Field, FieldKey, FieldKind, Module, ModuleKey};
///
/// let stage = Field {
///     key: FieldKey::parse("name")?,
///     label: "Name".to_owned(),
///     kind: FieldKind::Text,
///     empty_is_zero: false,
/// };
/// let module = Module {
///     key: ModuleKey::parse("deals")?,
///     label: "Deals".to_owned(),
///     fields: vec![stage],
///     pipelines: vec![],
///     sms_enabled: false,
/// };
/// let mut dataset = Dataset::new(module, []);
/// let report = dataset.load(br#"{"records":[{"id":"d1","values":{"name":"Offer"}}]}"#);
/// assert_eq!((report.loaded, dataset.own().len()), (1, 1));
/// # Ok::<(), relance_core::words::Problem>(())
/// ```
#[derive(Clone, Debug)]
pub struct Dataset {
    pub(super) data: Data,
    pub(super) kept: Kept,
    folder: Folder,
}

/// The records themselves.
#[derive(Clone, Debug)]
pub(super) struct Data {
    pub own: Table,
    related: BTreeMap<ModuleKey, Table>,
    pub history: History,
    /// For each relation field, the row of each id that it names.
    pub links: BTreeMap<FieldKey, Links>,
}

/// Where the ids of a relation field lead.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// The row of each word of the column; [`UNLINKED`] when the id is not known.
    pub rows: Vec<u32>,
    /// How many rows the related table had when unknown ids were last looked up.
    looked_among: usize,
}

/// No table has so many rows.
pub(super) const UNLINKED: u32 = u32::MAX;

impl Data {
    /// The records of a module.
    pub fn table(&self, module: &str) -> Option<&Table> {
        if self.own.module().key.as_str() == module {
            Some(&self.own)
        } else {
            self.related.get(module)
        }
    }

    /// Follows the ids of relation fields to rows; only those that are new since the last time.
    pub fn link(&mut self) {
        let mut all = core::mem::take(&mut self.links);
        for field in &self.own.module().fields {
            let FieldKind::Relation { module } = &field.kind else { continue };
            let (Some(table), Some(Column::List(column))) =
                (self.table(module.as_str()), self.own.column(field.key.as_str()))
            else {
                continue;
            };
            let links = all.entry(field.key.clone()).or_default();
            let row_of = |word: usize| {
                let row = table.row_ever(column.words.get(word));
                row.and_then(|row| u32::try_from(row).ok()).unwrap_or(UNLINKED)
            };
            if links.looked_among != table.rows() {
                for (word, row) in
                    links.rows.iter_mut().enumerate().filter(|(_, row)| **row == UNLINKED)
                {
                    *row = row_of(word);
                }
                links.looked_among = table.rows();
            }
            let known = links.rows.len();
            links.rows.extend((known..column.words.len()).map(row_of));
        }
        self.links = all;
    }
}

impl Dataset {
    /// An empty dataset for the records of a module and for those of the modules that it points to.
    pub fn new(module: Module, related: impl IntoIterator<Item = Module>) -> Self {
        let table = |module: Module| (module.key.clone(), Table::new(module));
        let data = Data {
            own: Table::new(module),
            related: related.into_iter().map(table).collect(),
            history: History::default(),
            links: BTreeMap::new(),
        };
        Dataset { data, kept: Kept::default(), folder: Folder::new(Accents::Matter) }
    }

    /// The module's own records.
    pub fn own(&self) -> &Table {
        &self.data.own
    }

    /// The records of a module that the own ones point to.
    pub fn related(&self, module: &str) -> Option<&Table> {
        self.data.related.get(module)
    }

    /// A table to be written: what was answered from it before is forgotten.
    fn table_mut(&mut self, module: &str) -> Result<&mut Table, Problem> {
        self.kept.clear();
        if self.data.own.module().key.as_str() == module {
            return Ok(&mut self.data.own);
        }
        let known: Vec<String> = self.data.related.keys().map(ToString::to_string).collect();
        self.data.related.get_mut(module).ok_or_else(|| {
            Problem::new("unknown_module", format!("the preview holds no module `{module}`"))
                .found(module)
                .allowed(known)
                .suggest()
        })
    }

    /// Makes room for so many more own records, so that loading does not grow the memory step by
    /// step (in the browser each step may run the garbage collector).
    pub fn reserve(&mut self, records: usize) {
        make_room(records.saturating_mul(RECORD_BYTES_USUAL));
        self.data.own.reserve(records);
    }

    /// Loads own records from the bytes of an API answer, `{"records":[…]}` or a bare list; a
    /// record whose id is known replaces that one.
    pub fn load(&mut self, json: &[u8]) -> LoadReport {
        self.kept.clear();
        load_bytes(&mut self.data.own, &self.folder, json)
    }

    /// Loads records of a module that the own ones point to.
    ///
    /// # Errors
    /// `unknown_module`.
    pub fn load_related(&mut self, module: &str, json: &[u8]) -> Result<LoadReport, Problem> {
        let folder = core::mem::take(&mut self.folder);
        let report = self.table_mut(module).map(|table| load_bytes(table, &folder, json));
        self.folder = folder;
        report
    }

    /// Adds records that were read elsewhere (from a CSV file, say), each on its own.
    pub fn load_rows<'a>(&mut self, records: impl IntoIterator<Item = &'a Record>) -> LoadReport {
        let mut report = LoadReport::default();
        for (number, record) in records.into_iter().enumerate() {
            match self.upsert(record) {
                Ok(()) => report.loaded += 1,
                Err(problem) => {
                    report.refused += 1;
                    report.tell(problem.within(&format!("records[{number}]")));
                }
            }
        }
        report
    }

    /// Adds a record, own or related, or replaces the one with its id.
    ///
    /// # Errors
    /// `unknown_module`; those of [`Table::upsert`].
    pub fn upsert(&mut self, record: &Record) -> Result<(), Problem> {
        let folder = core::mem::take(&mut self.folder);
        let outcome = self
            .table_mut(record.module.as_str())
            .and_then(|table| table.upsert(record, &folder).map(|_| ()));
        self.folder = folder;
        outcome
    }

    /// Removes a record, own or related; tells whether it was there.
    ///
    /// # Errors
    /// `unknown_module`.
    pub fn remove(&mut self, module: &str, id: &str) -> Result<bool, Problem> {
        self.table_mut(module).map(|table| table.remove(id))
    }

    /// Adds something that happened to an own record, also before the record itself is there. Tells
    /// whether it is new: an event whose id is known is the same event.
    ///
    /// # Errors
    /// `too_large`.
    pub fn add_event(&mut self, event: &Event) -> Result<bool, Problem> {
        self.kept.clear();
        let full = || Table::full(&event.id);
        let row = self.data.own.row_for(event.record.as_str()).ok_or_else(full)?;
        self.data.history.add_event(row, event).map_err(|_| full())
    }

    /// Loads events of own records from JSON, `{"events":[{"id","name","record","at","about"}]}` or a
    /// bare list.
    pub fn load_events(&mut self, json: &[u8]) -> LoadReport {
        self.kept.clear();
        with_text(json, |text| load_events(&mut self.data, text))
    }

    /// Loads changes of own records from JSON, `{"changes":[{"record","field","at","old","new"}]}` or
    /// a bare list.
    pub fn load_changes(&mut self, json: &[u8]) -> LoadReport {
        self.kept.clear();
        with_text(json, |text| load_changes(&mut self.data, text, &self.folder))
    }

    /// Adds a change of a field of an own record, also before the record itself is there.
    ///
    /// # Errors
    /// `unknown_field`; `wrong_type` or `unknown_choice` when a value does not fit; `too_large`.
    pub fn add_change(&mut self, change: &Change) -> Result<(), Problem> {
        self.kept.clear();
        let full = || Table::full(change.record.as_str());
        let row = self.data.own.row_for(change.record.as_str()).ok_or_else(full)?;
        let field = self.data.own.module().expect_field(change.field.as_str())?;
        for value in [&change.old, &change.new].into_iter().flatten() {
            value.fits(field)?;
        }
        self.data.history.add_change(row, change, &field.kind, &self.folder).map_err(|_| full())
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.data.own.bytes() + self.data.related.values().map(Table::bytes).sum::<usize>()
    }
}

/// What a record takes while it is loaded: its JSON and its columns. Source: measured, 24 fields.
const RECORD_BYTES_USUAL: usize = 1_600;
/// Loads below this size grow the memory seldom enough. Units: bytes of JSON.
const ROOM_FROM_BYTES: usize = 1 << 20;
/// Source: our choice; a wrong number must not ask for all memory. Records and JSON of a million.
const ROOM_BYTES_MAX: usize = 2 << 30;

/// Asks for memory in one piece and gives it back at once: the allocator keeps it for what follows,
/// also for texts, whose lengths nobody knows yet. In the browser each growth of the memory runs the
/// garbage collector over everything that the page holds (measured, 100,000 records beside as many
/// objects: 4.2 s with 22 growths, 0.7 s with one).
fn make_room(bytes: usize) {
    let mut room = Vec::<u8>::new();
    // Whether there is so much shows while loading; asking must not end the program.
    let _ = room.try_reserve_exact(bytes.min(ROOM_BYTES_MAX));
    // Without this the compiler sees that nothing is stored and asks for nothing.
    drop(core::hint::black_box(room));
}

fn load_bytes(table: &mut Table, folder: &Folder, json: &[u8]) -> LoadReport {
    with_text(json, |text| load_records(table, text, folder))
}

fn with_text(json: &[u8], load: impl FnOnce(&str) -> LoadReport) -> LoadReport {
    if json.len() >= ROOM_FROM_BYTES {
        make_room(json.len());
    }
    match core::str::from_utf8(json) {
        Ok(text) => load(text),
        Err(fault) => {
            let mut report = LoadReport::default();
            let place = format!("byte {}", fault.valid_up_to());
            report.tell(Problem::new("invalid_utf8", "the bytes are not UTF-8 text").at(place));
            report
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Choice, Field, FieldKey, FieldKind, Value};

    fn field(key: &str, kind: FieldKind) -> Field {
        Field {
            key: FieldKey::parse(key).unwrap(),
            label: key.to_owned(),
            kind,
            empty_is_zero: false,
        }
    }

    fn deals() -> Module {
        let option = |key: &str| Choice { key: key.to_owned(), label: key.to_owned() };
        let contacts = ModuleKey::parse("contacts").unwrap();
        Module {
            key: ModuleKey::parse("deals").unwrap(),
            label: "Deals".to_owned(),
            fields: vec![
                field("created", FieldKind::Instant),
                field("name", FieldKind::Text),
                field("amount", FieldKind::Money { currency: "PLN".to_owned() }),
                field("score", FieldKind::Number),
                field(
                    "source",
                    FieldKind::Choice { options: vec![option("web"), option("import")] },
                ),
                field("due", FieldKind::Date),
                field("is_vip", FieldKind::YesNo),
                field("tags", FieldKind::Tags),
                field("contacts", FieldKind::Relation { module: contacts }),
            ],
            pipelines: vec![],
            sms_enabled: false,
        }
    }

    #[test]
    fn a_loaded_record_comes_back_as_it_was() {
        let mut dataset = Dataset::new(deals(), []);
        let report = dataset.load(
            r#" [ {"id":"d1","module":"deals","version":3,"created":"2026-11-01T10:00:00.5Z",
            "values":{"score":1.5,"name":"O\u0301 Łódź","amount":-5,"tags":["b","a","b",""],"due":"2026-02-28",
            "is_vip":false,"contacts":["c2","c1","c2"],"source":"web","unknown":[1,{"a":2}]},
            "traces":{"source":{"changed_at":"2026-11-02T10:00:00Z","previous":"import"}}},
            {"values":{"name":""},"id":"d2"} ] "#
                .as_bytes(),
        );
        assert_eq!((report.loaded, report.refused, report.problems.len()), (2, 0, 1), "{report:?}");
        let record = dataset.own().record(0).unwrap();
        assert_eq!(record.version, 3);
        assert_eq!(record.text("name"), Some("Ó Łódź"));
        assert_eq!(record.get("amount"), Some(&Value::Money(-5)));
        assert_eq!(record.get("tags"), Some(&Value::Tags(vec!["a".to_owned(), "b".to_owned()])));
        assert_eq!(record.related("contacts").len(), 2);
        assert_eq!(record.created_at().unwrap().to_iso(), "2026-11-01T10:00:00.500Z");
        let trace = record.traces.get("source").unwrap();
        assert_eq!(trace.previous, Some(Value::Code("import".to_owned())));
        assert!(dataset.own().record(1).unwrap().values.is_empty());

        let mut again = Dataset::new(deals(), []);
        again.upsert(&record).unwrap();
        assert_eq!(again.own().record(0), Some(record));
    }

    #[test]
    fn a_wrong_record_is_left_out_and_told_and_the_others_stay() {
        let mut dataset = Dataset::new(deals(), []);
        let report = dataset.load(
            br#"{"records":[{"id":"a","values":{"name":"x","amount":1.5}},{"id":"b","values":{"source":"wbe"}},
            {"id":"c c"},{"values":{}},{"id":"d","module":"tasks"},{"id":"e","values":{"due":"2026-02-30"}},
            {"id":"f","values":{"is_vip":"yes"}},{"id":"ok","values":{"name":"y"}}],"next":null}"#,
        );
        assert_eq!((report.loaded, report.refused), (1, 7), "{report:?}");
        let told: Vec<(&str, &str)> =
            report.problems.iter().map(|p| (p.code, p.at.as_str())).collect();
        assert_eq!(
            told,
            [
                ("wrong_type", "records[0].values.amount"),
                ("unknown_choice", "records[1].values.source"),
                ("invalid_id", "records[2].id"),
                ("missing_id", "records[3].id"),
                ("wrong_module", "records[4].module"),
                ("invalid_date", "records[5].values.due"),
                ("wrong_type", "records[6].values.is_vip"),
            ]
        );
        assert_eq!(dataset.own().record(0).unwrap().id.as_str(), "ok");
        let broken = dataset.load(br#"[{"id":"g"},{"id":"h","values":{"name":}}]"#);
        assert_eq!((broken.loaded, dataset.own().rows()), (1, 2));
        assert_eq!(broken.problems[0].code, "invalid_json");
    }

    #[test]
    fn history_is_read_and_what_is_wrong_in_it_is_told() {
        let mut dataset = Dataset::new(deals(), []);
        dataset.load(br#"[{"id":"a","values":{"name":"x"}}]"#);
        let report = dataset.load_changes(
            br#"{"changes":[{"new":"web","field":"source","old":null,"record":"a","at":"2026-01-01T00:00:00Z"},
            {"field":"source","new":"wbe","record":"a","at":"2026-01-02T00:00:00Z"},
            {"field":"sorce","record":"a","at":"2026-01-02T00:00:00Z"},{"field":"name"},7]}"#,
        );
        let told: Vec<(&str, &str)> =
            report.problems.iter().map(|p| (p.code, p.at.as_str())).collect();
        assert_eq!(
            (report.loaded, told),
            (
                1,
                vec![
                    ("unknown_choice", "changes[1].new"),
                    ("unknown_field", "changes[2].field"),
                    ("wrong_type", "changes[3].record"),
                    ("wrong_type", "changes[4]"),
                ]
            )
        );
        let event = br#"[{"id":"e1","name":"offer_sent","record":"a","at":"2026-01-03T00:00:00Z","about":"o1"}]"#;
        assert_eq!((dataset.load_events(event).loaded, dataset.load_events(event).loaded), (1, 1));
        let whole = dataset.whole(0).unwrap();
        assert_eq!((whole.events.len(), whole.events[0].about.as_deref()), (1, Some("o1")));
        assert_eq!(whole.changes.len(), 1);
        assert_eq!(whole.changes[0].new, Some(Value::Code("web".to_owned())));
    }

    #[test]
    fn a_record_is_replaced_and_removed_by_its_id() {
        let mut dataset = Dataset::new(deals(), []);
        dataset.load(br#"[{"id":"a","values":{"name":"one"}},{"id":"b","values":{"name":"two"}}]"#);
        dataset.load(br#"[{"id":"a","values":{"amount":7}}]"#);
        assert_eq!((dataset.own().rows(), dataset.own().len()), (2, 2));
        let record = dataset.own().record(0).unwrap();
        assert_eq!((record.text("name"), record.get("amount")), (None, Some(&Value::Money(7))));
        assert_eq!(dataset.remove("deals", "a"), Ok(true));
        assert_eq!(dataset.remove("deals", "a"), Ok(false));
        assert_eq!((dataset.own().row("a"), dataset.own().len()), (None, 1));
        dataset.upsert(&record).unwrap();
        assert_eq!(dataset.own().record(0), Some(record));
        assert!(dataset.remove("orders", "a").is_err());
    }
}
