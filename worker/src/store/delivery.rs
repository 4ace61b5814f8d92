//! What goes to services outside, as it waits in the outbox: leased apart from messages, settled with
//! the number of attempts.

use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use super::outbox::Lease;
use crate::sql;

// `settled_at_ms IS NULL` is the condition of the partial index.
const LEASE: &str = "
UPDATE outbox
SET state = 'leased', lease = ?4, lease_until_ms = ?5
WHERE account_id = ?1 AND key IN (
  SELECT key FROM outbox
  WHERE account_id = ?1 AND settled_at_ms IS NULL AND due_at_ms <= ?2
    AND channel IN ('lists', 'webhook')
    AND (state = 'pending' OR lease_until_ms <= ?6)
  ORDER BY due_at_ms, key
  LIMIT ?3
)
RETURNING json_object('key', key, 'automation', automation_id, 'record', record_id, 'channel', channel,
  'address', address, 'body', json(body), 'entry', json(entry), 'planned_at_ms', planned_at_ms,
  'attempts', attempts, 'done', json(done)) AS json";

/// Rows: `[key, state, reason, due_at, attempts, problem, done]`. Compared as in `outbox::SETTLE`.
const SETTLE: &str = "
UPDATE outbox
SET state = settled.value->>1,
  reason = settled.value->>2,
  due_at_ms = coalesce(settled.value->>3, outbox.due_at_ms),
  attempts = settled.value->>4,
  problem = settled.value->>5,
  done = settled.value->>6,
  lease = NULL,
  lease_until_ms = NULL,
  settled_at_ms = CASE WHEN settled.value->>1 <> 'pending' THEN ?3 END
FROM json_each(?2) AS settled
WHERE outbox.account_id = iif(settled.value IS NULL, NULL, ?1) AND outbox.key = settled.value->>0
  AND outbox.state = 'leased' AND outbox.lease = ?4";

/// The latest first; `?2` is the last one seen, or NULL.
const DELIVERIES: &str = "
SELECT json_object('key', key, 'channel', channel, 'automation', automation_id, 'step', step_id,
  'record', record_id, 'to', json_extract(entry, '$.to'), 'endpoint', json_extract(body, '$.endpoint'),
  'state', iif(state = 'leased', 'pending', state), 'reason', reason, 'problem', problem,
  'attempts', attempts, 'planned_at_ms', planned_at_ms,
  'due_at_ms', iif(settled_at_ms IS NULL, due_at_ms, NULL), 'settled_at_ms', settled_at_ms) AS json
FROM outbox
WHERE account_id = ?1 AND channel IN ('lists', 'webhook')
  AND (?2 IS NULL OR (planned_at_ms, key) < (?2, ?3))
  AND (?5 IS NULL OR channel = ?5)
ORDER BY planned_at_ms DESC, key DESC
LIMIT ?4";

/// Takes what is due, for one sender until its lease ends.
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
        lease.real_now.as_ms()
    ))
    .await
}

/// Settles what this lease still holds.
pub fn settle(account: &AccountId, rows: &str, now: Moment, token: &str) -> Statement {
    sql!(SETTLE, account.as_str(), rows, now.as_ms(), token)
}

/// A page of what went outside, or is about to.
pub async fn deliveries(
    db: &Db,
    account: &AccountId,
    before: Option<(i64, &str)>,
    channel: Option<&str>,
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    let (at, key) = (before.map(|(at, _)| at), before.map(|(_, key)| key));
    db.rows(sql!(DELIVERIES, account.as_str(), at, key, limit, channel)).await
}
