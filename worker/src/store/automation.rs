//! Automations: their definitions, what runs of them, and how far a first look has come.

use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

const PUT: &str = "
INSERT INTO automation(account_id, id, module, position, definition, state)
VALUES (?1, ?2, ?3, (SELECT coalesce(max(position), 0) + 1 FROM automation WHERE account_id = ?1), ?4, 'draft')
ON CONFLICT(account_id, id) DO UPDATE SET module = excluded.module, definition = excluded.definition";

const DELETE: &str = "DELETE FROM automation WHERE account_id = ?1 AND id = ?2";

const CANCEL_WAITING: &str = "
UPDATE enrollment
SET state = 'exited', step_id = NULL, due_at_ms = NULL, ended_at_ms = CAST(?3 AS INTEGER), reason = 'step_gone'
WHERE account_id = ?1 AND automation_id = ?2 AND state IN ('waiting', 'held')";

const CANCEL_PENDING: &str = "
UPDATE outbox
SET state = iif(key_until_ms IS NULL, 'not_sent', 'unknown'), reason = 'step_gone', settled_at_ms = CAST(?3 AS INTEGER)
WHERE account_id = ?1 AND automation_id = ?2 AND state = 'pending'";

const ACTIVATE: &str = "
UPDATE automation
SET state = 'activating',
  before = CASE state WHEN 'draft' THEN NULL
    ELSE coalesce(before, json_object('definition', json(definition))) END,
  look_at_ms = NULL, catch_up = ?7, confirmed = CAST(?8 AS INTEGER), stopped = NULL, live = ?3, activated_at_ms = CAST(?4 AS INTEGER), audience = ?5,
  look_cursor = NULL, look_done = 0, look_started = 0, look_total = CAST(?6 AS INTEGER)
WHERE account_id = ?1 AND id = ?2";

const FORGET_LOOKED_EARLY: &str =
    "DELETE FROM looked_early WHERE account_id = ?1 AND automation_id = ?2";

const DEACTIVATE: &str = "
UPDATE automation
SET state = 'inactive'
WHERE account_id = ?1 AND id = ?2";

const GUARD_CURSOR: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
WHERE NOT EXISTS (SELECT 1 FROM automation
  WHERE account_id = ?1 AND id = ?2 AND state = 'activating' AND look_cursor IS ?3)";

const MOVE_CURSOR: &str = "
UPDATE automation
SET look_cursor = ?3, look_done = look_done + CAST(?4 AS INTEGER),
  look_started = look_started + CAST(?5 AS INTEGER),
  look_total = max(look_total, look_done + CAST(?4 AS INTEGER))
WHERE account_id = ?1 AND id = ?2";

const END_LOOK: &str = "
UPDATE automation
SET state = 'active', before = NULL, look_at_ms = NULL, look_cursor = NULL, catch_up = NULL,
  look_total = look_done
WHERE account_id = ?1 AND id = ?2 AND state = 'activating'";

const NEXT_IDS: &str = "
SELECT json_quote(id) AS json
FROM record
WHERE account_id = ?1 AND module = ?2 AND id > ?3
ORDER BY id
LIMIT ?4";

const ENROLLMENTS: &str = "
SELECT json_object('id', id, 'automation', automation_id, 'record', record_id, 'pass', pass,
  'entered_at_ms', entered_at_ms, 'state', state, 'step', step_id, 'due_at_ms', due_at_ms,
  'ended_at_ms', ended_at_ms, 'reason', reason) AS json
FROM enrollment
WHERE account_id = ?1
  AND (?2 IS NULL OR automation_id = ?2)
  AND id > ?3
ORDER BY id
LIMIT ?4";

const ENROLLMENTS_OF_RECORD: &str = "
SELECT json_object('id', id, 'automation', automation_id, 'record', record_id, 'pass', pass,
  'entered_at_ms', entered_at_ms, 'state', state, 'step', step_id, 'due_at_ms', due_at_ms,
  'ended_at_ms', ended_at_ms, 'reason', reason) AS json
