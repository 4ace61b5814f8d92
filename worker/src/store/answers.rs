//! Messages of ours that somebody may be answering.

use relance_core::words::{AccountId, Channel, Moment, RecordId};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// Most messages to one sender that are looked through. Our choice: with a month's messages to a
/// contact, the latest one and those of the same subject are among them.
const TO_SENDER_MAX: i64 = 50;
/// Most records that a sender's contacts are linked to and that are looked through.
const ABOUT_MAX: i64 = 200;
/// Most messages whose keys begin alike. A key's beginning is 100 bits, so there is one.
const ALIKE_MAX: i64 = 2;

/// A message, as its answer is matched with it.
macro_rules! sent {
    ($from:literal) => {
        concat!(
            "
SELECT json_object('key', o.key, 'automation', o.automation_id, 'record', o.record_id,
  'contact', o.contact_id, 'address', o.address, 'at_ms', o.planned_at_ms,
  'subject', coalesce(json_extract(o.body, '$.subject'), '')) AS json
FROM ",
            $from
        )
    };
}

const BY_KEYS: &str = sent!(
    "outbox AS o
WHERE o.account_id = ?1 AND o.key IN (SELECT value FROM json_each(?2)) AND o.contact_id IS NOT NULL"
);

const BY_KEY_START: &str = sent!(
    "outbox AS o
WHERE o.account_id = ?1 AND o.key >= ?2 AND o.key < ?2 || '~' AND o.contact_id IS NOT NULL
LIMIT ?3"
);

// The outbox has no index of contacts, which each message would pay for: what was sent about a record
// stands in its log.
const TO_CONTACTS: &str = sent!(
    "(
  SELECT value AS id FROM json_each(?2)
  UNION
  SELECT id FROM (SELECT DISTINCT from_id AS id FROM link
    WHERE account_id = ?1 AND to_id IN (SELECT value FROM json_each(?2)) LIMIT ?6)
) AS about
JOIN run_log AS l ON l.account_id = ?1 AND l.record_id = about.id
JOIN outbox AS o ON o.account_id = ?1 AND o.key = json_extract(l.entry, '$.key')
WHERE l.planned_at_ms >= ?3 AND json_extract(l.entry, '$.what') = 'sent' AND o.channel = ?4
  AND o.state IN ('sent', 'unknown') AND o.contact_id IN (SELECT value FROM json_each(?2))
ORDER BY o.planned_at_ms DESC, o.key DESC
LIMIT ?5"
);

const INSERT: &str = "
INSERT INTO answer(account_id, enrollment_id, record_id, key, at_ms)
SELECT ?1, enrollment_id, ?3, key, ?4
FROM outbox
WHERE account_id = ?1 AND key = ?2
ON CONFLICT(account_id, enrollment_id, record_id) DO NOTHING";

const OF_ANSWERED: &str = "
SELECT json_quote(o.key) AS json
FROM outbox AS o
WHERE o.account_id = ?1 AND o.key IN (SELECT value FROM json_each(?2))
  AND EXISTS (SELECT 1 FROM answer AS a
    WHERE a.account_id = ?1 AND a.enrollment_id = o.enrollment_id)";

const IS_COLLEAGUE: &str = "
SELECT json_quote(id) AS json
FROM user
WHERE account_id = ?1 AND lower(json_extract(definition, '$.email')) = lower(?2)
LIMIT 1";

/// Messages to contacts with these keys.
pub async fn by_keys(db: &Db, account: &AccountId, keys: &Json) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(BY_KEYS, account.as_str(), keys)).await
}

/// Messages to contacts whose keys begin so.
pub async fn by_key_start(
    db: &Db,
    account: &AccountId,
    start: &str,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(BY_KEY_START, account.as_str(), start, ALIKE_MAX)).await
}

/// What was sent to these contacts since, the latest first.
pub async fn to_contacts(
    db: &Db,
    account: &AccountId,
    contacts: &[RecordId],
    channel: Channel,
    since: Moment,
) -> Result<Vec<Json>, StoreError> {
    let contacts: Json = contacts.iter().map(RecordId::as_str).collect();
    let statement: Statement = sql!(
        TO_CONTACTS,
        account.as_str(),
        &contacts,
        since.as_ms(),
        channel.key(),
        TO_SENDER_MAX,
        ABOUT_MAX
    );
    db.rows(statement).await
}

/// Keeps that this record answers the message with this key.
pub fn insert(account: &AccountId, key: &str, record: &RecordId, now: Moment) -> Statement {
    sql!(INSERT, account.as_str(), key, record.as_str(), now.as_ms())
}

/// Of these keys of messages, those of whose passage a message was answered.
pub async fn of_answered(
    db: &Db,
    account: &AccountId,
    keys: &Json,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(OF_ANSWERED, account.as_str(), keys)).await
}

/// Whether a colleague has this address.
pub async fn is_colleague(db: &Db, account: &AccountId, address: &str) -> Result<bool, StoreError> {
    let row = db.row(sql!(IS_COLLEAGUE, account.as_str(), address)).await?;
    Ok(row.is_string())
}
