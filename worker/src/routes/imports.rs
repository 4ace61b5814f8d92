//! CSV imports: read whole and staged, or refused whole; then applied in chunks that can be resumed.

use relance_core::import::ask::{self, ReadFile};
use relance_core::wire::json::{parse, problems_to_json};
use relance_core::wire::record::given_record_to_json;
use relance_core::words::Problem;
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
    Ok(Answer::Value(ask::inspect(&body, &loaded.setup)?))
}

/// `POST /imports {"module","csv","mapping","id_column"?,"date_format"?,"consent"?}`: nothing is written
/// yet.
///
/// # Errors
/// A mapping or a file that does not read. Cells that do not fit make the import `refused`.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = parse(&incoming.text(IMPORT_BYTES_MAX).await?)?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let id = fresh_id(&incoming.db, "i")?;
    let file = ask::read(&body, &loaded.setup, &id)?;
    keep(incoming, caller, &file, &id).await?;
    Ok(Answer::Created(import::find(&incoming.db, &caller.account, &id).await?))
}

async fn keep(
    incoming: &Incoming,
    caller: &Caller,
    file: &ReadFile,
    id: &str,
) -> Result<(), Refusal> {
    let imported = &file.imported;
    let is_good = imported.refused_rows == 0;
    let staged = import::Staged {
        id,
        module: &file.module,
        state: if is_good { "staged" } else { "refused" },
        rows: file.rows,
        valid: imported.records.len(),
        problems: &problems_to_json(&imported.problems),
        consent_text: file.consent_text.as_deref(),
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
