//! What begins in automations by the hour, what is held, and how deliveries end (D18).

use std::collections::BTreeMap;

use relance_core::words::{AccountId, Moment, RecordId};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// Rows: `[automation, hour, began]`.
const COUNT: &str = "
INSERT INTO inflow(account_id, automation_id, hour_ms, began)
SELECT ?1, value->>0, value->>1, value->>2
FROM json_each(?2)
WHERE true
ON CONFLICT(account_id, automation_id, hour_ms) DO UPDATE SET began = inflow.began + excluded.began";

const FORGET_OLD: &str = "
DELETE FROM inflow
WHERE account_id = ?1 AND hour_ms < ?3
  AND automation_id IN (SELECT value->>0 FROM json_each(?2))";

/// Rows: `[automation, record]`.
const HOLD: &str = "
INSERT INTO hold(account_id, automation_id, record_id, held_at_ms)
SELECT ?1, value->>0, value->>1, CAST(?3 AS INTEGER)
FROM json_each(?2)
WHERE true
ON CONFLICT DO NOTHING";

/// Rows: `[automation, record]`.
const UNHOLD: &str = "
DELETE FROM hold
WHERE account_id = ?1
  AND (automation_id, record_id) IN (SELECT value->>0, value->>1 FROM json_each(?2))";

const DISCARD: &str = "DELETE FROM hold WHERE account_id = ?1 AND automation_id = ?2";

const HELD: &str = "
SELECT json_object('record', record_id, 'held_at_ms', held_at_ms) AS json
FROM hold
WHERE account_id = ?1 AND automation_id = ?2 AND record_id > ?3
ORDER BY record_id
LIMIT ?4";

/// ?2: for each automation, one letter per delivery.
const DELIVERED: &str = "
UPDATE automation
SET deliveries = substr(deliveries || (SELECT value FROM json_each(?2) WHERE key = automation.id), -100)
WHERE account_id = ?1 AND id IN (SELECT key FROM json_each(?2))";

const DELIVERIES: &str = "
SELECT json_object('id', id, 'deliveries', deliveries) AS json
FROM automation
WHERE account_id = ?1 AND state IN ('activating', 'active')
  AND id IN (SELECT key FROM json_each(?2))";

const STOP: &str = "
UPDATE automation
SET state = 'inactive', stopped = ?3
WHERE account_id = ?1 AND id = ?2";

const AUTOMATIONS_OF: &str = "
SELECT json_object('key', key, 'automation', automation_id) AS json
FROM outbox
WHERE account_id = ?1 AND key IN (SELECT value FROM json_each(?2))";

/// Counts passages that began.
pub fn count(account: &AccountId, rows: &str) -> Statement {
    sql!(COUNT, account.as_str(), rows)
}

/// Forgets what is no longer a usual day's.
pub fn forget_old(account: &AccountId, rows: &str, before: Moment) -> Statement {
    sql!(FORGET_OLD, account.as_str(), rows, before.as_ms())
}

/// Holds records.
pub fn hold(account: &AccountId, rows: &str, at: Moment) -> Statement {
    sql!(HOLD, account.as_str(), rows, at.as_ms())
}

/// Holds them no longer.
pub fn unhold(account: &AccountId, rows: &str) -> Statement {
    sql!(UNHOLD, account.as_str(), rows)
}

/// Lets all that an automation holds go, without beginning.
pub fn discard(account: &AccountId, automation: &str) -> Statement {
    sql!(DISCARD, account.as_str(), automation)
}

const HELD_COUNTS: &str = "
SELECT json_object('automation', automation_id, 'count', count(*)) AS json
FROM hold
WHERE account_id = ?1
GROUP BY automation_id";

/// How many records each automation holds; none that holds nothing. Asked for people only: what
/// decides never needs it.
pub async fn held_counts(
    db: &Db,
    account: &AccountId,
) -> Result<BTreeMap<String, u64>, StoreError> {
    let rows = db.rows(sql!(HELD_COUNTS, account.as_str())).await?;
    let read = |row: &Json| {
        Some((row.get("automation")?.as_str()?.to_owned(), row.get("count")?.as_u64()?))
    };
    Ok(rows.iter().filter_map(read).collect())
}

/// What an automation holds, by record.
pub async fn held(
    db: &Db,
    account: &AccountId,
    automation: &str,
    (after, limit): (&str, i64),
) -> Result<Vec<(RecordId, Moment)>, StoreError> {
    let rows = db.rows(sql!(HELD, account.as_str(), automation, after, limit)).await?;
    let read = |row: &Json| {
        let record = RecordId::parse(row.get("record")?.as_str()?).ok()?;
        Some((record, Moment::from_ms(row.get("held_at_ms")?.as_i64()?)))
    };
    Ok(rows.iter().filter_map(read).collect())
}

/// Notes how deliveries ended: for each automation a text of `s` and `f`.
pub fn delivered(account: &AccountId, letters: &Json) -> Statement {
    sql!(DELIVERED, account.as_str(), letters)
}

/// How the last deliveries of these automations ended, while they are active.
pub async fn deliveries(
    db: &Db,
    account: &AccountId,
    letters: &Json,
) -> Result<Vec<(String, String)>, StoreError> {
    let rows = db.rows(sql!(DELIVERIES, account.as_str(), letters)).await?;
    let text = |row: &Json, key: &str| row.get(key).and_then(Json::as_str).map(str::to_owned);
    Ok(rows.iter().filter_map(|row| Some((text(row, "id")?, text(row, "deliveries")?))).collect())
}

/// Switches an automation off, with the reason.
pub fn stop(account: &AccountId, automation: &str, why: &str) -> Statement {
    sql!(STOP, account.as_str(), automation, why)
}

/// By which automations these messages were sent.
pub async fn automations_of(
    db: &Db,
    account: &AccountId,
    keys: &Json,
) -> Result<Vec<(String, String)>, StoreError> {
    let rows = db.rows(sql!(AUTOMATIONS_OF, account.as_str(), keys)).await?;
    let text = |row: &Json, key: &str| row.get(key).and_then(Json::as_str).map(str::to_owned);
    Ok(rows.iter().filter_map(|row| Some((text(row, "key")?, text(row, "automation")?))).collect())
}
