//! Imports: staged rows, and how far they are applied.

use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

const CREATE: &str = "
INSERT INTO import(account_id, id, module, state, rows, valid, problems, created_at_ms, consent_text)
VALUES (?1, ?2, ?3, ?4, CAST(?5 AS INTEGER), CAST(?6 AS INTEGER), ?7, ?8, ?9)";

/// Rows: `[row, record]`.
const STAGE: &str = "
INSERT INTO import_row(account_id, import_id, row, record)
SELECT ?1, ?2, value->>0, value->>1
FROM json_each(?3)";

const FIND: &str = "
SELECT json_object('id', id, 'module', module, 'state', state, 'rows', rows, 'valid', valid,
  'applied', applied, 'problems', json(problems)) AS json
FROM import
WHERE account_id = ?1 AND id = ?2";

const BEGIN: &str = "
UPDATE import
SET state = 'applying'
WHERE account_id = ?1 AND id = ?2 AND state = 'staged'";

const APPLYING: &str = "
SELECT json_object('id', id, 'module', module, 'applied', applied, 'valid', valid,
  'consent_text', consent_text) AS json
FROM import
WHERE account_id = ?1 AND state = 'applying'
ORDER BY created_at_ms, id
LIMIT 1";

const ROWS: &str = "
SELECT record AS json
FROM import_row
WHERE account_id = ?1 AND import_id = ?2 AND row > ?3
ORDER BY row
LIMIT ?4";

const GUARD: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
WHERE NOT EXISTS (SELECT 1 FROM import
  WHERE account_id = ?1 AND id = ?2 AND state = 'applying' AND applied = ?3)";

const APPLIED: &str = "
UPDATE import
SET applied = applied + CAST(?3 AS INTEGER),
  state = CASE WHEN applied + CAST(?3 AS INTEGER) >= valid THEN 'done' ELSE 'applying' END
WHERE account_id = ?1 AND id = ?2";

const FORGET: &str = "
DELETE FROM import_row
WHERE account_id = ?1 AND import_id = ?2 AND row <= ?3";

const FINISH: &str = "
UPDATE import
SET state = 'done'
WHERE account_id = ?1 AND id = ?2 AND state = 'applying'";

const REFUSE: &str = "
UPDATE import
SET state = 'refused', problems = ?3
WHERE account_id = ?1 AND id = ?2 AND state = 'applying'";

/// What is kept of a file that was read.
#[derive(Debug)]
pub struct Staged<'a> {
    /// Names the import.
    pub id: &'a str,
    /// Where its records go.
    pub module: &'a str,
    /// `staged` or `refused`.
    pub state: &'a str,
    /// Rows of the file.
    pub rows: usize,
    /// Rows without a problem.
    pub valid: usize,
    /// What was wrong.
    pub problems: &'a Json,
    /// The sentence that the people in it agreed to, as the importer declares.
    pub consent_text: Option<&'a str>,
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Keeps an import.
pub fn create(account: &AccountId, staged: &Staged<'_>, now: Moment) -> Statement {
    sql!(
        CREATE,
        account.as_str(),
        staged.id,
        staged.module,
        staged.state,
        whole(staged.rows),
        whole(staged.valid),
        staged.problems,
        now.as_ms(),
        staged.consent_text
    )
}

/// Keeps its rows.
pub fn stage(account: &AccountId, id: &str, rows: &str) -> Statement {
    sql!(STAGE, account.as_str(), id, rows)
}

/// An import; `null` when there is none.
pub async fn find(db: &Db, account: &AccountId, id: &str) -> Result<Json, StoreError> {
    db.row(sql!(FIND, account.as_str(), id)).await
}

/// Lets it be applied.
pub async fn begin(db: &Db, account: &AccountId, id: &str) -> Result<(), StoreError> {
    db.run(sql!(BEGIN, account.as_str(), id)).await
}

/// The oldest import that is being applied; `null` when none is.
pub async fn applying(db: &Db, account: &AccountId) -> Result<Json, StoreError> {
    db.row(sql!(APPLYING, account.as_str())).await
}

/// The next rows to apply.
pub async fn rows(
    db: &Db,
    account: &AccountId,
    id: &str,
    applied: i64,
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(ROWS, account.as_str(), id, applied, limit)).await
}

/// Moves on behind these rows, if nobody else has.
pub fn applied(account: &AccountId, id: &str, from: i64, count: usize) -> Vec<Statement> {
    vec![
        sql!(GUARD, account.as_str(), id, from),
        sql!(APPLIED, account.as_str(), id, whole(count)),
        sql!(FORGET, account.as_str(), id, from + whole(count)),
    ]
}

/// Nothing is left to apply.
pub async fn finish(db: &Db, account: &AccountId, id: &str) -> Result<(), StoreError> {
    db.run(sql!(FINISH, account.as_str(), id)).await
}

/// What is left no longer fits.
pub async fn refuse(
    db: &Db,
    account: &AccountId,
    id: &str,
    problems: &Json,
) -> Result<(), StoreError> {
    db.run(sql!(REFUSE, account.as_str(), id, problems)).await
}
