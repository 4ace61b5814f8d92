//! Answers of requests that carried an `Idempotency-Key`.

use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

const FIND: &str = "
SELECT json_object('request_sha256', request_sha256, 'answer', answer) AS json
FROM idempotency
WHERE account_id = ?1 AND key = ?2";

const KEEP: &str = "
INSERT INTO idempotency(account_id, key, request_sha256, answer, created_at_ms)
VALUES (?1, ?2, ?3, ?4, ?5)";

/// The kept answer; `null` when there is none.
pub async fn find(db: &Db, account: &AccountId, key: &str) -> Result<Json, StoreError> {
    db.row(sql!(FIND, account.as_str(), key)).await
}

/// Keeps an answer in the transaction of what it answers.
pub fn keep(account: &AccountId, key: &str, hash: &str, answer: &str, now: Moment) -> Statement {
    sql!(KEEP, account.as_str(), key, hash, answer, now.as_ms())
}
