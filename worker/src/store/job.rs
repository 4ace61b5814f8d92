//! Recurring jobs: their next slot, the slot under way, and the runs that have ended.

use relance_core::recurrence::DueSlot;
use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// Runs that are kept of a job. Our choice: a day of a job that runs every quarter of an hour.
const RUNS_KEPT: i64 = 100;
/// Runs that an answer shows. Our choice.
const RUNS_SHOWN: i64 = 5;

const PUT: &str = "
INSERT INTO job(account_id, automation_id, next_at_ms, wake_at_ms)
VALUES (?1, ?2, CAST(?3 AS INTEGER), CAST(?3 AS INTEGER))
ON CONFLICT(account_id, automation_id) DO UPDATE SET
  next_at_ms = excluded.next_at_ms, wake_at_ms = excluded.wake_at_ms,
  slot_ms = NULL, missed_since_ms = NULL, cursor = '', entered = 0";

const RESCHEDULE: &str = "
UPDATE job
SET next_at_ms = CAST(?3 AS INTEGER), wake_at_ms = coalesce(slot_ms, CAST(?3 AS INTEGER))
WHERE account_id = ?1 AND automation_id = ?2";

const REMOVE: &str = "DELETE FROM job WHERE account_id = ?1 AND automation_id = ?2";
const REMOVE_RUNS: &str = "DELETE FROM job_run WHERE account_id = ?1 AND automation_id = ?2";

// Whoever comes second finds another `next_at_ms`, and changes nothing: a slot begins once.
const BEGIN: &str = "
UPDATE job
SET slot_ms = CAST(?4 AS INTEGER), wake_at_ms = CAST(?4 AS INTEGER),
  missed_since_ms = CAST(?5 AS INTEGER), next_at_ms = CAST(?6 AS INTEGER),
  cursor = '', entered = 0
WHERE account_id = ?1 AND automation_id = ?2 AND slot_ms IS NULL AND next_at_ms = ?3";

const GUARD_CURSOR: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
WHERE NOT EXISTS (SELECT 1 FROM job
  WHERE account_id = ?1 AND automation_id = ?2 AND slot_ms = ?3 AND cursor = ?4)";

const MOVE_CURSOR: &str = "
UPDATE job
SET cursor = ?3, entered = entered + CAST(?4 AS INTEGER)
WHERE account_id = ?1 AND automation_id = ?2";

const KEEP_RUN: &str = "
INSERT INTO job_run(account_id, automation_id, slot_ms, missed_since_ms, ended_at_ms, entered)
SELECT account_id, automation_id, slot_ms, missed_since_ms, CAST(?3 AS INTEGER), entered
FROM job
WHERE account_id = ?1 AND automation_id = ?2";

const END: &str = "
UPDATE job
SET slot_ms = NULL, missed_since_ms = NULL, wake_at_ms = next_at_ms, cursor = ''
WHERE account_id = ?1 AND automation_id = ?2";

const FORGET_OLD_RUNS: &str = "
DELETE FROM job_run
WHERE account_id = ?1 AND automation_id = ?2 AND slot_ms <= (SELECT slot_ms FROM job_run
  WHERE account_id = ?1 AND automation_id = ?2
  ORDER BY slot_ms DESC LIMIT 1 OFFSET ?3)";

const SHOWN: &str = "
SELECT json_object('id', j.automation_id,
  'next_at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', j.next_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'running', replace(strftime('%Y-%m-%dT%H:%M:%fZ', j.slot_ms / 1000.0, 'unixepoch'), '.000Z', 'Z')) AS json
FROM job AS j
WHERE j.account_id = ?1 AND (?2 IS NULL OR j.automation_id = ?2)";

const RUNS: &str = "
SELECT json_object('id', r.automation_id,
  'slot', replace(strftime('%Y-%m-%dT%H:%M:%fZ', r.slot_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'missed_since', replace(strftime('%Y-%m-%dT%H:%M:%fZ', r.missed_since_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'ended_at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', r.ended_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'records', r.entered) AS json
FROM automation AS a
JOIN job_run AS r ON r.account_id = a.account_id AND r.automation_id = a.id
  AND r.slot_ms IN (SELECT slot_ms FROM job_run AS newest
    WHERE newest.account_id = a.account_id AND newest.automation_id = a.id
    ORDER BY newest.slot_ms DESC LIMIT ?3)
WHERE a.account_id = ?1 AND (?2 IS NULL OR a.id = ?2)
ORDER BY r.automation_id, r.slot_ms DESC";

/// A job begins to wait for its first slot.
pub fn put(account: &AccountId, automation: &str, next_at: Option<Moment>) -> Statement {
    sql!(PUT, account.as_str(), automation, next_at.map(Moment::as_ms))
}

/// Another slot is the next: the clocks of the account were changed, or automation was off.
pub fn reschedule(account: &AccountId, automation: &str, next_at: Option<Moment>) -> Statement {
    sql!(RESCHEDULE, account.as_str(), automation, next_at.map(Moment::as_ms))
}

/// A job waits for nothing any more; its runs stay known.
pub fn remove(account: &AccountId, automation: &str) -> Statement {
    sql!(REMOVE, account.as_str(), automation)
}

/// Forgets the runs, with the job.
pub fn remove_runs(account: &AccountId, automation: &str) -> Statement {
    sql!(REMOVE_RUNS, account.as_str(), automation)
}

/// A slot begins, if `next_at` is still the first that has not.
pub fn begin(account: &AccountId, automation: &str, next_at: Moment, due: &DueSlot) -> Statement {
    sql!(
        BEGIN,
        account.as_str(),
        automation,
        next_at.as_ms(),
        due.at.as_ms(),
        due.missed_since.map(Moment::as_ms),
        due.next_at.map(Moment::as_ms)
    )
}

/// Moves the walk of a slot on, if it still stands where it was read.
pub fn move_cursor(
    account: &AccountId,
    (automation, slot): (&str, Moment),
    (from, to): (&str, &str),
    entered: i64,
) -> Vec<Statement> {
    vec![
        sql!(GUARD_CURSOR, account.as_str(), automation, slot.as_ms(), from),
        sql!(MOVE_CURSOR, account.as_str(), automation, to, entered),
    ]
}

/// The walk has passed the last record: the run is kept, the job waits for its next slot.
pub fn end(
    account: &AccountId,
    (automation, slot): (&str, Moment),
    cursor: &str,
    now: Moment,
) -> Vec<Statement> {
    vec![
        sql!(GUARD_CURSOR, account.as_str(), automation, slot.as_ms(), cursor),
        sql!(KEEP_RUN, account.as_str(), automation, now.as_ms()),
        sql!(END, account.as_str(), automation),
        sql!(FORGET_OLD_RUNS, account.as_str(), automation, RUNS_KEPT),
        super::automation::forget_looked_early(account, automation),
    ]
}

/// The next slot of each job, or of one, and the slot under way.
pub async fn shown(
    db: &Db,
    account: &AccountId,
    automation: Option<&str>,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(SHOWN, account.as_str(), automation)).await
}

/// The last runs of each job, or of one, the newest first.
pub async fn runs(
    db: &Db,
    account: &AccountId,
    automation: Option<&str>,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(RUNS, account.as_str(), automation, RUNS_SHOWN)).await
}
