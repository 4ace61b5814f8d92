//! Versions of automations: drafts beside what runs, the flip of a publish, and what a pause left due.

use relance_core::words::{AccountId, Moment, RecordId};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

const SET_DRAFT: &str = "
UPDATE automation
SET draft = ?3
WHERE account_id = ?1 AND id = ?2";

/// Edits an automation that is switched off; what ran last stays known until it runs again.
const KEEP_BEFORE: &str = "
UPDATE automation
SET before = coalesce(before, json_object('definition', json(definition)))
WHERE account_id = ?1 AND id = ?2 AND state = 'inactive'";

const FLIP: &str = "
UPDATE automation
SET state = 'activating', definition = ?3, live = ?4, before = ?5, draft = ?6,
  look_at_ms = CAST(?7 AS INTEGER), catch_up = NULL,
  look_cursor = NULL, look_done = 0, look_started = 0, look_total = CAST(?8 AS INTEGER)
WHERE account_id = ?1 AND id = ?2";

const FORGET_OVERDUE: &str = "DELETE FROM overdue WHERE account_id = ?1 AND automation_id = ?2";

const RANK_OVERDUE: &str = "
INSERT INTO overdue(account_id, automation_id, record_id, rank)
SELECT account_id, automation_id, record_id,
  row_number() OVER (ORDER BY due_at_ms, record_id) - 1
FROM enrollment
WHERE account_id = ?1 AND automation_id = ?2 AND state = 'waiting' AND due_at_ms < ?3";

const OVERDUE: &str = "
SELECT json_object('record', record_id, 'due_at_ms', due_at_ms) AS json
FROM enrollment
WHERE account_id = ?1 AND automation_id = ?2 AND state = 'waiting' AND due_at_ms < ?3
ORDER BY due_at_ms, record_id";

const OVERDUE_COUNTS: &str = "
SELECT json_object('automation', e.automation_id, 'count', count(*), 'oldest_ms', min(e.due_at_ms)) AS json
FROM enrollment AS e
JOIN automation AS a ON a.account_id = ?1 AND a.id = e.automation_id AND a.state = 'active'
WHERE e.account_id = ?1 AND e.state = 'waiting' AND e.due_at_ms < ?2
GROUP BY e.automation_id
ORDER BY e.automation_id";

/// The same version once more, as of now: what its records do about what fell due meanwhile.
const CATCH_UP: &str = "
UPDATE automation
SET state = 'activating', before = json_object('definition', json(definition)),
  look_at_ms = CAST(?3 AS INTEGER), catch_up = ?4, look_cursor = NULL, look_done = 0, look_started = 0,
  look_total = (SELECT count(*) FROM enrollment AS e
    WHERE e.account_id = ?1 AND e.automation_id = ?2 AND e.state = 'waiting')
WHERE account_id = ?1 AND id = ?2 AND state = 'active'";

/// Keeps what is edited beside what runs; `Null` discards it.
pub fn set_draft(account: &AccountId, id: &str, draft: &Json) -> Statement {
    match draft {
        Json::Null => sql!(SET_DRAFT, account.as_str(), id, None::<&str>),
        draft => sql!(SET_DRAFT, account.as_str(), id, draft),
    }
}

/// Goes before an edit of an automation that is switched off.
pub fn keep_before(account: &AccountId, id: &str) -> Statement {
    sql!(KEEP_BEFORE, account.as_str(), id)
}

/// A version that takes the place of the one that runs.
#[derive(Debug)]
pub struct Flip<'a> {
    /// Of which automation.
    pub id: &'a str,
    /// What runs from now on.
    pub definition: &'a Json,
    /// Its filter and templates.
    pub live: &'a Json,
    /// What ran.
    pub before: &'a Json,
    /// What is still being edited.
    pub draft: Option<&'a Json>,
    /// From when it counts.
    pub at: Moment,
    /// Records that the look will visit, for the progress.
    pub total: u64,
}

/// The flip of one automation; its records follow in chunks.
pub fn flip(account: &AccountId, flip: &Flip<'_>) -> Vec<Statement> {
    let total = i64::try_from(flip.total).unwrap_or(i64::MAX);
    let draft = flip.draft.map(Json::to_string);
    vec![
        super::automation::forget_looked_early(account, flip.id),
        sql!(FORGET_OVERDUE, account.as_str(), flip.id),
        sql!(
            FLIP,
            account.as_str(),
            flip.id,
            flip.definition,
            flip.live,
            flip.before,
            draft,
            flip.at.as_ms(),
            total
        ),
    ]
}

/// Puts the overdue of an automation in their order, for an activation that spreads them.
pub fn rank_overdue(account: &AccountId, id: &str, at: Moment) -> Vec<Statement> {
    vec![
        sql!(FORGET_OVERDUE, account.as_str(), id),
        sql!(RANK_OVERDUE, account.as_str(), id, at.as_ms()),
    ]
}

/// Forgets their order.
pub fn forget_overdue(account: &AccountId, id: &str) -> Statement {
    sql!(FORGET_OVERDUE, account.as_str(), id)
}

/// What fell due in an automation and still waits.
#[derive(Debug)]
pub struct OverdueRecords {
    /// The records, the longest waiting first.
    pub records: Vec<RecordId>,
    /// Since when the first of them waits.
    pub oldest: Option<Moment>,
}

/// The records of an automation whose action fell due before `at` and still waits.
pub async fn overdue_records(
    db: &Db,
    account: &AccountId,
    id: &str,
    at: Moment,
) -> Result<OverdueRecords, StoreError> {
    let rows = db.rows(sql!(OVERDUE, account.as_str(), id, at.as_ms())).await?;
    let record = |row: &Json| RecordId::parse(row.get("record")?.as_str()?).ok();
    let oldest = rows.first().and_then(|row| row.get("due_at_ms")).and_then(Json::as_i64);
    Ok(OverdueRecords {
        records: rows.iter().filter_map(record).collect(),
        oldest: oldest.map(Moment::from_ms),
    })
}

/// What fell due and still waits, by automation that is active.
///
/// # Errors
/// When the database does not answer.
pub async fn overdue_counts(
    db: &Db,
    account: &AccountId,
    at: Moment,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(OVERDUE_COUNTS, account.as_str(), at.as_ms())).await
}

/// Lets the records of an automation that runs do what was chosen about what fell due: in chunks, as
/// after an activation.
pub fn catch_up(account: &AccountId, id: &str, choice: &Json, at: Moment) -> Vec<Statement> {
    let mut all = vec![super::automation::forget_looked_early(account, id)];
    all.extend(rank_overdue(account, id, at));
    all.push(sql!(CATCH_UP, account.as_str(), id, at.as_ms(), choice));
    all
}
