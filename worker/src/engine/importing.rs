//! Applies staged imports, chunk by chunk: each chunk and its progress are one commit, so that a
//! chunk is applied once, whoever is killed when.

use relance_core::wire::json::{each, problems_to_json};
use relance_core::wire::record::given_record_from_json;
use relance_core::words::{AccountId, ConsentOrigin, ConsentSource, Moment};
use serde_json::Value as Json;

use super::looks::Progress;
use super::write::{Existing, Writing, write_by};
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::store::db::Db;
use crate::store::import;

/// Rows of one chunk. Our choice: as many as one bulk write of the API.
const CHUNK_ROWS: i64 = 1_000;

/// Applies the next chunk of the oldest import under way.
///
/// # Errors
/// When the database does not answer.
pub async fn import_on(db: &Db, account: &AccountId, now: Moment) -> Result<Progress, Refusal> {
    let found = import::applying(db, account).await?;
    let text = |key: &str| found.get(key).and_then(Json::as_str);
    let (Some(id), Some(module)) = (text("id"), text("module")) else { return Ok(Progress::Done) };
    let from = found.get("applied").and_then(Json::as_i64).unwrap_or(0);
    let rows = import::rows(db, account, id, from, CHUNK_ROWS).await?;
    if rows.is_empty() {
        import::finish(db, account, id).await?;
        return Ok(Progress::More);
    }
    let loaded = Loaded::of(db, account).await?;
    let users = &loaded.setup.account.users;
    let fields = loaded.module(module)?;
    let given = match each(&rows, |row| given_record_from_json(row, fields, users, "")) {
        Ok(given) => given,
        // The module was changed after the file was read: what is left waits for a person.
        Err(problems) => {
            import::refuse(db, account, id, &problems_to_json(&problems)).await?;
            return Ok(Progress::More);
        }
    };
    let applied = |_: &[super::write::Outcome]| import::applied(account, id, from, rows.len());
    let origin = ConsentOrigin {
        source: ConsentSource::Import,
        text: text("consent_text").map(str::to_owned),
    };
    let writing = Writing { records: &given, existing: Existing::Changed, origin: &origin };
    match write_by(db, account, module, &writing, now, applied).await {
        Ok(_) => Ok(Progress::More),
        // Somebody else applies the same import: its progress is ours.
        Err(refusal) if refusal.problems.iter().any(|one| one.code == "changed_meanwhile") => {
            Ok(Progress::Done)
        }
        Err(refusal) => Err(refusal),
    }
}
