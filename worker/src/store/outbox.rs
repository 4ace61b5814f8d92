//! Decisions that leave: run log, outbox, the mailbox of the `capture` provider.

use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// Rows: `[automation, record, planned_at, entry]`.
const INSERT_LOG: &str = "
INSERT INTO run_log(account_id, automation_id, record_id, planned_at_ms, decided_at_ms, entry)
SELECT ?1, value->>0, value->>1, value->>2, ?3, value->>3
FROM json_each(?2)";

/// A page of the log; each way to narrow it is a statement of its own, so that each has its index.
macro_rules! log {
    ($condition:literal) => {
        concat!(
            "
SELECT json_set(entry, '$.id', id, '$.decided_at',
  replace(strftime('%Y-%m-%dT%H:%M:%fZ', decided_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z')) AS json
FROM run_log
WHERE ",
            $condition,
            "
  AND id > ?2
ORDER BY id
LIMIT ?3"
        )
    };
}

// In the order of the table itself: the plus keeps SQLite from sorting an index.
const LOG: &str = log!("+account_id = ?1");
const LOG_OF_AUTOMATION: &str = log!("account_id = ?1 AND automation_id = ?4");
const LOG_OF_RECORD: &str = log!("account_id = ?1 AND record_id = ?4");
const LOG_OF_BOTH: &str = log!("account_id = ?1 AND record_id = ?4 AND +automation_id = ?5");

/// The same, the latest first; `after` is then the last one seen, or 0.
const LOG_LATEST: &str = "
SELECT json_set(entry, '$.id', id, '$.decided_at',
  replace(strftime('%Y-%m-%dT%H:%M:%fZ', decided_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z')) AS json
FROM run_log
WHERE account_id = ?1
  AND (?2 IS NULL OR automation_id = ?2)
  AND (?3 IS NULL OR record_id = ?3)
  AND (?4 = 0 OR id < ?4)
ORDER BY id DESC
LIMIT ?5";

/// Rows: `[key, automation, enrollment, step, record, channel, contact, address, body, entry,
/// planned_at, due_at]`.
const INSERT_OUTBOX: &str = "
INSERT INTO outbox(account_id, key, automation_id, enrollment_id, step_id, record_id, channel,
  contact_id, address, body, entry, planned_at_ms, due_at_ms, state)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5,
  value->>6, value->>7, value->>8, value->>9, value->>10, value->>11, 'pending'
FROM json_each(?2)
WHERE true
ON CONFLICT(account_id, key) DO NOTHING";

// `settled_at_ms IS NULL` is the condition of the partial index.
const LEASE: &str = "
UPDATE outbox
SET state = 'leased', lease = ?4, lease_until_ms = ?5
WHERE account_id = ?1 AND key IN (
  SELECT key FROM outbox
  WHERE account_id = ?1 AND settled_at_ms IS NULL AND due_at_ms <= ?2
    AND (channel IN ('lists', 'webhook')) = ?7
    AND (state = 'pending' OR lease_until_ms <= ?6)
  ORDER BY due_at_ms, key
  LIMIT ?3
)
RETURNING json_object('key', key, 'automation', automation_id, 'record', record_id, 'channel', channel,
  'contact', contact_id, 'address', address, 'body', json(body), 'entry', json(entry),
  'planned_at_ms', planned_at_ms, 'attempts', attempts, 'done', json(done)) AS json";

/// Rows: `[key, message]`. Only what this lease still holds.
const DELIVER: &str = "
INSERT INTO mailbox(account_id, key, sent_at_ms, message)
SELECT ?1, value->>0, ?3, value->>1
FROM json_each(?2)
WHERE EXISTS (SELECT 1 FROM outbox AS o
  WHERE o.account_id = ?1 AND o.key = value->>0 AND o.state = 'leased' AND o.lease = ?4)
ON CONFLICT(account_id, key) DO NOTHING";

/// Rows: `[key, state, reason, due_at, attempts, problem, done]`; of what was never tried outside, the
/// first four. The account is compared with something that depends on the
/// row, or SQLite goes through the whole outbox of the account for each row instead of seeking its key.
const SETTLE: &str = "
UPDATE outbox
SET state = settled.value->>1,
  reason = settled.value->>2,
  due_at_ms = coalesce(settled.value->>3, outbox.due_at_ms),
  attempts = coalesce(settled.value->>4, outbox.attempts),
  problem = settled.value->>5,
  done = coalesce(settled.value->>6, outbox.done),
  lease = NULL,
  lease_until_ms = NULL,
  settled_at_ms = CASE WHEN settled.value->>1 <> 'pending' THEN ?3 END
FROM json_each(?2) AS settled
WHERE outbox.account_id = iif(settled.value IS NULL, NULL, ?1) AND outbox.key = settled.value->>0
  AND outbox.state = 'leased' AND outbox.lease = ?4";

const MESSAGES: &str = "
SELECT json_set(message, '$.key', key, '$.sent_at',
  replace(strftime('%Y-%m-%dT%H:%M:%fZ', sent_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z')) AS json
FROM mailbox
WHERE account_id = ?1 AND (sent_at_ms, key) > (?2, ?3)
ORDER BY sent_at_ms, key
LIMIT ?4";

const STATES: &str = "
SELECT json_object('key', key, 'state', state) AS json
FROM outbox
WHERE account_id = ?1 AND key IN (SELECT value FROM json_each(?2))";

/// What became of these messages so far.
pub fn states(account: &AccountId, keys: &Json) -> Statement {
    sql!(STATES, account.as_str(), keys)
}

/// Keeps decisions.
pub fn insert_log(account: &AccountId, rows: &str, now: Moment) -> Statement {
    sql!(INSERT_LOG, account.as_str(), rows, now.as_ms())
}

/// Decisions of an account, in the order in which they were made.
pub async fn log(
    db: &Db,
    account: &AccountId,
    automation: Option<&str>,
    record: Option<&str>,
    page: (i64, i64),
) -> Result<Vec<Json>, StoreError> {
    let (account, (after, limit)) = (account.as_str(), page);
    db.rows(match (automation, record) {
        (None, None) => sql!(LOG, account, after, limit),
        (Some(automation), None) => sql!(LOG_OF_AUTOMATION, account, after, limit, automation),
        (None, Some(record)) => sql!(LOG_OF_RECORD, account, after, limit, record),
        (Some(automation), Some(record)) => {
            sql!(LOG_OF_BOTH, account, after, limit, record, automation)
        }
    })
    .await
}

/// As [`log`], the latest first: what a person looks at.
pub async fn latest_log(
    db: &Db,
    account: &AccountId,
    automation: Option<&str>,
    record: Option<&str>,
    page: (i64, i64),
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(LOG_LATEST, account.as_str(), automation, record, page.0, page.1)).await
}

/// Keeps messages that were decided; the same key is the same message.
pub fn insert(account: &AccountId, rows: &str) -> Statement {
    sql!(INSERT_OUTBOX, account.as_str(), rows)
}

/// Takes messages that are due, for one sender until its lease ends. Messages whose lease ran out
/// are due again: the `capture` provider knows a key that it has seen.
pub async fn lease(
    db: &Db,
    account: &AccountId,
    now: Moment,
    lease: &Lease<'_>,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(
        LEASE,
        account.as_str(),
        now.as_ms(),
        lease.limit,
        lease.token,
        lease.until.as_ms(),
        lease.real_now.as_ms(),
        i64::from(lease.goes == Goes::Outside)
    ))
    .await
}

/// Where what waits is going: each kind has its own sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goes {
    /// To people: e-mail and SMS.
    ToPeople,
    /// To services outside: mailing lists and webhooks.
    Outside,
}

/// Who takes messages, how many, and for how long.
#[derive(Debug)]
pub struct Lease<'a> {
    /// Which of what waits.
    pub goes: Goes,
    /// Nobody else's.
    pub token: &'a str,
    /// The world's clock: a lease bounds a process.
    pub real_now: Moment,
    /// Until when.
    pub until: Moment,
    /// At most so many.
    pub limit: i64,
}

/// Hands messages to the `capture` provider: in one transaction with [`settle`], before it.
pub fn deliver(account: &AccountId, rows: &str, now: Moment, token: &str) -> Statement {
    sql!(DELIVER, account.as_str(), rows, now.as_ms(), token)
}

/// Settles leased messages.
pub fn settle(account: &AccountId, rows: &str, now: Moment, token: &str) -> Statement {
    sql!(SETTLE, account.as_str(), rows, now.as_ms(), token)
}

/// The mailbox of the `capture` provider, oldest first.
pub async fn messages(
    db: &Db,
    account: &AccountId,
    after: (i64, &str),
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(MESSAGES, account.as_str(), after.0, after.1, limit)).await
}
