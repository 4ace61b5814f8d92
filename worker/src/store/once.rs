//! Which clients had which campaign: keys that can be taken once.

use relance_core::words::{AccountId, DerivedKey, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// A row of `once_key AS k` in the shape that core reads.
macro_rules! key_json {
    () => {
        "json_object('automation', k.automation_id, 'key', k.key, 'record', k.record_id,
  'contact', k.contact_id, 'enrollment', k.enrollment_id,
  'at', strftime('%Y-%m-%dT%H:%M:%fZ', k.at_ms / 1000.0, 'unixepoch')) AS json"
    };
}

/// Asked: `[automation, key]`. The account is compared with something that depends on the row, so that
/// each key is sought.
const FIND: &str = concat!(
    "SELECT ",
    key_json!(),
    "
FROM json_each(?2) AS asked
JOIN once_key AS k ON k.account_id = iif(asked.value IS NULL, NULL, ?1)
  AND k.automation_id = asked.value->>0 AND k.key = asked.value->>1"
);

const PAGE: &str = concat!(
    "SELECT ",
    key_json!(),
    "
FROM once_key AS k
WHERE k.account_id = ?1 AND (k.automation_id, k.key) > (?2, ?3)
ORDER BY k.automation_id, k.key
LIMIT ?4"
);

/// Rows: `[automation, key, record, contact, enrollment, at]`. One that is taken refuses the batch.
const CLAIM: &str = "
INSERT INTO once_key(account_id, automation_id, key, record_id, contact_id, enrollment_id, at_ms)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5
FROM json_each(?2)";

/// The same rows: a person sends anyway.
const TAKE_OVER: &str = "
INSERT INTO once_key(account_id, automation_id, key, record_id, contact_id, enrollment_id, at_ms)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5
FROM json_each(?2)
WHERE true
ON CONFLICT(account_id, automation_id, key) DO UPDATE SET
  record_id = excluded.record_id,
  contact_id = excluded.contact_id,
  enrollment_id = excluded.enrollment_id,
  at_ms = excluded.at_ms,
  merge_id = NULL,
  before = NULL";

/// Whether who holds a key was skipped, which uses up the once, or was sent something. The alias names the
/// row.
macro_rules! has_had {
    ($row:literal) => {
        concat!(
            "(",
            $row,
            ".enrollment_id IS NULL OR EXISTS (SELECT 1 FROM run_log AS l
    WHERE l.account_id = ",
            $row,
            ".account_id AND l.record_id = ",
            $row,
            ".record_id
      AND l.automation_id = ",
            $row,
            ".automation_id AND l.entry->>'what' = 'sent'))"
        )
    };
}

/// What the loser of a merge had, the survivor had: also where the survivor holds a key of its own and waits
/// yet. Sought by campaign, because the key alone has no index. Mirrors `Taken::merge` of core.
const INHERIT: &str = concat!(
    "
INSERT INTO once_key(account_id, automation_id, key, record_id, contact_id, enrollment_id, at_ms, merge_id)
SELECT k.account_id, k.automation_id, ?3, k.record_id, k.contact_id, k.enrollment_id, k.at_ms, ?4
FROM automation AS a
JOIN once_key AS k ON k.account_id = ?1 AND k.automation_id = a.id AND k.key = ?2
WHERE a.account_id = ?1
ON CONFLICT(account_id, automation_id, key) DO UPDATE SET
  before = json_array(once_key.record_id, once_key.contact_id, once_key.enrollment_id, once_key.at_ms,
    once_key.merge_id),
  record_id = excluded.record_id,
  contact_id = excluded.contact_id,
  enrollment_id = excluded.enrollment_id,
  at_ms = excluded.at_ms,
  merge_id = excluded.merge_id
WHERE NOT ",
    has_had!("once_key"),
    " AND ",
    has_had!("excluded")
);

/// Who held the key before has it again.
const GIVE_BACK: &str = "
UPDATE once_key
SET record_id = before->>0, contact_id = before->>1, enrollment_id = before->>2, at_ms = before->>3,
  merge_id = before->>4, before = NULL
WHERE account_id = ?1 AND key = ?2 AND merge_id = ?3 AND before IS NOT NULL
  AND automation_id IN (SELECT id FROM automation WHERE account_id = ?1)";

const DISINHERIT: &str = "
DELETE FROM once_key
WHERE account_id = ?1 AND key = ?2 AND merge_id = ?3
  AND automation_id IN (SELECT id FROM automation WHERE account_id = ?1)";

/// Per campaign: who had it, who waits, who was skipped because the client had it.
const COUNTS: &str = "
SELECT json_object('automation', a.id,
  'waiting', (SELECT count(*) FROM enrollment AS e
    WHERE e.account_id = ?1 AND e.automation_id = a.id AND e.state = 'waiting'),
  'audience', (SELECT count(*) FROM enrollment AS e
    WHERE e.account_id = ?1 AND e.automation_id = a.id),
  'sent', (SELECT count(*) FROM outbox AS o
    WHERE o.account_id = ?1 AND o.automation_id = a.id AND o.contact_id IS NOT NULL AND o.state = 'sent'),
  'skipped_once', (SELECT count(*) FROM run_log AS l
    WHERE l.account_id = ?1 AND l.automation_id = a.id
      AND l.entry->>'$.reason' = 'once_per_client')
) AS json
FROM automation AS a
WHERE a.account_id = ?1 AND a.id = ?2";

/// Of these keys those that are taken.
pub fn find(account: &AccountId, asked: &str) -> Statement {
    sql!(FIND, account.as_str(), asked)
}

/// A page of the keys that are taken, after this campaign and key.
pub async fn page(
    db: &Db,
    account: &AccountId,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(PAGE, account.as_str(), after.0, after.1, limit)).await
}

/// Takes keys that nobody has.
pub fn claim(account: &AccountId, rows: &str) -> Statement {
    sql!(CLAIM, account.as_str(), rows)
}

/// Takes keys, whoever has them.
pub fn take_over(account: &AccountId, rows: &str) -> Statement {
    sql!(TAKE_OVER, account.as_str(), rows)
}

/// The survivor of a merge had what the loser had.
pub fn inherit(account: &AccountId, from: &DerivedKey, to: &DerivedKey, merge: &str) -> Statement {
    sql!(INHERIT, account.as_str(), from.as_str(), to.as_str(), merge)
}

/// What the survivor had through this merge alone, it did not have.
pub fn disinherit(account: &AccountId, of: &DerivedKey, merge: &str) -> [Statement; 2] {
    [GIVE_BACK, DISINHERIT].map(|sql| sql!(sql, account.as_str(), of.as_str(), merge))
}

/// What a campaign did so far.
pub async fn counts(db: &Db, account: &AccountId, automation: &str) -> Result<Json, StoreError> {
    db.row(sql!(COUNTS, account.as_str(), automation)).await
}

/// A row of [`claim`] and [`take_over`].
pub fn row(one: &relance_core::engine::OnceUse) -> Json {
    serde_json::json!([
        one.automation.as_str(),
        one.key.as_str(),
        one.holder.record.as_str(),
        one.holder.contact.as_str(),
        one.holder.enrollment.as_ref().map(DerivedKey::as_str),
        Moment::as_ms(one.at),
    ])
}
