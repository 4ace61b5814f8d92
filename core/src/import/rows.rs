//! All rows of a file by a mapping: what would be written, and every cell that cannot be.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::parse_cell;
use super::notation::{DateOrder, Notation};
use super::table::{Row, Table};
use crate::wire::record::{GivenRecord, written_by_engine};
use crate::words::module::{CREATED, UPDATED};
use crate::words::{
    DerivedKey, Field, FieldKey, FieldKind, Module, Problem, Problems, RecordId, User, Value, Zone,
    clip,
};

/// Problems that are told one by one; the rest is counted.
pub const PROBLEMS_MAX: usize = 100;

/// Which column is what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Field by column.
    pub fields: BTreeMap<String, FieldKey>,
    /// The column that names a record, so that a second import updates it.
    pub id_column: Option<String>,
    /// The order of dates, when the file does not show it.
    pub dates: Option<DateOrder>,
}

/// A file that was read by a mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The rows without a problem.
    pub records: Vec<GivenRecord>,
    /// Rows with one.
    pub refused_rows: usize,
    /// At most [`PROBLEMS_MAX`], each with its line and column.
    pub problems: Problems,
}

/// Reads every row. `import` names this import, for the ids of rows that have none.
///
/// # Errors
/// A mapping that does not fit: `unknown_column`, `unknown_field`, `kept_by_store`, `kept_by_engine`,
/// `twice`, `missing`.
pub fn read_rows(
    table: &Table,
    mapping: &Mapping,
    module: &Module,
    users: &[User],
    zone: Zone,
    import: &str,
) -> Result<Imported, Problems> {
    let columns = checked(table, mapping, module)?;
    let notation = notation(table, &columns, mapping, zone);
    let id_column = mapping.id_column.as_deref().and_then(|name| table.column(name));
    let mut imported = Imported { records: Vec::new(), refused_rows: 0, problems: Vec::new() };
    let mut seen = BTreeSet::new();
    for row in &table.rows {
        let reading = Reading { module, users, notation: &notation, columns: &columns };
        match reading.record(row, id_column, import) {
            Ok(record) if seen.insert(record.id.clone()) => imported.records.push(record),
            Ok(record) => {
                let message = "an earlier row has the same id";
                let problem = Problem::new("twice", message).found(record.id.as_str());
                imported.refuse(vec![problem.at(format!("line {}", row.line))]);
            }
            Err(problems) => imported.refuse(problems),
        }
    }
    Ok(imported)
}

impl Imported {
    fn refuse(&mut self, problems: Problems) {
        self.refused_rows += 1;
        let room = PROBLEMS_MAX.saturating_sub(self.problems.len());
        self.problems.extend(problems.into_iter().take(room));
    }
}

struct Reading<'a> {
    module: &'a Module,
    users: &'a [User],
    notation: &'a Notation,
    columns: &'a [(usize, &'a str, &'a Field)],
}

impl Reading<'_> {
    fn record(
        &self,
        row: &Row,
        id_column: Option<usize>,
        import: &str,
    ) -> Result<GivenRecord, Problems> {
        let mut problems = Problems::new();
        let mut values = BTreeMap::new();
        let mut created = None;
        for (index, column, field) in self.columns {
            let text = row.cells.get(*index).map_or("", String::as_str);
            match parse_cell(text, field, self.module, self.users, self.notation) {
                Ok(Some(Value::Instant(at))) if field.key.as_str() == CREATED => created = Some(at),
                Ok(value) => {
                    values.insert(field.key.clone(), value);
                }
                Err(problem) => problems.push(problem.at(format!("line {}, {column}", row.line))),
            }
        }
        values.remove(CREATED);
        let id = match id_column.and_then(|index| row.cells.get(index)) {
            None => Ok(derived(&["import", import, &row.line.to_string()])),
            Some(cell) if cell.trim().is_empty() => {
                let problem = Problem::new("missing", "the row has no id");
                Err(problem.at(format!("line {}", row.line)))
            }
            Some(cell) => Ok(id_of(self.module, cell.trim())),
        };
        match id {
            Ok(Some(id)) if problems.is_empty() => Ok(GivenRecord { id, created, values }),
            Ok(_) => Err(problems),
            Err(problem) => {
                problems.push(problem);
                Err(problems)
            }
        }
    }
}

/// The id that a cell names. Ids are unique in an account, and other programs count from 1 in each
/// of their lists, so the module stands before it; what is no id as it stands has one derived.
fn id_of(module: &Module, cell: &str) -> Option<RecordId> {
    let id = format!("{}:{cell}", module.key);
    RecordId::parse(&id).ok().or_else(|| derived(&["imported", module.key.as_str(), cell]))
}

fn derived(parts: &[&str]) -> Option<RecordId> {
    RecordId::parse(DerivedKey::of(parts).as_str()).ok()
}

fn notation(
    table: &Table,
    columns: &[(usize, &str, &Field)],
    mapping: &Mapping,
    zone: Zone,
) -> Notation {
    let cells = |wanted: fn(&FieldKind) -> bool| {
        let indexes: Vec<usize> = columns
            .iter()
            .filter(|(_, _, field)| wanted(&field.kind))
            .map(|(index, _, _)| *index)
            .collect();
        table.rows.iter().flat_map(move |row| {
            indexes.clone().into_iter().filter_map(move |index| Some(row.cells.get(index)?.trim()))
        })
    };
    let numbers = cells(|kind| matches!(kind, FieldKind::Number | FieldKind::Money { .. }));
    let dates = cells(|kind| matches!(kind, FieldKind::Date | FieldKind::Instant));
    Notation::of(numbers, dates, mapping.dates, zone)
}

fn checked<'a>(
    table: &Table,
    mapping: &'a Mapping,
    module: &'a Module,
) -> Result<Vec<(usize, &'a str, &'a Field)>, Problems> {
    let mut problems = Problems::new();
    let mut columns = Vec::new();
    let mut seen = BTreeSet::new();
    let unknown = |column: &str| {
        Problem::new("unknown_column", format!("the file has no column `{}`", clip(column)))
            .found(clip(column))
            .allowed(table.columns.iter().map(String::as_str))
            .suggest()
    };
    for (column, key) in &mapping.fields {
        let place = format!("mapping.{}", clip(column));
        let found = table.column(column).ok_or_else(|| unknown(column));
        let field = module.expect_field(key.as_str());
        match (found, field) {
            (Ok(_), Ok(field)) if field.key.as_str() == UPDATED => {
                let message = "`updated` is kept by the system";
                problems.push(Problem::new("kept_by_store", message).at(place));
            }
            (Ok(_), Ok(field)) if written_by_engine(field.key.as_str(), module).is_some() => {
                let problem = written_by_engine(field.key.as_str(), module);
                problems.extend(problem.map(|problem| problem.at(place)));
            }
            (Ok(_), Ok(field)) if !seen.insert(&field.key) => {
                let message = format!("two columns would fill `{}`", field.key);
                problems.push(Problem::new("twice", message).at(place));
            }
            (Ok(index), Ok(field)) => columns.push((index, column.as_str(), field)),
            (Err(problem), _) | (_, Err(problem)) => problems.push(problem.at(place)),
        }
    }
    if let Some(column) = &mapping.id_column
        && table.column(column).is_none()
    {
        problems.push(unknown(column).at("id_column"));
    }
    if mapping.fields.is_empty() {
        problems.push(Problem::new("missing", "no column is mapped to a field").at("mapping"));
    }
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}
