//! The ticks that came, and the figures by which somebody sees whether a deployment does its work.

use relance_core::words::Moment;
use serde_json::{Value as Json, json};

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// A minute. Units: ms.
const MINUTE_MS: i64 = 60_000;
/// Minutes of a day: the rows that there are.
const MINUTES: i64 = 1_440;
/// How far back the last tick is looked for. Units: minutes. Our choice: three times as long as
/// `engine::health` bears, and a few rows.
const LOOKED_BACK: i64 = 15;
/// Most messages that wait and are counted; what is more is said as so many. Our choice: ten leases.
pub const WAITING_MAX: i64 = 10_000;

/// Notes the tick and answers the development clock: one statement, so that an idle tick has no more
/// than before.
const BEGAN: &str = "
INSERT INTO heartbeat(minute, began_at_ms, lag_ms)
VALUES (CAST(?1 AS INTEGER), CAST(?2 AS INTEGER), CAST(?3 AS INTEGER))
ON CONFLICT(minute) DO UPDATE SET
  began_at_ms = excluded.began_at_ms,
  lag_ms = excluded.lag_ms,
  took_ms = NULL,
  decisions = NULL
RETURNING json_object('dev_now_ms', (SELECT now_ms FROM dev_clock)) AS json";

const ENDED: &str = "
UPDATE heartbeat
SET took_ms = CAST(?2 AS INTEGER), decisions = CAST(?3 AS INTEGER)
WHERE minute = CAST(?1 AS INTEGER)";

/// ?1: the minutes that may hold the last tick. One seek per account in the index of what is unsettled.
const VITALS: &str = "
SELECT json_object(
  'schema', (SELECT max(name) FROM d1_migrations),
  'dev_now_ms', (SELECT now_ms FROM dev_clock),
  'tick_at_ms', (SELECT max(began_at_ms) FROM heartbeat WHERE minute IN (SELECT value FROM json_each(?1))),
  'due_at_ms', (SELECT min(due_at_ms) FROM (
    SELECT (SELECT min(o.due_at_ms) FROM outbox AS o
      WHERE o.account_id = a.account_id AND o.channel = c.value AND o.settled_at_ms IS NULL) AS due_at_ms
    FROM account AS a, json_each('[\"email\",\"user_email\",\"sms\",\"lists\",\"webhook\"]') AS c
    WHERE coalesce(a.settings->>'$.paused', 0) = 0))
) AS json";

const COUNTERS: &str = "
SELECT json_array(name, label, sum(value)) AS json
FROM counter
GROUP BY name, label
ORDER BY name, label";

/// Reads the waiting messages of all accounts by their index, up to ?2.
const WAITING: &str = "
SELECT json_array(channel, state, count(*), sum(due_at_ms <= ?1), min(due_at_ms), min(lease_until_ms)) AS json
FROM (
  SELECT o.channel, o.state, o.due_at_ms, o.lease_until_ms
  FROM account AS a
  JOIN outbox AS o ON o.account_id = a.account_id AND o.settled_at_ms IS NULL
  LIMIT ?2
)
GROUP BY channel, state
ORDER BY channel, state";

const ACCOUNTS: &str = "
SELECT json_object('accounts', count(*), 'paused', sum(coalesce(settings->>'$.paused', 0)),
  'unknown', (SELECT count(*) FROM account AS a
    JOIN outbox AS o ON o.account_id = a.account_id AND o.state = 'unknown')) AS json
FROM account";

const LAST_TICKS: &str = "
SELECT json_object('began_at_ms', began_at_ms, 'lag_ms', lag_ms, 'took_ms', took_ms, 'decisions', decisions) AS json
FROM heartbeat
WHERE minute IN (SELECT value FROM json_each(?1))
ORDER BY began_at_ms DESC
LIMIT 1";

fn minute_of(at: Moment) -> i64 {
    at.as_ms().div_euclid(MINUTE_MS).rem_euclid(MINUTES)
}

fn last_minutes(now: Moment) -> Json {
    let minutes = (0..LOOKED_BACK).map(|back| (minute_of(now) - back).rem_euclid(MINUTES));
    json!(minutes.collect::<Vec<_>>())
}

/// Notes that a tick began, so much later than it was meant; answers where the development clock stands.
///
/// # Errors
/// When the database does not answer.
pub async fn began(db: &Db, at: Moment, lag_ms: i64) -> Result<Option<Moment>, StoreError> {
    let row = db.row(sql!(BEGAN, minute_of(at), at.as_ms(), lag_ms)).await?;
    Ok(row.get("dev_now_ms").and_then(Json::as_i64).map(Moment::from_ms))
}

/// Notes how long a tick took that had something to do.
///
/// # Errors
/// When the database does not answer.
pub async fn ended(
    db: &Db,
    began: Moment,
    took_ms: i64,
    decisions: usize,
) -> Result<(), StoreError> {
    let decisions = i64::try_from(decisions).unwrap_or(i64::MAX);
    db.run(sql!(ENDED, minute_of(began), took_ms, decisions)).await
}

/// What `/ready` goes by.
///
/// # Errors
/// When the database does not answer.
pub async fn vitals(db: &Db) -> Result<Json, StoreError> {
    db.row(sql!(VITALS, &last_minutes(db.real_now()))).await
}

/// What `/metrics` shows: counters; waiting messages; accounts; the last tick.
///
/// # Errors
/// When the database does not answer.
pub async fn figures(db: &Db, now: Moment) -> Result<Vec<Vec<Json>>, StoreError> {
    let statements: [Statement; 4] = [
        sql!(COUNTERS),
        sql!(WAITING, now.as_ms(), WAITING_MAX),
        sql!(ACCOUNTS),
        sql!(LAST_TICKS, &last_minutes(db.real_now())),
    ];
    db.batch(&statements).await
}
