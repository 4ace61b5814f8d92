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

/// A record, and the contacts that became it: what was decided about them belongs to its history.
macro_rules! with_merged {
    ($record:literal) => {
        concat!(
            "(WITH RECURSIVE own(id) AS (
    SELECT ",
            $record,
            "
    UNION
    SELECT m.loser_id FROM merge AS m JOIN own ON m.survivor_id = own.id
    WHERE m.account_id = ?1 AND m.undone_at_ms IS NULL
  ) SELECT id FROM own)"
        )
    };
}

/// A page of the log; each way to narrow it is a statement of its own, so that each has its index.
macro_rules! log {
    ($($condition:expr),+) => {
        concat!(
            "
SELECT json_set(entry, '$.id', id, '$.decided_at',
  replace(strftime('%Y-%m-%dT%H:%M:%fZ', decided_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z')) AS json
FROM run_log
WHERE ",
            $($condition),+,
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
const LOG_OF_RECORD: &str = log!("account_id = ?1 AND record_id IN ", with_merged!("?4"));
const LOG_OF_BOTH: &str =
    log!("account_id = ?1 AND record_id IN ", with_merged!("?4"), " AND +automation_id = ?5");

/// The same, the latest first; `after` is then the last one seen, or 0.
const LOG_LATEST: &str = concat!(
    "
SELECT json_set(entry, '$.id', id, '$.decided_at',
  replace(strftime('%Y-%m-%dT%H:%M:%fZ', decided_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z')) AS json
FROM run_log
WHERE account_id = ?1
  AND (?2 IS NULL OR automation_id = ?2)
  AND (?3 IS NULL OR record_id IN ",
    with_merged!("?3"),
    ")
  AND (?4 = 0 OR id < ?4)
ORDER BY id DESC
LIMIT ?5"
);

/// Rows: `[key, automation, enrollment, step, record, channel, contact, address, body, entry,
/// planned_at, due_at]`. What goes to services outside does not expire: its attempts end.
const INSERT_OUTBOX: &str = "
INSERT INTO outbox(account_id, key, automation_id, enrollment_id, step_id, record_id, channel,
  contact_id, address, body, entry, planned_at_ms, due_at_ms, state, expires_at_ms)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5,
  value->>6, value->>7, value->>8, value->>9, value->>10, value->>11, 'pending',
  iif(value->>5 IN ('lists', 'webhook'), NULL, CAST(?3 AS INTEGER))
FROM json_each(?2)
WHERE true
ON CONFLICT(account_id, key) DO NOTHING";

/// The channels on which something is due. `settled_at_ms IS NULL` is the condition of the partial
/// index here and below.
const WAITING: &str = "
SELECT json_quote(channel.value) AS json
FROM json_each('[\"email\",\"user_email\",\"sms\",\"lists\",\"webhook\"]') AS channel
WHERE EXISTS (SELECT 1 FROM outbox AS o
  WHERE o.account_id = ?1 AND o.settled_at_ms IS NULL AND o.channel = channel.value
    AND o.due_at_ms <= ?2 AND (o.state = 'pending' OR o.lease_until_ms <= ?3))";

/// What may have arrived and can be asked no more: its provider no longer knows the key, or it is no
/// longer that provider's turn. `?4`: the provider of each channel.
const RESCUE: &str = "
UPDATE outbox
SET state = 'unknown', reason = 'uncertain', lease = NULL, lease_until_ms = NULL,
  settled_at_ms = CAST(?2 AS INTEGER), look_at_ms = CAST(?5 AS INTEGER)
WHERE account_id = ?1 AND settled_at_ms IS NULL AND doubt_at_ms IS NOT NULL
  AND (state = 'pending' OR lease_until_ms <= ?3)
  AND (doubt_at_ms <= ?3 OR provider IS NOT json_extract(?4, '$.' || channel))
RETURNING json_object('automation', automation_id, 'record', record_id, 'planned_at_ms', planned_at_ms,
  'entry', json(entry)) AS json";

/// What is leased by somebody who was not heard of again is due once more, in doubt as it is. What
/// `doubt_at_ms` was is what this attempt begins with.
const LEASE: &str = "
UPDATE outbox
SET key_until_ms = iif(state = 'leased', doubt_at_ms, key_until_ms),
  doubt_at_ms = coalesce(iif(state = 'leased', doubt_at_ms, key_until_ms), CAST(?8 AS INTEGER)),
  provider = ?9, state = 'leased', tried_at_ms = coalesce(tried_at_ms, CAST(?6 AS INTEGER)), lease = ?4, lease_until_ms = CAST(?5 AS INTEGER)
WHERE account_id = ?1 AND key IN (
  SELECT key FROM outbox
  WHERE account_id = ?1 AND settled_at_ms IS NULL AND channel IN (SELECT value FROM json_each(?7))
    AND due_at_ms <= ?2
    AND (state = 'pending' OR (lease_until_ms <= ?6 AND coalesce(doubt_at_ms > ?6, 1)))
    AND (doubt_at_ms IS NULL OR provider = ?9)
  ORDER BY due_at_ms, key
  LIMIT ?3
)
RETURNING json_object('key', key, 'automation', automation_id, 'record', record_id, 'channel', channel,
  'contact', contact_id, 'address', address, 'body', json(body), 'entry', json(entry),
  'planned_at_ms', planned_at_ms, 'attempts', attempts, 'done', json(done),
  'key_until_ms', key_until_ms, 'expires_at_ms', expires_at_ms) AS json";

/// Of a message that may not be called for twice: from now on it is in doubt. Earlier leases called for
/// nothing that may have arrived, so this is when it was tried.
const NOTE_CALL: &str = "
UPDATE outbox
SET doubt_at_ms = CAST(?4 AS INTEGER), tried_at_ms = CAST(?5 AS INTEGER)
WHERE account_id = ?1 AND key = ?2 AND state = 'leased' AND lease = ?3
RETURNING json_quote(key) AS json";

/// A message that nobody decided: a test to oneself (E4).
const KEEP_TEST: &str = "
INSERT INTO mailbox(account_id, key, sent_at_ms, message)
VALUES (?1, ?2, ?3, ?4)";

/// Rows: `[key, message]`. Only what this lease still holds.
const DELIVER: &str = "
INSERT INTO mailbox(account_id, key, sent_at_ms, message)
SELECT ?1, value->>0, ?3, value->>1
FROM json_each(?2)
WHERE EXISTS (SELECT 1 FROM outbox AS o
  WHERE o.account_id = ?1 AND o.key = value->>0 AND o.state = 'leased' AND o.lease = ?4)
ON CONFLICT(account_id, key) DO NOTHING";

/// Rows: `[key, state, reason, due_at, attempts, problem, done, key_until, provider_id, look_at]`. The account is
/// compared with something that depends on the row, or SQLite goes through the whole outbox of the
/// account for each row instead of seeking its key.
const SETTLE: &str = "
UPDATE outbox
SET state = settled.value->>1,
  reason = settled.value->>2,
  due_at_ms = coalesce(settled.value->>3, outbox.due_at_ms),
  attempts = coalesce(settled.value->>4, outbox.attempts),
  problem = settled.value->>5,
  done = coalesce(settled.value->>6, outbox.done),
  key_until_ms = settled.value->>7,
  doubt_at_ms = settled.value->>7,
  provider_id = coalesce(settled.value->>8, outbox.provider_id),
  look_at_ms = settled.value->>9,
  lease = NULL,
  lease_until_ms = NULL,
  settled_at_ms = CASE WHEN settled.value->>1 <> 'pending' THEN CAST(?3 AS INTEGER) END
FROM json_each(?2) AS settled
WHERE outbox.account_id = iif(settled.value IS NULL, NULL, ?1) AND outbox.key = settled.value->>0
  AND outbox.state = 'leased' AND outbox.lease = ?4";

/// Rows: `[key, contact, version, channel, hash]`. What core let leave on something that is no longer so:
/// the contact was written since, or nothing goes to the address any more. It is due again, in doubt as
/// it was before the lease. What is this lease's no longer, because its person was erased, is only told.
const HAND_BACK: &str = "
UPDATE outbox
SET state = iif(lease = ?3, 'pending', state), lease_until_ms = iif(lease = ?3, NULL, lease_until_ms),
  doubt_at_ms = iif(lease = ?3, key_until_ms, doubt_at_ms), lease = iif(lease = ?3, NULL, lease)
WHERE account_id = ?1 AND key IN (
  SELECT claimed.value->>0
  FROM json_each(?2) AS claimed
  WHERE NOT EXISTS (SELECT 1 FROM record AS r
      WHERE r.account_id = ?1 AND r.id = claimed.value->>1 AND r.version = claimed.value->>2)
    OR EXISTS (SELECT 1 FROM suppression AS s
      WHERE s.account_id = ?1 AND s.channel = claimed.value->>3 AND s.address_hash = claimed.value->>4)
    OR EXISTS (SELECT 1 FROM outbox AS o
      WHERE o.account_id = ?1 AND o.key = claimed.value->>0 AND o.lease IS NOT ?3)
)
RETURNING json_quote(key) AS json";

/// A person decides about what nobody knows: again, with the same key …
const RESEND: &str = "
UPDATE outbox
SET state = 'pending', reason = NULL, problem = NULL, attempts = 0, looks = 0, look_at_ms = NULL,
  tried_at_ms = NULL, key_until_ms = NULL,
  doubt_at_ms = NULL, due_at_ms = CAST(?3 AS INTEGER), settled_at_ms = NULL,
  expires_at_ms = CAST(?4 AS INTEGER)
WHERE account_id = ?1 AND key = ?2 AND state = 'unknown' AND reason IS NOT 'erased'
RETURNING json_quote(key) AS json";

/// … or it counts as sent.
const COUNT_AS_SENT: &str = "
UPDATE outbox
SET state = 'sent', reason = NULL, look_at_ms = NULL
WHERE account_id = ?1 AND key = ?2 AND state = 'unknown' AND reason IS NOT 'erased'
RETURNING json_quote(key) AS json";

/// What a provider is asked for now.
const TO_LOOK_UP: &str = "
SELECT json_object('key', key, 'automation', automation_id, 'record', record_id, 'provider', provider,
  'provider_id', provider_id, 'address', address, 'text', json_extract(body, '$.text'),
  'tried_at_ms', tried_at_ms, 'expires_at_ms', expires_at_ms, 'looks', looks) AS json
FROM outbox
WHERE account_id = ?1 AND look_at_ms IS NOT NULL AND look_at_ms <= ?2
ORDER BY look_at_ms, key
LIMIT ?3";

/// Whether another message has this id at the provider.
const IS_OTHERS: &str = "
SELECT '1' AS json
FROM outbox
WHERE account_id = ?1 AND provider = ?2 AND provider_id = ?3 AND key <> ?4";

/// Row: `[key, looks, state, reason, provider_id, look_at]`; only what nobody has decided meanwhile.
const SET_LOOKED_UP: &str = "
UPDATE outbox
SET state = looked.value->>2,
  reason = looked.value->>3,
  provider_id = coalesce(looked.value->>4, outbox.provider_id),
  look_at_ms = looked.value->>5,
  looks = outbox.looks + 1,
  attempts = iif(looked.value->>2 = 'pending', 0, outbox.attempts),
  key_until_ms = NULL,
  doubt_at_ms = iif(looked.value->>2 = 'unknown', outbox.doubt_at_ms, NULL),
  tried_at_ms = iif(looked.value->>2 = 'pending', NULL, outbox.tried_at_ms),
  due_at_ms = iif(looked.value->>2 = 'pending', CAST(?3 AS INTEGER), outbox.due_at_ms),
  settled_at_ms = iif(looked.value->>2 = 'pending', NULL, CAST(?3 AS INTEGER))
FROM json_each(?2) AS looked
WHERE outbox.account_id = iif(looked.value IS NULL, NULL, ?1) AND outbox.key = looked.value->>0
  AND outbox.state = 'unknown' AND outbox.reason IS NOT 'erased'
  AND outbox.looks = looked.value->>1";

/// The oldest first; `?2` is the last one seen, or NULL.
const UNKNOWN: &str = "
SELECT json_object('key', key, 'channel', channel, 'automation', automation_id, 'step', step_id,
  'record', record_id, 'contact', contact_id, 'to', address, 'subject', json_extract(body, '$.subject'),
  'provider', provider, 'reason', reason, 'problem', problem, 'attempts', attempts,
  'planned_at_ms', planned_at_ms, 'settled_at_ms', settled_at_ms) AS json
FROM outbox
WHERE account_id = ?1 AND state = 'unknown' AND reason IS NOT 'erased'
  AND (?2 IS NULL OR (settled_at_ms, key) > (?2, ?3))
ORDER BY settled_at_ms, key
LIMIT ?4";

const STATE: &str = "
SELECT json_quote(state) AS json
FROM outbox
WHERE account_id = ?1 AND key = ?2";

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

/// Keeps messages that were decided; the same key is the same message. What has not left at
/// `expires_at` does not leave.
pub fn insert(account: &AccountId, rows: &str, expires_at: Moment) -> Statement {
    sql!(INSERT_OUTBOX, account.as_str(), rows, expires_at.as_ms())
}

/// The channels on which something is due.
pub async fn waiting(
    db: &Db,
    account: &AccountId,
    now: Moment,
    real_now: Moment,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(WAITING, account.as_str(), now.as_ms(), real_now.as_ms())).await
}

/// Settles as unknown what may have arrived and can be repeated no more; answers it. `providers`: of each
/// channel; their providers are asked for it at `look_at`.
pub async fn rescue(
    db: &Db,
    account: &AccountId,
    now: Moment,
    real_now: Moment,
    providers: &Json,
    look_at: Option<Moment>,
) -> Result<Vec<Json>, StoreError> {
    let (account, look_at_ms) = (account.as_str(), look_at.map(Moment::as_ms));
    let statement = sql!(RESCUE, account, now.as_ms(), real_now.as_ms(), providers, look_at_ms);
    db.rows(statement).await
}

/// Takes messages that are due, for one sender until its lease ends.
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
        lease.channels,
        lease.doubtful_from.map(Moment::as_ms),
        lease.provider
    ))
    .await
}

/// Notes that a message is about to be called for under this lease; answers whether it still holds it.
pub async fn note_call(
    db: &Db,
    account: &AccountId,
    key: &str,
    (token, doubtful_from): (&str, Option<Moment>),
    real_now: Moment,
) -> Result<bool, StoreError> {
    let (account, doubt_at) = (account.as_str(), doubtful_from.map(Moment::as_ms));
    let statement = sql!(NOTE_CALL, account, key, token, doubt_at, real_now.as_ms());
    Ok(!db.rows(statement).await?.is_empty())
}

/// Who takes messages, how many, and for how long.
#[derive(Debug)]
pub struct Lease<'a> {
    /// Of which channels.
    pub channels: &'a Json,
    /// Who carries them.
    pub provider: &'a str,
    /// From when on an attempt that nobody hears of again cannot be repeated; `None` when it always can.
    pub doubtful_from: Option<Moment>,
    /// Nobody else's.
    pub token: &'a str,
    /// The world's clock: a lease bounds a process.
    pub real_now: Moment,
    /// Until when.
    pub until: Moment,
    /// At most so many.
    pub limit: i64,
}

/// Sends once more what nobody knows about, with the same key; answers whether it was that.
pub async fn resend(
    db: &Db,
    account: &AccountId,
    key: &str,
    now: Moment,
    expires_at: Moment,
) -> Result<bool, StoreError> {
    let statement = sql!(RESEND, account.as_str(), key, now.as_ms(), expires_at.as_ms());
    Ok(!db.rows(statement).await?.is_empty())
}

/// What providers are asked for now, the longest waiting first.
pub async fn to_look_up(
    db: &Db,
    account: &AccountId,
    now: Moment,
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(TO_LOOK_UP, account.as_str(), now.as_ms(), limit)).await
}

/// Whether another message than this one has this id at the provider.
pub async fn is_others(
    db: &Db,
    account: &AccountId,
    (provider, provider_id): (&str, &str),
    key: &str,
) -> Result<bool, StoreError> {
    let statement = sql!(IS_OTHERS, account.as_str(), provider, provider_id, key);
    Ok(!db.rows(statement).await?.is_empty())
}

/// Keeps what a provider said when it was asked.
pub fn set_looked_up(account: &AccountId, rows: &Json, now: Moment) -> Statement {
    sql!(SET_LOOKED_UP, account.as_str(), rows, now.as_ms())
}

/// A page of what nobody knows about.
pub async fn unknown(
    db: &Db,
    account: &AccountId,
    after: Option<(i64, &str)>,
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    let (at, key) = (after.map(|(at, _)| at), after.map(|(_, key)| key));
    db.rows(sql!(UNKNOWN, account.as_str(), at, key, limit)).await
}

/// The state of a message; `null` when there is none.
pub async fn state(db: &Db, account: &AccountId, key: &str) -> Result<Json, StoreError> {
    db.row(sql!(STATE, account.as_str(), key)).await
}

/// Counts as sent what nobody knows about; answers whether it was that.
pub async fn count_as_sent(db: &Db, account: &AccountId, key: &str) -> Result<bool, StoreError> {
    Ok(!db.rows(sql!(COUNT_AS_SENT, account.as_str(), key)).await?.is_empty())
}

/// Hands back what was claimed on something that has changed since; answers their keys. With what
/// follows in the same batch, or before a call outside, this is where a claim becomes true (K12).
pub fn hand_back(account: &AccountId, rows: &str, token: &str) -> Statement {
    sql!(HAND_BACK, account.as_str(), rows, token)
}

/// Hands messages to the `capture` provider: in one transaction with [`settle`], before it.
pub fn deliver(account: &AccountId, rows: &str, now: Moment, token: &str) -> Statement {
    sql!(DELIVER, account.as_str(), rows, now.as_ms(), token)
}

/// Keeps a test to oneself in the mailbox.
pub fn keep_test(account: &AccountId, key: &str, message: &Json, now: Moment) -> Statement {
    sql!(KEEP_TEST, account.as_str(), key, now.as_ms(), message)
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