FROM enrollment INDEXED BY enrollment_by_record
WHERE account_id = ?1
  AND (?2 IS NULL OR automation_id = ?2)
  AND record_id = ?5
  AND +id > ?3
ORDER BY +id
LIMIT ?4";

/// Adds or changes a definition; what runs is untouched.
pub fn put(account: &AccountId, id: &str, module: &str, definition: &Json) -> Statement {
    sql!(PUT, account.as_str(), id, module, definition)
}

/// Deletes an automation and cancels what waits in it; what was done is kept.
pub fn delete(account: &AccountId, id: &str, now: Moment) -> Vec<Statement> {
    vec![
        sql!(CANCEL_WAITING, account.as_str(), id, now.as_ms()),
        sql!(CANCEL_PENDING, account.as_str(), id, now.as_ms()),
        sql!(DELETE, account.as_str(), id),
    ]
}

/// What an activation fixes.
#[derive(Debug)]
pub struct Activation<'a> {
    /// Filter and templates as of now.
    pub live: &'a Json,
    /// The instant from which it counts.
    pub at: Moment,
    /// Who takes part.
    pub audience: &'a str,
    /// Records that the first look will visit, for the progress.
    pub total: u64,
    /// How many a person confirmed to start (D18).
    pub confirmed: u64,
    /// What becomes of what fell due during a pause (D6).
    pub catch_up: Option<&'a Json>,
}

/// Switches on; the first look begins before the first record.
pub fn activate(account: &AccountId, id: &str, activation: &Activation<'_>) -> Vec<Statement> {
    let total = i64::try_from(activation.total).unwrap_or(i64::MAX);
    vec![
        sql!(FORGET_LOOKED_EARLY, account.as_str(), id),
        sql!(
            ACTIVATE,
            account.as_str(),
            id,
            activation.live,
            activation.at.as_ms(),
            activation.audience,
            total,
            activation.catch_up,
            i64::try_from(activation.confirmed).unwrap_or(i64::MAX)
        ),
    ]
}

/// Goes before each look at all records.
pub fn forget_looked_early(account: &AccountId, id: &str) -> Statement {
    sql!(FORGET_LOOKED_EARLY, account.as_str(), id)
}

/// Switches off: what waits is frozen.
pub fn deactivate(account: &AccountId, id: &str) -> Statement {
    sql!(DEACTIVATE, account.as_str(), id)
}

/// Moves the first look on, if it still stands where it was read.
pub fn move_cursor(
    account: &AccountId,
    id: &str,
    (from, to): (Option<&str>, &str),
    (looked, started): (i64, i64),
) -> Vec<Statement> {
    vec![
        sql!(GUARD_CURSOR, account.as_str(), id, from),
        sql!(MOVE_CURSOR, account.as_str(), id, to, looked, started),
    ]
}

/// The first look has passed the last record.
pub fn end_look(account: &AccountId, id: &str) -> Vec<Statement> {
    vec![
        sql!(END_LOOK, account.as_str(), id),
        sql!(FORGET_LOOKED_EARLY, account.as_str(), id),
        super::publish::forget_overdue(account, id),
    ]
}

/// Ids of a module's records, in order.
pub async fn next_ids(
    db: &Db,
    account: &AccountId,
    module: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(NEXT_IDS, account.as_str(), module, after, limit)).await
}

/// Enrollments of an account.
pub async fn enrollments(
    db: &Db,
    account: &AccountId,
    automation: Option<&str>,
    record: Option<&str>,
    page: (&str, i64),
) -> Result<Vec<Json>, StoreError> {
    let (account, (after, limit)) = (account.as_str(), page);
    db.rows(match record {
        None => sql!(ENROLLMENTS, account, automation, after, limit),
        Some(record) => sql!(ENROLLMENTS_OF_RECORD, account, automation, after, limit, record),
    })
    .await
}
