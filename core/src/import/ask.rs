//! Imports asked for in JSON: the same for the Worker's API and for the browser without one.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::consent::Declared;
use super::notation::DateOrder;
use super::rows::{Imported, Mapping, read_rows};
use super::suggest::suggest;
use super::table::Table;
use crate::definitions::Setup;
use crate::wire::json::{Object, problems_to_json, wrong_type};
use crate::wire::record::given_record_to_json;
use crate::words::module::CONTACTS_MODULE;
use crate::words::{FieldKey, Problem, Problems, clip};

const DATE_ORDERS: [(&str, DateOrder); 2] =
    [("dmy", DateOrder::DayMonthYear), ("mdy", DateOrder::MonthDayYear)];

/// A file that was read for a module.
#[derive(Debug)]
pub struct ReadFile {
    /// The module's key.
    pub module: String,
    /// Rows below the header.
    pub rows: usize,
    /// What they say.
    pub imported: Imported,
    /// The sentence that the people in it agreed to, as the importer declares.
    pub consent_text: Option<String>,
}

/// What a file seems to hold: `{"module","csv"}` → `{"delimiter","rows","columns":[{"name",
/// "field","kind","samples"}]}`.
///
/// # Errors
/// `unknown_module`, and what is wrong with the file.
pub fn inspect(request: &Json, setup: &Setup) -> Result<Json, Problems> {
    let mut object = Object::of(request)?;
    let module = object.text_if_any("module").unwrap_or("contacts");
    let table = table(&mut object);
    object.finish()?;
    let catalog = setup.catalog();
    let module = catalog.expect_module(module).map_err(|problem| vec![problem.at("module")])?;
    let columns = suggest(&table, module).into_iter().map(|one| {
        json!({
            "name": one.column,
            "field": one.field.as_ref().map(FieldKey::as_str),
            "kind": one.kind,
            "samples": one.examples,
        })
    });
    Ok(json!({
        "delimiter": table.delimiter.to_string(),
        "rows": table.rows.len(),
        "columns": columns.collect::<Vec<_>>(),
    }))
}

/// Reads a whole file: `{"module","csv","mapping":{column: field},"id_column"?,"date_format"?,
/// "consent"?:{"email","sms","source","text"?}}`.
/// `import` names this import, for the ids of rows that have none.
///
/// # Errors
/// A mapping or a file that does not read. Cells that do not fit are in the answer.
pub fn read(request: &Json, setup: &Setup, import: &str) -> Result<ReadFile, Problems> {
    let mut object = Object::of(request)?;
    let module = object.text("module").unwrap_or_default().to_owned();
    let fields = object.required("mapping").and_then(|value| {
        let read = fields_of(value);
        object.keep_all("mapping", read)
    });
    let id_column = object.text_if_any("id_column").map(str::to_owned);
    let asks_dates = object.value("date_format").is_some();
    let dates = if asks_dates { object.word("date_format", &DATE_ORDERS) } else { None };
    let declared = object.value("consent").and_then(|value| {
        let read = Declared::from_json(value);
        object.keep_all("consent", read)
    });
    let table = table(&mut object);
    if declared.is_some() && module != CONTACTS_MODULE {
        let message = "only contacts agree to anything";
        object.add(Problem::new("wrong_module", message).at("consent").found(clip(&module)));
    }
    object.finish()?;
    let catalog = setup.catalog();
    let fields_of_module =
        catalog.expect_module(&module).map_err(|problem| vec![problem.at("module")])?;
    let mapping = Mapping { fields: fields.unwrap_or_default(), id_column, dates };
    let account = &setup.account;
    let mut imported =
        read_rows(&table, &mapping, fields_of_module, &account.users, account.zone, import)?;
    let declared = declared.unwrap_or_default();
    declared.add_to(&mut imported);
    Ok(ReadFile { module, rows: table.rows.len(), imported, consent_text: declared.text })
}

/// A file as records to write: `{"rows","valid","problems","records"}`.
pub fn read_file_to_json(file: &ReadFile) -> Json {
    let records: Vec<Json> = file.imported.records.iter().map(given_record_to_json).collect();
    json!({
        "rows": file.rows,
        "valid": records.len(),
        "problems": problems_to_json(&file.imported.problems),
        "records": records,
    })
}

fn table(object: &mut Object<'_>) -> Table {
    let table = object.required("csv").and_then(|csv| {
        let read = match csv {
            Json::String(text) => Table::read(text),
            other => Err(vec![wrong_type("the text of a file", other)]),
        };
        object.keep_all("csv", read)
    });
    table.unwrap_or_else(|| Table { delimiter: ',', columns: Vec::new(), rows: Vec::new() })
}

fn fields_of(value: &Json) -> Result<BTreeMap<String, FieldKey>, Problems> {
    let Json::Object(map) = value else {
        return Err(vec![wrong_type("an object of columns and fields", value)]);
    };
    let mut fields = BTreeMap::new();
    let mut problems = Problems::new();
    // A column that is mapped to nothing is left out.
    for (column, key) in map.iter().filter(|(_, key)| !key.is_null()) {
        match FieldKey::parse(key.as_str().unwrap_or_default()) {
            Ok(key) => {
                fields.insert(column.clone(), key);
            }
            Err(problem) => problems.push(problem.at(column.as_str())),
        }
    }
    if problems.is_empty() { Ok(fields) } else { Err(problems) }
}
