//! What went to services outside, or waits in the outbox to go there: a page of it, for people.

use relance_core::words::AccountId;
use serde_json::Value as Json;

use super::db::{Db, StoreError};
use crate::sql;

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
