//! CSV imports: read whole and staged, or refused whole; then applied in chunks that can be resumed.

use std::collections::BTreeMap;

use relance_core::import::{DateOrder, Imported, Mapping, Table, read_rows, suggest};
use relance_core::wire::json::{Object, parse, problems_to_json, wrong_type};
use relance_core::wire::record::given_record_to_json;
use relance_core::words::{FieldKey, Problem, Problems};
use serde_json::{Value as Json, json};

use super::fresh_id;
use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::domain::Loaded;
use crate::engine::importing::import_on;
use crate::engine::looks::Progress;
use crate::request::{Caller, IMPORT_BYTES_MAX, Incoming};
use crate::store::db::chunks;
use crate::store::import;

/// Statements of the request that applies; ticks do the rest.
const APPLY_STATEMENTS_MAX: u64 = 300;

/// `POST /imports/inspect {"module"?,"csv"}` → columns, delimiter, what each column seems to be.
///
/// # Errors
/// What is wrong with the file.
pub async fn inspect(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = parse(&incoming.text(IMPORT_BYTES_MAX).await?)?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let mut object = Object::of(&body)?;
    let module = object.text_if_any("module").unwrap_or("contacts");
    let table = read_table(&mut object);
    object.finish()?;
    let suggestions = suggest(&table, loaded.module(module)?);
    let columns = suggestions.into_iter().map(|one| {
        json!({
            "name": one.column,
            "field": one.field.as_ref().map(FieldKey::as_str),
            "kind": one.kind,
            "samples": one.examples,
        })
    });
    Ok(Answer::Value(json!({
        "delimiter": table.delimiter.to_string(),
        "rows": table.rows.len(),
        "columns": columns.collect::<Vec<_>>(),
    })))
}

fn read_table(object: &mut Object<'_>) -> Table {
    let table = object.required("csv").and_then(|csv| {
        let read = match csv {
            Json::String(text) => Table::read(text),
            other => Err(vec![wrong_type("the text of a file", other)]),
        };
        object.keep_all("csv", read)
    });
    table.unwrap_or_else(|| Table { delimiter: ',', columns: Vec::new(), rows: Vec::new() })
}

/// `POST /imports {"module","csv","mapping","id_column"?,"date_format"?}`: nothing is written yet.
///
/// # Errors
/// A mapping or a file that does not read. Cells that do not fit make the import `refused`.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = parse(&incoming.text(IMPORT_BYTES_MAX).await?)?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let id = fresh_id("i")?;
    let mut object = Object::of(&body)?;
    let module = object.text("module").unwrap_or_default().to_owned();
    let mapping = read_mapping(&mut object);
    let table = read_table(&mut object);
    object.finish()?;
    let account = &loaded.setup.account;
    let fields = loaded.module(&module)?;
    let imported = read_rows(&table, &mapping, fields, &account.users, account.zone, &id)?;
    keep(incoming, caller, &imported, (&id, &module), table.rows.len()).await?;
    Ok(Answer::Created(import::find(&incoming.db, &caller.account, &id).await?))
}

async fn keep(
    incoming: &Incoming,
    caller: &Caller,
    imported: &Imported,
    (id, module): (&str, &str),
    rows: usize,
) -> Result<(), Refusal> {
    let is_good = imported.refused_rows == 0;
    let staged = import::Staged {
        id,
        module,
        state: if is_good { "staged" } else { "refused" },
        rows,
        valid: imported.records.len(),
        problems: &problems_to_json(&imported.problems),
    };
    let mut statements = vec![import::create(&caller.account, &staged, caller.now)];
    if is_good {
        let number = |(index, record)| json!([index + 1, given_record_to_json(record).to_string()]);
        let rows: Vec<Json> = imported.records.iter().enumerate().map(number).collect();
        statements
            .extend(chunks(&rows).iter().map(|chunk| import::stage(&caller.account, id, chunk)));
    }
    incoming.db.batch(&statements).await?;
    Ok(())
}

fn read_mapping(object: &mut Object<'_>) -> Mapping {
    const ORDERS: [(&str, DateOrder); 2] =
        [("dmy", DateOrder::DayMonthYear), ("mdy", DateOrder::MonthDayYear)];
    let fields = object.required("mapping").and_then(|value| {
        let read = fields_of(value);
        object.keep_all("mapping", read)
    });
    let id_column = object.text_if_any("id_column").map(str::to_owned);
    let dates = object.has("date_format").then(|| object.word("date_format", &ORDERS)).flatten();
    Mapping { fields: fields.unwrap_or_default(), id_column, dates }
}

fn fields_of(value: &Json) -> Result<BTreeMap<String, FieldKey>, Problems> {
    let Json::Object(map) = value else {
        return Err(vec![wrong_type("an object of columns and fields", value)]);
    };
    let mut fields = BTreeMap::new();
    let mut problems = Problems::new();
    for (column, key) in map {
        // A column that is mapped to nothing is left out.
        if key.is_null() {
            continue;
        }
        match FieldKey::parse(key.as_str().unwrap_or_default()) {
            Ok(key) => {
                fields.insert(column.clone(), key);
            }
            Err(problem) => problems.push(problem.at(column.as_str())),
        }
    }
    if problems.is_empty() { Ok(fields) } else { Err(problems) }
}

/// `GET /imports/{id}`.
///
/// # Errors
/// `not_found`.
pub async fn get(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let found = import::find(&incoming.db, &caller.account, id).await?;
    if found.is_null() {
        return Err(not_found("import"));
    }
    Ok(Answer::Value(found))
}

/// `POST /imports/{id}/apply`: the first chunks at once, the rest by ticks.
///
/// # Errors
/// `not_found`, `wrong_state` of a refused import.
pub async fn apply(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let found = import::find(&incoming.db, &caller.account, id).await?;
    match found.get("state").and_then(Json::as_str) {
        None => return Err(not_found("import")),
        Some("refused") => {
            let message = "the import was refused: mend the file and import it again";
            return Err(Problem::new("wrong_state", message).into());
        }
        Some("staged") => import::begin(&incoming.db, &caller.account, id).await?,
        Some(_) => {}
    }
    let end = incoming.db.statements() + APPLY_STATEMENTS_MAX;
    while incoming.db.statements() < end {
        if import_on(&incoming.db, &caller.account, caller.now).await? == Progress::Done {
            break;
        }
    }
    get(incoming, caller, id).await
}
