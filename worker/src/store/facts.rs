//! What is told of messages after they left, and what all that adds up to (E5, E13).

use std::collections::BTreeMap;

use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// Messages with what is known of them. `?2`: their keys.
const MESSAGES: &str = "
SELECT json_object('key', o.key, 'automation', o.automation_id, 'record', o.record_id, 'channel', o.channel,
  'contact', o.contact_id, 'address', o.address, 'state', o.state, 'settled_at_ms', o.settled_at_ms,
  'has_record', EXISTS (SELECT 1 FROM record AS r WHERE r.account_id = o.account_id AND r.id = o.record_id),
  'facts', (SELECT json_group_array(json_object('kind', f.kind, 'is_automatic', f.is_automatic,
      'about', f.about, 'at_ms', f.at_ms))
    FROM delivery_fact AS f WHERE f.account_id = o.account_id AND f.key = o.key)) AS json
FROM outbox AS o
WHERE o.account_id = ?1 AND o.key IN (SELECT value FROM json_each(?2))";

/// Rows: `[key, states]`. Refuses the batch when a message is no longer in one of these states.
const GUARD_STATES: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
FROM json_each(?2) AS decided
WHERE NOT EXISTS (SELECT 1 FROM outbox AS o
  WHERE o.account_id = ?1 AND o.key = decided.value->>0
    AND o.state IN (SELECT value FROM json_each(decided.value->'$[1]')))";

/// Rows: as [`KEEP`]. Refuses the batch when somebody else has kept one of these.
const GUARD_NEW: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
FROM json_each(?2) AS told
JOIN delivery_fact AS f ON f.account_id = ?1 AND f.key = told.value->>0 AND f.kind = told.value->>1
  AND f.is_automatic = told.value->>2 AND f.about = told.value->>3";

/// Rows: `[key, kind, is_automatic, about, at, detail]`.
const KEEP: &str = "
INSERT INTO delivery_fact(account_id, key, kind, is_automatic, about, at_ms, detail)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5
FROM json_each(?2)";

/// Something is told of it, so it left, whatever the sender still believes.
const SETTLE: &str = "
UPDATE outbox
SET state = 'sent', reason = NULL, problem = NULL, lease = NULL, lease_until_ms = NULL,
  settled_at_ms = CAST(?3 AS INTEGER)
WHERE account_id = ?1 AND key IN (SELECT value FROM json_each(?2))
  AND state IN ('pending', 'leased', 'unknown')";

/// ?2: for each automation, how many of its deliveries failed after all: each takes the place of one
/// that was counted as gone.
const FAILED_AFTER_ALL: &str = "
UPDATE automation
SET deliveries = substr(iif(instr(deliveries, 's') > 0,
  substr(deliveries, 1, instr(deliveries, 's') - 1) || substr(deliveries, instr(deliveries, 's') + 1),
  deliveries) || 'f', -100)
WHERE account_id = ?1 AND id = ?2";

const RESULTS: &str = "
SELECT json_array(step_id, variant, what, detail, amount) AS json
FROM result
WHERE account_id = ?1 AND automation_id = ?2";

/// Figures of all automations for a list: a row each.
const SUMMARIES: &str = "
SELECT json_array(automation_id, what, sum(amount)) AS json
FROM result
WHERE account_id = ?1 AND what IN ('sent', 'opened', 'clicked', 'replied', 'bounced', 'unknown')
GROUP BY automation_id, what";

/// Messages by the provider's own ids: `?3`.
const KEYS_OF: &str = "
SELECT json_array(provider_id, key) AS json
FROM outbox
WHERE account_id = ?1 AND provider = ?2 AND provider_id IN (SELECT value FROM json_each(?3))
  AND provider_id IS NOT NULL";

/// The keys of messages that a provider names by its own ids.
pub async fn keys_of(
    db: &Db,
    account: &AccountId,
    provider: &str,
    ids: &Json,
) -> Result<BTreeMap<String, String>, StoreError> {
    if ids.as_array().is_none_or(Vec::is_empty) {
        return Ok(BTreeMap::new());
    }
    let rows = db.rows(sql!(KEYS_OF, account.as_str(), provider, ids)).await?;
    let text = |row: &Json, index: usize| row.get(index)?.as_str().map(str::to_owned);
    Ok(rows.iter().filter_map(|row| Some((text(row, 0)?, text(row, 1)?))).collect())
}

/// Facts of messages, oldest first: rows `[key, fact]`. `?2`: their keys.
const OF: &str = "
SELECT json_array(key, json_object('kind', kind, 'is_automatic', json(iif(is_automatic = 1, 'true', 'false')),
  'about', nullif(about, ''), 'detail', nullif(detail, ''), 'at',
  replace(strftime('%Y-%m-%dT%H:%M:%fZ', at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'))) AS json
FROM delivery_fact
WHERE account_id = ?1 AND key IN (SELECT value FROM json_each(?2))
ORDER BY at_ms, kind, is_automatic, about";

/// What is known of these messages, by their keys.
pub async fn of(
    db: &Db,
    account: &AccountId,
    keys: &Json,
) -> Result<BTreeMap<String, Vec<Json>>, StoreError> {
    let mut facts = BTreeMap::<String, Vec<Json>>::new();
    for row in db.rows(sql!(OF, account.as_str(), keys)).await? {
        if let (Some(key), Some(fact)) = (row.get(0).and_then(Json::as_str), row.get(1)) {
            facts.entry(key.to_owned()).or_default().push(fact.clone());
        }
    }
    Ok(facts)
}

/// These messages; those that do not exist are missing.
pub async fn messages(db: &Db, account: &AccountId, keys: &Json) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(MESSAGES, account.as_str(), keys)).await
}

/// Refuses a batch that was decided on what is no longer so.
pub fn guards(account: &AccountId, states: &Json, facts: &Json) -> [Statement; 2] {
    [sql!(GUARD_STATES, account.as_str(), states), sql!(GUARD_NEW, account.as_str(), facts)]
}

/// Keeps facts.
pub fn keep(account: &AccountId, facts: &Json) -> Statement {
    sql!(KEEP, account.as_str(), facts)
}

/// These messages have left.
pub fn settle(account: &AccountId, keys: &Json, now: Moment) -> Statement {
    sql!(SETTLE, account.as_str(), keys, now.as_ms())
}

/// A delivery of this automation that was counted as gone has failed (D18).
pub fn failed_after_all(account: &AccountId, automation: &str) -> Statement {
    sql!(FAILED_AFTER_ALL, account.as_str(), automation)
}

/// What an automation came to: rows `[step, variant, what, detail, amount]`.
pub async fn results(
    db: &Db,
    account: &AccountId,
    automation: &str,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(RESULTS, account.as_str(), automation)).await
}

/// Short figures of all automations: rows `[automation, what, amount]`.
pub async fn summaries(db: &Db, account: &AccountId) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(SUMMARIES, account.as_str())).await
}
