//! What a person should know of, and what was counted. Most of it is noted by triggers, where it happens
//! (`migrations/0025_alerts.sql`); nothing here names a person.

use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// Notes it once; what is noted already stays as it is.
const NOTE: &str = "
INSERT INTO notice(account_id, kind, about, count, first_at_ms, last_at_ms, alert_at_ms)
VALUES (?1, ?2, ?3, 1, CAST(?4 AS INTEGER), CAST(?4 AS INTEGER), CAST(?4 AS INTEGER))
ON CONFLICT DO NOTHING";

/// The same, where it may happen again.
const NOTE_AGAIN: &str = "
INSERT INTO notice(account_id, kind, about, count, first_at_ms, last_at_ms, alert_at_ms)
VALUES (?1, ?2, ?3, 1, CAST(?4 AS INTEGER), CAST(?4 AS INTEGER), CAST(?4 AS INTEGER))
ON CONFLICT(account_id, kind, about) DO UPDATE SET
  count = iif(seen_at_ms IS NULL, count, 0) + 1,
  last_at_ms = excluded.last_at_ms,
  seen_at_ms = NULL,
  alert_at_ms = coalesce(alert_at_ms, excluded.alert_at_ms)";

const WAITING: &str = "
SELECT json_object('kind', kind, 'about', about, 'count', count, 'alert_at_ms', alert_at_ms,
  'last_alert_ms', (SELECT max(o.alerted_at_ms) FROM notice AS o
    WHERE o.account_id = n.account_id AND o.kind = n.kind)) AS json
FROM notice AS n
WHERE account_id = ?1 AND alert_at_ms <= ?2
ORDER BY kind, about";

const ALERTED: &str = "
UPDATE notice
SET alert_at_ms = NULL, alerted_at_ms = CAST(?3 AS INTEGER)
WHERE account_id = ?1 AND kind = ?2 AND alert_at_ms <= ?3";

const PUT_OFF: &str = "
UPDATE notice
SET alert_at_ms = CAST(?4 AS INTEGER)
WHERE account_id = ?1 AND kind = ?2 AND alert_at_ms <= ?3";

const LIST: &str = "
SELECT json_object('kind', kind, 'about', about, 'count', count,
  'first_at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', first_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'last_at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', last_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'alerted_at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', alerted_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'is_seen', json(iif(seen_at_ms IS NULL, 'false', 'true'))) AS json
FROM notice
WHERE account_id = ?1
ORDER BY last_at_ms DESC, kind, about
LIMIT ?2";

const UNSEEN: &str = "
SELECT json_object('unseen', count(*)) AS json
FROM notice
WHERE account_id = ?1 AND seen_at_ms IS NULL";

const SEEN: &str = "
UPDATE notice
SET seen_at_ms = CAST(?2 AS INTEGER)
WHERE account_id = ?1 AND seen_at_ms IS NULL";

/// Rows: `[name, label, by]`.
const COUNT: &str = "
INSERT INTO counter(account_id, name, label, value)
SELECT ?1, value->>0, value->>1, value->>2
FROM json_each(?2)
WHERE true
ON CONFLICT(account_id, name, label) DO UPDATE SET value = counter.value + excluded.value";

/// Notes something that happens once.
pub fn note(account: &AccountId, kind: &str, about: &str, at: Moment) -> Statement {
    sql!(NOTE, account.as_str(), kind, about, at.as_ms())
}

/// Notes something that may happen again.
pub fn note_again(account: &AccountId, kind: &str, about: &str, at: Moment) -> Statement {
    sql!(NOTE_AGAIN, account.as_str(), kind, about, at.as_ms())
}

/// What somebody should be told of by now, with when they were told of its kind last.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(db: &Db, account: &AccountId, now: Moment) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(WAITING, account.as_str(), now.as_ms())).await
}

/// They are told of this kind.
pub fn alerted(account: &AccountId, kind: &str, now: Moment) -> Statement {
    sql!(ALERTED, account.as_str(), kind, now.as_ms())
}

/// They are told of this kind then.
pub fn put_off(account: &AccountId, kind: &str, now: Moment, until: Moment) -> Statement {
    sql!(PUT_OFF, account.as_str(), kind, now.as_ms(), until.as_ms())
}

/// What there is to know, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(db: &Db, account: &AccountId, limit: i64) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(LIST, account.as_str(), limit)).await
}

/// How many nobody has looked at yet.
///
/// # Errors
/// When the database does not answer.
pub async fn unseen(db: &Db, account: &AccountId) -> Result<i64, StoreError> {
    let row = db.row(sql!(UNSEEN, account.as_str())).await?;
    Ok(row.get("unseen").and_then(Json::as_i64).unwrap_or(0))
}

/// Somebody has looked.
///
/// # Errors
/// When the database does not answer.
pub async fn seen(db: &Db, account: &AccountId, now: Moment) -> Result<(), StoreError> {
    db.run(sql!(SEEN, account.as_str(), now.as_ms())).await
}

/// Counts up.
pub fn count(account: &AccountId, rows: &str) -> Statement {
    sql!(COUNT, account.as_str(), rows)
}
