//! What automations did to other records, until the next round decides on it.

use relance_core::words::AccountId;
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// Rows: `[record, key, kind, at, cause]`.
const INSERT: &str = "
INSERT INTO input(account_id, record_id, key, kind, at_ms, cause)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4
FROM json_each(?2)
WHERE true
ON CONFLICT(account_id, record_id, key) DO NOTHING";

const PAGE: &str = "
SELECT json_object('record', record_id, 'key', key, 'kind', kind, 'at_ms', at_ms, 'cause', json(cause)) AS json
FROM input
WHERE account_id = ?1
ORDER BY record_id, at_ms, key
LIMIT ?2";

/// Rows: `[record, key]`.
const DELETE: &str = "
DELETE FROM input
WHERE account_id = ?1
  AND (record_id, key) IN (SELECT value->>0, value->>1 FROM json_each(?2))";

/// Keeps what is to be decided.
pub fn insert(account: &AccountId, rows: &str) -> Statement {
    sql!(INSERT, account.as_str(), rows)
}

/// What is to be decided, by record.
pub async fn page(db: &Db, account: &AccountId, limit: i64) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(PAGE, account.as_str(), limit)).await
}

/// It is decided.
pub fn delete(account: &AccountId, rows: &str) -> Statement {
    sql!(DELETE, account.as_str(), rows)
}
